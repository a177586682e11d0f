//! Whom to believe: the issuer itself, or a signer to whom the issuer delegated exactly this (RFC 6960 §4.2.2.2).

use super::response::{OcspResponse, Responder, SingleResponse};
use crate::certificate::Certificate;
use crate::clock::UnixTime;
use crate::oid;
use crate::signature::{SignatureScheme, verify};
use crate::{Error, Result};

/// A response whose signature verified under a key that may speak for one issuer.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedOcsp {
    response: OcspResponse,
    issuer: Certificate,
    signer: Certificate,
}

impl OcspResponse {
    /// Verifies the response as word of, or on behalf of, `issuer`, a CA certificate that the caller trusts.
    ///
    /// In order: the responderID names the issuer or a certificate in the response; that certificate was issued by
    /// this issuer directly, for OCSPSigning, says nocheck (so that nobody has to ask about it in turn) and is valid
    /// at `at`; the signature verifies under its key. Whether the answer is fresh enough for the caller's purpose,
    /// and whether it repeats the caller's nonce, are the caller's next questions.
    ///
    /// # Errors
    /// Says which of these failed.
    pub fn verify(&self, issuer: &Certificate, at: UnixTime) -> Result<VerifiedOcsp> {
        let signer = std::iter::once(issuer)
            .chain(self.certificates())
            .find(|candidate| self.responder.names(candidate))
            .ok_or_else(|| {
                Error::mismatch("responderID", "the issuer or a certificate in the response", "neither")
            })?;
        if signer != issuer {
            delegated(signer, issuer, at)?;
        }
        let scheme = SignatureScheme::from_identifier(&self.algorithm)?;
        verify(signer.public_key(), scheme, &self.to_be_signed, &self.signature)?;
        Ok(VerifiedOcsp { response: self.clone(), issuer: issuer.clone(), signer: signer.clone() })
    }
}

impl Responder {
    fn names(&self, candidate: &Certificate) -> bool {
        match self {
            Self::Name(name) => candidate.subject_der() == name,
            Self::Key(hash) => candidate.public_key().sha1_key_hash() == hash.as_slice(),
        }
    }
}

/// Checks that `issuer` delegated the signing of OCSP answers to `signer`.
fn delegated(signer: &Certificate, issuer: &Certificate, at: UnixTime) -> Result<()> {
    signer.verify_issued_by(issuer)?;
    if !signer.extended_key_usage().is_some_and(|usage| usage.contains(&oid::OCSP_SIGNING)) {
        return Err(Error::mismatch("extended key usage of the OCSP signer", "OCSPSigning", "without it"));
    }
    if !signer.has_ocsp_nocheck() {
        return Err(Error::mismatch("OCSP signer", "exempt from revocation checks (nocheck)", "not exempt"));
    }
    if let Some(unknown) = signer.unknown_critical_extensions().first() {
        return Err(Error::unsupported("critical extension of the OCSP signer", unknown));
    }
    if !signer.valid_at(at) {
        let validity = format!("{} to {}", signer.not_before().rfc3339(), signer.not_after().rfc3339());
        return Err(Error::mismatch("time at which the OCSP signer must be valid", validity, at.rfc3339()));
    }
    Ok(())
}

impl VerifiedOcsp {
    /// The answer about `certificate`, which must be of the issuer that this response was verified for: a response
    /// about the same serial of another issuer is no answer.
    pub fn single_for(&self, certificate: &Certificate) -> Option<&SingleResponse> {
        self.response.responses().iter().find(|single| single.cert_id.names(certificate, &self.issuer))
    }

    /// The response.
    pub fn response(&self) -> &OcspResponse {
        &self.response
    }

    /// When it was signed.
    pub fn produced_at(&self) -> UnixTime {
        self.response.produced_at()
    }

    /// The nonce that it repeats.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.response.nonce()
    }

    /// The certificate whose key signed: the delegated signer's, or the issuer's own.
    pub fn signer(&self) -> &Certificate {
        &self.signer
    }
}
