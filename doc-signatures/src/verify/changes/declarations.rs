//! What a document declares of itself, and shows nobody: its version of PDF, extensions, identifier, size.

use super::comparison::{Addition, Comparison, Stop};
use super::fields::unexpected;
use super::permitted::EXTENSION;
use crate::pdf::{Dictionary, Object};
use crate::verify::report::ChangeKind;

impl Comparison<'_, '_> {
    pub(super) fn version(&mut self, before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
        if before == after {
            return Ok(());
        }
        let named = |value: Option<&Object>| match value.and_then(Object::as_name) {
            Some([major @ b'1'..=b'2', b'.', minor @ b'0'..=b'9']) => Some((*major, *minor)),
            _ => None,
        };
        match (before, named(before), named(after)) {
            (None, _, Some(_)) => {}
            (Some(_), Some(before), Some(after)) if before < after => {}
            _ => {
                return Err(Stop::doubtful(
                    ChangeKind::Structure,
                    "the document's version of PDF was changed",
                ));
            }
        }
        self.note(Addition::Announcement);
        Ok(())
    }

    pub(super) fn extensions(&mut self, before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
        let (before, after) = self.held(before, after, "the list of extensions")?;
        if before == after {
            return Ok(());
        }
        let nothing = Dictionary::new();
        let changed =
            || Stop::doubtful(ChangeKind::Structure, "an extension that the document announced was changed");
        let before = before.as_ref().map_or(Some(&nothing), Object::as_dictionary).ok_or_else(changed)?;
        let Some(Object::Dictionary(after)) = after else { return Err(changed()) };
        if before.iter().any(|(key, value)| after.value(key) != Some(value)) {
            return Err(changed());
        }
        for (key, value) in after.iter().filter(|(key, _)| before.value(key).is_none()) {
            if key != b"Type" && !self.is_extension(value)? {
                return Err(Stop::doubtful(
                    ChangeKind::Structure,
                    "something was added that is no extension",
                ));
            }
        }
        self.note(Addition::Announcement);
        Ok(())
    }

    /// An extension, or several of one developer: names, numbers and texts, which mean nothing elsewhere.
    fn is_extension(&mut self, value: &Object) -> Result<bool, Stop> {
        if let Object::Reference(id) = value {
            self.claimed.extend(self.added.get(&id.number));
        }
        let is_simple =
            |value: &Object| matches!(value, Object::Name(_) | Object::Integer(_) | Object::String(_));
        Ok(match self.after.resolve(value)? {
            Object::Array(items) => {
                let mut all = true;
                for item in &items {
                    all &= matches!(item, Object::Dictionary(_) | Object::Reference(_))
                        && self.is_extension(item)?;
                }
                all
            }
            Object::Dictionary(extension) => {
                let names_version =
                    extension.entry("BaseVersion").is_some_and(|version| version.as_name().is_some());
                names_version
                    && unexpected(&extension, &EXTENSION).is_none()
                    && extension.iter().all(|(_, value)| is_simple(value))
                    && extension.entry("Type").is_none_or(|kind| kind.is_name("DeveloperExtensions"))
            }
            _ => false,
        })
    }
}

pub(super) fn no_fewer(before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
    match (before.and_then(Object::as_integer), after.and_then(Object::as_integer)) {
        (Some(before), Some(after)) if before <= after => Ok(()),
        _ => {
            Err(Stop::doubtful(ChangeKind::Layout, "the file is said to have fewer objects than were signed"))
        }
    }
}

/// Two strings (ISO 32000-2, 14.4); nothing that is shown depends on them.
pub(super) fn identifier(before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
    let is_identifier = |value: &Object| match value.as_array() {
        Some([first, second]) => first.as_string().is_some() && second.as_string().is_some(),
        _ => false,
    };
    match after {
        Some(after) if is_identifier(after) || Some(after) == before => Ok(()),
        None if before.is_none() => Ok(()),
        _ => Err(Stop::doubtful(ChangeKind::Structure, "the document's identifier was removed")),
    }
}

pub(super) fn signature_flags(before: Option<&Object>, after: Option<&Object>) -> Result<(), Stop> {
    let flags = |value: Option<&Object>| value.map_or(Some(0), Object::as_integer);
    match (flags(before), flags(after)) {
        (Some(before), Some(after)) if before & !3 == after & !3 && before & after == before => Ok(()),
        _ => Err(Stop::doubtful(ChangeKind::Form, "the form no longer says that the document is signed")),
    }
}
