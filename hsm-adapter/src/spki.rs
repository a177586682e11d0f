//! SubjectPublicKeyInfo around what key stores give: points, moduli.

use openssl::bn::BigNum;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use pki_types::{PublicKey, encoding};

/// P-256 up to its point (RFC 5480 2): points of one curve have one length.
pub(crate) const P256_START: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
/// P-384 up to its point.
pub(crate) const P384_START: &str = "3076301006072a8648ce3d020106052b81040022036200";
/// Ed25519 up to the key's 32 octets (RFC 8410 4).
pub(crate) const ED25519_START: &str = "302a300506032b6570032100";

/// The key whose encoding begins with one of the above and ends with this point.
pub(crate) fn with_point(start: &str, point: &[u8]) -> Result<PublicKey, pki_types::Error> {
    let mut spki = encoding::hex_decode(start).expect("a constant of hexadecimal digits");
    spki.extend_from_slice(point);
    PublicKey::from_spki_der(&spki)
}

/// An RSA key of this modulus and exponent, big-endian; the problem as text if they are none.
pub(crate) fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<PublicKey, String> {
    let spki = BigNum::from_slice(modulus)
        .and_then(|modulus| Rsa::from_public_components(modulus, BigNum::from_slice(exponent)?))
        .and_then(PKey::from_rsa)
        .and_then(|key| key.public_key_to_der())
        .map_err(|problem| problem.to_string())?;
    PublicKey::from_spki_der(&spki).map_err(|problem| problem.to_string())
}
