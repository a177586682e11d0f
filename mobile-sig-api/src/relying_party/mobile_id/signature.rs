//! `POST /mid-api/signature`: asks a person to sign.

use axum::Json;
use axum::extract::{Request, State};
use http_kit::{PeerCertificate, Stop};
use words::Purpose;

use super::members::Start;
use super::refusal::{ErrorBody, Refusal};
use super::start::{self, Started};
use crate::MobileSignature;

/// Ask a person to sign.
///
/// The digest is that of what is signed: the octets that XAdES, CAdES or PAdES prescribe, which name the certificate that
/// `/mid-api/certificate` gave before. The phone signs it as it is, and shows the code that the protocol computes of it. Whether
/// there is such a person is told by the session alone.
#[utoipa::path(
    post,
    path = "/mid-api/signature",
    operation_id = "mobile_id_signature",
    tag = "Mobile-ID",
    request_body = Start,
    responses(
        (status = 200, description = "The session", body = Started),
        (status = 400, description = "A member is absent or of the wrong form", body = ErrorBody),
        (status = 401, description = "Not the relying party of this connection, or it does not use this door", body = ErrorBody),
        (status = 409, description = "The person was asked too often, or in vain", body = ErrorBody),
        (status = "4XX", description = "Refused; nothing was stored", body = ErrorBody),
        (status = 580, description = "A request to this person is open already", body = ErrorBody),
        (status = "5XX", description = "Not acted upon; send it again", body = ErrorBody)
    )
)]
pub(super) async fn signature(
    State(doors): State<MobileSignature>,
    peer: Option<PeerCertificate>,
    stop: Stop,
    request: Request,
) -> Result<Json<Started>, Refusal> {
    start::start(&doors, peer, &stop, request, Purpose::Signature).await.map(Json)
}
