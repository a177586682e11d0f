//! Requests of the public, read field by field.
//!
//! Clients of OCSP and time-stamps write more than DER: a DEFAULT value in full, an object identifier with arcs that
//! no library of ours holds. What they mean is never in doubt, so a request is read by its tags, each element within
//! the one before it and none deeper than its format: nothing recurses, and no octet is read twice. What an answer
//! repeats is repeated octet for octet. Our own messages and all that is signed stay in their one encoding
//! ([`crate::wire`]).

use crate::strict_der::{self, Element, split, tag};
use crate::{Error, Result};

/// The elements of a SEQUENCE, taken one after another.
pub(crate) struct Fields<'a> {
    what: &'static str,
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// Of the SEQUENCE that fills `bytes`, at most `limit` octets.
    pub(crate) fn of(what: &'static str, bytes: &'a [u8], limit: usize) -> Result<Self> {
        crate::error::at_most(what, bytes.len(), limit)?;
        let mut outer = Self { what, rest: bytes };
        let content = outer.sequence()?;
        let after = outer.rest.len();
        if after > 0 {
            return Err(Error::malformed(what, format_args!("{after} octets after its end")));
        }
        Ok(content)
    }

    /// Of a SEQUENCE whose content octets these are.
    pub(crate) fn within(what: &'static str, content: &'a [u8]) -> Self {
        Self { what, rest: content }
    }

    /// The next element, whatever it is.
    pub(crate) fn any(&mut self) -> Result<Element<'a>> {
        let (element, rest) = split(self.what, self.rest)?;
        self.rest = rest;
        Ok(element)
    }

    /// The content of the next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<&'a [u8]> {
        self.any()?.expect(self.what, tag)
    }

    /// The fields of the next element, a SEQUENCE.
    pub(crate) fn sequence(&mut self) -> Result<Self> {
        let content = self.expect(tag::SEQUENCE)?;
        Ok(Self::within(self.what, content))
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>> {
        if self.rest.first() == Some(&tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// The one element within the next one, if that has this tag: `[n] EXPLICIT … OPTIONAL`.
    pub(crate) fn optional_explicit(&mut self, tag: u8) -> Result<Option<Element<'a>>> {
        let Some(outer) = self.optional(tag)? else { return Ok(None) };
        let mut within = Self::within(self.what, outer.content);
        let element = within.any()?;
        within.end()?;
        Ok(Some(element))
    }

    /// The next element as a BOOLEAN DEFAULT FALSE, whether left out or written out.
    pub(crate) fn flag(&mut self) -> Result<bool> {
        let Some(element) = self.optional(tag::BOOLEAN)? else { return Ok(false) };
        self.canonical(element)?;
        Ok(element.content == [0xff])
    }

    /// The content octets of the next element, an OBJECT IDENTIFIER of any length.
    pub(crate) fn identifier(&mut self) -> Result<&'a [u8]> {
        let element = self.any()?;
        self.canonical(element)?;
        element.expect(self.what, tag::OBJECT_IDENTIFIER)
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Refuses what is left.
    pub(crate) fn end(self) -> Result<()> {
        match self.rest.first() {
            None => Ok(()),
            Some(tag) => Err(Error::malformed(self.what, format_args!("an element {tag:#04x} too many"))),
        }
    }

    /// Refuses an element that is not in its one encoding, all the way down.
    pub(crate) fn canonical(&self, element: Element<'_>) -> Result<()> {
        strict_der::check(self.what, element.bytes, element.bytes.len())
    }
}

/// ```text
/// Extension ::= SEQUENCE {
///     extnID     OBJECT IDENTIFIER,
///     critical   BOOLEAN DEFAULT FALSE,
///     extnValue  OCTET STRING }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReadExtension<'a> {
    /// The content octets of extnID.
    pub(crate) identifier: &'a [u8],
    pub(crate) critical: bool,
    pub(crate) value: &'a [u8],
}

impl<'a> ReadExtension<'a> {
    /// ```text
    /// Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension
    /// ```
    ///
    /// The content of an Extensions, at most `limit` of them, none twice. None at all is as good as no field.
    pub(crate) fn all(what: &'static str, content: &'a [u8], limit: usize) -> Result<Vec<Self>> {
        let mut list = Fields::within(what, content);
        let mut found: Vec<Self> = Vec::new();
        while !list.is_empty() {
            let mut fields = list.sequence()?;
            let extension = Self {
                identifier: fields.identifier()?,
                critical: fields.flag()?,
                value: fields.expect(tag::OCTET_STRING)?,
            };
            fields.end()?;
            if found.iter().any(|earlier| earlier.identifier == extension.identifier) {
                let identifier = dotted(extension.identifier);
                return Err(Error::malformed(what, format_args!("the extension {identifier} comes twice")));
            }
            if found.len() == limit {
                return Err(Error::malformed(what, format_args!("it has more than {limit} extensions")));
            }
            found.push(extension);
        }
        Ok(found)
    }
}

/// The content octets of an OBJECT IDENTIFIER in dotted form; an arc of more than 128 bits ends it with dots.
pub(crate) fn dotted(identifier: &[u8]) -> String {
    let mut text = String::new();
    let mut arc = 0u128;
    for octet in identifier {
        if arc >> 121 != 0 {
            return text + ".…";
        }
        arc = arc << 7 | u128::from(octet & 0x7f);
        if octet & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            // X.690 §8.19.4: the first two arcs share one number.
            let first = (arc / 40).min(2);
            text = format!("{first}.{}", arc - 40 * first);
        } else {
            text = format!("{text}.{arc}");
        }
        arc = 0;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// X.667: the identifier that is made of a UUID has one arc of 128 bits.
    #[test]
    fn object_identifiers_of_any_size_are_written_with_dots() {
        let base128 = |number: u128| -> Vec<u8> {
            let septets = (0..19).rev().map(|place| (number >> (7 * place) & 0x7f).to_le_bytes()[0] | 0x80);
            let mut octets: Vec<u8> = septets.skip_while(|octet| *octet == 0x80).collect();
            *octets.last_mut().unwrap() &= 0x7f;
            octets
        };
        let uuid = [vec![2 * 40 + 25], base128(0xf81d_4fae_7dec_11d0_a765_00a0_c91e_6bf6)].concat();
        assert_eq!(dotted(&uuid), "2.25.329800735698586629295641978511506172918");
        assert_eq!(dotted(&[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02]), "1.3.6.1.5.5.7.48.1.2");
        assert_eq!(dotted(&[0x88, 0x37, 0x03]), "2.999.3");
        assert!(dotted(&[[0x2a].as_slice(), &[0xff; 30], &[0x7f]].concat()).ends_with('…'));
        assert_eq!(dotted(&[]), "");
    }
}
