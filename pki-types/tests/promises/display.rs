//! Text from outside, shown to a person.

use pki_types::display::{
    LONGEST_LINE, LONGEST_VALUE, is_hidden, json, line, lines, misleads, quoted, shown,
};
use pki_types::visible::joins;
use pki_types::{Certificate, Error};
use proptest::prelude::*;

#[test]
fn what_steers_a_terminal_or_misleads_is_shown_in_a_readable_form() {
    let cases = [
        ("\u{1b}[2J", "\\u{1b}[2J"),
        ("\u{9b}8m\u{7f}", "\\u{9b}8m\\u{7f}"),
        ("a\r\nb\tc", "a\\u{d}\\u{a}b\\u{9}c"),
        ("\u{202e}fdp\u{2066}\u{200f}\u{61c}", "\\u{202e}fdp\\u{2066}\\u{200f}\\u{61c}"),
        ("pay\u{200b}pal\u{feff}\u{ad}", "pay\\u{200b}pal\\u{feff}\\u{ad}"),
        ("\u{2028}\u{2029}\u{a0}", "\\u{2028}\\u{2029}\\u{a0}"),
        ("\u{e0041}\u{e000}\u{fdd0}\u{ffff}", "\\u{e0041}\\u{e000}\\u{fdd0}\\u{ffff}"),
        // Not assigned in any version of Unicode so far.
        ("\u{378}", "\\u{378}"),
        // Five marks on one letter: the fifth is told apart.
        ("e\u{301}\u{301}\u{301}\u{301}\u{301}", "e\u{301}\u{301}\u{301}\u{301}\\u{301}"),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text), expected);
        assert_eq!(line(text), expected);
    }
    assert_eq!(
        shown("می\u{200c}خواهم, ක්\u{200d}රි"),
        "می\u{200c}خواهم, ක්\u{200d}රි",
        "a script's joiners stay"
    );
    assert_eq!(shown("a\u{200c}b\u{200d}"), "a\\u{200c}b\\u{200d}", "elsewhere they are told");
    for plain in ["Café Ünïcödé, 王小明, Ελλάδα, שלום, हिन्दी, 😀", "CN=CITIZEN\\,SAMPLE \"x\" 'y' \\ \\u{1b}"]
    {
        assert_eq!(shown(plain), plain, "a person's own letters stay");
    }
    assert_eq!(lines("one\ntwo\r\n"), "one\ntwo\\u{d}\n");
}

/// Unicode's Default_Ignorable_Code_Point, and the blank of Braille: two names that differ in these alone look the same.
#[test]
fn what_readers_pass_over_is_hidden() {
    let ranges = [
        0xAD..=0xAD,
        0x34F..=0x34F,
        0x61C..=0x61C,
        0x115F..=0x1160,
        0x17B4..=0x17B5,
        0x180B..=0x180F,
        0x200B..=0x200F,
        0x202A..=0x202E,
        0x2060..=0x206F,
        0x2800..=0x2800,
        0x3164..=0x3164,
        0xFE00..=0xFE0F,
        0xFEFF..=0xFEFF,
        0xFFA0..=0xFFA0,
        0xFFF0..=0xFFF8,
        0x1BCA0..=0x1BCA3,
        0x1D173..=0x1D17A,
        0xE0000..=0xE0FFF,
    ];
    for character in ranges.into_iter().flatten().filter_map(char::from_u32) {
        assert!(is_hidden(character), "{}", character.escape_unicode());
        let name = format!("a{character}b");
        assert_eq!(shown(&name), format!("a{}b", character.escape_unicode()));
        let written = json(&serde_json::to_string(&name).unwrap());
        assert!(written.is_ascii(), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), name);
    }
}

#[test]
fn a_quotation_ends_where_we_end_it() {
    let cases = [
        ("Amount", "\"Amount\""),
        ("x\" filled in, \"y", "\"x\\\" filled in, \\\"y\""),
        ("x\\", "\"x\\\\\""),
        ("x\u{201d} is signed", "\"x\\u{201d} is signed\""),
        ("x\u{ff02}\u{2033}\n", "\"x\\u{ff02}\\u{2033}\\u{a}\""),
    ];
    for (value, expected) in cases {
        assert_eq!(quoted(value), expected);
        assert_eq!(line(&quoted(value)), expected);
    }
}

#[test]
fn a_long_text_is_cut_and_says_so() {
    let long = "x".repeat(10_000);
    assert_eq!(shown(&long), "x".repeat(LONGEST_VALUE) + "…");
    assert_eq!(line(&long), "x".repeat(LONGEST_LINE) + "…");
    assert_eq!(lines(&long), long, "a whole report is not cut");
    let hidden = "\u{202e}".repeat(10_000);
    for cut in [shown(&hidden), line(&hidden)] {
        assert_eq!(line(&cut), cut, "what was cut is not cut again");
    }
}

#[test]
fn errors_quote_in_a_readable_form() {
    let hostile = "\u{1b}[2J\u{202e}\nsecond line";
    for error in [
        Error::malformed("name", hostile),
        Error::unsupported("name", hostile),
        Error::mismatch("name", hostile, hostile),
    ] {
        let text = error.to_string();
        assert!(!text.chars().any(is_hidden), "{}", text.escape_debug());
        assert!(text.contains("\\u{1b}[2J\\u{202e}\\u{a}second line"), "{text}");
    }
    let block = "-----BEGIN CERTIFICATE\u{1b}[2J-----\nAA==\n-----END CERTIFICATE\u{1b}[2J-----\n";
    let text = Certificate::many_from_pem(block).unwrap_err().to_string();
    assert!(!text.chars().any(is_hidden), "{}", text.escape_debug());
}

proptest! {
    #[test]
    fn shown_text_holds_no_hidden_character_and_stays_the_same(
        text in prop_oneof![any::<String>(), "[\u{628}\u{627}\u{64b}\u{915}\u{94d}\u{93f}\u{200c}\u{200d}\u{202e}a ]{0,40}"],
    ) {
        for shown in [shown(&text), line(&text)] {
            let hidden = shown.char_indices().find(|(at, each)| is_hidden(*each) && !joins(&shown, *at));
            prop_assert!(hidden.is_none(), "{}", shown.escape_debug());
            prop_assert_eq!(line(&shown), shown);
        }
        let lines = lines(&text);
        let is_seen = |(at, each): (usize, char)| each == '\n' || !is_hidden(each) || joins(&lines, at);
        prop_assert!(lines.char_indices().all(is_seen));
    }

    #[test]
    fn json_keeps_its_values_and_shows_no_hidden_character(text: String, any: char) {
        let value = serde_json::json!({ text.clone(): [text, any.to_string(), "\u{202e}\u{e0041}\u{7f}"] });
        for written in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
            let shown = json(&written);
            prop_assert!(shown.chars().all(|character| character == '\n' || !is_hidden(character)));
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value.clone());
        }
    }

    #[test]
    fn what_a_phone_refuses_nobody_is_shown(character: char) {
        prop_assert!(!misleads(character) || is_hidden(character));
    }
}
