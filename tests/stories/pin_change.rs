//! A person changes a PIN with the one that there is; whatever is lost on the way, one of the two opens the key, and nobody is locked
//! out.

use std::sync::Arc;

use phone_protocol::{Answer, Deed, Pin, Unlock, Wish};
use phone_terminal::{Automatic, Error, Interaction, Pins};
use words::Purpose;
use words::act::{Act, Release, Suspend, Target};

use crate::testbed::people::{change_status, pins, reference};
use crate::testbed::scene::{Holder, Scene, right_pin, wrong_pin};

/// As often as a phone sends the same bytes by itself before it gives up.
const ATTEMPTS: u32 = 5;

fn pin(digits: &str) -> Pin {
    Pin::new(digits).unwrap()
}

/// The person at the phone, whose PIN 2 is this one.
fn person(signature: Pin) -> Arc<dyn Interaction> {
    Arc::new(Automatic { pins: Some(Pins { signature, ..pins() }) })
}

fn slug(result: Result<(), Error>) -> String {
    result.expect_err("it is refused").slug().expect("by the service").to_owned()
}

fn is_lost(result: Result<(), Error>) {
    assert!(matches!(result, Err(Error::Unreachable { .. })), "{result:?}");
}

/// Signs something with this PIN 2, or is refused.
async fn signs(scene: &Scene, holder: &mut Holder, pin: &Pin) -> Result<(), String> {
    scene.ask(0, holder).await;
    let session = holder.waiting(1).await.remove(0);
    let signed = holder.try_to_sign(&session, pin).await;
    if signed.is_err() {
        let reason = phone_protocol::RefusalReason::Declined;
        holder.phone.refuse(&session, reason).await.unwrap();
    }
    // A relying party is let ask again after a while.
    scene.clock.advance(601);
    signed
}

/// The phone is switched off and on again.
fn restarted(scene: &Scene, holder: Holder) -> Holder {
    let Holder { name, phone, enrolled, .. } = holder;
    drop(phone);
    let (phone, wire) = scene.phone(&name);
    Holder { name, phone, wire, enrolled }
}

async fn each_pin_is_changed_by_itself(scene: &Scene, holder: &mut Holder) -> Pin {
    let new = pin("48205");
    // What is weak, or no other one, is refused before anything is sent; a wrong old one is counted.
    let before = scene.census().await;
    for weak in ["1234", "11111", "9876", "1987"] {
        let refused = holder.phone.change_pin(Purpose::Signature, &pin(weak), &person(right_pin())).await;
        assert!(matches!(refused, Err(Error::Protocol(_))), "{weak}: {refused:?}");
    }
    assert_eq!(scene.census().await, before);
    let same = holder.phone.change_pin(Purpose::Signature, &right_pin(), &person(right_pin())).await;
    assert!(matches!(same, Err(Error::SamePin)), "{same:?}");
    let wrong = holder.phone.change_pin(Purpose::Signature, &new, &person(wrong_pin())).await;
    assert!(matches!(wrong, Err(Error::Stopped)), "{wrong:?}");
    signs(scene, holder, &right_pin()).await.expect("nothing was changed");

    holder.phone.change_pin(Purpose::Signature, &new, &person(right_pin())).await.unwrap();
    assert_eq!(signs(scene, holder, &right_pin()).await, Err("pin-wrong".to_owned()));
    signs(scene, holder, &new).await.expect("the new one opens the key");

    // The other PIN is another key's, and is changed with itself.
    holder.phone.change_pin(Purpose::Authentication, &pin("3917"), &person(new.clone())).await.unwrap();
    signs(scene, holder, &new).await.expect("PIN 2 is as it was");
    new
}

