//! The little that the engines say differently.

use pki_types::sha256;

use crate::engine::Connection;
use crate::sql::sql;
use crate::{CrlShard, Error, PersonId, Transaction};

/// What a unit works on alone, because what it writes depends on several rows that it reads.
///
/// On SQLite one unit runs at a time anyway. On PostgreSQL units run side by side: whoever locks the same waits until
/// this unit has ended, and reads what it wrote. A unit takes one lock, before it reads what may change, so nobody
/// waits in a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// A person's devices, their secrets, sessions and the status of their certificates: PINs are counted, epochs
    /// moved, sessions ended and limits kept one after the other, and no signature is released beside a revocation.
    Person(PersonId),
    /// The status of all certificates that are no person's: they change rarely.
    Members,
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
            Self::Members => (b'm', Vec::new()),
            Self::Lists(shard) => (b'l', shard.to_subject()),
            Self::Log => (b'a', Vec::new()),
        };
        let digest = sha256(&[&[kind], subject.as_slice()].concat());
        let (first, _) = digest.as_bytes().split_first_chunk::<8>().expect("a digest has 32 octets");
        i64::from_be_bytes(*first)
    }
}

impl Transaction {
    /// Waits until this unit alone works on `what`, until its end.
    ///
    /// # Errors
    /// [`Error::Database`], passing, if others do not end theirs.
    pub async fn lock(&mut self, what: Lock) -> Result<(), Error> {
        let connection = self.connection();
        let mut connection = connection.lock().await;
        match &*connection {
            Connection::Sqlite(_) => Ok(()),
            Connection::Postgres(_) => {
                let lock = sql("SELECT pg_advisory_xact_lock($1)").with(&what.number());
                connection.execute(lock).await.map(|_| ())
            }
        }
    }
}
