//! What the limits are decided from: prompts, pauses, and what came for an activation.

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use pki_types::sha256;
use store::{
    ActivationFailures, ActivationUse, EnrolmentRequest, JobKind, LimitedInsertion, Outcome, PausedParty,
    Prompt, PromptSpan, RelyingParty, RequestLimit, SessionInsertion, Signatures, Store, StoredStatement,
};
use words::{ActivationId, Doors, SessionId, SessionState};

use crate::country::{
    BANK, DEVICE, PERSON, PLENTY, START, activation, country, enrolment, hash, leaf, session, write,
};
use crate::engines::Engine;

on_both_engines!(
    what_was_stated_is_a_prompt_to_its_person,
    how_prompts_ended_is_told,
    a_pause_keeps_one_relying_party_from_one_person_until_its_end,
    an_activation_ends_by_the_last_failure_that_it_takes,
    of_failures_that_race_one_is_the_last,
    enrolments_that_race_do_not_pass_the_limit_of_their_activation_together,
);

const TAX: &str = "tax";

async fn second_party(store: &Store) {
    let tax = RelyingParty {
        id: TAX.to_owned(),
        name: "The Tax Office".to_owned(),
        domain: "tax.example".to_owned(),
        country: "MU".to_owned(),
        doors: Doors::default(),
        certificate_sha256: hash("tax's certificate"),
        act_sha256: None,
        created_at: START,
        ended_at: None,
    };
    write(store, move |unit| async move { unit.insert_relying_party(&tax).await }.boxed()).await;
}

/// A session of this relying party with a statement, so many seconds after the start.
async fn state(store: &Store, number: u8, relying_party: &str, at: i64) {
    let mut row = session(number);
    row.relying_party = relying_party.to_owned();
    let statement = StoredStatement {
        session: row.id,
        jws: format!("statement {number}"),
        sha256: sha256(&[number, 9]),
        code: None,
        expires_at: START.plus(60),
        created_at: START.plus(at),
    };
    assert!(store.door().insert_session(row, PLENTY).await.unwrap() == SessionInsertion::New);
    let stated =
        write(store, move |unit| async move { unit.insert_statement(&statement, &DEVICE).await }.boxed());
    assert!(stated.await);
}

async fn end(store: &Store, number: u8, state: SessionState, at: i64) {
    let completed = state == SessionState::Completed;
    let outcome = Outcome {
        session: SessionId::from_bytes([number; 16]),
        state,
        problem: None,
        signatures: completed.then(|| Signatures(vec![Some(vec![0x30, 1, 7])])),
        algorithm: completed.then(|| "ES256".to_owned()),
        receipt: completed.then(|| "receipt".to_owned()),
        retry_at: Some(START.plus(at)),
        created_at: START.plus(at),
    };
    let ended =
        write(store, move |unit| async move { unit.insert_outcome(&outcome, &leaf("end")).await }.boxed());
    assert!(ended.await);
}

async fn prompts(store: &Store, span: PromptSpan) -> Vec<Prompt> {
    let prompts = write(store, move |unit| async move { unit.prompts(&PERSON, &span).await }.boxed());
    prompts.await.newest_first
}

async fn what_was_stated_is_a_prompt_to_its_person(engine: Engine) {
    let (store, _) = country(engine).await;
    second_party(&store).await;
    for (number, at) in [(5, 1), (6, 3), (7, 2)] {
        state(&store, number, BANK, at).await;
    }
    state(&store, 8, TAX, 4).await;
    // One that never became a statement was shown to nobody.
    store.door().insert_session(session(9), PLENTY).await.unwrap();
    let span = |since, until| PromptSpan { since: START.plus(since), until: START.plus(until) };
    let told = |prompts: Vec<Prompt>| {
        prompts
            .into_iter()
            .map(|prompt| (prompt.relying_party, prompt.stated_at.since(START)))
            .collect::<Vec<_>>()
    };
    let [first, second, third] = [1, 2, 3].map(|at| (BANK.to_owned(), at));
    let tax = (TAX.to_owned(), 4);
    let all = [tax.clone(), third.clone(), second.clone(), first.clone()];
    assert_eq!(told(prompts(&store, span(0, 99)).await), all);
    assert_eq!(
        told(prompts(&store, span(2, 99)).await),
        [tax, third.clone()],
        "an instant ends before it begins"
    );
    assert_eq!(
        told(prompts(&store, span(0, 3)).await),
        [third, second, first],
        "what is from the future does not count"
    );
}

