//! How a PIN opens a key without being told (`sign-unlock+jwt`, by Kd; the reply by Rk).
//!
//! The phone proves that it knows the proof key, for this device, purpose, epoch, statement and ephemeral key. The inner
//! zone counts before it compares, and answers a right proof with its share, encrypted to the ephemeral key.

use pki_types::jwe::Jwe;
use pki_types::random::Random;
use pki_types::schema::{Enclosed, Encrypted};
use pki_types::{PublicKey, Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{DeviceId, Purpose, SessionId};

use crate::enrolment::{encrypt_json, open_json};
use crate::error::equal;
use crate::fixed::{ForConsent, ForPhone, VersionOne};
use crate::keys::{Key32, ProofScope, check_mac, pin_proof, service_share, share_step};
use crate::memory::{MAXIMUM_NAMES, unlock_name};
use crate::message::{Message, Received};
use crate::schema::SignedShare;
use crate::wire::{Jwk, Secret32};
use crate::{Error, WrongPins};

/// `typ` of the encrypted proof.
pub const PROOF_TYP: &str = "sign-pin-proof+jwe";
/// `typ` of the encrypted reply.
pub const REPLY_TYP: &str = "sign-unlock-reply+jwe";
const PROOF_MAXIMUM: usize = 4_096;
const REPLY_MAXIMUM: usize = 8_192;

/// The payload of an unlock.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unlock {
    /// 1.
    pub v: VersionOne,
    /// `consent`.
    pub aud: ForConsent,
    /// The session.
    pub session: SessionId,
    /// The sender.
    pub device: DeviceId,
    /// What the inner zone alone may read.
    #[schema(value_type = EncryptedPinProof)]
    pub proof: String,
    /// When, seconds since 1970.
    pub iat: UnixTime,
}

impl Message for Unlock {
    const TYP: &'static str = "sign-unlock+jwt";
    const NAME: &'static str = "unlock";
    const MAXIMUM_OCTETS: usize = 16 * 1024;

    fn check(&self) -> Result<(), Error> {
        if self.proof.len() > PROOF_MAXIMUM {
            return Err(Error::TooLong { what: "proof", octets: self.proof.len(), limit: PROOF_MAXIMUM });
        }
        Ok(())
    }
}

/// The encrypted part of an unlock, as it stands in it.
pub type EncryptedPinProof = Encrypted<PinProof>;

impl Enclosed for PinProof {
    const TYP: &'static str = PROOF_TYP;
    const MAXIMUM_OCTETS: usize = PROOF_MAXIMUM;
    const TO: &'static str = "the opening key of the key list";
}

/// The encrypted part of an unlock.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinProof {
    /// The sender.
    pub device: DeviceId,
    /// Which PIN.
    pub purpose: Purpose,
    /// The epoch of the client share that the phone holds.
    pub epoch: u64,
    /// SHA-256 of the statement that is to be answered.
    pub statement_sha256: Sha256Digest,
    /// To which the reply is encrypted; its hash is the name of this unlock.
    pub ephemeral_key: Jwk,
    /// The unlocks that this phone sent before, by name: at most 12.
    #[schema(max_items = 12)]
    pub before: Vec<Sha256Digest>,
    /// HMAC with the proof key over all of these: the PIN proof of `docs/protocol/phone.md`, §3.
    pub mac: Secret32,
}

impl PinProof {
    /// Makes the proof.
    #[must_use]
    pub fn new(proof_key: &[u8; 32], scope: &ProofScope<'_>) -> Self {
        Self {
            device: scope.device,
            purpose: scope.purpose,
            epoch: scope.epoch,
            statement_sha256: scope.statement_sha256,
            ephemeral_key: Jwk(scope.ephemeral_key.clone()),
            before: scope.before.to_vec(),
            mac: Secret32::new(*pin_proof(proof_key, scope)),
        }
    }

    /// Was the PIN right? Compares in constant time. What the proof is *for* is [`PinProof::check_scope`]'s.
    ///
    /// # Errors
    /// The MAC is another.
    pub fn check(&self, proof_key: &[u8; 32]) -> Result<(), Error> {
        let scope = ProofScope {
            device: self.device,
            purpose: self.purpose,
            epoch: self.epoch,
            statement_sha256: self.statement_sha256,
            ephemeral_key: &self.ephemeral_key.0,
            before: &self.before,
        };
        check_mac("the PIN", self.mac.expose(), &pin_proof(proof_key, &scope))
    }

    /// The name of this unlock.
    #[must_use]
    pub fn name(&self) -> Sha256Digest {
        unlock_name(&self.ephemeral_key.0)
    }

    /// Is the proof for this device, purpose and statement?
    ///
    /// # Errors
    /// The first of them that differs.
    pub fn check_scope(
        &self,
        device: DeviceId,
        purpose: Purpose,
        statement_sha256: &Sha256Digest,
    ) -> Result<(), Error> {
        equal("the proof's device", &self.device, &device)?;
        equal("the proof's purpose", &self.purpose, &purpose)?;
        equal("the proof's statement", &self.statement_sha256, statement_sha256)
    }
}

impl Unlock {
    /// Composes an unlock: encrypts the proof to Ck.
    ///
    /// # Errors
    /// Encryption fails.
    pub fn compose(
        session: SessionId,
        proof: &PinProof,
        opening_key: &PublicKey,
        iat: UnixTime,
        random: &dyn Random,
    ) -> Result<Self, Error> {
        let device = proof.device;
        let proof = encrypt_json("proof", PROOF_TYP, proof, opening_key, random)?;
        Ok(Self { v: VersionOne, aud: ForConsent, session, device, proof, iat })
    }

