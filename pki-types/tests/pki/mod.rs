//! A small PKI for tests: an authority and whoever it certifies, with keys that live as long as the test.
#![expect(dead_code, reason = "each test uses its part")]

use std::process::{Command, Output};

use pki_types::{Certificate, UnixTime};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, SerialNumber, SigningKey,
};

/// 2026-01-01T00:00:00Z: every certificate is valid from here …
pub(crate) const NOT_BEFORE: UnixTime = UnixTime::from_seconds(1_767_225_600);
/// … to 2046-01-01T00:00:00Z.
pub(crate) const NOT_AFTER: UnixTime = UnixTime::from_seconds(2_398_377_600);

/// A key and its certificate.
pub(crate) struct Holder {
    pub(crate) certificate: Certificate,
    pub(crate) key: KeyPair,
}

impl Holder {
    /// Signs as the key's kind does: ECDSA as DER.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message).expect("a software key signs")
    }
}

/// A root that certifies others directly.
pub(crate) struct Authority {
    pub(crate) holder: Holder,
    params: CertificateParams,
}

impl Authority {
    /// A root with this name and a new P-256 key.
    pub(crate) fn new(name: &str) -> Self {
        Self::with_key(name, new_key())
    }

    /// A root with this name and key.
    pub(crate) fn with_key(name: &str, key: KeyPair) -> Self {
        let mut params = params(name, 1);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(&key).expect("a root");
        let certificate = Certificate::from_der(certificate.der()).expect("our own certificate");
        Self { holder: Holder { certificate, key }, params }
    }

    /// A CA below this one that certifies no further CAs.
    pub(crate) fn subordinate(&self, name: &str) -> Self {
        let key = new_key();
        let mut changed = None;
        let certificate = self.certify(name, &key, |params| {
            params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
            changed = Some(params.clone());
        });
        Self { holder: Holder { certificate, key }, params: changed.expect("certify calls the closure") }
    }

    pub(crate) fn certificate(&self) -> &Certificate {
        &self.holder.certificate
    }

    /// Certifies a new P-256 key; `change` edits the certificate before it is signed.
    pub(crate) fn issue(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Holder {
        let key = new_key();
        Holder { certificate: self.certify(name, &key, change), key }
    }

    /// Certifies this key.
    pub(crate) fn certify(
        &self,
        name: &str,
        key: &impl rcgen::PublicKeyData,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Certificate {
        let serial = name.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        let mut params = params(name, serial);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        change(&mut params);
        let issuer = Issuer::from_params(&self.params, &self.holder.key);
        let certificate = params.signed_by(key, &issuer).expect("a certificate");
        Certificate::from_der(certificate.der()).expect("our own certificate")
    }
}

/// A person's signing certificate.
pub(crate) fn person(params: &mut CertificateParams) {
    params.key_usages = vec![KeyUsagePurpose::ContentCommitment];
}

/// An OCSP signer's: OCSPSigning and nocheck (RFC 6960 §4.2.2.2).
pub(crate) fn ocsp_signer(params: &mut CertificateParams) {
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
    params.custom_extensions = vec![nocheck()];
}

/// id-pkix-ocsp-nocheck, value NULL.
pub(crate) fn nocheck() -> CustomExtension {
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 5], vec![5, 0])
}

/// A time-stamping unit's: timeStamping alone, critical (RFC 3161 §2.3), which rcgen cannot write by itself.
pub(crate) fn time_stamping_unit(params: &mut CertificateParams) {
    let value = [0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];
    let mut usage = CustomExtension::from_oid_content(&[2, 5, 29, 37], value.to_vec());
    usage.set_criticality(true);
    params.custom_extensions = vec![usage];
}

fn params(name: &str, serial: u64) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).expect("no names of hosts");
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2046, 1, 1);
    let mut octets = [0x40; 16];
    octets[8..].copy_from_slice(&serial.to_be_bytes());
    params.serial_number = Some(SerialNumber::from_slice(&octets));
    params
}

pub(crate) fn new_key() -> KeyPair {
    KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).expect("a new key")
}

/// Runs openssl in `folder`; `None`, with a line that says so, where it is not installed.
pub(crate) fn openssl(folder: &std::path::Path, arguments: &[&str]) -> Option<Output> {
    match Command::new("openssl").args(arguments).current_dir(folder).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: openssl, the judge of this test, is not installed");
            None
        }
        Err(error) => panic!("openssl did not run: {error}"),
    }
}

/// What a judge said, for the message of a failed assertion.
pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
