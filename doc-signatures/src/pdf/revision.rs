//! The saved versions of a file: each update adds objects, a cross-reference and `%%EOF` behind the version
//! before it (ISO 32000-2, 7.5.6).

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::cross_reference::{Entry, Section, Style};
use super::lexer::{Lexer, is_white_space};
use super::object::Object;
use super::parser::{Parser, Streams};
use super::work::Work;
use crate::error::Error;
use crate::limits;

/// How far from the end of the file, white space not counted, `startxref` is searched, in octets (ISO 32000-1, annex H,
/// note 18).
const TAIL_OCTETS: usize = 1024;

/// Longest end marker of a version that is written as the standard says, in octets.
const MARKER_OCTETS: usize = 96;

/// Longest comment in it that only names the program that wrote it, in octets.
const MAKERS_NAME_OCTETS: usize = 40;

/// One saved version.
#[derive(Debug)]
pub(crate) struct Revision {
    /// The cross-reference sections of this version, the one that is asked first in front. There is one, but
    /// for a linearized file, whose first version has two (annex F).
    pub(crate) sections: Vec<Section>,
    /// The octets that this version added, up to and including its `%%EOF`; one end of line may follow.
    pub(crate) span: Range<usize>,
    /// Whether its cross-reference is written as the standard says.
    pub(crate) is_plain: bool,
    /// Whether `startxref` leads there exactly, without white space in between.
    pub(crate) is_exact: bool,
    /// The numbers of the objects that no earlier version had in the same place: those that it really added. Files
    /// that list all objects again in every version would otherwise cost as many times their size.
    pub(crate) introduced: Vec<u32>,
}

impl Revision {
    pub(crate) fn entry(&self, number: u32) -> Option<Entry> {
        self.sections.iter().find_map(|section| section.entry(number))
    }

    /// The numbers of all objects that this version says something about.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        let numbers: std::collections::BTreeSet<u32> =
            self.sections.iter().flat_map(Section::numbers).collect();
        numbers.into_iter()
    }

    /// The section whose trailer speaks for this version. Every version has one.
    pub(crate) fn newest(&self) -> &Section {
        self.sections.first().expect("a revision is made of at least one section")
    }
}

/// Finds all versions of the file, the oldest first.
pub(crate) fn read_all(bytes: &[u8], work: &Work) -> Result<Vec<Revision>, Error> {
    let (last, end_of_file) = last_section(bytes)?;
    let mut sections = chain(bytes, last, work)?;
    let mut revisions: Vec<Revision> = Vec::new();
    let mut start = 0;
    while let Some(oldest) = sections.pop() {
        let newer = sections.last();
        let is_linearized =
            revisions.is_empty() && newer.is_some_and(|newer| newer.span.start < oldest.span.start);
        let group = match sections.pop_if(|_| is_linearized) {
            Some(first_page) => linearized(bytes, first_page, oldest)?,
            None => vec![oldest],
        };
        let newest = group.first().ok_or_else(|| Error::damaged(start, "no cross-reference"))?;
        let behind = group.iter().map(|section| section.span.end).max().unwrap_or(start);
        let (offset, end) = end_marker(bytes, behind)?;
        if !points_to(bytes, offset, newest) {
            let at = newest.span.start;
            return Err(Error::damaged(
                behind,
                format!("startxref says {offset}, the cross-reference is at {at}"),
            ));
        }
        if newest.span.start < start || behind < start {
            return Err(Error::damaged(newest.span.start, "an update lies inside an older version"));
        }
        let is_plain = group.iter().all(|section| section.is_plain) && is_exact_marker(bytes, behind, end);
        let is_exact = offset == newest.span.start;
        revisions.push(Revision {
            sections: group,
            span: start..end,
            is_plain,
            is_exact,
            introduced: Vec::new(),
        });
        start = end;
    }
    // Some programs write the same file twice: what leads to the last cross-reference is all that readers see of the copy.
    if let Some(last) = revisions.last_mut().filter(|last| last.span.end < end_of_file) {
        last.span.end = end_of_file;
        last.is_plain = false;
    }
    note_introduced(&mut revisions);
    Ok(revisions)
}

fn note_introduced(revisions: &mut [Revision]) {
    let mut current: HashMap<u32, Entry> = HashMap::new();
    let mut seen = HashSet::new();
    for revision in revisions {
        let numbers: Vec<u32> = revision.numbers().collect();
        current.extend(numbers.iter().filter_map(|number| Some((*number, revision.entry(*number)?))));
        for number in numbers {
            let Some(entry) = current.get(&number).copied() else { continue };
            // An object in a stream is another one as soon as its stream is.
            let container = match entry {
                Entry::InStream { stream, .. } => current.get(&stream).copied(),
                _ => None,
            };
            if seen.insert((number, entry, container)) {
                revision.introduced.push(number);
            }
        }
    }
}

