//! RSASSA-PSS with a salt of any length and a mask of any hash (RFC 8017 §8.1.2, §9.1.2): the `rsa` crate has one hash
//! for both, and others' documents do not.

use rsa::BoxedUint;
use rsa::traits::PublicKeyParts;

use crate::HashAlgorithm;

/// Whether `signature` is one of the message with this digest.
pub(super) fn verifies(
    key: &rsa::PublicKey,
    hash: HashAlgorithm,
    mask: HashAlgorithm,
    salt: usize,
    digest: &[u8],
    signature: &[u8],
) -> bool {
    // 1. RSAVP1: the signature is as long as the modulus and below it.
    let bits = key.n().bit_width_vartime();
    if signature.len() != key.size() {
        return false;
    }
    let Ok(number) = BoxedUint::from_be_slice(signature, key.n_bits_precision()) else { return false };
    if number >= **key.n() {
        return false;
    }
    let Ok(message) = rsa::hazmat::rsa_encrypt(key, &number) else { return false };
    // 2. The encoded message has one bit less than the modulus; what is above must be zero.
    let encoded_bits = usize::try_from(bits - 1).expect("a modulus has few bits");
    let octets = message.to_be_bytes();
    let Some(start) = octets.len().checked_sub(encoded_bits.div_ceil(8)) else { return false };
    let (above, encoded) = octets.split_at(start);
    above.iter().all(|octet| *octet == 0) && decodes(encoded, encoded_bits, hash, mask, salt, digest)
}

/// EMSA-PSS-VERIFY (RFC 8017 §9.1.2), the steps by their numbers.
fn decodes(
    encoded: &[u8],
    encoded_bits: usize,
    hash: HashAlgorithm,
    mask: HashAlgorithm,
    salt: usize,
    digest: &[u8],
) -> bool {
    // 3, 4: room for hash, salt and two octets, the last of them 0xbc.
    let Some((0xbc, encoded)) = encoded.split_last().map(|(last, rest)| (*last, rest)) else { return false };
    let Some(masked_length) = encoded.len().checked_sub(hash.length()) else { return false };
    let Some(padding_length) = masked_length.checked_sub(salt + 1) else { return false };
    // 5 to 9: the data block under its mask, whose unused bits are zero.
    let (masked, expected) = encoded.split_at(masked_length);
    let unused = 8 * (encoded.len() + 1) - encoded_bits;
    let kept = 0xff_u8 >> unused;
    if masked.first().is_none_or(|first| first & !kept != 0) {
        return false;
    }
    let mut block: Vec<u8> =
        masked.iter().zip(mgf1(expected, masked_length, mask)).map(|(octet, mask)| octet ^ mask).collect();
    if let Some(first) = block.first_mut() {
        *first &= kept;
    }
    // 10, 11: zeros, a one, the salt.
    let (padding, rest) = block.split_at(padding_length);
    let Some((1, salt)) = rest.split_first().map(|(first, rest)| (*first, rest)) else { return false };
    // 12 to 14: the hash over eight zeros, the message's digest and the salt.
    padding.iter().all(|octet| *octet == 0) && hash.digest(&[&[0; 8], digest, salt].concat()) == expected
}

/// MGF1 (RFC 8017 appendix B.2.1).
fn mgf1(seed: &[u8], length: usize, hash: HashAlgorithm) -> Vec<u8> {
    let blocks = (0_u32..).take(length.div_ceil(hash.length()));
    let mut mask: Vec<u8> =
        blocks.flat_map(|counter| hash.digest(&[seed, &counter.to_be_bytes()].concat())).collect();
    mask.truncate(length);
    mask
}
