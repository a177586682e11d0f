//! What officers signed, exactly as it came.

use pki_types::{Sha256Digest, UnixTime};

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

/// An officer's act.
#[derive(Clone, PartialEq, Eq)]
pub struct ActRow {
    /// SHA-256 of the body.
    pub sha256: Sha256Digest,
    /// Compact JWS, typ `sign-act+jwt`.
    pub body: String,
    /// When it came.
    pub created_at: UnixTime,
}
row!(ActRow { sha256, body, created_at });

impl Reads {
    /// The act with this hash.
    pub async fn act(&self, sha256: &Sha256Digest) -> Result<Option<ActRow>, Error> {
        self.optional(sql("SELECT * FROM acts WHERE sha256 = $1").with(sha256)).await
    }
}

impl Transaction {
    /// Adds an act; tells whether it was not there before.
    pub(crate) async fn insert_act(&mut self, act: &ActRow) -> Result<bool, Error> {
        let insert =
            sql("INSERT INTO acts (sha256, body, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
        self.inserted(insert.with(&act.sha256).with_text(&act.body).with(&act.created_at)).await
    }
}