    /// The encrypted proof, for the holder of Ck: agree with [`Jwe::ephemeral_key`], then [`Unlock::open_proof`].
    ///
    /// # Errors
    /// Not such a JWE.
    pub fn encrypted_proof(&self) -> Result<Jwe, Error> {
        Jwe::parse(&self.proof, PROOF_TYP, PROOF_MAXIMUM).map_err(Error::format("proof"))
    }

    /// Decrypts the proof with the shared secret of Ck and the JWE's ephemeral key.
    ///
    /// # Errors
    /// Not encrypted to Ck, altered, or not the expected JSON.
    pub fn open_proof(&self, shared_secret: &[u8; 32]) -> Result<PinProof, Error> {
        let proof: PinProof = open_json("proof", &self.encrypted_proof()?, shared_secret)?;
        if proof.before.len() > MAXIMUM_NAMES {
            return Err(Error::Field { field: "before", rule: "must have at most 12 names" });
        }
        Ok(proof)
    }
}

/// The payload of the reply to a right proof (`sign-share+jwt`, by Rk), encrypted to the phone's ephemeral key.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// 1.
    pub v: VersionOne,
    /// `phone`.
    pub aud: ForPhone,
    /// SHA-256 of the unlock's compact form.
    pub unlock_sha256: Sha256Digest,
    /// share(n), for the epoch that the phone named.
    pub share: Secret32,
    /// r = share(n) ⊕ share(n+1), by which the phone moves its own share.
    pub step: Secret32,
    /// n + 1.
    pub next_epoch: u64,
    /// Wrong PINs, for the person.
    pub wrong_pins: WrongPins,
}

impl Message for Share {
    const TYP: &'static str = "sign-share+jwt";
    const NAME: &'static str = "share";
    const MAXIMUM_OCTETS: usize = 4 * 1024;
}

impl Share {
    /// The share for the epoch that a right proof named.
    #[must_use]
    pub fn of(
        seed: &[u8; 32],
        purpose: Purpose,
        epoch: u64,
        unlock_sha256: Sha256Digest,
        wrong_pins: WrongPins,
    ) -> Self {
        Self {
            v: VersionOne,
            aud: ForPhone,
            unlock_sha256,
            share: Secret32::new(*service_share(seed, purpose, epoch)),
            step: Secret32::new(*share_step(seed, purpose, epoch)),
            next_epoch: epoch.saturating_add(1),
            wrong_pins,
        }
    }
}

/// The signed share, as it stands in the reply.
pub type EncryptedShare = Encrypted<SignedShare>;

impl Enclosed for SignedShare {
    const TYP: &'static str = REPLY_TYP;
    const MAXIMUM_OCTETS: usize = REPLY_MAXIMUM;
    const TO: &'static str = "the ephemeral key of the unlock";
}

/// The body that answers an unlock with a right proof.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlockReply {
    /// The signed share, which the phone alone may read.
    #[schema(value_type = EncryptedShare)]
    pub reply: String,
}

impl UnlockReply {
    /// Encrypts a signed share to the phone's ephemeral key.
    ///
    /// # Errors
    /// Encryption fails.
    pub fn compose(
        share_compact: &str,
        ephemeral_key: &PublicKey,
        random: &dyn Random,
    ) -> Result<Self, Error> {
        let reply = pki_types::jwe::jwe_encrypt(ephemeral_key, REPLY_TYP, share_compact.as_bytes(), random)
            .map_err(Error::format("reply"))?;
        Ok(Self { reply })
    }

    /// The encrypted share: agree with [`Jwe::ephemeral_key`] by the ephemeral private key.
    ///
    /// # Errors
    /// Not such a JWE.
    pub fn encrypted_share(&self) -> Result<Jwe, Error> {
        Jwe::parse(&self.reply, REPLY_TYP, REPLY_MAXIMUM).map_err(Error::format("reply"))
    }

    /// Decrypts and verifies the share: signed by Rk, for this very unlock, for the epoch after the phone's.
    ///
    /// # Errors
    /// Altered, not by `statement_key`, for another unlock, or for another epoch.
    pub fn open(
        &self,
        shared_secret: &[u8; 32],
        statement_key: &PublicKey,
        unlock_sha256: &Sha256Digest,
        epoch: u64,
    ) -> Result<OpenedShare, Error> {
        let compact = self.encrypted_share()?.decrypt(shared_secret).map_err(Error::format("reply"))?;
        let compact = std::str::from_utf8(&compact)
            .map_err(|_| Error::Json { what: "reply", reason: "it is not UTF-8".to_owned() })?;
        let share = Received::<Share>::parse(compact)?.verify(statement_key)?;
        equal("the unlock that the share answers", &share.unlock_sha256, unlock_sha256)?;
        equal("the next epoch", &share.next_epoch, &epoch.saturating_add(1))?;
        Ok(OpenedShare {
            share: Key32::new(*share.share.expose()),
            step: Key32::new(*share.step.expose()),
            next_epoch: share.next_epoch,
            wrong_pins: share.wrong_pins,
        })
    }
}

/// A verified share.
pub struct OpenedShare {
    /// share(n).
    pub share: Key32,
    /// share(n) ⊕ share(n+1).
    pub step: Key32,
    /// n + 1.
    pub next_epoch: u64,
    /// Wrong PINs, for the person.
    pub wrong_pins: WrongPins,
}
