//! What phones sent to enrol, exactly as it came.

use pki_types::{Sha256Digest, UnixTime};
use words::ActivationId;

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, RequestLimit, Transaction};

/// An enrolment message.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolmentRequest {
    /// SHA-256 of the body.
    pub sha256: Sha256Digest,
    /// The activation that it claims.
    pub activation: ActivationId,
    /// Compact JWS, typ `sign-enrolment+jwt`.
    pub body: String,
    /// When it came.
    pub created_at: UnixTime,
}
row!(EnrolmentRequest { sha256, activation, body, created_at });

impl Reads {
    /// The enrolment message with this hash.
    pub async fn enrolment_request(&self, sha256: &Sha256Digest) -> Result<Option<EnrolmentRequest>, Error> {
        self.optional(sql("SELECT * FROM enrolment_requests WHERE sha256 = $1").with(sha256)).await
    }
}

impl Transaction {
    /// Until when no further enrolment message for an activation is taken, if too many came lately.
    pub(crate) async fn enrolment_requests_used_up(
        &self,
        activation: &ActivationId,
        limit: RequestLimit,
    ) -> Result<Option<UnixTime>, Error> {
        let lately = sql("SELECT count(*) AS count, min(created_at) AS oldest FROM enrolment_requests \
                          WHERE activation = $1 AND created_at > $2 AND created_at <= $3");
        self.used_up(lately.with(activation), limit).await
    }

    /// Adds an enrolment message; tells whether it was not there before.
    pub(crate) async fn insert_enrolment_request(
        &mut self,
        request: &EnrolmentRequest,
    ) -> Result<bool, Error> {
        let insert = sql("INSERT INTO enrolment_requests (sha256, activation, body, created_at) \
                          VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&request.sha256)
            .with(&request.activation)
            .with_text(&request.body)
            .with(&request.created_at);
        self.inserted(insert).await
    }
}
