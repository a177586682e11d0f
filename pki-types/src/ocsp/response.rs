//! An answer, read but not yet believed (RFC 6960 §4.2).

use der::Decode;
use der::asn1::GeneralizedTime;
use spki::AlgorithmIdentifierOwned;
use x509_cert::ext::Extension;

use super::cert_id::CertId;
use super::nonce::read_nonce;
use super::wire::{
    BasicOcspResponse, CertStatusWire, CrlReason, OcspResponseWire, ResponderIdWire, ResponseData,
    ResponseStatus, SingleResponseWire, v1, without_unknown_critical,
};
use crate::certificate::Certificate;
use crate::clock::UnixTime;
use crate::crl::Reason;
use crate::oid;
use crate::wire::{decode, encode, instant};
use crate::{Error, Result};

/// Octets of the longest response that is read; ours have less than one thousand.
const MAX_RESPONSE_OCTETS: usize = 64 * 1024;
/// Certificates that one response may speak of or carry.
const MAX_LIST: usize = 64;

const WHAT: &str = "OCSPResponse";

/// What an answer says about one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertStatus {
    /// Issued and not revoked.
    Good,
    /// Revoked, or held if the reason is [`Reason::CertificateHold`].
    Revoked {
        /// Since when.
        at: UnixTime,
        /// Why; `None` if the answer does not say, or names a reason that no certificate of a person can have.
        reason: Option<Reason>,
    },
    /// The responder does not know this certificate.
    Unknown,
}

/// One certificate's status at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleResponse {
    /// The certificate, named exactly as in the request.
    pub cert_id: CertId,
    /// Its status.
    pub status: CertStatus,
    /// The status was right at this time.
    pub this_update: UnixTime,
    /// When newer information will be there at the latest; Great Seal always says so, other responders need not.
    pub next_update: Option<UnixTime>,
    /// Since when the responder keeps the status of expired certificates (RFC 6960 §4.4.4).
    pub archive_cutoff: Option<UnixTime>,
}

impl SingleResponse {
    /// Whether the answer may be used at `now`: not from the future, not past its nextUpdate (RFC 6960 §4.2.2.1).
    /// Without nextUpdate newer information is always available, so the answer only counts for its own second.
    pub fn is_current(&self, now: UnixTime) -> bool {
        self.this_update <= now && now <= self.next_update.unwrap_or(self.this_update)
    }
}

/// How a response names its signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Responder {
    Name(Vec<u8>),
    Key(Vec<u8>),
}

/// A successful response that was read; [`verify`](Self::verify) says whether to believe it.
#[derive(Clone, Debug)]
pub struct OcspResponse {
    der: Vec<u8>,
    pub(super) to_be_signed: Vec<u8>,
    pub(super) responder: Responder,
    pub(super) algorithm: AlgorithmIdentifierOwned,
    pub(super) signature: Vec<u8>,
    produced_at: UnixTime,
    responses: Vec<SingleResponse>,
    nonce: Option<Vec<u8>>,
    certificates: Vec<Certificate>,
}

