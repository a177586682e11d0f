//! The words that a page's content draws, as far as they can be read without its fonts.

use crate::pdf::{Lexer, Token};

/// Most pieces of text that are read of one content.
const PIECES: usize = 50_000;
/// Longest quotation, in characters.
const QUOTATION: usize = 60;

/// The first piece of text that differs: what was there before, and what is there now. `None` when no difference can be
/// read.
pub(super) fn first_difference(before: &[u8], after: &[u8]) -> Option<(String, String)> {
    let (before, after) = (pieces(before), pieces(after));
    let longest = before.len().max(after.len());
    let differing = (0..longest).find(|place| before.get(*place) != after.get(*place))?;
    let quotation =
        |pieces: &[String]| pieces.get(differing).map_or(Some(String::new()), |piece| readable(piece));
    Some((quotation(&before)?, quotation(&after)?))
}

/// Strings of a content stream, in their order (ISO 32000-2, 9.4.3).
fn pieces(content: &[u8]) -> Vec<String> {
    let mut lexer = Lexer::new(content, 0);
    let mut pieces = Vec::new();
    while pieces.len() < PIECES {
        match lexer.token() {
            Ok(Token::String(piece)) => pieces.push(crate::pdf::text(&piece)),
            Ok(Token::End) | Err(_) => break,
            Ok(_) => {}
        }
    }
    pieces
}

/// Text that a person could read, shortened.
fn readable(piece: &str) -> Option<String> {
    let is_readable =
        |character: char| character == ' ' || !(character.is_control() || character.is_whitespace());
    (!piece.is_empty() && piece.chars().all(is_readable)).then(|| piece.chars().take(QUOTATION).collect())
}
