//! Finding signature dictionaries (ISO 32000-2, 12.8.1) wherever they are: a form that no longer names a signature
//! does not make it disappear.

use std::collections::HashSet;
use std::ops::Range;

use super::object::{Dictionary, Object, ObjectId};
use super::parser::Parser;
use super::view::{Located, View};
use crate::error::Error;
use crate::limits;

/// A signature dictionary, and the first version that has it.
#[derive(Debug)]
pub(crate) struct SignatureObject {
    pub(crate) id: ObjectId,
    pub(crate) revision: usize,
    pub(crate) dictionary: Dictionary,
    /// The octets of its indirect object, when it is one that lies in the file itself.
    pub(crate) span: Range<usize>,
    /// Whether it is an object of its own in the file: not in an object stream, not inside another object.
    pub(crate) is_indirect: bool,
}

/// The signature dictionary that this object is, or that lies inside it.
pub(super) fn signature_in(
    view: View<'_, '_>,
    revision: usize,
    number: u32,
    located: &Located,
) -> Option<SignatureObject> {
    let (dictionary, is_own) = inside(&located.object, 0)?;
    let generation = match view.entry(number) {
        Some(super::Entry::InFile { generation, .. }) => generation,
        _ => 0,
    };
    Some(SignatureObject {
        id: ObjectId { number, generation },
        revision,
        dictionary,
        span: located.span.clone(),
        is_indirect: is_own && !located.in_stream,
    })
}

fn is_signature(dictionary: &Dictionary) -> bool {
    let has_contents = dictionary.entry("Contents").is_some_and(|contents| contents.as_string().is_some());
    dictionary.entry("ByteRange").is_some()
        || dictionary.is_type("DocTimeStamp")
        || (dictionary.is_type("Sig") && has_contents)
}

/// The first signature dictionary that is this object or lies inside it, and whether it is the object itself.
fn inside(object: &Object, depth: usize) -> Option<(Dictionary, bool)> {
    if depth > limits::DEPTH {
        return None;
    }
    let deeper = |value: &Object| inside(value, depth + 1).map(|(dictionary, _)| (dictionary, false));
    match object {
        Object::Array(items) => items.iter().find_map(deeper),
        Object::Dictionary(dictionary) if is_signature(dictionary) => Some((dictionary.clone(), true)),
        Object::Dictionary(dictionary) => dictionary.iter().find_map(|(_, value)| deeper(value)),
        Object::Stream(stream) => stream.dictionary.iter().find_map(|(_, value)| deeper(value)),
        _ => None,
    }
}

/// Where the value of `key` of a dictionary stands, whose indirect object begins at `start`.
pub(crate) fn value_span(bytes: &[u8], start: usize, key: &str) -> Result<Option<Range<usize>>, Error> {
    let mut parser = Parser::new(bytes, start);
    parser.header()?;
    parser.value_span(key)
}

/// A node of the tree of form fields: a field, or one of several widgets of a field (ISO 32000-2, 12.7.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its object; `None` if it stands inside another.
    pub(crate) id: Option<ObjectId>,
    /// The full name; that of its field, for a widget.
    pub(crate) name: String,
    pub(crate) is_signature: bool,
    /// Whether nothing stands below it.
    pub(crate) is_leaf: bool,
    /// Whether it is a field that has no fields below it: with a name of its own, or at the top (12.7.4.1).
    pub(crate) is_terminal: bool,
    /// The object that it has for a value.
    pub(crate) value: Option<ObjectId>,
}

/// A node that waits for its turn.
struct Waiting {
    node: Object,
    name: String,
    is_signature: bool,
    depth: usize,
    parent: Option<usize>,
}

/// All fields of the form in one version.
pub(crate) fn field_tree(view: &View<'_, '_>) -> Result<Vec<Field>, Error> {
    let Some(form) = view.resolve_entry(&view.catalog()?, "AcroForm")? else { return Ok(Vec::new()) };
    let Some(form) = form.as_dictionary() else { return Ok(Vec::new()) };
    let fields = view.resolve_entry(form, "Fields")?;
    let fields = fields.as_ref().and_then(Object::as_array).unwrap_or_default();
    let at_top = |node: &Object| Waiting {
        node: node.clone(),
        name: String::new(),
        is_signature: false,
        depth: 0,
        parent: None,
    };
    let mut to_visit: Vec<_> = fields.iter().rev().map(at_top).collect();
    let mut found: Vec<Field> = Vec::new();
    let mut known = HashSet::new();
    while let Some(Waiting { node, name, is_signature, depth, parent }) = to_visit.pop() {
        if found.len() > limits::TREE_NODES {
            return Err(Error::Limit { what: "form fields", limit: limits::TREE_NODES });
        }
        if depth > limits::DEPTH {
            return Err(Error::Limit { what: "nested form fields", limit: limits::DEPTH });
        }
        let id = node.as_reference();
        if id.is_some_and(|id| !known.insert(id.number)) {
            continue;
        }
        let Object::Dictionary(field) = view.resolve(&node)? else { continue };
        let partial = field.entry("T").and_then(Object::as_string).map(text);
        let is_field = partial.is_some() || parent.is_none();
        if let Some(parent) = parent.filter(|_| is_field).and_then(|parent| found.get_mut(parent)) {
            parent.is_terminal = false;
        }
        let name = match partial {
            Some(partial) if name.is_empty() => partial,
            Some(partial) => format!("{name}.{partial}"),
            None => name,
        };
        let name: String = name.chars().take(limits::FIELD_NAME).collect();
        let is_signature = field.entry("FT").map_or(is_signature, |kind| kind.is_name("Sig"));
        let kids = view.resolve_entry(&field, "Kids")?;
        let kids = kids.as_ref().and_then(Object::as_array).unwrap_or_default();
        let (depth, parent) = (depth + 1, Some(found.len()));
        let below =
            |kid: &Object| Waiting { node: kid.clone(), name: name.clone(), is_signature, depth, parent };
        to_visit.extend(kids.iter().rev().map(below));
        let value = field.entry("V").and_then(Object::as_reference);
        found.push(Field { id, name, is_signature, is_leaf: kids.is_empty(), is_terminal: is_field, value });
    }
    Ok(found)
}

/// All signature fields of the form in one version, signed or not.
pub(crate) fn signature_fields(view: &View<'_, '_>) -> Result<Vec<Field>, Error> {
    let mut fields = field_tree(view)?;
    fields.retain(|field| field.is_signature && (field.is_leaf || field.value.is_some()));
    Ok(fields)
}

/// A text string: UTF-16BE or UTF-8 with their marks, else octets (ISO 32000-2, 7.9.2.2).
pub(crate) fn text(string: &[u8]) -> String {
    match string {
        [0xfe, 0xff, rest @ ..] => {
            let pair = |pair: &[u8]| pair.iter().fold(0_u16, |value, octet| value << 8 | u16::from(*octet));
            let units: Vec<u16> = rest.chunks(2).map(pair).collect();
            String::from_utf16_lossy(&units)
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        octets => octets.iter().map(|octet| char::from(*octet)).collect(),
    }
}

/// The same backwards: ASCII as it is, anything else as UTF-16BE, which every version of PDF reads.
pub(crate) fn text_string(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        return text.as_bytes().to_vec();
    }
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    [0xfe, 0xff].into_iter().chain(units).collect()
}
