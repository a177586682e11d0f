//! What a phone refuses: a good session is accepted, and each one change to it is not.

use phone_protocol::display::Line;
use phone_protocol::document::StatedDocument;
use phone_protocol::message::Message;
use phone_protocol::request::ToBeSigned;
use phone_protocol::statement::Code;
use phone_protocol::verification::{PhoneKnowledge, VerifiedSession, verify_pending};
use phone_protocol::wire::CertificateBase64;
use phone_protocol::{
    Content, Error, Location, Payment, PendingSession, RequestDocument, SignatureRequest, Statement,
};
use pki_types::{Sha256Digest, sha256};
use test_country::{DOCUMENT, Holder, Key, NOW, Profile, World, moment, signed_attributes};
use words::{CodeMode, DeviceId, Purpose};

fn check(world: &World, pending: &PendingSession) -> Result<VerifiedSession, Error> {
    let list = world.verified_key_list();
    verify_pending(pending, &world.knowledge(&list))
}

/// The session for a request, with the statement changed after it was made for that request, and signed again.
fn restated(
    world: &World,
    request: &SignatureRequest,
    change: impl FnOnce(&mut Statement),
) -> PendingSession {
    let mut pending = world.pending(request);
    let mut statement = world.statement(request, pending.request.as_ref().unwrap());
    change(&mut statement);
    pending.statement = world.statement.sign_message(&statement);
    pending
}

/// The phone's words for a refusal.
fn refusal(result: Result<VerifiedSession, Error>) -> String {
    result.expect_err("the phone must refuse").to_string()
}

#[test]
fn a_good_session_of_each_kind_is_accepted_and_signs_the_right_digest() {
    let world = World::new();
    let document = check(&world, &world.pending(&world.document_request())).unwrap();
    assert_eq!(document.digests_to_sign(), [sha256(world.signed_attributes().to_be_signed())]);
    assert!(matches!(document.contents(), [Content::Document { .. }]));

    let text = check(&world, &world.pending(&world.text_request("I agree.\nTwice."))).unwrap();
    assert_eq!(text.digests_to_sign(), [sha256(b"I agree.\nTwice.")]);

    // A text that begins with the octet of a SET OF is a text all the same.
    let text = check(&world, &world.pending(&world.text_request("1 rupee"))).unwrap();
    assert!(matches!(text.contents(), [Content::Text { text, .. }] if text == "1 rupee"));

    let digest = check(&world, &world.pending(&world.digest_request())).unwrap();
    assert_eq!(digest.digests_to_sign(), [sha256(DOCUMENT)]);

    let login = check(&world, &world.pending(&world.authentication_request())).unwrap();
    let input =
        [b"mobile-signature-authentication-v1\0".as_slice(), login.statement().sha256().as_bytes()].concat();
    assert_eq!(login.digests_to_sign(), [sha256(&input)]);
}

#[test]
fn a_statement_by_another_key_is_refused() {
    let world = World::new();
    let mut pending = world.pending(&world.document_request());
    let statement = world.statement(&world.document_request(), pending.request.as_ref().unwrap());
    pending.statement = Key::of("another statement key").sign_message(&statement);
    assert!(refusal(check(&world, &pending)).contains("does not verify"));
}

#[test]
fn an_altered_statement_is_refused() {
    let world = World::new();
    let mut pending = world.pending(&world.document_request());
    // Another code under the same signature.
    let parts: Vec<&str> = pending.statement.split('.').collect();
    let payload = String::from_utf8(pki_types::encoding::base64url_decode(parts[1]).unwrap()).unwrap();
    assert!(payload.contains("4711"));
    let payload = pki_types::encoding::base64url(payload.replace("4711", "4712").as_bytes());
    pending.statement = [parts[0], &payload, parts[2]].join(".");
    assert!(refusal(check(&world, &pending)).contains("does not verify"));
}

#[test]
fn a_statement_under_another_key_list_asks_for_that_list() {
    let world = World::new();
    let pending =
        restated(&world, &world.document_request(), |statement| statement.key_list_sha256 = sha256(b"x"));
    assert!(matches!(check(&world, &pending), Err(Error::OtherKeyList { .. })));
}

