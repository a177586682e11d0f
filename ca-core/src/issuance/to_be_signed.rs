//! The bytes of a certificate before and after its signature.
//!
//! rcgen writes the certificate under a placeholder that signs nothing. Its AlgorithmIdentifier is then
//! replaced by the issuer's own, so that one path serves every algorithm, also those that rcgen does not know
//! (RSASSA-PSS, ML-DSA).

use der::asn1::{AnyRef, BitString};
use der::{Decode, Encode, Reader, SliceReader, Tag};
use rcgen::{CertificateParams, PublicKeyData, SigningKey};

use crate::issuance::error::Error;

/// Stands in the issuer's place while the bytes are written.
struct Placeholder {
    public_key: Vec<u8>,
}

impl PublicKeyData for Placeholder {
    fn der_bytes(&self) -> &[u8] {
        &self.public_key
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

impl SigningKey for Placeholder {
    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(PLACEHOLDER_SIGNATURE.to_vec())
    }
}

/// `SEQUENCE { r INTEGER 1, s INTEGER 1 }`: has the form of a signature and verifies under no key.
pub(crate) const PLACEHOLDER_SIGNATURE: &[u8] = &[0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01];

/// TBSCertificate (RFC 5280 §4.1.2) of `parameters` under the issuer with this certificate; `None`: the
/// subject issues itself.
///
/// # Errors
/// [`Error::Encoder`] for parameters that cannot be written.
pub(crate) fn write(
    parameters: &CertificateParams,
    subject_spki: &[u8],
    issuer_certificate: Option<&[u8]>,
    algorithm_identifier: &[u8],
) -> Result<Vec<u8>, Error> {
    let subject_key = rcgen::SubjectPublicKeyInfo::from_der(subject_spki)?;
    let placeholder = Placeholder { public_key: subject_key.der_bytes().to_vec() };
    let issuer = match issuer_certificate {
        Some(certificate) => rcgen::Issuer::from_ca_cert_der(&certificate.into(), placeholder)?,
        None => rcgen::Issuer::new(parameters.clone(), placeholder),
    };
    let certificate = parameters.signed_by(&subject_key, &issuer)?;
    let outer = AnyRef::from_der(certificate.der())?;
    let to_be_signed = SliceReader::new(outer.value())?.tlv_bytes()?.to_vec();
    with_algorithm(&to_be_signed, algorithm_identifier)
}

/// The same TBSCertificate with this AlgorithmIdentifier in its `signature` field, the third of the sequence.
fn with_algorithm(to_be_signed: &[u8], algorithm_identifier: &[u8]) -> Result<Vec<u8>, Error> {
    let outer = AnyRef::from_der(to_be_signed)?;
    let mut fields = SliceReader::new(outer.value())?;
    let version = fields.tlv_bytes()?;
    let serial = fields.tlv_bytes()?;
    fields.tlv_bytes()?;
    let rest = fields.read_slice(fields.remaining_len())?;
    sequence(&[version, serial, algorithm_identifier, rest])
}

/// Certificate (RFC 5280 §4.1) of its three parts.
pub(crate) fn assemble(
    to_be_signed: &[u8],
    algorithm_identifier: &[u8],
    signature: &[u8],
) -> Result<Vec<u8>, Error> {
    let signature = BitString::from_bytes(signature)?.to_der()?;
    sequence(&[to_be_signed, algorithm_identifier, &signature])
}

fn sequence(parts: &[&[u8]]) -> Result<Vec<u8>, Error> {
    let content = parts.concat();
    Ok(AnyRef::new(Tag::Sequence, &content)?.to_der()?)
}
