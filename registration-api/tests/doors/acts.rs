use pki_types::{Sha256Digest, sha256};
use store::Verdict;
use store::{ActRow, JobKind};
use test_country::{Holder, Key};
use words::Id128;
use words::act::{Act, ActPayload, ConfirmAct, EndRelyingParty, RegisterPerson};
use words::{PersonName, PersonalCode, problem};

use crate::client::{Answer, get, post};
use crate::scene::{Scene, act_of};

async fn perform(scene: &Scene, officer: &Holder, act: String) -> Answer {
    post(scene, Some(&officer.certificate), "/v1/acts", act).await
}

fn hash(act: &str) -> Sha256Digest {
    sha256(act.as_bytes())
}

#[tokio::test]
async fn an_act_is_stored_with_its_job_and_accepted() {
    let scene = Scene::new().await;
    let act = act_of(&scene.officer, 1, scene.now());
    let answer = perform(&scene, &scene.officer, act.clone()).await;
    assert_eq!(answer.status, 202);
    assert_eq!(answer.headers["location"], format!("/v1/acts/{}", hash(&act)));
    assert_eq!(answer.json()["request"], hash(&act).to_string());
    let stored: ActRow = scene.store.act(&hash(&act)).await.unwrap().unwrap();
    assert_eq!((stored.body, stored.created_at), (act.clone(), scene.now()));
    assert_eq!(scene.store.jobs_about(JobKind::Act, hash(&act).as_bytes()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_act_is_answered_when_the_worker_has_replied() {
    let scene = Scene::patient(30).await;
    let act = act_of(&scene.officer, 1, scene.now());
    let replied = scene.reply(hash(&act), Verdict::Done, r#"{"changed":[]}"#);
    let (answer, ()) = tokio::join!(perform(&scene, &scene.officer, act), replied);
    assert_eq!((answer.status.as_u16(), answer.body.as_slice()), (200, br#"{"changed":[]}"#.as_slice()));
    assert_eq!(answer.headers["content-type"], "application/json");
}

/// What is made anew is 201, whether one officer did it or another one confirmed it; a confirmation after which it still
/// waits made nothing.
#[tokio::test]
async fn what_an_act_made_is_told_as_made() {
    let scene = Scene::new().await;
    let sign = |jti: u8, act: Act| {
        scene.officer.sign_act(&ActPayload::new(Id128::from_bytes([jti; 16]), scene.now(), act))
    };
    let made = RegisterPerson {
        country: "MU".to_owned(),
        code: PersonalCode::new("X1234567890").unwrap(),
        name: PersonName::new("Asha", "Example").unwrap(),
    };
    let made = sign(1, Act::RegisterPerson(made));
    let confirms = |jti: u8, act_sha256| sign(jti, Act::ConfirmAct(ConfirmAct { act_sha256 }));
    let ended = act_of(&scene.officer, 2, scene.now());
    for (act, verdict, status) in [
        (made.clone(), Verdict::Done, 201),
        (ended.clone(), Verdict::Done, 200),
        (confirms(3, hash(&made)), Verdict::Done, 201),
        (confirms(4, hash(&ended)), Verdict::Done, 200),
        (confirms(5, hash(&made)), Verdict::Waits, 200),
        (confirms(6, hash("no act")), Verdict::Done, 200),
    ] {
        perform(&scene, &scene.officer, act.clone()).await;
        scene.reply(hash(&act), verdict, "{}").await;
        let place = format!("/v1/acts/{}", hash(&act));
        for answer in [
            perform(&scene, &scene.officer, act).await,
            get(&scene, Some(&scene.officer.certificate), &place).await,
        ] {
            assert_eq!((answer.status.as_u16(), answer.body.as_slice()), (status, b"{}".as_slice()));
        }
    }
}

#[tokio::test]
async fn the_same_act_again_gets_the_same_answer_however_late() {
    let scene = Scene::new().await;
    let act = act_of(&scene.officer, 1, scene.now());
    perform(&scene, &scene.officer, act.clone()).await;
    let refused = Verdict::Refused(problem::PERSON_EXISTS);
    scene.reply(hash(&act), refused, r#"{"detail":"y.","field":"act.code"}"#).await;
    let commits = scene.store.commits();
    scene.clock.advance(86_400);
    for answer in [
        perform(&scene, &scene.officer, act.clone()).await,
        get(&scene, Some(&scene.officer.certificate), &format!("/v1/acts/{}", hash(&act))).await,
    ] {
        assert_eq!(answer.problem(), (409, "person-exists".to_owned()));
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        let told = answer.json();
        assert_eq!(
            (&told["status"], &told["detail"], &told["field"]),
            (&409.into(), &"y.".into(), &"act.code".into())
        );
        assert_eq!(told["title"], problem::PERSON_EXISTS.title);
    }
    assert_eq!(scene.store.commits(), commits);
}

#[tokio::test]
async fn only_an_officer_in_office_with_a_good_certificate_may_act() {
    let scene = Scene::new().await;
    let act = act_of(&scene.officer, 1, scene.now());
    let commits = scene.store.commits();
    let nobody = post(&scene, None, "/v1/acts", act.clone()).await;
    assert_eq!(nobody.problem(), (401, "client-certificate-missing".to_owned()));

    let stranger = scene.stranger().await;
    let commits_with_stranger = scene.store.commits();
    assert!(commits_with_stranger > commits);
    let refused = perform(&scene, &stranger, act_of(&stranger, 1, scene.now())).await;
    assert_eq!(refused.problem(), (403, "not-an-officer".to_owned()));

    let borrowed = perform(&scene, &scene.colleague, act.clone()).await;
    assert_eq!(borrowed.problem(), (403, "act-by-another".to_owned()));
    assert_eq!(scene.store.commits(), commits_with_stranger, "nothing was stored");

    scene.revoke(&scene.officer.certificate).await;
    assert_eq!(perform(&scene, &scene.officer, act).await.problem(), (403, "not-an-officer".to_owned()));
    scene.end_officer("officer-2").await;
    let after_office = act_of(&scene.colleague, 1, scene.now());
    assert_eq!(
        perform(&scene, &scene.colleague, after_office).await.problem(),
        (403, "not-an-officer".to_owned())
    );
}

/// Both certificates of an officer open the door until each ends: an answer to a renewal that was lost is asked for with the
/// first.
#[tokio::test]
async fn an_officer_comes_with_the_certificate_from_before_a_renewal_too() {
    let scene = Scene::new().await;
    let renewed = scene.renewed("officer-1").await;
    let first = act_of(&scene.officer, 1, scene.now());
    let second = act_of(&renewed, 2, scene.now());
    for (signatory, act) in [(&scene.officer, &first), (&renewed, &second)] {
        assert_eq!(perform(&scene, signatory, act.clone()).await.status, 202);
    }
    // Whose act it is counts, not under which certificate.
    let first = format!("/v1/acts/{}", hash(&first));
    assert_eq!(get(&scene, Some(&renewed.certificate), &first).await.status, 202);
    let others = get(&scene, Some(&scene.colleague.certificate), &first).await;
    assert_eq!(others.problem(), (404, "act-unknown".to_owned()));
    scene.revoke(&scene.officer.certificate).await;
    let refused = perform(&scene, &scene.officer, act_of(&scene.officer, 3, scene.now())).await;
    assert_eq!(refused.problem(), (403, "not-an-officer".to_owned()));
    assert_eq!(perform(&scene, &renewed, act_of(&renewed, 4, scene.now())).await.status, 202);
    scene.end_officer("officer-1").await;
    let refused = perform(&scene, &renewed, act_of(&renewed, 5, scene.now())).await;
    assert_eq!(refused.problem(), (403, "not-an-officer".to_owned()));
}

#[tokio::test]
async fn an_officer_sees_no_acts_of_others() {
    let scene = Scene::new().await;
    let act = act_of(&scene.officer, 1, scene.now());
    perform(&scene, &scene.officer, act.clone()).await;
    let path = format!("/v1/acts/{}", hash(&act));
    assert_eq!(get(&scene, Some(&scene.officer.certificate), &path).await.status, 202);
    for (peer, path) in [(&scene.colleague, path), (&scene.officer, format!("/v1/acts/{}", hash("none")))] {
        assert_eq!(
            get(&scene, Some(&peer.certificate), &path).await.problem(),
            (404, "act-unknown".to_owned())
        );
    }
    assert_eq!(get(&scene, Some(&scene.officer.certificate), "/v1/acts/00").await.problem().0, 404);
}

#[tokio::test]
async fn each_fault_of_an_act_has_its_answer_and_stores_nothing() {
    let scene = Scene::new().await;
    let commits = scene.store.commits();
    let payload = |change: &dyn Fn(&mut ActPayload)| {
        let act = Act::EndRelyingParty(EndRelyingParty { id: "bank".to_owned() });
        let mut payload = ActPayload::new(Id128::from_bytes([1; 16]), scene.now(), act);
        change(&mut payload);
        scene.officer.sign_act(&payload)
    };
    let now = scene.now();
    let mut forged = act_of(&scene.officer, 1, now);
    let place = forged.len() - 20;
    let other = if forged[place..].starts_with('A') { "B" } else { "A" };
    forged.replace_range(place..=place, other);
    let thief = scene.officer.impostor(Key::of("a thief"));
    for (act, status, slug) in [
        ("a.b.c".to_owned(), 400, "act-malformed"),
        (forged, 400, "act-malformed"),
        (act_of(&thief, 1, now), 400, "act-malformed"),
        (payload(&|payload| payload.aud = "mobile-signature".to_owned()), 400, "act-malformed"),
        (payload(&|payload| payload.exp = payload.iat.plus(601)), 400, "act-malformed"),
        (payload(&|payload| (payload.iat, payload.exp) = (now.minus(601), now.minus(1))), 400, "act-times"),
        (payload(&|payload| (payload.iat, payload.exp) = (now.plus(61), now.plus(120))), 400, "act-times"),
        ("a".repeat(64 * 1024 + 1), 413, "body-too-large"),
    ] {
        assert_eq!(perform(&scene, &scene.officer, act).await.problem(), (status, slug.to_owned()));
    }
    assert_eq!(scene.store.commits(), commits, "nothing was stored");
}