#[test]
fn a_statement_for_another_device_is_refused() {
    let world = World::new();
    let pending = restated(&world, &world.document_request(), |statement| {
        statement.device = DeviceId::from_bytes([0xd2; 16])
    });
    assert!(refusal(check(&world, &pending)).starts_with("the statement's device is"));
}

#[test]
fn a_statement_for_another_certificate_is_refused() {
    let world = World::new();
    let mut request = world.document_request();
    // The authentication certificate of the same person, with bytes that bind it.
    request.certificate_id = Some(world.authentication.certificate.sha256());
    let attributes = signed_attributes(sha256(DOCUMENT), &world.authentication.certificate);
    request.documents[0].to_be_signed = ToBeSigned::new(attributes.to_be_signed().to_vec());
    assert!(refusal(check(&world, &world.pending(&request))).starts_with("the statement's certificate is"));
}

#[test]
fn an_expired_or_future_statement_is_refused() {
    let world = World::new();
    let pending = world.pending(&world.document_request());
    let list = world.verified_key_list();
    let at = |seconds| {
        let knowledge = PhoneKnowledge { now: NOW.plus(seconds), ..world.knowledge(&list) };
        verify_pending(&pending, &knowledge)
    };
    assert!(at(119).is_ok());
    assert!(matches!(at(120), Err(Error::Expired { .. })));
    assert!(at(-60).is_ok());
    assert!(matches!(at(-61), Err(Error::NotYet { .. })));
}

#[test]
fn another_request_than_the_stated_one_is_refused() {
    let world = World::new();
    let mut pending = world.pending(&world.document_request());
    let other = SignatureRequest { jti: "request-2".to_owned(), ..world.document_request() };
    pending.request = Some(world.bank.sign_request(&other));
    assert!(refusal(check(&world, &pending)).starts_with("the request's hash is"));
}

#[test]
fn a_request_signed_by_another_key_is_refused() {
    let world = World::new();
    let request = world.document_request();
    let draft = request.draft_with_chain(std::slice::from_ref(&world.bank.certificate)).unwrap();
    let signature = Key::of("not the relying party").sign(draft.signing_input());
    let request_compact = draft.assemble(&signature).unwrap();
    let statement = world.statement(&request, &request_compact);
    let pending = PendingSession {
        statement: world.statement.sign_message(&statement),
        request: Some(request_compact),
        ..world.pending(&request)
    };
    assert!(refusal(check(&world, &pending)).contains("does not verify"));
}

#[test]
fn a_certificate_other_than_the_registered_one_is_refused() {
    let world = World::new();
    let mut pending = world.pending(&world.document_request());
    // The same key, the same CA, another name.
    let other = world.services.certify(world.bank.key.public_key(), Profile::RelyingParty, "Another");
    pending.relying_party_chain = vec![CertificateBase64(other)];
    assert!(refusal(check(&world, &pending)).starts_with("the relying party's certificate is"));
}

/// A session whose relying party has this certificate, stated as registered.
fn with_certificate(world: &World, other: &pki_types::Certificate) -> PendingSession {
    let request = world.document_request();
    let draft = request.draft_with_chain(std::slice::from_ref(other)).unwrap();
    let signature = world.bank.sign(draft.signing_input());
    let request_compact = draft.assemble(&signature).unwrap();
    let mut statement = world.statement(&request, &request_compact);
    statement.relying_party.as_mut().unwrap().certificate_sha256 = other.sha256();
    PendingSession {
        statement: world.statement.sign_message(&statement),
        request: Some(request_compact),
        relying_party_chain: vec![CertificateBase64(other.clone())],
    }
}

#[test]
fn a_certificate_of_another_ca_a_ca_itself_or_one_out_of_time_is_refused() {
    let world = World::new();
    let by = |issuer: &Holder, profile, change: fn(&mut rcgen::CertificateParams)| {
        let bank = issuer.issue_to(world.bank.key.clone(), profile, "Bank", change);
        check(&world, &with_certificate(&world, &bank.certificate))
    };
    let ordinary = Profile::RelyingParty;
    assert!(by(&world.services, ordinary, |_| {}).is_ok());

    // The same name of a CA, another key.
    let forger = Holder::root_of(Key::of("another services CA"), &world.services.name);
    assert!(by(&forger, ordinary, |_| {}).is_err());

    // The CA of the citizens says nothing about relying parties.
    assert!(by(&world.citizens, ordinary, |_| {}).is_err());

    let ca = by(&world.services, Profile::IssuingCa, |_| {});
    assert!(refusal(ca).contains("must not begin with a CA"));

    let ended = by(&world.services, ordinary, |params| params.not_after = moment(NOW));
    assert!(matches!(ended, Err(Error::Expired { .. })));

    let future = by(&world.services, ordinary, |params| params.not_before = moment(NOW.plus(10)));
    assert!(matches!(future, Err(Error::NotYet { .. })));
}

