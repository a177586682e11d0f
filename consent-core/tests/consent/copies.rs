//! Of two phones with the same keys whoever comes second betrays itself, and an honest phone that loses messages never does.

use store::Verdict;
use words::{MessageKind, Purpose, SessionState};

use crate::asking::scene;
use crate::country::slug;
use crate::phone::{PIN_1, PIN_2, Phone, after};
use crate::unlocking::{WRONG, asked, try_pin};

#[tokio::test]
async fn a_lost_reply_harms_nobody() {
    let (country, _, mut phone, view) = asked().await;
    // The phone never sees two replies to right PINs; the third arrives. It is the same share each time.
    for _ in 0..2 {
        assert_eq!(try_pin(&country, &phone, &view, PIN_2).await, None);
        phone.resolve(true);
        assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1], (0, None, 1));
    }
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1], (0, None, 1));
}

#[tokio::test]
async fn a_second_unlock_of_an_epoch_that_does_not_name_the_first_is_a_copy() {
    let (country, _, phone, view) = asked().await;
    let copy = phone.clone();
    // The copy has its share and never answers: it has the key, and there was no release.
    assert_eq!(try_pin(&country, &copy, &view, PIN_2).await, None);
    assert_eq!(try_pin(&country, &phone, &view, PIN_2).await, Some("phone-copied"));
}

#[tokio::test]
async fn an_unlock_that_its_phone_has_overtaken_gets_nothing_and_blocks_nobody() {
    let (country, _, mut phone, view) = asked().await;
    let court = country.relying_party("court").await;
    let other = country.ask(&court, &country.text_request(&court, &phone), &phone).await;
    // A door keeps the first back and says that it was refused; then it brings it after all.
    let (held_back, _) = phone.unlock(&country, &view, PIN_2);
    phone.resolve(false);
    assert_eq!(phone.consent(&country, &other).await.verdict, Verdict::Done);
    let before = country.picture(&view.session.id, &phone).await;
    let late = country.send(&view.session.id, MessageKind::Unlock, &held_back).await;
    assert_eq!(slug(&late), "unlock-late");
    assert_eq!(country.picture(&view.session.id, &phone).await, before);
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
}

#[tokio::test]
async fn no_more_than_three_pins_for_a_statement() {
    let (country, _, phone, view) = asked().await;
    for _ in 0..3 {
        assert_eq!(try_pin(&country, &phone, &view, PIN_2).await, None);
        phone.resolve(true);
    }
    let before = country.picture(&view.session.id, &phone).await;
    assert_eq!(try_pin(&country, &phone, &view, PIN_2).await, Some("too-many-unlocks"));
    assert_eq!(country.picture(&view.session.id, &phone).await, before);
}

/// A copy whose holder knows the PIN, and who is always first: the owner's own unlock is judged all the same.
#[tokio::test]
async fn a_copy_cannot_keep_its_owner_from_being_noticed() {
    // It uses up the unlocks of the owner's session.
    let (country, _, phone, view) = asked().await;
    let copy = phone.clone();
    for _ in 0..3 {
        assert_eq!(try_pin(&country, &copy, &view, PIN_2).await, None);
        copy.resolve(true);
    }
    assert_eq!(try_pin(&country, &phone, &view, PIN_2).await, Some("phone-copied"));
    assert_eq!(country.picture(&view.session.id, &phone).await.blocked.as_deref(), Some("phone-copied"));

    // Or it signs in the owner's session, which is over then.
    let (country, _, phone, view) = asked().await;
    let mut copy = phone.clone();
    assert_eq!(copy.consent(&country, &view).await.verdict, Verdict::Done);
    assert_eq!(try_pin(&country, &phone, &view, PIN_2).await, Some("phone-copied"));
    let picture = country.picture(&view.session.id, &phone).await;
    assert_eq!((picture.blocked.as_deref(), picture.state), (Some("phone-copied"), SessionState::Completed));
}

/// Who signed and unlocks once more, as after a lost reply to the answer, is nobody's copy; and is given nothing.
#[tokio::test]
async fn an_unlock_of_what_one_has_signed_harms_nobody() {
    let (country, bank, mut phone, view) = asked().await;
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let before = country.picture(&view.session.id, &phone).await;
    assert_eq!(try_pin(&country, &phone, &view, PIN_2).await, Some("session-over"));
    assert_eq!(country.picture(&view.session.id, &phone).await, before);
    phone.resolve(false);
    let next = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(phone.consent(&country, &next).await.verdict, Verdict::Done);
}

#[tokio::test]
async fn an_answer_that_was_never_sent_does_not_lose_the_phone() {
    let (country, bank, mut phone, view) = asked().await;
    // The phone moved its share, and then its battery was empty.
    phone.sign(&country, &view).await;
    country.clock.set(after(&view));
    country.work().await;
    let next = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(phone.epoch(Purpose::Signature), 1);
    assert_eq!(phone.consent(&country, &next).await.verdict, Verdict::Done);
    assert_eq!(country.picture(&next.session.id, &phone).await.secrets[1], (0, None, 2));
}

