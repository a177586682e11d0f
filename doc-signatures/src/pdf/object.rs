//! The values of which a PDF is made (ISO 32000-2, 7.3).

use std::ops::Range;

/// What an indirect object is called: `12 0 R`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ObjectId {
    pub(crate) number: u32,
    pub(crate) generation: u16,
}

impl std::fmt::Display for ObjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.number, self.generation)
    }
}

/// A value. Names and strings are decoded, so that two ways to write the same value are equal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Object {
    Null,
    Boolean(bool),
    Integer(i64),
    /// As written: a real number is never computed with here, only written again.
    Real(Vec<u8>),
    String(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(Dictionary),
    Stream(Stream),
    Reference(ObjectId),
}

impl Object {
    pub(crate) fn name(name: &str) -> Self {
        Self::Name(name.as_bytes().to_vec())
    }

    pub(crate) fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    pub(crate) fn as_name(&self) -> Option<&[u8]> {
        if let Self::Name(value) = self { Some(value) } else { None }
    }

    pub(crate) fn as_string(&self) -> Option<&[u8]> {
        if let Self::String(value) = self { Some(value) } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&[Object]> {
        if let Self::Array(value) = self { Some(value) } else { None }
    }

    pub(crate) fn as_reference(&self) -> Option<ObjectId> {
        if let Self::Reference(value) = self { Some(*value) } else { None }
    }

    /// The dictionary itself, or that of a stream.
    pub(crate) fn as_dictionary(&self) -> Option<&Dictionary> {
        match self {
            Self::Dictionary(value) => Some(value),
            Self::Stream(value) => Some(&value.dictionary),
            _ => None,
        }
    }

    pub(crate) fn is_name(&self, name: &str) -> bool {
        self.as_name() == Some(name.as_bytes())
    }

    /// What kind of value this is, in the words of the standard, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Real(_) => "a real number",
            Self::String(_) => "a string",
            Self::Name(_) => "a name",
            Self::Array(_) => "an array",
            Self::Dictionary(_) => "a dictionary",
            Self::Stream(_) => "a stream",
            Self::Reference(_) => "a reference",
        }
    }
}

/// A stream: its dictionary, and where its (still filtered) data lie in the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stream {
    pub(crate) dictionary: Dictionary,
    pub(crate) data: Range<usize>,
}

/// A dictionary in the order in which it was written; keys are unique, which the parser has checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    entries: Vec<(Vec<u8>, Object)>,
}

impl Dictionary {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Takes entries whose keys are known to be unique.
    pub(crate) fn from_unique(entries: Vec<(Vec<u8>, Object)>) -> Self {
        Self { entries }
    }

    /// The value under `key`; `null` counts as absent (ISO 32000-2, 7.3.7).
    pub(crate) fn entry(&self, key: &str) -> Option<&Object> {
        self.value(key.as_bytes())
    }

    /// The same for a key that came from a file.
    pub(crate) fn value(&self, key: &[u8]) -> Option<&Object> {
        let found = self.entries.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value).filter(|value| **value != Object::Null)
    }

    /// The same as it is written: `null`, which a page must not have in place of what it inherits, is a value here.
    pub(crate) fn written(&self, key: &[u8]) -> Option<&Object> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn is_type(&self, name: &str) -> bool {
        self.entry("Type").is_some_and(|value| value.is_name(name))
    }

    pub(crate) fn set(&mut self, key: &str, value: Object) {
        match self.entries.iter_mut().find(|(name, _)| name == key.as_bytes()) {
            Some((_, old)) => *old = value,
            None => self.entries.push((key.as_bytes().to_vec(), value)),
        }
    }

    pub(crate) fn with(mut self, key: &str, value: Object) -> Self {
        self.set(key, value);
        self
    }

    pub(crate) fn remove(&mut self, key: &str) {
        self.entries.retain(|(name, _)| name != key.as_bytes());
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], &Object)> {
        self.entries.iter().map(|(name, value)| (name.as_slice(), value))
    }
}

/// The order of entries carries no meaning.
impl PartialEq for Dictionary {
    fn eq(&self, other: &Self) -> bool {
        let contains = |(name, value): &(Vec<u8>, Object)| {
            other.entries.iter().any(|(other_name, other_value)| name == other_name && value == other_value)
        };
        self.entries.len() == other.entries.len() && self.entries.iter().all(contains)
    }
}