#[test]
fn a_chain_that_is_empty_or_too_long_is_refused() {
    let world = World::new();
    let mut pending = world.pending(&world.document_request());
    let certificate = pending.relying_party_chain[0].clone();
    for length in [0, 5] {
        pending.relying_party_chain = vec![certificate.clone(); length];
        assert!(refusal(check(&world, &pending)).contains("must have 1 to 4 certificates"));
    }
}

#[test]
fn a_payment_that_is_another_than_the_requests_is_refused() {
    let world = World::new();
    let differs = |change: fn(&mut Payment)| {
        let pending = restated(&world, &world.payment_request(), |statement| {
            change(statement.display.payment.as_mut().unwrap());
        });
        refusal(check(&world, &pending))
    };
    assert!(differs(|payment| payment.amount = "12500.00".to_owned()).starts_with("the payment"));
    assert!(differs(|payment| payment.currency = "USD".to_owned()).starts_with("the payment"));
    assert!(
        differs(|payment| payment.payee = Line::new("payee", "Somebody").unwrap()).starts_with("the payment")
    );
    assert!(differs(|payment| payment.amount = "1250".to_owned()).starts_with("the payment"), "nor rounded");
    let unpaid = restated(&world, &world.payment_request(), |statement| statement.display.payment = None);
    assert!(refusal(check(&world, &unpaid)).starts_with("the payment"));
}

#[test]
fn a_choice_is_among_three_codes_that_differ() {
    let world = World::new();
    let refused = |change: fn(&mut Code)| {
        let mut statement = world.statement(&world.payment_request(), "request");
        change(&mut statement.code);
        assert!(statement.check().is_err(), "{:?}", statement.code);
    };
    let good = world.statement(&world.payment_request(), "request");
    assert_eq!(good.code.choices(), Some(["0815", "4711", "9042"]), "in rising order");
    refused(|code| code.decoys = None);
    refused(|code| code.value = None);
    refused(|code| code.mode = CodeMode::Compare);
    refused(|code| code.mode = CodeMode::None);
    refused(|code| code.value = Some("0815".to_owned()));
    refused(|code| code.decoys = Some(["0815", "0815"].map(str::to_owned)));
    refused(|code| code.decoys = Some(["0815", "90421"].map(str::to_owned)));
    refused(|code| code.decoys = Some(["0815", "904a"].map(str::to_owned)));
}

#[test]
fn a_statement_that_says_something_else_than_the_request_is_refused() {
    let world = World::new();
    let differs = |change: fn(&mut Statement)| {
        refusal(check(&world, &restated(&world, &world.document_request(), change)))
    };
    assert!(
        differs(|statement| statement.relying_party.as_mut().unwrap().id = "other".to_owned())
            .starts_with("the relying party")
    );
    assert!(
        differs(|statement| statement.display.text = Some(Line::new("text", "Loan of 1 rupee").unwrap()))
            .starts_with("the text")
    );
    assert!(differs(|statement| statement.display.language = None).starts_with("the text"));
    assert!(
        differs(|statement| statement.display.payment = World::new().payment_request().payment)
            .starts_with("the payment")
    );
    assert!(
        differs(|statement| {
            stated(statement)[0].sha256 = Sha256Digest([0; 32]);
        })
        .starts_with("what is signed")
    );
    assert!(
        differs(|statement| {
            stated(statement)[0].document_name = Some(Line::new("document_name", "gift.pdf").unwrap());
        })
        .starts_with("what is signed")
    );
    // One more, one less, another order.
    let batch = |change: fn(&mut Vec<StatedDocument>)| {
        let restated = restated(&world, &world.batch_request(), |statement| change(stated(statement)));
        refusal(check(&world, &restated))
    };
    assert!(batch(|documents| documents.push(documents[0].clone())).starts_with("what is signed"));
    assert!(batch(|documents| documents.truncate(2)).starts_with("what is signed"));
    assert!(batch(|documents| documents.swap(0, 1)).starts_with("what is signed"));
    // A country may want to be read what can be.
    let read = restated(&world, &world.batch_request(), |statement| stated(statement)[0].must_open = true);
    check(&world, &read).unwrap();
    assert!(
        differs(|statement| {
            statement.code.mode = CodeMode::None;
            statement.code.value = None;
        })
        .starts_with("the code mode")
    );
    assert!(differs(|statement| statement.expires_at = NOW.plus(301)).starts_with("expires_at"));
}

