//! No file makes the reader panic, and no file that is not the original passes.

use doc_signatures::pades::{Preparation, prepare};
use doc_signatures::verify::{Indication, verify_pdf};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use test_country::World;

use crate::story::{JUDGING, SIGNING, finish, founded, stream_sample, table_sample};

/// Reads a hostile file in both ways.
fn read(country: &World, pdf: &[u8]) -> Indication {
    let preparation = Preparation {
        certificate: &country.signature.certificate,
        chain: &[],
        signing_time: SIGNING,
        name: None,
        reason: None,
        location: None,
        field: None,
    };
    let _ = prepare(pdf, &preparation);
    let report = verify_pdf(pdf, &country.anchors(), JUDGING);
    let _ = (report.to_text(), serde_json::to_string(&report).unwrap());
    report.indication
}

/// One change to a file.
#[derive(Clone, Debug)]
enum Mutation {
    Flip(usize, u8),
    Cut(usize),
    Remove(usize, usize),
    Repeat(usize, usize),
    Digit(usize, u8),
}

fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let place = any::<usize>;
    let one = prop_oneof![
        4 => (place(), any::<u8>()).prop_map(|(at, with)| Mutation::Flip(at, with)),
        1 => place().prop_map(Mutation::Cut),
        2 => (place(), 1..200_usize).prop_map(|(at, octets)| Mutation::Remove(at, octets)),
        2 => (place(), 1..200_usize).prop_map(|(at, octets)| Mutation::Repeat(at, octets)),
        4 => (place(), 0..10_u8).prop_map(|(at, digit)| Mutation::Digit(at, digit)),
    ];
    prop::collection::vec(one, 1..4)
}

fn mutate(mut pdf: Vec<u8>, mutations: &[Mutation]) -> Vec<u8> {
    for mutation in mutations {
        if pdf.is_empty() {
            break;
        }
        let length = pdf.len();
        match *mutation {
            Mutation::Flip(at, with) => pdf[at % length] ^= with,
            Mutation::Cut(at) => pdf.truncate(at % length),
            Mutation::Remove(at, octets) => {
                let at = at % length;
                pdf.drain(at..(at + octets).min(length));
            }
            Mutation::Repeat(at, octets) => {
                let at = at % length;
                let copy = pdf[at..(at + octets).min(length)].to_vec();
                pdf.splice(at..at, copy);
            }
            Mutation::Digit(at, digit) => {
                // The next digit from there on: offsets, lengths and counts are where readers stumble.
                let at = at % length;
                if let Some(place) = pdf[at..].iter().position(u8::is_ascii_digit) {
                    pdf[at + place] = b'0' + digit;
                }
            }
        }
    }
    pdf
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_originals_never_panic(mutations in mutations(), streams: bool) {
        let country = founded();
        let sample = if streams { stream_sample() } else { table_sample() };
        prop_assert_ne!(read(&country, &mutate(sample, &mutations)), Indication::TotalPassed);
    }

    #[test]
    fn arbitrary_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let country = founded();
        let pdf = [b"%PDF-1.7\n", &octets[..], b"\nstartxref\n9\n%%EOF\n"].concat();
        prop_assert_ne!(read(&country, &pdf), Indication::TotalPassed);
    }
}

/// Signed files, mutated: whatever still passes has its signed octets as they were.
#[test]
fn mutated_signatures_do_not_pass() {
    let country = founded();
    let goods = [finish(&country, &table_sample()), finish(&country, &stream_sample())];
    let signed_ends = [&goods[0], &goods[1]].map(|good| {
        let store = good.windows(5).position(|octets| octets == b"%%EOF").unwrap();
        store + good[store + 5..].windows(5).position(|octets| octets == b"%%EOF").unwrap() + 5
    });
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..600 {
        for (good, end) in goods.iter().zip(signed_ends) {
            let mutations = mutations().new_tree(&mut runner).unwrap().current();
            let changed = mutate(good.clone(), &mutations);
            if read(&country, &changed) == Indication::TotalPassed {
                let contents = crate::edit::contents_digits(good);
                assert_eq!(changed[..contents.start], good[..contents.start], "{mutations:?}");
                assert_eq!(changed[contents.end..end], good[contents.end..end], "{mutations:?}");
            }
        }
    }
}
