//! Permissions to enrol one device, given by officers or by a phone of the same person, and used once.

use pki_types::{Sha256Digest, UnixTime};
use words::{ActivationId, DeviceKind, PersonId, PhoneNumber};

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Store, Transaction};

/// An activation, as the inner zone knows it. No `Debug`: its secret, even encrypted, is nobody's to read.
#[derive(Clone, PartialEq, Eq)]
pub struct Activation {
    /// Drawn by the officer's client.
    pub id: ActivationId,
    /// Whose device it will be.
    pub person: PersonId,
    /// Selects the certificate profile.
    pub device_kind: DeviceKind,
    /// The telephone number of the device, where the officer said it.
    pub phone_number: Option<PhoneNumber>,
    /// The 128-bit secret, encrypted by the protector.
    pub secret: Vec<u8>,
    /// The last second in which it may be used.
    pub expires_at: UnixTime,
    /// The officer's act; none if the person's own phone gave it.
    pub act_sha256: Option<Sha256Digest>,
    /// The wish of the person's own phone; none if an officer gave it.
    pub wish_sha256: Option<Sha256Digest>,
    /// The enrolment that used it up, the leaf of the restore or the act that cancelled it; none while it is unused.
    pub used_by: Option<Sha256Digest>,
    /// Enrolments that could be opened and did not prove the secret.
    pub failures: u32,
    /// When too many of them ended it, unused, or an act cancelled it.
    pub ended_at: Option<UnixTime>,
    /// When the act was performed.
    pub created_at: UnixTime,
}
row!(Activation {
    id,
    person,
    device_kind,
    phone_number,
    secret,
    expires_at,
    act_sha256,
    wish_sha256,
    used_by,
    failures,
    ended_at,
    created_at
});

/// An activation, as a door knows it: without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivationTerms {
    /// Drawn by the officer's client.
    pub id: ActivationId,
    /// What the device will be.
    pub device_kind: DeviceKind,
    /// The last second in which it may be used.
    pub expires_at: UnixTime,
    /// The enrolment that used it up, the leaf of the restore that did, or, where it has ended too, the act that cancelled it;
    /// none while it is unused.
    pub used_by: Option<Sha256Digest>,
    /// Enrolments that could be opened and did not prove the secret.
    pub failures: u32,
    /// When too many of them ended it, unused, or an act cancelled it.
    pub ended_at: Option<UnixTime>,
    /// When the officer's act was performed.
    pub created_at: UnixTime,
}
row!(ActivationTerms { id, device_kind, expires_at, used_by, failures, ended_at, created_at });

/// What came of an attempt to use an activation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivationUse {
    /// It is used up by this enrolment from now on.
    Used,
    /// It was used by these very bytes before: the same enrolment.
    UsedBefore,
    /// It was used by other bytes.
    UsedByAnother,
    /// An officer's act cancelled it.
    Cancelled,
    /// It has ended unused: too many enrolments did not prove its secret.
    Ended,
    /// It has expired unused.
    Expired,
    /// There is none with this identifier.
    Unknown,
}

/// The failures of an activation, one more counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivationFailures {
    /// How many there are now.
    pub failures: u32,
    /// When it ended, if this was the last one that it takes.
    pub ended_at: Option<UnixTime>,
}
row!(ActivationFailures { failures, ended_at });

const WITH_SECRET: &str = "SELECT a.*, s.ciphertext AS secret FROM activations a \
     JOIN activation_secrets s ON s.activation = a.id WHERE a.id = $1";

impl Reads {
    /// The terms of the activation with this identifier.
    pub async fn activation_terms(&self, id: &ActivationId) -> Result<Option<ActivationTerms>, Error> {
        self.optional(sql("SELECT * FROM activations WHERE id = $1").with(id)).await
    }

    /// The terms of the person's activations that a phone may still use, oldest first.
    pub async fn open_activations_of_person(
        &self,
        person: &PersonId,
        now: UnixTime,
    ) -> Result<Vec<ActivationTerms>, Error> {
        let select = sql("SELECT * FROM activations WHERE person = $1 AND used_by IS NULL \
             AND ended_at IS NULL AND expires_at >= $2 ORDER BY created_at, id");
        self.all(select.with(person).with(&now)).await
    }
}

impl Store {
    /// The activation with this identifier and its secret. Only the store and a transaction have this, a door has not.
    pub async fn activation(&self, id: &ActivationId) -> Result<Option<Activation>, Error> {
        self.optional(sql(WITH_SECRET).with(id)).await
    }
}

