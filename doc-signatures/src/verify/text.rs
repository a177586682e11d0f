//! The report in a person's words: who signed, when, whether it holds, why not, until when one can tell.

use pki_types::UnixTime;
use pki_types::display::{line, shown};

use super::indication::{Indication, SubIndication};
use super::report::{
    EvidenceReport, Judgement, Level, Report, SignatureKind, SignatureReport, Signer, TimeStampReport,
    TrustAnchor,
};

/// The width of the column of headings.
const HEADING: usize = 16;

/// The most trusted roots that are listed; all of them stand in the JSON.
const LISTED_ROOTS: usize = 5;

/// The most additions that the sentence on a signature names; all of them stand below it.
const LISTED_ADDITIONS: usize = 5;

/// Where lines are written: whatever a line was made of, nothing in it steers a terminal or begins another line.
#[derive(Default)]
struct Page(String);

impl Page {
    fn say(&mut self, sentence: &str) {
        self.0.push_str(&line(sentence));
        self.0.push('\n');
    }

    fn entry(&mut self, heading: &str, value: &str) {
        self.say(&format!("  {heading:HEADING$}{value}"));
    }
}

pub(super) fn text(report: &Report) -> String {
    let mut page = Page::default();
    page.say(headline(report));
    page.say("");
    for signature in &report.signatures {
        page.say(&sentence(signature));
        page.say("");
    }
    page.entry("Verdict", &verdict(report.indication, report.sub_indication));
    page.entry("Judged for", &moment(report.validation_time));
    if let Some(file) = &report.file {
        page.entry("File", &shown(file));
    }
    let file = if report.file.is_some() { "" } else { "File" };
    page.entry(file, &format!("{} octets, SHA-256 {}", report.document_octets, report.document_sha256));
    for (place, anchor) in report.trust_anchors.iter().take(LISTED_ROOTS).enumerate() {
        page.entry(if place == 0 { "You trusted" } else { "" }, &root(anchor));
    }
    if let Some(others @ 1..) = report.trust_anchors.len().checked_sub(LISTED_ROOTS) {
        page.entry("", &format!("and {others} others"));
    }
    page.entry("Checked by", report.verifier);
    if let Some(problem) = &report.unreadable {
        page.entry("Problem", problem);
    }
    for (place, signature) in report.signatures.iter().enumerate() {
        page.say("");
        describe(&mut page, place + 1, signature);
    }
    page.0
}

fn headline(report: &Report) -> &'static str {
    if report.unreadable.is_some() {
        return "This file cannot be read, so nothing can be said about signatures in it.";
    }
    let of_kind = |kind| report.signatures.iter().filter(|one| one.kind == kind).count();
    let signatures = of_kind(SignatureKind::Signature);
    let stamps = of_kind(SignatureKind::DocumentTimeStamp);
    match (report.indication, signatures, stamps) {
        (_, 0, 0) => "There is no signature in this document.",
        (Indication::TotalPassed, 0, _) => "Nobody signed this document; its time-stamp holds.",
        (Indication::TotalFailed, 0, _) => "Nobody signed this document, and its time-stamp does NOT hold.",
        (Indication::Indeterminate, 0, _) => {
            "Nobody signed this document; whether its time-stamp holds cannot be told from what is here."
        }
        (Indication::TotalPassed, 1, _) => "The signature holds.",
        (Indication::TotalPassed, ..) => "All signatures hold.",
        (Indication::TotalFailed, 1, _) => "The signature does NOT hold.",
        (Indication::TotalFailed, ..) => "Not all signatures hold.",
        (Indication::Indeterminate, 1, _) => "Whether the signature holds cannot be told from what is here.",
        (Indication::Indeterminate, ..) => "Whether all signatures hold cannot be told from what is here.",
    }
}

/// What a person would tell another person about a signature.
fn sentence(signature: &SignatureReport) -> String {
    let is_stamp = signature.kind == SignatureKind::DocumentTimeStamp;
    let who = match &signature.signer {
        None => "somebody who cannot be told".into(),
        Some(signer) if is_vouched_for(signature) => shown(&signer.name),
        Some(signer) => format!("somebody who claims to be {}", shown(&signer.name)),
    };
    if let Some(finding) = signature.findings.first() {
        let thing = if is_stamp {
            "The time-stamp over the document".into()
        } else {
            format!("The signature of {who}")
        };
        let verdict = match signature.indication {
            Indication::TotalFailed => "does not hold",
            _ => "may hold or not",
        };
        return format!("{thing} {verdict}: {}.", finding.explanation);
    }
    if let (true, Some(proven)) = (is_stamp, signature.proof.time()) {
        return format!("A time-stamp proves that the document existed on {}.", moment(proven.time));
    }
    let when = match signature.proof.time() {
        Some(proven) => format!("on or before {}", moment(proven.time)),
        None => "at a time that nothing proves".into(),
    };
    let until = match &signature.verifiable_until {
        Some(until) => format!(" This can be checked without a network until {}.", moment(until.time)),
        None => String::new(),
    };
    format!("Signed by {who} {when}; the document is as it was signed{}.{until}", but_for(signature))
}

/// Whether a trusted root stands for the name: anybody makes certificates with any.
fn is_vouched_for(signature: &SignatureReport) -> bool {
    signature.trusted_root.is_some()
}

/// What is seen in the document that was added later, and may: nobody should think that it was signed.
fn but_for(signature: &SignatureReport) -> String {
    let mut shows: Vec<&str> = Vec::new();
    for addition in signature.changes.iter().flat_map(|change| &change.shows) {
        if !shows.contains(&addition.as_str()) {
            shows.push(addition);
        }
    }
    let (told, others) = shows.split_at(shows.len().min(LISTED_ADDITIONS));
    match (told.join(", and "), others.len()) {
        (told, _) if told.is_empty() => told,
        (told, 0) => format!(", but for {told}"),
        (told, others) => format!(", but for {told}, and {others} more"),
    }
}

