//! A report of the verifier in the words of who reads it. What the verifier says of a finding stands in its own English.

use doc_signatures::verify::{Indication, Report, SignatureKind, SignatureReport};
use faces::Catalogue;
use pki_types::UnixTime;
use pki_types::display::shown;

/// What the page shows first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Holds,
    Fails,
    Unsure,
}

/// One sentence, with what the verifier says against it.
pub(super) struct Sentence {
    pub(super) said: String,
    pub(super) findings: Vec<String>,
}

/// A report as people read it.
pub(super) struct Verdict {
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) sentences: Vec<Sentence>,
    pub(super) file: String,
    pub(super) size: String,
    pub(super) roots: Vec<(String, String)>,
    pub(super) until: Option<String>,
    pub(super) sha256: String,
    pub(super) report: String,
}

impl Verdict {
    pub(super) fn of(report: &Report, words: &Catalogue) -> Self {
        let (kind, title) = headline(report);
        let mut sentences: Vec<Sentence> =
            report.signatures.iter().map(|signature| sentence(signature, words)).collect();
        let instead = match (&report.unreadable, sentences.is_empty()) {
            (Some(_), _) => Some("check-unreadable-text"),
            (None, true) => Some("check-unsigned-text"),
            (None, false) => None,
        };
        let plain = |id| Sentence { said: words.say(id), findings: Vec::new() };
        sentences.extend(instead.map(plain));
        let kilobytes = i64::try_from(report.document_octets.div_ceil(1024)).unwrap_or(i64::MAX);
        let until = report
            .verifiable_until
            .map(|until| words.say_of("check-until-text", [("moment", moment(until, words).into())]));
        Self {
            kind,
            title: words.say(title),
            sentences,
            file: shown(report.file.as_deref().unwrap_or_default()),
            size: words.say_of("check-size", [("kilobytes", kilobytes.into())]),
            roots: report.trust_anchors.iter().map(|root| (shown(&root.name), root.sha256.clone())).collect(),
            until,
            sha256: report.document_sha256.clone(),
            report: report.to_text(),
        }
    }

    /// The class that the page gives it.
    pub(super) fn class(&self) -> &'static str {
        match self.kind {
            Kind::Holds => "verdict holds",
            Kind::Fails => "verdict fails",
            Kind::Unsure => "verdict unsure",
        }
    }
}

fn headline(report: &Report) -> (Kind, &'static str) {
    let signatures = report.signatures.iter().filter(|one| one.kind == SignatureKind::Signature).count();
    match (&report.unreadable, report.indication) {
        (Some(_), _) => (Kind::Unsure, "check-unreadable"),
        (None, _) if report.signatures.is_empty() => (Kind::Unsure, "check-unsigned"),
        (None, Indication::TotalPassed) => match signatures {
            0 => (Kind::Holds, "check-stamp-holds"),
            1 => (Kind::Holds, "check-holds"),
            _ => (Kind::Holds, "check-all-hold"),
        },
        (None, Indication::TotalFailed) => (Kind::Fails, "check-fails"),
        (None, Indication::Indeterminate) => (Kind::Unsure, "check-unsure"),
    }
}

fn sentence(signature: &SignatureReport, words: &Catalogue) -> Sentence {
    // Anybody makes certificates with any name: only a trusted root stands for one.
    let name = match &signature.signer {
        None => words.say("check-somebody"),
        Some(signer) if signature.trusted_root.is_some() => shown(&signer.name),
        Some(signer) => words.say_of("check-claims", [("name", shown(&signer.name).into())]),
    };
    let proven = signature.proof.time().map(|proven| moment(proven.time, words));
    if !signature.findings.is_empty() {
        let id = match signature.indication {
            Indication::TotalFailed => "check-fails-of",
            Indication::TotalPassed | Indication::Indeterminate => "check-unsure-of",
        };
        let said = words.say_of(id, [("name", name.into())]);
        return Sentence {
            said,
            findings: signature.findings.iter().map(|one| one.explanation.clone()).collect(),
        };
    }
    let is_stamp = signature.kind == SignatureKind::DocumentTimeStamp;
    let said = match proven {
        Some(moment) if is_stamp => words.say_of("check-stamped", [("moment", moment.into())]),
        Some(moment) => words.say_of("check-signed-by", [("name", name.into()), ("moment", moment.into())]),
        None => words.say_of("check-signed-by-unproven", [("name", name.into())]),
    };
    let mut said = said;
    let shows: Vec<&str> =
        signature.changes.iter().flat_map(|change| &change.shows).map(String::as_str).collect();
    if !shows.is_empty() {
        said = format!("{said} {}", words.say("check-additions"));
    }
    Sentence { said, findings: shows.into_iter().map(str::to_owned).collect() }
}

/// A moment as evidence has it, in UTC.
fn moment(at: UnixTime, words: &Catalogue) -> String {
    let text = at.rfc3339();
    let mut parts = text.splitn(4, ['-', 'T']);
    let [year, month, day, time] = std::array::from_fn(|_| parts.next().unwrap_or_default());
    let number = |digits: &str| digits.parse::<i64>().unwrap_or_default();
    let values = [
        ("day", number(day).into()),
        ("month", number(month).into()),
        ("year", number(year).into()),
        ("time", time.trim_end_matches('Z').into()),
    ];
    // Isolates around its parts would hide the direction of the month's name from the sentence around it.
    Catalogue::of_terminals(words.language()).say_of("check-moment", values)
}

#[cfg(test)]
mod tests {
    use faces::Language;

    use super::*;

    #[test]
    fn a_moment_is_told_in_each_language() {
        let at = UnixTime::parse_rfc3339("2026-12-03T08:05:09Z").unwrap();
        let said = |language| moment(at, Catalogue::of_pages(language));
        assert_eq!(said(Language::English), "3 December 2026, 08:05:09 UTC");
        assert_eq!(said(Language::French), "3 décembre 2026 à 08:05:09 UTC");
        assert_eq!(said(Language::Arabic), "3 ديسمبر 2026، 08:05:09 UTC");
    }
}
