//! What one signature costs: how often the disk is waited for, how much work is ordered, what the database is asked. Whoever
//! adds to it notices here.

use store::{OpenLimits, Store};
use words::{MessageKind, SessionState};

use crate::asking::scene;
use crate::country::Country;
use crate::phone::{PIN_2, after};
use crate::running_twice::insert;

/// Commits until a signature is released: the session, its statement, that it is shown, the unlock, its count, the share, the
/// answer, the outcome.
const COMMITS: u64 = 8;
/// Commits that wait for the disk: the request and the two messages that are decided about are flushed with what is decided.
const FLUSHES: u64 = 5;
/// Jobs until then: to state, to unlock, to check the answer.
const JOBS: usize = 3;
/// Statements until then, those of transactions included, and that by which the phone is woken if it said where; what doors and
/// phone read is not among them.
const STATEMENTS: u64 = 101;

/// Statements of those steps that are the service's own.
struct Meter<'a> {
    store: &'a Store,
    statements: u64,
}

impl Meter<'_> {
    async fn step<T>(&mut self, step: impl Future<Output = T>) -> T {
        let before = self.store.statements();
        let done = step.await;
        self.statements += self.store.statements() - before;
        done
    }
}

/// Commits, and how many of them waited for the disk.
fn commits(country: &Country) -> (u64, u64) {
    (country.store.commits(), country.store.counts().flushes.get())
}

fn since(country: &Country, (all, flushed): (u64, u64)) -> (u64, u64) {
    let (all_now, flushed_now) = commits(country);
    (all_now - all, flushed_now - flushed)
}

/// Jobs that were ordered: nobody deletes them here.
async fn jobs(country: &Country) -> usize {
    country.store.due_jobs(country.now().plus(3_600), 1_000).await.unwrap().len()
}

#[tokio::test]
async fn a_signature_costs_so_many_commits_and_jobs() {
    let (country, bank, mut phone) = scene().await;
    country.consent.key_list().await.unwrap();
    let (store, door, consent) = (&country.store, country.store.door(), &country.consent);
    let (before, ordered) = (commits(&country), jobs(&country).await);
    let mut meter = Meter { store, statements: 0 };

    let request = country.text_request(&bank, &phone);
    let session = country.session(&request, &country.sign(&bank, &request), &phone);
    let id = session.id;
    let limits = OpenLimits { with_relying_party: 1, of_person: 1 };
    meter.step(door.insert_session(session, limits)).await.unwrap();
    meter.step(consent.state(id)).await.unwrap();
    let view = country.view(&id).await;
    let shown = phone.message(&phone.shown(&country, &view));
    meter.step(insert(&country, &id, MessageKind::Shown, shown)).await;
    let (unlock, ephemeral) = phone.unlock(&country, &view, PIN_2);
    let hash = meter.step(insert(&country, &id, MessageKind::Unlock, unlock.clone())).await;
    meter.step(consent.unlock(hash)).await.unwrap();
    let reply = store.reply(&hash).await.unwrap().unwrap();
    let opened = phone.open(&country, &view, &unlock, &ephemeral, &reply, PIN_2);
    let answer = phone.message(&phone.answer(&country, &view, &opened));
    let hash = meter.step(insert(&country, &id, MessageKind::Answer, answer)).await;
    meter.step(consent.complete(hash)).await.unwrap();

    assert_eq!(country.view(&id).await.state, SessionState::Completed);
    assert_eq!(since(&country, before), (COMMITS, FLUSHES));
    assert_eq!((meter.statements, jobs(&country).await - ordered), (STATEMENTS, JOBS));

    // Its time, when it comes, costs nothing.
    country.clock.set(after(&view));
    assert_eq!(consent.expire().await.unwrap(), 0);
    assert_eq!(since(&country, before), (COMMITS, FLUSHES));
}

#[tokio::test]
async fn a_session_that_nobody_answers_costs_three_commits_and_one_job() {
    let (country, bank, phone) = scene().await;
    country.consent.key_list().await.unwrap();
    let (before, ordered) = (commits(&country), jobs(&country).await);
    let request = country.text_request(&bank, &phone);
    let session = country.session(&request, &country.sign(&bank, &request), &phone);
    let id = session.id;
    let limits = OpenLimits { with_relying_party: 1, of_person: 1 };
    country.store.door().insert_session(session, limits).await.unwrap();
    country.consent.state(id).await.unwrap();
    country.clock.set(after(&country.view(&id).await));
    assert_eq!(country.consent.expire().await.unwrap(), 1);
    assert_eq!(country.view(&id).await.state, SessionState::Expired);
    assert_eq!(since(&country, before), (3, 2));
    assert_eq!(jobs(&country).await - ordered, 1);
}
