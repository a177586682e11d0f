//! The verifier: EN 319 102-1's validation of signatures with time and evidence, without network and without clock.
//!
//! [`verify_pdf`] believes the file and the given anchors alone. Its policy, stricter than some readers' where they are
//! known to be fooled:
//!
//! - the signer's certificate is the one that the signed signing-certificate attribute binds, and it must be for
//!   signing documents (nonRepudiation);
//! - nothing may follow the signed version but what the closed list of [`changes`] names: evidence, time-stamps over the
//!   document, further signatures that hold themselves, what a certification allows to fill in, and the dates that programs
//!   write with these;
//! - an answer about the signer or the time-stamping unit must not be older than the time-stamp; a revoked
//!   time-stamping unit proves nothing at all;
//! - a revocation after the proven time does not matter, a suspension at that time leaves the verdict open;
//! - a level is what was verified: a time-stamp that does not count and evidence that was not accepted make none;
//! - evidence holds as long as the certificate that signed it, because only an archive time-stamp could prove its age.

mod chain_status;
mod changes;
mod contents;
mod document_stamp;
mod format;
mod indication;
mod later;
mod level;
mod material;
mod path;
mod proof;
mod report;
mod signature;
mod status;
mod text;
mod time_stamp;

pub use indication::{Finding, Indication, SubIndication};
pub use proof::{Proof, ProvenTime};
pub use report::{
    Change, ChangeKind, EvidenceKind, EvidenceReport, Integrity, Judgement, Level, Report, SignatureKind,
    SignatureReport, Signer, TimeStampReport, TrustAnchor, Until,
};

use pki_types::display::line;
use pki_types::{Certificate, UnixTime, sha256};

use self::changes::changes_from;
use self::document_stamp::validate_document_stamp;
use self::later::Judged;
use self::material::Material;
use self::signature::{Context, validate_signature};
use crate::error::Error;
use crate::pdf::{Document, SignatureObject};

/// Verifies every signature of a PDF file for the time `at`, believing nothing but the file and `anchors`.
///
/// Never fails: a file that cannot be read gives a report that says so.
pub fn verify_pdf(pdf: &[u8], anchors: &[Certificate], at: UnixTime) -> Report {
    let mut report = Report {
        indication: Indication::Indeterminate,
        sub_indication: Some(SubIndication::SignedDataNotFound),
        file: None,
        verifier: concat!("greatseal ", env!("CARGO_PKG_VERSION")),
        validation_time: at,
        document_sha256: sha256(pdf).to_string(),
        document_octets: pdf.len(),
        unreadable: None,
        revisions: 0,
        trust_anchors: anchors.iter().map(TrustAnchor::of).collect(),
        signatures: Vec::new(),
        verifiable_until: None,
    };
    match validate_all(pdf, anchors, at) {
        Ok((revisions, signatures)) => {
            report.revisions = revisions;
            report.signatures = signatures;
            conclude(&mut report);
        }
        Err(problem) => {
            if problem.is_of_the_file() {
                report.indication = Indication::TotalFailed;
                report.sub_indication = Some(SubIndication::FormatFailure);
            }
            report.unreadable = Some(line(&problem.to_string()));
        }
    }
    report
}

fn validate_all(
    pdf: &[u8],
    anchors: &[Certificate],
    now: UnixTime,
) -> Result<(usize, Vec<SignatureReport>), Error> {
    // 1. Read the file: every version, every object.
    let document = Document::read_signed(pdf)?;
    let objects = document.survey().signatures();
    // 2. What it brings along for its own verification, and what was added since the first signature.
    let material = Material::of_store(&document.latest())?;
    let first_signed = objects.iter().map(|object| object.revision).min();
    let changes =
        first_signed.map(|first| changes_from(&document, first + 1)).transpose()?.unwrap_or_default();
    let mut context = Context { document: &document, anchors, now, material, changes, judged: Vec::new() };
    // 3. The latest first: time-stamps over the document speak for the signatures before them, and every signature that
    //    was added behind another must hold itself, or its version changed the document.
    let mut reports = Vec::new();
    let mut stamps = Vec::new();
    let mut latest_first: Vec<&SignatureObject> = objects.iter().collect();
    latest_first.sort_by_key(|object| std::cmp::Reverse(object.revision));
    for object in latest_first {
        let report = if object.dictionary.is_type("DocTimeStamp") {
            let (report, stamp) = validate_document_stamp(&mut context, object)?;
            stamps.extend(stamp);
            report
        } else {
            validate_signature(&mut context, object, &stamps)?
        };
        context.judged.push(Judged::of(object.id, &report));
        reports.push(report);
    }
    reports.reverse();
    reports.sort_by_key(|report| report.revision);
    Ok((document.revisions().len(), reports))
}

/// The document's verdict is that of its weakest signature; time-stamps alone count only when nobody signed.
fn conclude(report: &mut Report) {
    let is_signature = |signature: &&SignatureReport| signature.kind == SignatureKind::Signature;
    let has_signature = report.signatures.iter().any(|signature| is_signature(&signature));
    let judged = || report.signatures.iter().filter(|signature| !has_signature || is_signature(signature));
    let Some(weakest) = judged().max_by_key(|signature| signature.indication) else { return };
    let (indication, sub_indication) = (weakest.indication, weakest.sub_indication);
    let ends = judged().map(|signature| signature.verifiable_until.as_ref().map(|until| until.time));
    let until = if indication == Indication::TotalPassed { ends.flatten().min() } else { None };
    report.indication = indication;
    report.sub_indication = sub_indication;
    report.verifiable_until = until;
}
