//! A phone proves a PIN: counted before it is compared, and answered with a share only if it is right.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hsm_adapter::Protector;
use phone_protocol::{Unlock, WrongPins, WrongTries};
use store::SessionView;
use store::Verdict;
use test_country::Holder;
use words::{MessageKind, SessionState};
use zeroize::Zeroizing;

use crate::asking::scene;
use crate::country::{Country, Picture, consent, slug};
use crate::phone::{PIN_1, PIN_2, Phone, after, read, stranger};
use crate::running_twice::insert;

pub(crate) const WRONG: &str = "55107";

/// A country whose bank has asked for a signature.
pub(crate) async fn asked() -> (Country, Holder, Phone, SessionView) {
    let (country, bank, phone) = scene().await;
    let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(view.state, SessionState::Stated);
    (country, bank, phone, view)
}

/// Tries a PIN; gives the problem, if there is one.
pub(crate) async fn try_pin(
    country: &Country,
    phone: &Phone,
    view: &SessionView,
    pin: &str,
) -> Option<&'static str> {
    let (unlock, _) = phone.unlock(country, view, pin);
    let reply = country.send(&view.session.id, MessageKind::Unlock, &unlock).await;
    (reply.verdict != Verdict::Done).then(|| slug(&reply))
}

/// What a member of a stored reply says.
async fn member(country: &Country, message: &str, name: &str) -> serde_json::Value {
    let reply = country.store.reply(&pki_types::sha256(message.as_bytes())).await.unwrap().unwrap();
    serde_json::from_str::<serde_json::Value>(&reply.body).unwrap()[name].clone()
}

#[tokio::test]
async fn a_right_pin_gets_the_share_that_opens_the_key() {
    let (country, _, mut phone, view) = asked().await;
    let opened = phone.sign(&country, &view).await;
    assert_eq!(opened.epoch, 1);
    let picture = country.picture(&view.session.id, &phone).await;
    // The shares move with the unlock, whether an answer comes or not.
    assert_eq!(picture.secrets, [(0, None, 0), (0, None, 1)]);
    assert_eq!(picture.state, SessionState::Shown);
}

#[tokio::test]
async fn a_wrong_pin_is_counted_and_logged_and_changes_nothing_else() {
    let (country, bank, mut phone, view) = asked().await;
    let before = country.picture(&view.session.id, &phone).await;
    let (unlock, _) = phone.unlock(&country, &view, WRONG);
    let reply = country.send(&view.session.id, MessageKind::Unlock, &unlock).await;
    assert_eq!(slug(&reply), "pin-wrong");
    assert_eq!(member(&country, &unlock, "remaining").await, 2);
    let counted = Picture { secrets: vec![(0, None, 0), (1, None, 0)], leaves: before.leaves + 1, ..before };
    assert_eq!(country.picture(&view.session.id, &phone).await, counted);

    // The PIN of the other key is as wrong as any.
    assert_eq!(try_pin(&country, &phone, &view, PIN_1).await, Some("pin-wrong"));
    // A right one takes nothing away, and the person is told.
    let told = |since_last_use| WrongPins {
        signature: WrongTries { since_last_use, last_30_days: 2 },
        ..WrongPins::default()
    };
    assert_eq!(phone.sign(&country, &view).await.wrong_pins, told(2));
    assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1], (2, None, 1));

    // It is told again until a signature has shown that the phone heard it, also with the other PIN.
    country.clock.set(after(&view));
    country.work().await;
    let next = country.ask(&bank, &country.challenge_request(&bank, &phone), &phone).await;
    let opened = phone.sign(&country, &next).await;
    assert_eq!(opened.wrong_pins, told(2));
    let answer = phone.message(&phone.answer(&country, &next, &opened));
    assert_eq!(country.send(&next.session.id, MessageKind::Answer, &answer).await.verdict, Verdict::Done);
    let next = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(phone.sign(&country, &next).await.wrong_pins, told(0));
}

