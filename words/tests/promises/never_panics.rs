//! No input makes a parser panic: neither noise nor a good act with a few octets changed.

use std::sync::LazyLock;

use pki_types::strict_json;
use proptest::prelude::*;
use test_country::{Dice, NOW, Profile, World};
use words::act::{Act, ActPayload, EndRelyingParty, SignedAct};
use words::{Id128, Leaf};

static GOOD: LazyLock<String> = LazyLock::new(|| {
    let act = Act::EndRelyingParty(EndRelyingParty { id: "shop".into() });
    let officer = World::new().services.issue(Profile::Officer, "first-officer");
    officer.sign_act(&ActPayload::new(Id128::from_bytes([1; 16]), NOW, act))
});

fn feed(bytes: &[u8]) {
    let _ = strict_json::from_slice::<ActPayload>("value", bytes);
    let _ = Leaf::from_bytes(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = SignedAct::parse(text);
    }
}

#[test]
fn the_good_act_is_good() {
    assert!(SignedAct::parse(&GOOD).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn noise(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        feed(&bytes);
    }

    #[test]
    fn text(text in "[A-Za-z0-9_.{}\":,\\[\\]-]{0,200}") {
        feed(text.as_bytes());
    }

    #[test]
    fn a_good_act_with_changes(seed: u64) {
        feed(&Dice::new(seed).mutate(GOOD.as_bytes()));
    }
}
