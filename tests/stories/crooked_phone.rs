//! A phone with a program of its own: it answers what it was not asked, for somebody else, too late, or after it showed
//! something else. Each is refused with a reason, and the honest answer still counts.

use phone_protocol::display::Line;
use phone_protocol::verification::VerifiedSession;
use phone_protocol::{Answer, Message, Unlock};
use phone_terminal::Error;

use crate::testbed::scene::{Holder, Scene, right_pin};
use crate::testbed::wire::{problem, remade};

/// What a phone would have answered: unlocked with the right PIN and signed, but not sent.
pub(super) async fn kept_answer(holder: &mut Holder, session: &VerifiedSession) -> String {
    holder.wire.lose_requests::<Answer>(u32::MAX);
    let result = holder.phone.sign(session, Some(&right_pin())).await;
    assert!(matches!(result, Err(Error::Unreachable { .. })), "{result:?}");
    holder.wire.repair();
    holder.wire.sent::<Answer>().pop().expect("the phone has made an answer")
}

/// Sends a message that is refused, and changes nothing.
pub(super) async fn refused(scene: &Scene, what: &str, message: &str, status: u16, slug: &str) {
    let before = scene.census().await;
    let (found, kind, _) = problem(scene.post_to_phone_door("/v1/phone/messages", message).await).await;
    assert_eq!((found, kind.as_str()), (status, slug), "{what}");
    assert_eq!(scene.census().await, before, "{what}");
}

pub(super) async fn completes(scene: &Scene, message: &str) {
    let response = scene.post_to_phone_door("/v1/phone/messages", message).await;
    assert_eq!(
        (response.status().as_u16(), response.text().await.unwrap().as_str()),
        (200, r#"{"state":"completed"}"#)
    );
}

async fn answers_to_something_else(scene: &Scene, ada: &mut Holder, bea: &Holder) {
    let key = scene.device_key(&ada.name);
    let first_id = scene.ask(0, ada).await;
    scene.ask(1, ada).await;
    let mut sessions = ada.waiting(2).await;
    sessions.sort_by_key(|session| session.statement().session.to_string() != first_id);
    let (first, second) = (sessions[0].statement().clone(), sessions[1].statement().clone());

    // Only the first is unlocked.
    let good = kept_answer(ada, &sessions[0]).await;
    let change = |change: &dyn Fn(&mut Answer)| remade::<Answer>(&good, &key, change);
    let other_statement = change(&|answer| answer.statement_sha256 = second.sha256());
    refused(scene, "another statement in the same session", &other_statement, 409, "other-statement").await;
    let not_unlocked = change(&|answer| {
        answer.session = second.session;
        answer.statement_sha256 = second.sha256();
    });
    refused(scene, "a session that was not unlocked", &not_unlocked, 403, "not-unlocked").await;
    let proof = ada.wire.sent::<Unlock>().pop().unwrap();
    let proof = remade::<Unlock>(&proof, &key, |unlock| unlock.session = second.session);
    refused(scene, "a PIN proof for another statement", &proof, 409, "other-statement").await;

    // Something else was shown; another signature; another phone.
    let shown = change(&|answer| answer.shown.name = Line::new("name", "Another Service").ok());
    refused(scene, "another name was shown", &shown, 400, "shown-otherwise").await;
    let shown = change(&|answer| answer.shown.text = None);
    refused(scene, "the text was not shown", &shown, 400, "shown-otherwise").await;
    let shown = change(&|answer| answer.shown.code = Some("0000000".to_owned()));
    refused(scene, "another code was shown", &shown, 400, "shown-otherwise").await;
    let device = change(&|answer| answer.device = bea.enrolled.device);
    refused(scene, "for another device", &device, 403, "other-device").await;
    let stranger = remade::<Answer>(&good, &scene.device_key(&bea.name), |answer| {
        answer.device = bea.enrolled.device;
    });
    refused(scene, "by another device", &stranger, 404, "session-unknown").await;
    let forged = remade::<Answer>(&good, &scene.device_key(&bea.name), |_| {});
    refused(scene, "signed by another device", &forged, 403, "other-device").await;

    // The second is unlocked now, and answered with the signature of the first: a valid one, for another statement.
    let late = kept_answer(ada, &sessions[1]).await;
    let signatures = claims::<Answer>(&good).signatures;
    let swapped = remade::<Answer>(&late, &key, |answer| answer.signatures = signatures);
    refused(scene, "the signature of another statement", &swapped, 400, "signature-wrong").await;

    // The honest answer to the first still counts; the second one comes after its end.
    completes(scene, &good).await;
    assert_eq!(scene.session(0, &first.session.to_string()).await["state"], "completed");
    scene.clock.set(second.expires_at);
    // The door looks at the clock, the worker ends the session: whichever comes first gives the reason.
    let (status, slug, _) = problem(scene.post_to_phone_door("/v1/phone/messages", &late).await).await;
    assert!([(409, "session-over"), (410, "session-expired")].contains(&(status, slug.as_str())), "{slug}");
    let ended = scene.ended_session(1, &second.session.to_string()).await;
    assert_eq!(ended["state"], "expired");
    refused(scene, "a session that has ended", &late, 409, "session-over").await;
    assert!(scene.session(1, &second.session.to_string()).await.get("result").is_none());
}

fn claims<T: Message + Clone>(compact: &str) -> T {
    phone_protocol::Received::<T>::parse(compact).unwrap().claims().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_cannot_answer_what_was_not_stated_to_it() {
    let scene = Scene::start().await;
    let mut ada = scene.enrolled("MU-T0101800000011").await;
    let bea = scene.enrolled("MU-T0102800000012").await;
    answers_to_something_else(&scene, &mut ada, &bea).await;
    scene.stop().await;
}