#[tokio::test]
async fn who_tries_between_the_owners_sessions_has_nine_guesses_and_no_more() {
    let (country, bank, mut phone, first) = asked().await;
    let copy = phone.clone();
    let mut view = first;
    for wrong in 1..=9 {
        // A copy without the PIN tries, and then its owner signs.
        let problem = try_pin(&country, &copy, &view, WRONG).await;
        let expected = match wrong {
            3 | 6 => "pin-locked",
            9 => "pin-exhausted",
            _ => "pin-wrong",
        };
        assert_eq!(problem, Some(expected), "{wrong}");
        if expected == "pin-wrong" {
            assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done, "{wrong}");
        }
        country.clock.advance(2 * 86_400);
        country.work().await;
        if wrong < 9 {
            view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
            assert_eq!(view.state, SessionState::Stated, "{wrong}");
        }
    }
    let picture = country.picture(&view.session.id, &phone).await;
    assert_eq!(picture.blocked.as_deref(), Some("pin-exhausted"));
}

#[tokio::test]
async fn a_clumsy_person_loses_nothing_but_time() {
    let (country, bank, mut phone, first) = asked().await;
    let mut view = first;
    // One wrong PIN every four days, for half a year: at most eight in 30 days.
    for wrong in 1..=45 {
        let problem = try_pin(&country, &phone, &view, WRONG).await;
        if problem == Some("pin-wrong") {
            assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done, "{wrong}");
        }
        let kept = country.store.pin_tries(&phone.device).await.unwrap().len();
        assert!(kept <= 9, "{kept} are kept");
        country.clock.advance(4 * 86_400);
        country.work().await;
        view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
        assert_eq!(view.state, SessionState::Stated, "{wrong}");
    }
    let opened = phone.sign(&country, &view).await;
    assert_eq!(opened.wrong_pins.signature.last_30_days, 7);
    country.clock.advance(31 * 86_400);
    country.work().await;
    let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(phone.sign(&country, &view).await.wrong_pins, WrongPins::default());
}

#[tokio::test]
async fn a_replayed_unlock_counts_nothing_and_gets_the_stored_reply() {
    let (country, _, phone, view) = asked().await;
    let (unlock, _) = phone.unlock(&country, &view, WRONG);
    let first = country.send(&view.session.id, MessageKind::Unlock, &unlock).await;
    let before = country.picture(&view.session.id, &phone).await;
    for _ in 0..5 {
        let again = country.send(&view.session.id, MessageKind::Unlock, &unlock).await;
        assert!(again == first, "the reply differs");
        // Even if the job itself is run again.
        country.consent.unlock(first.request_sha256).await.unwrap();
    }
    assert_eq!(country.picture(&view.session.id, &phone).await, before);
}

#[tokio::test]
async fn the_third_wrong_pin_locks_for_three_hours() {
    let (country, bank, mut phone, view) = asked().await;
    let court = country.relying_party("court").await;
    let open = country.ask(&court, &country.text_request(&court, &phone), &phone).await;
    assert_eq!(try_pin(&country, &phone, &view, WRONG).await, Some("pin-wrong"));
    assert_eq!(try_pin(&country, &phone, &view, WRONG).await, Some("pin-wrong"));
    let (third, _) = phone.unlock(&country, &view, WRONG);
    let reply = country.send(&view.session.id, MessageKind::Unlock, &third).await;
    assert_eq!(slug(&reply), "pin-locked");
    let until = country.now().plus(3 * 3_600);
    assert_eq!(member(&country, &third, "locked_until").await, until.seconds());

    // The session is over: nobody can unlock it any more.
    let ended = country.view(&view.session.id).await.outcome.unwrap();
    assert_eq!((ended.state, ended.problem.as_deref()), (SessionState::Failed, Some("pin-locked")));

    // Through the lock: the right PIN in another open session gets nothing, and nothing is counted.
    let before = country.picture(&open.session.id, &phone).await;
    assert_eq!(before.secrets[1], (3, Some(until), 0));
    assert_eq!(try_pin(&country, &phone, &open, PIN_2).await, Some("pin-locked"));
    assert_eq!(country.picture(&open.session.id, &phone).await, before);

    // A new request is refused while the lock lasts; the other key is not concerned.
    let refused = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(refused.outcome.unwrap().problem.as_deref(), Some("pin-locked"));
    let login = country.ask(&bank, &country.challenge_request(&bank, &phone), &phone).await;
    assert_eq!(phone.consent(&country, &login).await.verdict, Verdict::Done);

    // After it the right PIN is right again, and the three are as wrong as they were.
    country.clock.set(until);
    country.work().await;
    let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    phone.sign(&country, &view).await;
    assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1], (3, None, 1));
}

