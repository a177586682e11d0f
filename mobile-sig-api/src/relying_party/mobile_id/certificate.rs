//! `POST /mid-api/certificate`: a person's signing certificate, by telephone number and code.

use axum::Json;
use axum::extract::{Request, State};
use http_kit::PeerCertificate;
use pki_types::encoding::base64;
use serde::Serialize;
use utoipa::ToSchema;
use words::Purpose;

use super::members::{Asking, cannot_be_null, read};
use super::refusal::{ErrorBody, Refusal, Stamp};
use super::{authorized, person};
use crate::MobileSignature;

/// What was found.
#[derive(Serialize, ToSchema)]
#[schema(as = MobileIdCertificate)]
pub(super) struct CertificateBody {
    /// `OK`, or `NOT_FOUND`: nobody, or the number is somebody else's.
    #[schema(example = "OK")]
    result: &'static str,
    /// The signing certificate, DER in base64; with `OK` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cert: Option<String>,
    #[serde(flatten)]
    stamp: Stamp,
}

/// Look a person's signing certificate up.
///
/// Formats such as XAdES and PAdES name it in what is signed, and a signature's session does not carry it. That there is none is a
/// result like another, of status 200; it is told so often a day to one relying party, and then nothing is until the next day.
#[utoipa::path(
    post,
    path = "/mid-api/certificate",
    operation_id = "mobile_id_certificate",
    tag = "Mobile-ID",
    request_body = Asking,
    responses(
        (status = 200, description = "The certificate, or that there is none", body = CertificateBody),
        (status = 400, description = "A member is absent or of the wrong form", body = ErrorBody),
        (status = 401, description = "Not the relying party of this connection, or it does not use this door", body = ErrorBody),
        (status = "4XX", description = "Refused", body = ErrorBody),
        (status = "5XX", description = "Ask again later", body = ErrorBody)
    )
)]
pub(super) async fn certificate(
    State(doors): State<MobileSignature>,
    peer: Option<PeerCertificate>,
    stamp: Stamp,
    request: Request,
) -> Result<Json<CertificateBody>, Refusal> {
    // 1. What is asked, by whom.
    let (asking, _): (Asking, _) = read(request).await?;
    asking.check(cannot_be_null)?;
    let caller = authorized(&doors, peer, &asking).await?;
    let named = asking.named()?;

    // 2. Nobody is a result like another.
    let now = doors.clock.now();
    let found = person::certificate_of(&doors, &caller.party.id, named, Purpose::Signature, now).await?;
    let result = if found.is_some() { "OK" } else { "NOT_FOUND" };
    Ok(Json(CertificateBody { result, cert: found.map(|issued| base64(&issued.der)), stamp }))
}
