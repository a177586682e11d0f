//! What was tried in vain is counted for all processes together, and outlives each of them.

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use store::{AttemptKind, Attempts, DoorStore, PostgresOptions, RequestLimit, Store};

use scratch_postgres::Cluster;

use crate::country::{START, clock, country, write};
use crate::engines::{Engine, Scratch};

on_both_engines!(
    attempts_that_race_in_two_processes_do_not_pass_their_limit_together,
    a_count_outlives_the_process_and_ends_with_its_hour,
    a_row_does_not_say_whose_it_is,
    what_is_over_or_from_the_future_is_forgotten,
    a_count_goes_upwards_only,
);

const KIND: AttemptKind = AttemptKind::VainEnrolment;
const HERE: &[u8] = b"192.0.2.1";
const ELSEWHERE: &[u8] = b"192.0.2.2";
const HOUR: u32 = 3_600;
const LIMIT: RequestLimit = RequestLimit { at_most: 3, within_seconds: HOUR };

/// The end of the hour in which the scene is.
fn next_hour() -> Attempts {
    let hour = i64::from(HOUR);
    let seconds = START.seconds().div_euclid(hour) * hour + hour;
    Attempts::UsedUp { until: pki_types::UnixTime::from_seconds(seconds) }
}

async fn count(door: &DoorStore, subject: &[u8]) -> Attempts {
    door.count_attempt(KIND, subject, LIMIT, START).await.unwrap()
}

async fn left(door: &DoorStore, subject: &[u8]) -> Attempts {
    door.attempts_left(KIND, subject, LIMIT, START).await.unwrap()
}

async fn attempts_that_race_in_two_processes_do_not_pass_their_limit_together(engine: Engine) {
    let scratch = engine.scratch().await;
    let one = scratch.open(clock()).await;
    // A file has one process: its doors share it.
    let other = match engine {
        Engine::Sqlite => one.clone(),
        Engine::Postgres => scratch.open(clock()).await,
    };
    let doors = [one.door(), other.door()];
    let counted = join_all((0..40).map(|number| count(&doors[number % 2], HERE))).await;
    assert_eq!(counted.iter().filter(|attempts| **attempts == Attempts::Left).count(), 3);
    assert_eq!(counted.iter().filter(|attempts| **attempts == next_hour()).count(), 37);
    for door in &doors {
        assert_eq!(left(door, HERE).await, next_hour());
        assert_eq!(left(door, ELSEWHERE).await, Attempts::Left, "nobody else is held up");
    }
    let lookups = doors[0].attempts_left(AttemptKind::VainLookup, HERE, LIMIT, START).await.unwrap();
    assert_eq!(lookups, Attempts::Left, "each kind is counted for itself");
}

async fn a_count_outlives_the_process_and_ends_with_its_hour(engine: Engine) {
    let scratch = engine.scratch().await;
    let store = scratch.open(clock()).await;
    for _ in 0..3 {
        assert_eq!(count(&store.door(), HERE).await, Attempts::Left);
    }
    store.close().await;
    let store = scratch.open(clock()).await;
    let door = store.door();
    assert_eq!(count(&door, HERE).await, next_hour());
    let commits = store.commits();
    count(&door, HERE).await;
    assert_eq!(store.commits(), commits, "who is over the limit keeps nobody waiting who writes");
    let Attempts::UsedUp { until } = next_hour() else { unreachable!("it has an end") };
    assert_eq!(door.count_attempt(KIND, HERE, LIMIT, until).await.unwrap(), Attempts::Left);
    // A clock that was wrong for a while counts for itself.
    let far = START.plus(40 * 86_400);
    assert_eq!(door.count_attempt(KIND, ELSEWHERE, LIMIT, far).await.unwrap(), Attempts::Left);
    assert_eq!(left(&door, HERE).await, next_hour());
}

