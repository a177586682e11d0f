//! Another PIN of a key: granted by the one that there is, told to the inner zone alone, for this key and no other.

use phone_protocol::message::Message;
use phone_protocol::wire::Secret32;
use phone_protocol::{Deed, NewPin, Wish};
use pki_types::{PublicKey, sha256};
use store::{SessionView, Verdict};
use test_country::Holder;
use words::{MessageKind, Nonce, Purpose, SessionState};

use crate::country::{Country, slug};
use crate::phone::{PIN_1, PIN_2, Phone, after, stranger};
use crate::wishes::{send, stated, wish};

const NEW: &str = "40628";

/// What the phone would tell the inner zone of the new PIN, for this key.
fn told(country: &Country, phone: &Phone, purpose: Purpose, to: &PublicKey) -> String {
    let proof_key = Secret32::new(*phone.proof_key(purpose, NEW));
    NewPin { device: phone.device, purpose, proof_key }.encrypt(to, country.random.as_ref()).unwrap()
}

fn opening_key(country: &Country) -> PublicKey {
    country.keys.opening.public_key().clone()
}

/// What comes of this PIN 2 for something to be signed, which is left to its end then.
async fn tries(country: &Country, bank: &Holder, phone: &Phone, pin: &str) -> Result<(), String> {
    let view = country.ask(bank, &country.text_request(bank, phone), phone).await;
    let (unlock, _) = phone.unlock(country, &view, pin);
    let reply = country.send(&view.session.id, MessageKind::Unlock, &unlock).await;
    phone.resolve(reply.verdict == Verdict::Done);
    country.clock.set(after(&view));
    country.work().await;
    if reply.verdict == Verdict::Done { Ok(()) } else { Err(slug(&reply).to_owned()) }
}

async fn wished(country: &Country, phone: &Phone, purpose: Purpose, secret: String) -> SessionView {
    let body = wish(country, phone, Deed::ChangePin { purpose, secret });
    stated(country, &send(country, phone.device, &body).await).await
}

#[tokio::test]
async fn the_pin_that_there_is_grants_another_one() {
    let country = Country::new().await;
    let (bank, mut phone) = (country.relying_party("bank").await, country.phone("100").await);
    let secret = told(&country, &phone, Purpose::Signature, &opening_key(&country));
    let view = wished(&country, &phone, Purpose::Signature, secret).await;
    assert_eq!(view.session.purpose, Purpose::Signature);

    // The new one does not grant itself.
    let (unlock, _) = phone.unlock(&country, &view, NEW);
    assert_eq!(slug(&country.send(&view.session.id, MessageKind::Unlock, &unlock).await), "pin-wrong");
    phone.resolve(false);
    let reply = phone.consent(&country, &view).await;
    assert_eq!((reply.verdict, reply.body.as_str()), (Verdict::Done, r#"{"state":"completed"}"#));

    // The wrong tries are the key's, and stay: the third of them locks.
    assert_eq!(tries(&country, &bank, &phone, NEW).await, Ok(()));
    assert_eq!(tries(&country, &bank, &phone, PIN_2).await, Err("pin-wrong".to_owned()));
    assert_eq!(tries(&country, &bank, &phone, PIN_1).await, Err("pin-locked".to_owned()));
}

#[tokio::test]
async fn what_is_for_another_key_or_opens_for_nobody_changes_nothing() {
    let country = Country::new().await;
    let (bank, mut phone) = (country.relying_party("bank").await, country.phone("100").await);
    let (other, ck) = (country.phone("200").await, opening_key(&country));
    let altered = {
        let mut good = told(&country, &phone, Purpose::Signature, &ck);
        let last = good.pop().unwrap();
        good.push(if last == 'A' { 'Q' } else { 'A' });
        good
    };
    for secret in [
        told(&country, &other, Purpose::Signature, &ck),
        told(&country, &phone, Purpose::Authentication, &ck),
        told(&country, &phone, Purpose::Signature, stranger().public_key()),
        altered,
    ] {
        let view = wished(&country, &phone, Purpose::Signature, secret).await;
        assert_eq!(slug(&phone.consent(&country, &view).await), "message-malformed");
        assert_eq!(country.view(&view.session.id).await.state, SessionState::Failed);
    }
    assert_eq!(tries(&country, &bank, &phone, PIN_2).await, Ok(()), "the PIN is as it was");
}

/// A door kept the answer of a change back, and brings it when the person has changed the PIN again.
#[tokio::test]
async fn a_change_that_comes_after_a_later_one_is_none() {
    let country = Country::new().await;
    let (bank, mut phone) = (country.relying_party("bank").await, country.phone("100").await);
    let secret = || told(&country, &phone, Purpose::Signature, &opening_key(&country));
    let (earlier, later) = (secret(), secret());
    let view = wished(&country, &phone, Purpose::Signature, earlier).await;
    let opened = phone.sign(&country, &view).await;
    let kept = phone.message(&phone.answer(&country, &view, &opened));

    let second = wished(&country, &phone, Purpose::Signature, later).await;
    assert_eq!(phone.consent(&country, &second).await.verdict, Verdict::Done);
    let reply = country.send(&view.session.id, MessageKind::Answer, &kept).await;
    assert_eq!(slug(&reply), "unlock-late");
    assert_eq!(country.view(&view.session.id).await.state, SessionState::Failed);
    assert_eq!(tries(&country, &bank, &phone, NEW).await, Ok(()));
}

#[tokio::test]
async fn what_is_no_encrypted_pin_is_no_wish() {
    let country = Country::new().await;
    let phone = country.phone("100").await;
    for secret in [String::new(), "a.b.c.d.e".to_owned(), "A".repeat(1_025)] {
        let deed = Deed::ChangePin { purpose: Purpose::Signature, secret: secret.clone() };
        let nonce = Nonce::draw(country.random.as_ref());
        assert!(Wish::new(phone.device, deed, nonce, country.now()).draft().is_err(), "{secret}");
    }
}

#[tokio::test]
async fn of_two_workers_one_changes_it() {
    let country = Country::new().await;
    let (bank, mut phone) = (country.relying_party("bank").await, country.phone("100").await);
    let secret = told(&country, &phone, Purpose::Authentication, &opening_key(&country));
    let view = wished(&country, &phone, Purpose::Authentication, secret).await;
    let opened = phone.sign(&country, &view).await;
    let body = phone.message(&phone.answer(&country, &view, &opened));
    let hash = sha256(body.as_bytes());
    let (session, kind, created_at) = (view.session.id, MessageKind::Answer, country.now());
    let message = store::Message { sha256: hash, session, kind, body, created_at };
    country.store.door().insert_message(message).await.unwrap();
    let (one, two) = tokio::join!(country.consent.complete(hash), country.consent.complete(hash));
    assert!(one.is_ok() || two.is_ok());
    country.consent.complete(hash).await.unwrap();
    assert_eq!(country.view(&session).await.state, SessionState::Completed);
    let leaves = country.store.leaves_after(0, 1_000).await.unwrap();
    assert_eq!(leaves.iter().filter(|leaf| leaf.kind == "outcome").count(), 1);
    assert_eq!(tries(&country, &bank, &phone, PIN_2).await, Ok(()), "the other PIN is as it was");
}
