//! The nonce, which makes an answer new (RFC 9654).

use der::Decode;
use der::asn1::{OctetString, OctetStringRef};
use x509_cert::ext::Extension;

use crate::oid;
use crate::wire::encode;
use crate::{Error, Result};

/// Octets of the longest nonce; the shortest has one (RFC 9654 §2.1).
pub const MAX_NONCE_OCTETS: usize = 128;

/// A nonce as it stands in its extension, which an answer repeats octet for octet.
///
/// ```text
/// Nonce ::= OCTET STRING (SIZE(1..128))   -- RFC 9654 §2.1, inside the OCTET STRING of extnValue
/// ```
///
/// RFC 2560 §4.4.1 said only that the nonce *is* the value of the extension, so its clients put the octets into
/// extnValue as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(Vec<u8>);

impl Nonce {
    /// These octets as RFC 9654 writes them.
    ///
    /// # Panics
    /// Never for a nonce of at most a few thousand octets.
    pub fn new(octets: &[u8]) -> Self {
        Self(encode(&OctetStringRef::new(octets).expect("a nonce is short")))
    }

    /// Reads the content of extnValue, of RFC 9654 or of RFC 2560. What reads as an OCTET STRING is one.
    pub(super) fn from_extension_value(what: &'static str, value: &[u8]) -> Result<Self> {
        let octets = <&OctetStringRef>::from_der(value).map_or(value, OctetStringRef::as_bytes);
        in_bounds(what, octets)?;
        Ok(Self(value.to_vec()))
    }

    /// The content of extnValue.
    pub fn extension_value(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn extension(&self) -> Extension {
        let extn_value = OctetString::new(self.0.as_slice()).expect("a nonce is short");
        Extension { extn_id: oid::OCSP_NONCE, critical: false, extn_value }
    }
}

/// The nonce among the extensions of an answer, which is ours and therefore as RFC 9654 writes it.
pub(super) fn read_nonce(what: &'static str, extensions: Option<&[Extension]>) -> Result<Option<Vec<u8>>> {
    let mut extensions = extensions.unwrap_or_default().iter();
    let Some(extension) = extensions.find(|extension| extension.extn_id == oid::OCSP_NONCE) else {
        return Ok(None);
    };
    let nonce = <&OctetStringRef>::from_der(extension.extn_value.as_bytes())
        .map_err(|source| Error::malformed(what, format!("its nonce is no OCTET STRING: {source}")))?
        .as_bytes();
    in_bounds(what, nonce)?;
    Ok(Some(nonce.to_vec()))
}

/// RFC 9654 §2.1: what is out of these bounds must be rejected.
fn in_bounds(what: &'static str, nonce: &[u8]) -> Result<()> {
    if (1..=MAX_NONCE_OCTETS).contains(&nonce.len()) {
        return Ok(());
    }
    Err(Error::malformed(what, format!("its nonce has {} octets, not 1 to 128", nonce.len())))
}
