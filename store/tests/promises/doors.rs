//! What doors insert, they insert once, with its job.

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use pki_types::sha256;
use store::{Insertion, JobKind, LimitedInsertion, Message, OpenLimits, SessionInsertion, SignerRequest};
use words::{MessageKind, SessionId};

use crate::country::{DEVICE, MANY, PERSON, PLENTY, START, act, country, enrolment, hash, session};
use crate::engines::Engine;

on_both_engines!(
    a_session_comes_with_the_job_that_states_it_and_is_open_until_its_time_is_over,
    the_same_request_is_the_same_session_and_another_one_a_conflict,
    equal_requests_that_race_are_one_session,
    sessions_that_race_do_not_pass_the_limits_together,
    a_session_about_things_that_are_not_there_is_refused,
    each_message_is_there_once_with_the_job_of_its_kind_if_it_has_one,
    acts_enrolments_signer_requests_and_cancellations_are_there_once_with_their_jobs,
    people_and_parties_are_found,
);

fn message(kind: MessageKind) -> Message {
    let body = format!("message {kind}");
    Message {
        sha256: sha256(body.as_bytes()),
        session: SessionId::from_bytes([5; 16]),
        kind,
        body,
        created_at: START,
    }
}

async fn a_session_comes_with_the_job_that_states_it_and_is_open_until_its_time_is_over(engine: Engine) {
    let (store, _) = country(engine).await;
    assert!(store.door().insert_session(session(5), PLENTY).await.unwrap() == SessionInsertion::New);
    assert!(store.session(&session(5).id).await.unwrap() == Some(session(5)));
    let id = session(5).id;
    let state = store.jobs_about(JobKind::State, id.as_bytes()).await.unwrap();
    assert_eq!(state.iter().map(|job| job.due_at).collect::<Vec<_>>(), [START]);
    let end = session(5).expires_at;
    assert!(store.overdue_sessions(end.minus(1), 9).await.unwrap().is_empty());
    assert_eq!(store.overdue_sessions(end, 9).await.unwrap(), [id]);
    assert_eq!(SessionId::from_slice(&state[0].subject), Some(id));
}

async fn the_same_request_is_the_same_session_and_another_one_a_conflict(engine: Engine) {
    let (store, _) = country(engine).await;
    let door = store.door();
    door.insert_session(session(5), PLENTY).await.unwrap();
    let mut again = session(6);
    again.jti = session(5).jti;
    assert!(door.insert_session(again.clone(), PLENTY).await.unwrap() == SessionInsertion::Conflict);
    again.request = session(5).request;
    again.request_sha256 = session(5).request_sha256;
    let none_more = OpenLimits { with_relying_party: 0, of_person: 0 };
    let existing = door.insert_session(again, none_more).await.unwrap();
    assert!(existing == SessionInsertion::Existing(Box::new(session(5))));
    assert_eq!(store.jobs_about(JobKind::State, session(5).id.as_bytes()).await.unwrap().len(), 1);
    assert!(store.session(&session(6).id).await.unwrap().is_none());
}

async fn equal_requests_that_race_are_one_session(engine: Engine) {
    let (store, _) = country(engine).await;
    let racing = (10..20_u8).map(|number| {
        let door = store.door();
        let mut racer = session(5);
        racer.id = SessionId::from_bytes([number; 16]);
        async move { door.insert_session(racer, PLENTY).await.unwrap() }
    });
    let results = join_all(racing).await;
    assert_eq!(results.iter().filter(|result| **result == SessionInsertion::New).count(), 1);
    assert_eq!(store.open_sessions_of_person(&PERSON, START).await.unwrap(), 1);
}

async fn sessions_that_race_do_not_pass_the_limits_together(engine: Engine) {
    let (store, clock) = country(engine).await;
    let one_each = OpenLimits { with_relying_party: 1, of_person: 3 };
    let racing = (10..20_u8).map(|number| {
        let door = store.door();
        async move { door.insert_session(session(number), one_each).await.unwrap() }
    });
    let results = join_all(racing).await;
    assert_eq!(results.iter().filter(|result| **result == SessionInsertion::New).count(), 1);
    assert!(
        results.iter().filter(|result| **result == SessionInsertion::TooManyWithRelyingParty).count() == 9
    );
    let three = OpenLimits { with_relying_party: 100, of_person: 1 };
    assert!(
        store.door().insert_session(session(20), three).await.unwrap() == SessionInsertion::TooManyOfPerson
    );
    clock.set(session(10).expires_at);
    assert!(
        store.door().insert_session(session(21), one_each).await.unwrap() == SessionInsertion::New,
        "an expired session is not open"
    );
}

