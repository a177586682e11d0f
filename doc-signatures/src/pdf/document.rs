//! A whole file: its versions, and the objects as each version shows them.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use super::cross_reference::Entry;
use super::filter::unpack;
use super::lexer::is_white_space;
use super::object::{Dictionary, Object, ObjectId, Stream};
use super::object_stream::ObjectStream;
use super::parser::{Indirect, Parser};
use super::revision::{Revision, read_all};
use crate::error::Error;
use crate::limits;

/// A PDF that has been read and found consistent.
pub(crate) struct Document<'a> {
    bytes: &'a [u8],
    header_version: (u8, u8),
    revisions: Vec<Revision>,
    /// Objects that are not where, or not what, a cross-reference says.
    unsound: HashSet<(u32, Entry)>,
    /// Unpacked object streams by the offset of their object.
    object_streams: RefCell<HashMap<usize, Rc<ObjectStream>>>,
    budget: Cell<usize>,
    indirection: Cell<usize>,
}

/// An object and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Located {
    pub(crate) object: Object,
    /// The octets of the object in the file; of the object stream's, when it lies in one.
    pub(crate) span: Range<usize>,
    pub(crate) in_stream: bool,
}

impl<'a> Document<'a> {
    /// Reads a file that is to be signed: structure, and every object once, so that nothing that follows can meet
    /// a contradiction.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut document = Self::structure(bytes)?;
        match document.check_objects()? {
            None => Ok(document),
            Some(problem) => Err(problem),
        }
    }

    /// Reads a file that was signed by somebody: objects that are not as the cross-reference says are tolerated until
    /// somebody asks for them, because the signature covers them as they are.
    pub(crate) fn read_signed(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut document = Self::structure(bytes)?;
        document.check_objects()?;
        Ok(document)
    }

    /// Whether every object of every version is where its cross-reference says, and whole.
    pub(crate) fn is_sound(&self) -> bool {
        self.unsound.is_empty()
    }

    fn structure(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() > limits::FILE_OCTETS {
            return Err(Error::Limit { what: "octets", limit: limits::FILE_OCTETS });
        }
        let header_version = header(bytes)?;
        let mut budget = limits::UNPACKED_OCTETS;
        let revisions = read_all(bytes, &mut budget)?;
        Ok(Self {
            bytes,
            header_version,
            revisions,
            unsound: HashSet::new(),
            object_streams: RefCell::default(),
            budget: Cell::new(budget),
            indirection: Cell::new(0),
        })
    }

    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The version that the first line names.
    pub(crate) fn header_version(&self) -> (u8, u8) {
        self.header_version
    }

    pub(crate) fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The version after which the file has `revision + 1` saved versions.
    pub(crate) fn view(&self, revision: usize) -> View<'_, 'a> {
        View { document: self, revision }
    }

    /// The last version: what a reader shows.
    pub(crate) fn latest(&self) -> View<'_, 'a> {
        self.view(self.revisions.len().saturating_sub(1))
    }

    /// The data of a stream without its filter.
    pub(crate) fn unpacked(&self, stream: &Stream) -> Result<Vec<u8>, Error> {
        let mut budget = self.budget.get();
        let packed = self.bytes.get(stream.data.clone()).unwrap_or_default();
        let unpacked = unpack(&stream.dictionary, packed, &mut budget)?;
        self.budget.set(budget);
        Ok(unpacked)
    }

    /// Finds the objects that are not where a cross-reference says; gives the first problem.
    fn check_objects(&mut self) -> Result<Option<Error>, Error> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut unsound = HashSet::new();
        let mut first_problem = None;
        for (index, revision) in self.revisions.iter().enumerate() {
            spans.extend(revision.sections.iter().map(|section| section.span.clone()));
            for &number in &revision.introduced {
                match self.view(index).locate(number) {
                    Ok(Some(located)) if !located.in_stream => spans.push(located.span),
                    Ok(_) => {}
                    Err(problem @ Error::Damaged { .. }) => {
                        unsound.extend(revision.entry(number).map(|entry| (number, entry)));
                        first_problem = first_problem.or(Some(problem));
                    }
                    Err(problem) => return Err(problem),
                }
            }
        }
        self.unsound = unsound;
        // An update may list an older object again, so equal spans are no contradiction; overlaps are.
        spans.sort_by_key(|span| (span.start, span.end));
        spans.dedup();
        for pair in spans.windows(2) {
            if let [first, second] = pair
                && second.start < first.end
            {
                return Err(Error::damaged(second.start, "two objects share octets of the file"));
            }
        }
        Ok(first_problem)
    }

    fn object_stream(&self, container: &Located) -> Result<Rc<ObjectStream>, Error> {
        let at = container.span.start;
        if let Some(known) = self.object_streams.borrow().get(&at) {
            return Ok(Rc::clone(known));
        }
        let Object::Stream(stream) = &container.object else {
            return Err(Error::damaged(at, "an object stream is not a stream"));
        };
        let unpacked = Rc::new(ObjectStream::new(&stream.dictionary, self.unpacked(stream)?, at)?);
        self.object_streams.borrow_mut().insert(at, Rc::clone(&unpacked));
        Ok(unpacked)
    }
}

