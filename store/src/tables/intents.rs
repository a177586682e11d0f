//! Certificates that were decided and written down before they were signed.
//!
//! ```text
//!   record  ── commit ──►  live  ──►  finalised   (the certificate is stored: for ever)
//!                            └─────►  burnt       (it may have been signed, it was never released: for ever)
//! ```
//!
//! What a crash leaves behind: before the commit of the record nothing; after it a live intent, which OCSP answers
//! with unknown and which recovery burns; after the commit of the end the one or the other, never both: the update
//! that ends an intent must hit exactly one live row.

use pki_types::{Serial, Sha256Digest, UnixTime, sha256};
use words::Leaf;

use crate::engine::sql::{row, sql};
use crate::{Error, IssuedCertificate, IssuerId, Reads, Transaction};

/// An intent to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIntent {
    /// Who will sign.
    pub issuer: IssuerId,
    /// Drawn at random; used once, whatever happens.
    pub serial: Serial,
    /// What asks for it: an act, an enrolment, a signer request, an item of a ceremony. Each gets one certificate
    /// of a profile.
    pub request_sha256: Sha256Digest,
    /// The profile's name.
    pub profile: String,
    /// The exact to-be-signed bytes.
    pub tbs: Vec<u8>,
    /// SHA-256 of the subject's SubjectPublicKeyInfo.
    pub spki_sha256: Sha256Digest,
    /// Whether the key may have other certificates: true for authorities' keys alone (cross-certificates).
    pub spki_may_repeat: bool,
    /// SHA-256 of the profile's text.
    pub profile_digest: Sha256Digest,
}

/// An intent as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// Who signs.
    pub issuer: IssuerId,
    /// The serial.
    pub serial: Serial,
    /// What asked for it.
    pub request_sha256: Sha256Digest,
    /// The profile's name.
    pub profile: String,
    /// The exact to-be-signed bytes.
    pub tbs: Vec<u8>,
    /// SHA-256 of the subject's SubjectPublicKeyInfo.
    pub spki_sha256: Sha256Digest,
    /// SHA-256 of the profile's text.
    pub profile_digest: Sha256Digest,
    /// When its certificate was stored.
    pub finalised_at: Option<UnixTime>,
    /// When it was given up.
    pub burnt_at: Option<UnixTime>,
    /// When it was recorded.
    pub created_at: UnixTime,
}
row!(Intent {
    issuer,
    serial,
    request_sha256,
    profile,
    tbs,
    spki_sha256,
    profile_digest,
    finalised_at,
    burnt_at,
    created_at,
});

/// The proof that an intent was written down: only
/// [`Store::transaction_with_intents`](crate::Store::transaction_with_intents) gives one, after the commit.
///
/// It cannot be copied, one receipt is for one signature, and nobody else can make one:
///
/// ```compile_fail,E0451
/// # fn forge(issuer: store::IssuerId, serial: pki_types::Serial, tbs_sha256: pki_types::Sha256Digest) {
/// let receipt = store::IntentReceipt { issuer, serial, tbs_sha256 };
/// # }
/// ```
#[must_use = "an intent that is not signed must be burnt"]
#[derive(Debug, PartialEq, Eq)]
pub struct IntentReceipt {
    issuer: IssuerId,
    serial: Serial,
    tbs_sha256: Sha256Digest,
}

impl IntentReceipt {
    /// Who is to sign.
    #[must_use]
    pub fn issuer(&self) -> IssuerId {
        self.issuer
    }

    /// The serial that was recorded.
    #[must_use]
    pub fn serial(&self) -> &Serial {
        &self.serial
    }

    /// SHA-256 of the to-be-signed bytes that were recorded.
    #[must_use]
    pub fn tbs_sha256(&self) -> &Sha256Digest {
        &self.tbs_sha256
    }
}

impl Reads {
    /// The intent with this serial.
    pub async fn intent(&self, issuer: IssuerId, serial: &[u8]) -> Result<Option<Intent>, Error> {
        let select = sql("SELECT * FROM intents WHERE issuer = $1 AND serial = $2");
        self.optional(select.with(&issuer).with_bytes(serial)).await
    }

    /// The intent of this request and profile that is not burnt, live or final.
    pub async fn unburnt_intent(
        &self,
        request: &Sha256Digest,
        profile: &str,
    ) -> Result<Option<Intent>, Error> {
        let select = sql("SELECT * FROM intents \
                          WHERE request_sha256 = $1 AND profile = $2 AND burnt_at IS NULL");
        self.optional(select.with(request).with_text(profile)).await
    }

    /// All intents of this request, burnt ones too, oldest first.
    pub async fn intents_of_request(&self, request: &Sha256Digest) -> Result<Vec<Intent>, Error> {
        let select =
            sql("SELECT * FROM intents WHERE request_sha256 = $1 ORDER BY created_at, profile, serial");
        self.all(select.with(request)).await
    }

