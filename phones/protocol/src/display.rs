//! Text that a person is shown: what it may contain, and how long it may be. The table of characters is
//! [`pki_types::display`]'s.
//!
//! Relying parties write it, so it may lie; it must not also deceive by its characters. Refused are control and
//! format characters (bidirectional overrides, zero-width characters, tags), every white space but the plain space,
//! invisible fillers, private use, noncharacters and piles of combining marks; zero-width joiner and non-joiner stand where
//! their scripts use them. Text is refused, never repaired: the
//! relying party must see that the person would be shown something else than it wrote.
//! Look-alike letters are not detected here: the name and domain beside the text come from the registry, which admits no
//! two that pass for each other.

use std::borrow::Cow;
use std::fmt;

use pki_types::display::{MAXIMUM_COMBINING_MARKS, is_combining, misleads};
use pki_types::visible::joins;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::Error;

/// One line of at most `MAXIMUM` characters that a screen may show as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line<const MAXIMUM: usize>(String);

impl<const MAXIMUM: usize> Line<MAXIMUM> {
    /// Checks the rules of this module.
    ///
    /// # Errors
    /// Empty, too long, white space at either end, or a character that could mislead.
    pub fn new(field: &'static str, text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        check_line(&text, MAXIMUM).map_err(|problem| Error::Text { field, problem })?;
        Ok(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// ISO 3166-1 alpha-2.
pub type CountryLine = Line<2>;
/// A name: of a relying party, of a document.
pub type NameLine = Line<120>;
/// A relying party's own words.
pub type TextLine = Line<200>;
/// A domain.
pub type DomainLine = Line<253>;

impl<const MAXIMUM: usize> PartialSchema for Line<MAXIMUM> {
    fn schema() -> RefOr<Schema> {
        let line =
            ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(MAXIMUM));
        line.description(Some(
            "One line that a screen may show as it is: no space at either end, no control, format or invisible character.",
        ))
        .into()
    }
}

impl<const MAXIMUM: usize> ToSchema for Line<MAXIMUM> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("LineOf{MAXIMUM}"))
    }
}

impl<const MAXIMUM: usize> fmt::Display for Line<MAXIMUM> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<const MAXIMUM: usize> Serialize for Line<MAXIMUM> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MAXIMUM: usize> Deserialize<'de> for Line<MAXIMUM> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        check_line(&text, MAXIMUM)
            .map_err(|problem| D::Error::custom(format!("malformed text: it {problem}")))?;
        Ok(Self(text))
    }
}

/// The longest text that can itself be what is signed, in characters: longer ones nobody reads on a phone.
pub const MAXIMUM_SIGNED_TEXT: usize = 4_000;

/// Checks a text of several lines that is itself signed ("signed equals displayed").
///
/// # Errors
/// Empty, too long, or a character that could mislead; line feeds are allowed.
pub fn check_signed_text(text: &str) -> Result<(), Error> {
    let refused = |problem| Error::Text { field: "to_be_signed", problem };
    check_length(text, MAXIMUM_SIGNED_TEXT).map_err(refused)?;
    check_characters(text, true).map_err(refused)
}

/// A language tag (RFC 5646 §2.1, the plain part of its grammar): `en`, `mfe`, `pt-BR`.
///
/// # Errors
/// Not such a tag, or longer than 35 characters (RFC 5646 §4.4.1).
pub fn check_language(tag: &str) -> Result<(), Error> {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let plain = (2..=3).contains(&primary.len())
        && primary.chars().all(|character| character.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.chars().all(|character| character.is_ascii_alphanumeric())
        });
    if plain && tag.len() <= 35 {
        Ok(())
    } else {
        Err(Error::Field { field: "language", rule: "must be a language tag such as en or pt-BR" })
    }
}

fn check_line(text: &str, maximum: usize) -> Result<(), String> {
    check_length(text, maximum)?;
    if text.starts_with(' ') || text.ends_with(' ') {
        return Err("must not begin or end with a space".to_owned());
    }
    check_characters(text, false)
}

fn check_length(text: &str, maximum: usize) -> Result<(), String> {
    match text.chars().count() {
        0 => Err("must not be empty".to_owned()),
        count if count > maximum => Err(format!("has {count} characters, at most {maximum} are accepted")),
        _ => Ok(()),
    }
}

fn check_characters(text: &str, line_feeds: bool) -> Result<(), String> {
    let mut marks = 0;
    for (at, character) in text.char_indices() {
        let allowed_feed = line_feeds && character == '\n';
        if !allowed_feed && misleads(character) && !joins(text, at) {
            return Err(format!("contains U+{:04X}, which could mislead a reader", u32::from(character)));
        }
        marks = if is_combining(character) { marks + 1 } else { 0 };
        if marks > MAXIMUM_COMBINING_MARKS {
            return Err(format!("has more than {MAXIMUM_COMBINING_MARKS} combining marks in a row"));
        }
    }
    Ok(())
}
