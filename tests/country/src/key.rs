//! Keys made from labels: the same in every run, and so is what they sign, for ECDSA is deterministic (RFC 6979).

use std::fmt;
use std::sync::Arc;

use hsm_adapter::{Agreement, Signer};
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::pkcs8::{EncodePrivateKey, LineEnding};
use phone_protocol::Message;
use pki_types::encoding::{base64url, base64url_decode};
use pki_types::{KeyKind, PublicKey, Random, SignatureAlgorithm, random_array, sha256};
use zeroize::Zeroizing;

/// A private key of a test, in the open.
#[derive(Clone)]
pub struct Key {
    secret: Secret,
    point: Vec<u8>,
    public: PublicKey,
}

#[derive(Clone)]
enum Secret {
    P256(p256::SecretKey),
    P384(p384::SecretKey),
}

impl Key {
    /// The P-256 key of this label.
    pub fn of(label: &str) -> Self {
        Self::of_kind(KeyKind::P256, label)
    }

    /// The key of this label and kind, P-256 or P-384.
    pub fn of_kind(kind: KeyKind, label: &str) -> Self {
        let seed = sha256(label.as_bytes()).0;
        match kind {
            KeyKind::P256 => Self::new(Secret::P256(p256::SecretKey::from_slice(&seed).unwrap())),
            KeyKind::P384 => {
                let seed = [&seed[..16], &seed[..]].concat();
                Self::new(Secret::P384(p384::SecretKey::from_slice(&seed).unwrap()))
            }
            other => panic!("no key of a test is {other}"),
        }
    }

    /// Another P-256 key at each draw.
    pub fn draw(random: &dyn Random) -> Self {
        Self::new(Secret::P256(p256::SecretKey::from_slice(&random_array::<32>(random)).unwrap()))
    }

    fn new(secret: Secret) -> Self {
        let (point, spki) = match &secret {
            Secret::P256(secret) => {
                let public = secret.public_key();
                (public.to_sec1_point(false).as_bytes().to_vec(), spki_of(&public))
            }
            Secret::P384(secret) => {
                let public = secret.public_key();
                (public.to_sec1_point(false).as_bytes().to_vec(), spki_of(&public))
            }
        };
        Self { secret, point, public: PublicKey::from_spki_der(&spki).unwrap() }
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// What it signs with.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        match self.secret {
            Secret::P256(_) => SignatureAlgorithm::EcdsaSha256,
            Secret::P384(_) => SignatureAlgorithm::EcdsaSha384,
        }
    }

    /// Signs a message: ECDSA as DER.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        use p256::ecdsa::signature::Signer as _;
        match &self.secret {
            Secret::P256(secret) => {
                let signature: p256::ecdsa::DerSignature =
                    p256::ecdsa::SigningKey::from(secret).sign(message);
                signature.as_bytes().to_vec()
            }
            Secret::P384(secret) => {
                let signature: p384::ecdsa::DerSignature =
                    p384::ecdsa::SigningKey::from(secret).sign(message);
                signature.as_bytes().to_vec()
            }
        }
    }

    /// Signs a digest of SHA-256, as a phone does.
    pub fn sign_digest(&self, digest: &[u8; 32]) -> Vec<u8> {
        use p256::ecdsa::signature::hazmat::PrehashSigner as _;
        let key = p256::ecdsa::SigningKey::from(self.p256());
        let signature: p256::ecdsa::DerSignature = key.sign_prehash(digest).unwrap();
        signature.as_bytes().to_vec()
    }

    /// Signs a message of the protocol.
    pub fn sign_message<M: Message>(&self, message: &M) -> String {
        let draft = message.draft().unwrap();
        let signature = self.sign(draft.signing_input());
        draft.assemble(&signature).unwrap()
    }

    /// Agrees on a secret, ECDH on P-256.
    pub fn agree(&self, peer: &PublicKey) -> [u8; 32] {
        let peer = p256::PublicKey::from_sec1_bytes(peer.subject_public_key()).unwrap();
        let shared = p256::ecdh::diffie_hellman(self.p256().to_nonzero_scalar(), peer.as_affine());
        (*shared.raw_secret_bytes()).into()
    }

    /// The number itself, P-256.
    pub fn scalar(&self) -> [u8; 32] {
        self.p256().to_bytes().into()
    }

    /// PKCS#8 in PEM, as clients keep their keys.
    pub fn pem(&self) -> String {
        let pem = match &self.secret {
            Secret::P256(secret) => secret.to_pkcs8_pem(LineEnding::LF),
            Secret::P384(secret) => secret.to_pkcs8_pem(LineEnding::LF),
        };
        pem.unwrap().to_string()
    }

    /// The key behind the trait by which the service signs.
    pub fn signer(&self) -> Arc<dyn Signer> {
        Arc::new(self.clone())
    }

    fn p256(&self) -> &p256::SecretKey {
        match &self.secret {
            Secret::P256(secret) => secret,
            Secret::P384(_) => panic!("phones and messages have keys of P-256"),
        }
    }
}

/// The same message with the other value of s that verifies, n − s: anybody can make it.
pub fn twin(compact: &str) -> String {
    let (input, signature) = compact.rsplit_once('.').unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&base64url_decode(signature).unwrap()).unwrap();
    let (r, s) = signature.split_scalars();
    let twin = p256::ecdsa::Signature::from_scalars(*r, -*s).unwrap();
    format!("{input}.{}", base64url(&twin.to_bytes()))
}

fn spki_of(public: &impl p256::pkcs8::EncodePublicKey) -> Vec<u8> {
    public.to_public_key_der().unwrap().into_vec()
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Key({:?})", self.public)
    }
}

impl Signer for Key {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        Self::algorithm(self)
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, hsm_adapter::Error> {
        Ok(Self::sign(self, message))
    }
}

impl Agreement for Key {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn agree(&self, peer: &PublicKey) -> Result<Zeroizing<[u8; 32]>, hsm_adapter::Error> {
        Ok(Zeroizing::new(Self::agree(self, peer)))
    }
}

impl rcgen::PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        Subject(&self.public).algorithm()
    }
}

impl rcgen::SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(Self::sign(self, message))
    }
}

/// A public key alone, to be certified.
pub(crate) struct Subject<'a>(pub(crate) &'a PublicKey);

impl rcgen::PublicKeyData for Subject<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0.subject_public_key()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        match self.0.kind() {
            KeyKind::P384 => &rcgen::PKCS_ECDSA_P384_SHA384,
            _ => &rcgen::PKCS_ECDSA_P256_SHA256,
        }
    }
}
