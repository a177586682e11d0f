//! How a session ends without a signature: refused, cancelled, expired; and who wins if two ends meet.

use phone_protocol::message::Received;
use phone_protocol::receipt::ReceiptState;
use phone_protocol::{Receipt, Refusal, RefusalReason};
use pki_types::sha256;
use store::Verdict;
use words::{MessageKind, SessionState};

use crate::country::slug;
use crate::phone::{after, stranger};
use crate::running_twice::insert;
use crate::unlocking::asked;

#[tokio::test]
async fn that_a_phone_shows_the_request_is_its_row_alone() {
    let (country, _, phone, view) = asked().await;
    let shown = phone.message(&phone.shown(&country, &view));
    let hash = insert(&country, &view.session.id, MessageKind::Shown, shown).await;
    assert_eq!(country.view(&view.session.id).await.state, SessionState::Shown);
    assert!(
        country.store.due_jobs(country.now(), 100).await.unwrap().is_empty(),
        "there is nothing to decide"
    );
    country.work().await;
    assert!(country.store.reply(&hash).await.unwrap().is_none());
}

#[tokio::test]
async fn a_person_says_no_and_the_relying_party_learns_why() {
    for (reason, problem) in [
        (RefusalReason::Declined, "declined"),
        (RefusalReason::NotMine, "not-mine"),
        (RefusalReason::WrongCode, "wrong-code"),
    ] {
        let (country, _, phone, view) = asked().await;
        let refusal = phone.message(&phone.refusal(&country, &view, reason));
        let reply = country.send(&view.session.id, MessageKind::Refusal, &refusal).await;
        assert_eq!((reply.verdict, reply.body.as_str()), (Verdict::Done, r#"{"state":"refused"}"#));
        let outcome = country.view(&view.session.id).await.outcome.unwrap();
        assert_eq!((outcome.state, outcome.problem.as_deref()), (SessionState::Refused, Some(problem)));
        let receipt = Received::<Receipt>::parse(&outcome.receipt.unwrap()).unwrap();
        let receipt = receipt.verify(country.keys.receipt.public_key()).unwrap();
        assert_eq!((receipt.state, receipt.signatures_sha256.clone()), (ReceiptState::Refused, None));
    }
}

#[tokio::test]
async fn nobody_else_can_refuse_for_the_phone() {
    let (country, _, phone, view) = asked().await;
    let other = country.phone("200").await;
    let refusal = phone.refusal(&country, &view, RefusalReason::NotMine);
    let draft = phone_protocol::Message::draft(&refusal).unwrap();
    let signature = stranger().sign(draft.signing_input());
    let forged = draft.assemble(&signature).unwrap();
    let other_device = Refusal { device: other.device, ..refusal.clone() };
    let other_statement = Refusal { statement_sha256: sha256(b"another"), ..refusal };
    let before = country.picture(&view.session.id, &phone).await;
    for (message, problem) in [
        (forged, "other-device"),
        (other.message(&other_device), "other-device"),
        (phone.message(&other_statement), "other-statement"),
    ] {
        let reply = country.send(&view.session.id, MessageKind::Refusal, &message).await;
        assert_eq!(slug(&reply), problem);
        assert_eq!(country.picture(&view.session.id, &phone).await, before);
    }
}

#[tokio::test]
async fn a_relying_party_cancels_what_is_open_and_nothing_else() {
    let (country, _, phone, view) = asked().await;
    country.store.door().insert_cancellation(view.session.id).await.unwrap();
    country.work().await;
    let outcome = country.view(&view.session.id).await.outcome.unwrap();
    assert_eq!((outcome.state, outcome.problem), (SessionState::Cancelled, None));
    let (unlock, _) = phone.unlock(&country, &view, crate::phone::PIN_2);
    let reply = country.send(&view.session.id, MessageKind::Unlock, &unlock).await;
    assert_eq!(slug(&reply), "session-over");

    // Too late: the signature has left.
    let (country, _, mut phone, view) = asked().await;
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let before = country.picture(&view.session.id, &phone).await;
    country.store.door().insert_cancellation(view.session.id).await.unwrap();
    country.work().await;
    assert_eq!(country.picture(&view.session.id, &phone).await, before);
}

#[tokio::test]
async fn a_cancel_without_a_wish_does_nothing() {
    let (country, _, phone, view) = asked().await;
    let before = country.picture(&view.session.id, &phone).await;
    country.consent.cancel(view.session.id).await.unwrap();
    assert_eq!(country.picture(&view.session.id, &phone).await, before);
}

#[tokio::test]
async fn a_session_cancelled_before_it_was_stated_is_never_shown() {
    let (country, bank, phone, _) = asked().await;
    let court = country.relying_party("court").await;
    let request = country.text_request(&court, &phone);
    let session = country.session(&request, &country.sign(&court, &request), &phone);
    let id = session.id;
    let limits = store::OpenLimits { with_relying_party: 9, of_person: 9 };
    country.store.door().insert_session(session, limits).await.unwrap();
    country.store.door().insert_cancellation(id).await.unwrap();
    country.consent.cancel(id).await.unwrap();
    country.work().await;
    let view = country.view(&id).await;
    assert_eq!(view.state, SessionState::Cancelled);
    assert!(view.statement.is_none());
    drop(bank);
}

#[tokio::test]
async fn a_session_expires_at_its_statements_end_and_not_before() {
    let (country, _, phone, view) = asked().await;
    country.clock.set(after(&view).minus(1));
    country.work().await;
    let before = country.picture(&view.session.id, &phone).await;
    assert_eq!(before.state, SessionState::Stated);

    country.clock.set(after(&view));
    assert_eq!(country.consent.expire().await.unwrap(), 1);
    assert_eq!(country.consent.expire().await.unwrap(), 0, "what has ended is not looked at again");
    let outcome = country.view(&view.session.id).await.outcome.unwrap();
    assert_eq!((outcome.state, outcome.problem), (SessionState::Expired, None));
    let refusal = phone.message(&phone.refusal(&country, &view, RefusalReason::Declined));
    let reply = country.send(&view.session.id, MessageKind::Refusal, &refusal).await;
    assert_eq!(slug(&reply), "session-over");
    assert!(country.now() >= after(&view));
}

#[tokio::test]
async fn a_statement_that_ends_before_its_session_takes_the_session_with_it() {
    let (country, bank, phone, _) = asked().await;
    drop(bank);
    let court = country.relying_party("court").await;
    let request = country.text_request(&court, &phone);
    let compact = country.sign(&court, &request);
    let long =
        store::Session { expires_at: request.exp.plus(1_000), ..country.session(&request, &compact, &phone) };
    let view = country.insert(long).await;
    assert_eq!(after(&view), request.exp);
    country.clock.set(after(&view));
    country.work().await;
    assert_eq!(country.view(&view.session.id).await.state, SessionState::Expired);
}
