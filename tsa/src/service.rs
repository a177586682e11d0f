//! The one story of a token.

use std::sync::Arc;

use pki_types::serial::Serial;
use pki_types::tsp::{FailureInfo, Rejection, TimeStampRequest, TokenDraft, TstInfo, granted, reject};
use pki_types::{Clock, HashAlgorithm, ObjectIdentifier, Random};

use crate::{CurrentUnit, Error, TimeStampingUnit, TsaConfig};

/// By how many seconds a token's time may be wrong: genTime has whole seconds, cut off and not rounded.
const ACCURACY_SECONDS: u32 = 1;

/// What the handler works with. Cheap to clone.
#[derive(Clone)]
pub struct TimeStampingAuthority {
    unit: Arc<CurrentUnit>,
    policy: ObjectIdentifier,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl TimeStampingAuthority {
    /// An authority that stamps with whatever unit is current, by this clock.
    ///
    /// # Errors
    /// [`Error::Policy`].
    pub fn new(
        unit: Arc<CurrentUnit>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        config: &TsaConfig,
    ) -> Result<Self, Error> {
        let policy = ObjectIdentifier::new(&config.policy)
            .map_err(|_not_one| Error::Policy { policy: config.policy.clone() })?;
        Ok(Self { unit, policy, clock, random })
    }

    /// Answers the DER of a TimeStampReq with the DER of a TimeStampResp.
    pub async fn answer(&self, request: &[u8]) -> Vec<u8> {
        self.answer_in_a_word(request).await.0
    }

    /// The answer, and the one word for it: `granted`, or the name of the failure (RFC 3161 §2.4.2).
    pub(crate) async fn answer_in_a_word(&self, request: &[u8]) -> (Vec<u8>, &'static str) {
        match self.token(request).await {
            Ok(token) => (token, "granted"),
            Err(refusal) => {
                tracing::debug!(failure = ?refusal.failure, reason = refusal.reason, "a time-stamp was refused");
                (reject(&refusal), word(refusal.failure))
            }
        }
    }

    async fn token(&self, request: &[u8]) -> Result<Vec<u8>, Rejection> {
        // 1. Is it a request, and one that we accept?
        let request = TimeStampRequest::from_der(request)?;
        self.accept(&request)?;

        // 2. Who stamps, and what time is it?
        let now = self.clock.certain().map_err(|doubt| {
            tracing::debug!(%doubt, "no time-stamp");
            Rejection::new(
                FailureInfo::TimeNotAvailable,
                "the authority's clock is being set; try again later",
            )
        })?;
        let unit = self.unit.current().filter(|unit| unit.may_stamp(now));
        let unit = unit.ok_or_else(|| {
            Rejection::new(FailureInfo::SystemFailure, "no time-stamping unit is ready; try again later")
        })?;

        // 3. Say so.
        let info = TstInfo {
            policy: self.policy,
            imprint: request.imprint,
            serial: Serial::draw(self.random.as_ref()).as_bytes().to_vec(),
            time: now,
            accuracy_seconds: Some(ACCURACY_SECONDS),
            nonce: request.nonce,
        };

        // 4. Sign; RFC 3161 §2.4.1 forbids certificates in a token whose client did not ask for them.
        let token = sign(&unit, &info, request.certificate_requested).await?;
        granted(&token).map_err(|error| system_failure(&error))
    }

    fn accept(&self, request: &TimeStampRequest) -> Result<(), Rejection> {
        match request.imprint.hash_algorithm() {
            Some(HashAlgorithm::Sha256 | HashAlgorithm::Sha384 | HashAlgorithm::Sha512) => {}
            _ => {
                return Err(Rejection::new(FailureInfo::BadAlg, "accepted are SHA-256, SHA-384 and SHA-512"));
            }
        }
        match request.policy {
            Some(wanted) if wanted != self.policy => {
                let reason = format!("the policy is {}, and no other", self.policy);
                Err(Rejection::new(FailureInfo::UnacceptedPolicy, reason))
            }
            _ => Ok(()),
        }
    }

    /// Whether there is a unit that may stamp: the door's readiness.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn ready(&self) -> Result<(), String> {
        match self.unit.current() {
            None => Err("there is no time-stamping unit".to_owned()),
            Some(unit) if !unit.may_stamp(self.clock.now()) => {
                Err("the time-stamping unit's certificate or key is too old".to_owned())
            }
            Some(_) => Ok(()),
        }
    }
}

async fn sign(
    unit: &TimeStampingUnit,
    info: &TstInfo,
    with_certificates: bool,
) -> Result<Vec<u8>, Rejection> {
    let signer = unit.signer();
    let draft = TokenDraft::new(info, unit.certificate(), signer.algorithm());
    let draft = draft.map_err(|error| system_failure(&error))?;
    let signature = hsm_adapter::sign(signer, draft.to_be_signed()).await;
    let signature = signature.map_err(|error| system_failure(&error))?;
    let certificates = if with_certificates { unit.carried() } else { &[] };
    draft.assemble(&signature, certificates).map_err(|error| system_failure(&error))
}

fn word(failure: FailureInfo) -> &'static str {
    match failure {
        FailureInfo::BadAlg => "bad-alg",
        FailureInfo::BadRequest => "bad-request",
        FailureInfo::BadDataFormat => "bad-data-format",
        FailureInfo::TimeNotAvailable => "time-not-available",
        FailureInfo::UnacceptedPolicy => "unaccepted-policy",
        FailureInfo::UnacceptedExtension => "unaccepted-extension",
        FailureInfo::AddInfoNotAvailable => "add-info-not-available",
        FailureInfo::SystemFailure => "system-failure",
    }
}

fn system_failure(error: &dyn std::fmt::Display) -> Rejection {
    tracing::error!(%error, "a time-stamp was not made");
    Rejection::new(FailureInfo::SystemFailure, "the authority failed; try again later")
}
