//! Tables (ISO 32000-2, 7.5.4): subsections of lines of 20 octets, then `trailer` and its dictionary.

use super::{Entries, Entry, Parts, Style, insert};
use crate::error::Error;
use crate::limits;
use crate::pdf::lexer::{Lexer, Token, Writing, is_white_space};
use crate::pdf::object::Object;
use crate::pdf::parser::Parser;
use crate::pdf::work::Work;

/// Longest line end of an entry, in octets; the standard says two.
const LINE_END_OCTETS: usize = 3;

/// Reads on behind `xref`.
pub(super) fn read(mut lexer: Lexer<'_>, work: &Work) -> Result<Parts, Error> {
    let start = lexer.position();
    let mut entries = Entries::new();
    let mut is_plain = true;
    // Behind `xref` stands an end of line; between subsections and before `trailer`, nothing.
    let mut gap = 0..=LINE_END_OCTETS;
    loop {
        let before = lexer.position();
        lexer.skip_white_space();
        let at = lexer.position();
        let between = lexer.bytes().get(before..at).unwrap_or_default();
        is_plain &= gap.contains(&between.len()) && !between.contains(&0);
        gap = 0..=0;
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
        let header = lexer.bytes().get(at..lexer.position()).unwrap_or_default();
        is_plain &= is_exact_header(header, first, count);
        if !lexer.skip_line_end() {
            return Err(Error::damaged(lexer.position(), "an end of line was expected"));
        }
        for place in 0..count {
            let at = lexer.position();
            let (entry, is_exact) = line(&mut lexer)
                .ok_or_else(|| Error::damaged(at, "a line of the cross-reference table is malformed"))?;
            is_plain &= is_exact;
            insert(&mut entries, first.checked_add(place), entry, at)?;
        }
    }
    let at = lexer.position();
    lexer.skip_white_space();
    is_plain &= lexer.position() - at <= LINE_END_OCTETS && lexer.rest().starts_with(b"<<");
    let mut parser = Parser::new(lexer.bytes(), at);
    let Object::Dictionary(trailer) = parser.value()? else {
        return Err(Error::damaged(at, "the trailer is not a dictionary"));
    };
    is_plain &= parser.writing() == Writing::Plain;
    let end = parser.lexer.position();
    work.spend(end - start)?;
    Ok(Parts { style: Style::Table, entries, trailer, end, number: None, is_plain })
}

/// `0 12` and at most one space, for numbers that objects may have; an empty subsection begins at 0, as some programs write
/// it where there is nothing to say.
fn is_exact_header(header: &[u8], first: u32, count: u32) -> bool {
    let header = header.strip_suffix(b" ").unwrap_or(header);
    let last = first.saturating_add(count);
    header == format!("{first} {count}").as_bytes()
        && last <= limits::OBJECT_NUMBER.saturating_add(1)
        && (count > 0 || first == 0)
}

/// `nnnnnnnnnn ggggg n` and an end of line. Says whether the line is as the standard wants it: 20 octets, and no
/// generation above 65,535, which programs write into free entries.
fn line(lexer: &mut Lexer<'_>) -> Option<(Entry, bool)> {
    let line = lexer.rest().first_chunk::<18>()?;
    let [offset @ .., b' ', g1, g2, g3, g4, g5, b' ', kind] = line else { return None };
    let (offset, generation) = (number(offset)?, number(&[*g1, *g2, *g3, *g4, *g5])?);
    lexer.skip(line.len());
    let behind = lexer.rest();
    let octets = behind.iter().take_while(|octet| is_white_space(**octet)).take(LINE_END_OCTETS).count();
    let line_end = behind.get(..octets)?;
    if !line_end.iter().any(|octet| matches!(octet, b'\r' | b'\n')) {
        return None;
    }
    // A short line must not take the white space that the next thing begins with for its own.
    let octets = match line_end {
        [b' ', b'\r', b'\n'] => 3,
        [b' ', b'\r' | b'\n', ..] | [b'\r', b'\n', ..] => 2,
        _ => 1,
    };
    lexer.skip(octets);
    let entry = match kind {
        b'n' => Entry::InFile { offset, generation: u16::try_from(generation).ok()? },
        b'f' => Entry::Free,
        _ => return None,
    };
    Some((entry, octets == 2 && generation <= usize::from(u16::MAX)))
}

fn number(digits: &[u8]) -> Option<usize> {
    let digits = std::str::from_utf8(digits).ok()?;
    digits.bytes().all(|octet| octet.is_ascii_digit()).then(|| digits.parse().ok())?
}
