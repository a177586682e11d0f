//! Whether a relying party's request may be shown to a person at all.
//!
//! Everything that a door has said about the request is checked against the request itself: a row in the store is a
//! request with its sender's signature, never an authorisation.

use phone_protocol::SignatureRequest;
use phone_protocol::message::{Received, Verified};
use phone_protocol::request::verify_request;
use pki_types::chain::validate_chain;
use pki_types::{Certificate, UnixTime, sha256};
use store::CertificateStatus;
use words::profile::purpose_of;

use crate::Problem;
use crate::lock::standing;

/// The relying party as the register knows it.
pub(crate) struct RelyingPartyFacts {
    /// Its row.
    pub(crate) row: store::RelyingParty,
    /// The certificate that is registered for it.
    pub(crate) certificate: Certificate,
    /// The status of that certificate.
    pub(crate) status: CertificateStatus,
    /// Those who issue relying parties' certificates.
    pub(crate) issuers: Vec<Certificate>,
}

/// The person's certificate and the device that holds its key.
pub(crate) struct CertificateFacts {
    /// The certificate's row.
    pub(crate) row: store::IssuedCertificate,
    /// The certificate's status.
    pub(crate) status: CertificateStatus,
    /// Why the device's secrets are blocked, if they are.
    pub(crate) block: Option<String>,
    /// PINs of the device that were wrong or not compared.
    pub(crate) tries: Vec<store::PinTry>,
}

/// Reads the request in a session, before anything about it is known.
///
/// # Errors
/// It is not a request, or not the bytes that the session's hash names.
pub(crate) fn read_request(session: &store::Session) -> Result<Received<SignatureRequest>, Problem> {
    let found = sha256(session.request.as_bytes());
    if found != session.request_sha256 {
        return Err(mismatch("hash", found, session.request_sha256));
    }
    Received::parse(&session.request).map_err(|error| Problem::RequestMalformed(error.to_string()))
}

/// Judges a request. `relying_party` is who the register knows under the request's `iss`; `certificate` is none where no
/// certificate has the digest that the request names.
///
/// # Errors
/// The first rule that does not hold.
pub(crate) fn admit_request(
    request: Received<SignatureRequest>,
    session: &store::Session,
    relying_party: &RelyingPartyFacts,
    certificate: Option<&CertificateFacts>,
    now: UnixTime,
) -> Result<Verified<SignatureRequest>, Problem> {
    // 1. Who asks: registered, not ended, by a certificate of ours that is in force.
    check_relying_party(relying_party, now)?;

    // 2. It signed exactly this request.
    let leaf = &relying_party.certificate;
    if request.header_certificates().first().is_some_and(|named| named != leaf) {
        return Err(Problem::RelyingPartyCertificate(
            "the request names another certificate than is registered".into(),
        ));
    }
    let request = verify_request(request, leaf, &relying_party.row.certificate_sha256)
        .map_err(|_| Problem::RequestSignature)?;

    // 3. It is alive; that it lives for ten minutes at most is a rule of the request itself.
    if now >= request.exp {
        return Err(Problem::RequestExpired(request.exp));
    }
    request.check_time(now).map_err(|error| Problem::RequestTimes(error.to_string()))?;

    // 4. The door said the same about it.
    check_session(&request, session)?;

    // 5. The certificate that it names can sign this, now.
    check_certificate(&request, session, certificate, now)?;
    Ok(request)
}

/// Is this relying party registered and its certificate in force?
///
/// # Errors
/// [`Problem::RelyingPartyUnknown`] or [`Problem::RelyingPartyCertificate`].
pub(crate) fn check_relying_party(facts: &RelyingPartyFacts, now: UnixTime) -> Result<(), Problem> {
    if facts.row.ended_at.is_some_and(|ended| ended <= now) {
        return Err(Problem::RelyingPartyUnknown(facts.row.id.clone()));
    }
    validate_chain(&facts.certificate, &[], &facts.issuers, now)
        .map_err(|error| Problem::RelyingPartyCertificate(error.to_string()))?;
    in_force(facts.status).map_err(|status| Problem::RelyingPartyCertificate(status.to_owned()))
}

/// Does the signed request say what the door wrote into the session's row?
fn check_session(request: &SignatureRequest, session: &store::Session) -> Result<(), Problem> {
    if request.iss != session.relying_party {
        return Err(mismatch("iss", &request.iss, &session.relying_party));
    }
    if request.jti != session.jti {
        return Err(mismatch("jti", &request.jti, &session.jti));
    }
    if request.purpose != session.purpose {
        return Err(mismatch("purpose", request.purpose, session.purpose));
    }
    if request.certificate_id != session.certificate_sha256 {
        return Err(mismatch("certificate_id", request.certificate_id, session.certificate_sha256));
    }
    if request.code_mode() != session.code_mode {
        return Err(mismatch("code_mode", request.code_mode(), session.code_mode));
    }
    if request.exp != session.request_expires_at {
        return Err(mismatch("exp", request.exp.seconds(), session.request_expires_at.seconds()));
    }
    Ok(())
}

/// Is the certificate of the request a person's, of its purpose, in force, and its phone able to answer?
fn check_certificate(
    request: &SignatureRequest,
    session: &store::Session,
    certificate: Option<&CertificateFacts>,
    now: UnixTime,
) -> Result<(), Problem> {
    let facts = certificate
        .filter(|facts| facts.row.sha256 == request.certificate_id)
        .ok_or(Problem::CertificateUnknown)?;
    let (Some(person), Some(device), Some(purpose)) =
        (facts.row.person, facts.row.device, purpose_of(&facts.row.profile))
    else {
        return Err(Problem::CertificateUnknown);
    };
    if person != session.person {
        return Err(mismatch("person", person, session.person));
    }
    if device != session.device {
        return Err(mismatch("device", device, session.device));
    }
    if purpose != request.purpose {
        return Err(Problem::CertificatePurpose {
            certificate: purpose.to_string(),
            request: request.purpose.to_string(),
        });
    }
    check_in_force(&facts.row, facts.status, now)?;
    if let Some(reason) = &facts.block {
        return Err(Problem::DeviceBlocked(reason.clone()));
    }
    standing(&facts.tries, purpose, now).locked_until.map_or(Ok(()), |until| Err(Problem::PinLocked(until)))
}

/// Is a person's certificate final, neither suspended nor revoked, and valid at `now`?
///
/// # Errors
/// [`Problem::CertificateNotInForce`].
pub(crate) fn check_in_force(
    certificate: &store::IssuedCertificate,
    status: CertificateStatus,
    now: UnixTime,
) -> Result<(), Problem> {
    if now < certificate.not_before || now > certificate.not_after {
        return Err(Problem::CertificateNotInForce("it is not valid at this time".to_owned()));
    }
    in_force(status).map_err(|status| Problem::CertificateNotInForce(status.to_owned()))
}

/// Only what is final and neither held nor revoked is in force; the error says what it is instead.
fn in_force(status: CertificateStatus) -> Result<(), &'static str> {
    match status {
        CertificateStatus::Final => Ok(()),
        CertificateStatus::Held { .. } => Err("it is suspended"),
        CertificateStatus::Revoked { .. } => Err("it is revoked"),
        CertificateStatus::Burnt { .. } | CertificateStatus::Intent | CertificateStatus::Never => {
            Err("it was never issued")
        }
    }
}

fn mismatch(member: &'static str, signed: impl ToString, handed_in: impl ToString) -> Problem {
    Problem::RequestMismatch { member, signed: signed.to_string(), handed_in: handed_in.to_string() }
}
