//! A worker that believes everybody: it does to the rows what the real one does, and checks nothing.

use futures_util::FutureExt as _;
use pki_types::{Clock, Sha256Digest, UnixTime, sha256};
use store::{Error, Job, JobKind, Outcome, Reply, Signatures, Store, StoredStatement, Transaction, Verdict};
use words::{SessionId, SessionState};

use crate::scene::Scene;
use test_country::rows::leaf;

/// Does all jobs of the scene as they come.
pub(crate) fn employ(scene: &Scene) {
    let store = scene.store.clone();
    let clock = scene.clock.clone();
    tokio::spawn(async move {
        let mut changes = store.changes();
        loop {
            for job in store.due_jobs(clock.now(), 100).await.unwrap() {
                perform(&store, job).await;
            }
            if changes.recv().await.is_err() {
                return;
            }
        }
    });
}

/// Does the jobs that are due now, once, and ends the sessions whose time is over.
pub(crate) async fn work(scene: &Scene) {
    for id in scene.store.overdue_sessions(scene.clock.now(), 100).await.unwrap() {
        let ended: Result<(), Error> = scene
            .store
            .transaction("scene: expire", move |unit| {
                async move {
                    let now = unit.now();
                    end(unit, id, SessionState::Expired, now).await
                }
                .boxed()
            })
            .await;
        ended.unwrap();
    }
    for job in scene.store.due_jobs(scene.clock.now(), 100).await.unwrap() {
        perform(&scene.store, job).await;
    }
}

async fn perform(store: &Store, job: Job) {
    let done: Result<(), Error> = store
        .transaction("scene: job", move |unit| {
            async move {
                let now = unit.now();
                match job.known_kind().unwrap() {
                    JobKind::State => state(unit, session(&job), now).await?,
                    JobKind::Cancel => end(unit, session(&job), SessionState::Cancelled, now).await?,
                    JobKind::Unlock => reply(unit, message(&job), r#"{"reply":"a.b.c.d.e"}"#, now).await?,
                    JobKind::Answer => {
                        let session = unit.message(&message(&job)).await?.unwrap().session;
                        end(unit, session, SessionState::Completed, now).await?;
                        reply(unit, message(&job), r#"{"state":"completed"}"#, now).await?;
                    }
                    JobKind::Refusal => {
                        let session = unit.message(&message(&job)).await?.unwrap().session;
                        end(unit, session, SessionState::Refused, now).await?;
                        reply(unit, message(&job), r#"{"state":"refused"}"#, now).await?;
                    }
                    JobKind::Act | JobKind::Enrolment => {} // the scene's own
                    other => panic!("no door of this crate asks for {other}"),
                }
                unit.finish_jobs(std::slice::from_ref(&job)).await.map(|_| ())
            }
            .boxed()
        })
        .await;
    done.unwrap();
}

fn session(job: &Job) -> SessionId {
    SessionId::from_slice(&job.subject).unwrap()
}

fn message(job: &Job) -> Sha256Digest {
    Sha256Digest(job.subject.as_slice().try_into().unwrap())
}

async fn state(unit: &mut Transaction, id: SessionId, now: UnixTime) -> Result<(), Error> {
    let session = unit.session(&id).await?.unwrap();
    let jws = format!("statement-of-{id}");
    let statement = StoredStatement {
        session: id,
        sha256: sha256(jws.as_bytes()),
        jws,
        code: Some("4711".to_owned()),
        expires_at: session.expires_at,
        created_at: now,
    };
    unit.insert_statement(&statement, &session.device).await.map(|_| ())
}

async fn end(
    unit: &mut Transaction,
    session: SessionId,
    state: SessionState,
    now: UnixTime,
) -> Result<(), Error> {
    let completed = state == SessionState::Completed;
    let outcome = Outcome {
        session,
        state,
        problem: (state == SessionState::Expired).then(|| "session-expired".to_owned()),
        signatures: completed.then(|| Signatures(vec![Some(vec![0x30, 0x00])])),
        algorithm: completed.then(|| "ES256".to_owned()),
        receipt: completed.then(|| "receipt".to_owned()),
        retry_at: None,
        created_at: now,
    };
    unit.insert_outcome(&outcome, &leaf("outcome")).await.map(|_| ())
}

async fn reply(
    unit: &mut Transaction,
    message: Sha256Digest,
    body: &str,
    now: UnixTime,
) -> Result<(), Error> {
    unit.insert_reply(&Reply {
        request_sha256: message,
        verdict: Verdict::Done,
        body: body.to_owned(),
        created_at: now,
    })
    .await
}
