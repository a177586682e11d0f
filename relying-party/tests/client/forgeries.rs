//! Answers that whoever has taken a service over might give, each a good one with one thing changed, and the check that
//! refuses it.

use phone_protocol::document::{StatedAs, StatedDocument};
use phone_protocol::facts::HeardDigest;
use phone_protocol::receipt::ReceiptState;
use phone_protocol::request::Challenge;
use phone_protocol::statement::{Algorithm, Code, Sign};
use phone_protocol::wire::Octets;
use pki_types::encoding::{base64, base64_decode, base64url, base64url_decode};
use pki_types::{jws_assemble, sha256};
use relying_party::Check;
use serde_json::{Value, json};
use test_country::{Key, NOW, Profile, YEAR, line, twin};
use words::{CodeMode, DeviceId, Door, Purpose, SessionId};

use crate::batches;
use crate::country::{CHALLENGE, Country, Parts};
use crate::forged_links;
use crate::forged_paths;
use crate::forged_payments::PAID;
use crate::other_persons;
use crate::vectors::case;

/// An answer that must not be believed.
pub(crate) struct Forgery {
    /// Of which good answer.
    pub(crate) of: usize,
    pub(crate) name: &'static str,
    /// What refuses it.
    pub(crate) refused: Check,
    /// The whole case.
    pub(crate) value: Value,
}

/// Logins, and signatures under a digest or a document.
const LOGIN: usize = 0;
const DIGEST: usize = 1;
const DOCUMENT: usize = 2;

/// How the parts of an answer differ before they are signed.
pub(crate) type Change = for<'a> fn(&'a Country, &mut Parts<'a>);
/// How an answer differs after it was signed.
pub(crate) type Edit = fn(&Country, &mut Value);

/// What is not forged, although it differs.
pub(crate) fn harmless(country: &Country) -> Vec<(usize, &'static str, Value)> {
    let device: Change = |_, parts| parts.statement.device = DeviceId::from_bytes([9; 16]);
    let edited = |of, edit: Edit| {
        let mut value = case(country, of, |_, _| {});
        edit(country, &mut value);
        value
    };
    vec![
        (LOGIN, "another of the person's phones", case(country, LOGIN, device)),
        batches::more_is_opened(country),
        (
            DIGEST,
            "the door gave no code, and none was shown",
            edited(DIGEST, |_, value| value["code"] = Value::Null),
        ),
        (
            LOGIN,
            "the certificates above, which are taken from the look-up",
            edited(LOGIN, |_, value| {
                value["result"]["chain"] = json!([]);
            }),
        ),
        (
            DOCUMENT,
            "the last second of the status",
            case(country, DOCUMENT, |_, parts| parts.now = NOW.plus(130)),
        ),
        (
            DIGEST,
            "a signer to whom the authority delegated the status",
            edited(DIGEST, |country, value| {
                let signer = country.world.citizens.issue(Profile::OcspSigner, "Signer");
                value["result"]["ocsp"] = forged_paths::status_by(country, &signer);
            }),
        ),
    ]
}

pub(crate) fn forgeries(country: &Country) -> Vec<Forgery> {
    let changed = STATED.iter().chain(SIGNED).chain(CONFIRMED).chain(batches::CHANGED);
    let changed = changed.chain(forged_paths::IN_FORCE).chain(PAID).chain(forged_links::CHANGED);
    let changed = changed.map(|(of, name, refused, change)| {
        let value = case(country, *of, change);
        Forgery { of: *of, name, refused: *refused, value }
    });
    let edited = MESSAGES
        .iter()
        .chain(OCTETS)
        .chain(batches::EDITED)
        .chain(forged_links::EDITED)
        .chain(other_persons::FOUND)
        .chain(forged_paths::FOUND)
        .chain(forged_paths::STATUS);
    let edited = edited.map(|(of, name, refused, edit)| {
        let mut value = case(country, *of, |_, _| {});
        edit(country, &mut value);
        Forgery { of: *of, name, refused: *refused, value }
    });
    changed.chain(edited).collect()
}

