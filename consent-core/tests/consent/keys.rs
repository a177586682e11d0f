//! The keys of the country under test: made once, because a software key store takes its time to open.

use std::sync::{Arc, OnceLock};

use consent_core::ConsentKeys;
use hsm_adapter::{KeySpecification, KeyStore as _, Signer, SoftwareKeyStore};
use p256::SecretKey;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::sec1::ToSec1Point;
use pki_types::{PublicKey, Random, random_array, sha256};
use secrecy::SecretString;

/// The service's keys.
pub(crate) fn service_keys() -> ConsentKeys {
    static KEYS: OnceLock<ConsentKeys> = OnceLock::new();
    KEYS.get_or_init(|| make_service_keys(&["statement", "opening", "receipt"])).clone()
}

/// A new key for statements, other than that of [`service_keys`].
pub(crate) fn another_statement_key() -> Arc<dyn Signer> {
    hsm_adapter::generate_client_key().unwrap().1
}

fn make_service_keys(labels: &[&str; 3]) -> ConsentKeys {
    let folder = tempfile::tempdir().unwrap();
    let store =
        SoftwareKeyStore::create(folder.path().join("keys"), &SecretString::from("a passphrase for tests"))
            .unwrap();
    store.generate(labels[0], KeySpecification::P256).unwrap();
    store.generate(labels[1], KeySpecification::P256Agreement).unwrap();
    store.generate(labels[2], KeySpecification::P256).unwrap();
    store.generate_protection_key("protection").unwrap();
    ConsentKeys {
        statement: store.signer(labels[0]).unwrap(),
        opening: store.agreement(labels[1]).unwrap(),
        receipt: store.signer(labels[2]).unwrap(),
        protector: store.protector("protection").unwrap(),
    }
}

/// A P-256 key pair of a phone.
#[derive(Clone)]
pub(crate) struct KeyPair {
    secret: SecretKey,
    pub(crate) public: PublicKey,
}

impl KeyPair {
    pub(crate) fn draw(random: &dyn Random) -> Self {
        let secret = SecretKey::from_slice(&random_array::<32>(random)).unwrap();
        let public = PublicKey::from_sec1_p256(secret.public_key().to_sec1_point(false).as_bytes()).unwrap();
        Self { secret, public }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_digest(sha256(message).as_bytes())
    }

    pub(crate) fn sign_digest(&self, digest: &[u8; 32]) -> Vec<u8> {
        let signature: Signature = SigningKey::from(&self.secret).sign_prehash(digest).unwrap();
        signature.to_der().as_bytes().to_vec()
    }

    pub(crate) fn agree(&self, peer: &PublicKey) -> [u8; 32] {
        let peer = p256::PublicKey::from_sec1_bytes(peer.subject_public_key()).unwrap();
        (*p256::ecdh::diffie_hellman(self.secret.to_nonzero_scalar(), peer.as_affine()).raw_secret_bytes())
            .into()
    }
}
