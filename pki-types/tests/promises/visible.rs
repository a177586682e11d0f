//! Names that people are shown: which are taken, which are refused and how it is said, which pass for each other.

use pki_types::visible::{Look, NameProblem, check_name, composed, joins};
use proptest::prelude::*;

fn refusal(name: &str) -> String {
    check_name(name, 64).expect_err(&name.escape_debug().to_string()).to_string()
}

#[test]
fn names_of_living_scripts_are_taken() {
    for name in [
        "Marie",
        "O'Neil",
        "Zoë",
        "Łuczak",
        "王小明",
        "김민준",
        "Ελλάδα",
        "שלום",
        "Nguyễn Thị Ánh",
        "Ƒoo 2",
        "ỌLÁYÍNKÁ",
        // Persian: the non-joiner between the parts of a name. Urdu and Uyghur likewise.
        "علی\u{200c}رضا",
        "می\u{200c}خواهم",
        "ب\u{64e}\u{200c}ه",
        // Hindi and Marathi half forms, Nepali, Sinhala conjuncts, Malayalam chillu, Kannada, Bengali with and without ya-phalaa.
        "क्\u{200d}ष",
        "श्\u{200c}री",
        "क्\u{200c}ष",
        "ක්\u{200d}රිෂාන්ත",
        "ශ්\u{200d}රී",
        "അവന്\u{200d}",
        "ಕ್\u{200c}ನ",
        "র\u{200d}্যামন",
        "ত্\u{200d}",
    ] {
        assert_eq!(check_name(name, 64), Ok(()), "{}", name.escape_debug());
    }
}

#[test]
fn joiners_are_refused_where_they_join_nothing() {
    for name in [
        "Ma\u{200c}rie",
        "Ma\u{200d}rie",
        "\u{200d}Marie",
        "Marie\u{200c}",
        "王\u{200d}小",
        // Nothing joins across them: at an end, beside a letter that does not join, twice, before a vowel sign.
        "علی\u{200c}",
        "\u{200c}علی",
        "د\u{200c}د",
        "علی\u{200c}\u{200c}رضا",
        "علی\u{200d}رضا",
        "علی\u{200c} رضا",
        "क\u{200d}ष",
        "क्\u{200c}",
        "क्\u{200d}ि",
        "क्\u{200d}\u{200d}ष",
        "a्\u{200d}ष",
        "्\u{200d}ष",
        // An emoji's family is no name.
        "👩\u{200d}👧 A",
    ] {
        let said = refusal(name);
        assert!(said.contains("joins nothing here"), "{}: {said}", name.escape_debug());
    }
    assert!(!joins("abc", 1), "a letter is no joiner");
}

#[test]
fn what_shows_as_nothing_or_as_something_else_is_refused_by_its_number() {
    for (character, why) in [
        ('\u{3164}', "blank"),
        ('\u{2800}', "blank"),
        ('\u{fffd}', "blank"),
        ('\u{fffc}', "blank"),
        ('\u{115f}', "blank"),
        ('\u{1160}', "blank"),
        ('\u{ffa0}', "blank"),
        ('\u{ad}', "blank"),
        ('\u{34f}', "blank"),
        ('\u{fe0f}', "blank"),
        ('\u{180b}', "blank"),
        ('\u{17b4}', "blank"),
        ('\u{2060}', "blank"),
        ('\u{200b}', "blank"),
        ('\u{feff}', "blank"),
        ('\u{e0041}', "blank"),
        ('\u{202e}', "blank"),
        ('\u{1d159}', "blank"),
        ('\u{16fe4}', "blank"),
        ('\u{fffe}', "no character of Unicode"),
        ('\u{ffff}', "no character of Unicode"),
        ('\u{fdd0}', "no character of Unicode"),
        ('\u{378}', "no character of Unicode"),
        ('\u{e0080}', "blank"),
        ('\u{40000}', "no character of Unicode"),
        ('\u{e000}', "another way"),
        ('\u{10fffd}', "another way"),
        ('\u{0}', "steers"),
        ('\u{1b}', "steers"),
        ('\n', "steers"),
        ('\u{7f}', "steers"),
        ('\u{600}', "steers"),
        ('\u{a0}', "white space"),
        ('\u{3000}', "white space"),
        ('\u{1680}', "white space"),
        ('\u{2028}', "white space"),
    ] {
        for (name, place) in
            [(format!("A{character}b"), 2), (format!("Ab{character}"), 3), (format!("{character}Ab"), 1)]
        {
            let said = refusal(&name);
            let number = format!("U+{:04X} (its character {place})", u32::from(character));
            assert!(said.contains(&number) && said.contains(why), "{number}: {said}");
        }
    }
}

