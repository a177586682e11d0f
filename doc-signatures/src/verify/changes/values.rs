//! What fields say (ISO 32000-2, 12.7.4.1): nodes of one full name are one field, and have one value.

use std::collections::BTreeMap;

use pki_types::display::quoted;

use super::comparison::{Comparison, Stop};
use crate::limits;
use crate::pdf::{Dictionary, Object, ObjectId, View, text};
use crate::verify::report::ChangeKind;

/// Longest value that is quoted, in characters.
const QUOTATION: usize = 60;

/// A field, or one of its widgets, that a later version replaced.
pub(super) struct Node {
    pub(super) id: ObjectId,
    /// The full name.
    pub(super) name: String,
    pub(super) before: Dictionary,
    pub(super) after: Dictionary,
}

/// What a field said, and what it says now.
pub(super) struct Said {
    pub(super) before: String,
    pub(super) after: String,
}

impl Said {
    /// A value that was signed gave way to another one.
    pub(super) fn otherwise(&self, name: &str) -> Stop {
        let value = |value: &str| match value {
            "" => "nothing".into(),
            value => quoted(shortened(value)),
        };
        let (name, before, after) = (quoted(name), value(&self.before), value(&self.after));
        Stop::forbidden(ChangeKind::Form, format!("field {name} says {after} where {before} was signed"))
    }
}

fn shortened(value: &str) -> String {
    match value.char_indices().nth(QUOTATION) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.into(),
    }
}

impl Comparison<'_, '_> {
    /// The fields whose value is another now, by their full names.
    pub(super) fn said_otherwise(&self, nodes: &[Node]) -> Result<BTreeMap<String, Said>, Stop> {
        let mut found: BTreeMap<String, Said> = BTreeMap::new();
        for node in nodes {
            let said =
                Said { before: said(&self.before, &node.before)?, after: said(&self.after, &node.after)? };
            // Where several nodes of a name have a value, the one that was signed decides.
            let is_known = found.get(&node.name).is_some_and(|known| !known.before.is_empty());
            if said.before != said.after && !is_known {
                found.insert(node.name.clone(), said);
            }
        }
        Ok(found)
    }
}

/// The value of a node as a text, which is empty where it says nothing: a button that is off, a text without characters.
fn said(view: &View<'_, '_>, node: &Dictionary) -> Result<String, Stop> {
    let Some(value) = view.resolve_entry(node, "V")? else { return Ok(String::new()) };
    let simple = |value: &Object| match value {
        Object::Null => String::new(),
        Object::Name(name) if name == b"Off" => String::new(),
        Object::Name(name) => String::from_utf8_lossy(name).into_owned(),
        Object::String(string) => text(string),
        other => format!("{other:?}"),
    };
    Ok(match value {
        Object::Array(items) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| view.resolve(item)).collect();
            items?.iter().map(simple).collect::<Vec<_>>().join(", ")
        }
        Object::Stream(stream) => text(&view.document().unpacked(&stream)?),
        value => simple(&value),
    })
}

/// Whether a field, or the field of a widget, is a button: what it shows is chosen among what it was made with.
pub(super) fn is_button(view: &View<'_, '_>, node: &Dictionary) -> Result<bool, Stop> {
    let kind = inherited(view, node, "FT")?;
    Ok(kind.is_some_and(|kind| kind.is_name("Btn")))
}

/// An entry of a dictionary, or of the nearest one above it.
pub(super) fn inherited(
    view: &View<'_, '_>,
    dictionary: &Dictionary,
    key: &str,
) -> Result<Option<Object>, Stop> {
    let mut current = dictionary.clone();
    for _ in 0..limits::DEPTH {
        if let Some(value) = view.resolve_entry(&current, key)? {
            return Ok(Some(value));
        }
        match view.resolve_entry(&current, "Parent")? {
            Some(Object::Dictionary(parent)) => current = parent,
            _ => break,
        }
    }
    Ok(None)
}
