//! `POST /v1/persons/lookup`: a person, as officers need to know one before they act.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use http_kit::problem::ProblemBody;
use http_kit::{PeerCertificate, Problem, StrictJson};
use pki_types::act::Role;
use pki_types::personal::PersonalCode;
use pki_types::{Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use store::{CertificateStatus, Device, DeviceId, DeviceKind, IssuedCertificate};
use utoipa::ToSchema;

use crate::answer::unavailable;
use crate::officer::activation::{self, ActivationBody};
use crate::officer::{officer_in_office, require_one_of};
use crate::{Registration, problems};

/// Who does something to persons: the auditor reads the log instead.
const ROLES: &[Role] = &[Role::Registration, Role::Revocation, Role::Security];

/// Who is looked for. It travels in the body, because addresses end up in logs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SoughtPerson {
    /// Two capital letters of ISO 3166-1.
    #[schema(min_length = 2, max_length = 2, example = "MU")]
    country: String,
    /// The person's code in that country's register: 3 to 32 of `A-Z 0-9 -`.
    #[schema(value_type = String, pattern = "^[A-Z0-9-]{3,32}$", example = "DEMO-1")]
    code: PersonalCode,
}

/// A person with phones and open activations. No `Debug`: it is personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonBody {
    /// The given names of the register.
    pub given_name: String,
    /// The surname of the register.
    pub surname: String,
    /// When the person was registered, seconds since 1970.
    #[schema(value_type = i64)]
    pub registered_at: UnixTime,
    /// SHA-256 of the act by which the name stands: what the act `correct_name` names.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub named_by: Sha256Digest,
    /// All that were ever enrolled, oldest first.
    pub devices: Vec<DeviceBody>,
    /// Those that a phone may still use, oldest first.
    pub activations: Vec<ActivationBody>,
}

/// A device of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceBody {
    /// What acts about this device name.
    #[schema(value_type = String, pattern = "^[0-9a-f]{32}$")]
    pub device: DeviceId,
    /// `app` or `qscd`.
    #[schema(value_type = String, example = "app")]
    pub kind: DeviceKind,
    /// When it was enrolled, seconds since 1970.
    #[schema(value_type = i64)]
    pub enrolled_at: UnixTime,
    /// Since when it answers nothing any more (a copy of it was seen), seconds since 1970: it cannot be released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>, nullable = false)]
    pub blocked_at: Option<UnixTime>,
    /// Its certificates, newest first: they stand and fall together.
    pub certificates: Vec<CertificateBody>,
}

/// A certificate of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificateBody {
    /// What acts about this certificate name: its SHA-256.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub certificate: Sha256Digest,
    /// The certificate profile.
    #[schema(example = "citizen-signature")]
    pub profile: String,
    /// How it stands.
    pub state: CertificateState,
    /// Since when it is suspended or revoked, seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>, nullable = false)]
    pub since: Option<UnixTime>,
    /// The last second of its validity, seconds since 1970.
    #[schema(value_type = i64)]
    pub not_after: UnixTime,
}

/// How a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CertificateState {
    /// In force.
    Good,
    /// An officer or the service suspended it; it can be released.
    Suspended,
    /// Revoked for good.
    Revoked,
    /// Its validity has ended.
    Expired,
}

/// Look a person up.
///
/// For officers of the roles `registration`, `revocation` and `security`: the name, the phones with the state of their
/// certificates, and the activations that a phone may still use.
#[utoipa::path(
    post,
    path = "/v1/persons/lookup",
    tag = "officers",
    request_body = SoughtPerson,
    responses(
        (status = 200, description = "The person", body = PersonBody),
        (status = 404, description = "No person has this code", body = ProblemBody, content_type = "application/problem+json"),
        (status = "4XX", description = "Refused, or not the connection of an officer of these roles", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Ask again later", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn person(
    State(registration): State<Registration>,
    peer: Option<PeerCertificate>,
    StrictJson(sought): StrictJson<SoughtPerson>,
) -> Result<Json<PersonBody>, Problem> {
    // 1. Who asks, and about whom.
    let (_, officer) = officer_in_office(&registration, peer).await?;
    require_one_of(&officer, ROLES, "to look a person up")?;
    let (store, now) = (&registration.store, registration.clock.now());
    let person = store.person_by_code(&sought.country, &sought.code).await.map_err(unavailable)?;
    let person = person.ok_or_else(|| {
        Problem::new(
            &problems::PERSON_NOT_REGISTERED,
            "the register of this service has no such country and code",
        )
    })?;

    // 2. The phones, each with its certificates.
    let mut certificates: HashMap<DeviceId, Vec<CertificateBody>> = HashMap::new();
    for issued in store.certificates_of_person(&person.id).await.map_err(unavailable)? {
        if let Some(device) = issued.device {
            let status = store.status(issued.issuer, issued.serial.as_bytes()).await.map_err(unavailable)?;
            certificates.entry(device).or_default().push(certificate(issued, status, now));
        }
    }
    let mut devices = Vec::new();
    for Device { id, kind, created_at, .. } in
        store.devices_of_person(&person.id).await.map_err(unavailable)?
    {
        let blocked = store.device_block(&id).await.map_err(unavailable)?;
        devices.push(DeviceBody {
            device: id,
            kind,
            enrolled_at: created_at,
            blocked_at: blocked.map(|block| block.at),
            certificates: certificates.remove(&id).unwrap_or_default(),
        });
    }

    // 3. What may become a phone.
    let open = store.open_activations_of_person(&person.id, now).await.map_err(unavailable)?;
    Ok(Json(PersonBody {
        given_name: person.given_name,
        surname: person.surname,
        registered_at: person.created_at,
        named_by: person.act_sha256,
        devices,
        activations: open.iter().map(|terms| activation::body(terms, false, now)).collect(),
    }))
}

fn certificate(issued: IssuedCertificate, status: CertificateStatus, now: UnixTime) -> CertificateBody {
    let (state, since) = match status {
        CertificateStatus::Held { since } => (CertificateState::Suspended, Some(since)),
        CertificateStatus::Revoked { at, .. } | CertificateStatus::Burnt { at } => {
            (CertificateState::Revoked, Some(at))
        }
        // Whatever has a row of certificates is final.
        CertificateStatus::Final | CertificateStatus::Intent | CertificateStatus::Never
            if now > issued.not_after =>
        {
            (CertificateState::Expired, None)
        }
        CertificateStatus::Final | CertificateStatus::Intent | CertificateStatus::Never => {
            (CertificateState::Good, None)
        }
    };
    let IssuedCertificate { sha256, profile, not_after, .. } = issued;
    CertificateBody { certificate: sha256, profile, state, since, not_after }
}
