//! One signature, from its octets to its verdict: the building blocks of EN 319 102-1, clause 5, in their order.

use pki_types::cms::SignedData;
use pki_types::{Certificate, HashAlgorithm, UnixTime, oid, verify};

use super::chain_status::{Moment, end_of, path_status};
use super::changes::Changed;
use super::document_stamp::DocumentStamp;
use super::format::{Formed, SubFilter, check_format, claimed_time};
use super::indication::{Finding, Indication, SubIndication, cannot_be_checked};
use super::later::{Judged, note_later_versions};
use super::level::level;
use super::material::Material;
use super::path::find_path;
use super::proof::Proof;
use super::report::{Integrity, SignatureKind, SignatureReport, Signer, TrustAnchor, Until};
use super::time_stamp::{Stamp, validate_stamp};
use crate::error::Error;
use crate::limits;
use crate::pdf::{Document, SignatureObject, signature_fields};

/// What all signatures of a document are judged with.
pub(super) struct Context<'c> {
    pub(super) document: &'c Document<'c>,
    pub(super) anchors: &'c [Certificate],
    pub(super) now: UnixTime,
    /// The evidence in the last version.
    pub(super) material: Material,
    /// What every version from the first signed one on added.
    pub(super) changes: Vec<Changed>,
    /// Signatures and time-stamps of later versions.
    pub(super) judged: Vec<Judged>,
}

/// An empty report on `object`, to be filled in as far as the checks come.
pub(super) fn begin(
    context: &Context<'_>,
    object: &SignatureObject,
    kind: SignatureKind,
) -> Result<SignatureReport, Error> {
    let fields = signature_fields(&context.document.view(object.revision))?;
    let field = fields.into_iter().find(|field| field.value == Some(object.id));
    Ok(SignatureReport {
        field: field.map(|field| field.name).unwrap_or_default(),
        kind,
        revision: object.revision + 1,
        indication: Indication::Indeterminate,
        sub_indication: None,
        findings: Vec::new(),
        level: None,
        proof: Proof::Nothing,
        integrity: Integrity { covers_its_revision: false, digest_matches: false, signature_verifies: false },
        signer: None,
        trusted_root: None,
        claimed_time: claimed_time(object),
        best_signature_time: context.now,
        time_stamps: Vec::new(),
        evidence: Vec::new(),
        changes: Vec::new(),
        verifiable_until: None,
    })
}

/// Draws the verdict from the findings.
pub(super) fn conclude(mut report: SignatureReport, mut ends: Vec<Until>) -> SignatureReport {
    // What makes it fail comes before what leaves it open; otherwise the order in which things were checked.
    report.findings.sort_by_key(|finding| std::cmp::Reverse(finding.sub_indication.indication()));
    // Chains share their CAs, and these their evidence.
    let mut told = Vec::new();
    report.evidence.retain(|evidence| {
        let is_new = !told.contains(evidence);
        told.extend(is_new.then(|| evidence.clone()));
        is_new
    });
    report.sub_indication = report.findings.first().map(|finding| finding.sub_indication);
    report.indication = report.sub_indication.map_or(Indication::TotalPassed, SubIndication::indication);
    // What does not hold has no level: there is nothing of which all was verified.
    if report.indication == Indication::TotalFailed {
        report.level = None;
    }
    if report.indication == Indication::TotalPassed {
        ends.sort_by_key(|end| end.time);
        report.verifiable_until = ends.into_iter().next();
    }
    report
}

/// Validates the signature of a person or organisation.
pub(super) fn validate_signature(
    context: &mut Context<'_>,
    object: &SignatureObject,
    stamps: &[DocumentStamp],
) -> Result<SignatureReport, Error> {
    let mut report = begin(context, object, SignatureKind::Signature)?;
    // 1. Format checking: what it covers, and what came after.
    note_later_versions(&mut report, &context.changes, &context.judged);
    let formed = match check_format(context.document, object)? {
        Ok(formed) => formed,
        Err(finding) => {
            report.findings.push(finding);
            return Ok(conclude(report, Vec::new()));
        }
    };
    report.integrity.covers_its_revision = true;
    let signed_data = match SignedData::from_der(&formed.value) {
        Ok(signed_data) if formed.sub_filter != SubFilter::TimeStamp => signed_data,
        Ok(_) => return Ok(unreadable(report, "it is declared to be a time-stamp")),
        Err(problem @ pki_types::Error::NotVerifiable { .. }) => {
            return Ok(cannot_be_judged(report, &problem));
        }
        Err(problem) => return Ok(unreadable(report, &problem.to_string())),
    };
    context.material.add_certificates(signed_data.certificates());
    // 2. Integrity, identification of the signing certificate, cryptographic verification.
    let signer = verify_cryptography(&mut report, &formed, &signed_data, &context.material);
    // 3. Time-stamps: since when did it exist?
    let stamp = validate_signature_stamps(context, &mut report, &signed_data);
    let later = stamps.iter().filter(|stamp| stamp.revision > object.revision);
    report.time_stamps.extend(later.clone().map(|stamp| stamp.report.clone()));
    report.prove(Proof::of_time(&report.time_stamps));
    let proven = report.proof.time().map(|proven| proven.time);
    // 4. X.509 validation at that moment, with status.
    let mut ends = Vec::new();
    let Some(signer) = signer else { return Ok(conclude(report, ends)) };
    report.signer = Some(describe(&signer));
    let moment =
        Moment { used_at: report.best_signature_time, is_proven: proven.is_some(), now: context.now };
    let is_told = validate_certificate(&mut report, &signer, context, moment, &mut ends);
    // 5. Signature acceptance: attributes, algorithms, purpose.
    accept(&mut report, &signer, &signed_data, &formed);
    // 6. Level, and how long all this can be told again.
    let is_accepted = context.material.has_store && is_told;
    let is_archived = later.clone().any(|stamp| stamp.report.counts && stamp.covers_store);
    report.prove(report.proof.clone().with_evidence(is_accepted, is_archived));
    report.level = Some(level(&formed, &signed_data, &report.proof));
    if let Some(stamp) = stamp.filter(|stamp| stamp.proven() == proven) {
        ends.extend(stamp.ends);
        report.evidence.extend(stamp.evidence);
    } else {
        ends.extend(
            later.filter(|stamp| Some(stamp.report.time) == proven).flat_map(|stamp| stamp.ends.clone()),
        );
    }
    if proven.is_none() {
        ends.push(end_of(&signer));
    }
    Ok(conclude(report, ends))
}

