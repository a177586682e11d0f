//! One cross-reference section: a table (ISO 32000-2, 7.5.4) or a stream (7.5.8).

use std::collections::BTreeMap;
use std::ops::Range;

use super::filter::unpack;
use super::lexer::{Lexer, Token};
use super::object::{Dictionary, Object, ObjectId, Stream};
use super::parser::Parser;
use crate::error::Error;
use crate::limits;

/// Where an object lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Entry {
    Free,
    /// At this offset of the file.
    InFile {
        offset: usize,
        generation: u16,
    },
    /// In the object stream of this number, at this place in it.
    InStream {
        stream: u32,
        index: usize,
    },
}

/// How a section is written; an update keeps the style of the version before it (7.5.8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Table,
    Stream,
}

/// A parsed section, with the trailer that belongs to it.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) style: Style,
    /// From `xref` to the end of the trailer, or the whole object of the stream.
    pub(crate) span: Range<usize>,
    pub(crate) entries: BTreeMap<u32, Entry>,
    pub(crate) trailer: Dictionary,
    pub(crate) previous: Option<usize>,
}

impl Section {
    /// Reads the section at `offset`.
    pub(crate) fn read(bytes: &[u8], offset: usize, budget: &mut usize) -> Result<Self, Error> {
        if offset >= bytes.len() {
            return Err(Error::damaged(offset, "the cross-reference would begin behind the end of the file"));
        }
        let mut lexer = Lexer::new(bytes, offset);
        lexer.skip_white_space();
        let start = lexer.position();
        let (style, entries, trailer, end) = match lexer.token()? {
            Token::Keyword(b"xref") => table(bytes, lexer)?,
            Token::Integer(_) => stream(bytes, start, budget)?,
            _ => return Err(Error::damaged(offset, "no cross-reference where one should begin")),
        };
        if trailer.entry("Encrypt").is_some() {
            return Err(Error::Encrypted);
        }
        if trailer.entry("XRefStm").is_some() {
            return Err(Error::Hybrid { at: start });
        }
        let previous = match trailer.entry("Prev") {
            None => None,
            Some(value) => {
                let previous = value.as_integer().and_then(|previous| usize::try_from(previous).ok());
                Some(previous.ok_or_else(|| Error::damaged(start, "/Prev is not an offset"))?)
            }
        };
        check_size(&entries, &trailer, start)?;
        Ok(Self { style, span: start..end, entries, trailer, previous })
    }

    pub(crate) fn root(&self) -> Result<ObjectId, Error> {
        let root = self.trailer.entry("Root").and_then(Object::as_reference);
        root.ok_or_else(|| Error::damaged(self.span.start, "the trailer names no /Root"))
    }

    /// The number below which all object numbers lie.
    pub(crate) fn size(&self) -> Option<u32> {
        self.trailer.entry("Size").and_then(Object::as_integer).and_then(|size| u32::try_from(size).ok())
    }
}

type Parts = (Style, BTreeMap<u32, Entry>, Dictionary, usize);

fn check_size(entries: &BTreeMap<u32, Entry>, trailer: &Dictionary, at: usize) -> Result<(), Error> {
    let size = trailer.entry("Size").and_then(Object::as_integer).and_then(|size| usize::try_from(size).ok());
    let size = size.ok_or_else(|| Error::damaged(at, "the trailer has no /Size"))?;
    if size > limits::OBJECTS {
        return Err(Error::Limit { what: "objects", limit: limits::OBJECTS });
    }
    match entries.last_key_value() {
        Some((last, _)) if usize::try_from(*last).unwrap_or(usize::MAX) >= size => {
            Err(Error::damaged(at, format!("object {last} lies outside /Size {size}")))
        }
        _ => Ok(()),
    }
}

fn insert(entries: &mut BTreeMap<u32, Entry>, number: u32, entry: Entry, at: usize) -> Result<(), Error> {
    if entries.len() >= limits::OBJECTS {
        return Err(Error::Limit { what: "objects", limit: limits::OBJECTS });
    }
    match entries.insert(number, entry) {
        None => Ok(()),
        Some(_) => Err(Error::damaged(at, format!("object {number} stands twice in one cross-reference"))),
    }
}

/// Subsections of 20-octet lines, then `trailer` and its dictionary.
fn table(bytes: &[u8], mut lexer: Lexer<'_>) -> Result<Parts, Error> {
    let mut entries = BTreeMap::new();
    loop {
        lexer.skip_white_space();
        let at = lexer.position();
        let first = match lexer.token()? {
            Token::Keyword(b"trailer") => break,
            Token::Integer(first) => u32::try_from(first).ok(),
            _ => None,
        };
        let first = first.ok_or_else(|| Error::damaged(at, "a subsection or `trailer` was expected"))?;
        let count: u32 = lexer.expect_number("the count of a subsection")?;
        while lexer.peek() == Some(b' ') {
            lexer.skip(1);
        }
        if !lexer.skip_line_end() {
            return Err(Error::damaged(lexer.position(), "an end of line was expected"));
        }
        for place in 0..count {
            let at = lexer.position();
            let line = bytes.get(at..at.saturating_add(20)).and_then(|line| line.first_chunk::<20>());
            let entry = line.and_then(table_entry);
            let entry = entry
                .ok_or_else(|| Error::damaged(at, "a line of the cross-reference table is malformed"))?;
            lexer.skip(20);
            let number =
                first.checked_add(place).ok_or_else(|| Error::damaged(at, "an object number too large"))?;
            insert(&mut entries, number, entry, at)?;
        }
    }
    let at = lexer.position();
    let mut parser = Parser::new(bytes, at);
    let Object::Dictionary(trailer) = parser.value()? else {
        return Err(Error::damaged(at, "the trailer is not a dictionary"));
    };
    Ok((Style::Table, entries, trailer, parser.lexer.position()))
}

