//! JSON with one reading: no member twice, anywhere.
//!
//! RFC 8259 §4 leaves the meaning of a repeated member open; one reader takes the first and another the last, and
//! then two of us would see different requests under one signature (RFC 7515 §4 therefore refuses them in headers).

use std::collections::HashSet;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::{Error, Result};

/// Reads `bytes` as a `T`.
///
/// # Errors
/// [`Error::Malformed`] when it is not JSON, has a member twice, or has anything behind it; [`Error::Member`] when it is not
/// a `T`. The message names member, position and kind of the fault, never a value: values may be personal data.
pub fn from_slice<T: DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Result<T> {
    let mut walk = serde_json::Deserializer::from_slice(bytes);
    Unique.deserialize(&mut walk).map_err(|error| malformed(what, "", &error))?;
    walk.end().map_err(|error| malformed(what, "", &error))?;
    let mut read = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut read).map_err(|error| {
        let path = error.path().to_string();
        malformed(what, member(&path), error.inner())
    })
}

/// The member at fault as `digest.value`; nothing where the fault is in the object itself.
fn member(path: &str) -> &str {
    let is_of_ours = path.len() <= 64 && path.bytes().all(|octet| octet.is_ascii_graphic());
    if is_of_ours && path != "." { path } else { "" }
}

fn malformed(what: &'static str, member: &str, error: &serde_json::Error) -> Error {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    // serde_json quotes offending values. What our own types say ("malformed …") and names of missing members hold no
    // value; of the rest only the kind is shown.
    let reason = ["malformed", "missing field", "unknown field", "unknown variant", "a member stands twice"]
        .into_iter()
        .find(|kind| text.starts_with(kind));
    let reason = match reason {
        Some("malformed" | "missing field") => text,
        Some(kind) => format!("{kind} at line {line} column {column}"),
        None if error.is_data() => format!("a value of the wrong form at line {line} column {column}"),
        None => format!("not JSON at line {line} column {column}"),
    };
    let missing = reason.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match (member, missing) {
        // The name of an unknown member is the sender's own word, and may be anything.
        _ if reason.starts_with("unknown field") => Error::malformed(what, reason),
        // What is missing has no place: it is found missing in the object around it.
        ("", Some(name)) => Error::member(what, name, &reason),
        (around, Some(name)) => Error::member(what, &format!("{around}.{name}"), &reason),
        ("", None) => Error::malformed(what, reason),
        (member, None) => Error::member(what, member, reason),
    }
}

/// Walks through a JSON value and refuses an object with a member twice. serde_json ends recursion at 128 levels.
struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = ();

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !seen.insert(name) {
                return Err(serde::de::Error::custom("a member stands twice"));
            }
            members.next_value_seed(Self)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> std::result::Result<(), A::Error> {
        while elements.next_element_seed(Self)?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> std::result::Result<(), E> {
        Ok(())
    }
}
