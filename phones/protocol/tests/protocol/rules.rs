//! PINs, texts, activations and requests: what is accepted, and each rule that refuses.

use phone_protocol::display::{Line, check_language, check_signed_text};
use phone_protocol::{Activation, Message, Pin, SignatureRequest, check_pin, check_pins};
use pki_types::sha256;
use test_country::{NOW, World};
use words::Purpose;

fn pin(digits: &str) -> Pin {
    Pin::new(digits).unwrap()
}

#[test]
fn pins_that_are_easy_to_guess_are_refused() {
    for good in ["2580", "73914", "591837", "1357913579134"[..12].as_ref()] {
        assert!(check_pin(&pin(good), Purpose::Authentication).is_ok(), "{good}");
    }
    for weak in [
        "1234", "4321", "7890", "0987", "111111", "1212", "123123", "1984", "2026", "311299", "991231",
        "123199", "24111965", "19651124",
    ] {
        assert!(check_pin(&pin(weak), Purpose::Authentication).is_err(), "{weak}");
    }
    assert!(check_pin(&pin("2580"), Purpose::Signature).is_err());
    assert!(check_pin(&pin("25806"), Purpose::Signature).is_ok());
    for malformed in ["", "123", "1234567890123", "12a4", "１２３４"] {
        assert!(Pin::new(malformed).is_err(), "{malformed}");
    }
}

#[test]
fn the_two_pins_differ_and_neither_is_inside_the_other() {
    assert!(check_pins(&pin("2580"), &pin("73914")).is_ok());
    assert!(check_pins(&pin("73914"), &pin("73914")).is_err());
    assert!(check_pins(&pin("2580"), &pin("25806")).is_err());
    assert!(check_pins(&pin("925806"), &pin("25806")).is_err());
}

#[test]
fn text_that_could_mislead_is_refused() {
    let line = |text: &str| Line::<20>::new("text", text);
    for good in ["Loan of 1,000 ₨", "Jérôme", "日本語", "שלום", "e\u{301}", "👍"] {
        assert!(line(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        " a",
        "a ",
        "a\nb",
        "a\tb",
        "a\u{a0}b",
        "a\u{7}b",
        "a\u{200b}b",
        "a\u{200d}b",
        "a\u{202e}b",
        "a\u{2066}b",
        "a\u{feff}b",
        "a\u{ad}b",
        "a\u{3164}b",
        "a\u{e0041}b",
        "a\u{e000}b",
        "a\u{ffff}b",
        "a\u{2028}b",
        "a\u{301}\u{301}\u{301}\u{301}\u{301}",
        "twenty-one characters",
    ] {
        assert!(line(bad).is_err(), "{bad:?}");
    }
    assert!(check_signed_text("two\nlines").is_ok());
    assert!(check_signed_text("two\r\nlines").is_err());
    assert!(check_signed_text(&"x".repeat(4_001)).is_err());
    for good in ["en", "mfe", "pt-BR", "zh-Hant-TW"] {
        assert!(check_language(good).is_ok(), "{good}");
    }
    for bad in ["", "e", "EN", "en-", "en_GB", "en-waytoolongpart", "english"] {
        assert!(check_language(bad).is_err(), "{bad}");
    }
}

const PAYLOAD: &str = "sign-activation:1:000102030405060708090a0b0c0d0e0f:EBESExQVFhcYGRobHB0eHw:\
                       202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f:http://127.0.0.1:7601";

#[test]
fn an_activation_is_read_and_written_back() {
    let activation = Activation::parse(&format!("{PAYLOAD}\n")).unwrap();
    assert_eq!(activation.base_url, "http://127.0.0.1:7601");
    assert_eq!(activation.secret.expose()[0], 0x10);
    assert_eq!(activation.to_payload().as_str(), PAYLOAD);
}

#[test]
fn a_malformed_activation_is_refused() {
    let without_slash =
        ["http://", "https://", "ftp://a", "http://a/", "http://a?b", "http://a b", "http://:1"];
    for url in without_slash {
        assert!(Activation::parse(&PAYLOAD.replace("http://127.0.0.1:7601", url)).is_err(), "{url}");
    }
    for (from, to) in [
        ("sign-activation", "greatseal"),
        (":1:", ":2:"),
        ("0e0f:", "0e:"),
        ("0e0f:", "0E0F:"),
        ("eHw:", "eH:"),
        ("3e3f:", "3e:"),
    ] {
        assert!(Activation::parse(&PAYLOAD.replacen(from, to, 1)).is_err(), "{from} → {to}");
    }
    assert!(Activation::parse("").is_err());
    assert!(Activation::parse(&format!("{PAYLOAD}/{}", "a".repeat(512))).is_err());
}

#[test]
fn a_request_that_breaks_a_rule_is_refused() {
    let world = World::new();
    let good = world.document_request();
    assert!(good.check().is_ok());
    let refused = |change: fn(&mut SignatureRequest)| {
        let mut request = world.document_request();
        change(&mut request);
        request.check().is_err()
    };
    assert!(refused(|request| request.exp = request.iat.plus(601)));
    assert!(refused(|request| request.exp = request.iat));
    assert!(refused(|request| request.jti = String::new()));
    assert!(refused(|request| request.jti = "a/b".to_owned()));
    assert!(refused(|request| request.jti = "a".repeat(65)));
    assert!(refused(|request| request.iss = "Bank".to_owned()));
    assert!(refused(|request| request.language = Some("English".to_owned())));
    assert!(refused(|request| request.documents[0].document_sha256 = Some(sha256(b"another"))));
    assert!(good.check_time(NOW.plus(299)).is_ok());
    assert!(good.check_time(NOW.plus(300)).is_err());
    assert!(good.check_time(NOW.minus(61)).is_err());
}