/// The wish, the unlock or the answer: what does not arrive has no effect, what arrives has one, and the phone finds out.
async fn lost_on_the_way(scene: &Scene, mut holder: Holder, mut old: Pin) -> Holder {
    // Thirty days after the wrong ones that there were nothing is left of them.
    scene.clock.advance(31 * 24 * 3_600);

    // 1. Nothing of it arrives, or the replies are lost and the same bytes are sent again.
    holder.wire.lose_requests::<Wish>(ATTEMPTS);
    is_lost(holder.phone.change_pin(Purpose::Signature, &pin("50271"), &person(old.clone())).await);
    holder.wire.lose_requests::<Unlock>(ATTEMPTS);
    is_lost(holder.phone.change_pin(Purpose::Signature, &pin("50271"), &person(old.clone())).await);
    holder.wire.lose_replies::<Unlock>(ATTEMPTS);
    is_lost(holder.phone.change_pin(Purpose::Signature, &pin("50271"), &person(old.clone())).await);
    holder.wire.repair();
    signs(scene, &mut holder, &old).await.expect("the old one holds");

    // 2. The answer never arrives, and its time goes by: the old one holds, and the new one is a wrong one.
    let new = pin("50271");
    holder.wire.lose_requests::<Answer>(ATTEMPTS);
    is_lost(holder.phone.change_pin(Purpose::Signature, &new, &person(old.clone())).await);
    scene.clock.advance(601);
    holder = restarted(scene, holder);
    assert_eq!(signs(scene, &mut holder, &new).await, Err("pin-wrong".to_owned()));
    signs(scene, &mut holder, &old).await.expect("the old one holds");

    // 3. The answer arrives later, from a phone that was switched off meanwhile: the new one holds.
    holder.wire.lose_requests::<Answer>(ATTEMPTS);
    is_lost(holder.phone.change_pin(Purpose::Signature, &new, &person(old.clone())).await);
    holder = restarted(scene, holder);
    holder.phone.deliver_outstanding().await.unwrap();
    signs(scene, &mut holder, &new).await.expect("the new one holds");
    old = new;

    // 4. The answer arrives and its reply does not: the new one holds, also for the next change.
    let new = pin("72048");
    holder.wire.lose_replies::<Answer>(ATTEMPTS);
    is_lost(holder.phone.change_pin(Purpose::Signature, &new, &person(old.clone())).await);
    holder = restarted(scene, holder);
    holder.phone.change_pin(Purpose::Signature, &right_pin(), &person(new.clone())).await.unwrap();
    assert_eq!(signs(scene, &mut holder, &old).await, Err("pin-wrong".to_owned()));
    signs(scene, &mut holder, &right_pin()).await.expect("the newest holds");
    holder
}

/// No PIN is changed while the certificate is suspended or the PIN is locked, and the answer is judged again in the end.
async fn kept_from_it(scene: &Scene, holder: &mut Holder) {
    let new = pin("90463");
    holder.phone.have_done(Deed::Freeze {}, &person(right_pin())).await.unwrap();
    let frozen = holder.phone.change_pin(Purpose::Signature, &new, &person(right_pin())).await;
    assert_eq!(slug(frozen), "certificate-not-in-force");
    holder.phone.have_done(Deed::Unfreeze {}, &person(right_pin())).await.unwrap();

    let target = Target::Person(reference(&holder.name));
    let suspend = Act::Suspend(Suspend { target: target.clone() });
    change_status(&scene.officer(), suspend).await.unwrap();
    let held = holder.phone.change_pin(Purpose::Signature, &new, &person(right_pin())).await;
    assert_eq!(slug(held), "certificate-not-in-force");
    change_status(&scene.officer(), Act::Release(Release { target })).await.unwrap();

    // Thirty days after the last wrong one, three lock.
    scene.clock.advance(31 * 24 * 3_600);
    for _ in 0..2 {
        let wrong = holder.phone.change_pin(Purpose::Signature, &new, &person(wrong_pin())).await;
        assert!(matches!(wrong, Err(Error::Stopped)), "{wrong:?}");
    }
    let third = holder.phone.change_pin(Purpose::Signature, &new, &person(wrong_pin())).await;
    assert_eq!(slug(third), "pin-locked");
    let locked = holder.phone.change_pin(Purpose::Signature, &new, &person(right_pin())).await;
    assert_eq!(slug(locked), "pin-locked");
    scene.clock.advance(3 * 3_600);
    holder.phone.change_pin(Purpose::Signature, &new, &person(right_pin())).await.unwrap();
    signs(scene, holder, &new).await.expect("the lock is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_changes_a_pin_and_is_never_locked_out() {
    let scene = Scene::start().await;
    let mut holder = scene.enrolled("MU-T0201800000042").await;
    let old = each_pin_is_changed_by_itself(&scene, &mut holder).await;
    let mut holder = lost_on_the_way(&scene, holder, old).await;
    kept_from_it(&scene, &mut holder).await;
    scene.stop().await;
}
