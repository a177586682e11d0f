//! Who may act: the officer behind a signed act, checked against what this service itself issued.

use pki_types::{Certificate, Reason, Sha256Digest, UnixTime, sha256};
use store::{CertificateStatus, IssuedCertificate, Officer, Reads, Transaction};
use words::act::{Act, Role, Roles, SignedAct};
use words::profile::names;

use crate::directory::Directory;
use crate::error::Error;
use crate::problem::{Problem, Stop};

/// How many officers of the role security a country keeps: what takes two of them could never be done again with fewer.
pub(crate) const FEWEST_SECURITY_OFFICERS: usize = 2;

/// An officer in office whose certificate is in force.
#[derive(Clone)]
pub(crate) struct Acting {
    /// The officer's identifier.
    pub(crate) id: String,
    /// The certificate of the act.
    pub(crate) certificate: Sha256Digest,
    /// What the certificate *and* the store say that the officer may be trusted with: neither an old certificate nor whoever
    /// writes rows widens it alone.
    pub(crate) roles: Roles,
}

/// What this service knows of the certificate in an officer's act.
pub(crate) struct OfficerStanding {
    certificate: IssuedCertificate,
    status: CertificateStatus,
    /// The roles that the certificate names; none if it is from before there were roles.
    certified: Option<Roles>,
}

impl OfficerStanding {
    /// The certificate in the act, as this service issued it to an officer.
    ///
    /// # Errors
    /// [`Problem::OfficerCertificate`] when it is none of this service's for officers.
    pub(crate) async fn read(reads: &Reads, directory: &Directory, act: &SignedAct) -> Result<Self, Stop> {
        let refused = |reason: &str| Stop::Refused(Problem::OfficerCertificate(reason.to_owned()));
        let presented = act.officer_certificate();
        let Some(certificate) = reads.certificate_by_hash(&presented.sha256()).await? else {
            return Err(refused("it was not issued here"));
        };
        if certificate.profile != names::OFFICER {
            return Err(refused("it is no officer's"));
        }
        let issuer = directory.issuer_of(&certificate)?.and_then(|open| open.issuer.certificate());
        if issuer.is_none_or(|issuer| presented.verify_issued_by(issuer).is_err()) {
            return Err(refused("it is not from a CA of officers"));
        }
        let certified = certified_roles(directory, presented)?;
        let status = reads.status(certificate.issuer, certificate.serial.as_bytes()).await?;
        Ok(Self { certificate, status, certified })
    }

    /// Whether an act of the past still holds: it was signed under a certificate that was valid and not revoked then, named
    /// the role of the act, and whose key was not found to be compromised since.
    ///
    /// # Errors
    /// [`Problem::ActivationRevoked`], saying what does not hold.
    pub(crate) fn still_holds(&self, act: &SignedAct, allowed: &[Role]) -> Result<(), Problem> {
        let refused = |reason: &str| Err(Problem::ActivationRevoked(reason.to_owned()));
        let (said, signed_at) = (act.payload().role, act.payload().iat);
        if let Some(certified) = &self.certified
            && !said.is_some_and(|role| allowed.contains(&role) && certified.contains(role))
        {
            return refused("the officer's certificate does not name the role that it takes");
        }
        if !act.officer_certificate().valid_at(signed_at) {
            return refused("the officer's certificate was not valid then");
        }
        match self.status {
            CertificateStatus::Revoked { reason: Reason::KeyCompromise | Reason::CaCompromise, .. } => {
                refused("the officer's key was compromised")
            }
            CertificateStatus::Revoked { at, .. } if at <= signed_at => {
                refused("the officer's certificate was revoked then")
            }
            CertificateStatus::Held { since } if since <= signed_at => {
                refused("the officer's certificate was suspended then")
            }
            _ => Ok(()),
        }
    }
}

/// The officer whose act it is: office, certificate and its status are in order now.
///
/// # Errors
/// [`Problem::OfficerCertificate`], saying what is not in order.
pub(crate) async fn officer(
    reads: &Reads,
    directory: &Directory,
    act: &SignedAct,
    now: UnixTime,
) -> Result<Acting, Stop> {
    let refused = |reason: &str| Stop::Refused(Problem::OfficerCertificate(reason.to_owned()));
    let OfficerStanding { certificate, status, certified } =
        OfficerStanding::read(reads, directory, act).await?;
    if !act.officer_certificate().valid_at(now) {
        return Err(refused("it is not valid now"));
    }
    match status {
        CertificateStatus::Final => {}
        CertificateStatus::Held { .. } => return Err(refused("it is suspended")),
        CertificateStatus::Revoked { .. } => return Err(refused("it is revoked")),
        _ => return Err(Error::Inconsistent("a stored certificate without a final intent").into()),
    }
    match reads.officer_of(&certificate).await? {
        Some(officer) if officer.ended_at.is_none() => {
            let roles = entrusted(certified, &officer);
            Ok(Acting { id: officer.id, certificate: certificate.sha256, roles })
        }
        Some(_) => Err(refused("its officer is no longer in office")),
        None => Err(refused("no officer is registered under the id that it names")),
    }
}

