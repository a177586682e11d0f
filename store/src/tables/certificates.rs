//! Certificates that were signed, verified and made final.

use pki_types::{Serial, Sha256Digest, UnixTime};
use words::{DeviceId, PersonId, PersonalCode, PhoneNumber};

use crate::engine::sql::{insert, inserts, row, sql};
use crate::{Error, IssuerId, Reads, Transaction};

/// A certificate. No `Debug`: a citizen's names the citizen.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedCertificate {
    /// Who signed it.
    pub issuer: IssuerId,
    /// Its serial.
    pub serial: Serial,
    /// SHA-256 of the DER: the `certificate_id` of the APIs.
    pub sha256: Sha256Digest,
    /// DER.
    pub der: Vec<u8>,
    /// The profile's name.
    pub profile: String,
    /// The citizen; none unless it is a citizen's.
    pub person: Option<PersonId>,
    /// The device that holds the key; none unless it is a citizen's.
    pub device: Option<DeviceId>,
    /// The relying party; none unless it is one's.
    pub relying_party: Option<String>,
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub subject_key_sha256: Sha256Digest,
    /// Start of validity.
    pub not_before: UnixTime,
    /// End of validity, inclusive (RFC 5280 4.1.2.5).
    pub not_after: UnixTime,
    /// When it was made final.
    pub created_at: UnixTime,
}
row!(IssuedCertificate {
    issuer,
    serial,
    sha256,
    der,
    profile,
    person,
    device,
    relying_party,
    subject_key_sha256,
    not_before,
    not_after,
    created_at,
});

macro_rules! live {
    ($from:literal, $whose:literal) => {
        concat!(
            "SELECT c.* FROM certificates c ",
            $from,
            " \
    WHERE ",
            $whose,
            " AND c.not_before <= $1 AND c.not_after >= $1 \
      AND NOT EXISTS (SELECT 1 FROM revocations r WHERE r.issuer = c.issuer AND r.serial = c.serial) \
      AND NOT EXISTS (SELECT 1 FROM holds h \
           WHERE h.issuer = c.issuer AND h.serial = c.serial AND h.ended_at IS NULL) \
      AND NOT EXISTS (SELECT 1 FROM device_blocks b WHERE b.device = c.device) \
    ORDER BY c.created_at DESC, c.profile"
        )
    };
}
const LIVE_OF_PERSON: &str = live!("", "c.person = $2");
/// The number is the activation's that the device was enrolled by.
const LIVE_AT_NUMBER: &str = live!(
    "JOIN persons p ON p.id = c.person JOIN devices d ON d.id = c.device \
     JOIN activations a ON a.used_by = d.enrolment_sha256",
    "a.phone_number = $2 AND p.code = $3"
);

impl Reads {
    /// The certificate with this serial.
    pub async fn certificate(
        &self,
        issuer: IssuerId,
        serial: &[u8],
    ) -> Result<Option<IssuedCertificate>, Error> {
        let select = sql("SELECT * FROM certificates WHERE issuer = $1 AND serial = $2");
        self.optional(select.with(&issuer).with_bytes(serial)).await
    }

    /// The certificate whose DER has this hash.
    pub async fn certificate_by_hash(
        &self,
        sha256: &Sha256Digest,
    ) -> Result<Option<IssuedCertificate>, Error> {
        self.optional(sql("SELECT * FROM certificates WHERE sha256 = $1").with(sha256)).await
    }

    /// The certificates of this public key, newest first.
    pub async fn certificates_of_key(&self, spki: &Sha256Digest) -> Result<Vec<IssuedCertificate>, Error> {
        let select = sql("SELECT * FROM certificates WHERE subject_key_sha256 = $1 ORDER BY created_at DESC");
        self.all(select.with(spki)).await
    }

