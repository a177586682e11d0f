//! How a later version must be laid out: plainly, so that no reader finds anything in it by another way.

use std::collections::BTreeSet;
use std::ops::Range;

use super::comparison::Stop;
use crate::pdf::{Document, Entry, View, Writing, is_white_space, skip_blank};
use crate::verify::report::ChangeKind;

/// White space that may follow the last version, in octets.
const TAIL_OCTETS: usize = 16;
/// Words from which programs rebuild a damaged file. In a later version they stand only where they mean that.
const LANDMARKS: [&[u8]; 4] = [b"trailer", b"startxref", b"%%EOF", b"%PDF-"];

/// Walks over the octets of a version: objects listed in its cross-reference, then that.
pub(super) fn check(document: &Document<'_>, index: usize) -> Result<(), Stop> {
    let view = document.view(index);
    let revision = view.revision();
    let [section] = revision.sections.as_slice() else {
        return Err(refuse("it has two cross-references"));
    };
    let octets = document.bytes().get(revision.span.clone()).unwrap_or_default();
    let headers: Vec<Header> = headers(octets, revision.span.start).collect();
    check_strays(document, index, &headers)?;
    let is_last = index + 1 == document.revisions().len();
    if is_last && document.bytes().len().saturating_sub(revision.span.end) > TAIL_OCTETS {
        return Err(refuse(
            "so much stands behind its end that programs would not find it and rebuild the file",
        ));
    }
    if document.linearized_length() == Some(document.bytes().len()) {
        return Err(refuse("its length makes programs read the first version as if nothing had followed"));
    }
    if !revision.is_plain {
        return Err(refuse("its cross-reference is not written as the standard says"));
    }
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut containers = BTreeSet::new();
    for (number, entry) in &section.entries {
        match entry {
            Entry::Free => {}
            _ if is_listed_again(&view, *number) => {}
            Entry::InFile { .. } | Entry::InStream { .. } => {
                let Some(located) = view.locate(*number)? else { continue };
                if located.span.start < revision.span.start {
                    return Err(refuse(&format!("object {number} of an older version was brought back")));
                }
                if located.writing > Writing::Plain {
                    return Err(refuse(&format!("object {number} is not written as the standard says")));
                }
                if let Entry::InStream { stream, .. } = entry {
                    containers.insert(*stream);
                }
                spans.push(located.span);
            }
        }
    }
    containers.iter().try_for_each(|container| check_container(&view, *container))?;
    spans.push(section.span.clone());
    spans.sort_by_key(|span| span.start);
    spans.dedup();
    let mut position = revision.span.start;
    for span in &spans {
        if skip_blank(document.bytes(), position) != span.start {
            return Err(refuse(&format!("octets at {position} belong to no object of this version")));
        }
        position = span.end;
    }
    if position != section.span.end {
        return Err(refuse("objects stand behind the cross-reference"));
    }
    check_landmarks(octets, revision.span.start, section.span.clone(), &spans, &headers)
}

/// Whether the entry leads to where the object was before.
fn is_listed_again(view: &View<'_, '_>, number: u32) -> bool {
    let before = view.index().checked_sub(1).map(|index| view.document().view(index));
    let place = before.and_then(|before| before.place(number));
    place.is_some() && place == view.place(number)
}

/// A new object stream holds what is listed and nothing else, and extends no other.
fn check_container(view: &View<'_, '_>, number: u32) -> Result<(), Stop> {
    let Some(unpacked) = view.object_stream(number)? else {
        return Err(refuse("an object stream is missing"));
    };
    let header = unpacked.container.object.as_dictionary();
    let extends = header.is_some_and(|header| header.entry("Extends").is_some());
    let is_listed = |(index, held): (usize, u32)| {
        view.revision().entry(held) == Some(Entry::InStream { stream: number, index })
    };
    let held = unpacked.numbers().enumerate().filter(|held| !is_listed(*held));
    let unlisted: Vec<u32> = held.map(|(_, number)| number).collect();
    let before = view.document().view(view.index().saturating_sub(1));
    if let Some(number) = unlisted.iter().find(|number| before.entry(**number).is_some()) {
        let what = format!("an object stream holds an object of the signed document again (object {number})");
        return Err(Stop::forbidden(ChangeKind::Structure, what));
    }
    if extends || !unlisted.is_empty() {
        return Err(refuse("an object stream holds more than its cross-reference lists"));
    }
    Ok(())
}

