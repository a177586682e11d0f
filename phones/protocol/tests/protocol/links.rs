//! A request that names nobody, its link, and what a phone makes of it.

use phone_protocol::device_link::{LinkSecret, link_code};
use phone_protocol::verification::{VerifiedSession, verify_pending};
use phone_protocol::wire::Secret32;
use phone_protocol::{
    Answer, Choice, Claim, DeviceLink, Error, LinkStated, Message, PendingSession, SignatureRequest,
    Statement, Verifier, Way,
};
use pki_types::{SeededRandom, sha256};
use test_country::{DEVICE, LINK_SECRET, NOW, SESSION, World};
use words::{CodeMode, SessionId};

const BACK: &str = "https://bank.example/back";

fn check(world: &World, pending: &PendingSession) -> Result<VerifiedSession, Error> {
    let list = world.verified_key_list();
    verify_pending(pending, &world.knowledge(&list))
}

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

fn refusal<T>(result: Result<T, Error>) -> String {
    result.err().expect("it is refused").to_string()
}

#[test]
fn a_link_is_one_line_with_or_without_an_address_and_nothing_else() {
    let link = DeviceLink::new(&LINK_SECRET, SESSION, Way::Qr, -3);
    let line = link.to_line();
    for text in [line.clone(), format!(" {line}\n"), link.to_address("https://phone.example/")] {
        let read = DeviceLink::parse(&text).unwrap();
        assert_eq!((read.session, read.way, read.step), (SESSION, Way::Qr, -3));
        assert_eq!(read.code.expose(), &*link_code(&LINK_SECRET, SESSION, Way::Qr, -3));
    }
    for (from, to) in [
        ("sign-link:1:", "sign-link:2:"),
        ("sign-link:1:", "sign-activation:1:"),
        (":qr:", ":nfc:"),
        (":-3:", ":-03:"),
        (":-3:", ":+3:"),
        (":-3:", ":-61:"),
        (":-3:", ":601:"),
        (":-3:", "::"),
        (":qr:", ":qr:qr:"),
    ] {
        let other = line.replacen(from, to, 1);
        assert!(other != line && DeviceLink::parse(&other).is_err(), "{other}");
    }
    assert!(DeviceLink::parse(&line[..line.len() - 1]).is_err(), "an octet less");
    assert!(DeviceLink::parse(&format!("{line}{}", " ".repeat(600))).is_ok(), "white space is dropped");
    assert!(DeviceLink::parse(&format!("{}#{line}", "a".repeat(512))).is_err());
}

#[test]
fn a_link_is_of_its_session_way_and_second() {
    let claim = |link: &DeviceLink| Claim::new(DEVICE, link, NOW);
    let link = DeviceLink::new(&LINK_SECRET, SESSION, Way::Qr, 7);
    claim(&link).check_code(&LINK_SECRET).unwrap();
    claim(&link).check_code(&[1; 32]).unwrap_err();
    for other in [
        DeviceLink { session: SessionId::from_bytes([1; 16]), ..link.clone() },
        DeviceLink { way: Way::SameDevice, ..link.clone() },
        DeviceLink { step: 8, ..link.clone() },
    ] {
        claim(&other).check_code(&LINK_SECRET).unwrap_err();
    }
    let at = |way, seconds: i64| Claim { way, ..claim(&link) }.is_of_now(NOW, NOW.plus(7 + seconds), 3);
    assert_eq!([-2, -1, 0, 3, 4].map(|seconds| at(Way::Qr, seconds)), [false, true, true, true, false]);
    assert_eq!([-2, 0, 500].map(|seconds| at(Way::SameDevice, seconds)), [false, true, true]);
    assert!(Claim { step: 601, ..claim(&link) }.check().is_err());
}

#[test]
fn the_secret_is_read_by_the_inner_zone_for_its_request_alone() {
    let world = World::new();
    let request = world.link_request(&[Way::Qr], None);
    let link = request.link.as_ref().unwrap();
    let shared = |key: &test_country::Key| key.agree(link.encrypted_secret().unwrap().ephemeral_key());
    let secret = link.open_secret(&shared(&world.opening), "bank", "request-1").unwrap();
    assert_eq!(secret.expose(), &LINK_SECRET);
    assert!(link.open_secret(&shared(&world.receipt), "bank", "request-1").is_err());
    for (iss, jti) in [("court", "request-1"), ("bank", "request-2")] {
        assert!(link.open_secret(&shared(&world.opening), iss, jti).is_err());
    }
    let named = LinkSecret { iss: String::new(), jti: String::new(), secret: Secret32::new(LINK_SECRET) };
    let again = named.encrypted(world.opening.public_key(), &SeededRandom::new(9)).unwrap();
    assert_ne!(again, link.secret);
}

