//! One cross-reference section: a table (ISO 32000-2, 7.5.4), a stream (7.5.8), or both (7.5.8.4).

mod stream;
mod table;

use std::collections::BTreeMap;
use std::ops::Range;

use super::lexer::{Lexer, Token};
use super::object::{Dictionary, Object, ObjectId};
use super::work::Work;
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

/// Entries by object number.
pub(crate) type Entries = BTreeMap<u32, Entry>;

/// A parsed section, with the trailer that belongs to it.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) style: Style,
    /// From `xref` to the end of the trailer, or the whole object of the stream.
    pub(crate) span: Range<usize>,
    pub(crate) entries: Entries,
    pub(crate) trailer: Dictionary,
    pub(crate) previous: Option<usize>,
    /// The object number of a cross-reference stream, listed or not.
    pub(crate) number: Option<u32>,
    /// What a hybrid file keeps from programs that know no streams: the section that /XRefStm names.
    pub(crate) hidden: Option<Box<Section>>,
    /// Whether it is written exactly as the standard says.
    pub(crate) is_plain: bool,
}

/// What the two ways of writing a section have in common.
struct Parts {
    style: Style,
    entries: Entries,
    trailer: Dictionary,
    end: usize,
    number: Option<u32>,
    is_plain: bool,
}

impl Section {
    /// Reads the section at `offset`.
    pub(crate) fn read(bytes: &[u8], offset: usize, work: &Work) -> Result<Self, Error> {
        let mut section = Self::read_alone(bytes, offset, work)?;
        let Some(place) = section.trailer.entry("XRefStm") else { return Ok(section) };
        let at = section.span.start;
        let place = place.as_integer().and_then(|place| usize::try_from(place).ok());
        let place = place.ok_or_else(|| Error::damaged(at, "/XRefStm is not an offset"))?;
        let hidden = Self::read_alone(bytes, place, work)?;
        if section.style == Style::Stream || hidden.style == Style::Table {
            return Err(Error::damaged(at, "/XRefStm does not lead from a table to a stream"));
        }
        section.is_plain = false;
        section.hidden = Some(Box::new(hidden));
        Ok(section)
    }

    fn read_alone(bytes: &[u8], offset: usize, work: &Work) -> Result<Self, Error> {
        if offset >= bytes.len() {
            return Err(Error::damaged(offset, "the cross-reference would begin behind the end of the file"));
        }
        let mut lexer = Lexer::new(bytes, offset);
        lexer.skip_white_space();
        let start = lexer.position();
        let parts = match lexer.token()? {
            Token::Keyword(b"xref") => table::read(lexer, work)?,
            Token::Integer(_) => stream::read(bytes, start, work)?,
            _ => return Err(Error::damaged(offset, "no cross-reference where one should begin")),
        };
        let Parts { style, entries, trailer, end, number, is_plain } = parts;
        if trailer.entry("Encrypt").is_some() {
            return Err(Error::Encrypted);
        }
        let previous = match trailer.entry("Prev") {
            None => None,
            Some(value) => {
                let previous = value.as_integer().and_then(|previous| usize::try_from(previous).ok());
                Some(previous.ok_or_else(|| Error::damaged(start, "/Prev is not an offset"))?)
            }
        };
        let size = size(&trailer).ok_or_else(|| Error::damaged(start, "the trailer has no /Size"))?;
        let is_plain = is_plain
            && size <= limits::OBJECT_NUMBER.saturating_add(1)
            && entries.last_key_value().is_none_or(|(last, _)| *last < size);
        let hidden = None;
        Ok(Self { style, span: start..end, entries, trailer, previous, number, hidden, is_plain })
    }

    /// What this section says of an object. What a hybrid file hides from old programs counts, as it does for all that
    /// know object streams.
    pub(crate) fn entry(&self, number: u32) -> Option<Entry> {
        let hidden = || self.hidden.as_ref().and_then(|hidden| hidden.entries.get(&number).copied());
        match self.entries.get(&number) {
            None | Some(Entry::Free) => hidden().or_else(|| self.entries.get(&number).copied()),
            Some(entry) => Some(*entry),
        }
    }

    /// The numbers of all objects that this section says something about.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        let hidden = self.hidden.iter().flat_map(|hidden| hidden.entries.keys());
        self.entries.keys().chain(hidden).copied()
    }

    /// The octets of the section, and of the one that it hides.
    pub(crate) fn spans(&self) -> impl Iterator<Item = Range<usize>> {
        std::iter::once(self.span.clone()).chain(self.hidden.iter().map(|hidden| hidden.span.clone()))
    }

    pub(crate) fn root(&self) -> Result<ObjectId, Error> {
        let root = self.trailer.entry("Root").and_then(Object::as_reference);
        root.ok_or_else(|| Error::damaged(self.span.start, "the trailer names no /Root"))
    }

    /// The number below which all object numbers should lie.
    pub(crate) fn size(&self) -> u32 {
        size(&self.trailer).unwrap_or_default()
    }
}

fn size(trailer: &Dictionary) -> Option<u32> {
    trailer.entry("Size").and_then(Object::as_integer).and_then(|size| u32::try_from(size).ok())
}

/// Takes down an entry: no number may have two.
fn insert(entries: &mut Entries, number: Option<u32>, entry: Entry, at: usize) -> Result<(), Error> {
    let Some(number) = number.filter(|number| *number <= limits::OBJECT_NUMBER) else {
        let limit = usize::try_from(limits::OBJECT_NUMBER).unwrap_or(usize::MAX);
        // That there is no such object says nothing.
        return if entry == Entry::Free {
            Ok(())
        } else {
            Err(Error::Limit { what: "an object number", limit })
        };
    };
    if entries.len() >= limits::OBJECTS {
        return Err(Error::Limit { what: "objects", limit: limits::OBJECTS });
    }
    match entries.insert(number, entry) {
        None => Ok(()),
        Some(known) if known == entry => Ok(()),
        Some(_) => Err(Error::damaged(at, format!("object {number} stands twice in one cross-reference"))),
    }
}
