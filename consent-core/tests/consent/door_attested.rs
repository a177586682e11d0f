//! What nobody signed: a door alone vouches for it. The inner zone believes it for the relying party and the digest that it
//! names, within lower limits, and for nothing else.

use consent_core::PromptPolicy;
use phone_protocol::content::authentication_input;
use phone_protocol::display::Line;
use phone_protocol::fixed::VersionOne;
use phone_protocol::wire::Octets;
use phone_protocol::{DoorFacts, HeardDigest, RefusalReason, Sign};
use pki_types::signature::verify_p256_digest;
use pki_types::{Sha256Digest, sha256};
use store::{Session, SessionView, Verdict};
use test_country::Holder;
use words::{CodeMode, Door, Doors, MessageKind, Purpose, SessionId, SessionState};

use crate::asking::assert_refused;
use crate::country::Country;
use crate::phone::{Phone, read};

fn both() -> Doors {
    Doors::try_from(vec![Door::Native, Door::MobileId]).unwrap()
}

/// A country, a bank that is admitted with both doors, and a person's phone.
async fn scene() -> (Country, Holder, Phone) {
    let country = Country::new().await;
    let bank = country.relying_party_through("bank", both()).await;
    let phone = country.phone("100").await;
    (country, bank, phone)
}

fn digest(octets: Sha256Digest) -> HeardDigest {
    HeardDigest::Sha256(Octets::new(octets.as_bytes().to_vec()).unwrap())
}

/// What an honest door hears.
fn facts(country: &Country, from: &Holder, to: &Phone) -> DoorFacts {
    DoorFacts {
        v: VersionOne,
        door: Door::MobileId,
        relying_party: from.name.clone(),
        relying_party_certificate_sha256: from.certificate.sha256(),
        jti: SessionId::draw(country.random.as_ref()).to_string(),
        original_sha256: sha256(b"the request"),
        purpose: Purpose::Authentication,
        certificate_id: to.certificate(Purpose::Authentication).sha256(),
        digest: digest(sha256(b"random octets")),
        text: Some(Line::new("text", "Log in").unwrap()),
        language: Some("en".to_owned()),
        heard_at: country.now(),
        expires_at: country.now().plus(120),
    }
}

/// The row for it.
fn row(country: &Country, facts: &DoorFacts, to: &Phone) -> Session {
    Session {
        id: SessionId::draw(country.random.as_ref()),
        door: facts.door,
        relying_party: facts.relying_party.clone(),
        jti: facts.jti.clone(),
        request_sha256: facts.sha256(),
        request: facts.to_text(),
        purpose: facts.purpose,
        certificate_sha256: facts.certificate_id,
        person: to.person,
        device: to.device,
        code_mode: CodeMode::Compare,
        created_at: country.now(),
        expires_at: facts.expires_at,
        request_expires_at: facts.expires_at,
    }
}

async fn hear(country: &Country, facts: &DoorFacts, to: &Phone) -> SessionView {
    country.insert(row(country, facts, to)).await
}

#[tokio::test]
async fn what_a_door_heard_is_stated_as_that_and_signed_as_it_is() {
    let (country, bank, mut phone) = scene().await;
    for (purpose, other) in
        [(Purpose::Authentication, Purpose::Signature), (Purpose::Signature, Purpose::Authentication)]
    {
        let certificate_id = phone.certificate(purpose).sha256();
        let facts = DoorFacts { purpose, certificate_id, ..facts(&country, &bank, &phone) };
        let view = hear(&country, &facts, &phone).await;
        let (statement, _) = read(&view);
        assert_eq!((statement.door, statement.purpose), (Door::MobileId, purpose));
        assert_eq!(statement.request_sha256, facts.sha256());
        assert_eq!(statement.asker().unwrap().name.as_str(), "The bank");
        assert!(matches!(&statement.sign, Sign::HeardDigest { digest, .. } if *digest == facts.digest));
        assert_eq!(
            view.statement.as_ref().unwrap().code,
            Some(phone_protocol::facts::mobile_id_code(&facts.digest))
        );

        assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
        let outcome = country.view(&view.session.id).await.outcome.unwrap();
        assert_eq!(outcome.state, SessionState::Completed);
        let (signature, digest) = (released(outcome), sha256(b"random octets"));
        let verified = |purpose| {
            verify_p256_digest(phone.certificate(purpose).public_key(), digest.as_bytes(), &signature)
        };
        verified(purpose).unwrap();
        verified(other).unwrap_err();
    }
}