impl Transaction {
    /// The activation with this identifier and its secret.
    pub async fn activation(&self, id: &ActivationId) -> Result<Option<Activation>, Error> {
        self.optional(sql(WITH_SECRET).with(id)).await
    }

    /// Adds an activation.
    ///
    /// # Errors
    /// [`Error::Exists`] if the identifier is taken.
    pub async fn insert_activation(&mut self, activation: &Activation) -> Result<(), Error> {
        let insert = sql("INSERT INTO activations \
             (id, person, device_kind, phone_number, expires_at, act_sha256, wish_sha256, used_by, failures, \
              ended_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&activation.id)
            .with(&activation.person)
            .with(&activation.device_kind)
            .with(&activation.phone_number)
            .with(&activation.expires_at)
            .with(&activation.act_sha256)
            .with(&activation.wish_sha256)
            .with(&activation.used_by)
            .with(&activation.failures)
            .with(&activation.ended_at)
            .with(&activation.created_at);
        self.insert_new("the activation", insert).await?;
        let secret = sql("INSERT INTO activation_secrets (activation, ciphertext) VALUES ($1, $2)");
        self.execute(secret.with(&activation.id).with_bytes(&activation.secret)).await.map(|_| ())
    }

    /// Uses every activation up that is neither used nor ended, for the leaf with this hash that tells of a restore; gives
    /// how many.
    pub async fn void_activations(&mut self, restore: &Sha256Digest) -> Result<u64, Error> {
        let update = sql("UPDATE activations SET used_by = $1 WHERE used_by IS NULL AND ended_at IS NULL");
        self.execute(update.with(restore)).await
    }

    /// Uses an activation up for the officer's act with this hash, and ends it; tells whether it was neither used nor ended.
    pub async fn cancel_activation(&mut self, id: &ActivationId, act: &Sha256Digest) -> Result<bool, Error> {
        let update = sql("UPDATE activations SET used_by = $2, ended_at = $3 \
             WHERE id = $1 AND used_by IS NULL AND ended_at IS NULL");
        let now = self.now();
        Ok(self.execute(update.with(id).with(act).with(&now)).await? == 1)
    }

    /// Uses the unused activations up that the person's own phones gave, for the wish with this hash, and ends them.
    pub async fn supersede_activations(&mut self, person: &PersonId, wish: &Sha256Digest) -> Result<(), Error> {
        let update = sql("UPDATE activations SET used_by = $2, ended_at = $3 \
             WHERE person = $1 AND wish_sha256 IS NOT NULL AND used_by IS NULL AND ended_at IS NULL");
        let now = self.now();
        self.execute(update.with(person).with(wish).with(&now)).await.map(|_| ())
    }

    /// Counts an enrolment that did not prove the secret of an activation, and ends the activation if that makes `most` of
    /// them; none if it is used or has ended already.
    ///
    /// The update itself is the check, so of two that race one is the last.
    pub async fn count_activation_failure(
        &mut self,
        id: &ActivationId,
        most: u32,
    ) -> Result<Option<ActivationFailures>, Error> {
        let update = sql("UPDATE activations SET failures = failures + 1, \
             ended_at = CASE WHEN failures + 1 >= $2 THEN $3 ELSE NULL END \
             WHERE id = $1 AND used_by IS NULL AND ended_at IS NULL RETURNING failures, ended_at");
        let now = self.now();
        self.optional(update.with(id).with(&most).with(&now)).await
    }

    /// Uses an activation up for the enrolment with this hash.
    ///
    /// The update itself is the check, so two enrolments that race cannot both win. A crash before the commit leaves
    /// the activation unused.
    pub async fn use_activation(
        &mut self,
        id: &ActivationId,
        enrolment: &Sha256Digest,
    ) -> Result<ActivationUse, Error> {
        let update = sql("UPDATE activations SET used_by = $2 \
             WHERE id = $1 AND used_by IS NULL AND ended_at IS NULL AND expires_at >= $3");
        let now = self.now();
        if self.execute(update.with(id).with(enrolment).with(&now)).await? == 1 {
            return Ok(ActivationUse::Used);
        }
        Ok(match self.activation_terms(id).await? {
            None => ActivationUse::Unknown,
            Some(ActivationTerms { used_by: None, ended_at: Some(_), .. }) => ActivationUse::Ended,
            Some(ActivationTerms { used_by: None, .. }) => ActivationUse::Expired,
            Some(ActivationTerms { ended_at: Some(_), .. }) => ActivationUse::Cancelled,
            Some(ActivationTerms { used_by: Some(by), .. }) if by == *enrolment => ActivationUse::UsedBefore,
            Some(_) => ActivationUse::UsedByAnother,
        })
    }
}
