//! The store as an operator's tools see it: opened read-only beside whoever writes, and questions about its state.
//!
//! It takes no lock of the writer and changes nothing, so it works while a country runs.

use std::ops::Deref;

use pki_types::UnixTime;

use crate::engine::sql::{row, sql};
use crate::engine::{migrate, postgres, sqlite};
use crate::tables::certificates::IssuedCertificate;
use crate::upkeep::integrity::Depth;
use crate::{Database, Error, IssuerId, Reads};

/// A store that is only read.
pub struct Inspection {
    database: Database,
    reads: Reads,
}

/// Whether the database's own pages are whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Integrity {
    /// Nothing is damaged, as far as was looked.
    Whole,
    /// What the engine finds wrong, some findings.
    Damaged(Vec<String>),
    /// A server looks after its pages itself; it notices damage when it reads, if it keeps checksums.
    LeftToServer {
        /// Whether it does.
        checksums: bool,
    },
}

/// The version of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaVersion {
    /// What the store has; 0 for an empty one.
    pub found: i64,
    /// The last one that this program knows.
    pub known: i64,
}

/// Jobs of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCount {
    /// A [`JobKind`](crate::JobKind), or one that a later program knows.
    pub kind: String,
    /// Never tried, or waiting for their time.
    pub waiting: i64,
    /// Failed at least once, to be tried again.
    pub failing: i64,
    /// Given up until the next start.
    pub parked: i64,
}
row!(JobCount { kind, waiting, failing, parked });

/// Leaves of the audit log that no checkpoint covers yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogBacklog {
    /// How many.
    pub leaves: i64,
    /// When the oldest of them was written.
    pub oldest: Option<UnixTime>,
}
row!(LogBacklog { leaves, oldest });

/// An officer in office or an active relying party, and the end of its certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertifiedParty {
    /// `officer` or `relying party`.
    pub kind: String,
    /// Its identifier, a slug.
    pub id: String,
    /// The end of its certificate's validity.
    pub not_after: UnixTime,
}
row!(CertifiedParty { kind, id, not_after });

struct Version {
    version: i64,
}
row!(Version { version });

struct Checksums {
    checksums: String,
}
row!(Checksums { checksums });

struct Instant {
    at: Option<UnixTime>,
}
row!(Instant { at });

/// Places that no checkpoint covers begin here.
const BACKLOG: &str = "\
    SELECT (SELECT count(*) FROM leaf_queue) \
      + (SELECT count(*) FROM log_entries \
         WHERE position >= coalesce((SELECT size FROM log_checkpoint WHERE one = 1), 0)) AS leaves, \
    (SELECT min(created_at) FROM leaves WHERE id IN ( \
       SELECT min(leaf) FROM leaf_queue UNION ALL \
       SELECT leaf FROM log_entries \
       WHERE position = coalesce((SELECT size FROM log_checkpoint WHERE one = 1), 0))) AS oldest";

const HOLDERS: &str = "\
    SELECT 'officer' AS kind, o.id, c.not_after FROM officers o \
      JOIN certificates c ON c.sha256 = o.certificate_sha256 WHERE o.ended_at IS NULL AND c.not_after < $1 \
    UNION ALL \
    SELECT 'relying party', r.id, c.not_after FROM relying_parties r \
      JOIN certificates c ON c.sha256 = r.certificate_sha256 WHERE r.ended_at IS NULL AND c.not_after < $1 \
    ORDER BY 3, 1, 2 LIMIT $2";

impl Inspection {
    /// Opens the store of a country that may be running.
    ///
    /// # Errors
    /// [`Error::Database`] if it is not there or cannot be read; [`Error::Unsafe`] for a server that could lose what it
    /// acknowledged.
    pub async fn open(database: impl Into<Database>) -> Result<Self, Error> {
        let database = database.into();
        let reads = match &database {
            Database::Sqlite(path) => sqlite::inspect(path)?,
            Database::Postgres(options) => postgres::inspect(options).await?,
        };
        Ok(Self { database, reads })
    }

    /// The version of the schema.
    ///
    /// # Errors
    /// [`Error::Database`], also where no program ever made a schema.
    pub async fn schema_version(&self) -> Result<SchemaVersion, Error> {
        let select = sql("SELECT coalesce(max(version), 0) AS version FROM _sqlx_migrations");
        let found = self.reads.one::<Version>(select).await?.version;
        Ok(SchemaVersion { found, known: migrate::last_known() })
    }

    /// Looks into a SQLite file, which takes as long as reading it at least.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn integrity(&self, depth: Depth) -> Result<Integrity, Error> {
        if let Database::Postgres(_) = self.database {
            let setting = sql("SELECT current_setting('data_checksums') AS checksums");
            let checksums = self.reads.one::<Checksums>(setting).await?.checksums == "on";
            return Ok(Integrity::LeftToServer { checksums });
        }
        let damage = self.reads.damage(depth).await?;
        Ok(if damage.is_empty() { Integrity::Whole } else { Integrity::Damaged(damage) })
    }

    /// Gives the connection up.
    pub async fn close(&self) {
        self.reads.close().await;
    }
}

impl Deref for Inspection {
    type Target = Reads;
    fn deref(&self) -> &Reads {
        &self.reads
    }
}

impl Reads {
    /// How many jobs there are of each kind that has some.
    pub async fn job_counts(&self) -> Result<Vec<JobCount>, Error> {
        let select = sql("SELECT kind, \
             count(CASE WHEN parked_at IS NULL AND attempts = 0 THEN 1 END) AS waiting, \
             count(CASE WHEN parked_at IS NULL AND attempts > 0 THEN 1 END) AS failing, \
             count(parked_at) AS parked FROM jobs GROUP BY kind ORDER BY kind");
        self.all(select).await
    }

    /// What of the audit log no checkpoint covers yet.
    pub async fn log_backlog(&self) -> Result<LogBacklog, Error> {
        self.one(sql(BACKLOG)).await
    }

    /// Officers and relying parties whose certificates end before then, the first to end first, at most `limit`.
    pub async fn holders_ending_before(
        &self,
        then: UnixTime,
        limit: u32,
    ) -> Result<Vec<CertifiedParty>, Error> {
        self.all(sql(HOLDERS).with(&then).with(&limit)).await
    }

    /// When the newest leaf was written.
    pub async fn newest_leaf_at(&self) -> Result<Option<UnixTime>, Error> {
        self.last_leaf_at().await
    }

    /// When the newest job was added that is still to be done.
    pub async fn newest_job_at(&self) -> Result<Option<UnixTime>, Error> {
        Ok(self.one::<Instant>(sql("SELECT max(created_at) AS at FROM jobs")).await?.at)
    }

    /// Some certificate of this issuer: the one with the lowest serial.
    pub async fn some_certificate(&self, issuer: IssuerId) -> Result<Option<IssuedCertificate>, Error> {
        let select = sql("SELECT * FROM certificates WHERE issuer = $1 ORDER BY serial LIMIT 1");
        self.optional(select.with(&issuer)).await
    }
}
