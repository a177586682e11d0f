//! What later versions mean for a signature: what they added, and whether it may stand behind it.

use super::changes::{Addition, Changed, Departure};
use super::indication::{Finding, Indication, SubIndication};
use super::report::{Change, ChangeKind, Judgement, SignatureReport};
use crate::pdf::ObjectId;

/// A signature or time-stamp that was judged already.
pub(super) struct Judged {
    id: ObjectId,
    standing: Standing,
    /// Whether it was made by somebody for whom a trust anchor stands.
    is_vouched_for: bool,
}

/// Whether it is a signature at all; who made it is another question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It covers its version, and its value verifies.
    Holds,
    /// It does not.
    Broken,
    /// It cannot be told: its algorithm is not verified here, or its certificate is not there.
    Open,
}

impl Judged {
    pub(super) fn of(id: ObjectId, report: &SignatureReport) -> Self {
        let integrity = report.integrity;
        let holds = integrity.covers_its_revision && integrity.digest_matches && integrity.signature_verifies;
        let is_failed = report
            .findings
            .iter()
            .any(|finding| finding.sub_indication.indication() == Indication::TotalFailed);
        let standing = match (holds, integrity.covers_its_revision && !is_failed) {
            (true, _) => Standing::Holds,
            (false, true) => Standing::Open,
            (false, false) => Standing::Broken,
        };
        Self { id, standing, is_vouched_for: report.indication == Indication::TotalPassed }
    }
}

/// Tells what every version behind `revision` (from 1) did, and notes what speaks against the signature.
pub(super) fn note_later_versions(report: &mut SignatureReport, changes: &[Changed], judged: &[Judged]) {
    let revision = report.revision;
    for changed in changes.iter().filter(|changed| changed.revision > revision) {
        let (change, finding) = match &changed.outcome {
            Err(forbidden) => forbidden_change(changed.revision, forbidden.kind, &forbidden.what),
            Ok(told) => match permitted_change(changed.revision, &told.additions, judged) {
                (Change { judgement: Judgement::Permitted, .. }, _) if !told.doubts.is_empty() => {
                    doubtful_change(changed.revision, &told.doubts)
                }
                worse_or_permitted => worse_or_permitted,
            },
        };
        report.changes.push(change);
        report.findings.extend(finding);
    }
}

fn forbidden_change(revision: usize, kind: ChangeKind, what: &str) -> (Change, Option<Finding>) {
    let explanation = format!("the document was modified after signing, in saved version {revision}: {what}");
    let finding = Finding::new(SubIndication::FormatFailure, explanation);
    (Change { revision, judgement: Judgement::Forbidden, kind, what: what.into() }, Some(finding))
}

/// What is no change of the signed document for certain is no word against it (EN 319 102-1, 5.1.3).
fn doubtful_change(revision: usize, doubts: &[Departure]) -> (Change, Option<Finding>) {
    let what = doubts.iter().map(|doubt| doubt.what.as_str()).collect::<Vec<_>>().join("; ");
    let kind = doubts.iter().map(|doubt| doubt.kind).max().unwrap_or(ChangeKind::Nothing);
    let explanation =
        format!("whether saved version {revision} shows what was signed cannot be told for certain: {what}");
    let finding = Finding::new(SubIndication::SigConstraintsFailure, explanation);
    (Change { revision, judgement: Judgement::Doubtful, kind, what }, Some(finding))
}

fn permitted_change(revision: usize, additions: &[Addition], judged: &[Judged]) -> (Change, Option<Finding>) {
    let mut finding = None;
    for addition in additions {
        let Addition::Signature { value, shown_on, .. } = addition else { continue };
        let later = judged.iter().find(|judged| judged.id == *value);
        let standing = later.map_or(Standing::Broken, |later| later.standing);
        if standing == Standing::Broken {
            let what = format!("{}, which does not verify", describe(addition));
            return forbidden_change(revision, ChangeKind::Signature, &what);
        }
        if standing == Standing::Open {
            let what = describe(addition);
            let explanation =
                format!("in saved version {revision}: {what}; whether it verifies cannot be told here");
            finding = Some(Finding::new(SubIndication::CryptoConstraintsFailure, explanation));
        }
        if let (Some(page), false) = (shown_on, later.is_some_and(|later| later.is_vouched_for)) {
            let explanation = format!(
                "saved version {revision} shows something new on page {page}: a signature for which nobody vouches here"
            );
            finding = Some(Finding::new(SubIndication::SigConstraintsFailure, explanation));
        }
    }
    let kind = additions.iter().map(kind).max().unwrap_or(ChangeKind::Nothing);
    let what = additions.iter().map(describe).collect::<Vec<_>>().join(", ");
    let what = if what.is_empty() { "nothing".into() } else { what };
    (Change { revision, judgement: Judgement::Permitted, kind, what }, finding)
}

fn kind(addition: &Addition) -> ChangeKind {
    match addition {
        Addition::Evidence | Addition::OtherEvidence => ChangeKind::Evidence,
        Addition::Announcement | Addition::Dates => ChangeKind::Metadata,
        Addition::Signature { .. } => ChangeKind::Signature,
        Addition::EmptyField | Addition::Filled { .. } => ChangeKind::Form,
    }
}

fn describe(addition: &Addition) -> String {
    match addition {
        Addition::Evidence => "validation evidence added".into(),
        Addition::OtherEvidence => "validation evidence exchanged or removed".into(),
        Addition::Announcement => "extensions announced".into(),
        Addition::Dates => "dates of modification, or the name of the program that saved it, updated".into(),
        Addition::EmptyField => "an empty signature field added, which shows nothing".into(),
        Addition::Signature { is_time_stamp: true, .. } => "time-stamp over the document added".into(),
        Addition::Signature { field, shown_on: None, .. } => {
            format!("a further signature added (\"{field}\")")
        }
        Addition::Signature { field, shown_on: Some(page), .. } => {
            format!("a further signature added (\"{field}\"), shown on page {page}")
        }
        Addition::Filled { field } => format!("\"{field}\" filled in, as the certification allows"),
    }
}
