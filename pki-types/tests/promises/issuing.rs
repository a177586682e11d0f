//! A small workshop that makes certificates element by element, so that a test can make each wrong one.

use pki_types::certificate::encode_extension;
use pki_types::signed::assemble_signed;
use pki_types::strict_der::{encode, sequence, tag};
use pki_types::{Certificate, Name, ObjectIdentifier, PublicKey, SignatureAlgorithm, UnixTime, oid};
use test_country::Key;
pub(crate) use test_country::NOW;

pub(crate) const DAY: i64 = 86_400;

/// The P-256 key of this number.
pub(crate) fn key_of(number: u64) -> Key {
    Key::of(&number.to_string())
}

/// Everything that stands in a certificate. Tests change one field.
#[derive(Clone)]
pub(crate) struct Recipe {
    pub(crate) version: Option<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) inner_algorithm: SignatureAlgorithm,
    pub(crate) issuer: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) not_before: UnixTime,
    pub(crate) not_after: UnixTime,
    pub(crate) spki: Vec<u8>,
    pub(crate) extensions: Vec<(ObjectIdentifier, bool, Vec<u8>)>,
}

pub(crate) fn name(common_name: &str) -> Vec<u8> {
    Name::new().country("MU").organization("Great Seal").common_name(common_name).to_der().unwrap()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    pki_types::encoding::hex_decode(text).unwrap()
}

impl Recipe {
    pub(crate) fn new(subject: &str, issuer: &str, key: &PublicKey) -> Self {
        Self {
            version: Some(2),
            serial: vec![0x41; 16],
            inner_algorithm: SignatureAlgorithm::EcdsaSha256,
            issuer: name(issuer),
            subject: name(subject),
            not_before: NOW.minus(DAY),
            not_after: NOW.plus(DAY),
            spki: key.spki_der().to_vec(),
            extensions: Vec::new(),
        }
    }

    /// A CA with keyCertSign and cRLSign; `30030101ff` or with a path length.
    pub(crate) fn ca(subject: &str, issuer: &str, key: &PublicKey, path_length: Option<u8>) -> Self {
        let constraints = match path_length {
            None => unhex("30030101ff"),
            Some(length) => [unhex("30060101ff0201"), vec![length]].concat(),
        };
        let mut recipe = Self::new(subject, issuer, key);
        recipe.extensions = vec![
            (oid::BASIC_CONSTRAINTS, true, constraints),
            (oid::KEY_USAGE, true, unhex("03020106")),
            (oid::SUBJECT_KEY_IDENTIFIER, false, encode(tag::OCTET_STRING, &key.key_identifier())),
        ];
        recipe
    }

    /// A citizen's signing certificate: empty basic constraints, contentCommitment.
    pub(crate) fn leaf(subject: &str, issuer: &str, key: &PublicKey) -> Self {
        let mut recipe = Self::new(subject, issuer, key);
        recipe.extensions =
            vec![(oid::BASIC_CONSTRAINTS, false, unhex("3000")), (oid::KEY_USAGE, true, unhex("03020640"))];
        recipe
    }

    pub(crate) fn with(mut self, identifier: ObjectIdentifier, critical: bool, value_hex: &str) -> Self {
        self.extensions.retain(|(present, _, _)| *present != identifier);
        self.extensions.push((identifier, critical, unhex(value_hex)));
        self
    }

    pub(crate) fn without(mut self, identifier: ObjectIdentifier) -> Self {
        self.extensions.retain(|(present, _, _)| *present != identifier);
        self
    }

    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        use der::Encode;
        let time = |moment: UnixTime| moment.x509_time().to_der().unwrap();
        let version =
            self.version.map_or_else(Vec::new, |version| encode(0xa0, &encode(tag::INTEGER, &[version])));
        let extensions: Vec<Vec<u8>> = self
            .extensions
            .iter()
            .map(|(identifier, critical, value)| encode_extension(*identifier, *critical, value))
            .collect();
        let extensions = if extensions.is_empty() {
            Vec::new()
        } else {
            encode(0xa3, &encode(tag::SEQUENCE, &extensions.concat()))
        };
        sequence(&[
            &version,
            &encode(tag::INTEGER, &self.serial),
            &self.inner_algorithm.identifier_der(),
            &self.issuer,
            &sequence(&[&time(self.not_before), &time(self.not_after)]),
            &self.subject,
            &self.spki,
            &extensions,
        ])
    }

    pub(crate) fn der(&self, issuer: &Key) -> Vec<u8> {
        let to_be_signed = self.to_be_signed();
        let signature = issuer.sign(&to_be_signed);
        assemble_signed(&to_be_signed, SignatureAlgorithm::EcdsaSha256, &signature)
    }

    pub(crate) fn sign(&self, issuer: &Key) -> Certificate {
        Certificate::from_der(&self.der(issuer)).unwrap()
    }
}
