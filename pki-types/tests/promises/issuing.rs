//! A small workshop that makes certificates element by element, so that a test can make each wrong one.

use p256::ecdsa::signature::hazmat::PrehashSigner;
use pki_types::certificate::encode_extension;
use pki_types::encoding::{base64url, base64url_decode};
use pki_types::signed::assemble_signed;
use pki_types::strict_der::{encode, sequence, tag};
use pki_types::{
    Certificate, Name, ObjectIdentifier, PublicKey, SeededRandom, SignatureAlgorithm, UnixTime, oid,
    random_array, sha256,
};

/// 2026-11-24T06:00:00Z, the present of these tests.
pub(crate) const NOW: UnixTime = UnixTime::from_seconds(1_795_500_000);

pub(crate) const DAY: i64 = 86_400;

/// A P-256 key pair that depends on its seed alone.
pub(crate) struct KeyPair(pub(crate) p256::ecdsa::SigningKey);

impl KeyPair {
    pub(crate) fn new(seed: u64) -> Self {
        let octets: [u8; 32] = random_array(&SeededRandom::new(seed));
        Self(p256::ecdsa::SigningKey::from_slice(&octets).unwrap())
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        PublicKey::from_sec1_p256(&self.0.verifying_key().to_sec1_bytes()).unwrap()
    }

    /// ECDSA with SHA-256, DER.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: p256::ecdsa::Signature = self.0.sign_prehash(sha256(message).as_bytes()).unwrap();
        signature.to_der().as_bytes().to_vec()
    }

    /// The x coordinate of the point agreed with `peer`.
    pub(crate) fn agree(&self, peer: &PublicKey) -> [u8; 32] {
        let peer = p256::PublicKey::from_sec1_bytes(peer.subject_public_key()).unwrap();
        let secret = p256::elliptic_curve::ecdh::diffie_hellman(self.0.as_nonzero_scalar(), peer.as_affine());
        secret.raw_secret_bytes().as_slice().try_into().unwrap()
    }
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

    pub(crate) fn der(&self, issuer: &KeyPair) -> Vec<u8> {
        let to_be_signed = self.to_be_signed();
        let signature = issuer.sign(&to_be_signed);
        assemble_signed(&to_be_signed, SignatureAlgorithm::EcdsaSha256, &signature)
    }

    pub(crate) fn sign(&self, issuer: &KeyPair) -> Certificate {
        Certificate::from_der(&self.der(issuer)).unwrap()
    }
}

/// The same message with s replaced by n − s, which anybody can do.
pub(crate) fn with_higher_s(compact: &str) -> String {
    let (input, signature) = compact.rsplit_once('.').unwrap();
    let raw = base64url_decode(signature).unwrap();
    let number = |octets: &[u8]| openssl::bn::BigNum::from_slice(octets).unwrap();
    let order = unhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let higher = (&number(&order) - &number(&raw[32..])).to_vec_padded(32).unwrap();
    format!("{input}.{}", base64url(&[&raw[..32], &higher].concat()))
}