/// The offset behind the last `startxref`, and where the `%%EOF` that follows it ends.
fn last_section(bytes: &[u8]) -> Result<(usize, usize), Error> {
    let length = bytes.len() - bytes.iter().rev().take_while(|octet| is_white_space(**octet)).count();
    let tail = length.saturating_sub(TAIL_OCTETS);
    let window = bytes.get(tail..length).unwrap_or_default();
    let found = window.windows(9).rposition(|octets| octets == b"startxref");
    let found =
        found.ok_or_else(|| Error::damaged(tail, "no `startxref` at the end: the file is cut off"))?;
    let (offset, end) = end_marker(bytes, tail + found)?;
    let mut lexer = Lexer::new(bytes, end);
    lexer.skip_white_space();
    if lexer.position() != bytes.len() {
        return Err(Error::damaged(lexer.position(), "something follows the last %%EOF"));
    }
    Ok((offset, end))
}

/// `startxref`, an offset, `%%EOF`, from `position` on; gives the offset and where the marker ends.
fn end_marker(bytes: &[u8], position: usize) -> Result<(usize, usize), Error> {
    let mut lexer = Lexer::new(bytes, position);
    lexer.skip_white_space();
    lexer.expect_keyword("startxref")?;
    let offset = lexer.expect_number("an offset behind `startxref`")?;
    lexer.skip_white_space();
    let at = lexer.position();
    if !bytes.get(at..).unwrap_or_default().starts_with(b"%%EOF") {
        return Err(Error::damaged(at, "`%%EOF` was expected: the file is cut off"));
    }
    Ok((offset, at + 5))
}

/// Whether the end marker is nothing but ends of lines, `startxref`, an offset in digits and `%%EOF`: readers that find
/// anything else there rebuild the file from what they find.
fn is_exact_marker(bytes: &[u8], behind: usize, end: usize) -> bool {
    let marker = bytes.get(behind..end).unwrap_or_default();
    let lines = marker.split(|octet| matches!(octet, b'\r' | b'\n')).filter(|line| !line.is_empty());
    let lines: Vec<_> = lines.collect();
    let lines =
        lines.split_first().filter(|(first, _)| is_makers_name(first)).map_or(&*lines, |(_, rest)| rest);
    match lines {
        [b"startxref", offset, b"%%EOF"] => {
            marker.len() <= MARKER_OCTETS && offset.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

/// A comment such as `%iText-7.1.2`, which libraries leave before `startxref`: one word, nothing that readers look for.
fn is_makers_name(line: &[u8]) -> bool {
    match line {
        [b'%', name @ ..] => {
            let is_plain = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_');
            (1..=MAKERS_NAME_OCTETS).contains(&name.len()) && name.iter().all(is_plain)
        }
        _ => false,
    }
}

/// Whether `offset` leads to `section`, white space in between allowed as some programs leave it.
fn points_to(bytes: &[u8], offset: usize, section: &Section) -> bool {
    let mut lexer = Lexer::new(bytes, offset);
    lexer.skip_white_space();
    lexer.position() == section.span.start
}

/// All sections from the last back through /Prev, the newest first.
fn chain(bytes: &[u8], last: usize, work: &Work) -> Result<Vec<Section>, Error> {
    let mut sections = Vec::new();
    let mut seen = HashSet::new();
    let mut entries = 0;
    let mut next = Some(last);
    while let Some(offset) = next {
        if sections.len() == limits::SECTIONS {
            return Err(Error::Limit { what: "saved versions", limit: limits::SECTIONS });
        }
        let section = Section::read(bytes, offset, work)?;
        if !seen.insert(section.span.start) {
            return Err(Error::damaged(offset, "the cross-references run in a circle"));
        }
        entries += section.numbers().count();
        if entries > limits::ENTRIES {
            return Err(Error::Limit { what: "entries of cross-references", limit: limits::ENTRIES });
        }
        next = section.previous;
        sections.push(section);
    }
    Ok(sections)
}

/// The two sections of a linearized first version: the first page's in front, which names the main one as /Prev.
fn linearized(bytes: &[u8], first_page: Section, main: Section) -> Result<Vec<Section>, Error> {
    let no_stream = || Error::damaged(0, "a linearized file begins with a dictionary");
    let streams = Streams { length_of: &|_| Err(no_stream()), end_of: &|_| Err(no_stream()) };
    let first = Parser::new(bytes, 0).indirect(&streams)?;
    if first.object.as_dictionary().and_then(|dictionary| dictionary.entry("Linearized")).is_none() {
        return Err(Error::damaged(main.span.start, "an older cross-reference lies behind a newer one"));
    }
    if let Object::Stream(_) = first.object {
        return Err(no_stream());
    }
    // The first page's table has its own end marker, whose offset (0 as a rule) means nothing; a stream has none.
    if first_page.style == Style::Table {
        end_marker(bytes, first_page.span.end)?;
    }
    Ok(vec![first_page, main])
}