    /// Live intents recorded before then, oldest first: they are to be burnt.
    pub async fn stale_intents(&self, before: UnixTime, limit: u32) -> Result<Vec<Intent>, Error> {
        self.stale_intents_but(before, UnixTime::from_seconds(i64::MAX), limit).await
    }

    /// Live intents recorded before then or after the other instant, oldest first.
    pub async fn stale_intents_but(
        &self,
        before: UnixTime,
        after: UnixTime,
        limit: u32,
    ) -> Result<Vec<Intent>, Error> {
        let select = sql("SELECT * FROM intents WHERE finalised_at IS NULL AND burnt_at IS NULL \
                          AND (created_at < $1 OR created_at > $3) ORDER BY created_at LIMIT $2");
        self.all(select.with(&before).with(&limit).with(&after)).await
    }

    /// The live or final intent that has this public key to itself.
    pub async fn intent_of_key(&self, spki: &Sha256Digest) -> Result<Option<Intent>, Error> {
        let select = sql("SELECT * FROM intents WHERE key_once = $1 AND burnt_at IS NULL");
        self.optional(select.with(spki)).await
    }
}

impl Transaction {
    /// Records an intent and its leaf. Its receipt is given to the caller of
    /// [`Store::transaction_with_intents`](crate::Store::transaction_with_intents), in the order of recording.
    ///
    /// # Errors
    /// [`Error::KeyUsed`], [`Error::RequestUsed`] or [`Error::SerialUsed`]: nothing was written, and a new serial
    /// helps against the last alone.
    pub async fn record_intent(&mut self, intent: &NewIntent, leaf: &Leaf) -> Result<(), Error> {
        let insert = sql("INSERT INTO intents (issuer, serial, request_sha256, profile, tbs, spki_sha256, \
             key_once, profile_digest, created_at) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 \
             WHERE NOT EXISTS (SELECT 1 FROM lost_serials WHERE issuer = $1 AND serial = $2) \
             ON CONFLICT DO NOTHING");
        let key_once = (!intent.spki_may_repeat).then_some(intent.spki_sha256);
        let now = self.now();
        let insert = insert
            .with(&intent.issuer)
            .with(&intent.serial)
            .with(&intent.request_sha256)
            .with_text(&intent.profile)
            .with_bytes(&intent.tbs)
            .with(&intent.spki_sha256)
            .with(&key_once)
            .with(&intent.profile_digest)
            .with(&now);
        if !self.inserted(insert).await? {
            return Err(self.why_not_recorded(intent).await?);
        }
        self.append_leaf(leaf).await?;
        self.receipt(IntentReceipt {
            issuer: intent.issuer,
            serial: intent.serial,
            tbs_sha256: sha256(&intent.tbs),
        });
        Ok(())
    }

    async fn why_not_recorded(&mut self, intent: &NewIntent) -> Result<Error, Error> {
        if self.intent(intent.issuer, intent.serial.as_bytes()).await?.is_some()
            || self.is_lost(intent.issuer, &intent.serial).await?
        {
            return Ok(Error::SerialUsed { serial: intent.serial.to_string() });
        }
        if self.unburnt_intent(&intent.request_sha256, &intent.profile).await?.is_some() {
            return Ok(Error::RequestUsed { profile: intent.profile.clone() });
        }
        if self.intent_of_key(&intent.spki_sha256).await?.is_some() {
            return Ok(Error::KeyUsed);
        }
        // On PostgreSQL another unit may have burnt it since: whoever tries again finds the place free.
        Ok(Error::MovedOn { what: "the intent in the way", condition: "neither final nor burnt" })
    }

    /// Makes an intent final: stores its certificate and the leaf.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if the intent is not live: somebody burnt it or made it final; then the certificate must
    /// be discarded, never released.
    pub async fn finalise_intent(
        &mut self,
        certificate: &IssuedCertificate,
        leaf: &Leaf,
    ) -> Result<(), Error> {
        let update = sql("UPDATE intents SET finalised_at = $3 WHERE issuer = $1 AND serial = $2 \
                          AND finalised_at IS NULL AND burnt_at IS NULL");
        let now = self.now();
        let update = update.with(&certificate.issuer).with(&certificate.serial).with(&now);
        self.exactly_one("the intent", "neither final nor burnt", update).await?;
        self.insert_certificate(certificate).await?;
        self.append_leaf(leaf).await
    }

    /// Gives a live intent up and appends the leaf; tells whether it did: not if it has ended before.
    pub async fn burn_intent(
        &mut self,
        issuer: IssuerId,
        serial: &Serial,
        leaf: &Leaf,
    ) -> Result<bool, Error> {
        let update = sql("UPDATE intents SET burnt_at = $3 WHERE issuer = $1 AND serial = $2 \
                          AND finalised_at IS NULL AND burnt_at IS NULL");
        let now = self.now();
        let burnt = self.execute(update.with(&issuer).with(serial).with(&now)).await? == 1;
        self.status_changed(burnt, leaf).await
    }
}
