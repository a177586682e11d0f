//! Who has a key and a certificate for it, and may certify others.

use pki_types::{Certificate, KeyKind, PublicKey, jws_assemble};
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, Issuer, SanType};
use words::act::ActPayload;

use crate::key::{Key, Subject};
use crate::profile::Profile;

/// A key and its certificate.
#[derive(Clone)]
pub struct Holder {
    /// The private key.
    pub key: Key,
    /// Its certificate.
    pub certificate: Certificate,
    /// What the certificate is for.
    pub profile: Profile,
    /// The common name in it.
    pub name: String,
    params: CertificateParams,
}

impl Holder {
    /// A root with this name and the P-256 key of that label.
    pub fn root(name: &str) -> Self {
        Self::root_of(Key::of(name), name)
    }

    /// A root with this key and name.
    pub fn root_of(key: Key, name: &str) -> Self {
        Self::self_signed(key, Profile::Root, name)
    }

    /// Somebody whom nobody certifies.
    pub fn self_signed(key: Key, profile: Profile, name: &str) -> Self {
        let mut params = profile.params(name);
        params.use_authority_key_identifier_extension = false;
        let certificate = params.self_signed(&key).unwrap();
        let certificate = Certificate::from_der(certificate.der()).unwrap();
        Self { key, certificate, profile, name: name.to_owned(), params }
    }

    /// Certifies somebody under a new P-256 key: the same name by the same authority has the same key and serial.
    pub fn issue(&self, profile: Profile, name: &str) -> Self {
        self.issue_with(profile, name, |_| {})
    }

    /// The same; `change` edits the certificate before it is signed.
    pub fn issue_with(
        &self,
        profile: Profile,
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        self.issue_to(self.key_for(KeyKind::P256, name), profile, name, change)
    }

    /// Certifies an end of a TLS connection, under the name localhost; a client looks at the machine's own clock, so it
    /// is valid from the beginning of the tests' year on.
    pub fn issue_tls(&self, name: &str, purpose: ExtendedKeyUsagePurpose) -> Self {
        self.issue_with(Profile::RelyingParty, name, |params| {
            params.subject_alt_names = vec![SanType::DnsName("localhost".try_into().unwrap())];
            params.extended_key_usages = vec![purpose];
            params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        })
    }

    /// The key that somebody of this name gets.
    pub fn key_for(&self, kind: KeyKind, name: &str) -> Key {
        Key::of_kind(kind, &format!("{name}, certified by {}", self.certificate.public_key().spki_sha256()))
    }

    /// Certifies somebody who has this key.
    pub fn issue_to(
        &self,
        key: Key,
        profile: Profile,
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let mut params = profile.params(name);
        change(&mut params);
        let certificate = self.signed(&params, key.public_key());
        Self { key, certificate, profile, name: name.to_owned(), params }
    }

    /// Certifies a key whose private half is elsewhere.
    pub fn certify(&self, key: &PublicKey, profile: Profile, name: &str) -> Certificate {
        self.signed(&profile.params(name), key)
    }

    fn signed(&self, params: &CertificateParams, key: &PublicKey) -> Certificate {
        let issuer = Issuer::from_params(&self.params, &self.key);
        let certificate = params.signed_by(&Subject(key), &issuer).unwrap();
        Certificate::from_der(certificate.der()).unwrap()
    }

    /// Somebody who shows this certificate and has another key.
    pub fn impostor(&self, key: Key) -> Self {
        Self { key, ..self.clone() }
    }

    /// Signs an act as an officer, under this certificate.
    pub fn sign_act(&self, payload: &ActPayload) -> String {
        let input = payload.signing_input(std::slice::from_ref(&self.certificate));
        jws_assemble(&input, &self.sign(&input)).unwrap()
    }

    /// Signs with the holder's key.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message)
    }
}
