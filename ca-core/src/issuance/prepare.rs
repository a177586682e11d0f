//! The heart of issuance: what is prepared and linted is written down as an intent, and only then signed.

use hsm_adapter::Signer;
use pki_types::serial::Serial;
use pki_types::{Certificate, PublicKey, Sha256Digest, UnixTime, sha256};
use rcgen::{CertificateParams, CustomExtension, IsCa, KeyIdMethod, SerialNumber};
use store::{IntentReceipt, IssuerId, NewIntent};
use time::OffsetDateTime;

use crate::issuance::blocked_keys;
use crate::issuance::error::Error;
use crate::issuance::extensions::{self, Context, Extension};
use crate::issuance::issuer::Issuer;
use crate::issuance::lint::{self, Candidate};
use crate::issuance::profile::Profile;
use crate::issuance::request::Request;
use crate::issuance::to_be_signed;

/// How far notBefore lies in the past, so that a reader whose clock is a little slow accepts the certificate
/// at once.
pub const BACKDATE_SECONDS: i64 = 60;

/// A certificate that has been built and linted, not yet signed.
#[must_use]
pub struct Prepared {
    to_be_signed: Vec<u8>,
    issuer: Issuer,
    serial: Serial,
    profile: String,
    profile_digest: Sha256Digest,
    spki_sha256: Sha256Digest,
    /// A CA's key may have several certificates, anybody else's one.
    authority: bool,
}

/// Builds a certificate and reads it again with the eyes of every lint; nothing is signed or stored.
///
/// # Errors
/// The request does not suit the profile, the certificate would outlive its issuer, its key is weak, blocked
/// or the issuer's own, or a lint finds a defect in the bytes.
pub fn prepare(
    profile: &Profile,
    request: &Request,
    issuer: &Issuer,
    serial: Serial,
    now: UnixTime,
) -> Result<Prepared, Error> {
    // 1. May this issuer sign this profile for this subject and this key?
    check_fit(profile, request, issuer)?;
    check_key(profile, &request.public_key, issuer)?;
    // 2. From when to when? Both ends belong to the period (RFC 5280 §4.1.2.5).
    let not_before = now.minus(BACKDATE_SECONDS);
    let not_after = end(profile, issuer, not_before)?;
    // 3. The bytes.
    let context = Context { profile, request, issuer, serial: &serial, not_before };
    let to_be_signed = write(&context, not_after, extensions::all(&context)?)?;
    // 4. Lint reads the bytes, not the intentions.
    let candidate = Candidate::read(&to_be_signed, &context, now)?;
    let defects = lint::check(&candidate)?;
    if !defects.is_empty() {
        let defects = defects.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        return Err(Error::Lint { profile: profile.name().to_owned(), defects });
    }
    Ok(Prepared {
        to_be_signed,
        issuer: issuer.clone(),
        serial,
        profile: profile.name().to_owned(),
        profile_digest: profile.digest(),
        spki_sha256: request.public_key.spki_sha256(),
        authority: profile.is_authority(),
    })
}

impl Prepared {
    /// The bytes to store as the intent; only the store turns them into an [`IntentReceipt`].
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The serial that these bytes carry; burnt if anything goes wrong from here on.
    pub fn serial(&self) -> &Serial {
        &self.serial
    }

    /// The issuer that is to sign.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// The profile's name.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// The digest of the profile's text.
    pub fn profile_digest(&self) -> Sha256Digest {
        self.profile_digest
    }

    /// SHA-256 of the certified SubjectPublicKeyInfo.
    pub fn spki_sha256(&self) -> Sha256Digest {
        self.spki_sha256
    }

    /// The row that writes this preparation down: `issuer` is the issuer's number in the store,
    /// `request_sha256` what asked for it.
    pub fn intent(&self, issuer: IssuerId, request_sha256: Sha256Digest) -> NewIntent {
        NewIntent {
            issuer,
            serial: self.serial,
            request_sha256,
            profile: self.profile.clone(),
            tbs: self.to_be_signed.clone(),
            spki_sha256: self.spki_sha256,
            spki_may_repeat: self.authority,
            profile_digest: self.profile_digest,
        }
    }