/// A signature whose form is legal and says too little to be judged here.
fn cannot_be_judged(mut report: SignatureReport, problem: &pki_types::Error) -> SignatureReport {
    let explanation = cannot_be_checked("the signature", problem);
    report.findings.push(Finding::new(SubIndication::CryptoConstraintsFailure, explanation));
    conclude(report, Vec::new())
}

fn unreadable(mut report: SignatureReport, problem: &str) -> SignatureReport {
    let explanation = format!("the signature cannot be read: {problem}");
    report.findings.push(Finding::new(SubIndication::FormatFailure, explanation));
    conclude(report, Vec::new())
}

/// Digest, signing certificate and signature value (EN 319 102-1, 5.2.3 and 5.2.7). The certificate is the one that the
/// signed attribute binds: any other could have been put beside it.
fn verify_cryptography(
    report: &mut SignatureReport,
    formed: &Formed,
    signed_data: &SignedData,
    material: &Material,
) -> Option<Certificate> {
    let mut find = |kind, explanation: String| report.findings.push(Finding::new(kind, explanation));
    let attributes = signed_data.signed_attributes();
    let digest = signed_data.digest_algorithm().map(|hash| hash.digest_parts(&formed.signed_octets));
    let digest_matches = digest.as_deref() == Ok(attributes.message_digest());
    match digest {
        Err(problem) => find(
            SubIndication::CryptoConstraintsFailure,
            cannot_be_checked("the digest of the document", &problem),
        ),
        Ok(_) if digest_matches => {}
        Ok(_) => find(
            SubIndication::HashFailure,
            "the document is not the one that was signed: its digest differs".into(),
        ),
    }
    if signed_data.content_type() != oid::DATA || attributes.content_type() != oid::DATA {
        find(SubIndication::FormatFailure, "the signature is over something else than data".into());
    }
    if signed_data.content().is_some() {
        find(SubIndication::FormatFailure, "the signature carries a content of its own".into());
    }
    let mut signature_verifies = false;
    let signer = match signed_data.signer_certificate(&material.certificates) {
        Ok(signer) => {
            let message = attributes.to_be_signed();
            let verified = signed_data
                .scheme()
                .and_then(|scheme| verify(signer.public_key(), scheme, message, signed_data.signature()));
            signature_verifies = verified.is_ok();
            match verified {
                Ok(()) => {}
                Err(problem @ pki_types::Error::NotVerifiable { .. }) => {
                    find(
                        SubIndication::CryptoConstraintsFailure,
                        cannot_be_checked("the signature value", &problem),
                    );
                }
                Err(problem) => {
                    find(SubIndication::SigCryptoFailure, format!("the signature value is wrong: {problem}"));
                }
            }
            Some(signer.clone())
        }
        Err(problem @ pki_types::Error::NotVerifiable { .. }) => {
            find(
                SubIndication::CryptoConstraintsFailure,
                cannot_be_checked("the signer's certificate", &problem),
            );
            None
        }
        Err(problem) => {
            let explanation = format!("the signer's certificate cannot be told: {problem}");
            find(SubIndication::NoSigningCertificateFound, explanation);
            None
        }
    };
    if signer.is_some() && attributes.signing_certificates().is_empty() {
        let explanation =
            "the signature does not bind its signer's certificate (no signing-certificate attribute)";
        find(SubIndication::NoSigningCertificateFound, explanation.into());
    }
    report.integrity.digest_matches = digest_matches;
    report.integrity.signature_verifies = signature_verifies;
    signer
}

