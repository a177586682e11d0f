//! The short code: an activation that can be typed where no camera reads its QR code.
//!
//! ```text
//! 6 groups of 6 characters:  5 of data, 1 that checks the group
//! 150 bits of data:          128 of the secret, 22 that bind H(Rk)
//! ```
//!
//! It is as strong as the line, because it holds the whole secret: nothing shorter would withstand whoever has taken over a door,
//! through which the secret's proof passes. What else the line says is left out: the activation id is derived from the secret, the
//! address is that of the page or of the command, and H(Rk), which the phone asks the service for, is confirmed by 22 bits that
//! nobody can compute who does not know the secret: a door that shows a key of its own is found out but once in four million times.
//! The letters are those of Crockford's base32, in which no two look alike; a slip is told at the group in which it is.

use pki_types::hash::hmac_sha256;
use pki_types::{Sha256Digest, sha256};
use words::ActivationId;
use zeroize::Zeroizing;

use crate::Error;
use crate::activation::{Activation, ActivationSecret, check_base_url};

/// Groups of a code.
pub const GROUPS: usize = 6;
/// Characters of a group, the last of which checks the others.
pub const GROUP_CHARACTERS: usize = 6;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Bits of data, and those of them that are the secret's.
const DATA_BITS: u32 = 150;
const BINDING_BITS: u32 = DATA_BITS - 128;
const ID_LABEL: &[u8] = b"greatseal activation id v1\0";
const BINDING_LABEL: &[u8] = b"greatseal activation code v1\0";

/// The id of the activation with this secret.
#[must_use]
pub fn activation_id(secret: &ActivationSecret) -> ActivationId {
    let hash = sha256(&Zeroizing::new([ID_LABEL, secret.expose().as_slice()].concat()));
    let mut octets = [0; 16];
    octets.copy_from_slice(&hash.as_bytes()[..16]);
    ActivationId::from_bytes(octets)
}

/// A code that was read. Neither `Debug` nor `Display`: it is the secret.
#[derive(Clone)]
pub struct ActivationCode {
    secret: ActivationSecret,
    binding: u32,
}

impl ActivationCode {
    /// The code of an activation.
    #[must_use]
    pub fn of(activation: &Activation) -> Self {
        let secret = activation.secret.clone();
        let binding = binding(&secret, &activation.statement_key_sha256);
        Self { secret, binding }
    }

    /// Reads a code as it was typed: small letters, O for 0, I and L for 1, spaces and hyphens do no harm.
    ///
    /// # Errors
    /// Not six groups, or one with a slip: it is named.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let typed = text.bytes().filter(|octet| !octet.is_ascii_whitespace() && *octet != b'-');
        let values = typed.map(value_of).collect::<Option<Vec<u8>>>().map(Zeroizing::new);
        let values =
            values.filter(|values| values.len() == GROUPS * GROUP_CHARACTERS).ok_or(Error::Field {
                field: "activation code",
                rule: "must have six groups of six letters and digits",
            })?;
        let (mut secret, mut rest, mut bits) = (0_u128, 0_u32, 0);
        for (number, group) in (1_u8..).zip(values.chunks_exact(GROUP_CHARACTERS)) {
            let (data, check) = group.split_at(GROUP_CHARACTERS - 1);
            if check != [check_of(number, data)] {
                return Err(Error::ActivationCodeSlip { group: number });
            }
            for value in data {
                for bit in (0..5).rev().map(|at| value >> at & 1) {
                    if bits < 128 {
                        secret = secret << 1 | u128::from(bit);
                    } else {
                        rest = rest << 1 | u32::from(bit);
                    }
                    bits += 1;
                }
            }
        }
        Ok(Self { secret: ActivationSecret::new(secret.to_be_bytes()), binding: rest })
    }

    /// Writes the code, a space between groups.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(u128::from_be_bytes(*self.secret.expose()));
        let bit = |at: u32| {
            if at < 128 {
                u8::from(*secret >> (127 - at) & 1 == 1)
            } else {
                u8::from(self.binding >> (DATA_BITS - 1 - at) & 1 == 1)
            }
        };
        let values = (0..DATA_BITS / 5).map(|value| (0..5).fold(0, |sum, at| sum << 1 | bit(value * 5 + at)));
        let values: Zeroizing<Vec<u8>> = Zeroizing::new(values.collect());
        let mut text = Zeroizing::new(String::with_capacity(GROUPS * (GROUP_CHARACTERS + 1)));
        for (number, data) in (1_u8..).zip(values.chunks_exact(GROUP_CHARACTERS - 1)) {
            if number > 1 {
                text.push(' ');
            }
            for value in data.iter().chain([&check_of(number, data)]) {
                text.push(char::from(ALPHABET[usize::from(*value)]));
            }
        }
        text
    }

    /// The activation of this code at a service whose statement key has this hash.
    ///
    /// # Errors
    /// The code is for a service with another key, or the address is none.
    pub fn at(&self, statement_key_sha256: Sha256Digest, base_url: &str) -> Result<Activation, Error> {
        check_base_url(base_url)?;
        if binding(&self.secret, &statement_key_sha256) != self.binding {
            return Err(Error::ActivationCodeOfAnother);
        }
        Ok(Activation {
            id: activation_id(&self.secret),
            secret: self.secret.clone(),
            statement_key_sha256,
            base_url: base_url.to_owned(),
        })
    }
}