    /// The certificates that this request led to, in the order of their profiles.
    pub async fn certificates_of_request(
        &self,
        request: &Sha256Digest,
    ) -> Result<Vec<IssuedCertificate>, Error> {
        let select = sql("SELECT c.* FROM certificates c \
             JOIN intents i ON i.issuer = c.issuer AND i.serial = c.serial \
             WHERE i.request_sha256 = $1 ORDER BY c.profile");
        self.all(select.with(request)).await
    }

    /// The person's certificates that may be used now: valid, neither revoked nor held, their device not blocked.
    /// Newest first.
    pub async fn live_certificates_of_person(
        &self,
        person: &PersonId,
        now: UnixTime,
    ) -> Result<Vec<IssuedCertificate>, Error> {
        self.all(sql(LIVE_OF_PERSON).with(&now).with(person)).await
    }

    /// The same of persons with this code, on devices with this telephone number.
    pub async fn live_certificates_at_number(
        &self,
        number: &PhoneNumber,
        code: &PersonalCode,
        now: UnixTime,
    ) -> Result<Vec<IssuedCertificate>, Error> {
        self.all(sql(LIVE_AT_NUMBER).with(&now).with(number).with(code)).await
    }

    /// All certificates of this person, newest first.
    pub async fn certificates_of_person(&self, person: &PersonId) -> Result<Vec<IssuedCertificate>, Error> {
        let select = sql("SELECT * FROM certificates WHERE person = $1 ORDER BY created_at DESC, profile");
        self.all(select.with(person)).await
    }

    /// All certificates of this device, newest first.
    pub async fn certificates_of_device(&self, device: &DeviceId) -> Result<Vec<IssuedCertificate>, Error> {
        let select = sql("SELECT * FROM certificates WHERE device = $1 ORDER BY created_at DESC, profile");
        self.all(select.with(device)).await
    }

    /// All certificates of this relying party, newest first.
    pub async fn certificates_of_relying_party(&self, id: &str) -> Result<Vec<IssuedCertificate>, Error> {
        let select = sql("SELECT * FROM certificates WHERE relying_party = $1 ORDER BY created_at DESC");
        self.all(select.with_text(id)).await
    }

    /// This issuer's newest certificate of this profile. It reads all that the issuer issued: a question about a root, which
    /// issues little.
    pub async fn newest_certificate_of(
        &self,
        issuer: IssuerId,
        profile: &str,
    ) -> Result<Option<IssuedCertificate>, Error> {
        let select = sql("SELECT * FROM certificates WHERE issuer = $1 AND profile = $2 \
             ORDER BY created_at DESC, serial LIMIT 1");
        self.optional(select.with(&issuer).with_text(profile)).await
    }

    /// All certificates of this profile, newest first.
    pub async fn certificates_of_profile(&self, profile: &str) -> Result<Vec<IssuedCertificate>, Error> {
        let select = sql("SELECT * FROM certificates WHERE profile = $1 ORDER BY created_at DESC");
        self.all(select.with_text(profile)).await
    }
}

/// A phone gets two at once.
const INSERTS: &[&str] = inserts!(
    "INSERT INTO certificates (issuer, serial, sha256, der, profile, person, device, \
     relying_party, subject_key_sha256, not_before, not_after, created_at) VALUES ";
    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    "($13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)";
    " ON CONFLICT DO NOTHING"
);

impl Transaction {
    /// Adds a certificate; only finalising an intent does.
    pub(crate) async fn insert_certificate(&mut self, certificate: &IssuedCertificate) -> Result<(), Error> {
        let insert = insert(INSERTS)
            .with(&certificate.issuer)
            .with(&certificate.serial)
            .with(&certificate.sha256)
            .with_bytes(&certificate.der)
            .with_text(&certificate.profile)
            .with(&certificate.person)
            .with(&certificate.device)
            .with(&certificate.relying_party)
            .with(&certificate.subject_key_sha256)
            .with(&certificate.not_before)
            .with(&certificate.not_after)
            .with(&certificate.created_at);
        self.one_row_later(insert, Error::Exists { what: "the certificate" }).await;
        Ok(())
    }
}
