//! One entry of a CRL, written and read without a piece of memory of its own: a list has a million of them.

use crate::crl::extensions::Extensions;
use crate::crl::{Reason, RevokedEntry, WHAT};
use crate::strict_der::{self, Element, begin, size, tag};
use crate::{Error, Result, SerialNumber, UnixTime, oid};

/// The reason, as the only extension of an entry: `Extensions { Extension { id-ce-cRLReasons, ENUMERATED } }` but for the code
/// in its last octet. Not critical (RFC 5280 §5.3.1).
const REASON: [u8; 13] = [0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01];

impl RevokedEntry {
    /// The octets that [`write`](Self::write) writes.
    pub(super) fn size(&self) -> usize {
        size(self.content_size())
    }

    fn content_size(&self) -> usize {
        // Unspecified is expressed by absence (RFC 5280 §5.3.1).
        let reason = self.reason.map_or(0, |_| REASON.len() + 1);
        size(self.serial.as_bytes().len()) + self.revoked_at.x509_time_size() + reason
    }

    /// ```text
    /// SEQUENCE {
    ///     userCertificate     CertificateSerialNumber,
    ///     revocationDate      Time,
    ///     crlEntryExtensions  Extensions OPTIONAL }      (RFC 5280 §5.1)
    /// ```
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        begin(out, tag::SEQUENCE, self.content_size());
        begin(out, tag::INTEGER, self.serial.as_bytes().len());
        out.extend_from_slice(self.serial.as_bytes());
        self.revoked_at.write_x509_time(out);
        if let Some(reason) = self.reason {
            out.extend_from_slice(&REASON);
            out.push(reason.code());
        }
    }

    /// Reads an entry; it is strict DER.
    pub(super) fn read(entry: Element<'_>) -> Result<Self> {
        let (serial, rest) = strict_der::split(WHAT, entry.expect(WHAT, tag::SEQUENCE)?)?;
        let serial = SerialNumber::from_bytes(serial.expect(WHAT, tag::INTEGER)?)?;
        let (revoked_at, extensions) = strict_der::split(WHAT, rest)?;
        let revoked_at = UnixTime::from_x509_time(revoked_at)?;
        let reason = match extensions.strip_prefix(&REASON) {
            _ if extensions.is_empty() => None,
            Some([code]) => read_code(*code)?,
            _ => read_reason(extensions)?,
        };
        Ok(Self { serial, revoked_at, reason })
    }
}

/// Others may write unspecified, although RFC 5280 §5.3.1 says that they should not.
fn read_code(code: u8) -> Result<Option<Reason>> {
    if code == 0 { Ok(None) } else { Reason::from_code(code).map(Some) }
}

/// The reason among whatever extensions an entry has.
fn read_reason(extensions: &[u8]) -> Result<Option<Reason>> {
    let (extensions, rest) = strict_der::split(WHAT, extensions)?;
    if !rest.is_empty() {
        return Err(Error::malformed(WHAT, "fields after the last one of an entry"));
    }
    let mut reason = None;
    for extension in Extensions::read(extensions)?.iter() {
        if extension.identifier == oid::CRL_REASON.as_bytes() {
            reason = match extension.value {
                [tag::ENUMERATED, 1, code] => read_code(*code)?,
                _ => return Err(Error::malformed(WHAT, "a reason that is no ENUMERATED")),
            };
        } else if extension.critical {
            return Err(extension.unsupported("critical extension of a CRL entry"));
        }
    }
    Ok(reason)
}
