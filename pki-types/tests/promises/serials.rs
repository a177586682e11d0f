use std::collections::HashSet;

use pki_types::{SeededRandom, Serial};

/// T-SER: a million serials of 16 octets, first octet 0x40–0x7f, none twice, each of the 126 random bits set in half
/// of them: 0.5 ± 0.0025 is five standard deviations.
#[test]
fn a_million_serials_are_unique_and_their_126_bits_unbiased() {
    const COUNT: usize = 1_000_000;
    let random = SeededRandom::new(20_261_124);
    let mut seen = HashSet::with_capacity(COUNT);
    let mut ones = [0u32; 128];
    for _ in 0..COUNT {
        let serial = Serial::draw(&random);
        let octets = *serial.as_bytes();
        assert!((0x40..=0x7f).contains(&octets[0]), "{serial}");
        let number = u128::from_be_bytes(octets);
        for (bit, count) in ones.iter_mut().enumerate() {
            *count += u32::from(number >> bit & 1 == 1);
        }
        assert!(seen.insert(octets), "{serial} twice");
    }
    assert_eq!((ones[127], ones[126]), (0, 1_000_000), "the two fixed bits");
    for (bit, &count) in ones[..126].iter().enumerate() {
        let share = f64::from(count) / 1e6;
        assert!((share - 0.5).abs() <= 0.0025, "bit {bit} is set in {share}");
    }
}

#[test]
fn only_our_own_form_is_a_serial_of_ours() {
    let good = [0x40; 16];
    assert_eq!(Serial::from_bytes(&good).unwrap().as_bytes(), &good);
    assert_eq!(Serial::from_bytes(&good).unwrap().to_string(), "40".repeat(16));
    for first in [0x00, 0x3f, 0x80, 0xff] {
        let mut octets = good;
        octets[0] = first;
        assert!(Serial::from_bytes(&octets).is_err(), "first octet {first:#x}");
    }
    assert!(Serial::from_bytes(&good[..15]).is_err());
    assert!(Serial::from_bytes(&[good.as_slice(), &[0]].concat()).is_err());
}