/// Programs that rebuild a damaged file search it for `12 0 obj`, `trailer` and the like: such octets inside strings or
/// streams could become objects for them.
fn check_landmarks(
    octets: &[u8],
    from: usize,
    section: Range<usize>,
    spans: &[Range<usize>],
    headers: &[Header],
) -> Result<(), Stop> {
    let smuggled = || refuse("octets inside an object look like an object or a trailer of their own");
    let starts: BTreeSet<usize> = spans.iter().map(|span| span.start).collect();
    if headers.iter().any(|header| !starts.contains(&header.start)) {
        return Err(smuggled());
    }
    for landmark in LANDMARKS {
        let in_its_place = |at: usize| match landmark {
            b"trailer" => section.contains(&at),
            b"startxref" | b"%%EOF" => at >= section.end,
            _ => false,
        };
        let found: Vec<usize> = find_all(octets, landmark).map(|at| from + at).collect();
        if found.len() > 1 || !found.into_iter().all(in_its_place) {
            return Err(smuggled());
        }
    }
    Ok(())
}

/// Objects of the signed document that stand in the later version beside what it lists: some readers find them, and take
/// them for what was signed.
fn check_strays(document: &Document<'_>, index: usize, headers: &[Header]) -> Result<(), Stop> {
    let (before, view) = (document.view(index - 1), document.view(index));
    let stray = headers.iter().find(|Header { start, number }| {
        let is_listed = match view.entry(*number) {
            Some(Entry::InFile { offset, .. }) => skip_blank(document.bytes(), offset) == *start,
            _ => view.revision().newest().number == Some(*number),
        };
        !is_listed && before.entry(*number).is_some_and(|entry| entry != Entry::Free)
    });
    match stray {
        Some(Header { number, .. }) => {
            let what = format!(
                "an object of the signed document stands there again, and not every program passes over it (object {number})"
            );
            Err(Stop::forbidden(ChangeKind::Structure, what))
        }
        None => Ok(()),
    }
}

/// What looks like the beginning of an object, wherever it stands.
struct Header {
    /// Its offset in the file.
    start: usize,
    number: u32,
}

/// Each `12 0 obj` in these octets, which stand at `from` in the file.
fn headers(octets: &[u8], from: usize) -> impl Iterator<Item = Header> + '_ {
    let found = find_all(octets, b"obj").filter_map(|at| object_header(octets, at));
    found.map(move |(start, number)| Header { start: from + start, number })
}

/// Where `12 0 obj` begins, whose `obj` stands at `at`, and the number.
fn object_header(bytes: &[u8], at: usize) -> Option<(usize, u32)> {
    // Some readers need no space before `obj`.
    let generation = number_before(bytes, at, 0)?;
    let number = number_before(bytes, generation.start, 1)?;
    let digits = std::str::from_utf8(bytes.get(number.clone())?).ok()?;
    Some((number.start, digits.parse().unwrap_or(u32::MAX)))
}

/// The number that ends before `at`, at least so much white space in between.
fn number_before(bytes: &[u8], at: usize, least: usize) -> Option<Range<usize>> {
    let before = bytes.get(..at)?;
    let space = before.iter().rev().take_while(|octet| is_white_space(**octet)).count();
    let before = before.get(..at - space)?;
    let digits = before.iter().rev().take_while(|octet| octet.is_ascii_digit()).count();
    (space >= least && digits > 0).then_some(at - space - digits..at - space)
}

fn find_all<'b>(bytes: &'b [u8], word: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    bytes.windows(word.len()).enumerate().filter(move |(_, window)| *window == word).map(|(at, _)| at)
}

fn refuse(what: &str) -> Stop {
    Stop::doubtful(ChangeKind::Layout, what)
}
