//! Every story may be run twice, at the same time, or be stopped anywhere and run again: the rows are the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hsm_adapter::Signer;
use phone_protocol::RefusalReason;
use pki_types::{ManualClock, PublicKey, SignatureAlgorithm, sha256};
use store::{Message, OpenLimits, Store, Verdict};
use tokio::runtime::Handle;
use words::problem;
use words::{DeviceId, MessageKind, SessionId, SessionState};

use crate::asking::scene;
use crate::country::{Country, consent};
use crate::phone::after;
use crate::unlocking::asked;

/// Hands a message in without running the worker.
pub(crate) async fn insert(
    country: &Country,
    session: &SessionId,
    kind: MessageKind,
    body: String,
) -> pki_types::Sha256Digest {
    let sha256 = sha256(body.as_bytes());
    let message =
        Message { sha256, session: *session, kind, body, created_at: pki_types::Clock::now(&country.clock) };
    country.store.door().insert_message(message).await.unwrap();
    sha256
}

#[tokio::test]
async fn stating_twice_at_once_makes_one_statement() {
    let (country, bank, phone) = scene().await;
    country.consent.key_list().await.unwrap();
    let request = country.text_request(&bank, &phone);
    let session = country.session(&request, &country.sign(&bank, &request), &phone);
    let id = session.id;
    let limits = OpenLimits { with_relying_party: 9, of_person: 9 };
    country.store.door().insert_session(session, limits).await.unwrap();
    let (one, two) = tokio::join!(country.consent.state(id), country.consent.state(id));
    one.unwrap();
    two.unwrap();
    let stated = country.picture(&id, &phone).await;
    assert_eq!(stated.state, SessionState::Stated);
    country.consent.state(id).await.unwrap();
    assert_eq!(country.picture(&id, &phone).await, stated);
    let leaves = country.store.leaves_after(0, 1_000).await.unwrap();
    assert_eq!(leaves.iter().filter(|leaf| leaf.kind == "statement").count(), 1);
}

#[tokio::test]
async fn an_unlock_run_twice_at_once_counts_once() {
    let (country, _, phone, view) = asked().await;
    for (pin, failures) in [("55107", 1), ("66018", 2)] {
        let (unlock, _) = phone.unlock(&country, &view, pin);
        let hash = insert(&country, &view.session.id, MessageKind::Unlock, unlock).await;
        let (one, two) = tokio::join!(country.consent.unlock(hash), country.consent.unlock(hash));
        one.unwrap();
        two.unwrap();
        assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1], (failures, None, 0));
    }
}

#[tokio::test]
async fn an_answer_run_twice_at_once_is_released_once() {
    let (country, _, mut phone, view) = asked().await;
    let opened = phone.sign(&country, &view).await;
    let answer = phone.message(&phone.answer(&country, &view, &opened));
    let hash = insert(&country, &view.session.id, MessageKind::Answer, answer).await;
    let (one, two) = tokio::join!(country.consent.complete(hash), country.consent.complete(hash));
    one.unwrap();
    two.unwrap();
    let done = country.picture(&view.session.id, &phone).await;
    assert_eq!((done.state, done.secrets[1]), (SessionState::Completed, (0, None, 1)));
    country.consent.complete(hash).await.unwrap();
    assert_eq!(country.picture(&view.session.id, &phone).await, done);
    let leaves = country.store.leaves_after(0, 1_000).await.unwrap();
    assert_eq!(leaves.iter().filter(|leaf| leaf.kind == "outcome").count(), 1);
}

#[tokio::test]
async fn the_first_end_wins() {
    let (country, _, mut phone, view) = asked().await;
    let opened = phone.sign(&country, &view).await;
    let answer = phone.message(&phone.answer(&country, &view, &opened));
    let refusal = phone.message(&phone.refusal(&country, &view, RefusalReason::Declined));
    let answer = insert(&country, &view.session.id, MessageKind::Answer, answer).await;
    let refusal = insert(&country, &view.session.id, MessageKind::Refusal, refusal).await;
    country.store.door().insert_cancellation(view.session.id).await.unwrap();
    let consent = &country.consent;
    let (one, two, three) =
        tokio::join!(consent.complete(answer), consent.refuse(refusal), consent.cancel(view.session.id));
    one.unwrap();
    two.unwrap();
    three.unwrap();
    let state = country.view(&view.session.id).await.state;
    assert!(state.is_final());
    let replies = [
        country.store.reply(&answer).await.unwrap().unwrap().verdict,
        country.store.reply(&refusal).await.unwrap().unwrap().verdict,
    ];
    let over = Verdict::Refused(problem::SESSION_OVER);
    let expected = match state {
        SessionState::Completed => [Verdict::Done, over],
        SessionState::Refused => [over, Verdict::Done],
        _ => [over, over],
    };
    assert_eq!(replies, expected, "{state}");
    let leaves = country.store.leaves_after(0, 1_000).await.unwrap();
    assert_eq!(leaves.iter().filter(|leaf| leaf.kind == "outcome").count(), 1);
}