    /// Consumes the preparation and the proof that it was written down: one preparation, one certificate.
    ///
    /// Blocks while the signer works; the caller offloads it.
    ///
    /// # Errors
    /// The receipt is for other bytes, the signer is not the issuer's, signing fails, or the result is not
    /// what was prepared. In every case the serial may have been signed: it must be burnt.
    pub fn sign(self, committed: IntentReceipt, signer: &dyn Signer) -> Result<Certificate, Error> {
        // 1. Exactly these bytes were written down.
        if committed.serial() != &self.serial {
            return Err(Error::OtherIntent("serial"));
        }
        if *committed.tbs_sha256() != sha256(&self.to_be_signed) {
            return Err(Error::OtherIntent("bytes"));
        }
        // 2. By the issuer's own key.
        let other = |what| Error::OtherSigner { issuer: self.issuer.name().to_owned(), what };
        if signer.public_key() != self.issuer.public_key() {
            return Err(other("key"));
        }
        if signer.algorithm() != self.issuer.algorithm() {
            return Err(other("algorithm"));
        }
        let signature = signer.sign(&self.to_be_signed)?;
        // 3. What comes out is read back and compared.
        let der =
            to_be_signed::assemble(&self.to_be_signed, &signer.algorithm().identifier_der(), &signature)?;
        let certificate = Certificate::from_der(&der)?;
        if certificate.tbs_der() != self.to_be_signed {
            return Err(Error::OtherResult("its to-be-signed bytes differ from the intent's"));
        }
        match self.issuer.certificate() {
            Some(issuer) => certificate.verify_issued_by(issuer)?,
            None => certificate.verify_issued_by(&certificate)?,
        }
        Ok(certificate)
    }
}

fn check_fit(profile: &Profile, request: &Request, issuer: &Issuer) -> Result<(), Error> {
    let rules = [
        (profile.may_be_issued_by(issuer.role()), "this issuer does not sign it"),
        (profile.subject() == request.subject.shape(), "the subject has another shape"),
        (
            profile.wants_alternative_names() != request.alternative_names.is_empty(),
            "alternative names are demanded, or none may be there",
        ),
        (
            profile.officer_roles() != request.roles.is_empty(),
            "an officer's roles are demanded, or none may be there",
        ),
    ];
    match rules.into_iter().find(|(kept, _)| !kept) {
        None => Ok(()),
        Some((_, rule)) => Err(Error::Request { profile: profile.name().to_owned(), rule }),
    }
}

fn check_key(profile: &Profile, key: &PublicKey, issuer: &Issuer) -> Result<(), Error> {
    let rules = [
        (profile.takes_key(key), "it is of another kind"),
        (!blocked_keys::is_known(key), "everybody knows its private key"),
        (!issuer.country().blocks_key(key.spki_sha256()), "it is on the block list"),
        (issuer.certificate().is_none() || key != issuer.public_key(), "it is the issuer's own"),
    ];
    match rules.into_iter().find(|(kept, _)| !kept) {
        None => Ok(()),
        Some((_, rule)) => Err(Error::Key { profile: profile.name().to_owned(), rule }),
    }
}

fn end(profile: &Profile, issuer: &Issuer, not_before: UnixTime) -> Result<UnixTime, Error> {
    let not_after = not_before.plus(profile.period_seconds()).minus(1);
    let Some(certificate) = issuer.certificate() else {
        return Ok(not_after);
    };
    if not_after <= certificate.not_after() {
        return Ok(not_after);
    }
    if profile.ends_with_issuer() && not_before < certificate.not_after() {
        return Ok(certificate.not_after());
    }
    Err(Error::OutlivesIssuer {
        profile: profile.name().to_owned(),
        not_after: not_after.rfc3339(),
        issuer: issuer.name().to_owned(),
        issuer_not_after: certificate.not_after().rfc3339(),
    })
}

/// TBSCertificate with these extensions.
pub(crate) fn write(
    context: &Context<'_>,
    not_after: UnixTime,
    extensions: Vec<Extension>,
) -> Result<Vec<u8>, Error> {
    let parameters = parameters(context, not_after, extensions)?;
    let issuer_der = context.issuer.certificate().map(Certificate::der);
    let algorithm = context.issuer.algorithm().identifier_der();
    to_be_signed::write(&parameters, context.request.public_key.spki_der(), issuer_der, &algorithm)
}

fn parameters(
    context: &Context<'_>,
    not_after: UnixTime,
    extensions: Vec<Extension>,
) -> Result<CertificateParams, Error> {
    let mut parameters = CertificateParams::default();
    parameters.not_before = moment(context.not_before)?;
    parameters.not_after = moment(not_after)?;
    parameters.serial_number = Some(SerialNumber::from_slice(context.serial.as_bytes()));
    parameters.distinguished_name = context.request.subject.distinguished_name()?;
    // basicConstraints and subjectKeyIdentifier are written with the other extensions.
    parameters.is_ca = IsCa::NoCa;
    parameters.key_identifier_method =
        KeyIdMethod::PreSpecified(context.request.public_key.key_identifier().to_vec());
    parameters.use_authority_key_identifier_extension = context.profile.names_its_issuer_key();
    for extension in extensions {
        let arcs: Vec<u64> = extension.oid.arcs().map(u64::from).collect();
        let mut custom = CustomExtension::from_oid_content(&arcs, extension.value);
        custom.set_criticality(extension.critical);
        parameters.custom_extensions.push(custom);
    }
    Ok(parameters)
}

fn moment(instant: UnixTime) -> Result<OffsetDateTime, Error> {
    OffsetDateTime::from_unix_timestamp(instant.seconds()).map_err(|_| Error::BeyondCalendar)
}
