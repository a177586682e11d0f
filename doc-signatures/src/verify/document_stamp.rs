//! Time-stamps over the whole document (EN 319 142-1, 5.5; ISO 32000-2, 12.8.5).

use super::format::check_format;
use super::later::note_later_versions;
use super::proof::Proof;
use super::report::{SignatureKind, SignatureReport, TimeStampReport, Until};
use super::signature::{Context, begin, conclude};
use super::time_stamp::validate_stamp;
use crate::error::Error;
use crate::pdf::SignatureObject;

/// A time-stamp over the document, already validated: it speaks for every signature in an earlier version.
pub(super) struct DocumentStamp {
    pub(super) revision: usize,
    pub(super) covers_store: bool,
    pub(super) report: TimeStampReport,
    pub(super) ends: Vec<Until>,
}

/// Validates a time-stamp over the document, which speaks for the signatures before it.
pub(super) fn validate_document_stamp(
    context: &mut Context<'_>,
    object: &SignatureObject,
) -> Result<(SignatureReport, Option<DocumentStamp>), Error> {
    let mut report = begin(context, object, SignatureKind::DocumentTimeStamp)?;
    note_later_versions(&mut report, &context.changes, &context.judged);
    let formed = match check_format(context.document, object)? {
        Ok(formed) => formed,
        Err(finding) => {
            report.findings.push(finding);
            return Ok((conclude(report, Vec::new()), None));
        }
    };
    report.integrity.covers_its_revision = true;
    let data = &formed.signed_octets;
    let stamp = match validate_stamp(&formed.value, data, &mut context.material, context.anchors, context.now)
    {
        Ok(stamp) => stamp,
        Err(finding) => {
            report.findings.push(finding);
            return Ok((conclude(report, Vec::new()), None));
        }
    };
    report.integrity.digest_matches = stamp.imprint_matches;
    report.integrity.signature_verifies = stamp.verifies;
    report.findings.extend(stamp.report.problem.clone());
    report.time_stamps.push(stamp.report.clone());
    report.prove(Proof::of_time(&report.time_stamps));
    report.evidence.clone_from(&stamp.evidence);
    // A modified document is not proven by a stamp that no longer fits what is shown.
    let mut proof = stamp.report.clone();
    proof.counts = report.findings.is_empty();
    let view = context.document.view(object.revision);
    let covers_store = view.catalog()?.entry("DSS").is_some();
    let speaks =
        DocumentStamp { revision: object.revision, covers_store, report: proof, ends: stamp.ends.clone() };
    Ok((conclude(report, stamp.ends), Some(speaks)))
}
