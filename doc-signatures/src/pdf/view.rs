//! The file as one of its versions shows it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use super::cross_reference::Entry;
use super::document::Document;
use super::lexer::{Lexer, Writing};
use super::object::{Dictionary, Object, ObjectId};
use super::object_stream::ObjectStream;
use super::parser::{Indirect, Parser, Streams, Value};
use super::revision::Revision;
use crate::error::Error;
use crate::limits;

/// Most white space between where a cross-reference leads and the object, in octets.
const SPACE_BEFORE_OBJECT: usize = 32;

/// An object and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Located {
    pub(crate) object: Object,
    /// The octets of the object in the file; of the object stream's, when it lies in one.
    pub(crate) span: Range<usize>,
    pub(crate) in_stream: bool,
    /// How it is written, and the object stream in which it lies.
    pub(crate) writing: Writing,
    /// Whether it stands exactly where its cross-reference says, without white space in between.
    pub(crate) is_exact: bool,
    /// Whether the end of its data had to be found because /Length is wrong.
    pub(crate) is_mended: bool,
}

/// Where an object stands for every reader: two versions in which this is equal have the same object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    InFile { offset: usize, generation: u16 },
    InStream { container: usize, index: usize },
}

/// The file as one version shows it.
#[derive(Clone, Copy)]
pub(crate) struct View<'d, 'a> {
    document: &'d Document<'a>,
    revision: usize,
}

impl<'d, 'a> View<'d, 'a> {
    pub(super) fn new(document: &'d Document<'a>, revision: usize) -> Self {
        Self { document, revision }
    }

    pub(crate) fn document(&self) -> &'d Document<'a> {
        self.document
    }

    /// Which version this is; 0 is the first.
    pub(crate) fn index(&self) -> usize {
        self.revision
    }

