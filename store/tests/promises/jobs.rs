//! Work for the worker.

use futures_util::FutureExt as _;
use store::{CrlShard, IssuerId, Job, JobKind, MAX_PROBLEM, Store};

use crate::country::{START, clock, write};
use crate::engines::Engine;

on_both_engines!(
    jobs_come_when_they_are_due_the_most_overdue_first,
    a_finished_job_is_gone_and_finishing_it_again_is_harmless,
    each_failure_puts_a_job_off_for_longer_up_to_five_minutes,
    a_parked_job_waits_for_a_person,
    a_kind_that_this_program_does_not_know_is_read_all_the_same,
);

async fn enqueue(store: &Store, kind: JobKind, subject: &'static [u8], pause: i64) {
    write(store, move |transaction| {
        async move { transaction.enqueue_at(kind, subject, START.plus(pause)).await }.boxed()
    })
    .await;
}

async fn due(store: &Store, after: i64) -> Vec<Job> {
    store.due_jobs(START.plus(after), 10).await.unwrap()
}

async fn retry(store: &Store, job: Job, problem: &'static str) -> i64 {
    write(store, move |transaction| async move { transaction.retry_job(&job, problem).await }.boxed())
        .await
        .since(START)
}

async fn jobs_come_when_they_are_due_the_most_overdue_first(engine: Engine) {
    let store = engine.store(clock()).await;
    assert_eq!(store.next_job_due_at().await.unwrap(), None);
    enqueue(&store, JobKind::Expire, b"later", 60).await;
    enqueue(&store, JobKind::State, b"now", 0).await;
    assert_eq!(store.next_job_due_at().await.unwrap(), Some(START));
    let now = due(&store, 0).await;
    assert_eq!(now.len(), 1);
    assert_eq!(
        (now[0].known_kind(), now[0].subject.as_slice(), now[0].attempts),
        (Some(JobKind::State), b"now".as_slice(), 0)
    );
    let later = due(&store, 60).await;
    assert_eq!(
        later.iter().map(|job| job.subject.as_slice()).collect::<Vec<_>>(),
        [b"now".as_slice(), b"later"]
    );
    assert_eq!(store.due_jobs(START.plus(60), 1).await.unwrap().len(), 1);
}

async fn a_finished_job_is_gone_and_finishing_it_again_is_harmless(engine: Engine) {
    let store = engine.store(clock()).await;
    enqueue(&store, JobKind::State, b"now", 0).await;
    let id = due(&store, 0).await[0].id;
    let finish = async || {
        write(&store, move |transaction| async move { transaction.finish_job(id).await }.boxed()).await
    };
    assert!(finish().await);
    assert!(!finish().await);
    assert!(due(&store, 1_000).await.is_empty());
}

async fn each_failure_puts_a_job_off_for_longer_up_to_five_minutes(engine: Engine) {
    let store = engine.store(clock()).await;
    enqueue(&store, JobKind::State, b"now", 0).await;
    let mut pauses = Vec::new();
    for _ in 0..12 {
        let job = due(&store, 1_000).await.remove(0);
        pauses.push(retry(&store, job, "the HSM is away").await);
    }
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    let job = due(&store, 1_000).await.remove(0);
    assert_eq!((job.attempts, job.problem.as_deref()), (12, Some("the HSM is away")));
}

async fn a_parked_job_waits_for_a_person(engine: Engine) {
    let store = engine.store(clock()).await;
    enqueue(&store, JobKind::State, b"now", 0).await;
    let id = due(&store, 0).await[0].id;
    let problem = "é".repeat(MAX_PROBLEM);
    write(&store, move |transaction| async move { transaction.park_job(id, &problem).await }.boxed()).await;
    assert!(due(&store, 1_000).await.is_empty());
    assert_eq!(store.next_job_due_at().await.unwrap(), None);
    let parked = store.parked_jobs().await.unwrap();
    assert_eq!(parked[0].parked_at, Some(START));
    assert_eq!(parked[0].problem.as_deref().unwrap(), "é".repeat(MAX_PROBLEM / 2), "cut between characters");
}

async fn a_kind_that_this_program_does_not_know_is_read_all_the_same(engine: Engine) {
    let scratch = engine.scratch().await;
    let store = scratch.open(clock()).await;
    scratch
        .execute(
            "INSERT INTO jobs (kind, subject, due_at, attempts, created_at) \
             VALUES ('from-the-future', x'00', 0, 0, 0)",
        )
        .await;
    let job = due(&store, 0).await.remove(0);
    assert_eq!((job.kind.as_str(), job.known_kind()), ("from-the-future", None));
}

#[test]
fn subjects_of_revocation_lists_are_read_back() {
    let shard = CrlShard { issuer: IssuerId(2), shard: 7 };
    assert_eq!(shard.to_subject().len(), 12);
    assert_eq!(CrlShard::from_subject(&shard.to_subject()), Some(shard));
    assert_eq!(CrlShard::from_subject(&shard.to_subject()[1..]), None);
    assert_eq!(CrlShard::from_subject(b""), None);
}

#[test]
fn every_kind_is_read_back_from_its_word() {
    for kind in JobKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(*kind));
    }
    assert!("Act".parse::<JobKind>().is_err());
}
