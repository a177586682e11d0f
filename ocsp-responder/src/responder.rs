//! The one story of an answer.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::HeaderValue;
use http_kit::caching::entity_tag;
use http_kit::{Document, Stop};
use pki_types::crl::{Crl, Reason, RevokedEntry};
use pki_types::ocsp::{
    CertId, CertStatus, OcspErrorStatus, ReceivedRequest, ResponderId, SingleResponse, assemble_response,
    error_response, response_to_be_signed,
};
use pki_types::{Clock, UnixTime};
use store::{CertificateStatus, DoorStore};

use crate::index::{Follower, Moment, StatusIndex};
use crate::issuers::{KnownIssuer, KnownIssuers};
use crate::prepared::{Prepared, PreparedAnswers};
use crate::{DelegatedSigner, Error, OcspConfig, PracticeStatement, SignerSet};

/// What the handlers work with. Cheap to clone.
#[derive(Clone)]
pub struct OcspResponder {
    pub(crate) store: DoorStore,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) issuers: Arc<KnownIssuers>,
    pub(crate) practice_statement: Document,
    config: Arc<OcspConfig>,
    index: Arc<StatusIndex>,
    signers: Arc<SignerSet>,
    prepared: Arc<PreparedAnswers>,
}

/// An OCSP response in DER, and whether others may keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The DER of the OCSPResponse.
    pub der: Bytes,
    /// Of an answer that caches may keep; `None` for errors and for answers to a nonce.
    pub cacheable: Option<Cacheable>,
    /// What it says, in one word: `good`, `revoked`, `unknown`, `several`, or the name of the protocol's error.
    pub outcome: &'static str,
}

/// For how long caches may keep an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cacheable {
    /// Its thisUpdate.
    pub this_update: UnixTime,
    /// Until when.
    pub until: UnixTime,
    /// Its entity tag, where that is known.
    pub entity_tag: Option<HeaderValue>,
}

/// The issuer that an answer speaks for, and its signer.
struct Speaker<'a> {
    issuer: &'a KnownIssuer,
    signer: Arc<DelegatedSigner>,
}

impl OcspResponder {
    /// A responder for the issuers that the store has now. `practice_statement` is what `/cps` gives.
    ///
    /// # Errors
    /// The store cannot be read, or holds an issuer's certificate that cannot be; or answers are to be prepared of an issuer that
    /// there is not.
    pub async fn start(
        store: DoorStore,
        signers: Arc<SignerSet>,
        clock: Arc<dyn Clock>,
        practice_statement: PracticeStatement,
        config: OcspConfig,
    ) -> Result<Self, Error> {
        let issuers = Arc::new(KnownIssuers::read(&store, &config.prepared).await?);
        let practice_statement = practice_statement.served_since(clock.now());
        let (config, index, prepared) = (Arc::new(config), Arc::default(), Arc::default());
        Ok(Self { store, clock, issuers, practice_statement, config, index, signers, prepared })
    }

    /// Keeps the statuses of all issuers in memory until `stop`; without it the store is read for every answer.
    pub async fn follow_statuses(self, stop: Stop) {
        let follower = Follower::new(self.store.clone(), self.issuers.ids().collect());
        follower.follow(&self.index, self.clock.as_ref(), stop).await;
    }

    /// The statuses in memory.
    #[must_use]
    pub fn index(&self) -> &Arc<StatusIndex> {
        &self.index
    }

    /// Answers the DER of an OCSPRequest. `addressed_to` is the issuer in the address, if there is one: it speaks about
    /// certificates of which nobody here knows the issuer.
    pub async fn answer(&self, request: &[u8], addressed_to: Option<&str>) -> Answer {
        match self.signed_answer(request, addressed_to).await {
            Ok(answer) => answer,
            Err(status) => {
                Answer { der: error_response(status).into(), cacheable: None, outcome: error_word(status) }
            }
        }
    }

