//! Answers to whoever came by a device link, each a good one with one thing changed.

use phone_protocol::statement::Code;
use phone_protocol::{LinkStated, Way};
use pki_types::sha256;
use relying_party::Check;
use serde_json::{Value, json};
use test_country::SESSION;
use words::CodeMode;

use crate::country::{LED_BACK, SCANNED};
use crate::forgeries::{Changed, Edited, rewrite};

const LOGIN: usize = 0;

fn led_to(address: &str) -> LinkStated {
    LinkStated { way: Way::SameDevice, callback_sha256: Some(sha256(address.as_bytes())) }
}

/// What the service states and confirms, under its own keys.
pub(crate) const CHANGED: &[Changed] = &[
    (SCANNED, "the statement says nothing of the link", Check::StatementContent, |_, parts| {
        parts.statement.link = None;
    }),
    (SCANNED, "the phone came by a way that was not let", Check::StatementContent, |_, parts| {
        parts.statement.link = Some(led_to("https://bank.example/back"));
    }),
    (LED_BACK, "the person is led elsewhere", Check::StatementContent, |_, parts| {
        parts.statement.link = Some(led_to("https://bank.example.evil.example/back"));
    }),
    (LED_BACK, "a code was scanned that was not shown", Check::StatementContent, |_, parts| {
        parts.statement.link = Some(LinkStated { way: Way::Qr, callback_sha256: None });
    }),
    (LOGIN, "a link where the person was named", Check::StatementContent, |_, parts| {
        parts.statement.code = Code { mode: CodeMode::None, value: None, decoys: None };
        parts.statement.link = Some(LinkStated { way: Way::Qr, callback_sha256: None });
    }),
    (
        SCANNED,
        "the statement is of another certificate than the answer",
        Check::StatementContent,
        |country, parts| {
            parts.statement.certificate_sha256 = country.other[0].certificate.sha256();
        },
    ),
    (
        SCANNED,
        "the answer has another person's certificate than the statement",
        Check::StatementContent,
        |country, parts| {
            parts.certificate = &country.other[0].certificate;
        },
    ),
    (SCANNED, "the certificate of the answer is no person's", Check::Person, |country, parts| {
        parts.certificate = &country.world.bank.certificate;
    }),
    (SCANNED, "the certificate of the answer is for signatures", Check::Purpose, |country, parts| {
        parts.certificate = &country.person[1].certificate;
    }),
    (LED_BACK, "the receipt knows of no browser", Check::Callback, |_, parts| {
        parts.receipt = Box::new(|receipt| receipt.verifier_sha256 = None);
    }),
    (LED_BACK, "the receipt knows another browser", Check::Callback, |_, parts| {
        parts.receipt = Box::new(|receipt| receipt.verifier_sha256 = Some(sha256(b"another")));
    }),
];

/// What is altered otherwise, and what browsers bring.
pub(crate) const EDITED: &[Edited] = &[
    (LED_BACK, "a link on the device without where it leads", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |_, payload| {
            let (begins, rest) = payload.split_once(r#","callback_sha256":""#).unwrap();
            *payload = format!("{begins}{}", &rest[65..]);
        });
    }),
    (SCANNED, "a code beside a link", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |_, payload| {
            *payload = payload.replace(r#""mode":"none""#, r#""mode":"compare","value":"4711""#);
        });
    }),
    (SCANNED, "an unknown way", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |_, payload| {
            *payload = payload.replace(r#""way":"qr""#, r#""way":"nfc""#);
        });
    }),
    (LED_BACK, "the browser brings another value", Check::Callback, |_, value| {
        value["back"]["verifier"] = json!("A".repeat(43));
    }),
    (LED_BACK, "the browser brings no value of that form", Check::Callback, |_, value| {
        value["back"]["verifier"] = json!("AAAA");
    }),
    (LED_BACK, "the browser comes from another session", Check::Callback, |_, value| {
        value["back"]["session"] = json!("7".repeat(32));
    }),
    (SCANNED, "a browser comes back although a code was scanned", Check::Callback, |_, value| {
        value["back"] = back();
    }),
];

/// What the browser brings that the phone led back.
pub(crate) fn back() -> Value {
    json!({ "session": SESSION, "verifier": "fn5-fn5-fn5-fn5-fn5-fn5-fn5-fn5-fn5-fn5-fn4" })
}
