//! Dates of modification, which programs write with every update, and their own name beside them.

use super::comparison::{Addition, Comparison, Stop};
use super::permitted::Position;
use crate::error::Error;
use crate::pdf::{Dictionary, Object, View};
use crate::verify::report::ChangeKind;

/// Vocabularies whose terms a viewer may show are not among these: they speak of programs and dates (ISO 16684-1, 8.4 and
/// 8.6).
const VOCABULARIES: [&str; 6] = [
    "adobe:ns:meta/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://ns.adobe.com/xap/1.0/",
    "http://ns.adobe.com/pdf/1.3/",
    "http://www.w3.org/XML/1998/namespace",
    "http://ns.adobe.com/xap/1.0/mm/",
];
/// A term whose values may differ, and what these may be.
type Term = (&'static str, fn(&str) -> bool);

const TERMS: [Term; 5] = [
    ("xmp:ModifyDate", is_xmp_date),
    ("xmp:MetadataDate", is_xmp_date),
    ("xmpMM:InstanceID", is_short),
    ("pdf:Producer", is_short),
    ("x:xmptk", is_short),
];
/// Longest such value, in octets.
const VALUE_OCTETS: usize = 200;

impl Comparison<'_, '_> {
    /// /Info of the trailer (ISO 32000-2, 14.3.3).
    pub(super) fn information(
        &mut self,
        before: Option<&Object>,
        after: Option<&Object>,
    ) -> Result<(), Stop> {
        let what = "the document's information";
        let replaced = after.and_then(Object::as_reference).filter(|id| self.replaced.contains(&id.number));
        match replaced.filter(|_| before == after) {
            Some(id) => self.claim_in_role(id.number, Position::Information, what)?,
            None if before == after => return Ok(()),
            None => {
                self.held(before, after, what)?;
            }
        }
        let read = |view: &View<'_, '_>, value: Option<&Object>| -> Result<Dictionary, Stop> {
            match value.map(|value| view.resolve(value)).transpose()? {
                None | Some(Object::Null) => Ok(Dictionary::new()),
                Some(Object::Dictionary(information)) => Ok(information),
                Some(_) => Err(refuse("the document's information is not written as such")),
            }
        };
        let (before, after) = (read(&self.before, before)?, read(&self.after, after)?);
        self.dictionary(Position::Information, &before, &after)
    }

    /// When or by which program the document was saved last; a text that `is_such` a value.
    pub(super) fn saved_by(
        &mut self,
        before: Option<&Object>,
        after: Option<&Object>,
        is_such: fn(&[u8]) -> bool,
    ) -> Result<(), Stop> {
        if before == after {
            return Ok(());
        }
        if !after.and_then(Object::as_string).is_some_and(is_such) {
            return Err(refuse(
                "when or by which program the document was saved is told in another way than such things are",
            ));
        }
        self.note(Addition::Dates);
        Ok(())
    }

    /// /Metadata of the catalog (ISO 32000-2, 14.3.2).
    pub(super) fn metadata(&mut self, before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
        let is_replaced =
            after.and_then(Object::as_reference).is_some_and(|id| self.replaced.contains(&id.number));
        if before == after && !is_replaced {
            return Ok(());
        }
        let (before, after) = self.held(before, after, "the document's metadata")?;
        let Some(after) = after else { return Err(refuse("the document's metadata were removed")) };
        let new = self.described(&self.after, &after)?;
        let is_permitted = match &before {
            Some(before) => words_of(&self.described(&self.before, before)?) == words_of(&new),
            None => speaks_of_programs(&new),
        };
        if !is_permitted {
            return Err(refuse("what the metadata say of the document was changed"));
        }
        self.note(Addition::Dates);
        Ok(())
    }

    /// The text of a stream of metadata, which is that and nothing else.
    fn described(&self, view: &View<'_, '_>, object: &Object) -> Result<String, Stop> {
        let other = || refuse("the document's metadata are not written as such");
        let Object::Stream(stream) = object else { return Err(other()) };
        let dictionary = &stream.dictionary;
        let is_metadata = dictionary.is_type("Metadata")
            && dictionary.entry("Subtype").is_some_and(|kind| kind.is_name("XML"));
        let is_known =
            |key: &[u8]| [&b"Type"[..], b"Subtype", b"Length", b"Filter", b"DecodeParms"].contains(&key);
        if !is_metadata || !dictionary.iter().all(|(key, _)| is_known(key)) {
            return Err(other());
        }
        let text = view.document().unpacked(stream).map_err(|problem| match problem {
            Error::Limit { .. } | Error::Work { .. } => Stop::from(problem),
            _ => other(),
        })?;
        String::from_utf8(text).map_err(|_| other())
    }
}

/// A short and plain text.
pub(super) fn is_program(text: &[u8]) -> bool {
    text.len() <= VALUE_OCTETS && !text.iter().any(u8::is_ascii_control)
}

/// `D:20261124101530+04'00'`, ever less of it (ISO 32000-2, 7.9.4).
pub(super) fn is_date(text: &[u8]) -> bool {
    let date = text.strip_prefix(b"D:").unwrap_or(text);
    let digits = date.iter().take_while(|octet| octet.is_ascii_digit()).count();
    let zone = date.get(digits..).unwrap_or_default();
    let is_zone = match zone {
        [] => true,
        [b'Z' | b'+' | b'-', offset @ ..] => {
            offset.len() <= 6 && offset.iter().all(|octet| octet.is_ascii_digit() || *octet == b'\'')
        }
        _ => false,
    };
    (4..=14).contains(&digits) && is_zone
}

/// `2026-11-24T10:15:30+04:00`, ever less of it (ISO 16684-1, 8.2.1.2).
fn is_xmp_date(text: &str) -> bool {
    (4..=35).contains(&text.len())
        && text.bytes().all(|octet| octet.is_ascii_digit() || b"-T:.+Z".contains(&octet))
}

fn is_short(text: &str) -> bool {
    text.len() <= VALUE_OCTETS
}

/// The words of the text without the values that may differ; white space only fills up.
fn words_of(text: &str) -> Vec<String> {
    masked(text).split_whitespace().map(Into::into).collect()
}

/// The text without the values that may differ. Only plain text is taken for a value: no markup, no quotation marks.
fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    'text: while !rest.is_empty() {
        for (term, is_such) in TERMS {
            let Some(behind) = rest.strip_prefix(term) else { continue };
            // As an element, or as an attribute.
            let Some(opening) = [">", "=\"", "='"].iter().find(|opening| behind.starts_with(**opening))
            else {
                continue;
            };
            let value = behind.get(opening.len()..).unwrap_or_default();
            let length = value.find(['<', '"', '\'']);
            let length = length.filter(|length| value.get(..*length).is_some_and(is_such));
            let has_entity = |length: &usize| value.get(..*length).is_none_or(|value| value.contains('&'));
            let Some(length) = length.filter(|length| !masked.ends_with('/') && !has_entity(length)) else {
                continue;
            };
            masked.push_str(term);
            masked.push_str(opening);
            rest = value.get(length..).unwrap_or_default();
            continue 'text;
        }
        let mut characters = rest.chars();
        masked.extend(characters.next());
        rest = characters.as_str();
    }
    masked
}

/// Whether new metadata use no vocabulary but those that speak of programs and dates.
fn speaks_of_programs(text: &str) -> bool {
    let mut names = text.split("xmlns").skip(1).map(|declaration| {
        let value = declaration.split_once('=').map(|(_, value)| value.trim_start());
        let value = value.and_then(|value| value.strip_prefix(['"', '\'']));
        value.and_then(|value| value.split(['"', '\'']).next())
    });
    names.all(|name| name.is_some_and(|name| VOCABULARIES.contains(&name)))
}

fn refuse(what: &str) -> Stop {
    Stop::doubtful(ChangeKind::Metadata, what)
}