    async fn signed_answer(
        &self,
        request: &[u8],
        addressed_to: Option<&str>,
    ) -> Result<Answer, OcspErrorStatus> {
        // 1. Is it a request? The time is taken before anything is read, so that thisUpdate promises no more than we saw.
        //    A clock that is not believed dates no answer.
        let now = self.clock.certain().map_err(|_doubt| OcspErrorStatus::TryLater)?;
        let request = ReceivedRequest::from_der(request).map_err(|refusal| {
            tracing::debug!(%refusal, "an OCSP request was refused");
            OcspErrorStatus::MalformedRequest
        })?;

        // 2. Which issuer is asked about, and who may sign for it?
        let speaker = self.speaker(&request, addressed_to, now)?;

        // 3. What did the store say in this second? The index, or one read for all certificates.
        let mut statuses = self.statuses(&speaker, &request.cert_ids, now).await?;
        let mut next_update = now.plus(self.config.validity_seconds.into());
        if speaker.issuer.is_root() {
            let list = self.root_list(speaker.issuer, now).await?;
            next_update = next_update.min(list.next_update());
            for (cert_id, status) in request.cert_ids.iter().zip(&mut statuses) {
                *status = as_listed(*status, list.find(cert_id.serial()), now);
            }
        }
        let outcome = word(&statuses);

        // 4. Say so: where that is allowed in the words of a moment ago.
        let plain = match (request.cert_ids.as_slice(), statuses.as_slice(), &request.nonce) {
            ([cert_id], [status], None) => Some((cert_id, *status)),
            _ => None,
        };
        let may_be_prepared = speaker.issuer.is_prepared;
        let plain = plain.filter(|(_, status)| may_be_prepared && *status != CertStatus::Unknown);
        if let Some((cert_id, status)) = plain
            && let Some(prepared) = self.prepared.of(cert_id, status, &speaker.signer, now)
        {
            return Ok(prepared.answer(outcome));
        }
        let archive_cutoff = speaker.issuer.certificate.not_before();
        let singles = request.cert_ids.iter().zip(statuses).map(|(cert_id, status)| SingleResponse {
            cert_id: cert_id.clone(),
            status,
            this_update: now,
            next_update: Some(next_update),
            // Status is kept beyond expiry, from the issuer's beginning (EN 319 411-2 CSS-6.3.10-08).
            archive_cutoff: (status != CertStatus::Unknown).then_some(archive_cutoff),
        });
        let responder = ResponderId::by_key(speaker.signer.certificate());
        let singles: Vec<_> = singles.collect();
        let to_be_signed = response_to_be_signed(responder, now, &singles, request.nonce.as_ref());

        // 5. Sign, without holding up those who wait for nothing but the store.
        let der = sign(&speaker.signer, to_be_signed).await?;
        let der = Bytes::from(der);
        if let Some((cert_id, status)) = plain {
            let (entity_tag, signer) = (entity_tag(&der), speaker.signer);
            let prepared = Prepared { der, entity_tag, status, this_update: now, next_update, signer };
            return Ok(self.prepared.keep(cert_id, prepared, now).answer(outcome));
        }
        let until = now.plus(self.config.cache_seconds.into()).min(next_update);
        let cacheable = Cacheable { this_update: now, until, entity_tag: None };
        Ok(Answer { der, cacheable: request.nonce.is_none().then_some(cacheable), outcome })
    }

    /// The issuer of the first certificate whose issuer is known; a signer may speak for its own issuer alone, so the
    /// other issuers' certificates in the same request will be unknown to it.
    fn speaker(
        &self,
        request: &ReceivedRequest,
        addressed_to: Option<&str>,
        now: UnixTime,
    ) -> Result<Speaker<'_>, OcspErrorStatus> {
        if let Some(issuer) = request.cert_ids.iter().find_map(|cert_id| self.issuers.of(cert_id)) {
            // RFC 6960 §2.3: a root without a signer has nobody who may answer for it; its list does.
            if issuer.is_root() && self.signers.of(issuer.id).is_none() {
                return Err(OcspErrorStatus::Unauthorized);
            }
            return self.speaker_for(issuer, now).ok_or(OcspErrorStatus::TryLater);
        }
        let addressed = addressed_to.and_then(|name| self.issuers.named(name));
        let anybody = addressed.into_iter().chain(self.issuers.answerable(now));
        anybody.filter_map(|issuer| self.speaker_for(issuer, now)).next().ok_or(OcspErrorStatus::Unauthorized)
    }

    fn speaker_for<'a>(&self, issuer: &'a KnownIssuer, now: UnixTime) -> Option<Speaker<'a>> {
        let signer = self.signers.of(issuer.id).filter(|signer| signer.may_sign(now))?;
        Some(Speaker { issuer, signer })
    }

    async fn statuses(
        &self,
        speaker: &Speaker<'_>,
        asked: &[CertId],
        now: UnixTime,
    ) -> Result<Vec<CertStatus>, OcspErrorStatus> {
        let ours =
            |cert_id: &&CertId| self.issuers.of(cert_id).is_some_and(|issuer| issuer.id == speaker.issuer.id);
        let serials: Vec<_> = asked.iter().filter(ours).map(CertId::serial).collect();
        let moment = Moment::now(now, &self.store);
        let read = match self.index.statuses(speaker.issuer.id, &serials, moment) {
            Some(known) => known,
            None => self.store.status_batch(speaker.issuer.id, &serials).await.map_err(|error| {
                tracing::error!(%error, "the store did not tell a certificate's status");
                OcspErrorStatus::TryLater
            })?,
        };
        let mut read = read.into_iter();
        let status = |cert_id| {
            let known = if ours(&cert_id) { read.next() } else { None };
            known.map_or(CertStatus::Unknown, |known| on_the_wire(known, now))
        };
        Ok(asked.iter().map(status).collect())
    }

    /// The root's list, by which alone it revokes. Where that has lapsed nobody knows whether a CA is good.
    async fn root_list(&self, root: &KnownIssuer, now: UnixTime) -> Result<Crl, OcspErrorStatus> {
        let list = self.store.latest_crl(root.id, 0).await.map_err(|error| {
            tracing::error!(%error, "the store did not tell the root's revocation list");
            OcspErrorStatus::TryLater
        })?;
        let list = list.and_then(|row| Crl::from_der(row.der).ok()).ok_or(OcspErrorStatus::TryLater)?;
        if list.next_update() <= now {
            tracing::error!("the root's revocation list has lapsed: OCSP tells nothing of its CAs");
            return Err(OcspErrorStatus::TryLater);
        }
        Ok(list)
    }

    /// Whether every issuer whose status OCSP tells has a signer that may sign: the door's readiness.
    ///
    /// # Errors
    /// Names the issuers that have none.
    pub fn ready(&self) -> Result<(), String> {
        let now = self.clock.now();
        let without: Vec<_> = self
            .issuers
            .answerable(now)
            .filter(|issuer| self.speaker_for(issuer, now).is_none())
            .map(|issuer| issuer.name.as_str())
            .collect();
        if without.is_empty() { Ok(()) } else { Err(format!("no OCSP signer for {}", without.join(", "))) }
    }
}

