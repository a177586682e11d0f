//! A relying party asks: what becomes a statement, and what does not.

use phone_protocol::device_link::LinkSecret;
use phone_protocol::display::Line;
use phone_protocol::document::StatedAs;
use phone_protocol::key_list::StatementKeyPin;
use phone_protocol::message::Received;
use phone_protocol::pending::PendingSession;
use phone_protocol::verification::{PhoneKnowledge, verify_pending};
use phone_protocol::wire::{CertificateBase64, Secret32};
use phone_protocol::{KeyList, LinkAsked, Sign, SignatureRequest, Way};
use pki_types::jws::{JwsHeader, jws_assemble, jws_signing_input};
use pki_types::sha256;
use serde_json::{Value, json};
use store::Verdict;
use store::{Session, SessionView};
use test_country::{CITIZENS, Holder, Key, digest_document, text_document};
use words::{CodeMode, Purpose, SessionState};

use crate::country::Country;
use crate::phone::{Phone, read};

/// A country, a bank and a person's phone.
pub(crate) async fn scene() -> (Country, Holder, Phone) {
    let country = Country::new().await;
    let bank = country.relying_party("bank").await;
    let phone = country.phone("100").await;
    (country, bank, phone)
}

/// The session failed for this reason, and no statement was made.
pub(crate) fn assert_refused(view: &SessionView, problem: &str) {
    assert!(view.statement.is_none(), "a statement was made");
    let outcome = view.outcome.as_ref().expect("the session has an end");
    assert_eq!((outcome.state, outcome.problem.as_deref()), (SessionState::Failed, Some(problem)));
    assert!(outcome.signatures.is_none() && outcome.receipt.is_none());
}

/// Inserts a session for this payload, signed by the relying party, with a row that says what `row` would say.
async fn insert_raw(
    country: &Country,
    from: &Holder,
    payload: &Value,
    row: &SignatureRequest,
    to: &Phone,
) -> SessionView {
    let chain = vec![from.certificate.clone(), country.services.certificate.clone()];
    let header = JwsHeader { typ: "sign-request+jwt".to_owned(), kid: None, x5c: chain, jwk: None };
    let input = jws_signing_input(&header, payload.to_string().as_bytes());
    let compact = jws_assemble(&input, &from.sign(&input)).unwrap();
    country.insert(country.session(row, &compact, to)).await
}

