//! A whole file: its versions, and the objects as each version shows them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::cross_reference::{Entry, Section};
use super::filter::unpack;
use super::object::{Object, Stream};
use super::object_stream::ObjectStream;
use super::parser::Parser;
use super::revision::{Revision, read_all};
use super::survey::Survey;
use super::view::{Located, View};
use super::work::Work;
use crate::error::Error;
use crate::limits;

/// How far into a file its first line is searched, to say where it is.
const HEADER_OCTETS: usize = 1024;

/// A PDF that has been read.
pub(crate) struct Document<'a> {
    bytes: &'a [u8],
    header_version: (u8, u8),
    revisions: Vec<Revision>,
    survey: Survey,
    pub(super) work: Work,
    /// Unpacked object streams by their number and where a cross-reference says that they are.
    object_streams: RefCell<HashMap<(u32, usize), Rc<ObjectStream>>>,
    /// How many objects are being read because one needs the other.
    pub(super) indirection: Cell<usize>,
}

impl<'a> Document<'a> {
    /// Reads a file that is to be signed: every object of every version that anything refers to is where it should be.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let document = Self::read_signed(bytes)?;
        match document.survey.needed_unsound() {
            None => Ok(document),
            Some((number, revision)) => match document.view(revision).locate(number) {
                Err(problem) => Err(problem),
                Ok(_) => Err(Error::damaged(0, format!("object {number} is not where it should be"))),
            },
        }
    }

    /// Reads a file that was signed by somebody: objects that are not as the cross-reference says are tolerated until
    /// somebody asks for them, because the signature covers them as they are.
    pub(crate) fn read_signed(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut document = Self::structure(bytes)?;
        document.survey = Survey::of(&document)?;
        Ok(document)
    }

    fn structure(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() > limits::FILE_OCTETS {
            return Err(Error::Limit { what: "octets", limit: limits::FILE_OCTETS });
        }
        let header_version = header(bytes)?;
        let work = Work::for_file(bytes.len());
        let revisions = read_all(bytes, &work)?;
        let document = Self {
            bytes,
            header_version,
            revisions,
            survey: Survey::default(),
            work,
            object_streams: RefCell::default(),
            indirection: Cell::new(0),
        };
        document.check_hybrids()?;
        Ok(document)
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

    /// Whether an object is the document's information in some version, and nothing but that as far as was surveyed.
    pub(super) fn is_information(&self, number: u32) -> bool {
        let mut sections = self.revisions.iter().flat_map(|revision| &revision.sections);
        let is_named = |section: &Section| {
            let information = section.trailer.entry("Info").and_then(Object::as_reference);
            information.is_some_and(|information| information.number == number)
        };
        sections.any(is_named) && !self.survey.is_used(number)
    }

    /// The length that a file laid out for fast web view says that it has (ISO 32000-2, annex F): while it has that, and only
    /// then, programs believe what its beginning says.
    pub(crate) fn linearized_length(&self) -> Option<usize> {
        let mut parser = Parser::new(self.bytes, 0);
        parser.header().ok()?;
        let Object::Dictionary(first) = parser.value_as_written().ok()?.object else { return None };
        first.entry("Linearized")?;
        first.entry("L").and_then(Object::as_integer).and_then(|length| usize::try_from(length).ok())
    }

    /// What every object was seen to be.
    pub(crate) fn survey(&self) -> &Survey {
        &self.survey
    }

    /// Whether every object that anything refers to is where its cross-reference says, and whole.
    pub(crate) fn is_sound(&self) -> bool {
        self.survey.needed_unsound().is_none()
    }

    /// Whether readers find everything without leniency: each cross-reference is exact, or a later one says all of it again.
    /// What is odd inside an object is so wherever a cross-reference leads from.
    pub(crate) fn is_plain(&self) -> bool {
        let is_odd = |revision: &Revision| {
            !revision.is_exact || revision.sections.iter().any(|section| !section.is_plain)
        };
        let own = self.revisions.iter().rposition(is_odd);
        let lenient = own.max(self.survey.lenient());
        let Some(lenient) = lenient else { return true };
        let own = self.cross_reference_numbers();
        let said =
            |numbers: &mut dyn Iterator<Item = u32>| numbers.filter(|number| !own.contains(number)).count();
        let all = said(&mut self.latest().numbers());
        self.revisions.iter().skip(lenient + 1).any(|later| said(&mut later.numbers()) == all)
    }

    /// The object numbers of all cross-reference streams: each belongs to its version alone.
    pub(super) fn cross_reference_numbers(&self) -> BTreeSet<u32> {
        let sections = self.revisions.iter().flat_map(|revision| &revision.sections);
        let numbers = sections.flat_map(|section| {
            let hidden = section.hidden.as_ref().and_then(|hidden| hidden.number);
            section.number.into_iter().chain(hidden)
        });
        numbers.collect()
    }

    /// The version after which the file has `revision + 1` saved versions.
    pub(crate) fn view(&self, revision: usize) -> View<'_, 'a> {
        View::new(self, revision)
    }

    /// The last version: what a reader shows.
    pub(crate) fn latest(&self) -> View<'_, 'a> {
        self.view(self.revisions.len().saturating_sub(1))
    }

    /// The data of a stream as they stand in the file.
    pub(crate) fn packed(&self, stream: &Stream) -> &'a [u8] {
        self.bytes.get(stream.data.clone()).unwrap_or_default()
    }

    /// The data of a stream without its filter.
    pub(crate) fn unpacked(&self, stream: &Stream) -> Result<Vec<u8>, Error> {
        unpack(&stream.dictionary, self.packed(stream), &self.work)
    }

    /// The object stream of this number at this offset, if it was unpacked before.
    pub(super) fn known_object_stream(&self, number: u32, offset: usize) -> Option<Rc<ObjectStream>> {
        self.object_streams.borrow().get(&(number, offset)).map(Rc::clone)
    }

    /// The object stream that was found there, unpacked once.
    pub(super) fn object_stream(
        &self,
        number: u32,
        offset: usize,
        container: Located,
    ) -> Result<Rc<ObjectStream>, Error> {
        let Object::Stream(stream) = &container.object else {
            return Err(Error::damaged(container.span.start, "an object stream is not a stream"));
        };
        let content = self.unpacked(stream)?;
        let unpacked = Rc::new(ObjectStream::new(container, content)?);
        self.object_streams.borrow_mut().insert((number, offset), Rc::clone(&unpacked));
        Ok(unpacked)
    }

    /// A hybrid file has a table for old programs and a stream for new ones (ISO 32000-2, 7.5.8.4): they may hide objects
    /// from the old, and must otherwise say the same.
    fn check_hybrids(&self) -> Result<(), Error> {
        for (index, revision) in self.revisions.iter().enumerate() {
            for section in &revision.sections {
                let Some(hidden) = &section.hidden else { continue };
                for (number, entry) in &hidden.entries {
                    match self.table_entry(index, *number) {
                        None | Some(Entry::Free) => {}
                        Some(known) if known == *entry => {}
                        Some(_) => return Err(Error::Hybrid { at: section.span.start, number: *number }),
                    }
                }
            }
        }
        Ok(())
    }

    /// What a program that knows only tables finds.
    fn table_entry(&self, index: usize, number: u32) -> Option<Entry> {
        let known = self.revisions.get(..=index).unwrap_or_default().iter().rev();
        known
            .flat_map(|revision| &revision.sections)
            .find_map(|section| section.entries.get(&number).copied())
    }
}

/// `%PDF-1.n` or `%PDF-2.n` at the very beginning.
fn header(bytes: &[u8]) -> Result<(u8, u8), Error> {
    if let [b'%', b'P', b'D', b'F', b'-', major @ b'1'..=b'2', b'.', minor @ b'0'..=b'9', ..] = bytes {
        return Ok((major - b'0', minor - b'0'));
    }
    let beginning = bytes.get(..bytes.len().min(HEADER_OCTETS)).unwrap_or_default();
    match beginning.windows(5).position(|octets| octets == b"%PDF-") {
        None | Some(0) => Err(Error::NotPdf { what: "it does not begin with %PDF-1.x or %PDF-2.x".into() }),
        Some(before) => Err(Error::damaged(
            0,
            format!(
                "{before} octets stand before %PDF, so that some programs count all places from there and some from the \
                 beginning of the file"
            ),
        )),
    }
}