/// The sweep, twice, beside an answer, a refusal and a cancellation that came in the last second: one end, whoever is first.
#[tokio::test]
async fn a_session_whose_time_is_over_ends_once_whatever_else_happens_to_it() {
    for late in 0..4 {
        let (country, _, mut phone, view) = asked().await;
        let (id, opened) = (view.session.id, phone.sign(&country, &view).await);
        let answer = phone.message(&phone.answer(&country, &view, &opened));
        let refusal = phone.message(&phone.refusal(&country, &view, RefusalReason::Declined));
        let answer = insert(&country, &id, MessageKind::Answer, answer).await;
        let refusal = insert(&country, &id, MessageKind::Refusal, refusal).await;
        country.store.door().insert_cancellation(id).await.unwrap();
        let consent = &country.consent;
        // Whoever hears the phone before its time is over may end it after that.
        let early = ManualClock::new(after(&view).minus(1));
        let hurried = self::consent(&country.store, &country.keys, &early, &country.random);
        country.clock.set(after(&view));
        let race = async |turn: u32| {
            if turn == late {
                tokio::task::yield_now().await
            }
        };
        let (one, two, answered, refused, cancelled) = tokio::join!(
            async {
                race(0).await;
                consent.expire().await
            },
            async {
                race(1).await;
                consent.expire().await
            },
            async {
                race(2).await;
                hurried.complete(answer).await
            },
            async {
                race(3).await;
                hurried.refuse(refusal).await
            },
            consent.cancel(id),
        );
        assert!(one.unwrap() <= 1 && two.unwrap() <= 1);
        answered.unwrap();
        refused.unwrap();
        cancelled.unwrap();
        let state = country.view(&id).await.state;
        assert!(state.is_final(), "{state}");
        assert_eq!(consent.expire().await.unwrap(), 0);
        let leaves = country.store.leaves_after(0, 1_000).await.unwrap();
        assert_eq!(leaves.iter().filter(|leaf| leaf.kind == "outcome").count(), 1, "{state}");
        for (message, done) in [(answer, SessionState::Completed), (refusal, SessionState::Refused)] {
            let verdict = country.store.reply(&message).await.unwrap().unwrap().verdict;
            let over = Verdict::Refused(problem::SESSION_OVER);
            assert_eq!(verdict, if state == done { Verdict::Done } else { over }, "{state}");
        }
    }
}

/// What one round does not reach the next one does, the most overdue first.
#[tokio::test]
async fn a_round_of_the_sweep_is_bounded() {
    let (country, bank, phone) = scene().await;
    let many = u32::try_from(consent_core::SWEPT_AT_ONCE).unwrap() + 3;
    let limits = OpenLimits { with_relying_party: u32::MAX, of_person: u32::MAX };
    let mut sessions = Vec::new();
    for _ in 0..many {
        let request = country.text_request(&bank, &phone);
        let session = country.session(&request, "never read", &phone);
        sessions.push(session.id);
        country.store.door().insert_session(session, limits).await.unwrap();
    }
    country.clock.advance(600);
    assert_eq!(country.consent.expire().await.unwrap(), consent_core::SWEPT_AT_ONCE);
    assert_eq!(country.consent.expire().await.unwrap(), 3);
    assert_eq!(country.consent.expire().await.unwrap(), 0);
    for id in sessions {
        assert_eq!(country.view(&id).await.state, SessionState::Expired);
    }
}

/// A signer that can be away.
struct Away {
    inner: Arc<dyn Signer>,
    away: AtomicBool,
}

impl Signer for Away {
    fn public_key(&self) -> &PublicKey {
        self.inner.public_key()
    }
    fn algorithm(&self) -> SignatureAlgorithm {
        self.inner.algorithm()
    }
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, hsm_adapter::Error> {
        if self.away.load(Ordering::SeqCst) {
            return Err(hsm_adapter::Error::Refused { what: "sign", problem: "it is away".to_owned() });
        }
        self.inner.sign(message)
    }
}