async fn how_prompts_ended_is_told(engine: Engine) {
    let (store, _) = country(engine).await;
    let ends = [SessionState::Refused, SessionState::Failed, SessionState::Completed, SessionState::Expired];
    for (number, ended) in (5..).zip(ends) {
        state(&store, number, BANK, i64::from(number)).await;
        end(&store, number, ended, i64::from(number) + 10).await;
    }
    state(&store, 20, BANK, 20).await;
    let span = |until| PromptSpan { since: START, until: START.plus(until) };
    let told = |prompts: Vec<Prompt>| {
        prompts
            .into_iter()
            .map(|prompt| prompt.state.zip(prompt.ended_at.map(|at| at.since(START))))
            .collect::<Vec<_>>()
    };
    let [refused, failed, completed, expired] =
        [0, 1, 2, 3].map(|at| Some((ends[at], i64::try_from(at).unwrap() + 15)));
    assert_eq!(told(prompts(&store, span(99)).await), [None, expired, completed, failed, refused]);
    assert_eq!(
        told(prompts(&store, span(16)).await),
        [None, None, failed, refused],
        "an end from the future is none yet"
    );
    let view = store.session_view(&SessionId::from_bytes([8; 16])).await.unwrap().unwrap();
    assert_eq!(view.outcome.unwrap().retry_at, Some(START.plus(18)));
}

async fn a_pause_keeps_one_relying_party_from_one_person_until_its_end(engine: Engine) {
    let (store, clock) = country(engine).await;
    second_party(&store).await;
    let pause = async |until: i64| {
        write(&store, move |unit| {
            async move { unit.pause_prompts(&PERSON, BANK, START.plus(until)).await }.boxed()
        })
        .await;
    };
    pause(900).await;
    pause(60).await;
    let door = store.door();
    let refused = door.insert_session(session(5), PLENTY).await.unwrap();
    assert!(refused == SessionInsertion::Paused { until: START.plus(60) }, "the last decision counts");
    assert!(store.session(&session(5).id).await.unwrap().is_none());
    assert!(store.jobs_about(JobKind::State, session(5).id.as_bytes()).await.unwrap().is_empty());
    let mut other = session(6);
    other.relying_party = TAX.to_owned();
    assert!(door.insert_session(other, PLENTY).await.unwrap() == SessionInsertion::New, "nobody else waits");
    let paused = PausedParty { relying_party: BANK.to_owned(), persons: 1 };
    assert_eq!(store.paused_parties(START, 9).await.unwrap(), [paused]);
    assert_eq!(store.paused_pairs(START).await.unwrap(), 1);

    clock.set(START.plus(60));
    assert_eq!(store.paused_pairs(START.plus(60)).await.unwrap(), 0);
    assert!(door.insert_session(session(5), PLENTY).await.unwrap() == SessionInsertion::New);
    pause(900).await;
    let again = door.insert_session(session(5), PLENTY).await.unwrap();
    assert!(matches!(again, SessionInsertion::Existing(_)), "the same request is no new prompt");
}

const ACTIVATION: ActivationId = ActivationId::from_bytes([7; 16]);

async fn activated(engine: Engine) -> Store {
    let (store, _) = country(engine).await;
    write(&store, |unit| async move { unit.insert_activation(&activation(ACTIVATION)).await }.boxed()).await;
    store
}

async fn fail(store: &Store, id: ActivationId, most: u32) -> Option<ActivationFailures> {
    write(store, move |unit| async move { unit.count_activation_failure(&id, most).await }.boxed()).await
}