/// The signature-time-stamp attributes: the first stamp that counts.
///
/// They stand beside the signature, and whoever holds the file can put them there or take them away: none of them speaks
/// against the signature. One that does not count proves nothing, and the signature is judged as of now; where all that is
/// there is unreadable or over something else, somebody meddled, and the verdict stays open.
fn validate_signature_stamps(
    context: &mut Context<'_>,
    report: &mut SignatureReport,
    signed_data: &SignedData,
) -> Option<Stamp> {
    let values = signed_data.unsigned_values(oid::SIGNATURE_TIME_STAMP);
    let tokens = values.as_deref().unwrap_or_default();
    let (mut stamps, mut meddled) = (Vec::new(), Vec::new());
    meddled.extend(values.as_ref().err().map(|problem| format!("a time-stamp cannot be read: {problem}")));
    for token in tokens.iter().take(limits::SIGNATURE_STAMPS) {
        let data = &[signed_data.signature()];
        match validate_stamp(token, data, &mut context.material, context.anchors, context.now) {
            Ok(stamp) => {
                report.time_stamps.push(stamp.report.clone());
                let elsewhere = stamp.report.problem.as_ref().filter(|_| !stamp.imprint_matches);
                meddled.extend(elsewhere.map(|problem| problem.explanation.clone()));
                stamps.push(stamp);
            }
            Err(finding) => meddled.push(finding.explanation),
        }
    }
    let counting = stamps.into_iter().find(|stamp| stamp.report.counts);
    if counting.is_none() {
        let open = |explanation| Finding::new(SubIndication::SigConstraintsFailure, explanation);
        report.findings.extend(meddled.into_iter().map(open));
    }
    counting
}

/// Path and status of the signer's certificate; gives whether the status of all of the path is told.
fn validate_certificate(
    report: &mut SignatureReport,
    signer: &Certificate,
    context: &Context<'_>,
    moment: Moment,
    ends: &mut Vec<Until>,
) -> bool {
    // EN 319 102-1, 5.5.4: a time before the certificate's own proves that it could not have been used.
    if moment.is_proven && moment.used_at < signer.not_before() {
        let (time, from) = (moment.used_at.rfc3339(), signer.not_before().rfc3339());
        let explanation = format!("it existed at {time}, before its certificate became valid at {from}");
        report.findings.push(Finding::new(SubIndication::NotYetValid, explanation));
        return false;
    }
    match find_path(signer, &context.material, context.anchors, moment.used_at) {
        Ok(path) => {
            let status = path_status(&path, &context.material, moment);
            report.findings.extend(status.findings);
            report.evidence.extend(status.evidence);
            ends.extend(status.ends);
            ends.extend(path.iter().skip(1).map(end_of));
            report.trusted_root = path.last().map(TrustAnchor::of);
            status.is_told
        }
        Err(finding) => {
            report.findings.push(finding);
            false
        }
    }
}

/// EN 319 102-1, 5.2.8, with this verifier's policy: nonRepudiation, no SHA-1, a claimed time within the
/// certificate's.
fn accept(report: &mut SignatureReport, signer: &Certificate, signed_data: &SignedData, formed: &Formed) {
    let mut find = |kind, explanation: String| report.findings.push(Finding::new(kind, explanation));
    if signer.is_ca() || !signer.key_usage().is_some_and(|usage| usage.content_commitment()) {
        let explanation =
            "the certificate is not for signing documents (its key usage is not nonRepudiation)";
        find(SubIndication::ChainConstraintsFailure, explanation.into());
    }
    let bound_by_sha1 = signed_data.signed_attributes().signing_certificates().first();
    let bound_by_sha1 =
        bound_by_sha1.is_some_and(|bound| bound.signer().hash_algorithm() == Ok(HashAlgorithm::Sha1));
    if signed_data.digest_algorithm() == Ok(HashAlgorithm::Sha1) || bound_by_sha1 {
        find(SubIndication::CryptoConstraintsFailure, "it relies on SHA-1".into());
    }
    if let Some(claimed) = report.claimed_time.filter(|claimed| !signer.valid_at(*claimed)) {
        let (from, to) = (signer.not_before().rfc3339(), signer.not_after().rfc3339());
        let claimed = claimed.rfc3339();
        let explanation =
            format!("it claims to be of {claimed}, its certificate is valid from {from} to {to}");
        find(SubIndication::SigConstraintsFailure, explanation);
    }
    let has_signing_time = signed_data.signed_attributes().has_signing_time();
    if formed.sub_filter == SubFilter::Cades && has_signing_time {
        // EN 319 142-1, 6.3: in PAdES the time is in /M alone.
        find(
            SubIndication::SigConstraintsFailure,
            "it has a signing-time attribute, which PAdES forbids".into(),
        );
    }
}

fn describe(certificate: &Certificate) -> Signer {
    let name = match (certificate.given_name(), certificate.surname()) {
        (Some(given_name), Some(surname)) => format!("{given_name} {surname}"),
        _ => super::path::display_name(certificate),
    };
    Signer {
        name,
        identifier: certificate.serial_number(),
        organization: certificate.organization(),
        subject: certificate.subject_display(),
        issuer: certificate.issuer_display(),
        certificate_sha256: certificate.sha256().to_string(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
    }
}