#[test]
fn a_request_names_somebody_or_has_a_link_and_a_link_fits_its_ways() {
    let world = World::new();
    world.link_request(&[Way::Qr], None).check().unwrap();
    world.link_request(&[Way::SameDevice, Way::Qr], Some(BACK)).check().unwrap();
    world.link_request(&[Way::SameDevice], Some("http://localhost:9/back?a=b")).check().unwrap();
    let refused = |request: SignatureRequest| refusal(request.check());
    assert!(refused(world.link_request(&[], None)).contains("ways"));
    assert!(refused(world.link_request(&[Way::Qr, Way::Qr], None)).contains("ways"));
    assert!(refused(world.link_request(&[Way::SameDevice], None)).contains("callback"));
    assert!(refused(world.link_request(&[Way::Qr], Some(BACK))).contains("callback"));
    for url in [
        "http://bank.example/back",
        "https://bank.example/#back",
        "https://bank.example",
        "javascript:alert(1)/",
    ] {
        assert!(refused(world.link_request(&[Way::SameDevice], Some(url))).contains("plain https"), "{url}");
    }
    let link = || world.link_request(&[Way::Qr], None);
    let named = Some(world.authentication.certificate.sha256());
    assert!(refused(SignatureRequest { certificate_id: named, ..link() }).contains("one of them"));
    assert!(refused(SignatureRequest { link: None, ..link() }).contains("one of them"));
    assert!(refused(SignatureRequest { code_mode: Some(CodeMode::Compare), ..link() }).contains("code_mode"));
    let named = world.authentication_request();
    assert!(refused(SignatureRequest { code_mode: Some(CodeMode::None), ..named }).contains("code_mode"));
    // Signed attributes name a certificate, which is not known yet.
    let documents = world.document_request().documents;
    let purpose = words::Purpose::Signature;
    let signs = SignatureRequest { purpose, challenge: None, documents, ..link() };
    assert!(refused(signs).contains("to_be_signed"));
}

#[test]
fn a_phone_shows_what_came_by_its_way_and_where_it_leads() {
    let world = World::new();
    let scanned = check(&world, &world.pending(&world.link_request(&[Way::Qr], None))).unwrap();
    assert_eq!((scanned.callback(), scanned.statement().code.mode), (None, CodeMode::None));
    let request = world.link_request(&[Way::SameDevice, Way::Qr], Some(BACK));
    let here = check(&world, &world.pending(&request)).unwrap();
    assert_eq!(here.callback(), Some(BACK));

    let qr = LinkStated { way: Way::Qr, callback_sha256: None };
    let other = |statement: &mut Statement| statement.link = Some(qr);
    assert_eq!(
        check(&world, &restated(&world, &request, other)).unwrap().callback(),
        None,
        "it may be scanned too"
    );
    let refuses = |request: &SignatureRequest, change: fn(&mut Statement)| {
        refusal(check(&world, &restated(&world, request, change)))
    };
    let link = "the device link";
    assert!(refuses(&request, |statement| statement.link = None).starts_with(link));
    assert!(
        refuses(&request, |statement| {
            let callback_sha256 = Some(sha256(b"https://elsewhere.example/"));
            statement.link = Some(LinkStated { way: Way::SameDevice, callback_sha256 });
        })
        .starts_with(link)
    );
    let only_here = world.link_request(&[Way::SameDevice], Some(BACK));
    assert!(
        refuses(&only_here, |statement| {
            statement.link = Some(LinkStated { way: Way::Qr, callback_sha256: None });
        })
        .starts_with(link)
    );
    let elsewhere = world.link_request(&[Way::SameDevice], Some("https://bank.example.evil.example/back"));
    assert!(refusal(check(&world, &unchecked(&world, &elsewhere))).contains("registered domain"));
    // Who was named came by no link.
    assert!(
        refuses(&world.authentication_request(), |statement| {
            statement.code.mode = CodeMode::None;
            statement.code.value = None;
            statement.link = Some(LinkStated { way: Way::Qr, callback_sha256: None });
        })
        .starts_with("the code mode")
    );
}

/// The session for a request that no inner zone states.
fn unchecked(world: &World, request: &SignatureRequest) -> PendingSession {
    let stated = world.link_request(&[Way::SameDevice], Some(BACK));
    let mut pending = world.pending(&stated);
    let compact = world.bank.sign_request(request);
    let mut statement = world.statement(&stated, pending.request.as_ref().unwrap());
    statement.request_sha256 = sha256(compact.as_bytes());
    pending.statement = world.statement.sign_message(&statement);
    pending.request = Some(compact);
    pending
}

#[test]
fn an_answer_leads_back_where_its_statement_does_and_nowhere_else() {
    let world = World::new();
    let answered = |request: &SignatureRequest, verifier: Option<&Verifier>| {
        let pending = world.pending(request);
        let statement = world.statement(request, pending.request.as_ref().unwrap());
        let hash = sha256(pending.statement.as_bytes());
        let digest = statement.digests_to_sign(&hash)[0];
        let signatures = vec![world.authentication.key.sign_digest(digest.as_bytes())];
        let all = Choice::all(&statement.sign);
        let answer = Answer::compose(&statement, hash, &all, signatures, 1, NOW).unwrap();
        let key = world.authentication.certificate.public_key();
        answer.leading_back(verifier).check_against(&statement, &hash, key)
    };
    let verifier = Verifier::draw(&SeededRandom::new(3));
    let here = world.link_request(&[Way::SameDevice], Some(BACK));
    answered(&here, Some(&verifier)).unwrap();
    assert!(refusal(answered(&here, None)).contains("verifier"));
    let scanned = world.link_request(&[Way::Qr], None);
    answered(&scanned, None).unwrap();
    assert!(refusal(answered(&scanned, Some(&verifier))).contains("verifier"));
    assert!(refusal(answered(&world.authentication_request(), Some(&verifier))).contains("verifier"));

    let address = verifier.way_back(BACK, SESSION);
    let (callback, query) = address.split_once('?').unwrap();
    let (session, value) = query.split_once("&verifier=").unwrap();
    assert_eq!((callback, session), (BACK, format!("session={SESSION}").as_str()));
    assert_eq!(Verifier::parse(value).unwrap().sha256(), verifier.sha256());
    assert!(verifier.way_back("https://bank.example/?a=b", SESSION).contains("?a=b&session="));
    assert!(Verifier::parse(&value[1..]).is_err() && Verifier::parse("").is_err());
}
