//! What a clock that ran ahead has left waits no longer than it was meant to.

use futures_util::FutureExt as _;
use pki_types::Clock as _;
use store::{JobKind, Session};
use words::WorkerId;

use crate::country::{BANK, PERSON, PLENTY, START, country, session, write};
use crate::engines::Engine;

on_both_engines!(
    what_waits_for_a_time_from_the_future_waits_no_longer,
    a_job_that_was_given_up_is_taken_up_again_when_it_is_ordered,
    readings_of_clocks_are_told_newest_first_and_forgotten,
);

const AHEAD: i64 = 40 * 86_400;
const DEAD: WorkerId = WorkerId::from_bytes([7; 16]);
const ALIVE: WorkerId = WorkerId::from_bytes([8; 16]);

async fn what_waits_for_a_time_from_the_future_waits_no_longer(engine: Engine) {
    let (store, clock) = country(engine).await;
    clock.jump(AHEAD);
    let (created_at, expires_at) = (clock.now(), clock.now().plus(120));
    let dated_ahead = Session { created_at, expires_at, ..session(5) };
    store.door().insert_session(dated_ahead, PLENTY).await.unwrap();
    let done = store.take_jobs(DEAD, 9).await.unwrap();
    write(&store, move |unit| async move { unit.finish_jobs(&done).await }.boxed()).await;
    write(&store, |unit| {
        async move {
            let now = unit.now();
            unit.enqueue(JobKind::Cancel, b"taken").await?;
            unit.enqueue_at(JobKind::Cancel, b"waits", now.plus(120)).await?;
            unit.pause_prompts(&PERSON, BANK, now.plus(300)).await?;
            unit.take_lease("round", DEAD, 90).await
        }
        .boxed()
    })
    .await
    .unwrap();
    assert_eq!(store.take_jobs(DEAD, 9).await.unwrap().len(), 1);
    clock.jump(-AHEAD);
    assert_eq!(store.paused_pairs(clock.now()).await.unwrap(), 1);
    assert!(
        store.take_jobs(ALIVE, 9).await.unwrap().is_empty(),
        "without being put right they wait for forty days"
    );

    let brought = write(&store, |unit| async move { unit.bring_back().await }.boxed()).await;
    assert_eq!((brought.jobs, brought.leases, brought.sessions, brought.pauses), (2, 1, 1, 1));
    assert_eq!(store.overdue_sessions(clock.now(), 9).await.unwrap(), [session(5).id]);
    let taken = store.take_jobs(ALIVE, 9).await.unwrap();
    assert_eq!(taken.iter().map(|job| job.subject.as_slice()).collect::<Vec<_>>(), [b"waits"]);
    clock.advance(6);
    let taken = store.take_jobs(ALIVE, 9).await.unwrap();
    assert!(taken.iter().any(|job| job.subject == b"taken"), "a dead worker has it for five seconds more");
    // The pause lasts as long as it was meant to, from now on.
    clock.advance(293);
    assert_eq!(store.paused_pairs(clock.now()).await.unwrap(), 1);
    clock.advance(1);
    assert_eq!(store.paused_pairs(clock.now()).await.unwrap(), 0);
    // A lease that nobody can have taken for so long is nobody's.
    let lease = write(&store, |unit| async move { unit.take_lease("round", ALIVE, 90).await }.boxed()).await;
    assert_eq!(lease.unwrap().until(), START.plus(300 + 90));
    let again = write(&store, |unit| async move { unit.bring_back().await }.boxed()).await;
    assert!(!again.is_any(), "{again:?}");
}

async fn a_job_that_was_given_up_is_taken_up_again_when_it_is_ordered(engine: Engine) {
    let (store, _) = country(engine).await;
    let order = async || {
        write(&store, |unit| async move { unit.enqueue_once(JobKind::Crl, b"list").await }.boxed()).await;
        store.jobs_about(JobKind::Crl, b"list").await.unwrap()
    };
    assert_eq!(order().await.len(), 1);
    assert_eq!(order().await.len(), 1, "one is enough");
    let job = store.take_jobs(ALIVE, 1).await.unwrap().remove(0);
    write(&store, move |unit| async move { unit.park_job(&job, "the key is lost").await }.boxed()).await;
    let [ordered] = <[_; 1]>::try_from(order().await).unwrap();
    assert_eq!((ordered.parked_at, ordered.attempts), (None, 0));
    assert_eq!(store.take_jobs(ALIVE, 1).await.unwrap().len(), 1);
}

async fn readings_of_clocks_are_told_newest_first_and_forgotten(engine: Engine) {
    let (store, _) = country(engine).await;
    for (process, after) in [(ALIVE, 0), (DEAD, 5), (ALIVE, 2)] {
        let at = START.plus(after);
        write(&store, move |unit| async move { unit.insert_clock_reading(process, at).await }.boxed()).await;
    }
    let told = store.clock_readings(0, 2).await.unwrap();
    assert_eq!(
        told.iter().map(|reading| (reading.process, reading.at.since(START))).collect::<Vec<_>>(),
        [(ALIVE, 2), (DEAD, 5)]
    );
    let last = told[0].id;
    assert!(store.clock_readings(last, 9).await.unwrap().is_empty());
    write(&store, move |unit| async move { unit.forget_clock_readings(last - 1).await }.boxed()).await;
    assert_eq!(store.clock_readings(0, 9).await.unwrap().len(), 1);
}
