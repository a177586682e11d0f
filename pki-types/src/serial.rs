//! Serial numbers of the certificates that Great Seal issues.

use crate::encoding::hex;
use crate::{Error, Random, Result, random_array};

/// A serial number of ours: always 16 octets, the first from 0x40 to 0x7f, so 126 random bits, positive and never
/// shorter (RFC 5280 §4.1.2.2 wants at most 20 octets; CA/Browser Forum BR §7.1 at least 64 random bits).
///
/// Serial numbers of others are plain octets: [`crate::Certificate::serial_bytes`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial([u8; 16]);

impl Serial {
    /// Draws a new serial number. That it is new for its issuer, the store makes sure.
    pub fn draw(random: &dyn Random) -> Self {
        let mut octets: [u8; 16] = random_array(random);
        octets[0] = octets[0] & 0x3f | 0x40;
        Self(octets)
    }

    /// Reads a serial number of ours.
    ///
    /// # Errors
    /// [`Error::Malformed`] for another length or another first octet.
    pub fn from_bytes(octets: &[u8]) -> Result<Self> {
        match <[u8; 16]>::try_from(octets) {
            Ok(octets) if octets[0] & 0xc0 == 0x40 => Ok(Self(octets)),
            _ => Err(Error::malformed("serial number", "not 16 octets of which the first is 0x40 to 0x7f")),
        }
    }

    /// The 16 octets, which are also the content octets of the INTEGER.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl std::fmt::Display for Serial {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&hex(&self.0))
    }
}

impl std::fmt::Debug for Serial {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Serial({self})")
    }
}