#[tokio::test]
async fn of_a_longer_digest_the_leftmost_octets_are_signed() {
    let (country, bank, mut phone) = scene().await;
    let octets: Vec<u8> = (0..64).collect();
    let digest = HeardDigest::Sha512(Octets::new(octets.clone()).unwrap());
    let view = hear(&country, &DoorFacts { digest, ..facts(&country, &bank, &phone) }, &phone).await;
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let signature = released(country.view(&view.session.id).await.outcome.unwrap());
    let key = phone.certificate(Purpose::Authentication).public_key();
    verify_p256_digest(key, octets.first_chunk().unwrap(), &signature).unwrap();
}

#[tokio::test]
async fn only_who_is_admitted_with_a_door_is_heard_through_it() {
    let (country, _, phone) = scene().await;
    let library = country.relying_party("library").await;
    assert_refused(&hear(&country, &facts(&country, &library, &phone), &phone).await, "door-not-used");

    let doors = Doors::try_from(vec![Door::MobileId]).unwrap();
    let school = country.relying_party_through("school", doors).await;
    let request = country.text_request(&school, &phone);
    assert_refused(&country.ask(&school, &request, &phone).await, "door-not-used");
}

#[tokio::test]
async fn what_a_door_says_of_its_facts_must_be_what_they_say() {
    type Lie = Box<dyn Fn(Session) -> Session>;
    let (country, bank, phone) = scene().await;
    country.relying_party_through("court", both()).await;
    let other = country.phone("200").await;
    let (certificate, person, device) =
        (other.certificate(Purpose::Authentication).sha256(), other.person, other.device);
    let lies: Vec<Lie> = vec![
        Box::new(|row| Session { relying_party: "court".to_owned(), ..row }),
        Box::new(|row| Session { jti: "another".to_owned(), ..row }),
        Box::new(|row| Session { purpose: Purpose::Signature, ..row }),
        Box::new(move |row| Session { certificate_sha256: certificate, ..row }),
        Box::new(move |row| Session { person, ..row }),
        Box::new(move |row| Session { device, ..row }),
        Box::new(|row| Session { code_mode: CodeMode::None, ..row }),
        Box::new(|row| Session { request_expires_at: row.request_expires_at.plus(60), ..row }),
        Box::new(|row| Session { request_sha256: sha256(b"other facts"), ..row }),
    ];
    for lie in lies {
        let honest = row(&country, &facts(&country, &bank, &phone), &phone);
        assert_refused(&country.insert(lie(honest)).await, "request-mismatch");
    }
}

#[tokio::test]
async fn facts_that_cannot_be_true_are_refused() {
    let (country, bank, phone) = scene().await;
    let court = country.relying_party_through("court", both()).await;
    let honest = || facts(&country, &bank, &phone);
    // In the name of one relying party, over the connection of another.
    let elsewhere = court.certificate.sha256();
    let posing = DoorFacts { relying_party_certificate_sha256: elsewhere, ..honest() };
    // With the person's other certificate, with nobody's, from another time.
    let other_purpose =
        DoorFacts { certificate_id: phone.certificate(Purpose::Signature).sha256(), ..honest() };
    let now = country.now();
    let from_the_future = DoorFacts { heard_at: now.plus(61), expires_at: now.plus(181), ..honest() };
    let expired = DoorFacts { heard_at: now.minus(120), expires_at: now, ..honest() };
    for (facts, problem) in [
        (posing, "relying-party-certificate"),
        (other_purpose, "certificate-purpose"),
        (from_the_future, "request-times"),
    ] {
        assert_refused(&hear(&country, &facts, &phone).await, problem);
    }
    let expired = Session { expires_at: now.plus(60), ..row(&country, &expired, &phone) };
    let view = country.insert(expired).await;
    assert!(view.statement.is_none());
    assert_eq!(view.state, SessionState::Expired);
    // Facts in another form than their one, and a signed request that is handed in as facts.
    let text = honest().to_text().replace(",\"door\"", ", \"door\"");
    let row = Session {
        request_sha256: sha256(text.as_bytes()),
        request: text,
        ..row(&country, &honest(), &phone)
    };
    assert_refused(&country.insert(row).await, "request-malformed");
    let request = country.text_request(&bank, &phone);
    let compact = country.sign(&bank, &request);
    let row = Session { door: Door::MobileId, ..country.session(&request, &compact, &phone) };
    assert_refused(&country.insert(row).await, "request-malformed");
    // And the other way round: facts are no signed request.
    let row = Session { door: Door::Native, ..self::row(&country, &honest(), &phone) };
    assert_refused(&country.insert(row).await, "request-malformed");
}