impl OcspResponse {
    /// Reads a successful response.
    ///
    /// # Errors
    /// Refuses error responses (saying which), what is not DER or has trailing octets, more than 64 KiB, unknown
    /// critical extensions, and certificates that cannot be read.
    pub fn from_der(response: &[u8]) -> Result<Self> {
        let outer: OcspResponseWire = decode(WHAT, MAX_RESPONSE_OCTETS, response)?;
        let bytes = match (outer.status, outer.bytes) {
            (ResponseStatus::Successful, Some(bytes)) => bytes,
            (ResponseStatus::Successful, None) => {
                return Err(Error::malformed(WHAT, "it is successful and empty"));
            }
            (status, _) => {
                return Err(Error::mismatch("OCSP response status", "successful", format!("{status:?}")));
            }
        };
        if bytes.response_type != oid::OCSP_BASIC {
            return Err(Error::unsupported("type of OCSP response", bytes.response_type));
        }
        let basic: BasicOcspResponse =
            decode("BasicOCSPResponse", MAX_RESPONSE_OCTETS, bytes.response.as_bytes())?;
        let to_be_signed = encode(&basic.response_data);
        let data: ResponseData = decode("ResponseData", MAX_RESPONSE_OCTETS, &to_be_signed)?;
        if data.version != v1() {
            return Err(Error::unsupported("version of ResponseData", data.version));
        }
        let certificates = basic.certs.unwrap_or_default();
        if data.responses.len() > MAX_LIST || certificates.len() > MAX_LIST {
            return Err(Error::malformed(WHAT, "it has more than 64 answers or certificates"));
        }
        without_unknown_critical(WHAT, data.extensions.as_deref())?;
        Ok(Self {
            der: response.to_vec(),
            responder: match data.responder_id {
                ResponderIdWire::ByName(name) => Responder::Name(encode(&name)),
                ResponderIdWire::ByKey(hash) => Responder::Key(hash.into_bytes().to_vec()),
            },
            algorithm: basic.signature_algorithm,
            signature: basic
                .signature
                .as_bytes()
                .ok_or_else(|| Error::malformed(WHAT, "the signature is not a whole number of octets"))?
                .to_vec(),
            produced_at: instant(&data.produced_at),
            responses: data.responses.into_iter().map(read_single).collect::<Result<_>>()?,
            nonce: read_nonce(WHAT, data.extensions.as_deref())?,
            certificates: certificates
                .iter()
                .map(|certificate| Certificate::from_der(&encode(certificate)))
                .collect::<Result<_>>()?,
            to_be_signed,
        })
    }

    /// The response as it was read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// When the responder says that it signed.
    pub fn produced_at(&self) -> UnixTime {
        self.produced_at
    }

    /// The nonce that it repeats.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// Its answers; believe them only from a [`VerifiedOcsp`](super::VerifiedOcsp).
    pub fn responses(&self) -> &[SingleResponse] {
        &self.responses
    }

    /// The certificates that it carries, usually its signer's.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }
}

fn read_single(wire: SingleResponseWire) -> Result<SingleResponse> {
    without_unknown_critical(WHAT, wire.extensions.as_deref())?;
    Ok(SingleResponse {
        status: match wire.status {
            CertStatusWire::Good(_) => CertStatus::Good,
            CertStatusWire::Unknown(_) => CertStatus::Unknown,
            CertStatusWire::Revoked(revoked) => CertStatus::Revoked {
                at: instant(&revoked.time),
                reason: revoked.reason.and_then(reason_from_the_wire),
            },
        },
        this_update: instant(&wire.this_update),
        next_update: wire.next_update.as_ref().map(instant),
        archive_cutoff: read_archive_cutoff(wire.extensions.as_deref().unwrap_or_default())?,
        cert_id: CertId::from_der(&encode(&wire.cert_id))?,
    })
}

fn read_archive_cutoff(extensions: &[Extension]) -> Result<Option<UnixTime>> {
    let Some(extension) = extensions.iter().find(|each| each.extn_id == oid::OCSP_ARCHIVE_CUTOFF) else {
        return Ok(None);
    };
    let time = GeneralizedTime::from_der(extension.extn_value.as_bytes());
    time.map(|time| Some(instant(&time))).map_err(|source| Error::malformed("archiveCutoff", source))
}

fn reason_from_the_wire(reason: CrlReason) -> Option<Reason> {
    match reason {
        CrlReason::KeyCompromise => Some(Reason::KeyCompromise),
        CrlReason::CaCompromise => Some(Reason::CaCompromise),
        CrlReason::AffiliationChanged => Some(Reason::AffiliationChanged),
        CrlReason::Superseded => Some(Reason::Superseded),
        CrlReason::CessationOfOperation => Some(Reason::CessationOfOperation),
        CrlReason::CertificateHold => Some(Reason::CertificateHold),
        CrlReason::PrivilegeWithdrawn => Some(Reason::PrivilegeWithdrawn),
        CrlReason::Unspecified | CrlReason::RemoveFromCrl | CrlReason::AaCompromise => None,
    }
}
