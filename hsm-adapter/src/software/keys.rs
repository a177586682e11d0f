//! The kinds of keys: how each is made, loaded and used.

use std::sync::Arc;

use aws_lc_rs::agreement as ecdh;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    KeyPair as _,
};
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use pkcs8::PrivateKeyInfoRef;
use pki_types::{PublicKey, SignatureAlgorithm};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Agreement, Error, KeySpecification, Signer, spki};

/// What a key file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeyKind {
    P256,
    P384,
    Rsa3072,
    Ed25519,
    P256Agreement,
    Protection,
}

impl From<KeySpecification> for KeyKind {
    fn from(specification: KeySpecification) -> Self {
        match specification {
            KeySpecification::P256 => Self::P256,
            KeySpecification::P384 => Self::P384,
            KeySpecification::Rsa3072 => Self::Rsa3072,
            KeySpecification::Ed25519 => Self::Ed25519,
            KeySpecification::P256Agreement => Self::P256Agreement,
        }
    }
}

impl KeyKind {
    /// The specification of a signing key.
    pub(crate) fn signing(self) -> Option<KeySpecification> {
        match self {
            Self::P256 => Some(KeySpecification::P256),
            Self::P384 => Some(KeySpecification::P384),
            Self::Rsa3072 => Some(KeySpecification::Rsa3072),
            Self::Ed25519 => Some(KeySpecification::Ed25519),
            Self::P256Agreement | Self::Protection => None,
        }
    }

    /// What a key of this kind is for, as the middle of a sentence.
    pub(crate) fn purpose(self) -> &'static str {
        match self {
            Self::P256 | Self::P384 | Self::Rsa3072 | Self::Ed25519 => "signing",
            Self::P256Agreement => "agreement",
            Self::Protection => "protection",
        }
    }
}

/// A new key.
pub(crate) struct Generated {
    /// PKCS#8 DER.
    pub(crate) private: Zeroizing<Vec<u8>>,
    pub(crate) public: PublicKey,
}

fn refused(what: &'static str) -> impl Fn(&dyn std::fmt::Display) -> Error {
    move |problem| Error::Refused { what, problem: problem.to_string() }
}

/// Makes a key with the randomness of the library that will use it, as a hardware module would with its own.
pub(crate) fn generate(specification: KeySpecification) -> Result<Generated, Error> {
    let refused = refused("generate a key");
    let private = match specification {
        KeySpecification::P256 | KeySpecification::P256Agreement => {
            elliptic(&ECDSA_P256_SHA256_ASN1_SIGNING).map_err(|problem| refused(&problem))?
        }
        KeySpecification::P384 => {
            elliptic(&ECDSA_P384_SHA384_ASN1_SIGNING).map_err(|problem| refused(&problem))?
        }
        KeySpecification::Rsa3072 => Rsa::generate(3072)
            .and_then(PKey::from_rsa)
            .and_then(|key| key.private_key_to_pkcs8())
            .map(Zeroizing::new)
            .map_err(|problem| refused(&problem))?,
        KeySpecification::Ed25519 => Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new())
            .map(|document| Zeroizing::new(document.as_ref().to_vec()))
            .map_err(|problem| refused(&problem))?,
    };
    let public = match specification {
        KeySpecification::P256Agreement => agreement(&private)?.public_key().clone(),
        signing => signer(signing, &private)?.public_key().clone(),
    };
    Ok(Generated { private, public })
}

fn elliptic(
    algorithm: &'static EcdsaSigningAlgorithm,
) -> Result<Zeroizing<Vec<u8>>, aws_lc_rs::error::Unspecified> {
    let document = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new())?;
    Ok(Zeroizing::new(document.as_ref().to_vec()))
}

/// The kind of key in a PKCS#8 that somebody else made.
pub(crate) fn specification_of_pkcs8(pkcs8: &[u8]) -> Result<KeySpecification, Error> {
    let unusable = |problem: String| Error::Pem { problem };
    let info = PrivateKeyInfoRef::try_from(pkcs8).map_err(|problem| unusable(problem.to_string()))?;
    let curve = info.algorithm.parameters_oid().map_err(|_| unusable("it names no curve".to_owned()))?;
    match (info.algorithm.oid.to_string().as_str(), curve.to_string().as_str()) {
        // id-ecPublicKey with secp256r1 and secp384r1 (RFC 5480 2.1.1).
        ("1.2.840.10045.2.1", "1.2.840.10045.3.1.7") => Ok(KeySpecification::P256),
        ("1.2.840.10045.2.1", "1.3.132.0.34") => Ok(KeySpecification::P384),
        (algorithm, curve) => Err(unusable(format!("its algorithm is {algorithm} with {curve}"))),
    }
}

/// A signer for a PKCS#8 of this kind.
pub(crate) fn signer(specification: KeySpecification, pkcs8: &[u8]) -> Result<Arc<dyn Signer>, Error> {
    match specification {
        KeySpecification::P256 => EllipticSigner::load(&P256, pkcs8),
        KeySpecification::P384 => EllipticSigner::load(&P384, pkcs8),
        KeySpecification::Rsa3072 => RsaSigner::load(pkcs8),
        KeySpecification::Ed25519 => EdwardsSigner::load(pkcs8),
        KeySpecification::P256Agreement => {
            Err(Error::Refused { what: "sign", problem: "it is for agreement".to_owned() })
        }
    }
}

