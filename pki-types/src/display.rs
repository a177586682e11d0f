//! Text from outside on its way to a person: names in certificates and PDFs, what a service answers, names of files.
//!
//! Whoever wrote it may want the reader to see something else than is there: escape sequences repaint a terminal,
//! bidirectional controls turn words round, invisible characters make two names look alike, a line feed begins a
//! line that looks like ours. There are two ways to meet that, and one table for both:
//!
//! - what a phone shows and what a register holds is *refused* when it [`misleads`], because its sender can write
//!   something else;
//! - everything else that a person reads is *shown* with such characters in a readable form, `\u{1b}`: a report on a
//!   hostile file must be made, and must not be steered by it. [`shown`] is for a value inside a sentence,
//!   [`quoted`] for one whose words could be taken for ours, [`line`] for a sentence, [`lines`] for a whole text at the
//!   door to a terminal or a log, [`json`] for JSON.
//!
//! What was shown once is shown the same a second time, so each layer may escape without knowing of the others.

use std::fmt::{Display, Write};

use crate::visible::{is_joiner, joins};

/// The most characters of one value inside a sentence: longer ones hide the sentence.
pub const LONGEST_VALUE: usize = 200;

/// The most characters of one sentence with all its values; a text that a phone signs and shows in full has fewer.
pub const LONGEST_LINE: usize = 5_000;

/// More marks on one letter hide the lines above and below it; living scripts need fewer.
pub const MAXIMUM_COMBINING_MARKS: u32 = 4;

/// A value from outside as a sentence shows it: one line of at most [`LONGEST_VALUE`] characters.
pub fn shown(value: impl Display) -> String {
    escaped(&value.to_string(), false, LONGEST_VALUE)
}

/// The same between quotes that it cannot end: its own are escaped, and what looks like them.
pub fn quoted(value: impl Display) -> String {
    let mut inner = String::new();
    for character in value.to_string().chars() {
        match character {
            '"' | '\\' => inner.extend(['\\', character]),
            '\u{02BA}'
            | '\u{02EE}'
            | '\u{201C}'..='\u{201F}'
            | '\u{2033}'
            | '\u{2036}'
            | '\u{301D}'..='\u{301F}'
            | '\u{FF02}' => inner.extend(character.escape_unicode()),
            other => inner.push(other),
        }
    }
    format!("\"{}\"", shown(inner))
}

/// A sentence in which values from outside may stand: one line of at most [`LONGEST_LINE`] characters.
pub fn line(text: &str) -> String {
    escaped(text, false, LONGEST_LINE)
}

/// A whole text on its way to a terminal or a log: line feeds stay, and every line.
pub fn lines(text: &str) -> String {
    escaped(text, true, usize::MAX)
}

/// A JSON text with the same values, in which no character misleads who reads it as text: all stand as `\u202e`
/// (RFC 8259 §7), which only strings can hold. What programs read is not changed.
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '\n' || !is_hidden(character) {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _infallible = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// Characters that are invisible, change the direction of others, or have no meaning of their own: controls, format
/// characters, every white space but the plain space, fillers, private use, noncharacters, tags. Of these the two joiners
/// alone have places where they belong: [`joins`].
///
/// The table is part of the phone's protocol, so it does not follow each version of Unicode.
pub fn misleads(character: char) -> bool {
    (character.is_whitespace() && character != ' ')
        || character.is_control()
        || matches!(character,
            '\u{00AD}' | '\u{034F}' | '\u{061C}'              // soft hyphen, grapheme joiner, Arabic letter mark
            | '\u{0600}'..='\u{0605}' | '\u{06DD}' | '\u{070F}' | '\u{0890}'..='\u{0891}' | '\u{08E2}'
            | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{2800}' | '\u{3164}' | '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFF}'
            | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1345F}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{10FFFF}')
        || u32::from(character) & 0xFFFE == 0xFFFE
}

/// Marks that stand on the letter before them.
pub fn is_combining(character: char) -> bool {
    matches!(character,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Whether no reader can be sure to see the character: the table above, the selectors of variants, which with the table
/// complete Unicode's default ignorable code points, and what no version of Unicode known to the compiler has given a
/// shape.
pub fn is_hidden(character: char) -> bool {
    misleads(character) || is_selector(character) || !(character.is_ascii() || has_shape(character))
}

/// Unicode, 23.4: they choose another form of the character before them, if there is one, and are nothing to see. They
/// stand behind pictures in what people write, so the phone's protocol does not refuse them.
fn is_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}')
}

/// The standard library escapes, within a text, exactly what is not printable: the general categories C and Z.
fn has_shape(character: char) -> bool {
    let mut text = [0; 5];
    text[0] = b'x';
    let length = character.encode_utf8(&mut text[1..]).len();
    let text = std::str::from_utf8(&text[..=length]).expect("a letter and a character are text");
    text.escape_debug().nth(1) == Some(character)
}

/// At most `longest` characters, counted as they are shown, so that a text which was shown is not cut again. What stands
/// beside a joiner may have been escaped or cut away, so joiners are looked at a second time.
fn escaped(text: &str, keeps_line_feeds: bool, longest: usize) -> String {
    let once = escaped_once(text, keeps_line_feeds, longest);
    if once.contains(is_joiner) { escaped_once(&once, keeps_line_feeds, longest) } else { once }
}

fn escaped_once(text: &str, keeps_line_feeds: bool, longest: usize) -> String {
    let mut out = String::with_capacity(text.len().min(longest));
    let (mut marks, mut length) = (0, 0_usize);
    for (at, character) in text.char_indices() {
        marks = if is_combining(character) { marks + 1 } else { 0 };
        let is_feed = keeps_line_feeds && character == '\n';
        let is_seen = !is_hidden(character) || joins(text, at);
        let is_plain = is_feed || (is_seen && marks <= MAXIMUM_COMBINING_MARKS);
        length += if is_plain { 1 } else { character.escape_unicode().len() };
        if length > longest {
            out.push('…');
            break;
        }
        if is_plain {
            out.push(character);
        } else {
            out.extend(character.escape_unicode());
        }
    }
    out
}
