//! A reply that never comes is harmless: the phone goes on, and there is exactly one outcome.

use std::collections::BTreeMap;

use phone_protocol::{Answer, Unlock};
use phone_terminal::Error;
use words::Purpose;

use crate::testbed::scene::{Holder, Scene, right_pin};

/// As often as a phone sends the same bytes by itself before it gives up.
const ATTEMPTS: u32 = 5;

/// What one good signature changes, `unlocks` of them counted and answered.
fn one_signature(unlocks: i64, leaves: i64) -> BTreeMap<&'static str, i64> {
    BTreeMap::from([
        ("epochs", 1),
        ("leaves", leaves),
        ("outcomes", 1),
        ("shares", unlocks),
        ("unlocks", unlocks),
    ])
}

/// A phone that has fetched a session, and the session's id.
async fn asked(
    scene: &Scene,
    holder: &mut Holder,
) -> (String, phone_protocol::verification::VerifiedSession) {
    let id = scene.ask(0, holder).await;
    (id, holder.waiting(1).await.remove(0))
}

fn is_lost<T: std::fmt::Debug>(result: Result<T, Error>) {
    assert!(matches!(result, Err(Error::Unreachable { .. })), "{result:?}");
}

async fn the_reply_to_an_unlock_comes_late(scene: &Scene, holder: &mut Holder) {
    let (_, session) = asked(scene, holder).await;
    let before = scene.census().await;
    holder.wire.lose_replies::<Unlock>(2);
    holder.try_to_sign(&session, &right_pin()).await.expect("the phone sends the same bytes again");
    assert_eq!(scene.census().await.since(&before), one_signature(1, 2), "the same bytes are counted once");
}

async fn the_reply_to_an_unlock_never_comes(scene: &Scene, holder: &mut Holder) {
    let (_, session) = asked(scene, holder).await;
    let before = scene.census().await;
    holder.wire.lose_replies::<Unlock>(ATTEMPTS);
    is_lost(holder.phone.sign(&session, Some(&right_pin())).await);
    holder
        .try_to_sign(&session, &right_pin())
        .await
        .expect("another unlock names the one whose reply was lost");
    assert_eq!(scene.census().await.since(&before), one_signature(2, 3));
    let unlocks = holder.wire.sent::<Unlock>();
    let [.., again, next] = unlocks.as_slice() else { panic!("{} unlocks", unlocks.len()) };
    assert!(
        unlocks.iter().filter(|sent| *sent == again).count() > 5 && again != next,
        "the same bytes, then others"
    );
}

/// The phone is killed between any two of its writes, or the reply is lost to it, and the next day another session works.
async fn an_unlock_is_lost_with_its_session(scene: &Scene, mut holder: Holder, lose: fn(&Holder)) -> Holder {
    let (id, session) = asked(scene, &mut holder).await;
    lose(&holder);
    is_lost(holder.phone.sign(&session, Some(&right_pin())).await);
    let Holder { name, phone, enrolled, .. } = holder;
    drop(phone);
    scene.clock.advance(601);
    let (phone, wire) = scene.phone(&name);
    let mut holder = Holder { name, phone, wire, enrolled };
    let (_, session) = asked(scene, &mut holder).await;
    holder.try_to_sign(&session, &right_pin()).await.expect("a lost unlock is not a copy");
    assert_eq!(scene.ended_session(0, &id).await["state"], "expired");
    holder
}

async fn the_reply_to_an_answer_never_comes(scene: &Scene, holder: &mut Holder) {
    let (id, session) = asked(scene, holder).await;
    let before = scene.census().await;
    holder.wire.lose_replies::<Answer>(ATTEMPTS);
    is_lost(holder.phone.sign(&session, Some(&right_pin())).await);
    assert_eq!(scene.session(0, &id).await["state"], "completed", "the relying party has its signature");
    assert!(matches!(holder.phone.sign(&session, Some(&right_pin())).await, Err(Error::AlreadyAnswered)));
    holder.phone.deliver_outstanding().await.expect("the same bytes get the reply that was lost");
    let answers = holder.wire.sent::<Answer>();
    assert!(answers[answers.len() - 6..].windows(2).all(|pair| pair[0] == pair[1]), "always the same bytes");
    assert_eq!(scene.census().await.since(&before), one_signature(1, 2));
}

async fn an_answer_arrives_only_after_the_phone_was_started_again(
    scene: &Scene,
    mut holder: Holder,
) -> Holder {
    let (id, session) = asked(scene, &mut holder).await;
    let before = scene.census().await;
    holder.wire.lose_requests::<Answer>(ATTEMPTS);
    is_lost(holder.phone.sign(&session, Some(&right_pin())).await);
    assert_eq!(scene.session(0, &id).await["state"], "shown");
    let Holder { name, phone, enrolled, .. } = holder;
    drop(phone);
    let (mut phone, wire) = scene.phone(&name);
    phone.deliver_outstanding().await.expect("the answer was written down before it was sent");
    assert_eq!(scene.session(0, &id).await["state"], "completed");
    assert_eq!(scene.census().await.since(&before), one_signature(1, 2));
    Holder { name, phone, wire, enrolled }
}

async fn an_answer_never_arrives_and_the_next_session_works(scene: &Scene, holder: &mut Holder) {
    let (id, session) = asked(scene, holder).await;
    let epoch = holder.phone.epoch(Purpose::Signature).unwrap();
    holder.wire.lose_requests::<Answer>(u32::MAX);
    is_lost(holder.phone.sign(&session, Some(&right_pin())).await);
    scene.clock.advance(601);
    holder.wire.repair();
    assert_eq!(holder.phone.epoch(Purpose::Signature), Some(epoch + 1), "the phone has moved on");

    let (_, session) = asked(scene, holder).await;
    holder.try_to_sign(&session, &right_pin()).await.expect("a lost answer is not a copy");
    assert_eq!(
        scene.ended_session(0, &id).await["state"],
        "expired",
        "the lost one stays without a signature"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_reply_is_harmless() {
    let scene = Scene::start().await;
    let mut ada = scene.enrolled("MU-T0101800000011").await;
    the_reply_to_an_unlock_comes_late(&scene, &mut ada).await;
    the_reply_to_an_unlock_never_comes(&scene, &mut ada).await;
    the_reply_to_an_answer_never_comes(&scene, &mut ada).await;
    let ada =
        an_unlock_is_lost_with_its_session(&scene, ada, |ada| ada.wire.lose_replies::<Unlock>(ATTEMPTS))
            .await;
    let ada =
        an_unlock_is_lost_with_its_session(&scene, ada, |ada| ada.wire.lose_requests::<Unlock>(ATTEMPTS))
            .await;
    let mut ada = an_answer_arrives_only_after_the_phone_was_started_again(&scene, ada).await;
    an_answer_never_arrives_and_the_next_session_works(&scene, &mut ada).await;
    scene.stop().await;
}