async fn sign(delegated: &DelegatedSigner, to_be_signed: Vec<u8>) -> Result<Vec<u8>, OcspErrorStatus> {
    let signer = delegated.signer();
    let algorithm = signer.algorithm();
    let signature = hsm_adapter::sign(signer, &to_be_signed).await;
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "an OCSP answer was not signed");
        OcspErrorStatus::InternalError
    };
    let signature = signature.map_err(|error| failed(&error))?;
    let certificates = std::slice::from_ref(delegated.certificate());
    assemble_response(&to_be_signed, algorithm, &signature, certificates).map_err(|error| failed(&error))
}

/// The one word for the statuses of an answer.
fn word(statuses: &[CertStatus]) -> &'static str {
    let word = |status: &CertStatus| match status {
        CertStatus::Good => "good",
        CertStatus::Revoked { .. } => "revoked",
        CertStatus::Unknown => "unknown",
    };
    let mut words = statuses.iter().map(word);
    let first = words.next().unwrap_or("unknown");
    if words.all(|other| other == first) { first } else { "several" }
}

/// RFC 6960 §4.2.1, OCSPResponseStatus.
fn error_word(status: OcspErrorStatus) -> &'static str {
    match status {
        OcspErrorStatus::MalformedRequest => "malformed-request",
        OcspErrorStatus::InternalError => "internal-error",
        OcspErrorStatus::TryLater => "try-later",
        OcspErrorStatus::SigRequired => "sig-required",
        OcspErrorStatus::Unauthorized => "unauthorized",
    }
}

/// What the root's list adds to what the store knows of a certificate.
fn as_listed(status: CertStatus, entry: Option<RevokedEntry>, now: UnixTime) -> CertStatus {
    match entry {
        Some(entry) if status != CertStatus::Unknown => {
            CertStatus::Revoked { at: entry.revoked_at.min(now), reason: entry.reason }
        }
        _ => status,
    }
}

/// What OCSP calls what the store knows. What has happened has happened by now, whatever the clock said when it did: nobody
/// is to read that a certificate is good until tomorrow.
fn on_the_wire(status: CertificateStatus, now: UnixTime) -> CertStatus {
    match status {
        CertificateStatus::Never | CertificateStatus::Intent => CertStatus::Unknown,
        CertificateStatus::Final => CertStatus::Good,
        CertificateStatus::Held { since } => {
            CertStatus::Revoked { at: since.min(now), reason: Some(Reason::CertificateHold) }
        }
        // A signature may exist that was never released, so nobody shall rely on it.
        CertificateStatus::Burnt { at } => {
            CertStatus::Revoked { at: at.min(now), reason: Some(Reason::CessationOfOperation) }
        }
        CertificateStatus::Revoked { at, reason } => {
            CertStatus::Revoked { at: at.min(now), reason: Some(reason) }
        }
    }
}
