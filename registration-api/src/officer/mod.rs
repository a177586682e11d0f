//! What officers do, over mutual TLS: one file an endpoint.

pub(crate) mod activation;
pub(crate) mod perform;
pub(crate) mod person;
pub(crate) mod reply;
pub(crate) mod waiting;

use http_kit::{PeerCertificate, Problem};
use pki_types::Certificate;
use store::{CertificateStatus, Officer};
use words::act::Role;
use words::problem;

use crate::Registration;
use crate::answer::unavailable;

/// The certificate of the officer who speaks: in office, and neither suspended nor revoked.
///
/// The worker checks all of this again; here it keeps those out who may only fill the store.
async fn officer_certificate(
    registration: &Registration,
    peer: Option<PeerCertificate>,
) -> Result<Certificate, Problem> {
    officer_in_office(registration, peer).await.map(|(certificate, _)| certificate)
}

/// The same, with the officer.
async fn officer_in_office(
    registration: &Registration,
    peer: Option<PeerCertificate>,
) -> Result<(Certificate, Officer), Problem> {
    let Some(PeerCertificate(certificate)) = peer else {
        let wrong = "the connection has no client certificate, expected an officer's";
        return Err(Problem::new(problem::CLIENT_CERTIFICATE_MISSING, wrong));
    };
    let store = &registration.store;
    let refused = |wrong: &str| Problem::new(problem::NOT_AN_OFFICER, wrong);
    let issued = store.certificate_by_hash(&certificate.sha256()).await.map_err(unavailable)?;
    let Some(issued) = issued else {
        return Err(refused("the certificate of this connection was not issued here"));
    };
    let officer = store.officer_of(&issued).await.map_err(unavailable)?;
    let Some(officer) = officer.filter(|officer| officer.ended_at.is_none()) else {
        return Err(refused("no officer in office has the certificate of this connection"));
    };
    match store.status(issued.issuer, issued.serial.as_bytes()).await.map_err(unavailable)? {
        CertificateStatus::Final if certificate.valid_at(registration.clock.now()) => {
            Ok((certificate, officer))
        }
        CertificateStatus::Final => Err(refused("the certificate of this connection is not valid now")),
        _ => Err(refused("the certificate of this connection is suspended or revoked")),
    }
}

/// Refuses an officer who has none of these roles; `what` needs one of them.
fn require_one_of(officer: &Officer, roles: &[Role], what: &str) -> Result<(), Problem> {
    if roles.iter().any(|role| officer.roles.contains(*role)) {
        return Ok(());
    }
    let wrong = format!("{what} takes the role {}; the officer has: {}", Role::any_of(roles), officer.roles);
    Err(Problem::new(problem::OFFICER_ROLE, wrong))
}
