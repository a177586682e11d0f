//! `POST /v1/phone/inquiries`: what a person wants to know about their own keys, and about what they were asked.

use axum::Json;
use axum::extract::State;
use http_kit::problem::ProblemBody;
use http_kit::{Jose, Problem};
use phone_protocol::display::{Line, NameLine};
use phone_protocol::inquiry::MOST_DEVICES;
use phone_protocol::schema::SignedInquiry;
use phone_protocol::{
    About, Evidence, HistoryReply, Inquiry, KeptCertificate, KeptDevice, KeyStanding, KeysReply, Message,
};
use serde::Serialize;
use store::{CertificateStatus, Device, IssuedCertificate};
use utoipa::ToSchema;
use words::PersonId;
use words::profile::purpose_of;

use crate::MobileSignature;
use crate::phone::{fresh, history};
use crate::unavailable::unavailable;

/// What is answered, by what the inquiry is about.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum InquiryReply {
    /// `keys`: the person's phones and certificates.
    Keys(KeysReply),
    /// `history`: a page of what the person was asked.
    History(HistoryReply),
    /// `evidence`: everything about one session.
    Evidence(Box<Evidence>),
}

/// Ask about the person's own keys, or about what they were asked.
///
/// The body is a compact JWS of type `sign-inquiry+jwt` (ES256), signed by the device key, at most 60 seconds old.
#[utoipa::path(
    post,
    path = "/v1/phone/inquiries",
    tag = "phones",
    request_body(content = SignedInquiry, content_type = "application/jose", description = "Compact JWS, at most 4,096 octets"),
    responses(
        (status = 200, description = "What was asked for", body = InquiryReply),
        (status = "4XX", description = "Refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Try again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn inquire(
    State(doors): State<MobileSignature>,
    Jose(compact): Jose<{ <Inquiry as Message>::MAXIMUM_OCTETS }>,
) -> Result<Json<InquiryReply>, Problem> {
    let (device, inquiry) = fresh::<Inquiry>(&doors, &compact).await?;
    let person = &device.person;
    Ok(Json(match inquiry.about {
        About::Keys {} => InquiryReply::Keys(keys(&doors, person).await?),
        About::History { after } => InquiryReply::History(history::page(&doors, person, after).await?),
        About::Evidence { session } => {
            InquiryReply::Evidence(Box::new(history::evidence(&doors, person, &session).await?))
        }
    }))
}

/// The person's phones, the newest first, each with its certificates.
async fn keys(doors: &MobileSignature, person: &PersonId) -> Result<KeysReply, Problem> {
    let mut devices = Vec::new();
    let all = doors.store.devices_of_person(person).await.map_err(unavailable)?;
    for device in all.into_iter().rev().take(MOST_DEVICES) {
        devices.push(kept_device(doors, device).await?);
    }
    Ok(KeysReply { devices })
}

async fn kept_device(doors: &MobileSignature, device: Device) -> Result<KeptDevice, Problem> {
    let mut certificates = Vec::new();
    for row in doors.store.certificates_of_device(&device.id).await.map_err(unavailable)? {
        certificates.extend(kept_certificate(doors, &row).await?);
    }
    Ok(KeptDevice {
        device: device.id,
        kind: device.kind,
        name: name_of(&device)?,
        enrolled_at: device.created_at,
        used_at: doors.store.device_used_at(&device.id).await.map_err(unavailable)?,
        certificates,
    })
}

async fn kept_certificate(
    doors: &MobileSignature,
    row: &IssuedCertificate,
) -> Result<Option<KeptCertificate>, Problem> {
    let Some(purpose) = purpose_of(&row.profile) else { return Ok(None) };
    let status = doors.store.status(row.issuer, row.serial.as_bytes()).await.map_err(unavailable)?;
    let (standing, since) = match status {
        CertificateStatus::Final => (KeyStanding::Good, None),
        CertificateStatus::Held { since } => {
            let frozen = doors.store.is_frozen(row.issuer, &row.serial).await.map_err(unavailable)?;
            (if frozen { KeyStanding::Frozen } else { KeyStanding::Suspended }, Some(since))
        }
        CertificateStatus::Revoked { at, .. } => (KeyStanding::Revoked, Some(at)),
        CertificateStatus::Burnt { .. } | CertificateStatus::Intent | CertificateStatus::Never => {
            return Ok(None);
        }
    };
    let (sha256, not_before, not_after) = (row.sha256, row.not_before, row.not_after);
    Ok(Some(KeptCertificate { sha256, purpose, not_before, not_after, standing, since }))
}

/// The name by which the person knows a phone, if they gave it one.
pub(crate) fn name_of(device: &Device) -> Result<Option<NameLine>, Problem> {
    let name = device.name.as_deref().map(|name| Line::new("name", name)).transpose();
    name.map_err(|error| Problem::internal("reading the name of a phone", &error))
}