fn verdict(indication: Indication, sub_indication: Option<SubIndication>) -> String {
    match sub_indication {
        Some(sub_indication) => format!("{indication} ({sub_indication})"),
        None => indication.to_string(),
    }
}

fn describe(page: &mut Page, place: usize, signature: &SignatureReport) {
    let kind = match signature.kind {
        SignatureKind::Signature => "Signature",
        SignatureKind::DocumentTimeStamp => "Time-stamp over the document",
    };
    page.say(&format!("{kind} {place}: {}", verdict(signature.indication, signature.sub_indication)));
    if let Some(signer) = &signature.signer {
        let headings = match is_vouched_for(signature) {
            true => ["Signed by", "Vouched for by"],
            false => ["Claims to be", "Names as issuer"],
        };
        page.entry(headings[0], &person(signer));
        page.entry(headings[1], &signer.issuer);
    }
    if let Some(trusted) = &signature.trusted_root {
        page.entry("Trusted root", &root(trusted));
    }
    page.entry("When", &when(signature));
    if signature.proof.time().is_some() {
        for stamp in &signature.time_stamps {
            if let Some(idle) = idle(stamp) {
                page.entry("", &idle);
            }
        }
    }
    page.entry("The document", &unchanged(signature));
    for change in &signature.changes {
        let judgement = match change.judgement {
            Judgement::Permitted => "allowed",
            Judgement::Doubtful => "allowed or not",
            Judgement::Forbidden => "NOT allowed",
        };
        page.entry("", &format!("saved version {}, {judgement}: {}", change.revision, change.what));
    }
    for evidence in &signature.evidence {
        page.entry("Evidence", &status(evidence));
    }
    for finding in &signature.findings {
        page.entry("Against it", &format!("{} ({})", finding.explanation, finding.sub_indication));
    }
    if let Some(level) = signature.level {
        page.entry("Level", &format!("{level}{}", meaning(level)));
    }
    if let Some(until) = &signature.verifiable_until {
        let text = format!("{} without a network; then {}", moment(until.time), until.because);
        page.entry("Checkable until", &text);
    }
}

fn person(signer: &Signer) -> String {
    let details = [&signer.organization, &signer.identifier].into_iter().flatten();
    std::iter::once(&signer.name).chain(details).map(shown).collect::<Vec<_>>().join(", ")
}

fn root(anchor: &TrustAnchor) -> String {
    format!("{}, SHA-256 {}", anchor.name, anchor.sha256)
}

fn when(signature: &SignatureReport) -> String {
    if let Some(proven) = signature.proof.time() {
        return format!(
            "not later than {}, proven by the time-stamp of {}",
            moment(proven.time),
            proven.authority
        );
    }
    let claimed = match signature.claimed_time {
        Some(claimed) => format!("on {} as the signer's side claims; ", moment(claimed)),
        None => String::new(),
    };
    match signature.time_stamps.iter().find_map(|stamp| stamp.problem.as_ref()) {
        Some(problem) => format!("{claimed}no time-stamp proves it: {}", problem.explanation),
        None => format!("{claimed}no time-stamp proves it"),
    }
}

/// A time-stamp beside one that counts.
fn idle(stamp: &TimeStampReport) -> Option<String> {
    let problem = stamp.problem.as_ref().filter(|_| !stamp.counts)?;
    let authority = if stamp.authority.is_empty() { "another unit" } else { &stamp.authority };
    Some(format!("a time-stamp of {authority} does not count: {}", problem.explanation))
}

fn unchanged(signature: &SignatureReport) -> String {
    let integrity = signature.integrity;
    let is_covered = integrity.covers_its_revision && integrity.digest_matches;
    let worst = signature.changes.iter().map(|change| change.judgement).max();
    let but_for = but_for(signature);
    let unchanged = match (is_covered, worst) {
        (_, Some(Judgement::Forbidden)) => "was modified after signing",
        (false, _) if signature.indication != Indication::TotalFailed => {
            "could not be compared with what was signed"
        }
        (false, _) => "is not as it was signed",
        (true, None) => "is as it was signed",
        (true, Some(Judgement::Permitted)) if !but_for.is_empty() => {
            return format!("is as it was signed{but_for}; behind it stands only what may be added later");
        }
        (true, Some(Judgement::Permitted)) => {
            "is as it was signed; behind it stands only what may be added later"
        }
        (true, Some(Judgement::Doubtful)) => {
            "is as it was signed; whether what stands behind it shows anything else cannot be told"
        }
    };
    unchanged.into()
}

fn status(evidence: &EvidenceReport) -> String {
    let made = moment(evidence.this_update);
    match evidence.status.as_str() {
        "good" => format!("the certificate of {} was not revoked on {made}", evidence.subject),
        status => format!("the certificate of {} is {status}, as told on {made}", evidence.subject),
    }
}

fn meaning(level: Level) -> &'static str {
    match level {
        Level::NotEtsi => ": not a PAdES signature",
        Level::B => ": signature alone",
        Level::T => ": with proof of time",
        Level::Lt => ": with proof of time and all evidence inside",
        Level::Lta => ": with all evidence inside, and a time-stamp over it",
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `24 November 2026, 10:15:30 UTC`.
fn moment(time: UnixTime) -> String {
    let text = time.rfc3339();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let month = part(5, 7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    let day = part(8, 10).trim_start_matches('0');
    format!("{day} {} {}, {} UTC", month.unwrap_or(&""), part(0, 4), part(11, 19))
}
