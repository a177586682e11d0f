//! The phone's own P-256 keys: drawing, signing, agreeing, and wrapping under AES-256-GCM.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use p256::SecretKey;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use phone_protocol::keys;
use pki_types::random::{Random, random_array};
use pki_types::{PublicKey, sha256};
use serde::{Deserialize, Serialize};
use words::Purpose;
use zeroize::Zeroizing;

use phone_protocol::wire::{Octets, Secret32};

use crate::Error;

/// A P-256 key pair in memory; the private part is wiped when dropped.
#[derive(Clone)]
pub struct KeyPair {
    secret: SecretKey,
    signing: SigningKey,
    public: PublicKey,
}

impl KeyPair {
    /// Draws a key pair.
    #[must_use]
    pub fn draw(random: &dyn Random) -> Self {
        // A draw is no scalar of the group with a chance of 2^-32; then the next one is.
        loop {
            let octets = Zeroizing::new(random_array::<32>(random));
            if let Ok(pair) = Self::from_scalar(&octets) {
                return pair;
            }
        }
    }

    /// Takes a private scalar.
    ///
    /// # Errors
    /// Zero, or not below the order of the group.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, Error> {
        let secret = SecretKey::from_slice(scalar)
            .map_err(|_| Error::State("a private key is out of range".to_owned()))?;
        let signing = SigningKey::from(&secret);
        let point = signing.verifying_key().to_sec1_point(false);
        let public = PublicKey::from_sec1_p256(point.as_bytes())?;
        Ok(Self { secret, signing, public })
    }

    /// The private scalar, to be stored or wrapped.
    #[must_use]
    pub fn scalar(&self) -> Secret32 {
        Secret32::new(self.secret.to_bytes().into())
    }

    /// The public key.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// ES256 over a message; DER.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_digest(sha256(message).as_bytes())
    }

    /// ES256 over a ready-made SHA-256 digest; DER. The nonce is that of RFC 6979.
    #[must_use]
    pub fn sign_digest(&self, digest: &[u8; 32]) -> Vec<u8> {
        let signature: Signature =
            self.signing.sign_prehash(digest).expect("a digest of 32 octets can always be signed on P-256");
        signature.to_der().as_bytes().to_vec()
    }

    /// The shared secret with another key: the x coordinate (RFC 7518 §4.6, SEC 1 §3.3.1).
    ///
    /// # Errors
    /// The other key is not P-256.
    pub fn agree(&self, peer: &PublicKey) -> Result<Zeroizing<[u8; 32]>, Error> {
        let peer = p256::PublicKey::from_sec1_bytes(peer.subject_public_key())
            .map_err(|_| Error::State("the other key is not on P-256".to_owned()))?;
        let shared = p256::ecdh::diffie_hellman(self.secret.to_nonzero_scalar(), peer.as_affine());
        Ok(Zeroizing::new((*shared.raw_secret_bytes()).into()))
    }
}

/// A signing key at rest: AES-256-GCM under the wrap key, bound to its purpose and public key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrappedKey {
    /// 12 random octets. A wrap key encrypts the same key once for each time that its PIN was chosen, so they do not repeat under it.
    nonce: Octets<12, 12>,
    /// The scalar and the tag.
    ciphertext: Octets<48, 48>,
}

impl WrappedKey {
    /// Encrypts a key.
    pub(crate) fn wrap(
        key: &KeyPair,
        purpose: Purpose,
        wrap_key: &[u8; 32],
        random: &dyn Random,
    ) -> Result<Self, Error> {
        let nonce = random_array::<12>(random);
        let data = keys::wrapped_key_associated_data(purpose, key.public_key());
        let scalar = key.scalar();
        let ciphertext = Aes256Gcm::new(wrap_key.into())
            .encrypt(&nonce.into(), Payload { msg: scalar.expose(), aad: &data })
            .map_err(|_| Error::State("a key could not be encrypted".to_owned()))?;
        let bounded = "12 octets of nonce, 32 of scalar and 16 of tag";
        Ok(Self {
            nonce: Octets::new(nonce.to_vec()).expect(bounded),
            ciphertext: Octets::new(ciphertext).expect(bounded),
        })
    }

    /// Decrypts the key; only the right wrap key does.
    pub(crate) fn unwrap(
        &self,
        purpose: Purpose,
        public_key: &PublicKey,
        wrap_key: &[u8; 32],
    ) -> Result<KeyPair, Error> {
        let nonce: [u8; 12] = self.nonce.as_bytes().try_into().map_err(|_| Error::WrongShare)?;
        let data = keys::wrapped_key_associated_data(purpose, public_key);
        let scalar = Zeroizing::new(
            Aes256Gcm::new(wrap_key.into())
                .decrypt(&nonce.into(), Payload { msg: self.ciphertext.as_bytes(), aad: &data })
                .map_err(|_| Error::WrongShare)?,
        );
        let scalar = Zeroizing::new(<[u8; 32]>::try_from(scalar.as_slice()).map_err(|_| Error::WrongShare)?);
        let key = KeyPair::from_scalar(&scalar)?;
        if key.public_key() == public_key { Ok(key) } else { Err(Error::WrongShare) }
    }
}