/// `nnnnnnnnnn ggggg n` and two octets of end of line (7.5.4).
fn table_entry(line: &[u8; 20]) -> Option<Entry> {
    let number = |digits: &[u8]| {
        let digits =
            std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|octet| octet.is_ascii_digit()));
        digits.and_then(|digits| digits.parse::<u64>().ok())
    };
    let [offset @ .., b' ', g1, g2, g3, g4, g5, b' ', kind, end1, end2] = line else { return None };
    let offset = usize::try_from(number(offset)?).ok()?;
    let generation = u16::try_from(number(&[*g1, *g2, *g3, *g4, *g5])?).ok()?;
    if !matches!((end1, end2), (b' ', b'\r' | b'\n') | (b'\r', b'\n')) {
        return None;
    }
    match kind {
        b'n' => Some(Entry::InFile { offset, generation }),
        b'f' => Some(Entry::Free),
        _ => None,
    }
}

/// A stream of /Type /XRef; its dictionary is the trailer.
fn stream(bytes: &[u8], start: usize, budget: &mut usize) -> Result<Parts, Error> {
    let mut parser = Parser::new(bytes, start);
    let direct = |_| Err(Error::damaged(start, "the /Length of a cross-reference stream must be direct"));
    let indirect = parser.indirect(&direct)?;
    let Object::Stream(Stream { dictionary, data }) = indirect.object else {
        return Err(Error::damaged(start, "no cross-reference where one should begin"));
    };
    if !dictionary.is_type("XRef") {
        return Err(Error::damaged(start, "the stream is not a cross-reference (/Type /XRef)"));
    }
    let widths =
        widths(&dictionary).ok_or_else(|| Error::damaged(start, "/W of the cross-reference stream"))?;
    let content = unpack(&dictionary, bytes.get(data).unwrap_or_default(), budget)?;
    let mut rows = content.chunks_exact(widths.iter().sum());
    let mut entries = BTreeMap::new();
    for (first, count) in subsections(&dictionary, start)? {
        for place in 0..count {
            let row = rows
                .next()
                .ok_or_else(|| Error::damaged(start, "the cross-reference stream is too short"))?;
            let entry = stream_entry(row, widths);
            let entry =
                entry.ok_or_else(|| Error::damaged(start, "an entry of the cross-reference stream"))?;
            let number = first.checked_add(place);
            let number = number.ok_or_else(|| Error::damaged(start, "an object number too large"))?;
            insert(&mut entries, number, entry, start)?;
        }
    }
    Ok((Style::Stream, entries, dictionary, indirect.span.end))
}

/// /W: three widths in octets, of which only the first and the last may be 0 (7.5.8.2).
fn widths(dictionary: &Dictionary) -> Option<[usize; 3]> {
    let [a, b, c] = dictionary.entry("W")?.as_array()? else { return None };
    let width = |value: &Object| value.as_integer().and_then(|width| usize::try_from(width).ok());
    let widths = [width(a)?, width(b)?, width(c)?];
    let fits = widths.iter().all(|width| *width <= 8) && widths.get(1).is_some_and(|width| *width > 0);
    fits.then_some(widths)
}

/// /Index: pairs of first number and count; one subsection from 0 to /Size by default.
fn subsections(dictionary: &Dictionary, at: usize) -> Result<Vec<(u32, u32)>, Error> {
    let number = |value: &Object| value.as_integer().and_then(|number| u32::try_from(number).ok());
    let wrong = || Error::damaged(at, "/Index or /Size of the cross-reference stream");
    let Some(index) = dictionary.entry("Index") else {
        let size = dictionary.entry("Size").and_then(number).ok_or_else(wrong)?;
        return Ok(vec![(0, size)]);
    };
    let pairs = index.as_array().filter(|items| items.len() % 2 == 0).ok_or_else(wrong)?;
    let pair = |pair: &[Object]| match pair {
        [first, count] => Some((number(first)?, number(count)?)),
        _ => None,
    };
    pairs.chunks(2).map(|items| pair(items).ok_or_else(wrong)).collect()
}

fn stream_entry(row: &[u8], widths: [usize; 3]) -> Option<Entry> {
    let [first, second, _] = widths;
    let (kind, rest) = row.split_at_checked(first)?;
    let (value, extra) = rest.split_at_checked(second)?;
    let number = |octets: &[u8]| octets.iter().fold(0_u64, |value, octet| value << 8 | u64::from(*octet));
    let kind = if first == 0 { 1 } else { number(kind) };
    match kind {
        0 => Some(Entry::Free),
        1 => Some(Entry::InFile {
            offset: usize::try_from(number(value)).ok()?,
            generation: u16::try_from(number(extra)).ok()?,
        }),
        2 => Some(Entry::InStream {
            stream: u32::try_from(number(value)).ok()?,
            index: usize::try_from(number(extra)).ok()?,
        }),
        _ => None,
    }
}
