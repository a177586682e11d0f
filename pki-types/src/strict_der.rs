//! DER in its one form (X.690 §10–11), checked before any parser of a format looks at it, and small readers and
//! writers of single elements.
//!
//! Parsers of certificates are lenient in different places; bytes that pass here have one reading only, so what one
//! library verifies is what another one shows.

use crate::error::at_most;
use crate::{Error, Result};

/// The deepest nesting that any of our formats needs is about a dozen; hostile input nests thousands.
const DEEPEST: usize = 32;

/// Universal tags (X.680 §8.6) with their constructed bit.
pub mod tag {
    /// BOOLEAN.
    pub const BOOLEAN: u8 = 0x01;
    /// INTEGER.
    pub const INTEGER: u8 = 0x02;
    /// BIT STRING.
    pub const BIT_STRING: u8 = 0x03;
    /// OCTET STRING.
    pub const OCTET_STRING: u8 = 0x04;
    /// NULL.
    pub const NULL: u8 = 0x05;
    /// OBJECT IDENTIFIER.
    pub const OBJECT_IDENTIFIER: u8 = 0x06;
    /// ENUMERATED.
    pub const ENUMERATED: u8 = 0x0a;
    /// UTCTime.
    pub const UTC_TIME: u8 = 0x17;
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: u8 = 0x18;
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: u8 = 0x30;
    /// SET and SET OF.
    pub const SET: u8 = 0x31;
}

/// One element: identifier, length and content octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    /// The identifier octet: class, constructed bit, number up to 30.
    pub tag: u8,
    /// The content octets.
    pub content: &'a [u8],
    /// The whole element, from identifier to last content octet.
    pub bytes: &'a [u8],
}

impl<'a> Element<'a> {
    /// The content of an element that must have this tag.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it has another.
    pub fn expect(self, what: &'static str, tag: u8) -> Result<&'a [u8]> {
        if self.tag == tag {
            Ok(self.content)
        } else {
            Err(Error::malformed(what, format_args!("tag {:#04x}, expected {tag:#04x}", self.tag)))
        }
    }
}

/// Checks that `bytes` is one DER element of at most `limit` octets with nothing after it, all the way down through
/// constructed elements. The content of OCTET STRINGs and of primitive context tags is opaque.
///
/// # Errors
/// [`Error::TooLarge`], or [`Error::Malformed`] naming the rule of X.690.
pub fn check(what: &'static str, bytes: &[u8], limit: usize) -> Result<()> {
    at_most(what, bytes.len(), limit)?;
    let (element, rest) = split(what, bytes)?;
    if !rest.is_empty() {
        return Err(Error::malformed(what, format_args!("{} octets after its end", rest.len())));
    }
    check_element(what, element, DEEPEST)
}

/// Splits the first element off `bytes`; gives it and what follows.
///
/// # Errors
/// [`Error::Malformed`] for a cut-off element, an indefinite or overlong length, a tag number over 30.
pub fn split<'a>(what: &'static str, bytes: &'a [u8]) -> Result<(Element<'a>, &'a [u8])> {
    let cut_off = || Error::malformed(what, "cut off");
    let (&tag, after_tag) = bytes.split_first().ok_or_else(cut_off)?;
    if tag & 0x1f == 0x1f {
        return Err(Error::malformed(what, "a tag number over 30"));
    }
    let (&first, after_length) = after_tag.split_first().ok_or_else(cut_off)?;
    let (length, content_onwards) = if first < 0x80 {
        (usize::from(first), after_length)
    } else {
        let count = usize::from(first & 0x7f);
        if count == 0 || count > 4 {
            return Err(Error::malformed(what, "a length that is indefinite or over 4 octets (X.690 §10.1)"));
        }
        let (octets, content_onwards) = after_length.split_at_checked(count).ok_or_else(cut_off)?;
        let length = octets.iter().fold(0usize, |sum, &octet| sum << 8 | usize::from(octet));
        if length < 0x80 || octets[0] == 0 {
            return Err(Error::malformed(what, "a length not in its shortest form (X.690 §10.1)"));
        }
        (length, content_onwards)
    };
    let (content, rest) = content_onwards.split_at_checked(length).ok_or_else(cut_off)?;
    let bytes = &bytes[..bytes.len() - rest.len()];
    Ok((Element { tag, content, bytes }, rest))
}

/// The elements that stand one after another in `content`.
///
/// # Errors
/// As [`split`].
pub fn elements<'a>(what: &'static str, mut content: &'a [u8]) -> Result<Vec<Element<'a>>> {
    let mut found = Vec::new();
    while !content.is_empty() {
        let (element, rest) = split(what, content)?;
        found.push(element);
        content = rest;
    }
    Ok(found)
}