#[tokio::test]
async fn a_request_becomes_a_statement_that_the_phone_accepts() {
    let (country, bank, phone) = scene().await;
    let request = country.text_request(&bank, &phone);
    let view = country.ask(&bank, &request, &phone).await;
    assert_eq!(view.state, SessionState::Stated);
    let (statement, _) = read(&view);
    assert_eq!(statement.asker().unwrap().name.as_str(), "The bank");
    assert_eq!(statement.asker().unwrap().domain.as_str(), "bank.example");
    assert_eq!(statement.request_sha256, sha256(view.session.request.as_bytes()));
    assert_eq!(statement.expires_at, country.now().plus(120));
    let code = view.statement.as_ref().unwrap().code.clone().expect("a code is drawn");
    assert!(code.len() == 4 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
    assert_eq!(statement.code.value.as_deref(), Some(code.as_str()));

    // The phone, which knows the hash of Rk alone, agrees.
    let compact = country.consent.key_list().await.unwrap();
    let pin = StatementKeyPin::new(country.keys.statement.public_key().spki_sha256());
    let key_list = pin.accept(&compact, 0).unwrap();
    let pending = PendingSession {
        statement: view.statement.as_ref().unwrap().jws.clone(),
        request: Some(view.session.request.clone()),
        relying_party_chain: vec![CertificateBase64(bank.certificate.clone())],
    };
    let knowledge = PhoneKnowledge {
        device: phone.device,
        key_list: &key_list,
        key_list_sha256: sha256(compact.as_bytes()),
        authentication: phone.certificate(Purpose::Authentication),
        signature: phone.certificate(Purpose::Signature),
        now: country.now(),
    };
    let session = verify_pending(&pending, &knowledge).unwrap();
    assert_eq!(session.digests_to_sign(), [sha256(b"I lease the house")]);
}

#[tokio::test]
async fn every_kind_of_content_is_stated_as_what_it_is() {
    let (country, bank, phone) = scene().await;
    let digest = sha256(b"something that only the bank knows");
    let bare = digest_document(b"something that only the bank knows");
    let bare = country.documents_request(&bank, &phone, vec![bare]);
    let other = country.relying_party("court").await;
    let login = country.challenge_request(&other, &phone);
    let (statement, _) = read(&country.ask(&bank, &bare, &phone).await);
    assert_eq!(statement.sign.documents()[0].sha256, digest);
    assert_eq!(statement.sign.documents()[0].kind, StatedAs::Digest);
    let (statement, _) = read(&country.ask(&other, &login, &phone).await);
    assert!(matches!(&statement.sign, Sign::Challenge { challenge, .. } if challenge.as_bytes() == [7; 32]));
    assert_eq!(statement.purpose, Purpose::Authentication);
}

#[tokio::test]
async fn what_names_nobody_is_stated_to_nobody_whatever_a_door_says() {
    let (country, bank, phone) = scene().await;
    let honest = country.text_request(&bank, &phone);
    let secret =
        LinkSecret { iss: honest.iss.clone(), jti: honest.jti.clone(), secret: Secret32::new([1; 32]) };
    let secret = secret.encrypted(country.keys.opening.public_key(), country.random.as_ref()).unwrap();
    let link = LinkAsked { ways: vec![Way::Qr], callback: None, secret };
    let request = SignatureRequest { certificate_id: None, link: Some(link), ..honest.clone() };
    let compact = country.sign(&bank, &request);
    let row = Session { code_mode: CodeMode::None, ..country.session(&honest, &compact, &phone) };
    assert_refused(&country.insert(row).await, "certificate-id-unknown");
}

#[tokio::test]
async fn a_statement_never_outlives_request_or_session() {
    let (country, _, phone) = scene().await;
    for (session_ends, request_ends, statement_ends) in [(600, 40, 40), (30, 40, 30), (10_000, 600, 600)] {
        let from = country.relying_party(&format!("office-{session_ends}")).await;
        let request =
            SignatureRequest { exp: country.now().plus(request_ends), ..country.text_request(&from, &phone) };
        let compact = country.sign(&from, &request);
        let row = Session {
            expires_at: country.now().plus(session_ends),
            ..country.session(&request, &compact, &phone)
        };
        assert_eq!(read(&country.insert(row).await).0.expires_at, country.now().plus(statement_ends));
    }
}

#[tokio::test]
async fn what_leaves_the_person_no_time_is_not_shown() {
    let (country, bank, phone) = scene().await;
    let soon = SignatureRequest { exp: country.now().plus(19), ..country.text_request(&bank, &phone) };
    assert_refused(&country.ask(&bank, &soon, &phone).await, "request-times");
    let enough = SignatureRequest { exp: country.now().plus(20), ..country.text_request(&bank, &phone) };
    assert_eq!(country.ask(&bank, &enough, &phone).await.state, SessionState::Stated);
}

#[tokio::test]
async fn what_the_door_says_must_be_what_the_relying_party_signed() {
    type Lie = Box<dyn Fn(Session) -> Session>;
    let (country, bank, phone) = scene().await;
    let other = country.phone("200").await;
    country.relying_party("court").await;
    let (other_certificate, person, device) =
        (other.certificate(Purpose::Signature).sha256(), other.person, other.device);
    let lies: Vec<Lie> = vec![
        Box::new(|row| Session { relying_party: "court".to_owned(), ..row }),
        Box::new(|row| Session { jti: "another".to_owned(), ..row }),
        Box::new(|row| Session { purpose: Purpose::Authentication, ..row }),
        Box::new(move |row| Session { certificate_sha256: other_certificate, ..row }),
        Box::new(move |row| Session { person, ..row }),
        Box::new(move |row| Session { device, ..row }),
        Box::new(|row| Session { code_mode: CodeMode::None, ..row }),
        Box::new(|row| Session { request_expires_at: row.request_expires_at.plus(60), ..row }),
        Box::new(|row| Session { request_sha256: sha256(b"another request"), ..row }),
    ];
    for lie in lies {
        let request = country.text_request(&bank, &phone);
        let compact = country.sign(&bank, &request);
        let view = country.insert(lie(country.session(&request, &compact, &phone))).await;
        assert_refused(&view, "request-mismatch");
    }
}

#[tokio::test]
async fn a_request_that_is_not_the_relying_partys_own_is_refused() {
    let (country, bank, phone) = scene().await;
    let court = country.relying_party("court").await;

    // Signed by a key that is not the certificate's.
    let forged = bank.impostor(court.key.clone());
    let request = country.text_request(&bank, &phone);
    assert_refused(&country.ask(&forged, &request, &phone).await, "request-signature");

    // Signed in the bank's name by the court, with the court's certificate.
    let mut posing = court;
    posing.name = "bank".to_owned();
    let request = country.text_request(&bank, &phone);
    assert_refused(&country.ask(&posing, &request, &phone).await, "relying-party-certificate");

    // In the name of somebody who is not registered.
    let nobody = SignatureRequest { iss: "nobody".to_owned(), ..country.text_request(&bank, &phone) };
    let compact = country.sign(&bank, &nobody);
    let row = Session { relying_party: "bank".to_owned(), ..country.session(&nobody, &compact, &phone) };
    assert_refused(&country.insert(row).await, "relying-party-not-registered");

    // One octet of the payload changed on the way.
    let request = country.text_request(&bank, &phone);
    let compact = country.sign(&bank, &request);
    let mut parts: Vec<String> = compact.split('.').map(str::to_owned).collect();
    let payload = pki_types::encoding::base64url_decode(&parts[1]).unwrap();
    let payload = String::from_utf8(payload).unwrap().replace("Sign the lease", "Sign the loan!");
    parts[1] = pki_types::encoding::base64url(payload.as_bytes());
    let altered = parts.join(".");
    let view = country.insert(country.session(&request, &altered, &phone)).await;
    assert_refused(&view, "request-signature");
}

#[tokio::test]
async fn a_relying_party_whose_registration_or_certificate_ended_is_refused() {
    let (country, bank, phone) = scene().await;
    let court = country.relying_party("court").await;
    let school = country.relying_party("school").await;
    country.write(|t| Box::pin(async move { t.end_relying_party("bank").await.map(|_| ()) })).await;
    country.revoke(&court.certificate).await;
    country.hold(&school.certificate).await;
    for (from, problem) in [
        (&bank, "relying-party-not-registered"),
        (&court, "relying-party-certificate"),
        (&school, "relying-party-certificate"),
    ] {
        let request = country.text_request(from, &phone);
        assert_refused(&country.ask(from, &request, &phone).await, problem);
    }
}

#[tokio::test]
async fn a_relying_partys_certificate_comes_from_the_services_authority_alone() {
    let (country, _, phone) = scene().await;
    let post = country.relying_party_under(CITIZENS, "post").await;
    let request = country.text_request(&post, &phone);
    assert_refused(&country.ask(&post, &request, &phone).await, "relying-party-certificate");
}

#[tokio::test]
async fn the_certificate_must_be_a_persons_of_the_purpose_and_in_force() {
    let (country, bank, phone) = scene().await;

    // No such certificate: the row must name one that is there, the request does not.
    let honest = country.text_request(&bank, &phone);
    let unknown = SignatureRequest { certificate_id: Some(sha256(b"no certificate")), ..honest.clone() };
    let compact = country.sign(&bank, &unknown);
    let row = country.session(&honest, &compact, &phone);
    let mismatch = country.insert(row).await;
    assert_refused(&mismatch, "request-mismatch");

    // A relying party's certificate is no person's.
    let not_a_person = SignatureRequest {
        certificate_id: Some(bank.certificate.sha256()),
        ..country.text_request(&bank, &phone)
    };
    assert_refused(&country.ask(&bank, &not_a_person, &phone).await, "certificate-id-unknown");

    // The certificate for authentication does not sign texts.
    let wrong_purpose = SignatureRequest {
        certificate_id: Some(phone.certificate(Purpose::Authentication).sha256()),
        ..country.text_request(&bank, &phone)
    };
    assert_refused(&country.ask(&bank, &wrong_purpose, &phone).await, "certificate-purpose");

    // Suspended, then revoked.
    country.hold(phone.certificate(Purpose::Signature)).await;
    let request = country.text_request(&bank, &phone);
    assert_refused(&country.ask(&bank, &request, &phone).await, "certificate-not-in-force");
    let other = country.phone("200").await;
    country.revoke(other.certificate(Purpose::Signature)).await;
    let request = country.text_request(&bank, &other);
    assert_refused(&country.ask(&bank, &request, &other).await, "certificate-not-in-force");

    // A blocked phone answers nothing.
    let blocked = country.phone("300").await;
    let device = blocked.device;
    country
        .write(move |t| Box::pin(async move { t.block_device(&device, "phone-copied").await.map(|_| ()) }))
        .await;
    let request = country.text_request(&bank, &blocked);
    assert_refused(&country.ask(&bank, &request, &blocked).await, "device-blocked");
}

#[tokio::test]
async fn a_certificate_whose_time_is_over_is_not_in_force() {
    let (country, bank, phone) = scene().await;
    let end = phone.certificate(Purpose::Signature).not_after();
    country.clock.set(end);
    let request = country.text_request(&bank, &phone);
    assert_eq!(country.ask(&bank, &request, &phone).await.state, SessionState::Stated);
    country.clock.set(end.plus(1));
    let court = country.relying_party("court").await;
    let request = country.text_request(&court, &phone);
    assert_refused(&country.ask(&court, &request, &phone).await, "certificate-not-in-force");
}

#[tokio::test]
async fn times_that_cannot_be_are_refused_and_what_is_over_expires() {
    let (country, bank, phone) = scene().await;
    let ahead = SignatureRequest { iat: country.now().plus(61), ..country.text_request(&bank, &phone) };
    assert_refused(&country.ask(&bank, &ahead, &phone).await, "request-times");

    // A request whose end came before its statement could be made.
    let late = country.text_request(&bank, &phone);
    let compact = country.sign(&bank, &late);
    let row = Session { expires_at: late.exp.plus(100), ..country.session(&late, &compact, &phone) };
    country.clock.set(late.exp);
    let view = country.insert(row).await;
    assert_eq!(view.state, SessionState::Expired);
    assert!(view.statement.is_none());

    // A session whose own end came first.
    let late = country.text_request(&bank, &phone);
    let compact = country.sign(&bank, &late);
    let row = country.session(&late, &compact, &phone);
    country.clock.set(row.expires_at);
    let view = country.insert(row).await;
    assert_eq!(view.state, SessionState::Expired);
    assert!(view.statement.is_none());
}

#[tokio::test]
async fn requests_that_break_a_rule_of_their_form_are_refused() {
    let (country, bank, phone) = scene().await;
    let honest = country.text_request(&bank, &phone);
    let payload = serde_json::to_value(&honest).unwrap();
    let challenge = json!(pki_types::encoding::base64(&[7; 32]));
    let digest = |octets: usize| json!({"algorithm": "sha256", "value": pki_types::encoding::base64(&vec![7; octets])});
    let too_long = pki_types::encoding::base64(&vec![b'a'; 65_537]);
    let changes: [(&str, Value); 16] = [
        ("aud", json!("another-service")),
        ("exp", json!(honest.iat.seconds() + 601)),
        ("exp", json!(honest.iat.seconds())),
        ("challenge", challenge.clone()),
        ("documents", json!([{ "to_be_signed": "TQ==", "digest": digest(32) }])),
        ("documents", json!([{ "to_be_signed": too_long }])),
        ("documents", json!([{ "to_be_signed": "" }])),
        ("documents", json!([])),
        ("documents", json!(vec![json!({ "to_be_signed": "TQ==" }); 51])),
        ("documents", json!([{ "to_be_signed": "TQ==", "must_open": true, "surprise": 1 }])),
        ("documents", json!([{ "digest": digest(32), "must_open": true }])),
        (
            "documents",
            json!([{ "digest": digest(32), "location": { "url": "https://elsewhere.example/a", "size": 1 } }]),
        ),
        ("text", json!("Pay 1\u{202e}00")),
        ("jti", json!("with a space")),
        ("surprise", json!(1)),
        ("purpose", json!("authentication")),
    ];
    for (member, value) in changes {
        let mut changed = payload.clone();
        changed[member] = value;
        let row = country.text_request(&bank, &phone);
        let view = insert_raw(&country, &bank, &changed, &row, &phone).await;
        assert_refused(&view, "request-malformed");
    }
    for octets in [0, 20, 31, 33, 48] {
        let mut changed = payload.clone();
        changed["documents"] = json!([{ "digest": digest(octets) }]);
        let row = country.text_request(&bank, &phone);
        let view = insert_raw(&country, &bank, &changed, &row, &phone).await;
        assert_refused(&view, "request-malformed");
    }
    let mut nothing = payload.clone();
    nothing.as_object_mut().unwrap().remove("documents");
    let row = country.text_request(&bank, &phone);
    assert_refused(&insert_raw(&country, &bank, &nothing, &row, &phone).await, "request-malformed");
}

#[tokio::test]
async fn the_longest_bytes_are_accepted() {
    let (country, bank, phone) = scene().await;
    // 4,000 characters is the longest text that a person is expected to read; bytes up to 64 KiB are attributes.
    let text = "a".repeat(phone_protocol::display::MAXIMUM_SIGNED_TEXT);
    let request = country.documents_request(&bank, &phone, vec![text_document(&text)]);
    assert_eq!(country.ask(&bank, &request, &phone).await.state, SessionState::Stated);
}

#[tokio::test]
async fn one_open_request_for_a_relying_party_and_three_in_all() {
    let (country, bank, phone) = scene().await;
    let first = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(first.state, SessionState::Stated);

    // The same relying party again: refused, and the first is as it was.
    let second = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_refused(&second, "request-open");
    assert_eq!(country.view(&first.session.id).await.state, SessionState::Stated);

    // Two others, one of them to another phone of the same person; then the fourth.
    let other_phone = Phone::enrol(&country, phone.person).await;
    let court = country.relying_party("court").await;
    let school = country.relying_party("school").await;
    let post = country.relying_party("post").await;
    let on_other_phone = country.text_request(&court, &other_phone);
    assert_eq!(country.ask(&court, &on_other_phone, &other_phone).await.state, SessionState::Stated);
    let third = country.text_request(&school, &phone);
    assert_eq!(country.ask(&school, &third, &phone).await.state, SessionState::Stated);
    let fourth = country.text_request(&post, &phone);
    assert_refused(&country.ask(&post, &fourth, &phone).await, "too-many-requests-open");

    // Another person is not concerned, and an end makes room.
    let neighbour = country.phone("200").await;
    let request = country.text_request(&post, &neighbour);
    assert_eq!(country.ask(&post, &request, &neighbour).await.state, SessionState::Stated);
    country.clock.set(first.statement.unwrap().expires_at);
    country.work().await;
    let request = country.text_request(&bank, &phone);
    assert_eq!(country.ask(&bank, &request, &phone).await.state, SessionState::Stated);
}

#[tokio::test]
async fn the_key_list_changes_with_the_keys_and_its_number_never_goes_down() {
    let country = Country::new().await;
    let first = country.consent.key_list().await.unwrap();
    assert_eq!(country.consent.key_list().await.unwrap(), first, "nothing has changed");
    let list = Received::<KeyList>::parse(&first).unwrap();
    let list = list.verify(country.keys.statement.public_key()).unwrap();
    assert_eq!(list.number, 1);
    assert_eq!(list.relying_party_issuers, [CertificateBase64(country.services.certificate.clone())]);
    assert_eq!(list.country.as_str(), "MU");

    let mut keys = country.keys.clone();
    keys.receipt = Key::of("another").signer();
    let consent = crate::country::consent(&country.store, &keys, &country.clock, &country.random);
    let second = consent.key_list().await.unwrap();
    let list = Received::<KeyList>::parse(&second).unwrap().claims().clone();
    assert_eq!((list.number, &list.receipt_key.0), (2, keys.receipt.public_key()));
    assert_eq!(country.store.key_list().await.unwrap().unwrap().jws, second);
}

#[tokio::test]
async fn no_leaf_says_who_or_what() {
    let (country, bank, mut phone) = scene().await;
    let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let leaves = country.store.leaves_after(0, 1_000).await.unwrap();
    let kinds: Vec<&str> =
        leaves.iter().map(|leaf| leaf.kind.as_str()).filter(|kind| *kind != "refusal").collect();
    assert_eq!(kinds, ["key-list", "statement", "unlock", "outcome"]);
    let code = view.statement.unwrap().code.unwrap();
    for leaf in leaves {
        let text = String::from_utf8(leaf.bytes).unwrap();
        for canary in ["Anjali", "Specimen", "\"100\"", "lease", "bank", &format!("\"{code}\"")] {
            assert!(!text.contains(canary), "{canary} in {text}");
        }
    }
}

/// A line that may be shown.
pub(crate) fn line<const MAXIMUM: usize>(text: &str) -> Option<Line<MAXIMUM>> {
    Some(Line::new("test", text).unwrap())
}
