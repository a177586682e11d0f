//! Requests of status, time and api processes for certificates of keys that they made: who may ask for what. Each is a
//! [`SignerRequest`] under an identity certificate that the ceremony made.

use pki_types::certificate::Certificate;
use pki_types::jws::Jws;
use pki_types::{PublicKey, Sha256Digest, UnixTime};
use store::{CertificateStatus, Reads};
use words::act::Roles;
use words::profile::names;
use words::signer_request::{MAXIMUM_OCTETS, SIGNER_REQUEST_TYP, SignerKind, SignerRequest};

use crate::directory::Directory;
use crate::error::Error;
use crate::issuance::request::{AlternativeName, Request};
use crate::issuance::subject::Subject;
use crate::problem::{Problem, Stop};
use crate::recording::OpenIssuer;

/// How old a request may be when the worker comes to it, and how far ahead its clock may be.
const MAXIMUM_AGE_SECONDS: i64 = 3_600;
const CLOCK_SKEW_SECONDS: i64 = 60;
/// The most names in a TLS certificate.
const MAXIMUM_NAMES: usize = 16;

/// The processes that have an identity, and what each may ask for.
pub const IDENTITIES: &[(&str, &[SignerKind])] = &[
    ("status", &[SignerKind::OcspSigner, SignerKind::TlsServer]),
    ("time", &[SignerKind::Tsu, SignerKind::TlsServer]),
    ("api", &[SignerKind::TlsServer]),
];

/// The common name of an identity in its certificate.
pub(crate) fn identity_name(role: &str) -> String {
    format!("Identity {role}")
}

/// A certificate that may be issued.
pub(crate) struct SignerOrder {
    pub(crate) profile: &'static str,
    pub(crate) issuer: OpenIssuer,
    pub(crate) request: Request,
}

/// Who asks, and may this identity ask for that?
pub(crate) async fn check(
    reads: &Reads,
    directory: &Directory,
    sha256: &Sha256Digest,
    now: UnixTime,
) -> Result<SignerOrder, Stop> {
    let row = reads.signer_request(sha256).await?.ok_or(Error::Missing("signer request"))?;
    // 1. Who asks: only an identity of ours is known.
    let (asked, role) = asker(reads, &row.body, now).await.map_err(Stop::dismissed)?;
    // 2. May it ask for this?
    let allowed = IDENTITIES.iter().find(|(name, _)| *name == role).map_or(&[][..], |(_, kinds)| kinds);
    if !allowed.contains(&asked.kind) {
        return Err(Problem::NotAllowed { identity: role, asked: asked.kind.as_str().to_owned() }.into());
    }
    // 3. What it asks for.
    order(directory, &asked, &role, now)
}

/// The request and the identity that signed it.
async fn asker(reads: &Reads, body: &str, now: UnixTime) -> Result<(SignerRequest, String), Stop> {
    let malformed = |reason: String| Stop::Refused(Problem::SignerRequestMalformed(reason));
    // 1. Form, and the signature under the certificate that it carries.
    let message =
        Jws::parse(body, SIGNER_REQUEST_TYP, MAXIMUM_OCTETS).map_err(|error| malformed(error.to_string()))?;
    let presented =
        message.header().x5c.first().ok_or_else(|| malformed("no certificate (x5c)".to_owned()))?;
    message.verify(presented.public_key()).map_err(|error| malformed(error.to_string()))?;
    let asked: SignerRequest = message.payload_as().map_err(|error| malformed(error.to_string()))?;
    let age = now.since(asked.iat);
    if !(-CLOCK_SKEW_SECONDS..=MAXIMUM_AGE_SECONDS).contains(&age) {
        return Err(malformed(format!("it was signed {age} s ago")));
    }
    // 2. The certificate is an identity that this service issued, in force.
    let role = identity(reads, presented, now).await?;
    Ok((asked, role))
}

