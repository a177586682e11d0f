//! The little that the engines say differently.

use pki_types::sha256;
use words::{ActivationId, PersonId, SessionId};

use crate::engine::Connection;
use crate::engine::sql::sql;
use crate::{CrlShard, Error, Transaction};

/// What a unit works on alone, because what it writes depends on several rows that it reads.
///
/// On SQLite one unit runs at a time anyway. On PostgreSQL units run side by side: whoever locks the same waits until
/// this unit has ended, and reads what it wrote. A unit takes one lock, before it reads what may change, so nobody
/// waits in a circle. An act that another officer confirmed takes [`Lock::Members`] and then, perhaps, a person's: nobody
/// takes these two the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// A person's devices, their secrets, sessions and the status of their certificates: PINs are counted, epochs
    /// moved, sessions ended and limits kept one after the other, and no signature is released beside a revocation.
    Person(PersonId),
    /// Whether a device link is claimed first, or taken back.
    Link(SessionId),
    /// What came for an activation lately.
    Activation(ActivationId),
    /// The status of all certificates that are no person's: they change rarely.
    Members,
    /// What all relying parties look like, made anew.
    RelyingParties,
    /// The revocation lists of a shard.
    Lists(CrlShard),
    /// The places of the audit log.
    Log,
}

impl Lock {
    /// A number of 64 bits; two that share one by chance wait for each other without need, and no more.
    fn number(self) -> i64 {
        let (kind, subject) = match self {
            Self::Person(person) => (b'p', person.as_bytes().to_vec()),
            Self::Link(session) => (b'd', session.as_bytes().to_vec()),
            Self::Activation(activation) => (b'e', activation.as_bytes().to_vec()),
            Self::Members => (b'm', Vec::new()),
            Self::RelyingParties => (b'r', Vec::new()),
            Self::Lists(shard) => (b'l', shard.to_subject()),
            Self::Log => (b'a', Vec::new()),
        };
        let digest = sha256(&[&[kind], subject.as_slice()].concat());
        let (first, _) = digest.as_bytes().split_first_chunk::<8>().expect("a digest has 32 octets");
        i64::from_be_bytes(*first)
    }
}

/// Takes jobs that are due and that nobody works on. On PostgreSQL those that another worker is just taking are passed
/// over instead of waited for.
macro_rules! claim {
    ($passed_over:literal) => {
        concat!(
            "WITH due AS MATERIALIZED (SELECT id FROM jobs WHERE parked_at IS NULL AND due_at <= $1 \
             AND (leased_until IS NULL OR leased_until <= $1) ORDER BY due_at, id LIMIT $2",
            $passed_over,
            ") UPDATE jobs SET leased_by = $3, leased_until = $4, lease = lease + 1 \
             WHERE id IN (SELECT id FROM due) RETURNING *"
        )
    };
}

/// Takes messages that are due, and makes them due again later. Those that another process is just taking are passed over.
macro_rules! take_outgoing {
    ($passed_over:literal) => {
        concat!(
            "WITH due AS MATERIALIZED (SELECT number FROM outbox WHERE due_at <= $1 ORDER BY due_at, number LIMIT $2",
            $passed_over,
            ") UPDATE outbox SET due_at = $3, attempts = attempts + 1 WHERE number IN (SELECT number FROM due) RETURNING *"
        )
    };
}

impl Transaction {
    /// The statement that takes messages to be delivered.
    pub(crate) async fn take_outgoing_statement(&self) -> &'static str {
        match self.connection().lock().await.connection {
            Connection::Sqlite(_) => take_outgoing!(""),
            Connection::Postgres(_) => take_outgoing!(" FOR UPDATE SKIP LOCKED"),
        }
    }

    /// The statement that takes jobs.
    pub(crate) async fn claim_statement(&self) -> &'static str {
        match self.connection().lock().await.connection {
            Connection::Sqlite(_) => claim!(""),
            Connection::Postgres(_) => claim!(" FOR UPDATE SKIP LOCKED"),
        }
    }

    /// Has the commit of this unit reach the disk although nothing is written: a commit without a write is not flushed.
    pub(crate) async fn touch(&mut self) -> Result<(), Error> {
        let connection = self.connection();
        let mut connection = connection.lock().await;
        let touch = match connection.connection {
            // Written although it stays what it is (sqlite.org/pragma.html#pragma_user_version).
            Connection::Sqlite(_) => "PRAGMA user_version = 0",
            // A record of the write-ahead log that nobody reads.
            Connection::Postgres(_) => "SELECT pg_logical_emit_message(true, 'greatseal', '')",
        };
        connection.run(sql(touch)).await.map(|_| ())
    }

    /// Waits until this unit alone works on `what`, until its end.
    ///
    /// # Errors
    /// [`Error::Database`], passing, if others do not end theirs.
    pub async fn lock(&mut self, what: Lock) -> Result<(), Error> {
        let connection = self.connection();
        let mut connection = connection.lock().await;
        match connection.connection {
            Connection::Sqlite(_) => Ok(()),
            Connection::Postgres(_) => {
                let lock = sql("SELECT pg_advisory_xact_lock($1)").with(&what.number());
                connection.run(lock).await.map(|_| ())
            }
        }
    }
}
