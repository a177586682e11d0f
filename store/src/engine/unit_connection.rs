//! A unit's connection, and what waits to be said on it.
//!
//! Many writes of a unit have no result that its next step would need: a leaf, a job, a reply. They wait for the next
//! statement that has one, or for the end of the unit, and go to the engine before it. Nobody can see the
//! difference: every read of the unit takes along what waits, and a unit is kept only after all of it was done. Rows that
//! wait for the same table become one statement.

use prometheus_client::metrics::counter::Counter;

use crate::Error;
use crate::engine::sql::Query;
use crate::engine::{Connection, Done};

/// A connection with the statements that wait.
pub(crate) struct UnitConnection {
    pub(crate) connection: Connection,
    /// How many statements it was given.
    statements: Counter,
    waiting: Vec<Waiting>,
    /// That the database could not write, if it said so.
    refusal: Option<Error>,
    /// A statement that had waited and failed: whatever its unit made of that, it cannot be kept.
    failed: Option<&'static str>,
    /// A savepoint could not be set or released: nobody knows what the next one would undo.
    broken: Option<&'static str>,
}

struct Waiting {
    statement: Query,
    /// The error unless it changes exactly one row, or each that it inserts.
    otherwise: Option<Error>,
    /// Whether it sets or releases a savepoint, which is the writer's business and not the unit's.
    is_frame: bool,
}

impl UnitConnection {
    pub(crate) fn new(connection: Connection, statements: Counter) -> Self {
        Self { connection, statements, waiting: Vec::new(), refusal: None, failed: None, broken: None }
    }

    /// Runs a statement, after what waits.
    pub(crate) async fn run(&mut self, statement: Query) -> Result<Done, Error> {
        Ok(self.run_all(vec![statement]).await?.pop().unwrap_or_default())
    }

    /// Runs statements, after what waits, and gives what each gave.
    pub(crate) async fn run_all(&mut self, statements: Vec<Query>) -> Result<Vec<Done>, Error> {
        let waiting = std::mem::take(&mut self.waiting);
        let count = waiting.len();
        let (mut expected, mut all) =
            (Vec::with_capacity(count), Vec::with_capacity(count + statements.len()));
        for one in waiting {
            expected.push((one.statement.text, one.is_frame, one.statement.rows(), one.otherwise));
            all.push(one.statement);
        }
        all.extend(statements);
        self.statements.inc_by(u64::try_from(all.len()).unwrap_or(u64::MAX));
        let mut done = match self.connection.together(all).await {
            Ok(done) => done,
            Err(failure) => {
                if let Some((text, is_frame, ..)) = expected.get(failure.place) {
                    self.failed.get_or_insert(text);
                    if *is_frame {
                        self.broken.get_or_insert(text);
                    }
                }
                if let Error::NotWritable { statement, problem } = &failure.error {
                    self.refusal = Some(Error::NotWritable { statement, problem: problem.clone() });
                }
                return Err(failure.error);
            }
        };
        let asked = done.split_off(count);
        for (done, (text, _, rows, otherwise)) in done.into_iter().zip(expected) {
            if let Some(error) = otherwise
                && done.changed != rows
            {
                self.failed.get_or_insert(text);
                return Err(error);
            }
        }
        Ok(asked)
    }

    /// Runs a statement without values that begins a transaction or gives it up.
    pub(crate) async fn command(&mut self, text: &'static str) -> Result<(), Error> {
        self.statements.inc();
        self.connection.command(text).await
    }

    /// Commits, unless a statement failed before.
    pub(crate) async fn commit(&mut self) -> Result<(), Error> {
        self.statements.inc();
        self.connection.commit().await
    }

    /// Has a write wait for the next statement. If it changes another number of rows than one, `otherwise` is the
    /// error of that statement, and the unit cannot be kept. An insert joins one of its kind that waits already.
    pub(crate) fn later(&mut self, statement: Query, otherwise: Option<Error>) {
        // Not beyond a savepoint: what is before it is another unit's.
        let mut own = self.waiting.iter_mut().rev().take_while(|waiting| !waiting.is_frame);
        match own.find_map(|waiting| Some((waiting.statement.text_with(&statement)?, waiting))) {
            Some((text, waiting)) => waiting.statement.take_in(text, statement),
            None => self.waiting.push(Waiting { statement, otherwise, is_frame: false }),
        }
    }

    /// Has a statement about savepoints wait for the next one.
    pub(crate) fn frame(&mut self, statement: Query) {
        self.waiting.push(Waiting { statement, otherwise: None, is_frame: true });
    }

    /// Does what waits, so that the unit may be kept.
    ///
    /// # Errors
    /// Of what waited; or that something that had waited has failed before.
    pub(crate) async fn finish(&mut self) -> Result<(), Error> {
        if self.waiting.iter().any(|waiting| !waiting.is_frame) {
            self.run_all(Vec::new()).await?;
        }
        self.failed.map_or(Ok(()), |statement| Err(Error::after_failure(statement)))
    }

    /// Forgets what a unit that is undone has left waiting.
    pub(crate) fn forget(&mut self) {
        self.waiting.retain(|waiting| waiting.is_frame);
        self.failed = None;
    }

    /// Forgets everything: another transaction, or another connection, begins.
    pub(crate) fn forget_all(&mut self) {
        self.waiting.clear();
        (self.failed, self.broken) = (None, None);
    }

    /// Whether the savepoints are as the writer thinks.
    ///
    /// # Errors
    /// They are not: the whole transaction must be undone.
    pub(crate) fn check_frames(&self) -> Result<(), Error> {
        self.broken.map_or(Ok(()), |statement| Err(Error::after_failure(statement)))
    }

    /// That the database could not write, if it said so since this was last asked: it then may have ended the
    /// transaction by itself, and whatever is said to it next fails for that reason.
    pub(crate) fn take_refusal(&mut self) -> Option<Error> {
        self.refusal.take()
    }
}
