//! Structures of the `der` crate in their one encoding.
//!
//! Beyond what [`strict_der::check`] refuses, a derived structure accepts a DEFAULT value that was written out. That
//! would be a second spelling of one value, so [`decode`] compares the re-encoding with what came in.

use der::asn1::GeneralizedTime;
use der::{
    Any, Decode, DecodeValue, Encode, EncodeValue, FixedTag, Header, Length, Reader, SliceReader, Tag, Writer,
};

use crate::clock::UnixTime;
use crate::{Error, Result, strict_der};

/// Reads one value that must fill `bytes` and must be its one DER encoding.
///
/// `what` names the structure in the error, as in "OCSPRequest".
pub(crate) fn decode<T>(what: &'static str, limit: usize, bytes: &[u8]) -> Result<T>
where
    T: for<'a> Decode<'a, Error = der::Error> + Encode,
{
    strict_der::check(what, bytes, limit)?;
    let value = T::from_der(bytes).map_err(|source| Error::malformed(what, source))?;
    if encode(&value) != bytes {
        return Err(Error::malformed(what, "it is not the DER encoding of its value"));
    }
    Ok(value)
}

/// Writes a value that this crate built itself.
pub(crate) fn encode<T: Encode>(value: &T) -> Vec<u8> {
    value.to_der().expect("our structures are far below the limit of a DER length (256 MiB)")
}

/// The instant that a GeneralizedTime of the `der` crate holds; it has no fractions and no years before 1970.
pub(crate) fn instant(time: &GeneralizedTime) -> UnixTime {
    let seconds = i64::try_from(time.to_unix_duration().as_secs());
    UnixTime::from_seconds(seconds.expect("the year of a GeneralizedTime has four digits"))
}

/// The content octets of a SET OF, kept as they came.
///
/// Signatures are over octets: a parser that sorts a set for us would let us verify what was never signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawSet(Vec<u8>);

impl RawSet {
    /// The DER SET OF these encoded elements: sorted as octet strings (X.690 §11.6).
    pub(crate) fn sorted(mut elements: Vec<Vec<u8>>) -> Self {
        elements.sort();
        Self(elements.concat())
    }

    /// The encoding of every element, in the order in which they came.
    pub(crate) fn elements(&self, what: &'static str) -> Result<Vec<&[u8]>> {
        let mut reader = SliceReader::new(&self.0).map_err(|source| Error::malformed(what, source))?;
        let mut elements = Vec::new();
        while !reader.is_finished() {
            elements.push(reader.tlv_bytes().map_err(|source| Error::malformed(what, source))?);
        }
        Ok(elements)
    }

    /// Refuses a set that is not sorted as DER wants, or that holds one element twice.
    pub(crate) fn require_sorted(&self, what: &'static str) -> Result<()> {
        if self.elements(what)?.is_sorted_by(|first, second| first < second) {
            Ok(())
        } else {
            Err(Error::malformed(what, "the elements of its SET OF are not in DER order"))
        }
    }
}

impl FixedTag for RawSet {
    const TAG: Tag = Tag::Set;
}

impl<'a> DecodeValue<'a> for RawSet {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        Ok(Self(reader.read_vec(header.length())?))
    }
}

impl EncodeValue for RawSet {
    fn value_len(&self) -> der::Result<Length> {
        Length::try_from(self.0.len())
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(&self.0)
    }
}

/// An element that is DER already, ready to stand in a structure.
pub(crate) fn element(what: &'static str, encoding: &[u8]) -> Result<Any> {
    Any::from_der(encoding).map_err(|source| Error::malformed(what, source))
}
