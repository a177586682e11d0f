//! The verification code that a person compares on two screens, and the two others among which it may have to be found.

use pki_types::random::{Random, random_array};

/// A code and two decoys, each of the ten thousand equally likely and no two the same.
#[must_use]
pub fn draw_codes(random: &dyn Random) -> [String; 3] {
    let code = draw_code(random);
    let first = draw_other(random, &[&code]);
    let second = draw_other(random, &[&code, &first]);
    [code, first, second]
}

fn draw_other(random: &dyn Random, taken: &[&str]) -> String {
    loop {
        let drawn = draw_code(random);
        if !taken.contains(&drawn.as_str()) {
            return drawn;
        }
    }
}

/// Four digits, each of the ten thousand codes equally likely.
///
/// The code is drawn and not computed from what is signed: a computed code can be ground by whoever chooses the bytes
/// until it equals another session's.
fn draw_code(random: &dyn Random) -> String {
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
    fn the_right_one_of_three_stands_in_each_place_equally_often() {
        let random = SeededRandom::new(8);
        let mut places = [0; 3];
        for _ in 0..9_000 {
            let codes = draw_codes(&random);
            let place = codes.iter().filter(|other| **other < codes[0]).count();
            assert!(codes[0] != codes[1] && codes[0] != codes[2] && codes[1] != codes[2], "{codes:?}");
            places[place] += 1;
        }
        // 3,000 expected in each, standard deviation 45.
        assert!(places.iter().all(|count| (2_800..3_200).contains(count)), "{places:?}");
    }

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
