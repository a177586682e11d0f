//! The report in a person's words: who signed, when, whether it holds, why not, until when one can tell.

use std::fmt::Write;

use pki_types::UnixTime;

use super::indication::{Indication, SubIndication};
use super::report::{EvidenceReport, Level, Report, SignatureKind, SignatureReport, Signer};

/// The width of the column of headings.
const HEADING: usize = 16;

pub(super) fn text(report: &Report) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}\n", headline(report));
    for signature in &report.signatures {
        let _ = writeln!(out, "{}\n", sentence(signature));
    }
    line(&mut out, "Verdict", &verdict(report.indication, report.sub_indication));
    line(&mut out, "Judged for", &moment(report.validation_time));
    line(&mut out, "File", &format!("{} octets, SHA-256 {}", report.document_octets, report.document_sha256));
    if let Some(problem) = &report.unreadable {
        line(&mut out, "Problem", problem);
    }
    for (place, signature) in report.signatures.iter().enumerate() {
        let _ = writeln!(out);
        describe(&mut out, place + 1, signature);
    }
    out
}

fn headline(report: &Report) -> &'static str {
    if report.unreadable.is_some() {
        return "This file cannot be read, so nothing can be said about signatures in it.";
    }
    if report.signatures.is_empty() {
        return "There is no signature in this document.";
    }
    let several = report.signatures.iter().filter(|one| one.kind == SignatureKind::Signature).count() > 1;
    match (report.indication, several) {
        (Indication::TotalPassed, false) => "The signature holds.",
        (Indication::TotalPassed, true) => "All signatures hold.",
        (Indication::TotalFailed, false) => "The signature does NOT hold.",
        (Indication::TotalFailed, true) => "Not all signatures hold.",
        (Indication::Indeterminate, false) => "Whether the signature holds cannot be told from what is here.",
        (Indication::Indeterminate, true) => "Whether all signatures hold cannot be told from what is here.",
    }
}

/// What a person would tell another person about a signature.
fn sentence(signature: &SignatureReport) -> String {
    let is_stamp = signature.kind == SignatureKind::DocumentTimeStamp;
    let who = signature.signer.as_ref().map_or("somebody who cannot be told", |signer| &signer.name);
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
    let time = moment(signature.best_signature_time);
    if is_stamp {
        return format!("A time-stamp proves that the document existed on {time}.");
    }
    let when = if signature.time_stamps.iter().any(|stamp| stamp.counts) {
        format!("on or before {time}")
    } else {
        "at a time that nothing proves".into()
    };
    let until = match &signature.verifiable_until {
        Some(until) => format!(" This can be checked without a network until {}.", moment(until.time)),
        None => String::new(),
    };
    format!("Signed by {who} {when}; the document is as it was signed.{until}")
}

fn verdict(indication: Indication, sub_indication: Option<SubIndication>) -> String {
    match sub_indication {
        Some(sub_indication) => format!("{indication} ({sub_indication})"),
        None => indication.to_string(),
    }
}

fn line(out: &mut String, heading: &str, value: &str) {
    let _ = writeln!(out, "  {heading:HEADING$}{value}");
}

fn describe(out: &mut String, place: usize, signature: &SignatureReport) {
    let kind = match signature.kind {
        SignatureKind::Signature => "Signature",
        SignatureKind::DocumentTimeStamp => "Time-stamp over the document",
    };
    let _ = writeln!(out, "{kind} {place}: {}", verdict(signature.indication, signature.sub_indication));
    if let Some(signer) = &signature.signer {
        line(out, "Signed by", &person(signer));
        line(out, "Vouched for by", &signer.issuer);
    }
    line(out, "When", &when(signature));
    line(out, "The document", unchanged(signature));
    for change in &signature.changes {
        let judgement = if change.permitted { "allowed" } else { "NOT allowed" };
        line(out, "", &format!("saved version {}, {judgement}: {}", change.revision, change.what));
    }
    for evidence in &signature.evidence {
        line(out, "Evidence", &status(evidence));
    }
    for finding in &signature.findings {
        line(out, "Against it", &format!("{} ({})", finding.explanation, finding.sub_indication));
    }
    if let Some(level) = signature.level {
        line(out, "Level", &format!("{level}{}", meaning(level)));
    }
    if let Some(until) = &signature.verifiable_until {
        let text = format!("{} without a network; then {}", moment(until.time), until.because);
        line(out, "Checkable until", &text);
    }
}

fn person(signer: &Signer) -> String {
    let details = [&signer.organization, &signer.identifier].into_iter().flatten();
    std::iter::once(&signer.name).chain(details).cloned().collect::<Vec<_>>().join(", ")
}

fn when(signature: &SignatureReport) -> String {
    let counted = signature.time_stamps.iter().filter(|stamp| stamp.counts);
    if let Some(stamp) = counted.min_by_key(|stamp| stamp.time) {
        return format!(
            "not later than {}, proven by the time-stamp of {}",
            moment(stamp.time),
            stamp.authority
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

fn unchanged(signature: &SignatureReport) -> &'static str {
    let integrity = signature.integrity;
    let modified = signature.changes.iter().any(|change| !change.permitted);
    match (integrity.covers_its_revision && integrity.digest_matches, modified, signature.changes.is_empty())
    {
        (false, _, _) => "is not as it was signed",
        (true, true, _) => "was modified after signing",
        (true, false, true) => "is as it was signed",
        (true, false, false) => "is as it was signed; behind it stands only what may be added later",
    }
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
