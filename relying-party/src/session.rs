//! A session as its relying party lives through it: asked, watched, and signed, ended in vain or taken back.

use std::time::Duration;

use phone_protocol::request::CLOCK_TOLERANCE;
use pki_types::encoding::base64;
use words::api::relying_parties::{ResultBody, SessionBody};
use words::{SessionId, SessionState};

use crate::answer::key_list_named;
use crate::{
    Check, Content, Ended, Error, Expected, PersonCertificate, RelyingParty, Request, Showing, Signatures,
    evidence, http,
};

/// The door that is called, as errors name it.
pub(crate) const API: &str = "relying-party API";
/// How long one long poll lasts, in seconds.
const POLL: u64 = 30;
/// How long its answer may then take, in seconds.
const GRACE: u64 = 30;
/// The pause between two polls that come back without news.
const PAUSE: Duration = Duration::from_secs(1);

/// An open session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub session: SessionId,
    /// Its state when the answer was written.
    pub state: SessionState,
    /// The verification code that the person compares, once the statement is made.
    pub code: Option<String>,
    /// What was asked.
    pub request: Request,
}

impl RelyingParty<'_> {
    /// Asks a person's phone to sign, or to log in. The person is shown what `showing` says, or just a text.
    ///
    /// # Errors
    /// The request breaks a rule of the protocol, or the service refuses it.
    pub async fn start<'t>(
        &self,
        person: &PersonCertificate,
        content: &Content<'_>,
        showing: impl Into<Showing<'t>>,
    ) -> Result<Session, Error> {
        self.send(&self.request(person, content, showing)?).await
    }

    /// Sends a signed request; the same bytes again are the same session.
    ///
    /// # Errors
    /// The service refuses it. If nobody answered it may have begun a session all the same: send it again.
    pub async fn send(&self, request: &Request) -> Result<Session, Error> {
        let url = format!("{}/v1/sessions", self.country.relying_party_api);
        let compact = request.compact().to_owned();
        let body: SessionBody = http::post_jws(&self.client, API, url, compact, "asking the person").await?;
        Session::of(body, request)
    }

    /// Waits for the end of a session, at most until its request is over, and verifies everything that comes back.
    /// `on_change` hears of each state, first of the one in which the session is now, with the verification code as soon as
    /// there is one.
    ///
    /// # Errors
    /// [`Error::Ended`]: it ended without a signature. After any other error the session may still be waited for.
    pub async fn wait(
        &self,
        session: &Session,
        mut on_change: impl FnMut(SessionState, Option<&str>),
    ) -> Result<Signatures, Error> {
        on_change(session.state, session.code.as_deref());
        let (mut known, mut code) = (session.state, session.code.clone());
        loop {
            // The door answers at once if the state is not the one that is known here.
            let status = self.status(session, known).await?;
            // The first code counts: whoever shows another one later has shown a wrong one before.
            code = code.or(in_its_form(status.code)?);
            let is_news = status.state > known;
            if status.state != known {
                on_change(status.state, code.as_deref());
                known = status.state;
            }
            match (status.state, status.result) {
                (SessionState::Completed, Some(result)) => {
                    return self.accept(session, code.as_deref(), result).await;
                }
                (SessionState::Completed, None) => return Err(Error::NothingGiven),
                (state, _) if !state.is_final() => {
                    if self.clock.now() >= session.request.claims().exp.plus(CLOCK_TOLERANCE) {
                        let state = SessionState::Expired;
                        return Err(Error::Ended(Ended { state, problem: None, retry_after: None }));
                    }
                    // A door that has no news waits itself; one that does not is not asked without a pause.
                    if !is_news {
                        tokio::time::sleep(PAUSE).await;
                    }
                }
                (_ended, _) => {
                    return Err(Error::Ended(Ended {
                        state: status.state,
                        problem: status.problem.map(|problem| problem.r#type),
                        retry_after: status.retry_after,
                    }));
                }
            }
        }
    }

    /// Takes a request back; gives the session as it is afterwards: `cancelled`, unless it had ended otherwise before.
    ///
    /// # Errors
    /// Nobody answers; the request ends by itself when it expires.
    pub async fn cancel(&self, session: &Session) -> Result<Session, Error> {
        let url = self.address(session);
        let body: SessionBody =
            http::asked(self.client.delete(&url), API, &url, "taking the request back").await?;
        Session::of(body, &session.request)
    }

    /// Believes an answer once everything in it is verified, and asks for the status that the service may have left out.
    async fn accept(
        &self,
        session: &Session,
        code: Option<&str>,
        mut result: ResultBody,
    ) -> Result<Signatures, Error> {
        let (root, person) =
            (&self.credentials.root, PersonCertificate::of_answer(&session.request, &result)?);
        let keys = self.keys(key_list_named(&result)?).await?;
        if result.ocsp.is_none() {
            let issuer = person.check(session.request.claims().purpose, root, self.clock.now())?;
            let (client, url) = (self.plain()?, &self.country.status.ocsp);
            let asked = evidence::ocsp(client, url, &person.certificate, &issuer, self.clock, self.random);
            result.ocsp = Some(base64(&asked.await?));
        }
        let expected = Expected {
            request: &session.request,
            session: session.session,
            code,
            relying_party: &self.credentials.certificate,
            root,
            keys: keys.as_ref().map(|list| &***list),
            now: self.clock.now(),
        };
        expected.verify(&result)
    }

    async fn status(&self, session: &Session, known: SessionState) -> Result<SessionBody, Error> {
        let url = self.address(session);
        let request = self.client.get(format!("{url}?wait={POLL}&known={known}"));
        let request = request.timeout(Duration::from_secs(POLL + GRACE));
        http::asked(request, API, &url, "waiting for the phone").await
    }

    fn address(&self, session: &Session) -> String {
        format!("{}/v1/sessions/{}", self.country.relying_party_api, session.session)
    }
}

impl Session {
    pub(crate) fn of(body: SessionBody, request: &Request) -> Result<Self, Error> {
        let code = in_its_form(body.code)?;
        Ok(Self { session: body.session, state: body.state, code, request: request.clone() })
    }
}

/// A code is four digits: it is shown as it is.
fn in_its_form(code: Option<String>) -> Result<Option<String>, Error> {
    let fits = |code: &String| code.len() == 4 && code.bytes().all(|octet| octet.is_ascii_digit());
    if code.as_ref().is_none_or(fits) {
        return Ok(code);
    }
    Err(Check::AnswerForm.failed()(Error::Missing("the code is no four digits")))
}
