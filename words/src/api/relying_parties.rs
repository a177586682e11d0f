//! What the relying parties' door says.

use pki_types::schema::reference;
use pki_types::{Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::{DeviceId, Purpose, SessionId, SessionState};

/// Whom it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Found {
    /// The certificates in force, newest first: two a phone.
    pub certificates: Vec<FoundCertificate>,
}

/// One certificate of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundCertificate {
    /// What a request names: SHA-256 of the certificate.
    pub certificate_id: Sha256Digest,
    /// `authentication` or `signature`.
    pub purpose: Purpose,
    /// The phone that holds the key: the two certificates of one phone have the same.
    pub device: DeviceId,
    /// The certificate, DER in base64.
    pub certificate: String,
    /// The certificates above it, DER in base64, the issuing CA first and the root last.
    pub chain: Vec<String>,
}

/// A session as its relying party sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionBody {
    /// The session's id.
    pub session: SessionId,
    /// `requested`, `stated`, `shown` or `answered`; then one of `completed`, `refused`, `expired`, `cancelled`,
    /// `failed`, which are final.
    pub state: SessionState,
    /// The verification code that the phone shows too: show it to the person. Absent until the state is `stated`, and
    /// where the request has a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "4711", nullable = false)]
    pub code: Option<String>,
    /// Of a device link that nobody has claimed yet: how many seconds after the request's `iat` it is by the service's clock, when
    /// this is written. Count on from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub step: Option<i64>,
    /// When the session ends if nobody answers, seconds since 1970.
    pub expires_at: UnixTime,
    /// What the person signed; in state `completed` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub result: Option<ResultBody>,
    /// Why the session ended without a signature, where there is more to say than the state does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub problem: Option<OutcomeProblem>,
    /// From when on you may ask this person again, seconds since 1970: after a session that ended in vain, or that was not
    /// shown because the person had been asked too often. Absent where you may at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub retry_after: Option<UnixTime>,
}

/// What a completed session gives. Binary values are base64 with padding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultBody {
    /// The signatures, one for each document of the request in its order, null for one that the person struck out; of a login
    /// one: ECDSA as DER `SEQUENCE { r, s }`.
    #[schema(min_items = 1, max_items = 50)]
    pub signatures: Vec<Option<String>>,
    /// The signatures' algorithm, in the words of the statement.
    pub signature_algorithm: String,
    /// The person's certificate, DER.
    pub certificate: String,
    /// The certificates above it, DER, the issuing CA first and the root last.
    pub chain: Vec<String>,
    /// What the person was shown and signed: a compact JWS of type `sign-statement+jwt`.
    #[schema(schema_with = signed_statement)]
    pub statement: String,
    /// The service's confirmation: a compact JWS of type `sign-receipt+jwt`.
    #[schema(schema_with = signed_receipt)]
    pub receipt: String,
    /// An OCSP answer about the certificate, DER, made when this result was fetched. Absent where the status service
    /// did not answer within a second: ask it yourself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ocsp: Option<String>,
}

/// Why a session ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutcomeProblem {
    /// The stable type, `/problems/<slug>`, which is explained at that address.
    pub r#type: String,
}

/// The messages in a result are the phone protocol's, which describes them.
fn signed_statement() -> RefOr<Schema> {
    let description = "What the person was shown and signed: a compact JWS of type `sign-statement+jwt`. For an authentication the \
                       signature is over `mobile-signature-authentication-v1`, a zero octet and the SHA-256 of these very octets.";
    reference("SignedStatement", description)
}

fn signed_receipt() -> RefOr<Schema> {
    let description = "The service's confirmation: a compact JWS of type `sign-receipt+jwt`.";
    reference("SignedReceipt", description)
}
