//! The vectors for clients in other languages, `tests/vectors/relying-party.json` at the repository's root: good answers, and
//! forgeries of them, each of which names the check that refuses it.
//!
//! `GREATSEAL_WRITE_VECTORS=1 cargo test -p relying-party vectors` writes the file anew.

use std::collections::BTreeSet;
use std::path::PathBuf;

use pki_types::encoding::{base64, base64_decode};
use pki_types::{Certificate, Sha256Digest, UnixTime};
use relying_party::{Check, Error, Expected, PersonCertificate, Request, Signatures, accepted_key_list};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use test_country::SESSION;
use words::api::relying_parties::{FoundCertificate, ResultBody};

use crate::country::{Country, LED_BACK, Parts, SCANNED};
use crate::forged_links::back;
use crate::forgeries::{forgeries, harmless};

/// The good answers by name: what is asked of [`Country::asked`].
pub(crate) const GOOD: [&str; 7] = ["login", "digest", "document", "payment", "batch", "scanned", "led-back"];

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/relying-party.json")
}

/// All that a client has when a session is completed, after a change of the answer's parts.
pub(crate) fn case(
    country: &Country,
    which: usize,
    change: impl for<'a> FnOnce(&'a Country, &mut Parts<'a>),
) -> Value {
    let request = country.asked(which);
    let mut parts = country.parts(which, &request);
    change(country, &mut parts);
    let person = request.person().map(|person| {
        json!({
            "certificate_id": person.id,
            "purpose": request.claims().purpose,
            "device": "d1".repeat(16),
            "certificate": base64(person.certificate.der()),
            "chain": person.chain.iter().map(|above| base64(above.der())).collect::<Vec<_>>(),
        })
    });
    let mut case = json!({
        "root": base64(parts.root.der()),
        "statement_key_pin": country.world.statement.public_key().spki_sha256(),
        "relying_party": base64(country.world.bank.certificate.der()),
        "key_list": country.world.key_list_compact(),
        "asked": { "country": "MU", "code": "T9901011" },
        "request": request.compact(),
        "session": SESSION,
        "now": parts.now,
        "result": parts.answer(&request, country),
    });
    // Who came by a link was named by nobody, and compared no code.
    if let Some(person) = person {
        case["person"] = person;
        case["code"] = json!("4711");
    }
    if which == LED_BACK {
        case["back"] = back();
    }
    case
}

/// What is different in `changed`: values by JSON pointer (RFC 6901), null for what is not there any more.
fn changes(good: &Value, changed: &Value, at: &str, into: &mut Map<String, Value>) {
    match (good, changed) {
        (Value::Object(good), Value::Object(changed)) => {
            for name in good.keys().chain(changed.keys()).collect::<BTreeSet<_>>() {
                let (before, after) = (good.get(name), changed.get(name));
                changes(
                    before.unwrap_or(&Value::Null),
                    after.unwrap_or(&Value::Null),
                    &format!("{at}/{name}"),
                    into,
                );
            }
        }
        _ if good == changed => {}
        _ => {
            into.insert(at.to_owned(), changed.clone());
        }
    }
}

fn vectors(country: &Country) -> Value {
    let good = [0, 1, 2, 3, 4, SCANNED, LED_BACK].map(|which| case(country, which, |_, _| {}));
    let changed = |which: usize, name: &str, value: &Value| {
        let mut change = Map::new();
        changes(&good[which], value, "", &mut change);
        assert!(!change.is_empty(), "{name} changes nothing");
        json!({ "name": name, "of": GOOD[which], "change": change })
    };
    let forged = forgeries(country).into_iter().map(|forgery| {
        let mut vector = changed(forgery.of, forgery.name, &forgery.value);
        vector["refused"] = json!(forgery.refused.slug());
        vector
    });
    let harmless = harmless(country).into_iter().map(|(of, name, value)| changed(of, name, &value));
    json!({
        "about": "What a relying party believes of a completed session, and what it does not. A case is a good answer with the values at some \
                  JSON pointers (RFC 6901) changed, null for left out; `refused` names the check that fails. Octets are base64.",
        "checks": Check::ALL.iter().map(|check| check.slug()).collect::<Vec<_>>(),
        "good": GOOD.iter().zip(&good).map(|(name, case)| ((*name).to_owned(), case.clone())).collect::<Map<_, _>>(),
        "harmless": harmless.collect::<Vec<_>>(),
        "forged": forged.collect::<Vec<_>>(),
    })
}

