//! A phone's folder is copied, and both are used: whichever comes second is noticed, and neither works any more.

use std::fs;

use pki_types::crl::Reason;
use pki_types::ocsp::CertStatus;

use crate::testbed::people::phone_folder;
use crate::testbed::scene::{Holder, Scene, right_pin};

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
    let held = |status: &CertStatus| {
        matches!(status, CertStatus::Revoked { reason: Some(Reason::CertificateHold), .. })
    };
    scene.until_status(&first.enrolled, held).await;
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
    let problem = party.look_up(country, code, phone_protocol::Purpose::Signature).await.err().unwrap();
    assert!(problem.to_string().contains("404"), "{problem}");
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
    scene.stop().await;
}