#[tokio::test]
async fn nine_wrong_pins_end_the_device() {
    let (country, bank, phone, first) = asked().await;
    let mut view = first;
    for (locked_for, problem) in [(3 * 3_600, "pin-locked"), (24 * 3_600, "pin-locked")] {
        for _ in 0..2 {
            assert_eq!(try_pin(&country, &phone, &view, WRONG).await, Some("pin-wrong"));
        }
        assert_eq!(try_pin(&country, &phone, &view, WRONG).await, Some(problem));
        let until = country.now().plus(locked_for);
        assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1].1, Some(until));
        country.clock.set(until.minus(1));
        let refused = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
        assert_eq!(refused.outcome.unwrap().problem.as_deref(), Some("pin-locked"), "a second too early");
        country.clock.set(until);
        country.work().await;
        view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    }
    let court = country.relying_party("court").await;
    let open = country.ask(&court, &country.challenge_request(&court, &phone), &phone).await;
    assert_eq!(try_pin(&country, &phone, &view, WRONG).await, Some("pin-wrong"));
    assert_eq!(try_pin(&country, &phone, &view, WRONG).await, Some("pin-wrong"));
    assert_eq!(country.authority_jobs().await, []);
    assert_eq!(try_pin(&country, &phone, &view, WRONG).await, Some("pin-exhausted"));

    // The device is blocked at once, for both keys, and the authority is to revoke its certificates.
    let picture = country.picture(&view.session.id, &phone).await;
    assert_eq!(picture.blocked.as_deref(), Some("pin-exhausted"));
    assert_eq!(picture.state, SessionState::Failed);
    let job = ("revoke-device".to_owned(), phone.device.as_bytes().to_vec());
    assert_eq!(country.authority_jobs().await, [job]);
    assert_eq!(try_pin(&country, &phone, &open, PIN_1).await, Some("device-blocked"));
    country.clock.advance(25 * 3_600);
    country.work().await;
    let refused = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(refused.outcome.unwrap().problem.as_deref(), Some("device-blocked"));
}

#[tokio::test]
async fn the_ninth_pin_may_still_be_the_right_one() {
    let (country, bank, mut phone, first) = asked().await;
    let mut view = first;
    for wait in [3 * 3_600, 24 * 3_600] {
        for _ in 0..3 {
            try_pin(&country, &phone, &view, WRONG).await;
        }
        country.clock.advance(wait);
        country.work().await;
        view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    }
    try_pin(&country, &phone, &view, WRONG).await;
    try_pin(&country, &phone, &view, WRONG).await;
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let picture = country.picture(&view.session.id, &phone).await;
    assert_eq!((picture.secrets[1], picture.blocked), ((8, None, 1), None));
}

#[tokio::test]
async fn an_unlock_of_somebody_else_or_for_something_else_counts_nothing() {
    let (country, bank, phone, view) = asked().await;
    let other_phone = country.phone("200").await;
    let court = country.relying_party("court").await;
    let other = country.ask(&court, &country.text_request(&court, &phone), &phone).await;
    let (statement, sha256) = read(&view);
    let (other_statement, other_sha256) = read(&other);
    let login = country.ask(&bank, &country.challenge_request(&bank, &other_phone), &other_phone).await;
    let before = country.picture(&view.session.id, &phone).await;
    let honest = || phone.unlock_for(&country, &statement, sha256, PIN_2).0;

    // Signed by another key than the device's.
    let draft = phone_protocol::Message::draft(&honest()).unwrap();
    let forged = stranger().sign(draft.signing_input());
    let forged = draft.assemble(&forged).unwrap();
    // Sent by another phone in its own name.
    let from_other_phone =
        other_phone.message(&other_phone.unlock_for(&country, &statement, sha256, PIN_2).0);
    // About another session than it was handed in for.
    let misdirected = phone.message(&phone.unlock_for(&country, &other_statement, other_sha256, PIN_2).0);
    // The proof inside is for another statement.
    let relabelled = phone.message(&Unlock {
        session: statement.session,
        ..phone.unlock_for(&country, &other_statement, other_sha256, PIN_2).0
    });
    // The proof inside is for the other key.
    let (login_statement, _) = read(&login);
    let mut as_signature = login_statement;
    as_signature.session = statement.session;
    let other_purpose = phone.message(&phone.unlock_for(&country, &as_signature, sha256, PIN_1).0);
    // The proof is not encrypted to Ck.
    let unreadable = phone.message(&Unlock { proof: "a.b.c.d.e".to_owned(), ..honest() });
    // No unlock at all.
    let shown = phone.message(&phone.shown(&country, &view));

    for (message, problem) in [
        (forged, "other-device"),
        (from_other_phone, "other-device"),
        (misdirected, "other-statement"),
        (relabelled, "other-statement"),
        (other_purpose, "other-statement"),
        (unreadable, "message-malformed"),
        (shown, "message-malformed"),
        ("nonsense".to_owned(), "message-malformed"),
    ] {
        let reply = country.send(&view.session.id, MessageKind::Unlock, &message).await;
        assert_eq!(slug(&reply), problem);
        assert_eq!(country.picture(&view.session.id, &phone).await, before, "{problem}");
    }
}

