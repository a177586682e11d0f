//! What a person kept of a session, judged: whether it is whole, whether the country's log knows it, and what it says.

use anyhow::{Context, Result, anyhow};
use audit_log::Checkpoint;
use phone_protocol::evidence::{CheckedEvidence, Logged};
use phone_protocol::{Evidence, Sign};
use pki_types::display::{json, line, shown};
use pki_types::{Certificate, encoding};
use serde::Serialize;
use words::{Door, Purpose, SessionState};

use super::{Outcome, Words};
use crate::commands::log::verifier_of;

/// A judgement of one file.
#[derive(Serialize)]
pub(super) struct Report {
    file: String,
    indication: &'static str,
    /// Why it is not proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What the file says, each line with its name. Where it is not proven, nobody has to have said it.
    says: Vec<(&'static str, String)>,
    #[serde(skip)]
    outcome: Outcome,
}

/// Judges a file by the country's root and the key of its log.
pub(super) fn judge(octets: &[u8], words: &Words, file: String) -> Report {
    let report = |outcome, indication, reason: Option<String>, says| Report {
        file,
        indication,
        reason,
        says,
        outcome,
    };
    // 1. It is such a file.
    let read = std::str::from_utf8(octets).map_err(anyhow::Error::from);
    let evidence = match read.and_then(|text| Ok(Evidence::parse(text)?)) {
        Ok(evidence) => evidence,
        Err(error) => {
            return report(Outcome::NotJudged, "NOT-JUDGED", Some(format!("{error:#}")), Vec::new());
        }
    };
    // 2. Its messages fit together, and its authorities are those of the root.
    let checked = evidence.check().map_err(anyhow::Error::from).and_then(|checked| {
        under_the_root(&checked, &words.anchors)?;
        Ok(checked)
    });
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => return report(Outcome::Failed, "TOTAL-FAILED", Some(format!("{error:#}")), Vec::new()),
    };
    // 3. The log knows it, by its own key.
    let mut says = told(&checked);
    let (Some(key), Some(note)) = (&words.log_key, checked.checkpoint()) else {
        let reason = if checked.checkpoint().is_none() {
            "the file was saved before the audit log covered it: save it anew"
        } else {
            "the key of the country's audit log was not given (--log-key): anybody could have made this file"
        };
        return report(Outcome::Indeterminate, "INDETERMINATE", Some(reason.to_owned()), says);
    };
    match logged(&checked, key, note) {
        Ok((checkpoint, logged)) => {
            says.extend(told_by_the_log(checked.statement.door, &checkpoint, &logged));
            report(Outcome::Passed, "TOTAL-PASSED", None, says)
        }
        Err(error) => report(Outcome::Failed, "TOTAL-FAILED", Some(format!("{error:#}")), Vec::new()),
    }
}

/// The authorities of the list of keys are the country's.
fn under_the_root(checked: &CheckedEvidence, anchors: &[Certificate]) -> Result<()> {
    let list = &checked.key_list;
    let mut named = list.relying_party_issuers.iter().chain(&list.person_issuers);
    let is_of_root = |issuer: &Certificate| anchors.iter().any(|root| issuer.verify_issued_by(root).is_ok());
    match named.find(|issuer| !is_of_root(&issuer.0)) {
        None => Ok(()),
        Some(other) => {
            Err(anyhow!("the authority {} is none of the trusted root", shown(other.0.subject_display())))
        }
    }
}

fn logged(checked: &CheckedEvidence, key: &str, note: &str) -> Result<(Checkpoint, Logged)> {
    let verifier = verifier_of("--log-key", key, || Ok(note.to_owned()))?;
    let checkpoint = Checkpoint::open(note, &verifier).context("the checkpoint")?;
    let logged = checked.stands_in(checkpoint.size, &checkpoint.root)?;
    Ok((checkpoint, logged))
}