/// `%PDF-1.n` or `%PDF-2.n` at the very beginning.
fn header(bytes: &[u8]) -> Result<(u8, u8), Error> {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', major @ b'1'..=b'2', b'.', minor @ b'0'..=b'9', ..] => {
            Ok((major - b'0', minor - b'0'))
        }
        _ => Err(Error::NotPdf { what: "it does not begin with %PDF-1.x or %PDF-2.x".into() }),
    }
}

/// The file as one version shows it.
#[derive(Clone, Copy)]
pub(crate) struct View<'d, 'a> {
    document: &'d Document<'a>,
    revision: usize,
}

impl<'d, 'a> View<'d, 'a> {
    pub(crate) fn document(&self) -> &'d Document<'a> {
        self.document
    }

    pub(crate) fn revision(&self) -> &'d Revision {
        self.document.revisions.get(self.revision).expect("a view is made for an existing revision")
    }

    pub(crate) fn trailer(&self) -> &'d Dictionary {
        &self.revision().newest().trailer
    }

    pub(crate) fn catalog_id(&self) -> Result<ObjectId, Error> {
        self.revision().newest().root()
    }

    pub(crate) fn catalog(&self) -> Result<Dictionary, Error> {
        let id = self.catalog_id()?;
        match self.object(id)? {
            Object::Dictionary(catalog) if catalog.is_type("Catalog") => Ok(catalog),
            _ => Err(Error::damaged(self.revision().newest().span.start, format!("{id} is not a catalog"))),
        }
    }

    /// The version of PDF in force: the header's, or a later one named in the catalog (ISO 32000-2, 7.7.2).
    pub(crate) fn version(&self) -> Result<(u8, u8), Error> {
        let header = self.document.header_version;
        let named = match self.catalog()?.entry("Version").and_then(Object::as_name) {
            Some([major @ b'1'..=b'2', b'.', minor @ b'0'..=b'9']) => (major - b'0', minor - b'0'),
            _ => header,
        };
        Ok(header.max(named))
    }

    /// The entry that this version has for `number`: the newest that is not newer than it.
    pub(crate) fn entry(&self, number: u32) -> Option<Entry> {
        let known = self.document.revisions.get(..=self.revision).unwrap_or_default();
        known.iter().rev().find_map(|revision| revision.entry(number))
    }

    /// As [`locate`](Self::locate), for walks over all objects: one that is not where it should be counts as absent.
    pub(crate) fn locate_sound(&self, number: u32) -> Result<Option<Located>, Error> {
        match self.entry(number) {
            Some(entry) if !self.document.unsound.contains(&(number, entry)) => self.locate(number),
            _ => Ok(None),
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
        let wrong = || Error::damaged(offset, format!("object {id} is not where the cross-reference says"));
        if offset >= self.document.bytes.len() {
            return Err(wrong());
        }
        // White space may precede the number, but no digit: 112 0 obj must not pass for 12 0 obj.
        let before = offset.checked_sub(1).and_then(|before| self.document.bytes.get(before));
        let mut parser = Parser::new(self.document.bytes, offset);
        let stands_here = matches!(parser.header(), Ok((found, start)) if found == id && start - offset <= 2);
        if !stands_here || !before.is_none_or(|octet| is_white_space(*octet)) {
            return Err(wrong());
        }
        let length_of = |length_id: ObjectId| match self.object(length_id)? {
            Object::Integer(length) => usize::try_from(length).map_err(|_| wrong()),
            _ => Err(Error::damaged(offset, format!("the /Length of object {id} is not a number"))),
        };
        let Indirect { object, span, .. } = Parser::new(self.document.bytes, offset).indirect(&length_of)?;
        Ok(Located { object, span, in_stream: false })
    }

    fn in_stream(&self, number: u32, stream: u32, index: usize) -> Result<Located, Error> {
        let container = match self.entry(stream) {
            Some(Entry::InFile { generation: 0, .. }) => self.locate(stream)?,
            _ => None,
        };
        let container = container.ok_or_else(|| {
            Error::damaged(0, format!("the object stream {stream} of object {number} is missing"))
        })?;
        let object = self.document.object_stream(&container)?.object(number, index, container.span.start)?;
        Ok(Located { object, span: container.span, in_stream: true })
    }
}
