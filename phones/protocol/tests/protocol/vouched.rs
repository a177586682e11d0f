//! Sessions for which a door vouches: the statement alone is checked, and nothing else may stand beside it.

use phone_protocol::display::Line;
use phone_protocol::verification::{VerifiedSession, verify_pending};
use phone_protocol::wire::Octets;
use phone_protocol::{Asked, Content, DoorFacts, Error, HeardDigest, PendingSession, Sign, Statement};
use pki_types::sha256;
use words::Door;

use test_country::{NOW, World};

fn check(world: &World, pending: &PendingSession) -> Result<VerifiedSession, Error> {
    let list = world.verified_key_list();
    verify_pending(pending, &world.knowledge(&list))
}

#[test]
fn the_statement_alone_is_checked_and_says_who_vouches() {
    let world = World::new();
    let (statement, pending) = world.vouched(&world.facts());
    let session = check(&world, &pending).unwrap();
    assert!(session.request().is_none());
    assert!(matches!(session.contents(), [Content::HeardDigest { .. }]));
    assert_eq!(session.digests_to_sign(), [sha256(b"HACKERMAN_SHA256")], "it is signed as it is");
    assert_eq!(statement.code.value.as_deref(), Some("6008"), "the code of the protocol, not a drawn one");
    let shown = phone_protocol::Displayed::of(session.statement(), &[]);
    assert_eq!(shown.vouched_for_by, Some(Door::MobileId));
    let signed = check(&world, &world.pending(&world.authentication_request())).unwrap();
    assert_eq!(phone_protocol::Displayed::of(signed.statement(), &[]).vouched_for_by, None);
}

#[test]
fn a_request_beside_it_and_a_signed_one_without_it_are_refused() {
    let world = World::new();
    let (_, vouched) = world.vouched(&world.facts());
    let signed = world.pending(&world.authentication_request());
    let with_request = PendingSession { request: signed.request.clone(), ..vouched.clone() };
    let with_chain = PendingSession { relying_party_chain: signed.relying_party_chain.clone(), ..vouched };
    let without_request = PendingSession { request: None, ..signed.clone() };
    let bare = PendingSession { request: None, relying_party_chain: Vec::new(), ..signed };
    for pending in [with_request, with_chain, without_request, bare] {
        let refused = check(&world, &pending).unwrap_err().to_string();
        assert!(refused.starts_with("request must be there"), "{refused}");
    }
}

/// What a phone says of a statement that was changed after it was made, and signed again.
fn restated(change: impl FnOnce(&mut Statement)) -> String {
    let world = World::new();
    let (mut statement, pending) = world.vouched(&world.facts());
    change(&mut statement);
    let payload = serde_json::to_vec(&statement).unwrap();
    let header = pki_types::JwsHeader::new("sign-statement+jwt");
    let input = pki_types::jws_signing_input(&header, &payload);
    let statement = pki_types::jws_assemble(&input, &world.statement.sign(&input)).unwrap();
    check(&world, &PendingSession { statement, ..pending }).unwrap_err().to_string()
}

#[test]
fn a_statement_whose_parts_do_not_fit_its_door_is_refused() {
    let said = restated(|statement| statement.door = Door::Native);
    assert!(said.starts_with("sign must fit door and purpose"), "{said}");
    let said = restated(|statement| statement.code.value = Some("4711".to_owned()));
    assert!(said.starts_with("code must be the one"), "{said}");
    let said = restated(|statement| statement.sign = signs_a_challenge());
    assert!(said.starts_with("sign must fit door and purpose"), "{said}");
}

fn signs_a_challenge() -> Sign {
    let world = World::new();
    Sign::of(&world.authentication_request(), false).unwrap()
}

#[test]
fn a_door_that_is_not_known_is_refused() {
    let world = World::new();
    let (_, pending) = world.vouched(&world.facts());
    let parts: Vec<&str> = pending.statement.split('.').collect();
    let payload = pki_types::encoding::base64url_decode(parts[1]).unwrap();
    let payload = String::from_utf8(payload).unwrap().replace("mobile_id", "some_door");
    let input = format!("{}.{}", parts[0], pki_types::encoding::base64url(payload.as_bytes()));
    let statement =
        pki_types::jws_assemble(input.as_bytes(), &world.statement.sign(input.as_bytes())).unwrap();
    let said = check(&world, &PendingSession { statement, ..pending }).unwrap_err().to_string();
    assert!(said.contains("unknown variant"), "{said}");
}

#[test]
fn facts_have_one_form_and_a_native_door_has_none() {
    let facts = World::new().facts();
    let text = facts.to_text();
    assert!(DoorFacts::parse(&text).unwrap() == facts);
    let other_forms = [
        format!(" {text}"),
        text.replace(":1,", ": 1,"),
        text.replacen("{\"v\":1,", "{", 1).replacen('}', ",\"v\":1}", 1),
        text.replace("Log in", "\\u004cog in"),
    ];
    for other in other_forms {
        assert!(DoorFacts::parse(&other).is_err(), "{other}");
    }
    let changed = |change: fn(&mut DoorFacts)| {
        let mut facts = World::new().facts();
        change(&mut facts);
        DoorFacts::parse(&facts.to_text()).unwrap_err().to_string()
    };
    assert!(changed(|facts| facts.door = Door::Native).starts_with("door must be"));
    assert!(changed(|facts| facts.relying_party = "Bank".to_owned()).starts_with("iss must be"));
    assert!(changed(|facts| facts.jti = String::new()).starts_with("jti must be"));
    assert!(changed(|facts| facts.expires_at = NOW).starts_with("expires_at must be"));
    assert!(changed(|facts| facts.expires_at = NOW.plus(601)).starts_with("expires_at must be"));
    assert!(changed(|facts| facts.language = Some("English".to_owned())).starts_with("language must be"));
    let long = "a".repeat(5_000);
    assert!(DoorFacts::parse(&long).unwrap_err().to_string().contains("at most 4096"));
}

#[test]
fn a_statement_that_says_something_else_than_the_door_heard_is_told_apart() {
    let world = World::new();
    let facts = world.facts();
    let (statement, _) = world.vouched(&facts);
    let asked = Asked::parse(Door::MobileId, &facts.to_text()).unwrap();
    asked.check_stated(&statement).unwrap();
    let changes: [fn(&mut DoorFacts); 7] = [
        |facts| facts.relying_party = "court".to_owned(),
        |facts| facts.relying_party_certificate_sha256 = sha256(b"another"),
        |facts| facts.certificate_id = sha256(b"another"),
        |facts| facts.purpose = words::Purpose::Signature,
        |facts| facts.digest = HeardDigest::Sha256(Octets::new(vec![1; 32]).unwrap()),
        |facts| facts.text = Some(Line::new("text", "Something else").unwrap()),
        |facts| facts.expires_at = NOW.plus(60),
    ];
    for change in changes {
        let mut other = facts.clone();
        change(&mut other);
        let other = Asked::parse(Door::MobileId, &other.to_text()).unwrap();
        assert!(other.check_stated(&statement).is_err());
    }
    // Nor is it ever the statement of a request that somebody signed.
    assert!(statement.check_against(&world.authentication_request()).is_err());
}
