//! Every derivation of the protocol: PIN keys, shares, the key that wraps a signing key, and the two proofs by MAC.
//!
//! All are HMAC-SHA-256 based (RFC 8018 §5.2, RFC 5869, RFC 2104). Each has a text of its own in front, so that no
//! value of one can be used as another.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use pki_types::{PublicKey, Sha256Digest, sha256};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use words::{DeviceId, Purpose};
use zeroize::Zeroizing;

use crate::enrolment::EnrolmentHashInput;
use crate::{Error, Pin};

/// PBKDF2 iterations of a new PIN, unless a test says otherwise; stored beside the salt.
pub const DEFAULT_ITERATIONS: u32 = 210_000;

/// The epoch of a new device's shares.
pub const FIRST_EPOCH: u64 = 0;

/// 32 octets that are wiped when dropped.
pub type Key32 = Zeroizing<[u8; 32]>;

/// What a PIN becomes.
#[derive(Clone)]
pub struct PinKeys {
    /// Told once to the inner zone, which checks PIN proofs with it.
    pub proof_key: Key32,
    /// Never leaves the phone.
    pub wrap_part: Key32,
}

/// PBKDF2-HMAC-SHA-256(PIN, salt) → 32 octets → HKDF → proof key and wrap part.
#[must_use]
pub fn derive_pin_keys(pin: &Pin, salt: &[u8; 32], iterations: u32) -> PinKeys {
    let mut stretched = Zeroizing::new([0_u8; 32]);
    pbkdf2::pbkdf2_hmac::<Sha256>(pin.expose(), salt, iterations, stretched.as_mut_slice());
    PinKeys {
        proof_key: expand(stretched.as_slice(), b"greatseal proof key v1"),
        wrap_part: expand(stretched.as_slice(), b"greatseal wrap part v1"),
    }
}

/// The service's share for an epoch: HKDF(seed, "greatseal service share v1" ‖ 0 ‖ purpose ‖ 0 ‖ epoch as eight octets).
#[must_use]
pub fn service_share(seed: &[u8; 32], purpose: Purpose, epoch: u64) -> Key32 {
    let mut information = labelled("greatseal service share v1", purpose);
    information.extend_from_slice(&epoch.to_be_bytes());
    expand(seed, &information)
}

/// What both shares move by with each answered unlock: share(n) ⊕ share(n+1).
#[must_use]
pub fn share_step(seed: &[u8; 32], purpose: Purpose, epoch: u64) -> Key32 {
    xor(&service_share(seed, purpose, epoch), &service_share(seed, purpose, epoch.saturating_add(1)))
}

/// The key under which a signing key is stored: HKDF(client share ⊕ service share ‖ wrap part). It stays the same
/// while both shares move by the same step.
#[must_use]
pub fn wrap_key(
    client_share: &[u8; 32],
    service_share: &[u8; 32],
    wrap_part: &[u8; 32],
    purpose: Purpose,
) -> Key32 {
    let mut material = Zeroizing::new([0_u8; 64]);
    material[..32].copy_from_slice(xor(client_share, service_share).as_slice());
    material[32..].copy_from_slice(wrap_part);
    expand(material.as_slice(), &labelled("greatseal wrap key v1", purpose))
}

/// The associated data of the encrypted signing key: it opens only as the key that it is.
#[must_use]
pub fn wrapped_key_associated_data(purpose: Purpose, public_key: &PublicKey) -> Vec<u8> {
    let mut data = labelled("greatseal wrapped key v1", purpose);
    data.extend_from_slice(public_key.subject_public_key());
    data
}

/// Moves a client share by a step, or makes any exclusive-or of two keys.
#[must_use]
pub fn xor(left: &[u8; 32], right: &[u8; 32]) -> Key32 {
    let mut result = Zeroizing::new(*left);
    for (octet, other) in result.iter_mut().zip(right) {
        *octet ^= other;
    }
    result
}

/// What a PIN proof is bound to.
#[derive(Clone, Copy)]
pub struct ProofScope<'a> {
    /// The device.
    pub device: DeviceId,
    /// The purpose, and so the PIN.
    pub purpose: Purpose,
    /// The epoch of the client share that the phone holds.
    pub epoch: u64,
    /// SHA-256 of the statement's compact form.
    pub statement_sha256: Sha256Digest,
    /// The P-256 key to which the reply is encrypted.
    pub ephemeral_key: &'a PublicKey,
    /// The unlocks that this phone sent before, by name.
    pub before: &'a [Sha256Digest],
}

/// HMAC(proof key, "greatseal pin proof v2" ‖ 0 ‖ purpose ‖ 0 ‖ device ‖ epoch ‖ statement hash ‖ ephemeral key ‖ names).
///
/// The ephemeral key is its uncompressed point (65 octets, SEC 1 §2.3.3); the names are those of the unlocks before.
#[must_use]
pub fn pin_proof(proof_key: &[u8; 32], scope: &ProofScope<'_>) -> Key32 {
    let mut message = labelled("greatseal pin proof v2", scope.purpose);
    message.extend_from_slice(scope.device.as_bytes());
    message.extend_from_slice(&scope.epoch.to_be_bytes());
    message.extend_from_slice(scope.statement_sha256.as_bytes());
    message.extend_from_slice(scope.ephemeral_key.subject_public_key());
    for name in scope.before {
        message.extend_from_slice(name.as_bytes());
    }
    mac(proof_key, &message)
}

/// HMAC(activation secret, "greatseal activation v1" ‖ 0 ‖ SHA-256 of all the rest of the enrolment).
#[must_use]
pub fn activation_proof(activation_secret: &[u8; 16], input: &EnrolmentHashInput<'_>) -> Key32 {
    let mut message = b"greatseal activation v1\0".to_vec();
    message.extend_from_slice(sha256(&input.to_bytes()).as_bytes());
    mac(activation_secret, &message)
}

/// Compares two MACs in constant time.
///
/// # Errors
/// They differ; the error says which code, nothing more.
pub fn check_mac(what: &'static str, found: &[u8; 32], expected: &[u8; 32]) -> Result<(), Error> {
    if bool::from(found.ct_eq(expected)) { Ok(()) } else { Err(Error::WrongCode { what }) }
}

/// `label ‖ 0 ‖ purpose ‖ 0`: the zero octets keep the parts apart, since no text here contains one.
fn labelled(label: &str, purpose: Purpose) -> Vec<u8> {
    [label.as_bytes(), b"\0", purpose.as_str().as_bytes(), b"\0"].concat()
}

fn expand(material: &[u8], information: &[u8]) -> Key32 {
    let mut output = Zeroizing::new([0_u8; 32]);
    Hkdf::<Sha256>::new(None, material)
        .expand(information, output.as_mut_slice())
        .expect("HKDF-SHA-256 gives up to 8,160 octets");
    output
}

pub(crate) fn mac(key: &[u8], message: &[u8]) -> Key32 {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(message);
    Zeroizing::new(mac.finalize().into_bytes().into())
}
