//! Work for the worker.

use futures_util::FutureExt as _;
use store::{CrlShard, Error, IssuerId, JOB_LEASE_SECONDS, Job, JobKind, MAX_PROBLEM, Store};
use words::WorkerId;

use crate::country::{START, clock, write};
use crate::engines::Engine;

on_both_engines!(
    jobs_come_when_they_are_due_the_most_overdue_first,
    a_finished_job_is_gone_and_finishing_it_again_is_harmless,
    a_job_is_one_workers_until_its_lease_ends,
    a_worker_that_lost_a_job_can_neither_finish_it_nor_put_it_off,
    workers_that_take_jobs_at_once_take_different_ones,
    what_one_does_for_all_is_done_by_the_holder_of_its_lease,
    each_failure_puts_a_job_off_for_longer_up_to_five_minutes,
    a_parked_job_waits_for_a_person,
    a_kind_that_this_program_does_not_know_is_read_all_the_same,
);

const ONE: WorkerId = WorkerId::from_bytes([1; 16]);
const OTHER: WorkerId = WorkerId::from_bytes([2; 16]);

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
    enqueue(&store, JobKind::Cancel, b"later", 60).await;
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
    for subject in [b"one", b"two"] {
        enqueue(&store, JobKind::State, subject, 0).await;
    }
    // More than fit into one statement.
    let mut jobs = due(&store, 0).await;
    jobs.extend(std::iter::repeat_n(jobs[0].clone(), 20));
    jobs.reverse();
    let finish = async || {
        let jobs = jobs.clone();
        write(&store, move |transaction| async move { transaction.finish_jobs(&jobs).await }.boxed()).await
    };
    assert_eq!(finish().await, 2);
    assert_eq!(finish().await, 0);
    assert!(due(&store, 1_000).await.is_empty());
}

async fn a_job_is_one_workers_until_its_lease_ends(engine: Engine) {
    let clock = clock();
    let store = engine.store(clock.clone()).await;
    enqueue(&store, JobKind::State, b"now", 0).await;
    enqueue(&store, JobKind::Cancel, b"later", 60).await;
    let taken = store.take_jobs(ONE, 10).await.unwrap();
    assert_eq!(taken.iter().map(|job| job.subject.as_slice()).collect::<Vec<_>>(), [b"now"]);
    assert!(store.take_jobs(OTHER, 10).await.unwrap().is_empty());
    clock.advance(JOB_LEASE_SECONDS - 1);
    let keep = |worker| write(&store, move |unit| async move { unit.keep_jobs(worker).await }.boxed());
    assert_eq!((keep(ONE).await, keep(OTHER).await), (1, 0));
    clock.advance(JOB_LEASE_SECONDS - 1);
    assert!(store.take_jobs(OTHER, 10).await.unwrap().is_empty(), "it was prolonged");
    clock.advance(1);
    let taken_over = store.take_jobs(OTHER, 10).await.unwrap();
    assert_eq!((taken_over[0].id, taken_over[0].lease), (taken[0].id, taken[0].lease + 1));
}

async fn a_worker_that_lost_a_job_can_neither_finish_it_nor_put_it_off(engine: Engine) {
    let clock = clock();
    let store = engine.store(clock.clone()).await;
    enqueue(&store, JobKind::State, b"now", 0).await;
    let lost = store.take_jobs(ONE, 10).await.unwrap().remove(0);
    clock.advance(JOB_LEASE_SECONDS);
    let taken = store.take_jobs(OTHER, 10).await.unwrap().remove(0);
    for attempt in ["finish", "retry", "park"] {
        let lost = lost.clone();
        let result = store
            .transaction("test: lost", move |unit| {
                async move {
                    match attempt {
                        "finish" => unit.finish_jobs(&[lost]).await.map(|finished| assert_eq!(finished, 0)),
                        "retry" => unit.retry_job(&lost, "too late").await.map(|_| ()),
                        _ => unit.park_job(&lost, "too late").await,
                    }
                }
                .boxed()
            })
            .await;
        assert_eq!(matches!(result, Err(Error::MovedOn { .. })), attempt != "finish", "{attempt}");
    }
    assert_eq!(store.jobs_about(JobKind::State, b"now").await.unwrap(), std::slice::from_ref(&taken));
    assert_eq!(write(&store, |unit| async move { unit.finish_jobs(&[taken]).await }.boxed()).await, 1);
}

async fn workers_that_take_jobs_at_once_take_different_ones(engine: Engine) {
    let store = engine.store(clock()).await;
    for number in 0..64_u8 {
        write(&store, move |unit| async move { unit.enqueue(JobKind::State, &[number]).await }.boxed()).await;
    }
    let taking = (0..16_u8).map(|worker| {
        let store = store.clone();
        tokio::spawn(async move { store.take_jobs(WorkerId::from_bytes([worker; 16]), 4).await })
    });
    let mut taken = Vec::new();
    for jobs in taking.collect::<Vec<_>>() {
        taken.extend(jobs.await.unwrap().unwrap().into_iter().map(|job| job.id));
    }
    // Jobs that others were just taking are passed over: a worker may get fewer than it asked for.
    taken.extend(store.take_jobs(ONE, 64).await.unwrap().into_iter().map(|job| job.id));
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), 64, "each job was taken, and by one worker");
    assert!(store.take_jobs(OTHER, 64).await.unwrap().is_empty());
}

async fn what_one_does_for_all_is_done_by_the_holder_of_its_lease(engine: Engine) {
    let clock = clock();
    let store = engine.store(clock.clone()).await;
    let take =
        |worker| write(&store, move |unit| async move { unit.take_lease("round", worker, 10).await }.boxed());
    assert_eq!(take(ONE).await.unwrap().until(), START.plus(10));
    assert_eq!(take(OTHER).await, None);
    clock.advance(9);
    assert_eq!(take(ONE).await.unwrap().until(), START.plus(19), "the holder prolongs it");
    clock.advance(10);
    assert_eq!(take(OTHER).await.unwrap().until(), START.plus(19 + 10), "its time is over, another takes it");
    assert_eq!(take(ONE).await, None);
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
    let job = due(&store, 0).await.remove(0);
    let problem = "é".repeat(MAX_PROBLEM);
    write(&store, move |transaction| async move { transaction.park_job(&job, &problem).await }.boxed()).await;
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
    assert_eq!(CrlShard::from_slice(&shard.to_subject()), Some(shard));
    assert_eq!(CrlShard::from_slice(&shard.to_subject()[1..]), None);
    assert_eq!(CrlShard::from_slice(b""), None);
}

#[test]
fn every_kind_is_read_back_from_its_word() {
    for kind in JobKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
    }
    assert!("Act".parse::<JobKind>().is_err());
}

#[tokio::test]
async fn what_a_dead_process_had_in_hand_is_free_when_its_file_is_opened_again() {
    let scratch = Engine::Sqlite.scratch().await;
    let store = scratch.open(clock()).await;
    enqueue(&store, JobKind::State, b"now", 0).await;
    assert_eq!(store.take_jobs(ONE, 10).await.unwrap().len(), 1);
    store.close().await;
    let store = scratch.open(clock()).await;
    assert_eq!(store.take_jobs(OTHER, 10).await.unwrap().len(), 1);
}
