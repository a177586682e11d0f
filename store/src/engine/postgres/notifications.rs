//! How processes on PostgreSQL wake each other: one connection that tells and one that listens.
//!
//! NOTIFY is never part of a unit: it would take a lock that the whole server shares at each commit, and end group
//! commit. What a commit changed is told afterwards, everything of the last two milliseconds at once. A wake is only a
//! hint: whoever waits also looks by itself now and then, so what is lost here costs time and nothing else.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::{ConnectOptions as _, PgConnection, Row as _};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::Error;
use crate::doors::changes::{Change, Wakes};
use crate::engine::sql::Query;

/// The channel; each database has its own of this name.
const CHANNEL: &str = "greatseal";
/// Changes in one notification: PostgreSQL takes payloads of less than 8,000 octets, a change has at most 66.
const TOLD_AT_ONCE: usize = 100;
/// What is told within this time of the last notification goes into the next.
const PAUSE: Duration = Duration::from_millis(2);
/// How often everybody looks while nobody can be heard.
const DEAF: Duration = Duration::from_millis(500);
/// Instead of changes: something was not told, look at everything.
const EVERYTHING: &str = "*";

/// The two tasks; they end with the last clone.
#[derive(Clone)]
pub(crate) struct Notifications {
    told: Option<mpsc::UnboundedSender<Change>>,
    tasks: Arc<Tasks>,
}

struct Tasks(std::sync::Mutex<Vec<JoinHandle<()>>>);

impl Drop for Tasks {
    fn drop(&mut self) {
        self.abort();
    }
}

impl Tasks {
    fn abort(&self) -> Vec<JoinHandle<()>> {
        let tasks = std::mem::take(&mut *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        tasks.iter().for_each(JoinHandle::abort);
        tasks
    }
}

impl Notifications {
    /// Starts both, and listens from the moment that it returns.
    pub(crate) async fn start(
        connect: PgConnectOptions,
        notify: bool,
        wakes: Arc<Wakes>,
    ) -> Result<Self, Error> {
        if !notify {
            let tasks = vec![tokio::spawn(look_now_and_then(wakes))];
            return Ok(Self { told: None, tasks: Arc::new(Tasks(tasks.into())) });
        }
        let listener = listener(&connect).await.map_err(Query::refused("LISTEN greatseal"))?;
        let (told, changes) = mpsc::unbounded_channel();
        let speaker = Arc::new(AtomicU32::new(0));
        let tasks = vec![
            tokio::spawn(speak(connect.clone(), changes, Arc::clone(&speaker))),
            tokio::spawn(listen(listener, connect, wakes, speaker)),
        ];
        Ok(Self { told: Some(told), tasks: Arc::new(Tasks(tasks.into())) })
    }

    /// Tells the other processes, soon.
    pub(crate) fn publish(&self, changes: Vec<Change>) {
        let Some(told) = &self.told else { return };
        for change in changes {
            let _closing = told.send(change);
        }
    }

    /// Stops telling and listening.
    pub(crate) async fn close(&self) {
        for task in self.tasks.abort() {
            let _aborted = task.await;
        }
    }
}

/// Without notifications everybody is woken to look.
async fn look_now_and_then(wakes: Arc<Wakes>) {
    loop {
        tokio::time::sleep(DEAF).await;
        wakes.wake_everybody();
    }
}

/// Tells what comes; what could not be told is told as everything when the server is there again.
async fn speak(
    connect: PgConnectOptions,
    mut changes: mpsc::UnboundedReceiver<Change>,
    speaker: Arc<AtomicU32>,
) {
    let mut connection: Option<PgConnection> = None;
    let mut missed = false;
    while let Some(first) = changes.recv().await {
        let mut batch = HashSet::from([first]);
        while let Ok(next) = changes.try_recv() {
            batch.insert(next);
        }
        match told(&connect, &mut connection, &batch, missed, &speaker).await {
            Ok(()) => {
                missed = false;
                tokio::time::sleep(PAUSE).await;
            }
            Err(problem) => {
                tracing::warn!(%problem, "other processes could not be woken");
                (connection, missed) = (None, true);
                tokio::time::sleep(DEAF).await;
            }
        }
    }
}

async fn told(
    connect: &PgConnectOptions,
    connection: &mut Option<PgConnection>,
    batch: &HashSet<Change>,
    missed: bool,
    speaker: &AtomicU32,
) -> Result<(), Error> {
    const WHO: &str = "SELECT pg_backend_pid() AS speaker";
    const TELL: &str = "SELECT pg_notify($1, $2)";
    if connection.is_none() {
        let mut new = connect.connect().await.map_err(Query::refused("connect"))?;
        let row = sqlx::query(WHO).fetch_one(&mut new).await.map_err(Query::refused(WHO))?;
        let pid: i32 = row.try_get("speaker").map_err(Query::refused(WHO))?;
        speaker.store(pid.unsigned_abs(), Ordering::Relaxed);
        *connection = Some(new);
    }
    let Some(connection) = connection else { return Ok(()) };
    let words: Vec<String> =
        if missed { vec![EVERYTHING.to_owned()] } else { batch.iter().map(Change::word).collect() };
    for words in words.chunks(TOLD_AT_ONCE) {
        let tell = sqlx::query(TELL).bind(CHANNEL).bind(words.join(" "));
        tell.execute(&mut *connection).await.map_err(Query::refused(TELL))?;
    }
    Ok(())
}

/// Passes on what others tell, and connects again whenever the connection is lost.
async fn listen(first: PgListener, connect: PgConnectOptions, wakes: Arc<Wakes>, speaker: Arc<AtomicU32>) {
    let mut heard = Ok(first);
    loop {
        let lost = match heard {
            Ok(connected) => hear(connected, &wakes, &speaker).await,
            Err(problem) => problem,
        };
        tracing::warn!(problem = %lost, "other processes cannot be heard; looking now and then instead");
        tokio::time::sleep(DEAF).await;
        heard = listener(&connect).await;
        // Between two connections anything may have been told.
        wakes.wake_everybody();
    }
}

async fn listener(connect: &PgConnectOptions) -> Result<PgListener, sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = pool.connect_with(connect.clone()).await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Passes on what others tell until the connection is lost.
async fn hear(mut listener: PgListener, wakes: &Wakes, speaker: &AtomicU32) -> sqlx::Error {
    loop {
        let notification = match listener.try_recv().await {
            Ok(Some(notification)) => notification,
            Ok(None) => return sqlx::Error::Protocol("the connection was lost".to_owned()),
            Err(problem) => return problem,
        };
        if notification.process_id() == speaker.load(Ordering::Relaxed) {
            continue;
        }
        if notification.payload() == EVERYTHING {
            wakes.wake_everybody();
        }
        // Words of a later program are none of this one's concern.
        let changes: Vec<Change> = notification.payload().split(' ').filter_map(Change::from_word).collect();
        wakes.publish(&changes);
    }
}