#[test]
fn a_name_is_written_in_one_way_and_can_be_read() {
    assert_eq!(refusal(""), "must not be empty");
    assert_eq!(refusal(" A"), "must not begin or end with a space");
    assert_eq!(refusal("A "), "must not begin or end with a space");
    assert_eq!(refusal(&"x".repeat(65)), "has 65 characters, at most 64 are accepted");
    for name in ["...", "—", "😀", " ", "्"] {
        assert!(check_name(name, 64).is_err(), "{name}");
    }
    assert_eq!(refusal("—"), "must have a letter or a digit");
    assert!(refusal(&format!("e{}", "\u{30d}".repeat(5))).contains("more than 4 combining marks"));
    let apart = "Zoe\u{308}";
    assert_eq!(
        check_name(apart, 64),
        Err(NameProblem::NotComposed { place: 3, found: 0x65, expected: 0xeb })
    );
    assert_eq!(composed(apart), "Zoë");
    // Hangul in its letters, the Angstrom sign, a mark before another.
    for apart in ["\u{1112}\u{1161}\u{11ab}", "\u{212b}", "q\u{307}\u{323}"] {
        assert!(refusal(apart).contains("normalization form C"), "{}", apart.escape_debug());
        assert_eq!(check_name(&composed(apart), 64), Ok(()));
    }
}

#[test]
fn names_that_pass_for_each_other_are_told() {
    let pass = |one: &str, other: &str| Look::of_name(one).passes_for(&Look::of_name(other));
    for (one, other) in [
        ("PayPal", "PayPaI"),
        ("PayPal", "Раураl"),
        ("The Bank", "THE BANK"),
        ("The Bank", "The  Bank"),
        ("The Bank", "Тhe Bank"),
        ("modern", "modem"),
        ("Zoë", "Zoe\u{308}"),
        ("Post", "Роst"),
        ("O0", "OO"),
        ("علی\u{200c}رضا", "علیرضا"),
        ("scope", "ѕсоре"),
        // Capitals of three scripts that look alike where their small letters do not.
        ("World Kit", "WОRLD ΚΙΤ"),
        ("Beta Nat", "ΒΕΤΑ ΝΑΤ"),
        ("Example Bank", "ЕХАМРLЕ ВАΝK"),
    ] {
        assert!(pass(one, other) && pass(other, one), "{one} {other}");
    }
    for (one, other) in
        [("The Bank", "The Tank"), ("Bank A", "Bank B"), ("Zoë", "Zoe"), ("王", "玉"), ("Ali", "Alia")]
    {
        assert!(!pass(one, other), "{one} {other}");
    }
    let pass = |one: &str, other: &str| Look::of_domain(one).passes_for(&Look::of_domain(other));
    // xn--80ak6aa92e.com is аррӏе.com in Cyrillic letters.
    for (one, other) in [
        ("paypal.example", "paypa1.example"),
        ("modern.example", "modem.example"),
        ("apple.com", "xn--80ak6aa92e.com"),
    ] {
        assert!(pass(one, other), "{one} {other}");
    }
    assert!(!pass("bank.example", "tank.example") && !pass("a.example", "a.example.mu"));
}

proptest! {
    #[test]
    fn a_name_that_is_taken_is_composed_and_its_look_is_stable(name: String) {
        if check_name(&name, 64).is_ok() {
            prop_assert_eq!(composed(&name), name.clone());
            prop_assert!(Look::of_name(&name).passes_for(&Look::of_name(&name)));
        }
        let composed = composed(&name);
        let still_apart = matches!(check_name(&composed, 1_000), Err(NameProblem::NotComposed { .. }));
        prop_assert!(!still_apart, "{}", composed.escape_debug());
    }
}
