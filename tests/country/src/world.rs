//! Everybody who takes part in one signature: keys and certificates, and no store.

use pki_types::{Certificate, KeyKind};
use rcgen::DnType;
use words::DeviceId;

use crate::holder::Holder;
use crate::key::Key;
use crate::profile::{Profile, SERIAL_NUMBER, moment};
use crate::{NOW, YEAR};

/// What kinds of keys a country has.
#[derive(Clone, Copy, Debug)]
pub struct Kinds {
    /// Those of the root and the issuing CAs.
    pub authorities: KeyKind,
    /// That of the person's signatures.
    pub person: KeyKind,
}

impl Default for Kinds {
    fn default() -> Self {
        Self { authorities: KeyKind::P256, person: KeyKind::P256 }
    }
}

/// The one device of a [`World`].
pub const DEVICE: DeviceId = DeviceId::from_bytes([0xd1; 16]);

const PERSON: &str = "SPECIMEN,Anjali";

/// Everybody: a service, a relying party, and a person with a phone.
pub struct World {
    /// Certifies the issuing CAs.
    pub root: Holder,
    /// Certifies persons.
    pub citizens: Holder,
    /// Certifies everybody else.
    pub services: Holder,
    /// Signs statements.
    pub statement: Key,
    /// To which phones encrypt.
    pub opening: Key,
    /// Signs receipts.
    pub receipt: Key,
    /// A relying party.
    pub bank: Holder,
    /// Signs what the phone says.
    pub device: Key,
    /// The person's, for logins.
    pub authentication: Holder,
    /// The person's, for signatures.
    pub signature: Holder,
    /// Answers for the citizens' CA.
    pub citizens_ocsp: Holder,
    /// Answers for the services' CA.
    pub services_ocsp: Holder,
    /// Stamps times.
    pub unit: Holder,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// With keys of P-256.
    pub fn new() -> Self {
        Self::with(Kinds::default())
    }

    /// With keys of these kinds.
    pub fn with(kinds: Kinds) -> Self {
        let key_of = |kind, label: &str| Key::of_kind(kind, &format!("greatseal test key: {label}"));
        let key = |label| key_of(KeyKind::P256, label);
        let authority = |label| key_of(kinds.authorities, label);
        let root = Holder::root_of(authority("root"), "Test Root");
        let ca = |label, name| root.issue_to(authority(label), Profile::IssuingCa, name, |_| {});
        let (citizens, services) =
            (ca("citizens CA", "Test Citizens CA"), ca("services CA", "Test Services CA"));
        let signature = key_of(kinds.person, "signature");
        Self {
            statement: key("statement"),
            opening: key("opening"),
            receipt: key("receipt"),
            bank: services.issue_to(key("relying party"), Profile::RelyingParty, "Bank", |params| {
                params.distinguished_name.push(DnType::CustomDnType(SERIAL_NUMBER.to_vec()), "bank");
            }),
            device: key("device"),
            authentication: citizens.issue_to(key("authentication"), Profile::Authentication, PERSON, |_| {}),
            signature: citizens.issue_to(signature, Profile::Signature, PERSON, |_| {}),
            citizens_ocsp: citizens.issue(Profile::OcspSigner, "Test Citizens OCSP"),
            // Longer than the unit, of which it speaks.
            services_ocsp: services.issue_with(Profile::OcspSigner, "Test Services OCSP", |params| {
                params.not_after = moment(NOW.plus(6 * YEAR));
            }),
            unit: services.issue_to(
                key("time-stamping unit"),
                Profile::TimeStampingUnit,
                "Test Time-Stamping Unit",
                |_| {},
            ),
            root,
            citizens,
            services,
        }
    }

    /// What a verifier trusts.
    pub fn anchors(&self) -> Vec<Certificate> {
        vec![self.root.certificate.clone()]
    }
}
