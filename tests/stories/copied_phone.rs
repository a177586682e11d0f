//! A phone's folder is copied, and both are used: whichever comes second is noticed, and neither works any more.

use std::fs;

use phone_protocol::Answer;
use phone_terminal::Error;
use pki_types::crl::Reason;
use pki_types::ocsp::CertStatus;
use relying_party::Content;
use words::Purpose;

use crate::testbed::people::{phone_folder, pins};
use crate::testbed::scene::{Holder, Scene, right_pin};
use crate::testbed::wire::{problem, remade};

/// Somebody has copied the folder.
fn copy(scene: &Scene, original: &Holder) -> Holder {
    let folder = format!("{}-copy", original.name);
    let copied = phone_folder(&scene.testbed.founded, &folder);
    fs::create_dir_all(&copied).unwrap();
    fs::copy(
        phone_folder(&scene.testbed.founded, &original.name).join("phone.json"),
        copied.join("phone.json"),
    )
    .unwrap();
    let (phone, wire) = scene.phone(&folder);
    Holder { name: original.name.clone(), phone, wire, enrolled: original.enrolled.clone() }
}

/// Whether a certificate is suspended.
fn is_held(status: &CertStatus) -> bool {
    matches!(status, CertStatus::Revoked { reason: Some(Reason::CertificateHold), .. })
}

/// `first` signs; then `second`, with the same keys and the right PIN, does not.
async fn the_second_is_noticed(scene: &Scene, mut first: Holder, mut second: Holder) {
    scene.ask(0, &first).await;
    let session = first.waiting(1).await.remove(0);
    first
        .try_to_sign(&session, &right_pin())
        .await
        .expect("whoever comes first cannot be told from the owner");

    let id = scene.ask(1, &second).await;
    let session = second.waiting(1).await.remove(0);
    let before = scene.census().await;
    assert_eq!(second.try_to_sign(&session, &right_pin()).await, Err("phone-copied".to_owned()));
    let told = scene.session(1, &id).await;
    assert_eq!(
        (told["state"].as_str(), told["problem"]["type"].as_str(), told.get("result")),
        (Some("failed"), Some("/problems/phone-copied"), None)
    );

    // Both certificates are suspended, with the status of a suspension, and no others.
    scene.until_status(&first.enrolled, is_held).await;
    let after = scene.census().await;
    let changes = after.since(&before);
    assert_eq!((changes["device blocks"], changes["holds"], changes["outcomes"]), (1, 2, 1), "{changes:?}");
    assert!(!changes.contains_key("revocations") && !changes.contains_key("epochs"), "{changes:?}");

    // Neither phone gets anything any more, and nobody can ask them: an officer has to be seen.
    for phone in [&mut first.phone, &mut second.phone] {
        assert_eq!(phone.poll(0).await.unwrap_err().slug(), Some("device-blocked"));
    }
    let party = scene.party(0);
    let (country, code) = first.name.split_once('-').unwrap();
    let problem = party.look_up(country, code, Purpose::Signature).await.err().unwrap();
    assert!(problem.to_string().contains("404"), "{problem}");
}

/// A copy that unlocks and never answers has had its share: the owner is told all the same.
async fn an_unlock_without_an_answer_leaves_a_trace(scene: &Scene, owner: &mut Holder, copied: &mut Holder) {
    let id = scene.ask(0, copied).await;
    let session = copied.waiting(1).await.remove(0);
    copied.wire.lose_requests::<Answer>(u32::MAX);
    assert!(matches!(copied.phone.sign(&session, Some(&right_pin())).await, Err(Error::Unreachable { .. })));
    assert_eq!(scene.session(0, &id).await["state"], "shown", "nothing was released");

    // The owner uses the other PIN, for another service.
    let person = scene.looked_up(&owner.name, Purpose::Authentication).await;
    scene.party(1).start(&person, &Content::Challenge(&[7; 32]), "Log in").await.unwrap();
    let waiting = owner.waiting(2).await;
    let login =
        waiting.iter().find(|session| session.statement().purpose == Purpose::Authentication).unwrap();
    assert_eq!(owner.try_to_sign(login, &pins().authentication).await, Err("phone-copied".to_owned()));

    // What the copy kept back comes too late.
    scene.until_status(&owner.enrolled, is_held).await;
    copied.wire.repair();
    let kept = copied.wire.sent::<Answer>().pop().unwrap();
    let (status, slug, _) = problem(scene.post_to_phone_door("/v1/phone/messages", &kept).await).await;
    assert_eq!((status, slug.as_str()), (409, "session-over"), "it ended with its certificate");
    assert!(scene.session(0, &id).await.get("result").is_none());
}

/// A copy with a program of its own answers with the epoch that it had: the key is in the wrong hands, and that is seen.
async fn an_answer_with_an_old_epoch_is_noticed(scene: &Scene, copied: &mut Holder, folder: &str) {
    let id = scene.ask(0, copied).await;
    let session = copied.waiting(1).await.remove(0);
    copied.wire.lose_requests::<Answer>(u32::MAX);
    assert!(copied.phone.sign(&session, Some(&right_pin())).await.is_err());
    let honest = copied.wire.sent::<Answer>().pop().unwrap();
    let old = remade::<Answer>(&honest, &scene.device_key(folder), |answer| answer.epoch -= 1);
    let (status, slug, _) = problem(scene.post_to_phone_door("/v1/phone/messages", &old).await).await;
    assert_eq!((status, slug.as_str()), (403, "phone-copied"));
    let told = scene.session(0, &id).await;
    assert_eq!((told["state"].as_str(), told.get("result")), (Some("failed"), None));
    scene.until_status(&copied.enrolled, is_held).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_phone_is_noticed_and_suspended() {
    let scene = Scene::start().await;
    let original = scene.enrolled("MU-T0101800000011").await;
    let copied = copy(&scene, &original);
    the_second_is_noticed(&scene, original, copied).await;

    // The thief may be quicker: then it is the owner who is told.
    let original = scene.enrolled("MU-T0102800000012").await;
    let copied = copy(&scene, &original);
    the_second_is_noticed(&scene, copied, original).await;

    let mut original = scene.enrolled("MU-T0103800000013").await;
    let mut copied = copy(&scene, &original);
    an_unlock_without_an_answer_leaves_a_trace(&scene, &mut original, &mut copied).await;

    let original = scene.enrolled("MU-T0104800000014").await;
    let mut copied = copy(&scene, &original);
    an_answer_with_an_old_epoch_is_noticed(&scene, &mut copied, &original.name).await;
    scene.stop().await;
}
