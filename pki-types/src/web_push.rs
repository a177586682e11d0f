//! Messages that wake a browser: their encryption (RFC 8291, one record of RFC 8188) and how a push service knows who sends them
//! (RFC 8292).

use ring::aead;

use crate::encoding::base64url;
use crate::error::at_most;
use crate::hash::hmac_sha256;
use crate::jwe::agree;
use crate::jws::{JwsHeader, jws_signing_input};
use crate::{KeyKind, PublicKey, Random, Result, UnixTime, random_array};

const WHAT: &str = "push message";
/// What a push service takes at least (RFC 8030 §7.2), less what the encryption adds (RFC 8291 §4).
const LONGEST: usize = 3_993;
/// The size of a record: one takes any message (RFC 8291 §4).
const RECORD_OCTETS: u32 = 4_096;
/// Behind the content of the last record (RFC 8188 §2).
const LAST_RECORD: u8 = 2;

/// Octets of the secret that a browser gives with its key (RFC 8291 §3.2).
pub const SECRET_OCTETS: usize = 16;

/// Encrypts a message to the browser that made this key and this secret: the body of a request with the content coding
/// `aes128gcm`.
///
/// # Errors
/// [`crate::Error::TooLarge`]; [`crate::Error::Mismatch`] when the key is not of P-256.
pub fn encrypt(
    key: &PublicKey,
    secret: &[u8; SECRET_OCTETS],
    message: &[u8],
    random: &dyn Random,
) -> Result<Vec<u8>> {
    at_most(WHAT, message.len(), LONGEST)?;
    // 1. A key pair for this message alone (RFC 8291 §3.1); what both know and the browser's secret make the keying material (§3.4).
    let (own, shared) = agree(key, random)?;
    let (theirs, own) = (key.subject_public_key(), own.subject_public_key());
    let extracted = hmac_sha256(secret, &[&shared]);
    let material = hmac_sha256(extracted.as_bytes(), &[b"WebPush: info\0", theirs, own, &[1]]);

    // 2. Key and nonce of the only record (RFC 8188 §2.2, §2.3).
    let salt: [u8; 16] = random_array(random);
    let extracted = hmac_sha256(&salt, &[material.as_bytes()]);
    let derived = |label: &[u8]| hmac_sha256(extracted.as_bytes(), &[label, &[0, 1]]).0;
    let (content_key, nonce) = (derived(b"Content-Encoding: aes128gcm"), derived(b"Content-Encoding: nonce"));

    // 3. The header, which names the key of step 1, and the record.
    let mut record = [message, &[LAST_RECORD]].concat();
    let content_key = aead::UnboundKey::new(&aead::AES_128_GCM, &content_key[..16]).expect("16 octets");
    let nonce = aead::Nonce::try_assume_unique_for_key(&nonce[..12]).expect("12 octets");
    aead::LessSafeKey::new(content_key)
        .seal_in_place_append_tag(nonce, aead::Aad::empty(), &mut record)
        .expect("a message is far below the limit of GCM");
    let length = u8::try_from(own.len()).expect("a point of P-256 has 65 octets");
    Ok([&salt, RECORD_OCTETS.to_be_bytes().as_slice(), &[length], own, &record].concat())
}

/// What a sender signs with ES256 to be known to the push service at `origin` until then, at most a day ahead (RFC 8292 §2): whoever
/// runs the push service reaches the sender at `contact`, a `mailto:` or `https:` address.
pub fn vapid_signing_input(origin: &str, until: UnixTime, contact: &str) -> Vec<u8> {
    let claims = serde_json::json!({ "aud": origin, "exp": until.seconds(), "sub": contact });
    jws_signing_input(&JwsHeader::new("JWT"), claims.to_string().as_bytes())
}

/// The value of `Authorization` with such a token (RFC 8292 §3).
///
/// # Panics
/// When the key is not of P-256: ES256 has no other.
pub fn vapid_authorization(token: &str, key: &PublicKey) -> String {
    format!("vapid t={token}, k={}", application_server_key(key))
}

/// The sender's key as a page gives it to its browser (`applicationServerKey` of the Push API): the point in base64url.
///
/// # Panics
/// When the key is not of P-256: ES256 has no other.
pub fn application_server_key(key: &PublicKey) -> String {
    assert_eq!(key.kind(), KeyKind::P256, "ES256 has keys of P-256");
    base64url(key.subject_public_key())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::encoding::base64url_decode;

    /// Gives these octets, once.
    struct Given(Mutex<Vec<u8>>);

    impl Random for Given {
        fn fill(&self, out: &mut [u8]) {
            let given: Vec<u8> = self.0.lock().unwrap().drain(..out.len()).collect();
            out.copy_from_slice(&given);
        }
    }

    fn octets(text: &str) -> Vec<u8> {
        base64url_decode(text).unwrap()
    }

    /// RFC 8291 §5.
    #[test]
    fn the_example_of_rfc_8291_comes_out() {
        let theirs =
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        let (own, salt) = ("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "DGv6ra1nlYgDCS1FRnbzlw");
        let random = Given(Mutex::new([octets(own), octets(salt)].concat()));
        let secret: [u8; 16] = octets("BTBZMqHH6r4Tts7J_aSIgg").try_into().unwrap();
        let key = PublicKey::from_sec1_p256(&octets(theirs)).unwrap();

        let body = encrypt(&key, &secret, b"When I grow up, I want to be a watermelon", &random).unwrap();

        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz\
             AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(base64url(&body), expected);
    }

    #[test]
    fn what_no_push_service_has_to_take_is_refused() {
        let theirs =
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        let (key, random) = (PublicKey::from_sec1_p256(&octets(theirs)).unwrap(), crate::SystemRandom);
        let body = encrypt(&key, &[0; 16], &[0; LONGEST], &random).unwrap();
        assert_eq!(body.len(), 4_096);
        assert!(encrypt(&key, &[0; 16], &[0; LONGEST + 1], &random).is_err());
    }
}
