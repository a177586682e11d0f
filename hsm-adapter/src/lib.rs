//! KEYS WE USE BUT NEVER SEE: signing, agreement and encryption at rest under keys that stay where they are.
//!
//! **It promises** that no private key leaves this crate but wrapped ([`SoftwareKeyStore`]) or on purpose
//! ([`generate_client_key`]), and no key its token ([`TokenKeyStore`]); that key files are written whole or not at all,
//! readable by their owner alone; that a wrong PIN is tried once; and that a signer's first signature is verified before
//! it is given ([`CheckedSigner`]).
//!
//! **It never** decides what is signed, speaks to a network or a database, or prints a secret.
//!
//! **Start reading** at the three traits [`Signer`], [`Agreement`] and [`Protector`], then `key_store.rs`, where they
//! come from, and its two kinds `software.rs` and `pkcs11.rs`.
//!
//! **One more place for keys**: a file beside these two that implements [`KeyStore`], and its choice in the program's
//! configuration. **One more kind of key**: a variant of [`KeySpecification`], and its arms in `software/keys.rs` and
//! `pkcs11/making.rs`; the questions of `tests/promises/both.rs` are asked of both.

mod checked;
mod client_key;
mod copied;
mod error;
mod key_store;
pub mod labels;
mod offload;
mod pkcs11;
mod software;
mod spki;

use pki_types::{PublicKey, SignatureAlgorithm};
use zeroize::Zeroizing;

pub use checked::CheckedSigner;
pub use client_key::{generate_client_key, signer_from_pem};
pub use copied::{CopiedKeys, SoftwareCopies};
pub use error::Error;
pub use key_store::KeyStore;
pub use offload::{offload, sign};
pub use pkcs11::{TokenConfig, TokenCopies, TokenKeyStore, TokenUri};
pub use software::SoftwareKeyStore;
pub use software::passphrase::draw_passphrase;

/// Signs with one key and one algorithm. May block: see [`sign()`] and [`offload()`].
pub trait Signer: Send + Sync {
    /// The public half of the key.
    fn public_key(&self) -> &PublicKey;
    /// What goes into the AlgorithmIdentifier of what is signed.
    fn algorithm(&self) -> SignatureAlgorithm;
    /// Whether a signature could be made now. Asked before a serial is used up for one: while a token is away, waiting
    /// requests cost no serials.
    ///
    /// # Errors
    /// What [`sign`](Self::sign) would say.
    fn ready(&self) -> Result<(), Error> {
        Ok(())
    }
    /// Whether a signature is made in this process in less time than the way to another thread and back takes: then it
    /// holds up nobody, and [`sign()`] makes it at once.
    fn is_quick(&self) -> bool {
        false
    }
    /// Signs the message (not its digest); ECDSA as DER, `Ecdsa-Sig-Value` (RFC 3279 2.2.3), Ed25519 as R ‖ S.
    ///
    /// # Errors
    /// [`Error::Refused`] if the key's keeper did not sign.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error>;
}

/// Agrees on secrets with one key: ECDH on P-256 (SP 800-56A 5.7.1.2). May block.
pub trait Agreement: Send + Sync {
    /// The public half of the key.
    fn public_key(&self) -> &PublicKey;
    /// The x coordinate of the common point: what RFC 7518 4.6 calls Z.
    ///
    /// # Errors
    /// [`Error::Peer`] if the other's key is no point of P-256.
    fn agree(&self, peer: &PublicKey) -> Result<Zeroizing<[u8; 32]>, Error>;
}

/// Encrypts at rest with one key. May block.
pub trait Protector: Send + Sync {
    /// Encrypts; the same associated data opens it again.
    ///
    /// # Errors
    /// [`Error::Refused`] if the key's keeper did not encrypt.
    fn protect(&self, plaintext: &[u8], associated_data: &[u8]) -> Result<Vec<u8>, Error>;
    /// Decrypts.
    ///
    /// # Errors
    /// [`Error::NotOurs`] if this key did not encrypt it, or not with this associated data, or it was altered.
    fn open(&self, ciphertext: &[u8], associated_data: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error>;
}

/// The kinds of keys among which a country may choose for its authorities, its status and its time, as files write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub enum SigningKind {
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "p-256")]
    P256,
    /// ECDSA on P-384 with SHA-384.
    #[serde(rename = "p-384")]
    P384,
    /// RSASSA-PKCS1-v1_5 with 3072 bits and SHA-256.
    #[serde(rename = "rsa-3072")]
    Rsa3072,
}

impl From<SigningKind> for KeySpecification {
    fn from(kind: SigningKind) -> Self {
        match kind {
            SigningKind::P256 => Self::P256,
            SigningKind::P384 => Self::P384,
            SigningKind::Rsa3072 => Self::Rsa3072,
        }
    }
}

/// What kind of key to generate, and what it will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeySpecification {
    /// Signs ECDSA on P-256 with SHA-256.
    P256,
    /// Signs ECDSA on P-384 with SHA-384.
    P384,
    /// Signs RSASSA-PKCS1-v1_5 with 3072 bits and SHA-256.
    Rsa3072,
    /// Signs Ed25519 (RFC 8032 5.1): 64 octets, R ‖ S.
    Ed25519,
    /// Agrees on secrets on P-256; it does not sign, so that neither use can be turned against the other.
    P256Agreement,
}