async fn use_up(store: &Store) -> ActivationUse {
    write(store, |unit| async move { unit.use_activation(&ACTIVATION, &hash("phone")).await }.boxed()).await
}

async fn an_activation_ends_by_the_last_failure_that_it_takes(engine: Engine) {
    let store = activated(engine).await;
    assert_eq!(fail(&store, ACTIVATION, 2).await, Some(ActivationFailures { failures: 1, ended_at: None }));
    let last = ActivationFailures { failures: 2, ended_at: Some(START) };
    assert_eq!(fail(&store, ACTIVATION, 2).await, Some(last));
    assert_eq!(fail(&store, ACTIVATION, 2).await, None, "it has ended");
    assert_eq!(use_up(&store).await, ActivationUse::Ended);
    let terms = store.door().activation(&ACTIVATION).await.unwrap().unwrap();
    assert_eq!((terms.failures, terms.ended_at, terms.used_by), (2, Some(START), None));
    // A restore leaves it as it is: it says more than that it is void.
    let voided = write(&store, |unit| async move { unit.void_activations(&hash("restore")).await }.boxed());
    assert_eq!(voided.await, 0);
    assert_eq!(fail(&store, ActivationId::from_bytes([8; 16]), 2).await, None, "there is none");

    let store = activated(engine).await;
    fail(&store, ACTIVATION, 2).await;
    assert_eq!(use_up(&store).await, ActivationUse::Used, "one failure ends nothing");
    assert_eq!(fail(&store, ACTIVATION, 2).await, None, "what is used cannot end");
}

async fn of_failures_that_race_one_is_the_last(engine: Engine) {
    let store = activated(engine).await;
    let counted = join_all((0..20).map(|_| fail(&store, ACTIVATION, 5))).await;
    let counted: Vec<_> = counted.into_iter().flatten().collect();
    let mut failures: Vec<_> = counted.iter().map(|counted| counted.failures).collect();
    failures.sort_unstable();
    assert_eq!(failures, [1, 2, 3, 4, 5]);
    let ends: Vec<_> = counted.iter().filter(|counted| counted.ended_at.is_some()).collect();
    assert_eq!(ends, [&ActivationFailures { failures: 5, ended_at: Some(START) }]);
}

async fn enrolments_that_race_do_not_pass_the_limit_of_their_activation_together(engine: Engine) {
    let (store, clock) = country(engine).await;
    let limit = RequestLimit { at_most: 3, within_seconds: 60 };
    let request = |number: u8, activation: ActivationId, at: i64| EnrolmentRequest {
        sha256: sha256(&[number, 3]),
        activation,
        created_at: START.plus(at),
        ..enrolment()
    };
    let inserted = join_all((0..10).map(|number| {
        let (door, request) = (store.door(), request(number, ACTIVATION, 0));
        async move { door.insert_enrolment(request, limit).await.unwrap() }
    }))
    .await;
    let many = |wished| inserted.iter().filter(|inserted| **inserted == wished).count();
    assert_eq!(many(LimitedInsertion::New), 3);
    assert_eq!(many(LimitedInsertion::TooMany { until: START.plus(60) }), 7);

    let door = store.door();
    let stored = inserted.iter().position(|inserted| *inserted == LimitedInsertion::New).unwrap();
    let again = request(u8::try_from(stored).unwrap(), ACTIVATION, 0);
    assert_eq!(door.insert_enrolment(again, limit).await.unwrap(), LimitedInsertion::Existing);
    let other = request(20, ActivationId::from_bytes([8; 16]), 0);
    assert_eq!(
        door.insert_enrolment(other, limit).await.unwrap(),
        LimitedInsertion::New,
        "nobody else waits"
    );
    clock.set(START.plus(60));
    let late = request(21, ACTIVATION, 60);
    assert_eq!(door.insert_enrolment(late, limit).await.unwrap(), LimitedInsertion::New);
}
