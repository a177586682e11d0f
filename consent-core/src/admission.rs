//! Whether a relying party's request may be shown to a person at all.
//!
//! Everything that a door has said about the request is checked against the request itself: a row in the store is a
//! request with its sender's signature, never an authorisation.

use phone_protocol::message::{Received, Verified};
use phone_protocol::request::verify_request;
use phone_protocol::{Asked, AskedClaims, SignatureRequest, Way};
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

/// What was asked, read and not yet judged.
pub(crate) type Handed = Asked<Received<SignatureRequest>>;

/// Reads what was asked in a session, before anything about it is known.
///
/// # Errors
/// It is not what the door says that it is, or not the bytes that the session's hash names.
pub(crate) fn read_asked(session: &store::Session) -> Result<Handed, Problem> {
    let found = sha256(session.request.as_bytes());
    if found != session.request_sha256 {
        return Err(mismatch("hash", found, session.request_sha256));
    }
    Asked::parse(session.door, &session.request).map_err(|error| Problem::RequestMalformed(error.to_string()))
}

/// Judges what was asked. `relying_party` is who the register knows under the name that it gives; `certificate` is none where
/// no certificate has the digest that it names; `way` is that by which the phone of the session claimed a request that names nobody.
///
/// # Errors
/// The first rule that does not hold.
pub(crate) fn admit(
    handed: Handed,
    session: &store::Session,
    relying_party: &RelyingPartyFacts,
    certificate: Option<&CertificateFacts>,
    way: Option<Way>,
    now: UnixTime,
) -> Result<Asked, Problem> {
    // 1. Who asks: registered, not ended, by a certificate of ours that is in force, through a door that it uses.
    check_relying_party(relying_party, now)?;
    if !relying_party.row.doors.contains(session.door) {
        return Err(Problem::DoorNotUsed(session.door));
    }

    // 2. It asked exactly this; or its door says so, and for whom it was connected.
    let asked = match handed {
        Asked::Signed(request) => Asked::Signed(signed_by(request, relying_party)?),
        Asked::DoorAttested(facts) => {
            let connected = facts.relying_party_certificate_sha256;
            if connected != relying_party.row.certificate_sha256 {
                let wrong = format!("the door heard it from {connected}, which is not registered");
                return Err(Problem::RelyingPartyCertificate(wrong));
            }
            Asked::DoorAttested(facts)
        }
    };
    // What it has a phone fetch lies at its own domain.
    if let Asked::Signed(request) = &asked {
        request
            .check_locations(&relying_party.row.domain)
            .map_err(|error| Problem::RequestMalformed(error.to_string()))?;
    }
    let claims = asked.claims();

    // 3. It is alive; that it lives for ten minutes at most is a rule of the request itself.
    if now >= claims.expires_at {
        return Err(Problem::RequestExpired(claims.expires_at));
    }
    asked.check_time(now).map_err(|error| Problem::RequestTimes(error.to_string()))?;

    // 4. The door said the same about it.
    check_session(&claims, session)?;
    check_named(&asked, session, way)?;

    // 5. The certificate that it names, or that of the phone that claimed it, can sign this, now.
    check_certificate(&claims, session, certificate, now)?;
    Ok(asked)
}

/// The request, if the relying party signed it under its registered certificate.
fn signed_by(
    request: Received<SignatureRequest>,
    relying_party: &RelyingPartyFacts,
) -> Result<Verified<SignatureRequest>, Problem> {
    let leaf = &relying_party.certificate;
    if request.header_certificates().first().is_some_and(|named| named != leaf) {
        return Err(Problem::RelyingPartyCertificate(
            "the request names another certificate than is registered".into(),
        ));
    }
    verify_request(request, leaf, &relying_party.row.certificate_sha256)
        .map_err(|_| Problem::RequestSignature)
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

/// Does it say what the door wrote into the session's row?
fn check_session(asked: &AskedClaims<'_>, session: &store::Session) -> Result<(), Problem> {
    if asked.door != session.door {
        return Err(mismatch("door", asked.door, session.door));
    }
    if asked.relying_party != session.relying_party {
        return Err(mismatch("iss", asked.relying_party, &session.relying_party));
    }
    if asked.jti != session.jti {
        return Err(mismatch("jti", asked.jti, &session.jti));
    }
    if asked.purpose != session.purpose {
        return Err(mismatch("purpose", asked.purpose, session.purpose));
    }
    if asked.code_mode != session.code_mode {
        return Err(mismatch("code_mode", asked.code_mode, session.code_mode));
    }
    if asked.expires_at != session.request_expires_at {
        return Err(mismatch("exp", asked.expires_at.seconds(), session.request_expires_at.seconds()));
    }
    Ok(())
}

/// Does it name the certificate of the session; or nobody, and was it claimed by a way that it lets? What nobody claimed is shown to nobody,
/// whatever a door says.
fn check_named(asked: &Asked, session: &store::Session, way: Option<Way>) -> Result<(), Problem> {
    match (asked.claims().certificate_id, asked.link(), way) {
        (Some(named), None, None) if named == session.certificate_sha256 => Ok(()),
        (Some(named), None, None) => Err(mismatch("certificate_id", named, session.certificate_sha256)),
        (None, Some(link), Some(way)) if link.ways.contains(&way) => Ok(()),
        (None, Some(_), Some(way)) => Err(mismatch("ways", "others", way)),
        _ => Err(Problem::CertificateUnknown),
    }
}

/// Is the certificate of the request a person's, of its purpose, in force, and its phone able to answer?
fn check_certificate(
    asked: &AskedClaims<'_>,
    session: &store::Session,
    certificate: Option<&CertificateFacts>,
    now: UnixTime,
) -> Result<(), Problem> {
    let facts = certificate
        .filter(|facts| facts.row.sha256 == session.certificate_sha256)
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
    if purpose != asked.purpose {
        return Err(Problem::CertificatePurpose {
            certificate: purpose.to_string(),
            request: asked.purpose.to_string(),
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
