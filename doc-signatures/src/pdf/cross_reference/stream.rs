//! Streams of /Type /XRef (ISO 32000-2, 7.5.8), whose dictionary is the trailer.

use super::{Entries, Entry, Parts, Style, insert};
use crate::error::Error;
use crate::limits;
use crate::pdf::filter::unpack;
use crate::pdf::lexer::Writing;
use crate::pdf::object::{Dictionary, Object, Stream};
use crate::pdf::parser::{Parser, Streams};
use crate::pdf::work::Work;

/// Reads the stream whose object begins at `start`.
pub(super) fn read(bytes: &[u8], start: usize, work: &Work) -> Result<Parts, Error> {
    let streams = Streams {
        length_of: &|_| Err(Error::damaged(start, "the cross-reference stream has an indirect /Length")),
        end_of: &|_| {
            Err(Error::damaged(start, "the cross-reference stream does not end where its /Length says"))
        },
    };
    let indirect = Parser::new(bytes, start).indirect(&streams)?;
    work.spend(indirect.span.len())?;
    if let Some(conflict) = indirect.conflict {
        return Err(conflict);
    }
    let Object::Stream(Stream { dictionary, data }) = indirect.object else {
        return Err(Error::damaged(start, "the cross-reference is neither a table nor a stream"));
    };
    if !dictionary.is_type("XRef") {
        return Err(Error::damaged(start, "the cross-reference stream is not of /Type /XRef"));
    }
    let widths =
        widths(&dictionary).ok_or_else(|| Error::damaged(start, "/W of the cross-reference stream"))?;
    let content = unpack(&dictionary, bytes.get(data).unwrap_or_default(), work)?;
    let mut rows = content.chunks_exact(widths.iter().sum());
    let mut entries = Entries::new();
    let mut is_plain = indirect.writing == Writing::Plain;
    for (first, count) in subsections(&dictionary, start)? {
        is_plain &= first.saturating_add(count) <= limits::OBJECT_NUMBER.saturating_add(1);
        for place in 0..count {
            let row = rows
                .next()
                .ok_or_else(|| Error::damaged(start, "the cross-reference stream is too short"))?;
            let entry = entry(row, widths);
            let entry =
                entry.ok_or_else(|| Error::damaged(start, "an entry of the cross-reference stream"))?;
            insert(&mut entries, first.checked_add(place), entry, start)?;
        }
    }
    let (end, number) = (indirect.span.end, Some(indirect.id.number));
    Ok(Parts { style: Style::Stream, entries, trailer: dictionary, end, number, is_plain })
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

fn entry(row: &[u8], widths: [usize; 3]) -> Option<Entry> {
    let [first, second, _] = widths;
    let (kind, rest) = row.split_at_checked(first)?;
    let (value, extra) = rest.split_at_checked(second)?;
    let number = |octets: &[u8]| octets.iter().fold(0_u64, |value, octet| value << 8 | u64::from(*octet));
    let kind = if first == 0 { 1 } else { number(kind) };
    match kind {
        1 => Some(Entry::InFile {
            offset: usize::try_from(number(value)).ok()?,
            generation: u16::try_from(number(extra)).ok()?,
        }),
        2 => Some(Entry::InStream {
            stream: u32::try_from(number(value)).ok()?,
            index: usize::try_from(number(extra)).ok()?,
        }),
        // Free; any other type is a reference to null (7.5.8.3), which is the same.
        _ => Some(Entry::Free),
    }
}
