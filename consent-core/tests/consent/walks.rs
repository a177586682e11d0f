//! Long walks: whatever gets lost on the way, an honest phone is never taken for a copy; and of a message that was
//! altered anywhere nothing is left.

use pki_types::{Random, SeededRandom, random_array, sha256};
use store::SessionView;
use store::Verdict;
use words::{MessageKind, Purpose};

use crate::asking::scene;
use crate::country::Country;
use crate::phone::{PIN_2, Phone, after};
use crate::unlocking::asked;

fn draw(random: &dyn Random, below: u8) -> u8 {
    random_array::<1>(random)[0] % below
}

/// Lets the open session end, so that the next may begin.
async fn let_it_expire(country: &Country, view: &SessionView) {
    country.clock.set(after(view));
    country.work().await;
}

#[tokio::test]
async fn an_honest_phone_that_loses_messages_is_never_taken_for_a_copy() {
    let (country, bank, mut phone) = scene().await;
    let random = SeededRandom::new(20_260_203);
    let mut completed = 0;
    for step in 0..80 {
        // Wrong PINs count for 30 days, and this is not about them.
        country.clock.advance(8 * 86_400);
        country.work().await;
        let view = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
        // Up to two replies to a right or wrong PIN get lost on their way.
        for _ in 0..draw(&random, 3) {
            let pin = if step % 4 == 0 && draw(&random, 2) == 0 { "55107" } else { PIN_2 };
            let (unlock, _) = phone.unlock(&country, &view, pin);
            let reply = country.send(&view.session.id, MessageKind::Unlock, &unlock).await;
            phone.resolve(reply.verdict == Verdict::Done);
        }
        if draw(&random, 3) == 0 {
            let_it_expire(&country, &view).await;
            continue;
        }
        let opened = phone.sign(&country, &view).await;
        // The answer gets lost now and then.
        if draw(&random, 3) == 0 {
            let_it_expire(&country, &view).await;
            continue;
        }
        let answer = phone.message(&phone.answer(&country, &view, &opened));
        assert_eq!(
            country.send(&view.session.id, MessageKind::Answer, &answer).await.verdict,
            Verdict::Done,
            "step {step}"
        );
        completed += 1;
    }
    assert!(completed > 20, "{completed}");
    let device = phone.device;
    assert!(country.store.device_block(&device).await.unwrap().is_none());
    let current = country.store.device_secret(&device, Purpose::Signature).await.unwrap().unwrap().epoch;
    let stands = phone.epoch(Purpose::Signature);
    assert!(stands == u64::from(current) || stands + 1 == u64::from(current), "{stands}, {current}");
}

/// The same characters but for one, at `place`.
fn altered(message: &str, place: usize) -> String {
    let mut octets = message.as_bytes().to_vec();
    octets[place] = if octets[place] == b'A' { b'B' } else { b'A' };
    String::from_utf8(octets).unwrap()
}

/// Hands in `message` with each of its characters altered in turn, every `stride`th of them.
async fn alter_everywhere(
    country: &Country,
    view: &SessionView,
    phone: &Phone,
    kind: MessageKind,
    message: &str,
    stride: usize,
) {
    let before = country.picture(&view.session.id, phone).await;
    for place in (0..message.len()).step_by(stride) {
        let altered = altered(message, place);
        assert_ne!(sha256(altered.as_bytes()), sha256(message.as_bytes()));
        let reply = country.send(&view.session.id, kind, &altered).await;
        assert!(matches!(reply.verdict, Verdict::Refused(_)), "{place}: {}", reply.body);
        assert_eq!(country.picture(&view.session.id, phone).await, before, "{place}");
    }
}

#[tokio::test]
async fn no_altered_message_changes_anything() {
    let (country, _, mut phone, view) = asked().await;
    let (unlock, ephemeral) = phone.unlock(&country, &view, PIN_2);
    alter_everywhere(&country, &view, &phone, MessageKind::Unlock, &unlock, 11).await;
    let reply = country.send(&view.session.id, MessageKind::Unlock, &unlock).await;
    let opened = phone.open(&country, &view, &unlock, &ephemeral, &reply, PIN_2);
    let answer = phone.message(&phone.answer(&country, &view, &opened));
    alter_everywhere(&country, &view, &phone, MessageKind::Answer, &answer, 7).await;
    assert_eq!(country.send(&view.session.id, MessageKind::Answer, &answer).await.verdict, Verdict::Done);
}