async fn a_row_does_not_say_whose_it_is(engine: Engine) {
    let scratch = engine.scratch().await;
    let once = RequestLimit { at_most: 1, ..LIMIT };
    let store = scratch.open(clock()).await;
    store.door().count_attempt(KIND, HERE, once, START).await.unwrap();
    let key = store.meta("attempts-key").await.unwrap().unwrap();
    store.close().await;
    // Neither in clear, which would be too short, nor under a hash that anybody can make: this hits no row.
    scratch
        .execute(
            "DELETE FROM attempts WHERE length(subject) <> 32 \
             OR subject = x'37fcff24bf62035b2b08020afc08b4fecd4fcffce57ab23518e3561ff0fe76b9'",
        )
        .await;
    let store = scratch.open(clock()).await;
    let attempts = store.door().attempts_left(KIND, HERE, once, START).await.unwrap();
    assert_eq!(attempts, next_hour());
    // The same address has another row in another country.
    let other = engine.store(clock()).await.meta("attempts-key").await.unwrap().unwrap();
    assert!(key.len() == 64 && other.len() == 64 && key != other);
}

async fn what_is_over_or_from_the_future_is_forgotten(engine: Engine) {
    let (store, clock) = country(engine).await;
    let door = store.door();
    let Attempts::UsedUp { until } = next_hour() else { unreachable!("it has an end") };
    let attempt = async |at| door.count_attempt(KIND, HERE, LIMIT, at).await.unwrap();
    attempt(START).await;
    attempt(START.plus(40 * 86_400)).await;
    let forget = async || write(&store, |unit| async move { unit.forget_attempts().await }.boxed()).await;
    assert_eq!(forget().await, 1, "what is from the future");
    attempt(until).await;
    // Another process's clock may show a little less.
    clock.set(until.plus(59));
    assert_eq!(forget().await, 0);
    clock.set(until.plus(60));
    assert_eq!(forget().await, 1, "the hour that is over");
    assert_eq!(store.inventory().await.unwrap().rows["attempts"], 1);
}

async fn a_count_goes_upwards_only(engine: Engine) {
    let scratch = engine.scratch().await;
    let store = scratch.open(clock()).await;
    for _ in 0..3 {
        count(&store.door(), HERE).await;
    }
    store.close().await;
    for change in [
        "UPDATE attempts SET count = 1",
        "UPDATE attempts SET count = 9, ends_at = ends_at - 1",
        "UPDATE attempts SET count = 9, kind = 'vain-lookup'",
    ] {
        let refusal = scratch.try_to_execute(change).await.unwrap_err();
        assert!(refusal.contains("only counted upwards"), "{change}: {refusal}");
    }
}

/// A door that somebody has broken into can lock others out, and forgive nobody.
#[tokio::test]
async fn the_role_of_doors_counts_and_cannot_take_back() {
    let scratch = Engine::Postgres.scratch().await;
    Store::grant_roles(&scratch.database()).await.unwrap();
    let Scratch::Database(name) = scratch else { unreachable!("it was made on PostgreSQL") };
    let open = async |role: &str| {
        let options = PostgresOptions::parse(&Cluster::shared().url(role, &name)).unwrap();
        Store::open(options, clock()).await.unwrap()
    };
    let api = open("greatseal_api").await;
    for expected in [Attempts::Left, Attempts::Left, Attempts::Left, next_hour()] {
        assert_eq!(count(&api.door(), HERE).await, expected);
    }
    let taken_back =
        Cluster::shared().try_sql("greatseal_api", &name, "UPDATE attempts SET count = count - 1");
    assert!(taken_back.unwrap_err().contains("only counted upwards"));
    // The worker deletes what is over.
    let worker = open("greatseal_work").await;
    let far = START.plus(i64::from(HOUR) * 2);
    api.door().count_attempt(KIND, ELSEWHERE, LIMIT, far).await.unwrap();
    let forgotten = write(&worker, |unit| async move { unit.forget_attempts().await }.boxed()).await;
    assert_eq!(forgotten, 1);
}
