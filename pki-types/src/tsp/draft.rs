//! A token on its way to being signed.

use super::info::TstInfo;
use crate::Result;
use crate::certificate::Certificate;
use crate::cms::{Content, SignatureParts, SignedAttributes, assemble, digest_of};
use crate::ess::SigningCertificate;
use crate::oid;
use crate::signature::SignatureAlgorithm;

/// A token that has been built, not yet signed; signing consumes it.
#[derive(Clone, Debug)]
#[must_use]
pub struct TokenDraft {
    content: Vec<u8>,
    signed_attributes: SignedAttributes,
    signer: Certificate,
    algorithm: SignatureAlgorithm,
}

impl TokenDraft {
    /// Prepares a token with this content, to be signed with the key of the certificate `signer`.
    ///
    /// The signed attributes are content-type, message-digest and signing-certificate-v2 (RFC 3161 §2.4.2, RFC 5816).
    ///
    /// # Errors
    /// Serial or nonce of `info` are no INTEGERs.
    pub fn new(info: &TstInfo, signer: &Certificate, algorithm: SignatureAlgorithm) -> Result<Self> {
        let content = info.to_der()?;
        let digest = digest_of(algorithm).digest(&content);
        let signing_certificate = SigningCertificate::sha256_of(signer);
        let signed_attributes =
            SignedAttributes::new(oid::TST_INFO, &digest, &signing_certificate, Vec::new())?;
        Ok(Self { content, signed_attributes, signer: signer.clone(), algorithm })
    }

    /// The octets that the authority's key signs.
    pub fn to_be_signed(&self) -> &[u8] {
        self.signed_attributes.to_be_signed()
    }

    /// The finished token: a ContentInfo in DER that carries `certificates`, none if the client did not ask for them.
    ///
    /// # Errors
    /// None that a draft from [`new`](Self::new) could cause.
    pub fn assemble(self, signature: &[u8], certificates: &[Certificate]) -> Result<Vec<u8>> {
        assemble(&SignatureParts {
            content: Content::Encapsulated(&self.content),
            signer: &self.signer,
            certificates,
            signed_attributes: &self.signed_attributes,
            algorithm: self.algorithm,
            signature,
            unsigned_attributes: &[],
        })
    }
}