fn check_element(what: &'static str, element: Element<'_>, depth_left: usize) -> Result<()> {
    let constructed = element.tag & 0x20 != 0;
    let universal = element.tag & 0xc0 == 0;
    if universal && constructed != matches!(element.tag & 0x1f, 0x10 | 0x11) {
        return Err(Error::malformed(what, format_args!("tag {:#04x} (X.690 §10.2)", element.tag)));
    }
    if !constructed {
        return if universal { check_primitive(what, element) } else { Ok(()) };
    }
    if depth_left == 0 {
        return Err(Error::malformed(what, format_args!("nested deeper than {DEEPEST}")));
    }
    let mut content = element.content;
    while !content.is_empty() {
        let (inner, rest) = split(what, content)?;
        check_element(what, inner, depth_left - 1)?;
        content = rest;
    }
    Ok(())
}

fn check_primitive(what: &'static str, element: Element<'_>) -> Result<()> {
    let content = element.content;
    let rule = match element.tag {
        0x00 => Some("an end-of-contents octet (X.690 §10.1)"),
        tag::BOOLEAN if !matches!(content, [0x00] | [0xff]) => Some("a BOOLEAN not 00 or ff (X.690 §11.1)"),
        tag::INTEGER | tag::ENUMERATED if !is_shortest_integer(content) => {
            Some("an INTEGER not in its shortest form (X.690 §8.3.2)")
        }
        tag::BIT_STRING if !is_canonical_bit_string(content) => {
            Some("a BIT STRING with unused bits set (X.690 §11.2.1)")
        }
        tag::NULL if !content.is_empty() => Some("a NULL with content (X.690 §8.8.2)"),
        tag::OBJECT_IDENTIFIER if !is_shortest_identifier(content) => {
            Some("an OBJECT IDENTIFIER not in its shortest form (X.690 §8.19.2)")
        }
        tag::UTC_TIME if !is_canonical_time(content, 12) => {
            Some("a UTCTime without seconds or Z (X.690 §11.8)")
        }
        tag::GENERALIZED_TIME if !is_canonical_time(content, 14) => {
            Some("a GeneralizedTime without seconds or Z, or with a needless fraction (X.690 §11.7)")
        }
        _ => None,
    };
    rule.map_or(Ok(()), |rule| Err(Error::malformed(what, rule)))
}

fn is_shortest_integer(content: &[u8]) -> bool {
    match content {
        [] => false,
        [0x00, second, ..] => second & 0x80 != 0,
        [0xff, second, ..] => second & 0x80 == 0,
        _ => true,
    }
}

fn is_canonical_bit_string(content: &[u8]) -> bool {
    match content {
        [] => false,
        [unused] => *unused == 0,
        [unused, .., last] => *unused < 8 && last & ((1u8 << unused) - 1) == 0,
    }
}

fn is_shortest_identifier(content: &[u8]) -> bool {
    let ends_whole = content.last().is_some_and(|last| last & 0x80 == 0);
    // An arc begins at the start and after each octet without the continuation bit; it may not begin with 0x80.
    let mut begins = true;
    let padded = content.iter().any(|&octet| {
        let padding = begins && octet == 0x80;
        begins = octet & 0x80 == 0;
        padding
    });
    ends_whole && !padded
}

/// Whole seconds as so many digits, then for GeneralizedTime an optional fraction that does not end in 0, then `Z`.
fn is_canonical_time(content: &[u8], digits: usize) -> bool {
    let Some((seconds, rest)) = content.split_at_checked(digits) else { return false };
    let fraction_allowed = digits == 14;
    seconds.iter().all(u8::is_ascii_digit)
        && match rest {
            b"Z" => true,
            [b'.', fraction @ .., last, b'Z'] if fraction_allowed => {
                fraction.iter().all(u8::is_ascii_digit) && matches!(last, b'1'..=b'9')
            }
            _ => false,
        }
}

/// One element with this tag around `content`.
pub fn encode(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    begin(&mut out, tag, content.len());
    out.extend_from_slice(content);
    out
}

/// Writes the identifier and length octets of an element whose content, of this length, is written next.
pub(crate) fn begin(out: &mut Vec<u8>, tag: u8, length: usize) {
    out.push(tag);
    if length < 0x80 {
        out.push(u8::try_from(length).expect("less than 0x80"));
    } else {
        let octets = length.to_be_bytes();
        let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
        let significant = &octets[zeros..];
        out.push(0x80 | u8::try_from(significant.len()).expect("a length has at most 8 octets"));
        out.extend_from_slice(significant);
    }
}

/// The octets of an element whose content has this length.
pub(crate) fn size(length: usize) -> usize {
    let significant = length.to_be_bytes().iter().skip_while(|&&octet| octet == 0).count();
    2 + if length < 0x80 { 0 } else { significant } + length
}

/// A SEQUENCE of elements that are encoded already.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    encode(tag::SEQUENCE, &parts.concat())
}