async fn identity(reads: &Reads, presented: &Certificate, now: UnixTime) -> Result<String, Stop> {
    let refused = |reason: &str| Stop::Refused(Problem::Identity(reason.to_owned()));
    let Some(issued) = reads.certificate_by_hash(&presented.sha256()).await? else {
        return Err(refused("it was not issued here"));
    };
    if issued.profile != names::IDENTITY {
        return Err(refused("it is no identity"));
    }
    if !presented.valid_at(now) {
        return Err(refused("it is not valid now"));
    }
    match reads.status(issued.issuer, issued.serial.as_bytes()).await? {
        CertificateStatus::Final => {}
        _ => return Err(refused("it is suspended or revoked")),
    }
    let name = presented.common_name().unwrap_or_default();
    let role = IDENTITIES.iter().map(|(role, _)| *role).find(|role| identity_name(role) == name);
    role.map(str::to_owned).ok_or_else(|| refused("it is the identity of no process"))
}

fn order(
    directory: &Directory,
    asked: &SignerRequest,
    role: &str,
    now: UnixTime,
) -> Result<SignerOrder, Stop> {
    let malformed = |reason: &str| Stop::Refused(Problem::SignerRequestMalformed(reason.to_owned()));
    let public_key =
        PublicKey::from_spki_der(&asked.spki).map_err(|error| Problem::Key(error.to_string()))?;
    let profile = asked.kind.as_str();
    let issuer = match (asked.kind, asked.issuer.as_deref()) {
        (SignerKind::OcspSigner, name) => {
            let mut alive = directory.iter().filter(|open| open.publishes_at(now));
            let named = alive.find(|open| Some(open.issuer.name()) == name);
            named.ok_or_else(|| malformed("issuer must be the name of a CA that is alive"))?
        }
        (_, None) => directory.current_for(profile, now)?,
        (_, Some(_)) => return Err(malformed("issuer is for OCSP signers")),
    };
    let names_fit = match asked.kind {
        SignerKind::TlsServer => (1..=MAXIMUM_NAMES).contains(&asked.names.len()),
        _ => asked.names.is_empty(),
    };
    if !names_fit {
        return Err(malformed("names are for TLS servers, 1 to 16 of them"));
    }
    if let Some(name) = asked.names.iter().find(|name| !directory.country().allows_tls_name(name)) {
        return Err(
            Problem::NotAllowed { identity: role.to_owned(), asked: format!("the name {name}") }.into()
        );
    }
    let common_name = match asked.kind {
        SignerKind::OcspSigner => ocsp_name(issuer.issuer.name(), asked.iat),
        SignerKind::Tsu => format!("Time-stamping unit {}", &public_key.spki_sha256().to_string()[..8]),
        SignerKind::TlsServer => asked.names[0].clone(),
    };
    let subject = service_subject(issuer.certificate()?, common_name)?;
    let alternative_names = asked.names.iter().map(|name| AlternativeName::parse(name)).collect();
    Ok(SignerOrder {
        profile,
        issuer: issuer.clone(),
        request: Request { subject, public_key, alternative_names, roles: Roles::default() },
    })
}

/// A service of the same organisation as its CA, with a name of its own.
pub(crate) fn service_subject(authority: &Certificate, common_name: String) -> Result<Subject, Error> {
    let missing = || Error::Missing("country, organisation or organizationIdentifier of the CA");
    Ok(Subject::Service {
        country: authority.country().ok_or_else(missing)?,
        organization: authority.organization().ok_or_else(missing)?,
        organization_identifier: authority
            .subject_attribute(crate::issuance::oids::ORGANIZATION_IDENTIFIER)
            .ok_or_else(missing)?,
        common_name,
    })
}

/// The common name of an OCSP signer: which CA it speaks for, since which day.
pub(crate) fn ocsp_name(issuer: &str, since: UnixTime) -> String {
    let mut letters = issuer.chars();
    let capitalised: String =
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    format!("{capitalised} OCSP {}", &since.rfc3339()[..10])
}
