//! A person's phone gives the activation for another phone of the same person: with PIN 2, for minutes, and only as long as it may sign
//! itself; every phone of the person says so.

use std::sync::Arc;

use phone_protocol::{Activation, Deed, KeptDevice};
use phone_terminal::{Automatic, Error, Interaction};
use words::act::{Act, Release, Suspend, Target};
use words::{ActivationId, DeviceKind};

use crate::testbed::log;
use crate::testbed::people::{change_status, pins, reference};
use crate::testbed::scene::{Holder, Scene, right_pin};

/// A phone gives none on the day of its own enrolment.
const A_DAY: i64 = 86_400;

fn person() -> Arc<dyn Interaction> {
    Arc::new(Automatic { pins: Some(pins()) })
}

fn slug<T>(result: Result<T, Error>) -> String {
    result.err().map_or_else(String::new, |error| error.slug().unwrap_or_default().to_owned())
}

async fn gives(holder: &mut Holder) -> Activation {
    holder.phone.activate_another(&person()).await.expect("it may")
}

/// Another phone, in a folder of its own, that takes this activation, or is refused.
async fn takes(scene: &Scene, name: &str, place: &str, given: &Activation) -> Result<Holder, Error> {
    let (mut phone, wire) = scene.phone(&format!("{name}-{place}"));
    let enrolled = phone.enrol(given, &pins()).await?.clone();
    Ok(Holder { name: name.to_owned(), phone, wire, enrolled })
}

fn devices(kept: &[KeptDevice]) -> Vec<words::DeviceId> {
    kept.iter().map(|kept| kept.device).collect()
}

/// On the first day it gives none; then one, for a phone that is as good as it is.
async fn one_gives_and_another_takes(scene: &Scene, first: &mut Holder) -> Holder {
    assert_eq!(slug(first.phone.activate_another(&person()).await), "no-further-phone");
    scene.clock.advance(A_DAY);
    let given = gives(first).await;
    let mut second = takes(scene, &first.name, "second", &given).await.expect("it is good");
    assert_eq!(slug(takes(scene, &first.name, "again", &given).await), "activation-used");

    // Both know; the first one tells its person, once.
    let (own, other) = (first.enrolled.device, second.enrolled.device);
    assert_eq!(devices(&first.phone.keys().await.unwrap().devices), [other, own]);
    assert_eq!(devices(&first.phone.added_phones().await.unwrap()), [other]);
    assert!(first.phone.added_phones().await.unwrap().is_empty());
    assert!(second.phone.added_phones().await.unwrap().is_empty(), "the older one was not added");

    // It signs; and gives none itself on its first day.
    scene.ask(0, &second).await;
    let session = second.waiting(1).await.remove(0);
    second.try_to_sign(&session, &right_pin()).await.expect("it signs");
    assert_eq!(slug(second.phone.activate_another(&person()).await), "no-further-phone");
    second
}

/// Of several the last one counts; none for long; none for a better phone than the first.
async fn what_is_no_activation(scene: &Scene, first: &mut Holder) {
    let (older, newer) = (gives(first).await, gives(first).await);
    assert_eq!(slug(takes(scene, &first.name, "older", &older).await), "activation-cancelled");
    scene.clock.advance(601);
    assert_eq!(slug(takes(scene, &first.name, "late", &newer).await), "activation-expired");

    let given = gives(first).await;
    let Deed::Activate { secret, .. } = last_deed(first) else { panic!("it was wished for") };
    let better =
        Deed::Activate { activation_id: given.id, device_kind: DeviceKind::Qscd, secret: secret.clone() };
    assert_eq!(slug(first.phone.have_done(better, &person()).await), "no-further-phone");
    // What was told is of another activation, or given before.
    let (id, device_kind) = (ActivationId::from_bytes([7; 16]), DeviceKind::App);
    let other = Deed::Activate { activation_id: id, device_kind, secret: secret.clone() };
    assert_eq!(slug(first.phone.have_done(other, &person()).await), "message-malformed");
    let again = Deed::Activate { activation_id: given.id, device_kind, secret };
    assert_eq!(slug(first.phone.have_done(again, &person()).await), "activation-exists");
    takes(scene, &first.name, "third", &given).await.expect("it is good all the same");
}

/// What this phone wished for last.
fn last_deed(holder: &Holder) -> Deed {
    let sent = holder.wire.sent::<phone_protocol::Wish>();
    let last = sent.last().expect("it wished");
    phone_protocol::Received::<phone_protocol::Wish>::parse(last).unwrap().claims().deed.clone()
}

/// The activation goes with the phone that gave it, suspended or ended; a freeze ends it for good.
async fn taken_along(scene: &Scene, first: &mut Holder, second: &mut Holder) {
    let given = gives(first).await;
    first.phone.have_done(Deed::Freeze {}, &person()).await.unwrap();
    assert_eq!(slug(first.phone.activate_another(&person()).await), "certificate-not-in-force");
    assert_eq!(slug(takes(scene, &first.name, "frozen", &given).await), "activation-cancelled");
    first.phone.have_done(Deed::Unfreeze {}, &person()).await.unwrap();
    assert_eq!(slug(takes(scene, &first.name, "released", &given).await), "activation-cancelled");

    let given = gives(first).await;
    let target = Target::Person(reference(&first.name));
    change_status(&scene.officer(), Act::Suspend(Suspend { target: target.clone() })).await.unwrap();
    assert_eq!(slug(takes(scene, &first.name, "suspended", &given).await), "activation-revoked");
    change_status(&scene.officer(), Act::Release(Release { target })).await.unwrap();

    let given = gives(first).await;
    second.phone.have_done(Deed::EndDevice { device: first.enrolled.device }, &person()).await.unwrap();
    assert_eq!(slug(takes(scene, &first.name, "ended", &given).await), "activation-revoked");
}

/// A person has so many phones that officers did not give; also where several activations race for the last place.
async fn so_many(scene: &Scene) {
    let mut holder = scene.enrolled("MU-T0201800000059").await;
    scene.clock.advance(A_DAY);
    for place in ["two", "three", "four", "five"] {
        let given = gives(&mut holder).await;
        takes(scene, &holder.name, place, &given).await.expect("there is room");
    }
    assert_eq!(slug(holder.phone.activate_another(&person()).await), "no-further-phone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_adds_another_one_of_the_same_person() {
    let scene = Scene::start().await;
    let mut first = scene.enrolled("MU-T0201800000042").await;
    let mut second = one_gives_and_another_takes(&scene, &mut first).await;
    what_is_no_activation(&scene, &mut first).await;
    taken_along(&scene, &mut first, &mut second).await;
    so_many(&scene).await;
    let founded = scene.stop().await;
    let store = founded.store().await;
    log::holds(&founded, &store).await.unwrap();
    store.close().await;
}