#[tokio::test]
async fn a_session_that_is_over_or_late_unlocks_nothing() {
    let (country, bank, mut phone, view) = asked().await;
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    // What was signed gives nothing any more; a PIN is as right or wrong there as elsewhere, or a copy would guess for nothing.
    assert_eq!(try_pin(&country, &phone, &view, PIN_2).await, Some("session-over"));
    phone.resolve(false);
    assert_eq!(try_pin(&country, &phone, &view, WRONG).await, Some("pin-wrong"));
    phone.resolve(false);

    let late = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    let (unlock, _) = phone.unlock(&country, &late, PIN_2);
    let before = country.picture(&late.session.id, &phone).await;
    country.clock.set(after(&late));
    // The message is handled before the job that ends the session.
    let sha256 = pki_types::sha256(unlock.as_bytes());
    let message = store::Message {
        sha256,
        session: late.session.id,
        kind: MessageKind::Unlock,
        body: unlock,
        created_at: country.now(),
    };
    country.store.door().insert_message(message).await.unwrap();
    country.consent.unlock(sha256).await.unwrap();
    let reply = country.store.reply(&sha256).await.unwrap().unwrap();
    assert_eq!(slug(&reply), "session-expired");
    assert_eq!(country.picture(&late.session.id, &phone).await, before);
}

#[tokio::test]
async fn a_message_before_the_statement_finds_no_session() {
    let (country, bank, phone, view) = asked().await;
    let court = country.relying_party("court").await;
    let (unlock, _) = phone.unlock(&country, &view, PIN_2);
    let request = country.text_request(&court, &phone);
    let over = store::Session {
        expires_at: country.now(),
        ..country.session(&request, &country.sign(&court, &request), &phone)
    };
    let never_stated = country.insert(over).await;
    let reply = country.send(&never_stated.session.id, MessageKind::Unlock, &unlock).await;
    assert_eq!(slug(&reply), "session-unknown");
    drop(bank);
}

/// A keeper of keys that is away for the first `failures` uses.
struct Away {
    inner: Arc<dyn Protector>,
    failures: AtomicU32,
}