/// What an officer may be trusted with by certificate and by row.
fn entrusted(certified: Option<Roles>, officer: &Officer) -> Roles {
    match certified {
        Some(certified) => certified.both(&officer.roles),
        // A certificate from before there were roles says nothing about them.
        None => officer.roles.clone(),
    }
}

/// The roles that the certificate names; none if it is from before there were roles.
pub(crate) fn certified_roles(
    directory: &Directory,
    certificate: &Certificate,
) -> Result<Option<Roles>, Stop> {
    let extension = directory.country().officer_roles();
    let value = certificate.extension(extension).map(|(_, value)| Roles::from_der(value));
    value.transpose().map_err(|error| Problem::OfficerCertificate(error.to_string()).into())
}

/// How many officers of the role security can act now.
pub(crate) async fn security_officers(
    reads: &Reads,
    directory: &Directory,
    now: UnixTime,
) -> Result<usize, Stop> {
    let mut count = 0;
    for officer in reads.officers_in_office().await? {
        let Some(row) = reads.certificate_by_hash(&officer.certificate_sha256).await? else { continue };
        let certificate = Certificate::from_der(&row.der).map_err(Error::from)?;
        let is_good = reads.status(row.issuer, row.serial.as_bytes()).await? == CertificateStatus::Final;
        let has_role =
            entrusted(certified_roles(directory, &certificate)?, &officer).contains(Role::Security);
        count += usize::from(is_good && has_role && certificate.valid_at(now));
    }
    Ok(count)
}

/// The certificates of an officer that may be in force: the current one, and those that renewals have replaced before their
/// end. They are suspended and revoked together: whoever has the key of one could renew it, and whose keys they are is one
/// person.
///
/// Each leads to the one before by the act that asked for it, as that officer signed it.
pub(crate) async fn certificates_of(
    reads: &Reads,
    officer: &Officer,
    now: UnixTime,
) -> Result<Vec<IssuedCertificate>, Error> {
    let mut certificates = Vec::new();
    let mut next = Some(officer.certificate_sha256);
    while let Some(sha256) = next {
        let certificate = reads.certificate_by_hash(&sha256).await?;
        let certificate = certificate.ok_or(Error::Missing("certificate of an officer"))?;
        if certificate.not_after < now && !certificates.is_empty() {
            break;
        }
        next = renewed_by(reads, &certificate).await?;
        certificates.push(certificate);
    }
    Ok(certificates)
}

/// The certificate in whose place this one came, unless it was an officer's first.
async fn renewed_by(reads: &Reads, certificate: &IssuedCertificate) -> Result<Option<Sha256Digest>, Error> {
    let intent = reads.intent(certificate.issuer, certificate.serial.as_bytes()).await?;
    let intent = intent.ok_or(Error::Missing("intent of a certificate"))?;
    // A ceremony's request is no act.
    let Some(row) = reads.act(&intent.request_sha256).await? else { return Ok(None) };
    let act = SignedAct::parse(&row.body)?;
    Ok(matches!(act.act(), Act::RenewOfficer(_)).then(|| act.officer_certificate().sha256()))
}

/// Notes that the officer used this `jti`, in the transaction that has the act's effects.
///
/// Acts are stored by the hash of their bytes. The same wish in other bytes (an officer's client that signs again, a
/// signature that can be twisted) would be another row, and a release could be performed twice.
///
/// # Errors
/// [`Problem::ActRepeated`] when the officer used it for an act with another hash.
pub(crate) async fn note_jti(
    transaction: &mut Transaction,
    act: &SignedAct,
    officer: Sha256Digest,
) -> Result<(), Stop> {
    let name = sha256(format!("greatseal-act-jti\0{officer}\0{}", act.payload().jti).as_bytes());
    if transaction.use_jti(&name, &act.sha256()).await? { Ok(()) } else { Err(Problem::ActRepeated.into()) }
}
