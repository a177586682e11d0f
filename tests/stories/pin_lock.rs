//! Wrong PINs: counted by the service, told to the person, locked for longer each time, and the ninth in 30 days ends the
//! phone, whatever right ones there were between them.

use phone_protocol::verification::VerifiedSession;
use phone_protocol::{PhoneProblem, Pin, WrongTries};
use phone_terminal::Error;
use pki_types::Clock;
use pki_types::crl::Reason;
use pki_types::ocsp::CertStatus;
use relying_party::Content;
use words::Purpose;

use crate::testbed::people::pins;
use crate::testbed::scene::{Holder, Scene, right_pin, wrong_pin};

const HOUR: i64 = 3600;

/// How the service refused a PIN.
async fn refusal(holder: &mut Holder, session: &VerifiedSession, pin: &Pin) -> (u16, String, PhoneProblem) {
    match holder.phone.sign(session, Some(pin)).await {
        Err(Error::Refused { status, problem }) => (status, problem.slug().to_owned(), *problem),
        other => panic!("the service should refuse, but: {other:?}"),
    }
}

/// Two relying parties ask at the same time: after the lock that ends the first session, the second is still there.
async fn two_sessions(scene: &Scene, holder: &mut Holder) -> (String, Vec<VerifiedSession>) {
    let first = scene.ask(0, holder).await;
    scene.ask(1, holder).await;
    let mut sessions = holder.waiting(2).await;
    sessions.sort_by_key(|session| session.statement().session.to_string() != first);
    (first, sessions)
}

/// Three wrong PINs, the last of which locks; then the right one is refused too and says until when.
async fn three_wrong_pins_lock(scene: &Scene, holder: &mut Holder, seconds: i64) {
    let (first, sessions) = two_sessions(scene, holder).await;
    for remaining in [2, 1] {
        let (status, slug, problem) = refusal(holder, &sessions[0], &wrong_pin()).await;
        assert_eq!((status, slug.as_str(), problem.remaining), (403, "pin-wrong", Some(remaining)));
    }
    let until = scene.clock.now().plus(seconds);
    let (status, slug, problem) = refusal(holder, &sessions[0], &wrong_pin()).await;
    assert_eq!((status, slug.as_str(), problem.locked_until), (423, "pin-locked", Some(until)));
    let told = scene.session(0, &first).await;
    assert_eq!(
        (told["state"].as_str(), told["problem"]["type"].as_str()),
        (Some("failed"), Some("/problems/pin-locked")),
        "the relying party need not wait for what cannot come"
    );

    // The right PIN is not even compared, shortly before the end of the lock as little as at its beginning.
    let before = scene.census().await;
    let (status, slug, problem) = refusal(holder, &sessions[1], &right_pin()).await;
    assert_eq!((status, slug.as_str(), problem.locked_until), (423, "pin-locked", Some(until)));
    assert_eq!(scene.census().await, before, "a refused PIN changes nothing");
    scene.clock.set(until.minus(1));
    assert_eq!(
        scene.session(0, &scene.ask(0, holder).await).await["problem"]["type"],
        "/problems/pin-locked"
    );
    scene.clock.set(until);
}

/// One session in which a wrong PIN is tried before the right one is given; gives what the phone was told of it.
async fn mistypes(scene: &Scene, holder: &mut Holder, remaining: u32) -> WrongTries {
    scene.ask(0, holder).await;
    let session = holder.waiting(1).await.remove(0);
    assert_eq!(refusal(holder, &session, &wrong_pin()).await.2.remaining, Some(remaining));
    holder.try_to_sign(&session, &right_pin()).await.expect("the PIN is right");
    holder.phone.take_wrong_pins().expect("a share brings what there was").signature
}

/// Somebody tries between the sessions of the owner: the owner is told, and nothing but time lowers the count.
async fn a_right_pin_takes_no_wrong_one_away(scene: &Scene) {
    let mut bea = scene.enrolled("MU-T0102800000012").await;
    let told = |since_last_use, last_30_days| WrongTries { since_last_use, last_30_days };
    assert_eq!(mistypes(scene, &mut bea, 2).await, told(1, 1));
    assert_eq!(mistypes(scene, &mut bea, 1).await, told(1, 2));
    // The owner has confirmed with the PIN twice; the third wrong one locks all the same.
    scene.ask(0, &bea).await;
    let session = bea.waiting(1).await.remove(0);
    assert_eq!(refusal(&mut bea, &session, &wrong_pin()).await.1, "pin-locked");
    scene.clock.advance(3 * HOUR);
    assert_eq!(mistypes(scene, &mut bea, 2).await, told(2, 4));
    // Thirty days after the last one nothing is left.
    scene.clock.advance(30 * 24 * HOUR);
    assert_eq!(mistypes(scene, &mut bea, 2).await, told(1, 1));
}

async fn the_other_pin_is_not_locked(scene: &Scene, ada: &mut Holder) {
    let person = scene.looked_up(&ada.name, Purpose::Authentication).await;
    scene.party(1).start(&person, &Content::Challenge(&[7; 32]), "Log in").await.unwrap();
    let session = ada.waiting(1).await.remove(0);
    ada.try_to_sign(&session, &pins().authentication).await.expect("PIN 1 is another PIN");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_lock_for_longer_each_time_and_the_ninth_ends_the_phone() {
    let scene = Scene::start().await;
    let mut ada = scene.enrolled("MU-T0101800000011").await;
    three_wrong_pins_lock(&scene, &mut ada, 3 * HOUR).await;
    three_wrong_pins_lock(&scene, &mut ada, 24 * HOUR).await;
    the_other_pin_is_not_locked(&scene, &mut ada).await;

    // The last three: the ninth in 30 days ends the device and its certificates, for both purposes.
    scene.until_status(&ada.enrolled, |status| *status == CertStatus::Good).await;
    let (first, sessions) = two_sessions(&scene, &mut ada).await;
    for remaining in [2, 1] {
        assert_eq!(refusal(&mut ada, &sessions[0], &wrong_pin()).await.2.remaining, Some(remaining));
    }
    let (status, slug, _) = refusal(&mut ada, &sessions[0], &wrong_pin()).await;
    assert_eq!((status, slug.as_str()), (403, "pin-exhausted"));
    assert_eq!(scene.session(0, &first).await["problem"]["type"], "/problems/pin-exhausted");
    let revoked = |status: &CertStatus| matches!(status, CertStatus::Revoked { reason, .. } if *reason != Some(Reason::CertificateHold));
    scene.until_status(&ada.enrolled, revoked).await;
    let (status, slug, _) = refusal(&mut ada, &sessions[1], &right_pin()).await;
    assert_eq!((status, slug.as_str()), (409, "session-over"), "the right PIN comes too late");
    assert_eq!(ada.phone.poll(0).await.unwrap_err().slug(), Some("device-blocked"));

    // Last, because a month passes in it.
    a_right_pin_takes_no_wrong_one_away(&scene).await;
    scene.stop().await;
}
