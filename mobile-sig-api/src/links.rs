//! Requests that name nobody: kept until a phone claims one, and watched until then. From the claim on it is a session like any other.

use std::time::Duration;

use http_kit::{Problem, Stop};
use phone_protocol::request::session_end;
use phone_protocol::{SignatureRequest, Verified};
use pki_types::UnixTime;
use store::{DeviceLink, LinkInsertion, SessionView};
use words::problem;
use words::{SessionId, SessionState};

use crate::service::{MAX_WAIT, Service, check_request_times, jti_used, unknown};
use crate::unavailable::unavailable;

/// A link that nobody has claimed.
pub struct Unclaimed {
    /// Its row.
    pub link: DeviceLink,
    /// `requested`, or how it ended: `expired` or `cancelled`.
    pub state: SessionState,
    /// How many seconds after the request's `iat` it is.
    pub step: i64,
}

/// What a relying party watches.
pub enum Watched {
    /// A session.
    Session(Box<SessionView>),
    /// A link that nobody has claimed.
    Unclaimed(Box<Unclaimed>),
}

impl Service {
    /// Keeps a request that names nobody, or finds the link that the same bytes made. Tells whether it is new.
    ///
    /// The caller has authenticated the relying party and verified that this is what it asked.
    pub async fn start_link(
        &self,
        request: &Verified<SignatureRequest>,
        stop: &Stop,
    ) -> Result<(Watched, bool), Problem> {
        let now = self.clock.now();
        check_request_times(request, now)?;
        let link = DeviceLink {
            session: SessionId::draw(self.random.as_ref()),
            relying_party: request.iss.clone(),
            jti: request.jti.clone(),
            request_sha256: request.sha256(),
            request: request.compact().to_owned(),
            created_at: now,
            expires_at: session_end(request.exp, now, self.session_seconds),
        };
        let id = link.session;
        match self.store.insert_device_link(link, self.links).await.map_err(unavailable)? {
            LinkInsertion::New => Ok((self.watched(&request.iss, &id).await?, true)),
            LinkInsertion::Existing(earlier) => {
                let known = Some(SessionState::Requested);
                let watched = self.watch(&request.iss, &earlier.session, known, Duration::ZERO, stop).await?;
                Ok((watched, false))
            }
            LinkInsertion::Conflict => Err(jti_used(&request.jti)),
            LinkInsertion::TooMany { until } => {
                let wrong = format!("device links that you started within a minute: {}", self.links.at_most);
                Err(Problem::new(problem::TOO_MANY_LINKS, wrong).retry_at(until, now))
            }
        }
    }

    /// What `relying_party` started, as [`wait`](Self::wait) gives it; also while nobody has claimed it.
    pub async fn watch(
        &self,
        relying_party: &str,
        id: &SessionId,
        known: Option<SessionState>,
        patience: Duration,
        stop: &Stop,
    ) -> Result<Watched, Problem> {
        // 1. A session, if there is one.
        if let Some(view) = self.own(relying_party, id).await? {
            return self.wait_for(view, known, patience, stop).await.map(Box::new).map(Watched::Session);
        }
        let unclaimed = match self.watched(relying_party, id).await? {
            Watched::Unclaimed(unclaimed) => unclaimed,
            claimed @ Watched::Session(_) => return Ok(claimed),
        };
        if unclaimed.state.is_final()
            || patience.is_zero()
            || known.is_some_and(|known| known != SessionState::Requested)
        {
            return Ok(Watched::Unclaimed(unclaimed));
        }

        // 2. Wait until it is claimed, or over.
        let left = unclaimed.link.expires_at.since(self.clock.now()).max(0).unsigned_abs();
        let patience = patience.min(MAX_WAIT).min(Duration::from_secs(left));
        let claimed = tokio::select! {
            claimed = self.store.claimed_within(id, patience) => claimed.map_err(unavailable)?,
            () = stop.requested() => None,
        };
        match claimed {
            Some(view) => Ok(Watched::Session(Box::new(view))),
            None => self.watched(relying_party, id).await,
        }
    }

    /// Takes back what `relying_party` started, and gives what came of it.
    pub async fn take_back(
        &self,
        relying_party: &str,
        id: &SessionId,
        stop: &Stop,
    ) -> Result<Watched, Problem> {
        if let Watched::Unclaimed(unclaimed) = self.watched(relying_party, id).await? {
            if unclaimed.state.is_final() {
                return Ok(Watched::Unclaimed(unclaimed));
            }
            self.store.insert_cancellation(*id).await.map_err(unavailable)?;
        }
        // A phone may have claimed it meanwhile: then it is ended like any session.
        match self.watched(relying_party, id).await? {
            Watched::Session(_) => {
                self.cancel(relying_party, id, stop).await.map(Box::new).map(Watched::Session)
            }
            unclaimed @ Watched::Unclaimed(_) => Ok(unclaimed),
        }
    }

    /// The session, or the link, as it is. Those of others are answered like those that do not exist.
    async fn watched(&self, relying_party: &str, id: &SessionId) -> Result<Watched, Problem> {
        let link = self.store.device_link(id).await.map_err(unavailable)?;
        if let Some(view) = self.own(relying_party, id).await? {
            return Ok(Watched::Session(Box::new(view)));
        }
        let link = link.filter(|link| link.relying_party == relying_party);
        let link = link.ok_or_else(|| unknown(id))?;
        let now = self.clock.now();
        let state = if self.store.cancellation(id).await.map_err(unavailable)?.is_some() {
            SessionState::Cancelled
        } else if link.expires_at <= now {
            SessionState::Expired
        } else {
            SessionState::Requested
        };
        let step = now.since(asked_at(&link)?);
        Ok(Watched::Unclaimed(Box::new(Unclaimed { link, state, step })))
    }
}

/// The `iat` of a link's request.
fn asked_at(link: &DeviceLink) -> Result<UnixTime, Problem> {
    phone_protocol::Received::<SignatureRequest>::parse(&link.request)
        .map(|request| request.claims().iat)
        .map_err(|error| Problem::internal("reading a stored request", &error))
}