#[tokio::test]
async fn a_copied_phone_is_noticed_at_its_first_use_after_the_others() {
    let (country, bank, mut phone, view) = asked().await;
    let copy = phone.clone();
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let next = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;

    // Without the PIN a copy is just a wrong PIN.
    assert_eq!(try_pin(&country, &copy, &next, WRONG).await, Some("pin-wrong"));
    assert_eq!(country.picture(&next.session.id, &phone).await.blocked, None);

    // With it, it betrays itself: nothing is released, everything is blocked at once.
    assert_eq!(try_pin(&country, &copy, &next, PIN_2).await, Some("phone-copied"));
    let picture = country.picture(&next.session.id, &phone).await;
    assert_eq!((picture.blocked.as_deref(), picture.state), (Some("phone-copied"), SessionState::Failed));
    assert_eq!(
        country.view(&next.session.id).await.outcome.unwrap().problem.as_deref(),
        Some("phone-copied")
    );
    let job = ("suspend-device".to_owned(), phone.device.as_bytes().to_vec());
    assert_eq!(country.authority_jobs().await, [job]);

    // The other phone, which may be the thief's, is blocked with it.
    let refused = country.ask(&bank, &country.challenge_request(&bank, &phone), &phone).await;
    assert_eq!(refused.outcome.unwrap().problem.as_deref(), Some("device-blocked"));
}

#[tokio::test]
async fn a_copy_that_was_used_first_betrays_itself_when_the_owner_signs() {
    let (country, bank, phone, view) = asked().await;
    let mut thief = phone.clone();
    assert_eq!(thief.consent(&country, &view).await.verdict, Verdict::Done);
    let next = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(try_pin(&country, &phone, &next, PIN_2).await, Some("phone-copied"));
}

#[tokio::test]
async fn a_copy_hears_one_thing_whatever_it_says() {
    let mut heard = Vec::new();
    for (purpose, epoch) in [(Purpose::Signature, 0), (Purpose::Signature, 1), (Purpose::Signature, 2)]
        .into_iter()
        .chain([(Purpose::Signature, u64::MAX), (Purpose::Authentication, 0), (Purpose::Authentication, 1)])
    {
        let (country, bank, mut phone, view) = asked().await;
        let mut copy = phone.clone();
        assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
        let next = match purpose {
            Purpose::Signature => country.text_request(&bank, &phone),
            Purpose::Authentication => country.challenge_request(&bank, &phone),
        };
        let next = country.ask(&bank, &next, &phone).await;
        copy.set_epoch(purpose, epoch);
        let pin = if purpose == Purpose::Signature { PIN_2 } else { PIN_1 };
        let (unlock, _) = copy.unlock(&country, &next, pin);
        let reply = country.send(&next.session.id, MessageKind::Unlock, &unlock).await;
        let picture = country.picture(&next.session.id, &phone).await;
        assert_eq!(picture.blocked.as_deref(), Some("phone-copied"), "{purpose} {epoch}");
        assert_eq!(picture.secrets[1].2, 1, "nothing has moved");
        heard.push((reply.verdict, reply.body));
    }
    heard.dedup();
    assert_eq!(heard.len(), 1, "{heard:?}");
    // An owner who has put a backup of the phone in its place reads it too, and nobody has stolen anything then.
    assert!(heard[0].1.contains("or this one was set back to an older state"), "{heard:?}");
}

#[tokio::test]
async fn a_phone_may_be_ahead_once_after_a_restore() {
    let (country, _, mut phone, view) = asked().await;
    phone.set_epoch(Purpose::Signature, 7);
    assert_eq!(try_pin(&country, &phone, &view, PIN_2).await, Some("phone-copied"));

    // The database was restored from an older copy, and whoever restored it has said so.
    let mut restored = Phone::enrol_before_a_restore(&country, phone.person).await;
    let court = country.relying_party("court").await;
    let view = country.ask(&court, &country.text_request(&court, &restored), &restored).await;
    let behind = restored.clone();
    restored.set_epoch(Purpose::Signature, 7);
    assert_eq!(try_pin(&country, &restored, &view, PIN_2).await, None);
    assert_eq!(country.picture(&view.session.id, &restored).await.secrets[1], (0, None, 8));
    restored.set_epoch(Purpose::Signature, 9);
    restored.set_unlocks(behind.unlocks());
    assert_eq!(
        try_pin(&country, &restored, &view, PIN_2).await,
        Some("phone-copied"),
        "a second step is another phone"
    );
    assert_eq!(country.picture(&view.session.id, &restored).await.blocked.as_deref(), Some("phone-copied"));
}

#[tokio::test]
async fn no_epoch_that_a_phone_claims_after_a_restore_leaves_it_without_a_reply() {
    for (claimed, heard) in
        [(0x7fff_fffe, None), (0x7fff_ffff, Some("phone-copied")), (0xffff_fffe, Some("phone-copied"))]
    {
        let (country, bank, phone) = scene().await;
        let mut restored = Phone::enrol_before_a_restore(&country, phone.person).await;
        let view = country.ask(&bank, &country.text_request(&bank, &restored), &restored).await;
        restored.set_epoch(Purpose::Signature, claimed);
        assert_eq!(try_pin(&country, &restored, &view, PIN_2).await, heard, "{claimed:x}");
        restored.resolve(true);
        // Where it was answered it goes on, however far ahead it says that it is.
        if heard.is_none() {
            restored.set_epoch(Purpose::Signature, claimed + 1);
            assert_eq!(try_pin(&country, &restored, &view, PIN_2).await, None);
        }
    }
}
