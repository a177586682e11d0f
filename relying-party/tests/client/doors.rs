//! A door in somebody else's hands: whom it finds, what it has shown, and how long it is asked.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pki_types::encoding::base64;
use pki_types::{Clock, ManualClock, SystemRandom};
use relying_party::{
    Check, Content, Country as Addresses, Credentials, Error, Purpose, RelyingParty, Session, plain_client,
};
use serde_json::{Value, json};
use test_country::{NOW, SESSION};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use words::SessionState;

use crate::country::{CHALLENGE, Country, nowhere};

/// A country whose only door answers this to everything, and a minute or more has gone by each time.
async fn answering(body: Value, clock: Arc<ManualClock>, minutes: i64) -> Addresses {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let relying_party_api = format!("http://{}", listener.local_addr().unwrap());
    let body = body.to_string();
    let answer =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    tokio::spawn(async move {
        loop {
            let (mut peer, _) = listener.accept().await.unwrap();
            let _asked = peer.read(&mut [0; 65_536]).await.unwrap();
            clock.advance(60 * minutes);
            peer.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    Addresses { relying_party_api, ..nowhere() }
}

fn party<'a>(
    credentials: &'a Credentials,
    addresses: &'a Addresses,
    clock: &'a ManualClock,
) -> RelyingParty<'a> {
    RelyingParty::with_client(plain_client().unwrap(), credentials, addresses, clock, &SystemRandom).unwrap()
}

fn session_body(change: &Value) -> Value {
    let mut body = json!({ "session": SESSION, "state": "stated", "code": "4711", "expires_at": NOW });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn nobody_is_found_but_the_person_who_was_asked_for() {
    let (country, clock) = (Country::new(), Arc::new(ManualClock::new(NOW)));
    let person = country.found(&country.person[0]);
    let entry = json!({
        "certificate_id": person.id, "purpose": "authentication", "device": "d1".repeat(16),
        "certificate": base64(person.certificate.der()),
        "chain": person.chain.iter().map(|above| base64(above.der())).collect::<Vec<_>>(),
    });
    let addresses = answering(json!({ "certificates": [entry] }), Arc::clone(&clock), 0).await;
    let credentials = country.credentials();
    let party = party(&credentials, &addresses, &clock);
    let found = party.look_up("MU", "T9901011", Purpose::Authentication).await.unwrap();
    assert_eq!(found.id, person.id);
    for (country, code) in [("MU", "T9901012"), ("FR", "T9901011"), ("MU", "T990101"), ("MU", "")] {
        let refusal = party.look_up(country, code, Purpose::Authentication).await.unwrap_err();
        assert_eq!(refusal.check(), Some(Check::Person));
        assert!(!refusal.in_full().contains("T99"), "{}", refusal.in_full());
    }
}

#[tokio::test]
async fn a_code_is_four_digits_before_anybody_hears_it() {
    let (country, clock) = (Country::new(), Arc::new(ManualClock::new(NOW)));
    let request = country.request(&country.person[0], &Content::Challenge(&CHALLENGE));
    let credentials = country.credentials();
    for code in ["\u{1b}[2J", "47110", "٤٧", "4711\n", ""] {
        let body = session_body(&json!({ "code": code }));
        let addresses = answering(body, Arc::clone(&clock), 0).await;
        let party = party(&credentials, &addresses, &clock);
        let begun = party.send(&request).await.unwrap_err();
        assert_eq!(begun.check(), Some(Check::AnswerForm), "{code:?}");
        let open = Session {
            session: SESSION,
            state: SessionState::Requested,
            code: None,
            request: request.clone(),
        };
        let waited = party.wait(&open, |_, code| assert_eq!(code, None)).await.unwrap_err();
        assert_eq!(waited.check(), Some(Check::AnswerForm), "{code:?}");
    }
}

#[tokio::test]
async fn waiting_pauses_and_ends_with_the_request() {
    let (country, clock) = (Country::new(), Arc::new(ManualClock::new(NOW)));
    let request = country.request(&country.person[0], &Content::Challenge(&CHALLENGE));
    let addresses = answering(session_body(&json!({})), Arc::clone(&clock), 2).await;
    let credentials = country.credentials();
    let party = party(&credentials, &addresses, &clock);
    let open = Session { session: SESSION, state: SessionState::Requested, code: None, request };
    let begun = Instant::now();
    let Err(Error::Ended(ended)) = party.wait(&open, |_, _| {}).await else { panic!("it ends") };
    assert_eq!(ended.state, SessionState::Expired);
    // Three polls: one with news, one after which there is a pause, and one behind the request's end.
    assert_eq!(clock.now(), NOW.plus(360));
    assert!(begun.elapsed() >= Duration::from_secs(1));
}