/// What differs between the curves.
struct Curve {
    signing: &'static EcdsaSigningAlgorithm,
    algorithm: SignatureAlgorithm,
    spki_start: &'static str,
}

const P256: Curve = Curve {
    signing: &ECDSA_P256_SHA256_ASN1_SIGNING,
    algorithm: SignatureAlgorithm::EcdsaSha256,
    spki_start: spki::P256_START,
};
const P384: Curve = Curve {
    signing: &ECDSA_P384_SHA384_ASN1_SIGNING,
    algorithm: SignatureAlgorithm::EcdsaSha384,
    spki_start: spki::P384_START,
};

/// Signs with AWS-LC, which wipes its copy of the key.
struct EllipticSigner {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    public: PublicKey,
    algorithm: SignatureAlgorithm,
}

impl EllipticSigner {
    fn load(curve: &Curve, pkcs8: &[u8]) -> Result<Arc<dyn Signer>, Error> {
        let pair = EcdsaKeyPair::from_pkcs8(curve.signing, pkcs8)
            .map_err(|problem| Error::Pem { problem: problem.to_string() })?;
        let public = spki::with_point(curve.spki_start, pair.public_key().as_ref())
            .map_err(|problem| Error::Pem { problem: problem.to_string() })?;
        Ok(Arc::new(Self { pair, random: SystemRandom::new(), public, algorithm: curve.algorithm }))
    }
}

impl Signer for EllipticSigner {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// On P-256 some 25 microseconds; on P-384 four times as long.
    fn is_quick(&self) -> bool {
        self.algorithm == P256.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature = self.pair.sign(&self.random, message).map_err(|problem| refused("sign")(&problem))?;
        Ok(signature.as_ref().to_vec())
    }
}

/// Signs with OpenSSL, whose private operations are blinded and which wipes the key.
struct RsaSigner {
    key: PKey<Private>,
    public: PublicKey,
}

impl RsaSigner {
    fn load(pkcs8: &[u8]) -> Result<Arc<dyn Signer>, Error> {
        let key = PKey::private_key_from_pkcs8(pkcs8)
            .map_err(|problem| Error::Pem { problem: problem.to_string() })?;
        let spki = key.public_key_to_der().map_err(|problem| Error::Pem { problem: problem.to_string() })?;
        let public =
            PublicKey::from_spki_der(&spki).map_err(|problem| Error::Pem { problem: problem.to_string() })?;
        Ok(Arc::new(Self { key, public }))
    }
}

impl Signer for RsaSigner {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RsaPkcs1Sha256
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        // The default padding is PKCS#1 v1.5 (RFC 8017 8.2).
        openssl::sign::Signer::new(MessageDigest::sha256(), &self.key)
            .and_then(|mut signer| signer.sign_oneshot_to_vec(message))
            .map_err(|problem| refused("sign")(&problem))
    }
}

/// Signs with ring.
struct EdwardsSigner {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl EdwardsSigner {
    fn load(pkcs8: &[u8]) -> Result<Arc<dyn Signer>, Error> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8)
            .map_err(|problem| Error::Pem { problem: problem.to_string() })?;
        let public = spki::with_point(spki::ED25519_START, pair.public_key().as_ref())
            .map_err(|problem| Error::Pem { problem: problem.to_string() })?;
        Ok(Arc::new(Self { pair, public }))
    }
}

impl Signer for EdwardsSigner {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::Ed25519
    }

    fn is_quick(&self) -> bool {
        true
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(self.pair.sign(message).as_ref().to_vec())
    }
}

/// Agrees with AWS-LC, which wipes its copy of the key.
struct EllipticAgreement {
    key: ecdh::PrivateKey,
    public: PublicKey,
}

/// An agreement for a PKCS#8 of P-256.
pub(crate) fn agreement(pkcs8: &[u8]) -> Result<Arc<dyn Agreement>, Error> {
    let unusable = |problem: &dyn std::fmt::Display| Error::Pem { problem: problem.to_string() };
    let key = ecdh::PrivateKey::from_private_key_der(&ecdh::ECDH_P256, pkcs8)
        .map_err(|problem| unusable(&problem))?;
    let point = key.compute_public_key().map_err(|problem| unusable(&problem))?;
    let public = PublicKey::from_sec1_p256(point.as_ref()).map_err(|problem| unusable(&problem))?;
    Ok(Arc::new(EllipticAgreement { key, public }))
}

impl Agreement for EllipticAgreement {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn agree(&self, peer: &PublicKey) -> Result<Zeroizing<[u8; 32]>, Error> {
        if peer.kind() != pki_types::KeyKind::P256 {
            return Err(Error::Peer);
        }
        let peer = ecdh::UnparsedPublicKey::new(&ecdh::ECDH_P256, peer.subject_public_key());
        ecdh::agree(&self.key, peer, Error::Peer, |shared| {
            let mut secret = Zeroizing::new([0; 32]);
            secret.copy_from_slice(shared);
            Ok(secret)
        })
    }
}
