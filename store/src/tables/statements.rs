//! What the inner zone signed for phones: one statement a session.

use pki_types::{Sha256Digest, UnixTime};
use words::leaf::{self, Leaf};
use words::{DeviceId, PersonId, SessionId};

use crate::doors::changes::Change;
use crate::engine::sql::{Row, row, sql};
use crate::{Error, Reads, Store, Transaction};

/// A statement.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredStatement {
    /// The session.
    pub session: SessionId,
    /// Compact JWS, typ `sign-statement+jwt`.
    pub jws: String,
    /// SHA-256 of the JWS.
    pub sha256: Sha256Digest,
    /// The verification code; none where the session shows none.
    pub code: Option<String>,
    /// From then on phones refuse it.
    pub expires_at: UnixTime,
    /// When it was committed.
    pub created_at: UnixTime,
}
row!(StoredStatement { session, jws, sha256, code, expires_at, created_at });

impl StoredStatement {
    /// Its leaf; `request_sha256` is the hash of what was asked.
    #[must_use]
    pub fn leaf(&self, request_sha256: Sha256Digest) -> Leaf {
        Leaf::Statement(leaf::Statement {
            session: self.session.to_string(),
            statement_sha256: self.sha256,
            request_sha256,
            at: self.created_at,
        })
    }

    /// Reads it from a join whose columns are named `statement_…`.
    pub(crate) fn from_joined_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            session: row.column("statement_session")?,
            jws: row.column("statement_jws")?,
            sha256: row.column("statement_sha256")?,
            code: row.column("statement_code")?,
            expires_at: row.column("statement_expires_at")?,
            created_at: row.column("statement_created_at")?,
        })
    }
}

impl Reads {
    /// The statement of this session.
    pub async fn statement(&self, session: &SessionId) -> Result<Option<StoredStatement>, Error> {
        self.optional(sql("SELECT * FROM statements WHERE session = $1").with(session)).await
    }

    /// The statement whose JWS has this hash.
    pub async fn statement_by_hash(&self, sha256: &Sha256Digest) -> Result<Option<StoredStatement>, Error> {
        self.optional(sql("SELECT * FROM statements WHERE sha256 = $1").with(sha256)).await
    }
}

struct Named {
    sha256: Sha256Digest,
}
row!(Named { sha256 });

impl Store {
    /// The hashes of the statements that were put before this person since then.
    pub async fn statements_of_person_since(
        &self,
        person: &PersonId,
        since: UnixTime,
    ) -> Result<Vec<Sha256Digest>, Error> {
        let select = sql("SELECT sha256 FROM statements WHERE person = $1 AND created_at >= $2");
        let found: Vec<Named> = self.all(select.with(person).with(&since)).await?;
        Ok(found.into_iter().map(|named| named.sha256).collect())
    }
}

impl Transaction {
    /// Adds the statement of an open session, a prompt of its relying party to its person, and wakes its device; tells
    /// whether it did: not if the session has one already or has ended meanwhile. A crash before the commit leaves the session as requested, and the job makes
    /// another statement, with another code.
    pub async fn insert_statement(
        &mut self,
        statement: &StoredStatement,
        device: &DeviceId,
    ) -> Result<bool, Error> {
        let insert = sql(
            "INSERT INTO statements (session, jws, sha256, code, expires_at, created_at, person, relying_party) \
             SELECT $1, $2, $3, $4, $5, $6, s.person, s.relying_party FROM sessions s \
             WHERE s.id = $1 AND NOT EXISTS (SELECT 1 FROM outcomes WHERE session = $1) ON CONFLICT DO NOTHING",
        );
        let insert = insert
            .with(&statement.session)
            .with_text(&statement.jws)
            .with(&statement.sha256)
            .with(&statement.code)
            .with(&statement.expires_at)
            .with(&statement.created_at);
        let inserted = self.inserted(insert).await?;
        if inserted {
            self.changed(Change::Session(statement.session));
            self.changed(Change::Device(*device));
        }
        Ok(inserted)
    }
}