pub(crate) type Changed = (usize, &'static str, Check, Change);
pub(crate) type Edited = (usize, &'static str, Check, Edit);

/// What the service states, under its own key.
const STATED: &[Changed] = &[
    (LOGIN, "the statement is of another session", Check::StatementSession, |_, parts| {
        parts.statement.session = SessionId::from_bytes([7; 16]);
    }),
    (DIGEST, "the statement is about another request", Check::StatementRequest, |_, parts| {
        parts.statement.request_sha256 = sha256(b"another");
    }),
    (LOGIN, "the statement names another relying party", Check::StatementRelyingParty, |_, parts| {
        parts.statement.relying_party.as_mut().unwrap().id = "second-service".to_owned();
    }),
    (
        DOCUMENT,
        "the statement names another certificate of the relying party",
        Check::StatementRelyingParty,
        |_, parts| {
            parts.statement.relying_party.as_mut().unwrap().certificate_sha256 = sha256(b"another");
        },
    ),
    (LOGIN, "the statement names another person's certificate", Check::StatementContent, |country, parts| {
        parts.statement.certificate_sha256 = country.other[0].certificate.sha256();
    }),
    (LOGIN, "the statement has another challenge", Check::StatementContent, |_, parts| {
        let challenge = Challenge::new(vec![43; 32]).unwrap();
        parts.statement.sign = Sign::Challenge { algorithm: Algorithm::Es256, challenge };
    }),
    (DIGEST, "the statement has another digest", Check::StatementContent, |_, parts| {
        digest(parts, b"another")
    }),
    (
        DOCUMENT,
        "the statement has a digest in the place of a document",
        Check::StatementContent,
        |_, parts| {
            digest(parts, b"another");
        },
    ),
    (DOCUMENT, "the statement calls the document otherwise", Check::StatementContent, |_, parts| {
        stated(parts)[0].document_name = Some(line("gift.pdf"));
    }),
    (DOCUMENT, "the statement is about another document", Check::StatementContent, |_, parts| {
        stated(parts)[0].document_sha256 = Some(sha256(b"another"));
    }),
    (DIGEST, "the statement is of a login", Check::StatementContent, |_, parts| {
        let challenge = Challenge::new(vec![42; 32]).unwrap();
        parts.statement.purpose = Purpose::Authentication;
        parts.statement.sign = Sign::Challenge { algorithm: Algorithm::Es256, challenge };
    }),
    (LOGIN, "a door vouches for the statement", Check::StatementContent, |_, parts| {
        let digest = HeardDigest::Sha256(Octets::new(CHALLENGE.to_vec()).unwrap());
        parts.statement.door = Door::MobileId;
        parts.statement.code.value = Some(phone_protocol::facts::mobile_id_code(&digest));
        parts.statement.sign = Sign::HeardDigest { algorithm: Algorithm::Es256, digest };
    }),
    (LOGIN, "the person read nothing", Check::StatementContent, |_, parts| {
        parts.statement.display.text = None
    }),
    (DIGEST, "the person read something else", Check::StatementContent, |_, parts| {
        parts.statement.display.text = Some(line("You have won"));
    }),
    (DIGEST, "the text was in another language", Check::StatementContent, |_, parts| {
        parts.statement.display.language = Some("fr".to_owned());
    }),
    (LOGIN, "the phone showed no code", Check::StatementContent, |_, parts| {
        parts.statement.code = Code { mode: CodeMode::None, value: None, decoys: None };
    }),
    (LOGIN, "the statement outlives the request", Check::StatementContent, |_, parts| {
        parts.statement.expires_at = NOW.plus(599);
    }),
    (LOGIN, "the phone showed another code", Check::Code, |_, parts| {
        parts.statement.code.value = Some("0815".to_owned());
    }),
    (DIGEST, "the phone showed another code for a signature", Check::Code, |_, parts| {
        parts.statement.code.value = Some("4712".to_owned());
    }),
    (LOGIN, "the statement is signed by the receipt key", Check::StatementSignature, |country, parts| {
        parts.statement_key = &country.world.receipt;
    }),
    (DOCUMENT, "the statement is signed by the person", Check::StatementSignature, |country, parts| {
        parts.statement_key = &country.person[0].key;
    }),
];

fn digest(parts: &mut Parts<'_>, of: &[u8]) {
    let (kind, sha256) = (StatedAs::Digest, sha256(of));
    let document =
        StatedDocument { kind, sha256, document_name: None, document_sha256: None, must_open: false };
    *stated(parts) = vec![document];
}

/// The documents of the statement.
pub(crate) fn stated<'a>(parts: &'a mut Parts<'_>) -> &'a mut Vec<StatedDocument> {
    let Sign::Documents { documents, .. } = &mut parts.statement.sign else { panic!("it is a login") };
    documents
}

/// What the phone is said to have signed.
const SIGNED: &[Changed] = &[
    (LOGIN, "another person signed", Check::Signature, |country, parts| parts.signed_by = &country.other[0]),
    (DIGEST, "another person signed the digest", Check::Signature, |country, parts| {
        parts.signed_by = &country.other[1];
    }),
    (DIGEST, "the person's key for logins signed the digest", Check::Signature, |country, parts| {
        parts.signed_by = &country.person[0];
    }),
    (LOGIN, "the bare challenge is signed", Check::Signature, |_, parts| {
        parts.signed = Some(vec![Some(CHALLENGE.to_vec())])
    }),
    (DIGEST, "something else is signed", Check::Signature, |_, parts| {
        parts.signed = Some(vec![Some(b"another".to_vec())])
    }),
    (DOCUMENT, "another document is signed", Check::Signature, |_, parts| {
        parts.signed = Some(vec![Some(b"another".to_vec())])
    }),
    (LOGIN, "another person's certificate", Check::Certificate, |country, parts| {
        parts.certificate = &country.other[0].certificate;
    }),
    (DIGEST, "the person's certificate for logins", Check::Certificate, |country, parts| {
        parts.certificate = &country.person[0].certificate;
    }),
    (LOGIN, "another root", Check::Chain, |country, parts| parts.root = &country.world.services.certificate),
    (LOGIN, "the certificate has expired", Check::Chain, |_, parts| parts.now = NOW.plus(4 * YEAR)),
    (DOCUMENT, "the certificate is not valid yet", Check::Chain, |_, parts| {
        parts.now = NOW.minus(2 * 86_400)
    }),
];

/// What the service confirms, under its own key.
const CONFIRMED: &[Changed] = &[
    (LOGIN, "the receipt is of another session", Check::ReceiptSession, |_, parts| {
        parts.receipt = Box::new(|receipt| receipt.session = SessionId::from_bytes([7; 16]));
    }),
    (LOGIN, "the receipt is for another relying party", Check::ReceiptRelyingParty, |_, parts| {
        parts.receipt = Box::new(|receipt| receipt.relying_party = "second-service".to_owned());
    }),
    (DIGEST, "the receipt is about another request", Check::ReceiptRequest, |_, parts| {
        parts.receipt = Box::new(|receipt| receipt.request_sha256 = sha256(b"another"));
    }),
    (LOGIN, "the receipt is about another statement", Check::ReceiptStatement, |_, parts| {
        parts.receipt = Box::new(|receipt| receipt.statement_sha256 = sha256(b"another"));
    }),
    (DOCUMENT, "the receipt is about another certificate", Check::ReceiptCertificate, |_, parts| {
        parts.receipt = Box::new(|receipt| receipt.certificate_sha256 = sha256(b"another"));
    }),
    (DIGEST, "the receipt is about another signature", Check::ReceiptOutcome, |_, parts| {
        parts.receipt = Box::new(|receipt| receipt.signatures_sha256 = Some(vec![Some(sha256(b"another"))]));
    }),
    (LOGIN, "the receipt says that the person refused", Check::ReceiptOutcome, |_, parts| {
        parts.receipt = Box::new(|receipt| {
            receipt.state = ReceiptState::Refused;
            receipt.signatures_sha256 = None;
        });
    }),
    (LOGIN, "the receipt is signed by the statement key", Check::ReceiptSignature, |country, parts| {
        parts.receipt_key = &country.world.statement;
    }),
    (
        DIGEST,
        "the receipt is signed by the relying party itself",
        Check::ReceiptSignature,
        |country, parts| {
            parts.receipt_key = &country.world.bank.key;
        },
    ),
];

/// Messages in another form than their one, each signed by the right key.
const MESSAGES: &[Edited] = &[
    (LOGIN, "a receipt in the place of the statement", Check::StatementForm, |_, value| {
        value["result"]["statement"] = value["result"]["receipt"].clone();
    }),
    (LOGIN, "a statement in the place of the receipt", Check::ReceiptForm, |_, value| {
        value["result"]["receipt"] = value["result"]["statement"].clone();
    }),
    (DIGEST, "the request in the place of the statement", Check::StatementForm, |_, value| {
        value["result"]["statement"] = value["request"].clone();
    }),
    (LOGIN, "the statement is signed by nothing", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |head, _| *head = head.replace("ES256", "none"));
    }),
    (LOGIN, "the statement has another algorithm", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |head, _| *head = head.replace("ES256", "HS256"));
    }),
    (LOGIN, "the statement has a header of a critical extension", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |head, _| *head = head.replace('}', r#","crit":["exp"]}"#));
    }),
    (DIGEST, "the statement brings its own key", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |head, _| *head = head.replace('}', r#","x5c":["MAA="]}"#));
    }),
    (DIGEST, "the statement has a member that nobody knows", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |_, body| *body = body.replacen('{', r#"{"free":true,"#, 1));
    }),
    (DIGEST, "the statement has a member twice", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |_, body| *body = body.replacen('{', r#"{"v":1,"#, 1));
    }),
    (DIGEST, "the statement has a member twice within another", Check::StatementForm, |country, value| {
        let twice = r#""code":{"mode":"compare","#;
        rewrite(country, value, "statement", move |_, body| *body = body.replacen(r#""code":{"#, twice, 1));
    }),
    (LOGIN, "the statement lacks its door", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |_, body| *body = body.replacen(r#""door":"native","#, "", 1));
    }),
    (LOGIN, "the statement is of another version", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |_, body| *body = body.replacen(r#""v":1"#, r#""v":2"#, 1));
    }),
    (LOGIN, "the statement is for somebody else", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |_, body| {
            *body = body.replacen(r#":"phone""#, r#":"consent""#, 1)
        });
    }),
    (DOCUMENT, "the statement's code has three digits", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |_, body| *body = body.replacen(r#""4711""#, r#""471""#, 1));
    }),
    (DOCUMENT, "a time of the statement is no integer", Check::StatementForm, |country, value| {
        let at = format!(r#""issued_at":{NOW}"#, NOW = NOW.seconds());
        rewrite(country, value, "statement", move |_, body| {
            *body = body.replacen(&at, &format!("{at}.5"), 1)
        });
    }),
    (LOGIN, "octets behind the statement's payload", Check::StatementForm, |country, value| {
        rewrite(country, value, "statement", |_, body| body.push_str("{}"));
    }),
    (LOGIN, "a fourth part of the statement", Check::StatementForm, |_, value| {
        append(value, "statement", ".")
    }),
    (LOGIN, "a line's end behind the statement", Check::StatementForm, |_, value| {
        append(value, "statement", "\n")
    }),
    (DIGEST, "padding behind the statement", Check::StatementForm, |_, value| {
        append(value, "statement", "==")
    }),
    (DIGEST, "the statement with the other value of s", Check::StatementForm, |_, value| {
        value["result"]["statement"] = json!(twin(value["result"]["statement"].as_str().unwrap()));
    }),
    (
        DIGEST,
        "the statement of another session of the same person",
        Check::StatementRequest,
        |country, value| {
            value["result"]["statement"] = case(country, LOGIN, |_, _| {})["result"]["statement"].clone();
        },
    ),
    (LOGIN, "the receipt of another session of the same person", Check::ReceiptRequest, |country, value| {
        value["result"]["receipt"] = case(country, DIGEST, |_, _| {})["result"]["receipt"].clone();
    }),
    (LOGIN, "the receipt has a member that nobody knows", Check::ReceiptForm, |country, value| {
        rewrite(country, value, "receipt", |_, body| *body = body.replacen('{', r#"{"free":true,"#, 1));
    }),
    (LOGIN, "the receipt has a member twice", Check::ReceiptForm, |country, value| {
        rewrite(country, value, "receipt", |_, body| *body = body.replacen('{', r#"{"v":1,"#, 1));
    }),
    (
        DIGEST,
        "the receipt says that the person refused, and has a signature",
        Check::ReceiptForm,
        |country, value| {
            rewrite(country, value, "receipt", |_, body| {
                *body = body.replacen("completed\"", "refused\"", 1)
            });
        },
    ),
    (DIGEST, "the receipt with the other value of s", Check::ReceiptForm, |_, value| {
        value["result"]["receipt"] = json!(twin(value["result"]["receipt"].as_str().unwrap()));
    }),
    (DIGEST, "the receipt is signed by nothing", Check::ReceiptForm, |country, value| {
        rewrite(country, value, "receipt", |head, _| *head = head.replace("ES256", "none"));
    }),
    (LOGIN, "a key list by another key than the pinned one", Check::KeyList, |country, value| {
        let mut list = country.keys.clone();
        list.statement_key = phone_protocol::wire::Jwk(Key::of("forger").public_key().clone());
        value["key_list"] = json!(Key::of("forger").sign_message(&list));
    }),
    (LOGIN, "a key list that another key signed", Check::KeyList, |country, value| {
        value["key_list"] = json!(Key::of("forger").sign_message(&country.keys));
    }),
    (DIGEST, "a key list in which one key has two uses", Check::KeyList, |country, value| {
        let list = json!(country.keys);
        let (receipt, statement) = (list["receipt_key"].to_string(), list["statement_key"].to_string());
        relist(country, value, |_, body| *body = body.replacen(&receipt, &statement, 1));
    }),
    (LOGIN, "a key list with a member that nobody knows", Check::KeyList, |country, value| {
        relist(country, value, |_, body| *body = body.replacen('{', r#"{"free":true,"#, 1));
    }),
    (DIGEST, "a key list of another kind", Check::KeyList, |country, value| {
        relist(country, value, |head, _| *head = head.replace("key-list", "share"));
    }),
    (DIGEST, "an octet behind the key list", Check::KeyList, |_, value| {
        value["key_list"] = json!(format!("{}A", value["key_list"].as_str().unwrap()));
    }),
];

/// Octets of an answer that say something else, or the same in another form.
const OCTETS: &[Edited] = &[
    (LOGIN, "no signature", Check::AnswerForm, |_, value| drop(result(value).remove("signatures"))),
    (LOGIN, "no statement", Check::AnswerForm, |_, value| drop(result(value).remove("statement"))),
    (DIGEST, "no receipt", Check::AnswerForm, |_, value| drop(result(value).remove("receipt"))),
    (DIGEST, "no certificate", Check::AnswerForm, |_, value| drop(result(value).remove("certificate"))),
    (LOGIN, "the statement is a number", Check::AnswerForm, |_, value| {
        value["result"]["statement"] = json!(1)
    }),
    (LOGIN, "the signature is not base64", Check::AnswerForm, |_, value| {
        value["result"]["signatures"] = json!(["?"])
    }),
    (DIGEST, "a line's end behind the signature's base64", Check::AnswerForm, |_, value| {
        append(value, "signature", "\n");
    }),
    (DIGEST, "the certificate's base64 without padding", Check::AnswerForm, |_, value| {
        value["result"]["certificate"] = json!("MAA");
    }),
    (LOGIN, "an octet behind the certificate", Check::Certificate, |_, value| {
        octets(value, "certificate", |it| it.push(0))
    }),
    (LOGIN, "an octet behind the signature", Check::Signature, |_, value| {
        octets(value, "signature", |it| it.push(0))
    }),
    (DIGEST, "one bit of the signature", Check::Signature, |_, value| {
        octets(value, "signature", |it| it[20] ^= 1)
    }),
    (DIGEST, "no octet of a signature", Check::Signature, |_, value| octets(value, "signature", Vec::clear)),
    (DOCUMENT, "the signature in the form of a JWS", Check::Signature, |_, value| {
        octets(value, "signature", |it| {
            *it = pki_types::signature::ecdsa_der_to_raw(pki_types::KeyKind::P256, it).unwrap()
        });
    }),
    (DOCUMENT, "a signature of zeros", Check::Signature, |_, value| {
        octets(value, "signature", |it| *it = vec![0x30, 6, 2, 1, 0, 2, 1, 0]);
    }),
    (DIGEST, "an octet behind the status", Check::StatusForm, |_, value| {
        octets(value, "ocsp", |it| it.push(0))
    }),
    (DIGEST, "the status cut short", Check::StatusForm, |_, value| {
        octets(value, "ocsp", |it| it.truncate(it.len() - 1))
    }),
    (LOGIN, "the responder says to try later", Check::StatusForm, |_, value| {
        octets(value, "ocsp", |it| *it = vec![0x30, 3, 0x0a, 1, 3]);
    }),
];

fn result(value: &mut Value) -> &mut serde_json::Map<String, Value> {
    value["result"].as_object_mut().unwrap()
}

fn append(value: &mut Value, member: &str, text: &str) {
    let member = place(value, member);
    *member = json!(format!("{}{text}", member.as_str().unwrap()));
}

fn octets(value: &mut Value, member: &str, change: impl FnOnce(&mut Vec<u8>)) {
    let member = place(value, member);
    let mut octets = base64_decode(member.as_str().unwrap()).unwrap();
    change(&mut octets);
    *member = json!(base64(&octets));
}

/// A member of the result; `signature` is the first of all.
fn place<'a>(value: &'a mut Value, member: &str) -> &'a mut Value {
    let result = &mut value["result"];
    if member == "signature" { &mut result["signatures"][0] } else { &mut result[member] }
}

/// Writes header and payload of a message anew and has the service sign them.
pub(crate) fn rewrite(
    country: &Country,
    value: &mut Value,
    member: &str,
    change: impl FnOnce(&mut String, &mut String),
) {
    let key = if member == "statement" { &country.world.statement } else { &country.world.receipt };
    value["result"][member] = json!(rewritten(key, value["result"][member].as_str().unwrap(), change));
}

/// Writes the list of keys anew and has the service sign it.
fn relist(country: &Country, value: &mut Value, change: impl FnOnce(&mut String, &mut String)) {
    value["key_list"] =
        json!(rewritten(&country.world.statement, value["key_list"].as_str().unwrap(), change));
}

/// A message with another header and payload, signed by `key`.
fn rewritten(key: &Key, compact: &str, change: impl FnOnce(&mut String, &mut String)) -> String {
    let mut parts =
        compact.split('.').map(|part| String::from_utf8_lossy(&base64url_decode(part).unwrap()).into_owned());
    let (mut head, mut body) = (parts.next().unwrap(), parts.next().unwrap());
    let before = (head.clone(), body.clone());
    change(&mut head, &mut body);
    assert_ne!(before, (head.clone(), body.clone()), "nothing was rewritten");
    let input = format!("{}.{}", base64url(head.as_bytes()), base64url(body.as_bytes()));
    jws_assemble(input.as_bytes(), &key.sign(input.as_bytes())).unwrap()
}