    /// The numbers of all objects that this version or an older one says something about.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        let known = self.document.revisions().get(..=self.revision).unwrap_or_default();
        let numbers: BTreeSet<u32> = known.iter().flat_map(Revision::numbers).collect();
        numbers.into_iter()
    }

    pub(crate) fn revision(&self) -> &'d Revision {
        self.document.revisions().get(self.revision).expect("a view is made for an existing revision")
    }

    pub(crate) fn trailer(&self) -> &'d Dictionary {
        &self.revision().newest().trailer
    }

    pub(crate) fn catalog_id(&self) -> Result<ObjectId, Error> {
        self.revision().newest().root()
    }

    pub(crate) fn catalog(&self) -> Result<Dictionary, Error> {
        let id = self.catalog_id()?;
        let Object::Dictionary(catalog) = self.object(id)? else {
            let at = self.revision().newest().span.start;
            return Err(Error::damaged(at, format!("the catalog {id} is not a dictionary")));
        };
        // No reader asks for its type.
        Ok(catalog)
    }

    /// The version of PDF in force: the header's, or a later one named in the catalog (ISO 32000-2, 7.7.2).
    pub(crate) fn version(&self) -> Result<(u8, u8), Error> {
        let header = self.document.header_version();
        let named = match self.catalog()?.entry("Version").and_then(Object::as_name) {
            Some([major @ b'1'..=b'2', b'.', minor @ b'0'..=b'9']) => (major - b'0', minor - b'0'),
            _ => header,
        };
        Ok(header.max(named))
    }

    /// The entry that this version has for `number`: the newest that is not newer than it.
    pub(crate) fn entry(&self, number: u32) -> Option<Entry> {
        let known = self.document.revisions().get(..=self.revision).unwrap_or_default();
        known.iter().rev().find_map(|revision| revision.entry(number))
    }

    /// Where the object stands, without reading it; `None` when it is free or unknown.
    pub(crate) fn place(&self, number: u32) -> Option<Place> {
        match self.entry(number)? {
            Entry::Free => None,
            Entry::InFile { offset, generation } => {
                let mut lexer = Lexer::new(self.document.bytes(), offset);
                lexer.skip_white_space();
                Some(Place::InFile { offset: lexer.position(), generation })
            }
            Entry::InStream { stream, index } => match self.entry(stream)? {
                Entry::InFile { offset, .. } => Some(Place::InStream { container: offset, index }),
                _ => None,
            },
        }
    }

    /// The object of this name; `null` when there is none (ISO 32000-2, 7.3.10).
    pub(crate) fn object(&self, id: ObjectId) -> Result<Object, Error> {
        match self.entry(id.number) {
            Some(Entry::InFile { generation, .. }) if generation != id.generation => Ok(Object::Null),
            Some(Entry::InStream { .. }) if id.generation != 0 => Ok(Object::Null),
            _ => Ok(self.locate(id.number)?.map_or(Object::Null, |located| located.object)),
        }
    }

    /// The value itself, or what it refers to.
    pub(crate) fn resolve(&self, value: &Object) -> Result<Object, Error> {
        match value {
            Object::Reference(id) => match self.object(*id)? {
                Object::Reference(_) => {
                    Err(Error::damaged(0, format!("object {id} is nothing but a reference")))
                }
                object => Ok(object),
            },
            other => Ok(other.clone()),
        }
    }

    /// The resolved value under `key`, if there is one.
    pub(crate) fn resolve_entry(&self, dictionary: &Dictionary, key: &str) -> Result<Option<Object>, Error> {
        let value = dictionary.entry(key).map(|value| self.resolve(value)).transpose()?;
        Ok(value.filter(|value| *value != Object::Null))
    }

    /// As [`locate`](Self::locate), for walks over all objects: one that is not where it should be counts as absent.
    pub(crate) fn locate_sound(&self, number: u32) -> Result<Option<Located>, Error> {
        match self.entry(number) {
            Some(entry) if !self.document.survey().is_unsound(number, entry) => self.locate(number),
            _ => Ok(None),
        }
    }

    /// The object of this number with its place; `None` when it is free or unknown.
    pub(crate) fn locate(&self, number: u32) -> Result<Option<Located>, Error> {
        let depth = &self.document.indirection;
        if depth.get() >= limits::INDIRECTION {
            return Err(Error::Limit { what: "objects that need each other", limit: limits::INDIRECTION });
        }
        depth.set(depth.get() + 1);
        let located = match self.entry(number) {
            None | Some(Entry::Free) => Ok(None),
            Some(Entry::InFile { offset, generation }) => {
                self.in_file(ObjectId { number, generation }, offset).map(Some)
            }
            Some(Entry::InStream { stream, index }) => self.in_stream(number, stream, index).map(Some),
        };
        depth.set(depth.get() - 1);
        located
    }

    fn in_file(&self, id: ObjectId, offset: usize) -> Result<Located, Error> {
        let bytes = self.document.bytes();
        let wrong = || Error::damaged(offset, format!("object {id} is not where the cross-reference says"));
        // White space may precede the number, but no digit: 112 0 obj must not pass for 12 0 obj.
        let before = offset.checked_sub(1).and_then(|before| bytes.get(before));
        let mut lexer = Lexer::new(bytes, offset.min(bytes.len()));
        lexer.skip_white_space();
        let start = lexer.position();
        let begins = start > offset || before.is_none_or(|octet| !octet.is_ascii_digit());
        let header = Parser::new(bytes, start).header();
        if !begins
            || start - offset.min(start) > SPACE_BEFORE_OBJECT
            || !matches!(header, Ok(found) if found == (id, start))
        {
            return Err(wrong());
        }
        let length_of = |length_id: ObjectId| match self.object(length_id)? {
            Object::Integer(length) => Ok(usize::try_from(length).ok()),
            _ => Ok(None),
        };
        let streams = Streams { length_of: &length_of, end_of: &|data| self.end_of_stream(data) };
        let Indirect { object, span, writing, is_mended, conflict, .. } =
            Parser::new(bytes, start).indirect(&streams)?;
        self.check_conflict(id.number, conflict)?;
        let data = if let Object::Stream(stream) = &object { stream.data.len() } else { 0 };
        self.document.work.spend(span.len() - data)?;
        Ok(Located { object, span, in_stream: false, writing, is_exact: start == offset, is_mended })
    }

    /// Where the data of a stream end that begin at `start`, found by the next `endstream`. Whether no other reader could
    /// find another end, the [survey](super::survey::Survey) checks.
    fn end_of_stream(&self, start: usize) -> Result<usize, Error> {
        let data = self.document.bytes().get(start..).unwrap_or_default();
        let end = data.windows(9).position(|octets| octets == b"endstream");
        self.document.work.spend(end.unwrap_or(data.len()))?;
        let end = end.ok_or_else(|| Error::damaged(start, "a stream without end"))?;
        let line_end = match data.get(..end).unwrap_or_default() {
            [.., b'\r', b'\n'] => 2,
            [.., b'\r' | b'\n'] => 1,
            _ => 0,
        };
        Ok(start + end - line_end)
    }

    fn in_stream(&self, number: u32, stream: u32, index: usize) -> Result<Located, Error> {
        let unpacked = self.object_stream(stream)?.ok_or_else(|| {
            Error::damaged(0, format!("the object stream {stream} of object {number} is missing"))
        })?;
        let Value { object, writing, conflict } = unpacked.object(number, index, &self.document.work)?;
        let Located { span, writing: of_container, is_exact, .. } = &unpacked.container;
        let (span, writing, is_exact) = (span.clone(), writing.max(*of_container), *is_exact);
        self.check_conflict(number, conflict)?;
        Ok(Located { object, span, in_stream: true, writing, is_exact, is_mended: false })
    }

    /// The object stream of this number; `None` when there is no object that could be one.
    pub(crate) fn object_stream(&self, number: u32) -> Result<Option<Rc<ObjectStream>>, Error> {
        let Some(Entry::InFile { offset, generation: 0 }) = self.entry(number) else { return Ok(None) };
        if let Some(known) = self.document.known_object_stream(number, offset) {
            return Ok(Some(known));
        }
        let container = self.locate(number)?;
        container.map(|container| self.document.object_stream(number, offset, container)).transpose()
    }

    /// Programs write the title or the author twice into the document's information. Readers differ in which of them they
    /// list among the properties, and show the same document.
    fn check_conflict(&self, number: u32, conflict: Option<Error>) -> Result<(), Error> {
        match conflict {
            Some(conflict) if !self.document.is_information(number) => Err(conflict),
            _ => Ok(()),
        }
    }
}
