//! Answers to a request for several documents, of which the person struck one out.

use pki_types::encoding::{base64, base64_decode};
use pki_types::sha256;
use relying_party::Check;
use serde_json::{Value, json};

use crate::country::{BATCH, Country};
use crate::forgeries::{Changed, Edited, stated};
use crate::vectors::case;

/// A country may want to be opened whatever can be.
pub(crate) fn more_is_opened(country: &Country) -> (usize, &'static str, Value) {
    let value = case(country, BATCH, |_, parts| stated(parts)[2].must_open = true);
    (BATCH, "the country wants more to be opened than the request does", value)
}

/// What the service states, the phone signs and the receipt confirms.
pub(crate) const CHANGED: &[Changed] = &[
    (BATCH, "the statement has one document less", Check::StatementContent, |_, parts| {
        stated(parts).truncate(2);
    }),
    (BATCH, "the statement has one document more", Check::StatementContent, |_, parts| {
        let again = stated(parts)[0].clone();
        stated(parts).push(again);
    }),
    (BATCH, "the statement has the documents in another order", Check::StatementContent, |_, parts| {
        stated(parts).swap(0, 2);
    }),
    (BATCH, "the statement has another digest in the second place", Check::StatementContent, |_, parts| {
        stated(parts)[1].sha256 = sha256(b"another");
    }),
    (BATCH, "what must be opened need not be", Check::StatementContent, |_, parts| {
        stated(parts)[0].must_open = false;
    }),
    (BATCH, "the same document is signed twice", Check::Signature, |_, parts| {
        let signed = parts.signed.as_mut().unwrap();
        signed[2] = signed[0].clone();
    }),
    (BATCH, "the receipt confirms what was struck out", Check::ReceiptOutcome, |_, parts| {
        parts.receipt = Box::new(|receipt| {
            receipt.signatures_sha256.as_mut().unwrap()[1] = Some(sha256(b"another"));
        });
    }),
    (BATCH, "the receipt confirms one less", Check::ReceiptOutcome, |_, parts| {
        parts.receipt = Box::new(|receipt| receipt.signatures_sha256.as_mut().unwrap().truncate(2));
    }),
    (BATCH, "the receipt has the signatures in another order", Check::ReceiptOutcome, |_, parts| {
        parts.receipt = Box::new(|receipt| receipt.signatures_sha256.as_mut().unwrap().swap(0, 2));
    }),
];

/// What the door makes of it.
pub(crate) const EDITED: &[Edited] = &[
    (BATCH, "two signatures change places", Check::Signature, |_, value| signatures(value).swap(0, 2)),
    (BATCH, "a signature stands in the place of what was struck out", Check::Signature, |_, value| {
        signatures(value).swap(0, 1);
    }),
    (BATCH, "a signature is there for what was struck out", Check::Signature, |_, value| {
        signatures(value)[1] = signatures(value)[0].clone();
    }),
    (BATCH, "a signature is kept back", Check::ReceiptOutcome, |_, value| signatures(value)[0] = Value::Null),
    (BATCH, "one signature less", Check::SignatureCount, |_, value| drop(signatures(value).pop())),
    (BATCH, "one signature more", Check::SignatureCount, |_, value| signatures(value).push(Value::Null)),
    (BATCH, "no signature at all", Check::SignatureCount, |_, value| signatures(value).fill(Value::Null)),
    (BATCH, "an empty list of signatures", Check::SignatureCount, |_, value| signatures(value).clear()),
    (BATCH, "the signatures are one text", Check::AnswerForm, |_, value| {
        value["result"]["signatures"] = signatures(value)[0].clone();
    }),
    (BATCH, "one of the signatures is a number", Check::AnswerForm, |_, value| {
        signatures(value)[1] = json!(1)
    }),
    (BATCH, "one bit of the last signature", Check::Signature, |_, value| {
        let mut octets = base64_decode(signatures(value)[2].as_str().unwrap()).unwrap();
        octets[20] ^= 1;
        signatures(value)[2] = json!(base64(&octets));
    }),
];

fn signatures(value: &mut Value) -> &mut Vec<Value> {
    value["result"]["signatures"].as_array_mut().unwrap()
}
