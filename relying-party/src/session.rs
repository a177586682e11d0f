//! A session as its relying party lives through it: asked, watched, and signed, ended in vain or taken back.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use pki_types::display::shown;
use pki_types::{UnixTime, encoding};
use serde::Deserialize;

use super::problems::explained;
use super::relying_party::RelyingParty;
use super::{answer, post_jws};

/// How long one long poll lasts, in seconds.
const POLL: u64 = 30;

/// An open session.
#[derive(Debug, Deserialize)]
pub struct Session {
    /// Its id.
    pub session: String,
    /// Its state when the answer was written.
    pub state: String,
    /// The verification code that the person compares, once the statement is made.
    #[serde(default)]
    pub code: Option<String>,
}

/// What a session came to.
#[derive(Clone, Debug)]
pub struct Signature {
    /// ECDSA, DER.
    pub value: Vec<u8>,
    /// The receipt of the service, a compact JWS.
    pub receipt: String,
    /// The statement that the phone was shown, a compact JWS.
    pub statement: String,
    /// The OCSP answer that the service fetched, DER; none if the status door was away.
    pub ocsp: Option<Vec<u8>>,
}

#[derive(Deserialize)]
struct Status {
    state: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    result: Option<StatusResult>,
    #[serde(default)]
    problem: Option<EndedBy>,
    #[serde(default)]
    retry_after: Option<UnixTime>,
}

#[derive(Deserialize)]
struct StatusResult {
    signature: String,
    statement: String,
    receipt: String,
    #[serde(default)]
    ocsp: Option<String>,
}

/// The problem that ended a session; only its type is stable.
#[derive(Deserialize)]
struct EndedBy {
    r#type: String,
}

impl RelyingParty<'_> {
    /// Sends a signed request; the same bytes again are the same session.
    pub async fn send(&self, request: String) -> Result<Session> {
        let url = format!("{}/v1/sessions", self.country.relying_party_api);
        post_jws(&self.client, "relying-party API", url, request, "asking the person").await
    }

    /// Waits for the end of a session. `on_change` hears of each state, first of the one in which the session is now, with
    /// the verification code as soon as there is one.
    ///
    /// # Errors
    /// It ended without a signature: says why, and what to do.
    pub async fn wait(
        &self,
        session: &Session,
        mut on_change: impl FnMut(&str, Option<&str>),
    ) -> Result<Signature> {
        on_change(&session.state, session.code.as_deref());
        let mut known = session.state.clone();
        loop {
            // The door answers at once if the state is not the one that is known here.
            let status = self.status(session, &known).await?;
            if status.state != known {
                on_change(&status.state, status.code.as_deref());
                known.clone_from(&status.state);
            }
            match (status.state.as_str(), status.result) {
                ("completed", Some(result)) => return result.try_into(),
                ("completed", None) => {
                    bail!("the service calls the session completed, but gives no signature")
                }
                ("requested" | "stated" | "shown" | "answered", _) => {}
                (ended, _) => return Err(in_vain(ended, status.problem.as_ref(), status.retry_after)),
            }
        }
    }

    /// Takes a request back; gives the session as it is afterwards: `cancelled`, unless it had ended otherwise before.
    pub async fn cancel(&self, session: &Session) -> Result<Session> {
        let request = self.client.delete(self.address(session));
        let response = request.send().await.context("the relying-party API cannot be reached")?;
        answer(response, "taking the request back").await
    }

    async fn status(&self, session: &Session, known: &str) -> Result<Status> {
        let response = self
            .client
            .get(format!("{}?wait={POLL}&known={known}", self.address(session)))
            .timeout(Duration::from_secs(POLL + 30))
            .send()
            .await
            .context("the relying-party API cannot be reached")?;
        answer(response, "waiting for the phone").await
    }

    fn address(&self, session: &Session) -> String {
        format!("{}/v1/sessions/{}", self.country.relying_party_api, session.session)
    }
}

impl TryFrom<StatusResult> for Signature {
    type Error = anyhow::Error;

    fn try_from(result: StatusResult) -> Result<Self> {
        Ok(Self {
            value: encoding::base64_decode(&result.signature)?,
            receipt: result.receipt,
            statement: result.statement,
            ocsp: result.ocsp.as_deref().map(encoding::base64_decode).transpose()?,
        })
    }
}

/// Why a session ended without a signature, and what to do now.
fn in_vain(state: &str, problem: Option<&EndedBy>, retry_after: Option<UnixTime>) -> anyhow::Error {
    let what = match state {
        "refused" => "the person refused on the phone".to_owned(),
        "expired" => "nobody answered on the phone before the request expired".to_owned(),
        "cancelled" => "the request was taken back".to_owned(),
        "failed" => "the service could not complete the request".to_owned(),
        other => format!("the session ended in the state {}, which this version does not know", shown(other)),
    };
    let why = match problem.map(|problem| (explained(&problem.r#type), &problem.r#type)) {
        Some((Some(known), _)) => format!(": {}. {}", known.title, known.remedy),
        Some((None, kind)) => format!(" ({})", shown(kind)),
        None if state == "expired" => ". Ask again when the person has the phone at hand.".to_owned(),
        None => String::new(),
    };
    let from = retry_after.map(|at| format!(" You may ask this person again from {}.", at.rfc3339()));
    anyhow!("{what}{why}{}", from.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(state: &str, kind: Option<&str>) -> String {
        let problem = kind.map(|kind| EndedBy { r#type: kind.to_owned() });
        in_vain(state, problem.as_ref(), None).to_string()
    }

    #[test]
    fn every_end_is_told_with_what_to_do() {
        assert_eq!(
            said("refused", Some("/problems/not-mine")),
            "the person refused on the phone: The person did not start this. Look for whoever started the session in the \
             person's name."
        );
        assert!(said("expired", None).ends_with("Ask again when the person has the phone at hand."));
        assert!(said("failed", Some("/problems/of-tomorrow")).ends_with("(/problems/of-tomorrow)"));
        assert!(!said("failed", Some("\u{1b}[2J")).contains('\u{1b}'));
        assert!(in_vain("refused", None, Some(UnixTime::from_seconds(0))).to_string().contains("1970-01-01"));
    }
}