/// What was asked, as the inner zone stated it.
fn told(checked: &CheckedEvidence) -> Vec<(&'static str, String)> {
    let statement = &checked.statement;
    let mut says = vec![("Session", statement.session.to_string())];
    match &statement.relying_party {
        Some(party) => {
            says.push(("Asked by", format!("{} ({}, {})", party.name, party.domain, party.country)))
        }
        None => says.push(("Asked by", "the person, with their own phone".to_owned())),
    }
    let vouched = match statement.door {
        Door::Native => "the relying party signed the request",
        Door::MobileId => "nobody signed the request; the Mobile-ID door vouched for it",
        Door::Own => "the person's phone signed the wish",
    };
    says.push(("Vouched for", vouched.to_owned()));
    let purpose = match statement.purpose {
        Purpose::Authentication => "to log in, with PIN 1",
        Purpose::Signature => "to sign, with PIN 2",
    };
    says.push(("For", purpose.to_owned()));
    says.extend(statement.display.text.as_ref().map(|text| ("Text", text.to_string())));
    let payment = statement.display.payment.as_ref();
    says.extend(
        payment.map(|paid| ("Payment", format!("{} {} to {}", paid.amount, paid.currency, paid.payee))),
    );
    match &statement.sign {
        Sign::Documents { documents, .. } => says.extend(documents.iter().map(|document| {
            let name = document.document_name.as_ref().map_or("without a name", |name| name.as_str());
            ("Document", format!("{name}, SHA-256 {}", document.document_sha256.unwrap_or(document.sha256)))
        })),
        Sign::HeardDigest { digest, .. } => says.push(("Digest", encoding::hex(digest.as_bytes()))),
        Sign::Deed { deed, .. } => says.push(("Deed", deed.kind().to_owned())),
        Sign::Challenge { .. } => {}
    }
    says.push(("On the phone", statement.device.to_string()));
    says.push(("Certificate", format!("SHA-256 {}", statement.certificate_sha256)));
    says
}

fn told_by_the_log(door: Door, checkpoint: &Checkpoint, logged: &Logged) -> Vec<(&'static str, String)> {
    let ended = match &logged.ended {
        None => "not when this file was saved, or this file does not say how".to_owned(),
        Some((state, problem, at)) => {
            let how = match state {
                SessionState::Completed if door == Door::Own => "the person's PIN granted it",
                SessionState::Completed => "the person's key signed; the receipt is in this file",
                SessionState::Refused => "the person refused",
                SessionState::Expired => "nobody answered in time; nothing was signed",
                SessionState::Cancelled => "the relying party gave up; nothing was signed",
                _ => "it failed; nothing was signed",
            };
            let problem =
                problem.as_ref().map(|problem| format!(" ({})", shown(problem))).unwrap_or_default();
            format!("{}: {how}{problem}", at.rfc3339())
        }
    };
    vec![
        ("Stated", logged.stated_at.rfc3339()),
        ("Ended", ended),
        (
            "Proof",
            format!(
                "the audit log {}, {} entries, root {}",
                shown(&checkpoint.origin),
                checkpoint.size,
                checkpoint.root
            ),
        ),
    ]
}

impl Report {
    pub(super) fn outcome(&self) -> Outcome {
        self.outcome
    }

    pub(super) fn to_json(&self) -> String {
        json(
            &serde_json::to_string(self)
                .expect("a report is a struct of strings, which JSON can always hold"),
        )
    }

    pub(super) fn to_text(&self) -> String {
        let headline = match self.outcome {
            Outcome::Passed => "the country's audit log proves what this file says",
            Outcome::Indeterminate => "what this file says is not proven",
            _ => "this file proves nothing",
        };
        let mut lines = vec![shown(&self.file), format!("{}: {headline}", self.indication)];
        lines.extend(self.reason.as_ref().map(|reason| format!("  because {}", line(reason))));
        lines.push(String::new());
        lines.extend(self.says.iter().map(|(name, said)| format!("  {name:<13} {}", line(said))));
        lines.join("\n")
    }
}
