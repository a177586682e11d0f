//! A signed document, and the same with a time-stamp.

use pki_types::cms::Attribute;
use pki_types::oid;
use pki_types::tsp::{TimeStampToken, VerifiedTimeStamp};
use pki_types::{Certificate, UnixTime};

use super::evidence::{Evidence, add_evidence};
use super::prepared::Prepared;
use crate::error::Error;

/// A document with a signature: level PAdES-B-B.
#[derive(Clone, Debug)]
#[must_use]
pub struct Signed {
    pub(super) prepared: Prepared,
    pub(super) signature: Vec<u8>,
}

/// A document whose signature has a time-stamp: level PAdES-B-T.
#[derive(Clone, Debug)]
#[must_use]
pub struct Stamped {
    signed: Signed,
    time_stamp: VerifiedTimeStamp,
}

impl Signed {
    /// The signature value: what a time-stamp of this signature is over (EN 319 122-1, 5.3).
    pub fn signature_value(&self) -> &[u8] {
        &self.signature
    }

    /// The whole document as it is now.
    pub fn pdf(&self) -> &[u8] {
        &self.prepared.pdf
    }

    /// Adds a time-stamp over the [signature value](Self::signature_value) as an unsigned attribute. `token` is the
    /// TimeStampToken in DER (RFC 3161, 2.4.2), with the time-stamping unit's certificate in it.
    ///
    /// # Errors
    /// [`Error::TimeStamp`] if the token is not over this signature, not signed by a time-stamping unit, or older
    /// than the certificate; [`Error::NoRoom`] if it does not fit.
    pub fn with_time_stamp(mut self, token: &[u8]) -> Result<Stamped, Error> {
        let refuse = |what: String| Error::TimeStamp { what };
        let read = TimeStampToken::from_der(token).map_err(|problem| refuse(problem.to_string()))?;
        let time_stamp =
            read.verify_data(&self.signature, &[]).map_err(|problem| refuse(problem.to_string()))?;
        let certificate = &self.prepared.certificate;
        if !certificate.valid_at(time_stamp.time()) {
            let validity = (certificate.not_before().rfc3339(), certificate.not_after().rfc3339());
            let time = time_stamp.time().rfc3339();
            return Err(refuse(format!(
                "its time {time} is outside the certificate's {} to {}",
                validity.0, validity.1
            )));
        }
        self.embed(&[Attribute::new(oid::SIGNATURE_TIME_STAMP, token)])?;
        Ok(Stamped { signed: self, time_stamp })
    }

    /// Writes the CMS with these unsigned attributes into its room.
    pub(super) fn embed(&mut self, unsigned: &[Attribute]) -> Result<(), Error> {
        let der = self.prepared.signed_data(&self.signature, unsigned)?;
        self.prepared.fill(&der)
    }
}

impl Stamped {
    /// The time that the stamp proves.
    pub fn time(&self) -> UnixTime {
        self.time_stamp.time()
    }

    /// The certificate of the time-stamping unit, whose status belongs to the evidence.
    pub fn time_stamping_unit(&self) -> &Certificate {
        self.time_stamp.certificate()
    }

    /// The whole document as it is now.
    pub fn pdf(&self) -> &[u8] {
        &self.signed.prepared.pdf
    }

    /// Adds everything that a reader without network needs, in a new version: level PAdES-B-LT
    /// (EN 319 142-1, 5.4 and 6.3).
    ///
    /// The evidence must be whole: for the signer and the time-stamping unit an OCSP answer that is not older than
    /// the stamp, for every CA but the root a CRL, and all certificates up to and including the root. The finished
    /// document is checked by this crate's own verifier for the time `now`, with the self-issued certificates of
    /// `evidence` as trust anchors, and returned only when it holds at level LT: that level is one of which everything
    /// was verified, so the time-stamp counts and the evidence was accepted.
    ///
    /// # Errors
    /// [`Error::Evidence`] says what is missing, came too early, or speaks against the document.
    pub fn with_evidence(self, evidence: &Evidence, now: UnixTime) -> Result<Vec<u8>, Error> {
        let chain = std::iter::once(&self.signed.prepared.certificate).chain(&self.signed.prepared.chain);
        let chain: Vec<_> = chain.chain([self.time_stamping_unit()]).cloned().collect();
        add_evidence(self.signed.prepared.pdf, &chain, evidence, now)
    }
}
