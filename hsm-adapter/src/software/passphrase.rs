//! Passphrases that a machine has drawn. Stretching (RFC 9106) makes up for what people choose; what was drawn is a key already,
//! and says so by its form, which nobody chooses.

use std::collections::BTreeSet;

use pki_types::encoding::hex;
use pki_types::{Random, random_array};
use secrecy::{ExposeSecret as _, SecretString};

const PREFIX: &str = "drawn-";
/// Digits that differ, at least. Of 40 that were drawn fewer differ less than once in 10^10 times, and such a passphrase is stretched
/// like one that somebody typed.
const FEWEST_DIFFERENT: usize = 8;
/// Hexadecimal digits of 160 bits.
const DIGITS: usize = 40;

/// A new passphrase of 160 random bits: `drawn-` and 40 hexadecimal digits.
pub fn draw_passphrase(random: &dyn Random) -> SecretString {
    let octets: [u8; DIGITS / 2] = random_array(random);
    SecretString::from(format!("{PREFIX}{}", hex(&octets)))
}

/// Whether it has the form of a drawn one. (Whoever types the form by hand deceives nobody else.)
pub(super) fn is_drawn(passphrase: &SecretString) -> bool {
    let digits = passphrase.expose_secret().strip_prefix(PREFIX);
    digits.is_some_and(|digits| {
        let of_form =
            digits.len() == DIGITS && digits.bytes().all(|octet| matches!(octet, b'0'..=b'9' | b'a'..=b'f'));
        let different: BTreeSet<u8> = digits.bytes().collect();
        of_form && different.len() >= FEWEST_DIFFERENT
    })
}

#[cfg(test)]
mod tests {
    use pki_types::SystemRandom;

    use super::*;

    #[test]
    fn what_was_drawn_is_known_and_what_somebody_typed_is_not() {
        let drawn = draw_passphrase(&SystemRandom);
        assert!(is_drawn(&drawn));
        let text = drawn.expose_secret();
        for chosen in [
            &text[1..],
            &text[..text.len() - 1],
            &format!("{text}0"),
            &text.to_uppercase(),
            "correct horse",
            "",
            &format!("drawn-{}", "0".repeat(40)),
            &format!("drawn-{}", "ab".repeat(20)),
        ] {
            assert!(!is_drawn(&SecretString::from(chosen.to_owned())), "{chosen}");
        }
        assert_ne!(text, draw_passphrase(&SystemRandom).expose_secret());
    }
}