#[test]
fn bytes_that_bind_another_document_or_certificate_make_no_request() {
    let world = World::new();
    let changed = |change: &dyn Fn(&mut RequestDocument)| {
        let mut request = world.document_request();
        change(&mut request.documents[0]);
        request
    };
    let with = |attributes: pki_types::cms::SignedAttributes| {
        changed(&|it| it.to_be_signed = ToBeSigned::new(attributes.to_be_signed().to_vec()))
    };
    let other_document = with(signed_attributes(sha256(b"another"), &world.signature.certificate));
    assert!(other_document.contents().unwrap_err().to_string().starts_with("messageDigest in to_be_signed"));

    let other_certificate = with(signed_attributes(sha256(DOCUMENT), &world.authentication.certificate));
    let refused = other_certificate.contents().unwrap_err().to_string();
    assert!(refused.starts_with("the signing certificate in to_be_signed"), "{refused}");

    let unnamed = changed(&|it| it.document_sha256 = None);
    assert!(unnamed.contents().is_err());
    let nameless = changed(&|it| it.document_name = None);
    assert!(nameless.contents().is_err());
}

#[test]
fn a_request_must_fit_its_purpose_exactly() {
    let world = World::new();
    let refused = |request: SignatureRequest| request.contents().is_err();
    assert!(refused(SignatureRequest { purpose: Purpose::Authentication, ..world.document_request() }));
    assert!(refused(SignatureRequest { purpose: Purpose::Signature, ..world.authentication_request() }));
    let mut both = world.document_request();
    both.documents[0].digest = world.digest_request().documents[0].digest.clone();
    assert!(refused(both));
    assert!(refused(world.documents_request(vec![RequestDocument::default()])));
    assert!(refused(world.documents_request(Vec::new())));
    let document = world.digest_request().documents.remove(0);
    assert!(!refused(world.documents_request(vec![document.clone(); 50])));
    assert!(refused(world.documents_request(vec![document; 51])));
    let documents = world.digest_request().documents;
    assert!(refused(SignatureRequest { documents, ..world.authentication_request() }));
    assert!(refused(world.text_request("<SignedInfo/>")));
    assert!(refused(world.text_request("pay \u{202e}001")));
}

/// The documents of a statement.
fn stated(statement: &mut Statement) -> &mut Vec<StatedDocument> {
    let phone_protocol::Sign::Documents { documents, .. } = &mut statement.sign else {
        panic!("it is a login")
    };
    documents
}

#[test]
fn a_document_lies_at_its_relying_party_or_nowhere() {
    let world = World::new();
    let at = |url: &str| {
        let mut request = world.document_request();
        request.documents[0].location = Some(Location { url: url.to_owned(), size: 9 });
        request
    };
    let session = check(&world, &world.pending(&at("https://files.bank.example/loan.pdf"))).unwrap();
    assert_eq!(session.location(0).unwrap().1, sha256(DOCUMENT));
    let good = world.statement(&world.document_request(), "");
    let elsewhere = good.check_against(&at("https://bank.example.evil/loan.pdf")).unwrap_err().to_string();
    assert!(elsewhere.contains("registered domain"), "{elsewhere}");
    assert!(at("http://bank.example/loan.pdf").contents().is_err());
    let mut text = world.text_request("I agree.");
    text.documents[0].location = Some(Location { url: "https://bank.example/a".to_owned(), size: 9 });
    assert!(text.contents().is_err());
}
