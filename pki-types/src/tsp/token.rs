//! A time-stamp, read and verified (RFC 3161 §2.2, §2.3, §2.4.2).

use super::info::{MessageImprint, TstInfo};
use crate::certificate::Certificate;
use crate::clock::UnixTime;
use crate::cms::SignedData;
use crate::oid;
use crate::{Error, Result};

/// A token that was read, not yet verified.
#[derive(Clone, Debug)]
pub struct TimeStampToken {
    der: Vec<u8>,
    signed_data: SignedData,
    info: TstInfo,
}

impl TimeStampToken {
    /// Reads a token: a ContentInfo in DER.
    ///
    /// # Errors
    /// As [`SignedData::from_der`]; also refuses other content than a TSTInfo.
    pub fn from_der(token: &[u8]) -> Result<Self> {
        let signed_data = SignedData::from_der(token)?;
        if signed_data.content_type() != oid::TST_INFO {
            return Err(Error::mismatch(
                "content type of a time-stamp",
                oid::TST_INFO,
                signed_data.content_type(),
            ));
        }
        let content = signed_data.content();
        let info = content.ok_or_else(|| Error::malformed("time-stamp", "its content is detached"))?;
        Ok(Self { der: token.to_vec(), info: TstInfo::from_der(info)?, signed_data })
    }

    /// The token as it was read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// What it says; believe it only from a [`VerifiedTimeStamp`].
    pub fn info(&self) -> &TstInfo {
        &self.info
    }

    /// The certificates that it carries.
    pub fn certificates(&self) -> &[Certificate] {
        self.signed_data.certificates()
    }

    /// The signature around the content.
    pub fn signed_data(&self) -> &SignedData {
        &self.signed_data
    }

    /// Verifies that this is a stamp of `data`; see [`verify_imprint`](Self::verify_imprint).
    ///
    /// # Errors
    /// Says what failed.
    pub fn verify_data(&self, data: &[u8], more_certificates: &[Certificate]) -> Result<VerifiedTimeStamp> {
        self.verify_parts(&[data], more_certificates)
    }

    /// The same of data that do not stand together.
    ///
    /// # Errors
    /// As [`verify_data`](Self::verify_data).
    pub fn verify_parts(
        &self,
        parts: &[&[u8]],
        more_certificates: &[Certificate],
    ) -> Result<VerifiedTimeStamp> {
        let hash = self.info.imprint.hash_algorithm().ok_or_else(|| {
            let name = oid::name(&self.info.imprint.algorithm_oid());
            Error::not_verifiable("hash algorithm of a message imprint", name)
        })?;
        self.verify_imprint(&MessageImprint::of_parts(hash, parts), more_certificates)
    }

    /// Verifies that this is a stamp of the data with this imprint.
    ///
    /// In order: the imprint is this one; the signature verifies under a certificate that the token carries or that is
    /// among `more_certificates`, and the signing-certificate attribute, which must be there, names it; that
    /// certificate is for time-stamping, critically and for nothing else, and was valid at the time of the stamp.
    /// The certificate's chain and status are the caller's next questions.
    ///
    /// # Errors
    /// Says which of these failed.
    pub fn verify_imprint(
        &self,
        imprint: &MessageImprint,
        more_certificates: &[Certificate],
    ) -> Result<VerifiedTimeStamp> {
        if !self.info.imprint.same_as(imprint) {
            return Err(Error::mismatch("imprint of the time-stamp", "that of the data", "another"));
        }
        if self.signed_data.signed_attributes().signing_certificates().is_empty() {
            return Err(Error::malformed("time-stamp", "it has no signing-certificate attribute"));
        }
        let signer = self.signed_data.verify_encapsulated(more_certificates)?;
        may_stamp(&signer, self.info.time)?;
        Ok(VerifiedTimeStamp { info: self.info.clone(), signer })
    }
}

/// Checks that a certificate is a time-stamping unit's (RFC 3161 §2.3) and was valid when it stamped.
fn may_stamp(signer: &Certificate, at: UnixTime) -> Result<()> {
    let only_time_stamping = signer.extended_key_usage() == Some(&[oid::TIME_STAMPING]);
    if !only_time_stamping || !signer.extended_key_usage_is_critical() {
        let wanted = "timeStamping alone, critical";
        return Err(Error::mismatch(
            "extended key usage of the time-stamping unit",
            wanted,
            "something else",
        ));
    }
    if let Some(unknown) = signer.unknown_critical_extensions().first() {
        return Err(Error::unsupported("critical extension of the time-stamping unit", unknown));
    }
    if !signer.valid_at(at) {
        let validity = format!("{} to {}", signer.not_before().rfc3339(), signer.not_after().rfc3339());
        return Err(Error::mismatch("time of the stamp", validity, at.rfc3339()));
    }
    Ok(())
}

/// A time-stamp whose signature verified under a time-stamping unit's certificate.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifiedTimeStamp {
    info: TstInfo,
    signer: Certificate,
}

impl VerifiedTimeStamp {
    /// When the data existed.
    pub fn time(&self) -> UnixTime {
        self.info.time
    }

    /// All that the stamp says.
    pub fn info(&self) -> &TstInfo {
        &self.info
    }

    /// The time-stamping unit's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.signer
    }
}
