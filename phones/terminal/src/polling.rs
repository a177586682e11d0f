//! Fetching what waits for this phone, and checking it before anything is shown.

use std::time::Duration;

use phone_protocol::pending::{MAXIMUM_SESSIONS, MAXIMUM_WAIT};
use phone_protocol::verification::{PhoneKnowledge, VerifiedSession, verify_pending};
use phone_protocol::{Pending, PendingReply, PendingSession, Received, Statement};
use words::SessionId;

use crate::{Error, Phone, phone};

/// How much longer than the asked wait an answer may take.
const SLACK: Duration = Duration::from_secs(10);
/// How long a session that cannot be checked is not asked for again, in seconds.
const SET_ASIDE: i64 = 600;

/// The result of one poll.
#[derive(Debug, Default)]
pub struct Polled {
    /// Sessions that may be shown.
    pub sessions: Vec<VerifiedSession>,
    /// Sessions that the phone refuses to show.
    pub unacceptable: Vec<Unacceptable>,
}

/// A session that failed a check.
#[derive(Debug)]
pub struct Unacceptable {
    /// What it calls itself; unverified.
    pub session: Option<SessionId>,
    /// Why it is refused.
    pub reason: Error,
}

impl Phone {
    /// Asks once, waiting up to `wait` seconds (at most 60), for sessions that this run has not seen.
    ///
    /// # Errors
    /// Not enrolled, or the service cannot be asked. A session that fails its checks is no error: see
    /// [`Polled::unacceptable`].
    pub async fn poll(&mut self, wait: u8) -> Result<Polled, Error> {
        let now = self.now();
        self.known.retain(|(_, end)| *end > now);
        let wait = wait.min(MAXIMUM_WAIT);
        let known = self.known.iter().rev().take(MAXIMUM_SESSIONS).map(|(session, _)| *session).collect();
        let poll = self.sign_message(&Pending::new(self.identity()?.device, now, wait, known))?;
        let patience = Duration::from_secs(u64::from(wait)) + SLACK;
        let reply = self.send("/v1/phone/pending", Some(poll), patience).await?;
        let reply: PendingReply = phone::read_reply("the poll", &reply)?;

        let mut polled = Polled::default();
        for pending in reply.sessions.into_iter().take(MAXIMUM_SESSIONS) {
            let claimed = Received::<Statement>::parse(&pending.statement).ok();
            let session = claimed.as_ref().map(|statement| statement.claims().session);
            if session.is_some_and(|session| self.known.iter().any(|(known, _)| *known == session)) {
                continue;
            }
            match self.verify(&pending).await {
                Ok(verified) => {
                    self.known.push((verified.statement().session, verified.statement().expires_at));
                    polled.sessions.push(verified);
                }
                Err(reason) => {
                    self.known.extend(session.map(|session| (session, now.plus(SET_ASIDE))));
                    polled.unacceptable.push(Unacceptable { session, reason });
                }
            }
        }
        Ok(polled)
    }

    /// Checks a session as `docs/protocol/phone.md` demands; fetches the key list once where the statement names a
    /// newer one.
    ///
    /// # Errors
    /// The first check that fails, or the phone has answered this session before.
    pub async fn verify(&mut self, pending: &PendingSession) -> Result<VerifiedSession, Error> {
        let checked = self.checked(|known| verify_pending(pending, known)).await?;
        if self.state()?.has_answered(checked.statement().session) {
            return Err(Error::AlreadyAnswered);
        }
        Ok(checked)
    }

    /// Lets a session be delivered again by the next poll.
    pub fn release(&mut self, session: SessionId) {
        self.known.retain(|(known, _)| *known != session);
    }

    /// A statement that was checked; where it names another key list, by the newest one.
    pub(crate) async fn checked(
        &mut self,
        check: impl Fn(&PhoneKnowledge<'_>) -> Result<VerifiedSession, phone_protocol::Error>,
    ) -> Result<VerifiedSession, Error> {
        match check(&self.knowledge()?) {
            Err(phone_protocol::Error::OtherKeyList { .. }) => {
                self.refresh_key_list().await?;
                Ok(check(&self.knowledge()?)?)
            }
            checked => Ok(checked?),
        }
    }

    /// What a statement is checked against.
    fn knowledge(&self) -> Result<PhoneKnowledge<'_>, Error> {
        let identity = self.identity()?;
        let key_list = self.key_list.as_ref().ok_or(Error::NotEnrolled)?;
        Ok(PhoneKnowledge {
            device: identity.device,
            key_list,
            key_list_sha256: key_list.sha256(),
            authentication: &identity.authentication,
            signature: &identity.signature,
            now: self.now(),
        })
    }
}
