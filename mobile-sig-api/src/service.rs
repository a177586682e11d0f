//! The session engine: every protocol's doors start, watch and cancel sessions here, and only here.
//!
//! A session is `requested` when its row is stored; the worker makes the statement (`stated`), the phone says that it
//! shows it (`shown`) and answers (`answered`), the worker checks and releases: `completed`, or `refused`, `expired`,
//! `cancelled`, `failed`. Nothing here moves a session: it inserts what was asked for, and reads.

use std::sync::Arc;
use std::time::Duration;

use http_kit::{Problem, Stop};
use phone_protocol::display::TextLine;
use phone_protocol::fixed::VersionOne;
use phone_protocol::request::session_end;
use phone_protocol::{Asked, AskedClaims, DoorFacts, HeardDigest, SignatureRequest};
use pki_types::{Certificate, Clock, Random, Sha256Digest, UnixTime};
use store::{
    CertificateScene, CertificateStatus, DoorStore, IssuedCertificate, OpenLimits, RequestLimit, Session,
    SessionInsertion, SessionView,
};
use words::problem;
use words::profile::purpose_of;
use words::{DeviceId, Door, PersonId, Purpose, SessionId, SessionState};

use crate::chain::{Chained, chained};
use crate::config::{DoorAttestedLimits, SessionConfig};
use crate::error::Error;
use crate::relying_party::Caller;
use crate::status_client::StatusClient;
use crate::unavailable::unavailable;

/// How long a start waits for the statement, so that most answers carry the verification code already.
const STATEMENT_PATIENCE: Duration = Duration::from_secs(1);
/// How long a cancellation waits for the worker.
const CANCEL_PATIENCE: Duration = Duration::from_secs(5);
/// The longest wait of one status request.
pub const MAX_WAIT: Duration = Duration::from_secs(60);

/// The engine.
pub struct Service {
    pub(crate) store: DoorStore,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    limits: OpenLimits,
    /// Device links of one relying party.
    pub(crate) links: RequestLimit,
    pub(crate) session_seconds: i64,
    door_attested: DoorAttestedLimits,
    status: StatusClient,
}

/// A session that a start gave.
pub struct Started {
    /// How far it is.
    pub view: SessionView,
    /// Whether this start made it, or an earlier one with the same bytes.
    pub is_new: bool,
}

/// What a door heard that alone vouches for it.
pub(crate) struct Heard {
    /// The door.
    pub(crate) door: Door,
    /// Which key signs.
    pub(crate) purpose: Purpose,
    /// SHA-256 of the person's certificate.
    pub(crate) certificate_id: Sha256Digest,
    /// What is signed.
    pub(crate) digest: HeardDigest,
    /// What the person reads.
    pub(crate) text: Option<TextLine>,
    /// The language of that.
    pub(crate) language: Option<String>,
    /// SHA-256 of the request as it came.
    pub(crate) original_sha256: Sha256Digest,
}

/// What a completed session releases: all of it verified by the worker, but for the OCSP answer, verified here.
pub struct Released {
    /// ECDSA as DER `SEQUENCE { r, s }`, in the order of what was asked; none for what was struck out.
    pub signatures: Vec<Option<Vec<u8>>>,
    /// The signatures' algorithm.
    pub algorithm: String,
    /// The citizen's certificate.
    pub certificate: Certificate,
    /// The issuing CA first, the root last.
    pub issuers: Vec<Certificate>,
    /// Compact JWS: what the inner zone had the phone show and sign.
    pub statement: String,
    /// Compact JWS: what the inner zone confirms.
    pub receipt: String,
    /// DER; none where the status service did not answer within a second.
    pub ocsp: Option<Vec<u8>>,
}

/// What is known of the key that a request names.
struct Signer {
    person: PersonId,
    device: DeviceId,
    purpose: Purpose,
}

/// Sessions of one person that may be open at once with one relying party; the worker takes no more either.
const OPEN_WITH_RELYING_PARTY: u32 = 1;

impl Service {
    /// The engine over this store.
    pub fn new(
        store: DoorStore,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        status_url: &str,
        config: &SessionConfig,
    ) -> Result<Self, Error> {
        let status = StatusClient::new(status_url, clock.clone(), random.clone())?;
        let limits =
            OpenLimits { with_relying_party: OPEN_WITH_RELYING_PARTY, of_person: config.open_of_person };
        Ok(Service {
            store,
            clock,
            random,
            limits,
            links: RequestLimit { at_most: config.links_a_minute, within_seconds: 60 },
            session_seconds: i64::from(config.session_seconds),
            door_attested: config.door_attested,
            status,
        })
    }

