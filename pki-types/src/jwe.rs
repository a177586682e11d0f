//! Encrypted JSON messages: the compact serialization of JWE (RFC 7516 §3.1) with one pair of algorithms, ECDH-ES in
//! direct key agreement on P-256 (RFC 7518 §4.6) and A256GCM (§5.3).
//!
//! The shared secret is computed where the private key lives (`hsm_adapter::Agreement`, or the phone) and handed in.

use p256::elliptic_curve::ecdh::diffie_hellman;
use ring::aead;
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::encoding::{base64url, base64url_decode};
use crate::error::at_most;
use crate::key::Jwk;
use crate::{Error, KeyKind, PublicKey, Random, Result, random_array, sha256, strict_json};

const WHAT: &str = "JWE";
const ENCRYPTION: &str = "A256GCM";
const KEY_OCTETS: usize = 32;
const NONCE_OCTETS: usize = 12;
const TAG_OCTETS: usize = 16;

/// The header as JSON: these members, in this order, no other.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireHeader {
    alg: String,
    enc: String,
    typ: String,
    epk: Jwk,
}

/// Encrypts `plaintext` to the owner of `recipient`, a P-256 key, as a message of kind `typ`.
///
/// # Errors
/// [`Error::Mismatch`] when the key is of another kind.
pub fn jwe_encrypt(
    recipient: &PublicKey,
    typ: &str,
    plaintext: &[u8],
    random: &dyn Random,
) -> Result<String> {
    // 1. A key pair for this message alone, and the secret it shares with the recipient.
    let (epk, shared) = agree(recipient, random)?;

    // 2. The header, which is authenticated with the content.
    let header = WireHeader {
        alg: "ECDH-ES".to_owned(),
        enc: ENCRYPTION.to_owned(),
        typ: typ.to_owned(),
        epk: Jwk::try_from(&epk)?,
    };
    let header = base64url(&serde_json::to_vec(&header).expect("strings are JSON"));

    // 3. The content.
    let nonce: [u8; NONCE_OCTETS] = random_array(random);
    let mut content = plaintext.to_vec();
    content_key(shared.as_slice())
        .seal_in_place_append_tag(
            aead::Nonce::assume_unique_for_key(nonce),
            aead::Aad::from(header.as_bytes()),
            &mut content,
        )
        .expect("a message is far below the limit of GCM");
    let (ciphertext, tag) = content.split_at(plaintext.len());
    Ok(format!("{header}..{}.{}.{}", base64url(&nonce), base64url(ciphertext), base64url(tag)))
}

/// An encrypted message of the expected kind, not yet decrypted.
#[derive(Clone)]
pub struct Jwe {
    header: String,
    ephemeral_key: PublicKey,
    nonce: [u8; NONCE_OCTETS],
    ciphertext_and_tag: Vec<u8>,
}

impl Jwe {
    /// Takes a compact JWE of at most `max_bytes` octets apart and checks that it is of kind `typ`.
    ///
    /// # Errors
    /// [`Error::TooLarge`]; [`Error::Mismatch`] for another kind or algorithm; [`Error::Malformed`] for base64url that
    /// is not canonical, a member that stands twice, any other member, a wrong length; [`Error::KeyRefused`] when the
    /// sender's key is not on its curve, so that it cannot be used to learn ours.
    pub fn parse(compact: &str, typ: &str, max_bytes: usize) -> Result<Self> {
        at_most(WHAT, compact.len(), max_bytes)?;
        let parts: Vec<&str> = compact.split('.').collect();
        let [header, encrypted_key, nonce, ciphertext, tag] = parts[..] else {
            return Err(Error::malformed(WHAT, format_args!("{} parts, expected 5", parts.len())));
        };
        let wire: WireHeader = strict_json::from_slice("JWE header", &base64url_decode(header)?)?;
        for (member, expected, found) in [
            ("alg of a JWE", "ECDH-ES", &wire.alg),
            ("enc of a JWE", ENCRYPTION, &wire.enc),
            ("typ of a JWE", typ, &wire.typ),
        ] {
            if expected != found {
                return Err(Error::mismatch(member, expected, found));
            }
        }
        if !encrypted_key.is_empty() {
            return Err(Error::malformed(
                WHAT,
                "an encrypted key in direct key agreement (RFC 7516 §5.1 step 5)",
            ));
        }
        let nonce = <[u8; NONCE_OCTETS]>::try_from(base64url_decode(nonce)?)
            .map_err(|octets| Error::malformed(WHAT, format_args!("a nonce of {} octets", octets.len())))?;
        let tag = base64url_decode(tag)?;
        if tag.len() != TAG_OCTETS {
            return Err(Error::malformed(WHAT, format_args!("a tag of {} octets, expected 16", tag.len())));
        }
        Ok(Self {
            header: header.to_owned(),
            ephemeral_key: PublicKey::try_from(wire.epk)?,
            nonce,
            ciphertext_and_tag: [base64url_decode(ciphertext)?, tag].concat(),
        })
    }

    /// The sender's key: what the recipient agrees with to get the shared secret.
    pub fn ephemeral_key(&self) -> &PublicKey {
        &self.ephemeral_key
    }

