//! The verification code that a person compares on two screens.

use pki_types::random::{Random, random_array};

/// Four digits, each of the ten thousand codes equally likely.
///
/// The code is drawn and not computed from what is signed: a computed code can be ground by whoever chooses the bytes
/// until it equals another session's.
#[must_use]
pub fn draw_code(random: &dyn Random) -> String {
    // 60,000 is the largest multiple of 10,000 below 65,536; what lies above would favour the codes up to 5535.
    loop {
        let drawn = u16::from_be_bytes(random_array(random));
        if drawn < 60_000 {
            return format!("{:04}", drawn % 10_000);
        }
    }
}

#[cfg(test)]
mod tests {
    use pki_types::random::SeededRandom;

    use super::*;

    #[test]
    fn codes_are_four_digits_and_spread_evenly() {
        let random = SeededRandom::new(7);
        let mut low = 0;
        for _ in 0..40_000 {
            let code = draw_code(&random);
            assert_eq!(code.len(), 4);
            let number: u16 = code.parse().unwrap();
            low += usize::from(number < 5_536);
        }
        // 22,144 expected, standard deviation 99; a draw without rejection would give about 23,685.
        assert!((21_600..22_700).contains(&low), "{low}");
    }
}
