//! `POST /v1/persons/lookup`: a person, as officers need to know one before they act.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use http_kit::problem::ProblemBody;
use http_kit::{PeerCertificate, Problem, StrictJson};
use pki_types::UnixTime;
use store::{CertificateStatus, Device, IssuedCertificate};
use words::DeviceId;
use words::act::Role;
use words::api::SoughtPerson;
use words::api::officers::{CertificateBody, CertificateState, DeviceBody, PersonBody};
use words::problem;

use crate::Registration;
use crate::answer::unavailable;
use crate::officer::activation;
use crate::officer::{officer_in_office, require_one_of};

/// Who does something to persons: the auditor reads the log instead.
const ROLES: &[Role] = &[Role::Registration, Role::Revocation, Role::Security];

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
            problem::PERSON_NOT_REGISTERED,
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
