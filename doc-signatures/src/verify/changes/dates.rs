//! Dates of modification, which programs write with every update, and their own name beside them.

use super::comparison::{Addition, Comparison, Stop};
use super::permitted::Position;
use crate::pdf::{Dictionary, Object, View};
use crate::verify::report::ChangeKind;

/// Longest name of a program, in octets.
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

fn refuse(what: &str) -> Stop {
    Stop::doubtful(ChangeKind::Metadata, what)
}