    /// What a door vouches for that heard this from `caller`. The id is drawn: these protocols have none, and each request is a
    /// session of its own.
    pub(crate) fn vouched(&self, caller: &Caller, heard: Heard) -> Asked {
        let now = self.clock.now();
        Asked::DoorAttested(DoorFacts {
            v: VersionOne,
            door: heard.door,
            relying_party: caller.party.id.clone(),
            relying_party_certificate_sha256: caller.certificate.sha256(),
            jti: SessionId::draw(self.random.as_ref()).to_string(),
            original_sha256: heard.original_sha256,
            purpose: heard.purpose,
            certificate_id: heard.certificate_id,
            digest: heard.digest,
            text: heard.text,
            language: heard.language,
            heard_at: now,
            expires_at: now.plus(self.lifetime(heard.door)),
        })
    }

    /// Starts the session of what is asked, or finds the one that the same bytes started.
    ///
    /// The caller has authenticated the relying party and verified that this is what it asked.
    pub async fn start(&self, asked: &Asked, stop: &Stop) -> Result<Started, Problem> {
        let (now, claims) = (self.clock.now(), asked.claims());

        // 1. The idempotency key: the same bytes are the same session while the request lives, and nothing afterwards.
        let certificate = claims.certificate_id.ok_or_else(|| names_nobody(&claims))?;
        let (earlier, named) = self
            .store
            .start_scene(claims.relying_party, claims.jti, &certificate)
            .await
            .map_err(unavailable)?;
        if let Some(earlier) = earlier {
            return self.repeated(asked, &earlier, now, stop).await;
        }

        // 2. A new request must be alive.
        check_times(asked, now)?;

        // 3. It names a citizen's certificate of its purpose that is in force, on a phone that may be used.
        let signer = signer(&claims, named, now)?;

        // 4. One transaction: the row, the job to state it, the job to end it, unless too many are open or the worker has
        // the relying party leave the person alone.
        let session = self.session(asked, &signer, certificate, now);
        let (id, limits) = (session.id, self.limits(claims.door));
        match self.store.insert_session(session, limits).await.map_err(unavailable)? {
            SessionInsertion::New => {}
            SessionInsertion::Existing(earlier) => return self.repeated(asked, &earlier, now, stop).await,
            SessionInsertion::Conflict => return Err(jti_used(claims.jti)),
            SessionInsertion::TooManyWithRelyingParty => {
                let wrong = format!("open requests to this person: {}", limits.with_relying_party);
                return Err(Problem::new(problem::REQUEST_OPEN, wrong).retry_after(10));
            }
            SessionInsertion::TooManyOfPerson => {
                let wrong = format!("open requests to this person by all: {}", limits.of_person);
                return Err(Problem::new(problem::TOO_MANY_REQUESTS_OPEN, wrong).retry_after(30));
            }
            SessionInsertion::Paused { until } => return Err(asked_too_often(until, now)),
        }

        // 5. The statement is mostly there within a second, and with it the verification code.
        let view = self.changed(&id, SessionState::Requested, STATEMENT_PATIENCE, stop).await?;
        Ok(Started { view, is_new: true })
    }

    /// A session of `relying_party` as soon as its state is not `known` any more, or as it is after `patience` (at
    /// most [`MAX_WAIT`]). Without `known` the state at the time of the call counts as known.
    pub async fn wait(
        &self,
        relying_party: &str,
        id: &SessionId,
        known: Option<SessionState>,
        patience: Duration,
        stop: &Stop,
    ) -> Result<SessionView, Problem> {
        // Sessions of others are answered like those that do not exist.
        let view = self.own(relying_party, id).await?.ok_or_else(|| unknown(id))?;
        self.wait_for(view, known, patience, stop).await
    }

    /// The same of a session that was just read.
    pub(crate) async fn wait_for(
        &self,
        view: SessionView,
        known: Option<SessionState>,
        patience: Duration,
        stop: &Stop,
    ) -> Result<SessionView, Problem> {
        // 1. Nothing follows a final state, and a state that the caller does not know is news.
        if view.state.is_final() || patience.is_zero() || known.is_some_and(|known| known != view.state) {
            return Ok(view);
        }

        // 2. Wait for what comes next.
        self.changed(&view.session.id, view.state, patience.min(MAX_WAIT), stop).await
    }

