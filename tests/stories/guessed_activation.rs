//! Somebody knows the id of an activation and not its secret: a handful of enrolments ends it, the log says so once, the
//! officer sees why, and gives another one.

use phone_protocol::activation::ActivationSecret;
use phone_protocol::{Activation, Enrolment};
use pki_types::Clock;
use words::api::officers::ActivationState;
use words::leaf::Leaf;

use crate::testbed::people::pins;
use crate::testbed::scene::Scene;
use crate::testbed::wire::problem;
use crate::testbed::{ADA, Founded};

/// An enrolment by somebody who does not know the secret; gives what was answered, and the message.
async fn guess(scene: &Scene, folder: &str, activation: &Activation) -> (String, Option<u64>, String) {
    let guessed = Activation { secret: ActivationSecret::new([0; 16]), ..activation.clone() };
    let (mut phone, wire) = scene.phone(folder);
    let _refused = phone.enrol(&guessed, &pins()).await.map(|_| ()).unwrap_err();
    let message = wire.sent::<Enrolment>().pop().expect("the phone has made an enrolment");
    let (_, slug, body) = problem(scene.post_to_phone_door("/v1/enrolments", &message).await).await;
    (slug, body["remaining"].as_u64(), message)
}

/// The leaves about activations and refusals.
async fn told(founded: &Founded) -> Vec<Leaf> {
    let store = founded.store().await;
    let leaves = store.leaves_after(0, 10_000).await.unwrap();
    store.close().await;
    let leaves = leaves.iter().filter_map(|leaf| Leaf::from_bytes(&leaf.bytes).ok());
    leaves.filter(|leaf| matches!(leaf, Leaf::ActivationEnded(_) | Leaf::Refusal(_))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_enrolments_end_an_activation_once_and_for_all() {
    let scene = Scene::start().await;
    let activation = scene.activated(ADA).await;
    let id = activation.id;

    // 1. Each counts once, however often it is sent, and the fifth ends the activation.
    let mut first = None;
    for remaining in [4, 3, 2, 1] {
        let (slug, left, message) = guess(&scene, &format!("guess-{remaining}"), &activation).await;
        assert_eq!((slug.as_str(), left), ("activation-wrong", Some(remaining)));
        first = first.or(Some(message));
    }
    let seen = scene.officer().activation_body(&id).await.unwrap();
    assert_eq!((seen.state, seen.failures), (ActivationState::Open, 4));
    let again = scene.post_to_phone_door("/v1/enrolments", &first.unwrap()).await;
    assert_eq!(problem(again).await.2["remaining"], 4, "the same bytes get the same answer");
    let before = scene.census().await;
    assert_eq!(guess(&scene, "guess-0", &activation).await.0, "activation-ended");
    let after = scene.census().await;
    assert_eq!(
        after.since(&before),
        [("activation failures", 1), ("activations ended", 1), ("leaves", 1)].into()
    );

    // 2. Nothing more is stored for it, also not of its owner, who knows the secret.
    let (mut owner, _) = scene.phone("owner");
    let refused = owner.enrol(&activation, &pins()).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.slug(), Some("activation-ended"));
    assert_eq!(guess(&scene, "guess-more", &activation).await.0, "activation-ended");
    assert_eq!(scene.census().await, after);

    // 3. The officer sees it, with why, and gives another one.
    let seen = scene.officer().activation_body(&id).await.unwrap();
    assert_eq!((seen.state, seen.failures), (ActivationState::Ended, 5));
    assert_eq!(seen.ended_at, Some(scene.clock.now()));
    assert!(seen.why.is_some_and(|why| why.contains("did not know its secret")));
    let another = scene.activation(ADA).await;
    let (mut owner, _) = scene.phone("owner-again");
    owner.enrol(&another, &pins()).await.expect("the other activation is good");

    // 4. It stays so after a restart, and the log has told it once and nothing of what anybody can send.
    let mut leaves = Vec::new();
    let scene = scene.restarted(async |founded| leaves = told(founded).await).await;
    let [Leaf::ActivationEnded(ended)] = leaves.as_slice() else { panic!("{leaves:?}") };
    assert_eq!((ended.activation.as_str(), ended.failures), (id.to_string().as_str(), 5));
    let (mut late, _) = scene.phone("late");
    let refused = late.enrol(&activation, &pins()).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.slug(), Some("activation-ended"));
    scene.stop().await;
}