    /// Decrypts with the shared secret: the x coordinate of the agreed point, 32 octets (RFC 7518 §4.6.2).
    ///
    /// # Errors
    /// [`Error::DecryptionFailed`] when it was made for another key, or anything in it was changed.
    pub fn decrypt(&self, shared_secret: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>> {
        let mut content = Zeroizing::new(self.ciphertext_and_tag.clone());
        let length = content_key(shared_secret)
            .open_in_place(
                aead::Nonce::assume_unique_for_key(self.nonce),
                aead::Aad::from(self.header.as_bytes()),
                &mut content,
            )
            .map_err(|_| Error::DecryptionFailed { what: WHAT })?
            .len();
        content.truncate(length);
        Ok(content)
    }
}

fn content_key(shared_secret: &[u8]) -> aead::LessSafeKey {
    let key = concat_kdf(shared_secret, ENCRYPTION, b"", b"", KEY_OCTETS);
    let key = aead::UnboundKey::new(&aead::AES_256_GCM, &key).expect("the key has 32 octets");
    aead::LessSafeKey::new(key)
}

/// The Concat KDF of NIST SP 800-56A with SHA-256 in the form of RFC 7518 §4.6.2, one round: at most 32 octets.
fn concat_kdf(
    shared_secret: &[u8],
    algorithm: &str,
    party_u: &[u8],
    party_v: &[u8],
    key_octets: usize,
) -> Zeroizing<Vec<u8>> {
    let number = |value: usize| u32::try_from(value).expect("lengths here are small").to_be_bytes();
    let mut input = Zeroizing::new(Vec::new());
    input.extend_from_slice(&number(1));
    input.extend_from_slice(shared_secret);
    for field in [algorithm.as_bytes(), party_u, party_v] {
        input.extend_from_slice(&number(field.len()));
        input.extend_from_slice(field);
    }
    input.extend_from_slice(&number(key_octets * 8));
    Zeroizing::new(sha256(&input).0[..key_octets].to_vec())
}

/// A key pair of this moment alone agrees with the recipient; gives its public half, and what both know.
pub(crate) fn agree(recipient: &PublicKey, random: &dyn Random) -> Result<(PublicKey, Zeroizing<Vec<u8>>)> {
    if recipient.kind() != KeyKind::P256 {
        return Err(Error::mismatch("kind of key", KeyKind::P256, recipient.kind()));
    }
    let (point, shared) = if random.is_the_systems() {
        agree_by_ring(recipient.subject_public_key())
    } else {
        agree_by_draw(recipient.subject_public_key(), random)
    };
    Ok((PublicKey::from_sec1_p256(&point)?, shared))
}

/// ring draws its ephemeral keys from the operating system, and from nothing else.
fn agree_by_ring(recipient: &[u8]) -> (Vec<u8>, Zeroizing<Vec<u8>>) {
    let random = ring::rand::SystemRandom::new();
    let ephemeral = EphemeralPrivateKey::generate(&ECDH_P256, &random).expect("the system gives randomness");
    let point = ephemeral.compute_public_key().expect("a private key has a public one").as_ref().to_vec();
    let recipient = UnparsedPublicKey::new(&ECDH_P256, recipient);
    let shared = agree_ephemeral(ephemeral, &recipient, |shared| Zeroizing::new(shared.to_vec()));
    (point, shared.expect("a PublicKey is on its curve"))
}

/// The same octets drawn, the same key: vectors need that.
fn agree_by_draw(recipient: &[u8], random: &dyn Random) -> (Vec<u8>, Zeroizing<Vec<u8>>) {
    let recipient = p256::PublicKey::from_sec1_bytes(recipient).expect("a PublicKey is on its curve");
    let ephemeral = draw_secret(random);
    let shared = diffie_hellman(ephemeral.to_nonzero_scalar(), recipient.as_affine());
    let shared = Zeroizing::new(shared.raw_secret_bytes().to_vec());
    (ephemeral.public_key().to_sec1_bytes().to_vec(), shared)
}

fn draw_secret(random: &dyn Random) -> p256::SecretKey {
    loop {
        // One draw in 2^32 is not below the order of the curve.
        let octets = Zeroizing::new(random_array::<32>(random));
        if let Ok(secret) = p256::SecretKey::from_slice(octets.as_slice()) {
            return secret;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::base64url_decode;

    /// RFC 7518 Appendix C: Alice's ephemeral key, Bob's key, `apu` Alice, `apv` Bob, 128 bits for A128GCM.
    #[test]
    fn concat_kdf_gives_the_key_of_rfc_7518_appendix_c() {
        let alice = base64url_decode("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo").unwrap();
        let alice = p256::SecretKey::from_slice(&alice).unwrap();
        let bob = serde_json::json!({
            "kty": "EC", "crv": "P-256",
            "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
            "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        });
        let bob = PublicKey::from_jwk(&bob).unwrap();
        let bob = p256::PublicKey::from_sec1_bytes(bob.subject_public_key()).unwrap();
        let shared = diffie_hellman(alice.to_nonzero_scalar(), bob.as_affine());

        let key = concat_kdf(shared.raw_secret_bytes(), "A128GCM", b"Alice", b"Bob", 16);

        assert_eq!(base64url(&key), "VqqN6vgjbSBcIijNcacQGg");
    }
}