    /// Asks for the end of a session of `relying_party`, and gives what came of it: it may have ended otherwise before.
    pub async fn cancel(
        &self,
        relying_party: &str,
        id: &SessionId,
        stop: &Stop,
    ) -> Result<SessionView, Problem> {
        // 1. Whose session it is, and whether there is anything to cancel.
        let mut view = self.own(relying_party, id).await?.ok_or_else(|| unknown(id))?;
        if view.state.is_final() {
            return Ok(view);
        }

        // 2. The wish is a row like all others; the worker decides whether it came in time.
        self.store.insert_cancellation(*id).await.map_err(unavailable)?;

        // 3. Its outcome, whichever it is. A session may take other steps before.
        let end = tokio::time::Instant::now() + CANCEL_PATIENCE;
        while !view.state.is_final() && tokio::time::Instant::now() < end {
            let before = view.state;
            let left = end.saturating_duration_since(tokio::time::Instant::now());
            view = self.changed(id, before, left, stop).await?;
            if view.state == before {
                break;
            }
        }
        Ok(view)
    }

    /// What a completed session releases, with a status of its certificate from now; none for every other state.
    pub async fn released(&self, view: &SessionView) -> Result<Option<Released>, Problem> {
        let Some(mut released) = self.result(view).await? else { return Ok(None) };
        if let Some(issuer) = released.issuers.first() {
            released.ocsp = self.status.answer(&released.certificate, issuer).await;
        }
        Ok(Some(released))
    }

    /// The same without the status, for protocols that have no place for it.
    pub(crate) async fn result(&self, view: &SessionView) -> Result<Option<Released>, Problem> {
        if view.state != SessionState::Completed {
            return Ok(None);
        }
        let incomplete =
            || Problem::internal("reading a completed session", &"a part of its outcome is missing");
        let outcome = view.outcome.as_ref().ok_or_else(incomplete)?;
        let statement = view.statement.as_ref().ok_or_else(incomplete)?;
        let sha256 = &view.session.certificate_sha256;
        let (issued, issuers) = self.store.certificate_and_issuers(sha256).await.map_err(unavailable)?;
        let Chained { certificate, issuers } = chained(&issued.ok_or_else(incomplete)?, &issuers)?;
        Ok(Some(Released {
            signatures: outcome.signatures.clone().ok_or_else(incomplete)?.0,
            algorithm: outcome.algorithm.clone().ok_or_else(incomplete)?,
            certificate,
            issuers,
            statement: statement.jws.clone(),
            receipt: outcome.receipt.clone().ok_or_else(incomplete)?,
            ocsp: None,
        }))
    }

    /// The session that the same idempotency key started before.
    async fn repeated(
        &self,
        asked: &Asked,
        earlier: &Session,
        now: UnixTime,
        stop: &Stop,
    ) -> Result<Started, Problem> {
        if earlier.request_sha256 != asked.sha256() {
            return Err(jti_used(asked.claims().jti));
        }
        check_times(asked, now)?;
        let view = self.changed(&earlier.id, SessionState::Requested, Duration::ZERO, stop).await?;
        Ok(Started { view, is_new: false })
    }

    fn session(&self, asked: &Asked, signer: &Signer, certificate: Sha256Digest, now: UnixTime) -> Session {
        let claims = asked.claims();
        Session {
            id: SessionId::draw(self.random.as_ref()),
            door: claims.door,
            relying_party: claims.relying_party.to_owned(),
            jti: claims.jti.to_owned(),
            request_sha256: asked.sha256(),
            request: asked.text(),
            purpose: signer.purpose,
            certificate_sha256: certificate,
            person: signer.person,
            device: signer.device,
            code_mode: claims.code_mode,
            created_at: now,
            expires_at: session_end(claims.expires_at, now, self.lifetime(claims.door)),
            request_expires_at: claims.expires_at,
        }
    }

    /// How long a session through this door waits for its person, in seconds. The worker keeps its own limit.
    fn lifetime(&self, door: Door) -> i64 {
        match door {
            Door::Native | Door::Own => self.session_seconds,
            Door::MobileId => self.session_seconds.min(i64::from(self.door_attested.session_seconds)),
        }
    }

    /// How many sessions may be open when one comes through this door.
    fn limits(&self, door: Door) -> OpenLimits {
        let of_person = match door {
            Door::Native | Door::Own => self.limits.of_person,
            Door::MobileId => self.limits.of_person.min(u32::from(self.door_attested.open_of_person)),
        };
        OpenLimits { of_person, ..self.limits }
    }

    /// The session of `relying_party` with this identifier.
    pub(crate) async fn own(
        &self,
        relying_party: &str,
        id: &SessionId,
    ) -> Result<Option<SessionView>, Problem> {
        let view = self.store.session_view(id).await.map_err(unavailable)?;
        Ok(view.filter(|view| view.session.relying_party == relying_party))
    }

