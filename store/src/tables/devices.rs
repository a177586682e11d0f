//! Phones and cards that hold keys.

use pki_types::{Sha256Digest, UnixTime};
use words::{DeviceId, DeviceKind, PersonId};

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Drawn by the worker.
    pub id: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// As the officer activated it.
    pub kind: DeviceKind,
    /// SubjectPublicKeyInfo (DER) of the key that signs its messages.
    pub key_spki: Vec<u8>,
    /// The message that enrolled it.
    pub enrolment_sha256: Sha256Digest,
    /// When that was committed.
    pub created_at: UnixTime,
    /// The name by which the person knows it; none where none was given.
    pub name: Option<String>,
}
row!(Device { id, person, kind, key_spki, enrolment_sha256, created_at, name });

impl Reads {
    /// The device with this identifier.
    pub async fn device(&self, id: &DeviceId) -> Result<Option<Device>, Error> {
        self.optional(sql("SELECT * FROM devices WHERE id = $1").with(id)).await
    }

    /// The device that this message enrolled.
    pub async fn device_by_enrolment(&self, enrolment: &Sha256Digest) -> Result<Option<Device>, Error> {
        self.optional(sql("SELECT * FROM devices WHERE enrolment_sha256 = $1").with(enrolment)).await
    }

    /// The person's devices, oldest first.
    pub async fn devices_of_person(&self, person: &PersonId) -> Result<Vec<Device>, Error> {
        self.all(sql("SELECT * FROM devices WHERE person = $1 ORDER BY created_at, id").with(person)).await
    }
}

impl Transaction {
    /// Adds a device.
    ///
    /// # Errors
    /// [`Error::Exists`] if the identifier is taken or the message enrolled one already.
    pub async fn insert_device(&mut self, device: &Device) -> Result<(), Error> {
        let insert = sql("INSERT INTO devices (id, person, kind, key_spki, enrolment_sha256, created_at) \
                          VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&device.id)
            .with(&device.person)
            .with(&device.kind)
            .with_bytes(&device.key_spki)
            .with(&device.enrolment_sha256)
            .with(&device.created_at);
        self.insert_new("the device", insert).await
    }
}