#[tokio::test]
async fn the_digest_of_another_login_is_not_signed_bare() {
    let (country, bank, phone) = scene().await;
    let court = country.relying_party_through("court", both()).await;
    // The person logs in to the court; whoever has seen that statement has the bank's door hear what the login signs.
    let login = country.ask(&court, &country.challenge_request(&court, &phone), &phone).await;
    let signs = sha256(&authentication_input(&login.statement.as_ref().unwrap().sha256));
    let refusal = phone.refusal(&country, &login, RefusalReason::NotMine);
    country.send(&login.session.id, MessageKind::Refusal, &phone.message(&refusal)).await;
    let relayed = DoorFacts { digest: digest(signs), ..facts(&country, &bank, &phone) };
    assert_refused(&hear(&country, &relayed, &phone).await, "digest-of-another");
}

#[tokio::test]
async fn the_limits_are_lower() {
    // 1. It waits until nothing else does, and others need not wait for it.
    let (country, bank, phone) = scene().await;
    let court = country.relying_party_through("court", both()).await;
    let open = country.ask(&court, &country.text_request(&court, &phone), &phone).await;
    assert_refused(&hear(&country, &facts(&country, &bank, &phone), &phone).await, "too-many-requests-open");
    country.store.door().insert_cancellation(open.session.id).await.unwrap();
    country.work().await;
    let heard = hear(&country, &facts(&country, &bank, &phone), &phone).await;
    assert_eq!(heard.state, SessionState::Stated);
    let signed = country.ask(&court, &country.text_request(&court, &phone), &phone).await;
    assert_eq!(signed.state, SessionState::Stated);

    // 2. It lives for two minutes, whatever the door says.
    let (country, bank, phone) = scene().await;
    let expires_at = country.now().plus(600);
    let long = DoorFacts { expires_at, ..facts(&country, &bank, &phone) };
    assert_eq!(read(&hear(&country, &long, &phone).await).0.expires_at, country.now().plus(120));

    // 3. Two are put before a person where three signed ones would be.
    let policy = PromptPolicy {
        pauses_seconds: Vec::new(),
        all_at_most: 1_000,
        all_pauses_seconds: Vec::new(),
        ..PromptPolicy::default()
    };
    let country = Country::with(policy).await;
    let bank = country.relying_party_through("bank", both()).await;
    let phone = country.phone("100").await;
    for _ in 0..2 {
        let view = hear(&country, &facts(&country, &bank, &phone), &phone).await;
        assert_eq!(view.state, SessionState::Stated);
        country.store.door().insert_cancellation(view.session.id).await.unwrap();
        country.work().await;
    }
    let third = row(&country, &facts(&country, &bank, &phone), &phone);
    let limits = store::OpenLimits { with_relying_party: 99, of_person: 99 };
    let refused = country.store.door().insert_session(third, limits).await.unwrap();
    assert!(matches!(refused, store::SessionInsertion::Paused { .. }), "the worker has paused the pair");
}

/// What was signed.
fn released(outcome: store::Outcome) -> Vec<u8> {
    outcome.signatures.unwrap().0.remove(0).unwrap()
}