/// 22 bits that whoever knows the secret alone can compute for a statement key.
fn binding(secret: &ActivationSecret, statement_key_sha256: &Sha256Digest) -> u32 {
    let mut key = Zeroizing::new([0; 32]);
    key[..16].copy_from_slice(secret.expose());
    let mac = hmac_sha256(key.as_slice(), &[BINDING_LABEL, statement_key_sha256.as_bytes()]);
    let [first, second, third, ..] = *mac.as_bytes();
    u32::from_be_bytes([0, first, second, third]) >> (24 - BINDING_BITS)
}

/// The value of a character, as people write it.
fn value_of(character: u8) -> Option<u8> {
    let plain = match character.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|known| *known == plain).and_then(|at| u8::try_from(at).ok())
}

/// What checks a group: the value at α of the polynomial whose coefficients are the group's number and its data, in the field of
/// 32 elements (x⁵ + x² + 1). One wrong character, two that changed places, and a group in another's place all change it.
fn check_of(number: u8, data: &[u8]) -> u8 {
    data.iter().fold(times_alpha(number), |sum, value| times_alpha(sum ^ value))
}

const fn times_alpha(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0b10_0000 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Sha256Digest = Sha256Digest([7; 32]);

    fn code(octet: u8) -> String {
        let secret = ActivationSecret::new([octet; 16]);
        let code = ActivationCode { binding: binding(&secret, &KEY), secret };
        code.to_text().as_str().to_owned()
    }

    #[test]
    fn what_is_written_is_read_again_however_people_type_it() {
        for octet in [0, 1, 0x5a, 0xff] {
            let text = code(octet);
            assert_eq!(text.len(), 41, "{text}");
            let typed = [
                text.clone(),
                text.to_lowercase(),
                text.replace(' ', ""),
                text.replace(' ', "-"),
                text.replace('0', "o").replace('1', "l"),
                text.replace('1', "I"),
            ];
            for typed in typed {
                let read = ActivationCode::parse(&typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
                assert_eq!(read.secret.expose(), &[octet; 16]);
                let activation = read.at(KEY, "https://phones.example").unwrap();
                assert_eq!(activation.id, activation_id(&read.secret));
                assert_eq!(ActivationCode::of(&activation).to_text().as_str(), text);
            }
        }
    }

    #[test]
    fn each_slip_is_told_at_its_group() {
        let text = code(0x5a);
        let slip = |text: &str| match ActivationCode::parse(text) {
            Err(Error::ActivationCodeSlip { group }) => Some(group),
            _ => None,
        };
        for at in (0..text.len()).filter(|at| text.as_bytes()[*at] != b' ') {
            let group = u8::try_from(at / 7 + 1).unwrap();
            for other in ALPHABET.iter().filter(|other| **other != text.as_bytes()[at]) {
                let mut wrong = text.clone().into_bytes();
                wrong[at] = *other;
                assert_eq!(slip(std::str::from_utf8(&wrong).unwrap()), Some(group), "one wrong character");
            }
            let mut swapped = text.clone().into_bytes();
            if at + 1 < text.len() && swapped[at + 1] != b' ' && swapped[at] != swapped[at + 1] {
                swapped.swap(at, at + 1);
                assert_eq!(slip(std::str::from_utf8(&swapped).unwrap()), Some(group), "two changed places");
            }
        }
        let mut groups: Vec<_> = text.split(' ').collect();
        groups.swap(1, 3);
        assert_eq!(slip(&groups.join(" ")), Some(2), "a group in another's place");
        for wrong in ["", "ABC", &text[1..], &format!("{text}0"), &format!("U{}", &text[1..])] {
            assert!(ActivationCode::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_service_with_another_key_is_none_of_this_code() {
        let read = ActivationCode::parse(&code(0x5a)).unwrap();
        let other = read.at(Sha256Digest([8; 32]), "https://phones.example");
        assert!(matches!(other, Err(Error::ActivationCodeOfAnother)));
    }
}
