//! The worker's answers to what doors inserted, written in the transaction that has the effects.
//!
//! What a crash leaves behind: before the commit neither effects nor reply, and the job; after it both, so that a job
//! that is done again finds the reply and stops.

use pki_types::{Sha256Digest, UnixTime};

use crate::doors::changes::Change;
use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

/// A reply. No `Debug`: its body may be personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// SHA-256 of what was answered.
    pub request_sha256: Sha256Digest,
    /// An HTTP status.
    pub status: u16,
    /// JSON: the result, or a problem (RFC 9457).
    pub body: String,
    /// When it was committed.
    pub created_at: UnixTime,
}
row!(Reply { request_sha256, status, body, created_at });

impl Reads {
    /// The reply to the request with this hash.
    pub async fn reply(&self, request: &Sha256Digest) -> Result<Option<Reply>, Error> {
        self.optional(sql("SELECT * FROM replies WHERE request_sha256 = $1").with(request)).await
    }
}

impl Transaction {
    /// Adds a reply and wakes those who wait for it.
    ///
    /// # Errors
    /// [`Error::Exists`] if the request has one: the first stays, and the transaction should be given up.
    pub async fn insert_reply(&mut self, reply: &Reply) -> Result<(), Error> {
        let insert = sql("INSERT INTO replies (request_sha256, status, body, created_at) \
                          VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&reply.request_sha256)
            .with(&reply.status)
            .with_text(&reply.body)
            .with(&reply.created_at);
        self.one_row_later(insert, Error::Exists { what: "the reply" }).await;
        self.changed(Change::Reply(reply.request_sha256));
        Ok(())
    }
}
