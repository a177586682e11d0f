//! The very same bytes again: the same reply, and nothing is counted or done twice.

use phone_protocol::{Answer, Message, Unlock};

use crate::testbed::scene::{Holder, Scene, right_pin, wrong_pin};

/// Sends the last message of type `T` again, as it was: twice the same reply, and no change.
async fn again<T: Message>(scene: &Scene, holder: &Holder) -> (u16, Vec<u8>) {
    let message = holder.wire.sent::<T>().pop().expect("the phone has sent one");
    let before = scene.census().await;
    let mut replies = Vec::new();
    for _ in 0..2 {
        let response = scene.post_to_phone_door("/v1/phone/messages", &message).await;
        replies.push((response.status().as_u16(), response.bytes().await.unwrap().to_vec()));
    }
    assert_eq!(replies[0], replies[1]);
    assert_eq!(scene.census().await, before, "the same bytes again change nothing");
    replies.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replayed_message_gets_the_same_reply_and_counts_nothing() {
    let scene = Scene::start().await;
    let mut ada = scene.enrolled("MU-T0101800000011").await;
    scene.ask(0, &ada).await;
    let session = ada.waiting(1).await.remove(0);

    // A wrong PIN that is sent four times is one wrong PIN, not a lock.
    let counted = scene.census().await.count("wrong PINs");
    assert_eq!(ada.try_to_sign(&session, &wrong_pin()).await, Err("pin-wrong".to_owned()));
    for _ in 0..2 {
        let (status, body) = again::<Unlock>(&scene, &ada).await;
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((status, &problem["remaining"]), (403, &2.into()));
    }
    assert_eq!(scene.census().await.count("wrong PINs"), counted + 1);

    // A right one, and its answer, long after the session is over: nobody gets a second share or a second outcome.
    let before = scene.census().await;
    ada.try_to_sign(&session, &right_pin()).await.expect("the PIN is right");
    assert_eq!(again::<Unlock>(&scene, &ada).await.0, 200);
    assert_eq!(again::<Answer>(&scene, &ada).await, (200, br#"{"state":"completed"}"#.to_vec()));
    scene.clock.advance(3600);
    assert_eq!(again::<Unlock>(&scene, &ada).await.0, 200);
    assert_eq!(again::<Answer>(&scene, &ada).await.0, 200);
    let after = scene.census().await;
    assert_eq!((after.count("outcomes") - before.count("outcomes"), after.count("unlocks")), (1, 2));
    scene.stop().await;
}
