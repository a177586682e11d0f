//! Requests of status, time and api processes for certificates of keys that they made.

use pki_types::{Sha256Digest, UnixTime};

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

/// A signer request.
#[derive(Clone, PartialEq, Eq)]
pub struct SignerRequest {
    /// SHA-256 of the body.
    pub sha256: Sha256Digest,
    /// `ocsp-signer`, `tsu` or `tls-server`, as claimed.
    pub kind: String,
    /// Compact JWS, typ `sign-signer-request+jwt`.
    pub body: String,
    /// When it came.
    pub created_at: UnixTime,
}
row!(SignerRequest { sha256, kind, body, created_at });

impl Reads {
    /// The signer request with this hash.
    pub async fn signer_request(&self, sha256: &Sha256Digest) -> Result<Option<SignerRequest>, Error> {
        self.optional(sql("SELECT * FROM signer_requests WHERE sha256 = $1").with(sha256)).await
    }
}

impl Transaction {
    /// Adds a signer request; tells whether it was not there before.
    pub(crate) async fn insert_signer_request(&mut self, request: &SignerRequest) -> Result<bool, Error> {
        let insert = sql("INSERT INTO signer_requests (sha256, kind, body, created_at) \
                          VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&request.sha256)
            .with_text(&request.kind)
            .with_text(&request.body)
            .with(&request.created_at);
        self.inserted(insert).await
    }
}
