//! `POST /v1/persons/lookup`: a person's certificates, by country and code.

use crate::unavailable::unavailable;
use axum::Json;
use axum::extract::State;
use http_kit::problem::ProblemBody;
use http_kit::{PeerCertificate, Problem, StrictJson};
use pki_types::encoding::base64;
use words::Door;
use words::api::SoughtPerson;
use words::api::relying_parties::{Found, FoundCertificate};
use words::problem;
use words::profile::purpose_of;

use crate::MobileSignature;
use crate::chain::chained;
use crate::relying_party::caller;
use crate::relying_party::vain::Vain;

/// Look a person up.
///
/// Formats like PAdES bind the signing certificate inside what is signed, so a relying party needs it before it asks. A
/// person who is not registered and one without a certificate in force are answered alike, and only so many look-ups
/// in vain are taken in ten minutes.
#[utoipa::path(
    post,
    path = "/v1/persons/lookup",
    tag = "relying parties",
    request_body = SoughtPerson,
    responses(
        (status = 200, description = "The person's certificates in force", body = Found),
        (status = 404, description = "Nobody with this code has a certificate in force", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many look-ups in vain", body = ProblemBody, content_type = "application/problem+json"),
        (status = "4XX", description = "Refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = "5XX", description = "Ask again later: also where a look-up in vain could not be counted", body = ProblemBody, content_type = "application/problem+json")
    )
)]
pub(crate) async fn lookup(
    State(doors): State<MobileSignature>,
    peer: Option<PeerCertificate>,
    StrictJson(sought): StrictJson<SoughtPerson>,
) -> Result<Json<Found>, Problem> {
    // 1. Who asks, and whether it has asked in vain too often.
    let caller = caller(&doors, peer, Door::Native).await?;
    let now = doors.clock.now();
    let vain = Vain { doors: &doors, party: &caller.party.id, now };
    vain.has_some_left().await?;

    // 2. The person's certificates in force.
    let store = &doors.store;
    let person = store.person_by_code(&sought.country, &sought.code).await.map_err(unavailable)?;
    let live = match person {
        Some(person) => store.live_certificates_of_person(&person.id, now).await.map_err(unavailable)?,
        None => Vec::new(),
    };

    // 3. Those that citizens sign with.
    let authorities = store.issuers().await.map_err(unavailable)?;
    let mut certificates = Vec::new();
    for issued in &live {
        if let (Some(purpose), Some(device)) = (purpose_of(&issued.profile), issued.device) {
            let chained = chained(issued, &authorities)?;
            certificates.push(FoundCertificate {
                certificate_id: issued.sha256,
                purpose,
                device,
                certificate: base64(chained.certificate.der()),
                chain: chained.issuers.iter().map(|issuer| base64(issuer.der())).collect(),
            });
        }
    }
    // 4. The limit decides about each answer, also about those that were asked for at the same time: until it is used up
    // every answer is told, from then on none.
    if certificates.is_empty() {
        vain.count().await?;
        return Err(Problem::new(problem::PERSON_UNKNOWN, "the look-up found nobody"));
    }
    vain.has_some_left().await?;
    Ok(Json(Found { certificates }))
}
