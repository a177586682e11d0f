//! A person rules their own keys with their phones: freezes everything with one message, ends that with PIN 2, names phones, ends
//! one that is lost; and what an officer did stays the officer's.

use std::sync::Arc;
use std::time::{Duration, Instant};

use phone_protocol::display::Line;
use phone_protocol::{Deed, KeptDevice, KeyStanding, Wish};
use phone_terminal::{Automatic, Error, Interaction, Wished};
use pki_types::crl::Reason;
use pki_types::ocsp::CertStatus;
use words::act::{Act, Release, Suspend, Target};

use crate::testbed::people::{change_status, pins, reference};
use crate::testbed::scene::{Holder, Scene, right_pin, wrong_pin};

/// The person at the phone, who knows the PINs.
fn person() -> Arc<dyn Interaction> {
    Arc::new(Automatic { pins: Some(pins()) })
}

fn is_held(status: &CertStatus) -> bool {
    matches!(status, CertStatus::Revoked { reason: Some(Reason::CertificateHold), .. })
}

fn is_good(status: &CertStatus) -> bool {
    *status == CertStatus::Good
}

async fn kept(holder: &Holder) -> Vec<KeptDevice> {
    holder.phone.keys().await.unwrap().devices
}

fn standings(devices: &[KeptDevice]) -> Vec<KeyStanding> {
    devices.iter().flat_map(|device| &device.certificates).map(|certificate| certificate.standing).collect()
}

fn slug(result: Result<impl Sized, Error>) -> String {
    result.err().expect("it is refused").slug().expect("by the service").to_owned()
}

/// A second phone of the same person.
async fn second_phone(scene: &Scene, name: &str) -> Holder {
    // Relying parties are told of the newest.
    scene.clock.advance(60);
    let activation = scene.activation(name).await;
    let (mut phone, wire) = scene.phone(&format!("{name}-second"));
    let enrolled = phone.enrol(&activation, &pins()).await.unwrap().clone();
    Holder { name: name.to_owned(), phone, wire, enrolled }
}

/// Frozen from one phone: what waits on the other is gone, nobody can ask, and nobody without PIN 2 ends it.
async fn freezing(scene: &Scene, first: &mut Holder, second: &mut Holder) {
    let id = scene.ask(0, second).await;
    assert_eq!(second.waiting(1).await.len(), 1);
    first.phone.have_done(Deed::Freeze {}, &person()).await.unwrap();
    assert_eq!(standings(&kept(first).await), [KeyStanding::Frozen; 4]);
    scene.until_status(&first.enrolled, is_held).await;
    scene.until_status(&second.enrolled, is_held).await;

    let told = scene.session(0, &id).await;
    assert_eq!(
        (told["state"].as_str(), told["problem"]["type"].as_str()),
        (Some("failed"), Some("/problems/certificate-not-in-force"))
    );
    second.phone.release(id.parse().unwrap());
    assert!(second.phone.poll(0).await.unwrap().sessions.is_empty(), "what ended is shown to nobody");

    // A wrong PIN is counted and nothing is released; the right one releases everything.
    let Wished::Stated(stated) = first.phone.wish(Deed::Unfreeze {}).await.unwrap() else { panic!("a PIN") };
    assert_eq!(slug(first.phone.sign(&stated, Some(&wrong_pin())).await), "pin-wrong");
    assert_eq!(standings(&kept(first).await), [KeyStanding::Frozen; 4]);
    first.phone.sign(&stated, Some(&right_pin())).await.unwrap();
    assert_eq!(standings(&kept(first).await), [KeyStanding::Good; 4]);
    scene.until_status(&second.enrolled, is_good).await;
}

/// What an officer suspends while it is frozen is the officer's.
async fn an_officers_hold(scene: &Scene, first: &mut Holder) {
    first.phone.have_done(Deed::Freeze {}, &person()).await.unwrap();
    let target = Target::Person(reference(&first.name));
    let suspend = Act::Suspend(Suspend { target: target.clone() });
    change_status(&scene.officer(), suspend).await.unwrap();
    assert_eq!(standings(&kept(first).await), [KeyStanding::Suspended; 4]);
    assert_eq!(slug(first.phone.wish(Deed::Unfreeze {}).await), "certificate-not-in-force");
    change_status(&scene.officer(), Act::Release(Release { target })).await.unwrap();
    assert_eq!(standings(&kept(first).await), [KeyStanding::Good; 4]);
}

/// Lost replies and the same bytes again: one wish, one effect.
async fn lost_on_the_way(scene: &Scene, first: &mut Holder) {
    let before = scene.census().await;
    first.wire.lose_replies::<Wish>(2);
    first.phone.have_done(Deed::Freeze {}, &person()).await.unwrap();
    first.wire.repair();
    let after = scene.census().await;
    let changes = after.since(&before);
    assert_eq!(changes["holds"], 4, "{changes:?}");
    first.phone.have_done(Deed::Unfreeze {}, &person()).await.unwrap();
}

/// A name, and the end of a phone that is lost.
async fn ending(scene: &Scene, first: &mut Holder, second: &mut Holder) {
    let device = second.enrolled.device;
    let name = Line::new("name", "Old phone").unwrap();
    first.phone.have_done(Deed::NameDevice { device, name }, &person()).await.unwrap();
    let told = kept(second).await;
    let named: Vec<_> = told.iter().filter_map(|one| one.name.as_ref()).map(Line::as_str).collect();
    assert_eq!(named, ["Old phone"]);

    // Somebody else's phone is none of the person's, and nobody ends the phone in their hand.
    let stranger = scene.enrolled("MU-T0201800000043").await.enrolled.device;
    for device in [stranger, first.enrolled.device] {
        let ended = first.phone.have_done(Deed::EndDevice { device }, &person()).await;
        assert_eq!(slug(ended), "phone-not-theirs");
    }

    let id = scene.ask(0, second).await;
    second.waiting(1).await;
    let (polling, interaction) = (Instant::now(), person());
    let ending = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        first.phone.have_done(Deed::EndDevice { device }, &interaction).await.unwrap();
    };
    let (told_while_waiting, ()) = tokio::join!(second.phone.poll(60), ending);
    assert_eq!(slug(told_while_waiting), "device-ended");
    assert!(polling.elapsed() < Duration::from_secs(20), "{:?}", polling.elapsed());
    assert_eq!(scene.session(0, &id).await["state"], "failed");
    assert_eq!(slug(second.phone.poll(0).await), "device-ended");
    assert_eq!(slug(second.phone.wish(Deed::Freeze {}).await), "device-ended");
    let told = kept(first).await;
    assert_eq!(told.iter().filter(|one| one.is_ended()).map(|one| one.device).collect::<Vec<_>>(), [device]);
    scene.until_status(&first.enrolled, is_good).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_rules_their_own_keys() {
    let scene = Scene::start().await;
    let mut first = scene.enrolled("MU-T0201800000042").await;
    let mut second = second_phone(&scene, "MU-T0201800000042").await;
    freezing(&scene, &mut first, &mut second).await;
    an_officers_hold(&scene, &mut first).await;
    lost_on_the_way(&scene, &mut first).await;
    ending(&scene, &mut first, &mut second).await;
}
