//! Signed attributes: what a signer's key really signs (RFC 5652 §5.3, §5.4, §11).

use const_oid::ObjectIdentifier;
use der::asn1::OctetStringRef;
use der::{Decode, Sequence};

use crate::ess::SigningCertificate;
use crate::hash::{HashAlgorithm, Sha256Digest};
use crate::oid;
use crate::wire::{RawSet, decode, encode};
use crate::{Error, Result};

/// Octets of the longest set of signed attributes that is read: what a request to sign may carry at most.
const MAX_OCTETS: usize = 64 * 1024;
const WHAT: &str = "SignedAttributes";

/// ```text
/// Attribute ::= SEQUENCE {
///     attrType    OBJECT IDENTIFIER,
///     attrValues  SET OF AttributeValue }   -- AttributeValue ::= ANY
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct Attribute {
    attribute_type: ObjectIdentifier,
    values: RawSet,
}

impl Attribute {
    /// An attribute with one value, given as DER.
    pub fn new(attribute_type: ObjectIdentifier, value: &[u8]) -> Self {
        Self { attribute_type, values: RawSet::sorted(vec![value.to_vec()]) }
    }

    /// What kind of attribute this is.
    pub fn attribute_type(&self) -> ObjectIdentifier {
        self.attribute_type
    }

    /// The DER of its value.
    ///
    /// # Errors
    /// Refuses an attribute with no value or with several; all attributes that Great Seal knows have exactly one.
    pub fn value(&self) -> Result<&[u8]> {
        match self.values()?.as_slice() {
            [value] => Ok(value),
            values => Err(Error::malformed("Attribute", format!("it has {} values, not one", values.len()))),
        }
    }

    /// The DER of all its values, in their order.
    ///
    /// # Errors
    /// They are not DER.
    pub fn values(&self) -> Result<Vec<&[u8]>> {
        self.values.elements("Attribute")
    }
}

/// ```text
/// SignedAttributes ::= SET SIZE (1..MAX) OF Attribute
/// ```
///
/// Kept as the octets that are signed: the DER SET OF with its universal tag 0x31, not the implicit tag \[0\]
/// under which a SignerInfo stores it (RFC 5652 §5.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedAttributes {
    to_be_signed: Vec<u8>,
    attributes: Vec<Attribute>,
    content_type: ObjectIdentifier,
    message_digest: Vec<u8>,
    signing_certificates: Vec<SigningCertificate>,
}

impl SignedAttributes {
    /// Builds the attributes of a new signature over content with this type and digest.
    ///
    /// `extra` are further attributes, such as a signing-time for CAdES; PAdES forbids that one.
    ///
    /// # Errors
    /// Refuses `extra` that repeats an attribute.
    pub fn new(
        content_type: ObjectIdentifier,
        message_digest: &[u8],
        signing_certificate: &SigningCertificate,
        extra: Vec<Attribute>,
    ) -> Result<Self> {
        let digest = OctetStringRef::new(message_digest).map_err(|source| Error::malformed(WHAT, source))?;
        let mut attributes = vec![
            Attribute::new(oid::CONTENT_TYPE, &encode(&content_type)),
            Attribute::new(oid::MESSAGE_DIGEST, &encode(&digest)),
            Attribute::new(oid::SIGNING_CERTIFICATE_V2, &signing_certificate.to_v2_der()),
        ];
        attributes.extend(extra);
        Self::from_der(&encode(&RawSet::sorted(attributes.iter().map(encode).collect())))
    }

    /// Reads the octets that are signed: a SET OF in DER, tag 0x31.
    ///
    /// # Errors
    /// Refuses anything but the one DER encoding (a set out of order too), more than 64 KiB, an attribute type
    /// that comes twice, and attributes without exactly one content-type and message-digest.
    pub fn from_der(to_be_signed: &[u8]) -> Result<Self> {
        let set: RawSet = decode(WHAT, MAX_OCTETS, to_be_signed)?;
        set.require_sorted(WHAT)?;
        let attributes = read_attributes(&set)?;
        let repeated = |(place, attribute): (usize, &Attribute)| {
            attributes.iter().take(place).any(|earlier| earlier.attribute_type == attribute.attribute_type)
        };
        if let Some((_, attribute)) = attributes.iter().enumerate().find(|each| repeated(*each)) {
            let problem = format!("the attribute {} comes twice", attribute.attribute_type);
            return Err(Error::malformed(WHAT, problem));
        }

        let find = |wanted| attributes.iter().find(|attribute| attribute.attribute_type == wanted);
        let required = |wanted, name: &str| {
            find(wanted)
                .ok_or_else(|| Error::malformed(WHAT, format!("the attribute {name} is missing")))?
                .value()
        };
        let content_type = ObjectIdentifier::from_der(required(oid::CONTENT_TYPE, "content-type")?)
            .map_err(|source| Error::malformed("content-type attribute", source))?;
        let message_digest = <&OctetStringRef>::from_der(required(oid::MESSAGE_DIGEST, "message-digest")?)
            .map_err(|source| Error::malformed("message-digest attribute", source))?
            .as_bytes()
            .to_vec();
        let mut signing_certificates = Vec::new();
        if let Some(attribute) = find(oid::SIGNING_CERTIFICATE_V2) {
            signing_certificates.push(SigningCertificate::from_v2_der(attribute.value()?)?);
        }
        if let Some(attribute) = find(oid::SIGNING_CERTIFICATE) {
            signing_certificates.push(SigningCertificate::from_v1_der(attribute.value()?)?);
        }
        Ok(Self {
            to_be_signed: to_be_signed.to_vec(),
            attributes,
            content_type,
            message_digest,
            signing_certificates,
        })
    }

    /// The octets that the signer's key signs; their digest is what a phone is asked to sign.
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The type of the content that was digested; [`oid::DATA`] for a document.
    pub fn content_type(&self) -> ObjectIdentifier {
        self.content_type
    }

    /// The digest of the signed content, without header.
    pub fn message_digest(&self) -> &[u8] {
        &self.message_digest
    }

    /// What the attributes say about the signer's certificate: the second version first, if both are there.
    pub fn signing_certificates(&self) -> &[SigningCertificate] {
        &self.signing_certificates
    }

    /// The SHA-256 of the signer's certificate, if the attributes bind it by SHA-256.
    pub fn signing_certificate_sha256(&self) -> Option<Sha256Digest> {
        let mut signers = self.signing_certificates.iter().map(SigningCertificate::signer);
        let by_sha256 = signers.find(|signer| signer.hash_algorithm() == Ok(HashAlgorithm::Sha256))?;
        by_sha256.certificate_hash().try_into().ok().map(Sha256Digest)
    }

    /// Whether there is a signing-time attribute.
    pub fn has_signing_time(&self) -> bool {
        self.attribute(oid::SIGNING_TIME).is_some()
    }

    /// The attribute of this type.
    pub fn attribute(&self, attribute_type: ObjectIdentifier) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.attribute_type == attribute_type)
    }

    /// All attributes, in the order of their encodings.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }
}

/// Reads the attributes of a set. Those that nobody signed may come several times (RFC 5652 §5.3).
pub(super) fn read_attributes(set: &RawSet) -> Result<Vec<Attribute>> {
    let encodings = set.elements("Attributes")?;
    encodings.into_iter().map(|encoding| decode("Attribute", encoding.len(), encoding)).collect()
}
