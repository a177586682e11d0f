//! A phone that enrols.

use hsm_adapter::Signer;
use phone_protocol::activation::ActivationSecret;
use phone_protocol::enrolment::{EnrolmentParts, ProofKeys};
use phone_protocol::wire::Secret32;
use pki_types::certificate_request::CertificateRequest;
use pki_types::name::Name;
use pki_types::{PublicKey, Random, UnixTime};
use words::ActivationId;
use words::act::DeviceKind;

use crate::key::Key;

/// What a phone has before it enrols.
#[derive(Clone)]
pub struct NewPhone {
    /// Signs what the phone says.
    pub device: Key,
    /// To be certified for logins.
    pub authentication: Key,
    /// To be certified for signatures.
    pub signature: Key,
}

impl NewPhone {
    /// A phone with new keys.
    pub fn new(random: &dyn Random) -> Self {
        let key = || Key::draw(random);
        Self { device: key(), authentication: key(), signature: key() }
    }

    /// What its enrolment is made of, with this activation and the secret of it.
    pub fn parts(&self, activation: ActivationId, secret: &ActivationSecret, at: UnixTime) -> EnrolmentParts {
        let octets = |octet| Secret32::new([octet; 32]);
        EnrolmentParts {
            activation_id: activation,
            activation_secret: secret.clone(),
            device_kind: DeviceKind::App,
            csr_authentication: certificate_request(&self.authentication),
            csr_signature: certificate_request(&self.signature),
            device_key: self.device.public_key().clone(),
            proof_keys: ProofKeys { authentication: octets(1), signature: octets(2) },
            seed: octets(3),
            iat: at,
        }
    }
}

/// A certificate request for a key.
pub fn certificate_request(key: &dyn Signer) -> Vec<u8> {
    certificate_request_by(key.public_key(), key)
}

/// A certificate request for a key, signed by another.
pub fn certificate_request_by(key: &PublicKey, signer: &dyn Signer) -> Vec<u8> {
    let name = Name::new().common_name("ignored").to_der().unwrap();
    let input = CertificateRequest::to_be_signed(&name, key.spki_der());
    CertificateRequest::assemble(&input, signer.algorithm(), &signer.sign(&input).unwrap())
}
