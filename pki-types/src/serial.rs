//! Serial numbers: those of the certificates that Great Seal issues, and anybody's.

use crate::encoding::hex;
use crate::{Error, Random, Result, random_array};

/// A serial number of ours: always 16 octets, the first from 0x40 to 0x7f, so 126 random bits, positive and never
/// shorter (RFC 5280 §4.1.2.2 wants at most 20 octets; CA/Browser Forum BR §7.1 at least 64 random bits).
///
/// Serial numbers of others are a [`SerialNumber`].
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

/// The longest serial number of anybody, in octets (RFC 5280 §4.1.2.2).
const LONGEST: usize = 20;

/// The content octets of anybody's serial number: positive, at most 20 octets (RFC 5280 §4.1.2.2). It lies where it is kept, so
/// that a list of a million takes no million pieces of memory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SerialNumber {
    octets: [u8; LONGEST],
    length: u8,
}

impl SerialNumber {
    /// Reads the content octets of an INTEGER in its shortest form.
    ///
    /// # Errors
    /// [`Error::Malformed`] for none, zero, a negative number, or more than 20 octets.
    pub fn from_bytes(content: &[u8]) -> Result<Self> {
        let negative = content.first().is_none_or(|first| first & 0x80 != 0);
        let length = u8::try_from(content.len()).unwrap_or(u8::MAX);
        let mut octets = [0; LONGEST];
        match octets.get_mut(..content.len()) {
            Some(place) if !negative && content != [0] => place.copy_from_slice(content),
            _ => {
                return Err(Error::malformed(
                    "serial number",
                    "must be positive, of at most 20 octets (RFC 5280 §4.1.2.2)",
                ));
            }
        }
        Ok(Self { octets, length })
    }

    /// The content octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.octets[..usize::from(self.length)]
    }
}

impl From<Serial> for SerialNumber {
    fn from(serial: Serial) -> Self {
        Self::from_bytes(serial.as_bytes()).expect("ours are positive and have 16 octets")
    }
}

impl std::fmt::Display for SerialNumber {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&hex(self.as_bytes()))
    }
}

impl std::fmt::Debug for SerialNumber {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "SerialNumber({self})")
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
