//! What later versions mean for a signature: what they added, and whether it may stand behind it.

use pki_types::display::{quoted, shown};

use super::changes::{Addition, Changed, Departure, Place};
use super::indication::{Finding, Indication, SubIndication};
use super::report::{Change, ChangeKind, Judgement, SignatureReport};
use crate::pdf::ObjectId;

/// A signature or time-stamp that was judged already.
pub(super) struct Judged {
    id: ObjectId,
    standing: Standing,
    /// Whether it was made by somebody for whom a trust anchor stands.
    is_vouched_for: bool,
    /// Who signed, if anybody did.
    signer: Option<String>,
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
        let is_vouched_for = report.indication == Indication::TotalPassed;
        Self {
            id,
            standing,
            is_vouched_for,
            signer: report.signer.as_ref().map(|signer| shown(&signer.name)),
        }
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
    (
        Change { revision, judgement: Judgement::Forbidden, kind, what: what.into(), shows: Vec::new() },
        Some(finding),
    )
}

/// What is no change of the signed document for certain is no word against it (EN 319 102-1, 5.1.3).
fn doubtful_change(revision: usize, doubts: &[Departure]) -> (Change, Option<Finding>) {
    let what = doubts.iter().map(|doubt| doubt.what.as_str()).collect::<Vec<_>>().join("; ");
    let kind = doubts.iter().map(|doubt| doubt.kind).max().unwrap_or(ChangeKind::Nothing);
    let explanation =
        format!("whether saved version {revision} shows what was signed cannot be told for certain: {what}");
    let finding = Finding::new(SubIndication::SigConstraintsFailure, explanation);
    (Change { revision, judgement: Judgement::Doubtful, kind, what, shows: Vec::new() }, Some(finding))
}

fn permitted_change(revision: usize, additions: &[Addition], judged: &[Judged]) -> (Change, Option<Finding>) {
    let (mut finding, mut shows, mut judgement) = (None, Vec::new(), Judgement::Permitted);
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
        let is_vouched_for = later.is_some_and(|later| later.is_vouched_for);
        if let Some(explanation) = shown_on.and_then(|place| doubt_on(place, revision, is_vouched_for)) {
            finding = Some(Finding::new(SubIndication::SigConstraintsFailure, explanation));
            judgement = Judgement::Doubtful;
        }
        shows.extend(shown_on.map(|place| seen(place, later)));
    }
    shows.extend(additions.iter().filter_map(filled));
    let kind = additions.iter().map(kind).max().unwrap_or(ChangeKind::Nothing);
    let what = additions.iter().map(describe).collect::<Vec<_>>().join(", ");
    let what = if what.is_empty() { "nothing".into() } else { what };
    if finding.is_some() {
        shows.clear();
    }
    (Change { revision, judgement, kind, what, shows }, finding)
}

/// Why a signature that shows something leaves open what the page shows (ISO 32000-2, 12.7.5.5: its appearance may be
/// anything): nobody vouches for who made it, or it may hide what was signed.
fn doubt_on(place: Place, revision: usize, is_vouched_for: bool) -> Option<String> {
    let page = place.page;
    match place.percent {
        _ if !is_vouched_for => Some(format!(
            "saved version {revision} shows something new on page {page}: a signature for which nobody vouches here"
        )),
        _ if place.is_modest() => None,
        Some(percent) => Some(format!(
            "saved version {revision} shows a signature over {percent} % of page {page}, so that what was signed need not \
             be what is seen there"
        )),
        None => Some(format!(
            "saved version {revision} shows a signature that does not lie within page {page}, so that what was signed \
             need not be what is seen there"
        )),
    }
}

/// What a person sees of a signature.
fn seen(place: Place, later: Option<&Judged>) -> String {
    match later.and_then(|later| later.signer.as_ref()) {
        Some(signer) => format!("what {signer} added on page {} and signed", place.page),
        None => format!("what was added on page {} with a time-stamp", place.page),
    }
}

fn filled(addition: &Addition) -> Option<String> {
    match addition {
        Addition::Filled { field } => {
            Some(format!("the field {}, filled in later as the certification allows", quoted(field)))
        }
        _ => None,
    }
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
            format!("a further signature added ({})", quoted(field))
        }
        Addition::Signature { field, shown_on: Some(place), .. } => {
            format!("a further signature added ({}), shown on page {}", quoted(field), place.page)
        }
        Addition::Filled { field } => format!("{} filled in, as the certification allows", quoted(field)),
    }
}