impl Protector for Away {
    fn protect(&self, plaintext: &[u8], associated_data: &[u8]) -> Result<Vec<u8>, hsm_adapter::Error> {
        self.inner.protect(plaintext, associated_data)
    }
    fn open(
        &self,
        ciphertext: &[u8],
        associated_data: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, hsm_adapter::Error> {
        let left = self.failures.load(Ordering::SeqCst);
        if left == 0 {
            return self.inner.open(ciphertext, associated_data);
        }
        self.failures.store(left - 1, Ordering::SeqCst);
        self.inner.open(b"not what was encrypted", associated_data)
    }
}

#[tokio::test]
async fn a_pin_is_counted_and_committed_before_it_is_compared() {
    let (country, _, phone, view) = asked().await;
    let mut keys = country.keys.clone();
    keys.protector = Arc::new(Away { inner: keys.protector.clone(), failures: AtomicU32::new(2) });
    let interrupted = consent(&country.store, &keys, &country.clock, &country.random);
    let (unlock, _) = phone.unlock(&country, &view, WRONG);
    let sha256 = pki_types::sha256(unlock.as_bytes());
    let message = store::Message {
        sha256,
        session: view.session.id,
        kind: MessageKind::Unlock,
        body: unlock,
        created_at: country.now(),
    };
    country.store.door().insert_message(message).await.unwrap();

    // Interrupted after the count: the try is spent, and stays one try however often the job is run.
    for _ in 0..2 {
        assert!(interrupted.unlock(sha256).await.is_err());
        assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1], (1, None, 0));
        assert!(country.store.reply(&sha256).await.unwrap().is_none());
    }
    interrupted.unlock(sha256).await.unwrap();
    assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1], (1, None, 0));
    assert_eq!(slug(&country.store.reply(&sha256).await.unwrap().unwrap()), "pin-wrong");
}

#[tokio::test]
async fn a_try_that_nobody_could_compare_is_lifted_by_a_right_pin_and_a_wrong_one_never() {
    let (country, bank, mut phone, view) = asked().await;
    let mut keys = country.keys.clone();
    keys.protector = Arc::new(Away { inner: keys.protector.clone(), failures: AtomicU32::new(u32::MAX) });
    let without_keys = consent(&country.store, &keys, &country.clock, &country.random);
    assert_eq!(try_pin(&country, &phone, &view, WRONG).await, Some("pin-wrong"));
    let (unlock, _) = phone.unlock(&country, &view, PIN_2);
    let sha256 = insert(&country, &view.session.id, MessageKind::Unlock, unlock).await;
    assert!(without_keys.unlock(sha256).await.is_err());
    phone.resolve(false);
    assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1], (2, None, 0));
    country.clock.set(after(&view));
    country.work().await;
    let next = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(phone.consent(&country, &next).await.verdict, Verdict::Done);
    assert_eq!(country.picture(&next.session.id, &phone).await.secrets[1], (1, None, 1));
}

#[tokio::test]
async fn a_right_pin_lifts_no_try_that_is_still_to_be_compared() {
    let (country, _, phone, view) = asked().await;
    let court = country.relying_party("court").await;
    let owners = country.ask(&court, &country.text_request(&court, &phone), &phone).await;
    let thief = phone.clone();
    let mut keys = country.keys.clone();
    keys.protector = Arc::new(Away { inner: keys.protector.clone(), failures: AtomicU32::new(u32::MAX) });
    let slow = consent(&country.store, &keys, &country.clock, &country.random);
    let (guess, _) = thief.unlock(&country, &view, WRONG);
    let guess = insert(&country, &view.session.id, MessageKind::Unlock, guess).await;
    assert!(slow.unlock(guess).await.is_err());

    // Its owner signs meanwhile: the guess stays counted, or any number of them could be compared at once.
    let (unlock, _) = phone.unlock(&country, &owners, PIN_2);
    let unlock = insert(&country, &owners.session.id, MessageKind::Unlock, unlock).await;
    country.consent.unlock(unlock).await.unwrap();
    assert_eq!(country.store.reply(&unlock).await.unwrap().unwrap().verdict, Verdict::Done);
    assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1], (1, None, 1));
    country.consent.unlock(guess).await.unwrap();
    assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1], (1, None, 1));
    assert_eq!(slug(&country.store.reply(&guess).await.unwrap().unwrap()), "pin-wrong");
}

#[tokio::test]
async fn secrets_that_were_moved_to_another_place_do_not_open() {
    let (country, _, phone, view) = asked().await;
    let other = country.phone("200").await;
    let stolen =
        country.store.device_secret(&other.device, words::Purpose::Signature).await.unwrap().unwrap();
    let open = |device: &[u8; 16], purpose: &str| {
        let associated_data = [device.as_slice(), purpose.as_bytes()].concat();
        country.keys.protector.open(&stolen.ciphertext, &associated_data).is_ok()
    };
    assert!(open(other.device.as_bytes(), "signature"));
    assert!(!open(other.device.as_bytes(), "authentication"));
    assert!(!open(phone.device.as_bytes(), "signature"));
    assert!(country.now() < after(&view));
}