#[tokio::test]
async fn while_a_key_is_away_nothing_is_written_and_afterwards_the_same_jobs_are_done() {
    let (country, bank, mut phone) = scene().await;
    country.consent.key_list().await.unwrap();
    let signer =
        |inner: &Arc<dyn Signer>| Arc::new(Away { inner: inner.clone(), away: AtomicBool::new(true) });
    let (statement, receipt) = (signer(&country.keys.statement), signer(&country.keys.receipt));
    let mut keys = country.keys.clone();
    keys.statement = statement.clone();
    keys.receipt = receipt.clone();
    let shaky = consent(&country.store, &keys, &country.clock, &country.random);

    // The statement.
    let request = country.text_request(&bank, &phone);
    let session = country.session(&request, &country.sign(&bank, &request), &phone);
    let id = session.id;
    let limits = OpenLimits { with_relying_party: 9, of_person: 9 };
    country.store.door().insert_session(session, limits).await.unwrap();
    let before = country.picture(&id, &phone).await;
    assert!(shaky.state(id).await.is_err());
    assert_eq!(country.picture(&id, &phone).await, before);
    statement.away.store(false, Ordering::SeqCst);
    shaky.state(id).await.unwrap();
    let view = country.view(&id).await;
    assert_eq!(view.state, SessionState::Stated);

    // The share: the count stays, the job goes on from there.
    let (unlock, ephemeral) = phone.unlock(&country, &view, crate::phone::PIN_2);
    let hash = insert(&country, &id, MessageKind::Unlock, unlock.clone()).await;
    statement.away.store(true, Ordering::SeqCst);
    assert!(shaky.unlock(hash).await.is_err());
    assert_eq!(country.picture(&id, &phone).await.secrets[1], (1, None, 0));
    statement.away.store(false, Ordering::SeqCst);
    shaky.unlock(hash).await.unwrap();
    assert_eq!(country.picture(&id, &phone).await.secrets[1], (0, None, 1));
    let reply = country.store.reply(&hash).await.unwrap().unwrap();
    let opened = phone.open(&country, &view, &unlock, &ephemeral, &reply, crate::phone::PIN_2);

    // The receipt.
    let answer = phone.message(&phone.answer(&country, &view, &opened));
    let hash = insert(&country, &id, MessageKind::Answer, answer).await;
    let before = country.picture(&id, &phone).await;
    assert!(shaky.complete(hash).await.is_err());
    assert_eq!(country.picture(&id, &phone).await, before);
    receipt.away.store(false, Ordering::SeqCst);
    shaky.complete(hash).await.unwrap();
    assert_eq!(country.view(&id).await.state, SessionState::Completed);
}

/// A signer in whose hands the device is blocked, as when another worker notices a copy at the same time.
struct Meanwhile {
    inner: Arc<dyn Signer>,
    store: Store,
    device: DeviceId,
}

impl Signer for Meanwhile {
    fn public_key(&self) -> &PublicKey {
        self.inner.public_key()
    }
    fn algorithm(&self) -> SignatureAlgorithm {
        self.inner.algorithm()
    }
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, hsm_adapter::Error> {
        let device = self.device;
        let blocked = self.store.transaction("test", move |transaction| {
            Box::pin(async move { transaction.block_device(&device, "pin-exhausted").await })
        });
        assert!(Handle::current().block_on(blocked).unwrap());
        self.inner.sign(message)
    }
}

/// Two unlocks are heard; what blocks the phone by the one is not undone by the other.
#[tokio::test]
async fn a_right_pin_that_was_heard_before_a_block_gets_no_share_after_it() {
    let (country, _, phone, view) = asked().await;
    let (unlock, _) = phone.unlock(&country, &view, crate::phone::PIN_2);
    let hash = insert(&country, &view.session.id, MessageKind::Unlock, unlock).await;
    let mut keys = country.keys.clone();
    keys.statement = Arc::new(Meanwhile {
        inner: country.keys.statement.clone(),
        store: country.store.clone(),
        device: phone.device,
    });
    consent(&country.store, &keys, &country.clock, &country.random).unlock(hash).await.unwrap();
    let reply = country.store.reply(&hash).await.unwrap().unwrap();
    assert_eq!(reply.verdict, Verdict::Refused(problem::DEVICE_BLOCKED), "{}", reply.body);
    let picture = country.picture(&view.session.id, &phone).await;
    assert_eq!((picture.blocked.as_deref(), picture.secrets[1].2), (Some("pin-exhausted"), 0));
}

#[tokio::test]
async fn a_job_about_nothing_is_an_error_of_ours() {
    let country = Country::new().await;
    let nothing = SessionId::from_bytes([1; 16]);
    assert!(country.consent.state(nothing).await.is_err());
    let hash = sha256(b"no message");
    assert!(country.consent.unlock(hash).await.is_err());
    assert!(country.consent.complete(hash).await.is_err());
    assert!(country.consent.refuse(hash).await.is_err());
}
