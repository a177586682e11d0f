//! Permissions to enrol one device, given by officers and used once.

use pki_types::{Sha256Digest, UnixTime};

use crate::sql::{row, sql};
use crate::{ActivationId, DeviceKind, Error, PersonId, Reads, Transaction};

/// An activation. No `Debug`: its secret, even encrypted, is nobody's to read.
#[derive(Clone, PartialEq, Eq)]
pub struct Activation {
    /// Drawn by the officer's client.
    pub id: ActivationId,
    /// Whose device it will be.
    pub person: PersonId,
    /// Selects the certificate profile.
    pub device_kind: DeviceKind,
    /// The 128-bit secret, encrypted by the protector.
    pub secret: Vec<u8>,
    /// From then on it is void.
    pub expires_at: UnixTime,
    /// The officer's act.
    pub act_sha256: Sha256Digest,
    /// The enrolment that used it up; none while it is unused.
    pub used_by: Option<Sha256Digest>,
    /// When the act was performed.
    pub created_at: UnixTime,
}
row!(Activation { id, person, device_kind, secret, expires_at, act_sha256, used_by, created_at });

/// What came of an attempt to use an activation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivationUse {
    /// It is used up by this enrolment from now on.
    Used,
    /// It was used by these very bytes before: the same enrolment.
    UsedBefore,
    /// It was used by other bytes.
    UsedByAnother,
    /// It has expired unused.
    Expired,
    /// There is none with this identifier.
    Unknown,
}

impl Reads {
    /// The activation with this identifier.
    pub async fn activation(&self, id: &ActivationId) -> Result<Option<Activation>, Error> {
        self.optional(sql("SELECT * FROM activations WHERE id = $1").with(id)).await
    }
}

impl Transaction {
    /// Adds an activation.
    ///
    /// # Errors
    /// [`Error::Exists`] if the identifier is taken.
    pub async fn insert_activation(&mut self, activation: &Activation) -> Result<(), Error> {
        let insert = sql("INSERT INTO activations \
             (id, person, device_kind, secret, expires_at, act_sha256, used_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&activation.id)
            .with(&activation.person)
            .with(&activation.device_kind)
            .with_bytes(&activation.secret)
            .with(&activation.expires_at)
            .with(&activation.act_sha256)
            .with(&activation.used_by)
            .with(&activation.created_at);
        self.insert_new("the activation", insert).await
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
        let update =
            sql("UPDATE activations SET used_by = $2 WHERE id = $1 AND used_by IS NULL AND expires_at > $3");
        let now = self.now();
        if self.execute(update.with(id).with(enrolment).with(&now)).await? == 1 {
            return Ok(ActivationUse::Used);
        }
        Ok(match self.activation(id).await? {
            None => ActivationUse::Unknown,
            Some(Activation { used_by: None, .. }) => ActivationUse::Expired,
            Some(Activation { used_by: Some(by), .. }) if by == *enrolment => ActivationUse::UsedBefore,
            Some(_) => ActivationUse::UsedByAnother,
        })
    }
}
