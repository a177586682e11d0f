//! What a client asks, read as widely as clients write it (RFC 6960 §4.1, RFC 9654, RFC 9919).

use super::cert_id::CertId;
use super::nonce::Nonce;
use crate::fields::{Fields, ReadExtension, dotted};
use crate::oid;
use crate::strict_der::tag;
use crate::{Error, ObjectIdentifier, Result};

/// Octets of the longest request. Eight SHA-512 CertIDs and a nonce stay below 2 KiB; a request that is signed (RFC 6960
/// §4.1.2) carries its signer's certificates too.
pub const MAX_REQUEST_OCTETS: usize = 16 * 1024;
/// Certificates that one request may ask about.
pub const MAX_CERT_IDS: usize = 8;
/// Extensions of a request, and of each certificate in it: RFC 6960 §4.4 knows four for requests.
const MAX_EXTENSIONS: usize = 16;

const WHAT: &str = "OCSPRequest";

/// `[n]`, constructed.
const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// A request as a responder reads it: what is asked, and the octets that an answer must repeat.
///
/// ```text
/// OCSPRequest ::= SEQUENCE {
///     tbsRequest         TBSRequest,
///     optionalSignature  [0] EXPLICIT Signature OPTIONAL }
/// TBSRequest ::= SEQUENCE {
///     version            [0] EXPLICIT Version DEFAULT v1,
///     requestorName      [1] EXPLICIT GeneralName OPTIONAL,
///     requestList        SEQUENCE OF Request,
///     requestExtensions  [2] EXPLICIT Extensions OPTIONAL }
/// Request ::= SEQUENCE {
///     reqCert                  CertID,
///     singleRequestExtensions  [0] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedRequest {
    /// The certificates asked about: 1 to [`MAX_CERT_IDS`].
    pub cert_ids: Vec<CertId>,
    /// The nonce, in whatever form the client gave it.
    pub nonce: Option<Nonce>,
}

impl ReceivedRequest {
    /// Reads a request. A signature and a requestor's name are passed over unread: status is public, everybody gets the
    /// same answer (RFC 9919 §3.1.2: a responder may ignore the signature).
    ///
    /// Read are, beside DER, a version and a `critical FALSE` that are written out although they are DEFAULT, and object
    /// identifiers with arcs of any size. Of critical extensions those that RFC 6960 defines for requests are known.
    ///
    /// # Errors
    /// Refuses what has trailing octets or another structure, more than 16 KiB, no or more than eight CertIDs, a nonce
    /// of no or more than 128 octets, an extension that comes twice, more than sixteen of them, and unknown critical ones.
    pub fn from_der(request: &[u8]) -> Result<Self> {
        let mut outer = Fields::of(WHAT, request, MAX_REQUEST_OCTETS)?;
        let mut fields = outer.sequence()?;
        let _signature = outer.optional(context(0))?;
        outer.end()?;

        if let Some(version) = fields.optional_explicit(context(0))? {
            let version = version.expect(WHAT, tag::INTEGER)?;
            if version != [0] {
                return Err(Error::unsupported("version of an OCSPRequest", crate::encoding::hex(version)));
            }
        }
        let _requestor_name = fields.optional(context(1))?;
        let cert_ids = read_list(fields.sequence()?)?;
        let extensions = read_extensions(&mut fields, context(2))?;
        fields.end()?;

        let nonce = extensions.iter().find(|each| each.identifier == oid::OCSP_NONCE.as_bytes());
        let nonce = nonce.map(|nonce| Nonce::from_extension_value(WHAT, nonce.value)).transpose()?;
        Ok(Self { cert_ids, nonce })
    }
}

fn read_list(mut list: Fields<'_>) -> Result<Vec<CertId>> {
    let mut cert_ids = Vec::new();
    while !list.is_empty() {
        if cert_ids.len() == MAX_CERT_IDS {
            return Err(Error::malformed(WHAT, "it asks about more than 8 certificates"));
        }
        let mut single = list.sequence()?;
        cert_ids.push(CertId::from_der(single.any()?.bytes)?);
        let _known_and_not_needed = read_extensions(&mut single, context(0))?;
        single.end()?;
    }
    if cert_ids.is_empty() {
        Err(Error::malformed(WHAT, "it asks about no certificate"))
    } else {
        Ok(cert_ids)
    }
}

/// The extensions of a request or of one certificate in it, none of them critical and unknown (RFC 5280 §4.2).
fn read_extensions<'a>(fields: &mut Fields<'a>, tag: u8) -> Result<Vec<ReadExtension<'a>>> {
    let Some(extensions) = fields.optional_explicit(tag)? else { return Ok(Vec::new()) };
    let extensions = ReadExtension::all(WHAT, extensions.expect(WHAT, tag::SEQUENCE)?, MAX_EXTENSIONS)?;
    for extension in extensions.iter().filter(|extension| extension.critical) {
        understood(extension)?;
    }
    Ok(extensions)
}

/// The extensions of requests in RFC 6960 §4.4. A service locator asks to be led to the certificate's own responder,
/// which this is; preferred signature algorithms are a wish, and a responder with one key has one algorithm (§4.4.7.2).
fn understood(extension: &ReadExtension<'_>) -> Result<()> {
    const KNOWN: [ObjectIdentifier; 3] =
        [oid::OCSP_NONCE, oid::OCSP_SERVICE_LOCATOR, oid::OCSP_PREFERRED_SIGNATURE_ALGORITHMS];
    if KNOWN.iter().any(|known| known.as_bytes() == extension.identifier) {
        return Ok(());
    }
    if extension.identifier == oid::OCSP_ACCEPTABLE_RESPONSES.as_bytes() {
        return basic_is_acceptable(extension.value);
    }
    Err(Error::unsupported("critical extension in OCSP", dotted(extension.identifier)))
}

/// ```text
/// AcceptableResponses ::= SEQUENCE OF OBJECT IDENTIFIER   -- RFC 6960 §4.4.3
/// ```
fn basic_is_acceptable(value: &[u8]) -> Result<()> {
    let mut kinds = Fields::of("AcceptableResponses", value, MAX_REQUEST_OCTETS)?;
    while !kinds.is_empty() {
        if kinds.identifier()? == oid::OCSP_BASIC.as_bytes() {
            return Ok(());
        }
    }
    Err(Error::unsupported("kind of answers that alone is acceptable", "none of them is id-pkix-ocsp-basic"))
}