    /// The session as soon as its state is not `known`, or as it is after `patience` or when the program stops.
    async fn changed(
        &self,
        id: &SessionId,
        known: SessionState,
        patience: Duration,
        stop: &Stop,
    ) -> Result<SessionView, Problem> {
        let view = tokio::select! {
            view = self.store.session_change_within(id, known, patience) => view,
            () = stop.requested() => self.store.session_change_within(id, known, Duration::ZERO).await,
        };
        view.map_err(unavailable)?
            .ok_or_else(|| Problem::internal("reading a session", &"a session that was there is gone"))
    }
}

/// The key that a request names: a citizen's of its purpose, in force, on a phone that may be used.
fn signer(
    asked: &AskedClaims<'_>,
    named: Option<CertificateScene>,
    now: UnixTime,
) -> Result<Signer, Problem> {
    let unknown = || {
        let named = asked.certificate_id.map(|named| named.to_string()).unwrap_or_default();
        let wrong = format!("certificate_id {named} is no citizen's certificate");
        Problem::new(problem::CERTIFICATE_ID_UNKNOWN, wrong).with("field", "certificate_id")
    };
    let CertificateScene { certificate: issued, status, block } = named.ok_or_else(unknown)?;
    let (Some(person), Some(device), Some(purpose)) =
        (issued.person, issued.device, purpose_of(&issued.profile))
    else {
        return Err(unknown());
    };
    if purpose != asked.purpose {
        let wrong = format!("the certificate is for {purpose}, the request is for {}", asked.purpose);
        return Err(Problem::new(problem::CERTIFICATE_PURPOSE, wrong).with("field", "purpose"));
    }
    check_in_force(&issued, status, now)?;
    if block.is_some() {
        let wrong = "the phone of the certificate is blocked";
        return Err(Problem::new(problem::CERTIFICATE_NOT_IN_FORCE, wrong));
    }
    Ok(Signer { person, device, purpose })
}

fn check_in_force(
    issued: &IssuedCertificate,
    status: CertificateStatus,
    now: UnixTime,
) -> Result<(), Problem> {
    let refused = |wrong: &str| Err(Problem::new(problem::CERTIFICATE_NOT_IN_FORCE, wrong));
    if now < issued.not_before || now > issued.not_after {
        return refused("the certificate is not valid at this time");
    }
    match status {
        CertificateStatus::Final => Ok(()),
        CertificateStatus::Held { .. } => refused("the certificate is suspended"),
        CertificateStatus::Revoked { .. } => refused("the certificate is revoked"),
        CertificateStatus::Never | CertificateStatus::Intent | CertificateStatus::Burnt { .. } => {
            refused("the certificate was never issued")
        }
    }
}

fn check_times(asked: &Asked, now: UnixTime) -> Result<(), Problem> {
    times(asked.claims().expires_at, asked.check_time(now), now)
}

/// Is a request alive?
pub(crate) fn check_request_times(request: &SignatureRequest, now: UnixTime) -> Result<(), Problem> {
    times(request.exp, request.check_time(now), now)
}

fn times(until: UnixTime, checked: Result<(), phone_protocol::Error>, now: UnixTime) -> Result<(), Problem> {
    if now >= until {
        let wrong = format!("the request expired at {}, it is {}", until.rfc3339(), now.rfc3339());
        return Err(Problem::new(problem::REQUEST_EXPIRED, wrong).with("field", "exp"));
    }
    checked.map_err(|error| Problem::new(problem::REQUEST_TIMES, error.to_string()).with("field", "iat"))
}

fn asked_too_often(until: UnixTime, now: UnixTime) -> Problem {
    let wrong = format!(
        "this relying party has asked too often or in vain, or this person is left alone for now: it may ask again at {}",
        until.rfc3339()
    );
    Problem::new(problem::ASKED_TOO_OFTEN, wrong).with("retry_after", until.seconds()).retry_at(until, now)
}

pub(crate) fn jti_used(jti: &str) -> Problem {
    Problem::new(problem::JTI_USED, format!("jti {jti} was used for other bytes")).with("field", "jti")
}

pub(crate) fn unknown(id: &SessionId) -> Problem {
    Problem::new(problem::SESSION_UNKNOWN, format!("you have no session {id}"))
}

/// No protocol starts a session for nobody: what names nobody waits to be claimed.
fn names_nobody(asked: &AskedClaims<'_>) -> Problem {
    let wrong = format!("request {} names no certificate_id", asked.jti);
    Problem::new(problem::CERTIFICATE_ID_UNKNOWN, wrong).with("field", "certificate_id")
}