/// A case as a client in another language reads it.
fn judged(case: &Value) -> Result<Signatures, Error> {
    let text = |name: &str| case[name].as_str().unwrap();
    let certificate = |name| Certificate::from_der(&base64_decode(text(name)).unwrap()).unwrap();
    let (root, relying_party) = (certificate("root"), certificate("relying_party"));
    let now = UnixTime::from_seconds(case["now"].as_i64().unwrap());
    // 1. Whom the look-up gave, or whoever comes.
    let request = if case["person"].is_null() {
        Request::read_link(text("request").to_owned())?
    } else {
        let found: FoundCertificate = answered(&case["person"])?;
        let asked = |name: &str| case["asked"][name].as_str().unwrap();
        let person = PersonCertificate::of(&found, asked("country"), asked("code"), &root, now)?;
        Request::read(text("request").to_owned(), &person)?
    };
    // 2. The keys under which the service signs.
    let pin = Sha256Digest::from_hex(text("statement_key_pin")).unwrap();
    let keys = accepted_key_list(text("key_list"), &pin)?;
    // 3. What the door answers.
    let result: ResultBody = answered(&case["result"])?;
    let expected = Expected {
        request: &request,
        session: text("session").parse().unwrap(),
        code: case["code"].as_str(),
        relying_party: &relying_party,
        root: &root,
        keys: Some(&keys),
        now,
    };
    let signatures = expected.verify(&result)?;
    // 4. Who comes back.
    if let Some(back) = case["back"].as_object() {
        signatures.check_callback(back["session"].as_str().unwrap(), back["verifier"].as_str().unwrap())?;
    }
    Ok(signatures)
}

/// As the client reads what a door answers.
fn answered<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    let what = || "asking".to_owned();
    serde_json::from_value(value.clone()).map_err(|source| Error::NotUnderstood { what: what(), source })
}

/// A good answer of the file with the changes of one of its cases.
fn with_changes(file: &Value, vector: &Value) -> Value {
    let mut case = file["good"][vector["of"].as_str().unwrap()].clone();
    for (pointer, value) in vector["change"].as_object().unwrap() {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = case.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        match value {
            Value::Null => drop(parent.remove(name)),
            _ => drop(parent.insert(name.to_owned(), value.clone())),
        }
    }
    case
}

fn read() -> Value {
    serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap()
}

#[test]
fn the_vectors_are_fresh() {
    let made = vectors(&Country::new());
    if std::env::var_os("GREATSEAL_WRITE_VECTORS").is_some() {
        std::fs::write(file(), format!("{made:#}\n")).unwrap();
    }
    assert!(
        read() == made,
        "tests/vectors/relying-party.json is stale: if the protocol changed on purpose, write it with GREATSEAL_WRITE_VECTORS=1"
    );
}

/// The file alone, read as another implementation would.
#[test]
fn what_is_good_is_believed_and_each_forgery_is_refused_by_its_check() {
    let file = read();
    for name in GOOD {
        judged(&file["good"][name]).unwrap();
    }
    for vector in file["harmless"].as_array().unwrap() {
        judged(&with_changes(&file, vector))
            .unwrap_or_else(|error| panic!("{}: {}", vector["name"], error.in_full()));
    }
    let mut used = BTreeSet::new();
    for vector in file["forged"].as_array().unwrap() {
        let error = judged(&with_changes(&file, vector)).expect_err(&vector["name"].to_string());
        let check = error.check().map(Check::slug);
        assert_eq!(check, vector["refused"].as_str(), "{}: {}", vector["name"], error.in_full());
        used.insert(check);
    }
    // There is no check that nothing has tried.
    let untried: Vec<_> = Check::ALL.iter().filter(|check| !used.contains(&Some(check.slug()))).collect();
    assert!(untried.is_empty(), "{untried:?}");
}
