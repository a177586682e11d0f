//! From bytes to the parts of a certificate. x509-parser finds the parts; [`strict_der`] has made sure before that
//! there is one way to find them.

use const_oid::ObjectIdentifier;
use x509_parser::certificate::{X509Certificate, X509CertificateParser};
use x509_parser::nom::Parser;
use x509_parser::time::ASN1Time;
use x509_parser::x509::X509Version;

use crate::certificate::extensions::{Extension, Extensions, encode_extension};
use crate::certificate::{MAX_CERTIFICATE_OCTETS, Parsed};
use crate::{Error, PublicKey, Result, SerialNumber, Sha256Digest, UnixTime, name, signed, strict_der};

pub(crate) const WHAT: &str = "certificate";

/// Reads a certificate, whose SHA-256 this is; the rules are those of [`crate::Certificate::from_der`].
pub(crate) fn parse(der: &[u8], sha256: Sha256Digest) -> Result<Parsed> {
    // 1. One DER element, and the three parts of a signed object.
    strict_der::check(WHAT, der, MAX_CERTIFICATE_OCTETS)?;
    let parts = signed::take_apart(WHAT, der)?;

    // 2. The fields.
    let (rest, certificate) = X509CertificateParser::new()
        .with_deep_parse_extensions(false)
        .parse(der)
        .map_err(|error| Error::malformed(WHAT, error))?;
    if !rest.is_empty() || certificate.tbs_certificate.as_ref() != parts.to_be_signed {
        return Err(Error::malformed(WHAT, "fields after the last one"));
    }
    check_fields(&certificate, parts.algorithm_der)?;

    // 3. The values that have rules of their own.
    let tbs = &certificate.tbs_certificate;
    name::check(tbs.subject.as_raw())?;
    name::check(tbs.issuer.as_raw())?;
    Ok(Parsed {
        der: der.to_vec(),
        sha256,
        tbs_der: parts.to_be_signed.to_vec(),
        scheme: parts.scheme,
        signature: parts.signature.to_vec(),
        serial: SerialNumber::from_bytes(tbs.raw_serial())?.as_bytes().to_vec(),
        issuer: tbs.issuer.as_raw().to_vec(),
        subject: tbs.subject.as_raw().to_vec(),
        public_key: PublicKey::of_certificate(tbs.subject_pki.raw)?,
        not_before: moment(tbs.validity.not_before),
        not_after: moment(tbs.validity.not_after),
        extensions: extensions(&certificate)?,
    })
}

fn check_fields(certificate: &X509Certificate<'_>, algorithm_der: &[u8]) -> Result<()> {
    let tbs = &certificate.tbs_certificate;
    if tbs.version != X509Version::V3 {
        return Err(Error::unsupported("version of a certificate", tbs.version.0 + 1));
    }
    if tbs.issuer_uid.is_some() || tbs.subject_uid.is_some() {
        return Err(Error::unsupported("certificate", "unique identifiers (RFC 5280 §4.1.2.8)"));
    }
    // RFC 5280 §4.1.1.2: the algorithm outside must be the one inside the signed bytes. Both are DER, so it stands
    // there byte for byte, after version and serial number.
    let fields = strict_der::elements(WHAT, strict_der::split(WHAT, tbs.as_ref())?.0.content)?;
    if fields.get(2).is_none_or(|field| field.bytes != algorithm_der) {
        return Err(Error::malformed(
            WHAT,
            "signature algorithm inside and outside differ (RFC 5280 §4.1.1.2)",
        ));
    }
    Ok(())
}

fn moment(time: ASN1Time) -> UnixTime {
    UnixTime::from_seconds(time.timestamp())
}

/// The extensions, which must encode back to the same octets: `critical FALSE` is not written out (X.690 §11.5).
fn extensions(certificate: &X509Certificate<'_>) -> Result<Extensions> {
    let mut found = Vec::new();
    let mut encoded = Vec::new();
    for extension in certificate.tbs_certificate.extensions() {
        let identifier = ObjectIdentifier::from_bytes(extension.oid.as_bytes())
            .map_err(|error| Error::malformed("extension", error))?;
        encoded.extend_from_slice(&encode_extension(identifier, extension.critical, extension.value));
        found.push(Extension { identifier, critical: extension.critical, value: extension.value.to_vec() });
    }
    if !found.is_empty()
        && !certificate.tbs_certificate.as_ref().ends_with(&strict_der::encode(0x30, &encoded))
    {
        return Err(Error::malformed("extension", "not in its one DER form (X.690 §11.5)"));
    }
    Extensions::read(found)
}
