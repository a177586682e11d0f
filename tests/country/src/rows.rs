//! Rows as they usually are; a test changes what it is about.

use pki_types::{Serial, Sha256Digest, UnixTime, sha256};
use store::{
    ActRow, Activation, BoxFuture, Device, EnrolmentRequest, Error, IssuedCertificate, Issuer, IssuerId,
    NewIntent, Officer, PendingAct, Person, RelyingParty, RequestLimit, Store, Transaction,
};
use words::act::Role;
use words::leaf::{self, Leaf};
use words::{ActivationId, DeviceId, DeviceKind, Doors, PersonId, PersonalCode};

/// More enrolments than a test sends.
pub const MANY: RequestLimit = RequestLimit { at_most: 1_000, within_seconds: 3_600 };

/// Runs a unit of the test's own.
pub async fn write<T, F>(store: &Store, unit: F) -> T
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, Error>> + Send + 'static,
{
    store.transaction("test: write", unit).await.unwrap()
}

/// What is written down where a test does not care.
pub fn leaf(text: &str) -> Leaf {
    Leaf::Refusal(leaf::Refusal {
        request_sha256: sha256(text.as_bytes()),
        problem: "test".to_owned(),
        at: UnixTime::from_seconds(0),
    })
}

/// An act of these octets.
pub fn act(body: &str, at: UnixTime) -> ActRow {
    ActRow { sha256: sha256(body.as_bytes()), body: body.to_owned(), created_at: at }
}

/// An enrolment of these octets.
pub fn enrolment(body: &str, activation: ActivationId, at: UnixTime) -> EnrolmentRequest {
    EnrolmentRequest { sha256: sha256(body.as_bytes()), activation, body: body.to_owned(), created_at: at }
}

/// The first authority of the role of this name.
pub fn issuer(id: IssuerId, name: &str, certificate: &[u8], at: UnixTime) -> Issuer {
    Issuer {
        id,
        name: name.to_owned(),
        role: name.to_owned(),
        generation: 1,
        certificate: certificate.to_vec(),
        crl_shards: 1,
        created_at: at,
    }
}

/// A person whom this act registered.
pub fn person(id: PersonId, code: &str, act_sha256: Sha256Digest, at: UnixTime) -> Person {
    Person {
        id,
        country: "MU".to_owned(),
        code: PersonalCode::new(code).unwrap(),
        given_name: "Anjali".to_owned(),
        surname: "Specimen".to_owned(),
        act_sha256,
        created_at: at,
    }
}

/// An activation of a person, for an hour.
pub fn activation(id: ActivationId, person: PersonId, act_sha256: Sha256Digest, at: UnixTime) -> Activation {
    Activation {
        id,
        person,
        device_kind: DeviceKind::App,
        phone_number: None,
        secret: b"encrypted".to_vec(),
        expires_at: at.plus(3_600),
        act_sha256: Some(act_sha256),
        wish_sha256: None,
        used_by: None,
        failures: 0,
        ended_at: None,
        created_at: at,
    }
}

/// A person's phone.
pub fn device(
    id: DeviceId,
    person: PersonId,
    key_spki: &[u8],
    enrolment_sha256: Sha256Digest,
    at: UnixTime,
) -> Device {
    let key_spki = key_spki.to_vec();
    Device { id, person, kind: DeviceKind::App, key_spki, enrolment_sha256, created_at: at, name: None }
}

/// The serial of this number.
pub fn serial(number: u8) -> Serial {
    let mut octets = [number; 16];
    octets[0] = 0x40;
    Serial::from_bytes(&octets).unwrap()
}

/// An intent with a request, key and serial of its own.
pub fn intent(issuer: IssuerId, number: u8, profile: &str) -> NewIntent {
    NewIntent {
        issuer,
        serial: serial(number),
        request_sha256: sha256(&[number, 0]),
        profile: profile.to_owned(),
        tbs: vec![number; 100],
        spki_sha256: sha256(&[number, 1]),
        spki_may_repeat: false,
        profile_digest: sha256(b"profile"),
    }
}

/// The certificate of [`intent`], nobody's in particular.
pub fn certificate(issuer: IssuerId, number: u8, profile: &str, at: UnixTime) -> IssuedCertificate {
    let der = vec![number; 200];
    IssuedCertificate {
        issuer,
        serial: serial(number),
        sha256: sha256(&der),
        der,
        profile: profile.to_owned(),
        person: None,
        device: None,
        relying_party: None,
        subject_key_sha256: sha256(&[number, 1]),
        not_before: at,
        not_after: at.plus(1_000_000),
        created_at: at,
    }
}

/// An officer with this certificate and these roles.
pub fn officer(id: &str, certificate_sha256: Sha256Digest, roles: &[Role], at: UnixTime) -> Officer {
    Officer {
        id: id.to_owned(),
        name: "An Officer".to_owned(),
        certificate_sha256,
        roles: roles.iter().copied().collect(),
        created_at: at,
        ended_at: None,
    }
}

/// An act of an officer that waits for another one, for a day.
pub fn pending_act(act_sha256: Sha256Digest, officer: &str, at: UnixTime) -> PendingAct {
    PendingAct {
        act_sha256,
        officer: officer.to_owned(),
        confirmations: 1,
        role: Role::Security,
        expires_at: at.plus(86_400),
        outcome: None,
        ended_at: None,
        created_at: at,
    }
}

/// A relying party with this certificate.
pub fn relying_party(id: &str, certificate_sha256: Sha256Digest, at: UnixTime) -> RelyingParty {
    RelyingParty {
        id: id.to_owned(),
        name: format!("The {id}"),
        domain: format!("{id}.example"),
        country: "MU".to_owned(),
        doors: Doors::default(),
        certificate_sha256,
        act_sha256: None,
        created_at: at,
        ended_at: None,
    }
}