async fn a_session_about_things_that_are_not_there_is_refused(engine: Engine) {
    let (store, _) = country(engine).await;
    let mut unknown = session(5);
    unknown.certificate_sha256 = hash("no certificate");
    let refused = store.door().insert_session(unknown, PLENTY).await.err().unwrap();
    assert!(refused.is_missing_reference(), "{refused}");
    let refused = store.door().insert_message(message(MessageKind::Shown)).await.err().unwrap();
    assert!(refused.is_missing_reference(), "{refused}");
    let refused = store.door().insert_message(message(MessageKind::Unlock)).await.err().unwrap();
    assert!(refused.is_missing_reference(), "{refused}");
    let jobs = store.jobs_about(JobKind::Unlock, message(MessageKind::Unlock).sha256.as_bytes()).await;
    assert!(jobs.unwrap().is_empty());
}

async fn each_message_is_there_once_with_the_job_of_its_kind_if_it_has_one(engine: Engine) {
    let (store, _) = country(engine).await;
    let door = store.door();
    door.insert_session(session(5), PLENTY).await.unwrap();
    for (kind, job) in [
        (MessageKind::Shown, None),
        (MessageKind::Unlock, Some(JobKind::Unlock)),
        (MessageKind::Answer, Some(JobKind::Answer)),
        (MessageKind::Refusal, Some(JobKind::Refusal)),
    ] {
        let message = message(kind);
        assert_eq!(door.insert_message(message.clone()).await.unwrap(), Insertion::New);
        assert_eq!(door.insert_message(message.clone()).await.unwrap(), Insertion::Existing);
        let due = store.due_jobs(START, 99).await.unwrap();
        let about = due.into_iter().filter(|due| due.subject == message.sha256.as_bytes());
        assert_eq!(
            about.map(|job| job.known_kind()).collect::<Vec<_>>(),
            job.map(Some).into_iter().collect::<Vec<_>>()
        );
        assert!(store.message(&message.sha256).await.unwrap() == Some(message));
    }
    assert_eq!(store.message_count(&session(5).id).await.unwrap(), 4);
    assert_eq!(store.messages_of_session(&session(5).id).await.unwrap().len(), 4);
}

async fn acts_enrolments_signer_requests_and_cancellations_are_there_once_with_their_jobs(engine: Engine) {
    let (store, _) = country(engine).await;
    let door = store.door();
    assert_eq!(door.insert_act(act()).await.unwrap(), Insertion::Existing);
    assert_eq!(store.jobs_about(JobKind::Act, act().sha256.as_bytes()).await.unwrap().len(), 1);
    assert_eq!(door.insert_enrolment(enrolment(), MANY).await.unwrap(), LimitedInsertion::Existing);
    assert_eq!(store.jobs_about(JobKind::Enrolment, enrolment().sha256.as_bytes()).await.unwrap().len(), 1);
    let request = SignerRequest {
        sha256: hash("request"),
        kind: "tsu".to_owned(),
        body: "request".to_owned(),
        created_at: START,
    };
    assert_eq!(door.insert_signer_request(request.clone()).await.unwrap(), Insertion::New);
    assert_eq!(door.insert_signer_request(request.clone()).await.unwrap(), Insertion::Existing);
    assert_eq!(store.jobs_about(JobKind::SignerRequest, request.sha256.as_bytes()).await.unwrap().len(), 1);
    assert!(door.signer_request(&request.sha256).await.unwrap() == Some(request));
    door.insert_session(session(5), PLENTY).await.unwrap();
    assert_eq!(door.insert_cancellation(session(5).id).await.unwrap(), Insertion::New);
    assert_eq!(door.insert_cancellation(session(5).id).await.unwrap(), Insertion::Existing);
    assert_eq!(store.jobs_about(JobKind::Cancel, session(5).id.as_bytes()).await.unwrap().len(), 1);
    assert_eq!(door.cancellation(&session(5).id).await.unwrap(), Some(START));
}

async fn people_and_parties_are_found(engine: Engine) {
    let (store, _) = country(engine).await;
    let door = store.door();
    let code = crate::country::person().code;
    assert!(door.person_by_code("MU", &code).await.unwrap().is_some_and(|person| person.id == PERSON));
    assert!(door.person_by_code("EE", &code).await.unwrap().is_none());
    assert_eq!(door.devices_of_person(&PERSON).await.unwrap()[0].id, DEVICE);
    assert_eq!(door.device_by_enrolment(&enrolment().sha256).await.unwrap().unwrap().id, DEVICE);
    let bank = door.relying_party_by_certificate(&hash("bank's certificate")).await.unwrap().unwrap();
    assert_eq!(bank.ended_at, None);
    crate::country::write(&store, |transaction| {
        async move { transaction.end_relying_party("bank").await }.boxed()
    })
    .await;
    assert_eq!(door.relying_party("bank").await.unwrap().unwrap().ended_at, Some(START));
}
