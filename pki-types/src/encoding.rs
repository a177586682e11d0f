//! Base64, base64url and hexadecimal, each in its one canonical form: what decodes encodes back to the same text.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};

use crate::{Error, Result};

/// Standard base64 with padding (RFC 4648 §4), without line breaks.
pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Reads standard base64.
///
/// # Errors
/// [`Error::Malformed`] for missing padding, white space, and trailing bits that are not zero.
pub fn base64_decode(text: &str) -> Result<Vec<u8>> {
    Base64::decode_vec(text).map_err(|error| Error::malformed("base64", error))
}

/// Base64url without padding (RFC 7515 §2).
pub fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Reads base64url without padding.
///
/// # Errors
/// [`Error::Malformed`] for padding, white space, the other alphabet, and trailing bits that are not zero.
pub fn base64url_decode(text: &str) -> Result<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).map_err(|error| Error::malformed("base64url", error))
}

/// Lower-case hexadecimal digits, two an octet.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|octet| [digit(octet >> 4), digit(octet & 0x0f)]).collect()
}

/// Reads lower-case hexadecimal digits.
///
/// # Errors
/// [`Error::Malformed`] for an odd number of digits and for any other character.
pub fn hex_decode(text: &str) -> Result<Vec<u8>> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(Error::malformed("hexadecimal", "only the digits 0-9 and a-f are allowed")),
    };
    if !text.len().is_multiple_of(2) {
        return Err(Error::malformed(
            "hexadecimal",
            format_args!("{} digits are no whole octets", text.len()),
        ));
    }
    text.as_bytes().chunks_exact(2).map(|pair| Ok(value(pair[0])? << 4 | value(pair[1])?)).collect()
}

/// Reads exactly `N` octets of lower-case hexadecimal digits.
///
/// # Errors
/// [`Error::Malformed`] as [`hex_decode`], and for another length.
pub fn hex_array<const N: usize>(text: &str) -> Result<[u8; N]> {
    let octets = hex_decode(text)?;
    octets.try_into().map_err(|octets: Vec<u8>| {
        Error::malformed("hexadecimal", format_args!("{} octets, expected {N}", octets.len()))
    })
}

/// `#[serde(with = "pki_types::encoding::as_base64")]`: octets as standard base64 in JSON.
pub mod as_base64 {
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes base64.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::base64(bytes))
    }

    /// Reads base64.
    ///
    /// # Errors
    /// As [`super::base64_decode`].
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        super::base64_decode(&text).map_err(serde::de::Error::custom)
    }
}

/// `#[serde(with = "pki_types::encoding::as_base64url")]`: octets as base64url in JSON.
pub mod as_base64url {
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes base64url.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::base64url(bytes))
    }

    /// Reads base64url.
    ///
    /// # Errors
    /// As [`super::base64url_decode`].
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        super::base64url_decode(&text).map_err(serde::de::Error::custom)
    }
}
