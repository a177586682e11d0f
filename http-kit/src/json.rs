//! JSON bodies that can be read in one way only.
//!
//! JSON leaves open what a repeated member means (RFC 8259 §4), and two readers that choose differently can be
//! played against each other; so repeated members are refused wherever they stand, and so is deep nesting.

use std::collections::BTreeSet;
use std::fmt;

use axum::extract::{FromRequest, Request};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use words::problem;

use crate::body::{read_body, require_media_type};
use crate::problem::Problem;

/// How deep objects and arrays may be nested.
pub const MAX_DEPTH: usize = 16;

/// The largest JSON body in octets; larger messages are JOSE.
pub const MAX_OCTETS: usize = 16 * 1024;

/// A JSON body as `T`, which should carry `#[serde(deny_unknown_fields)]`.
///
/// Answers `media-type` (415), `body-too-large` (413), `body-timeout` (408), `malformed-json` (400) when it is
/// not JSON, repeats a member or nests too deep, and `invalid-member` (422, with `field`) when it does not fit.
#[derive(Debug, Clone, Copy)]
pub struct StrictJson<T>(
    /// What the body says.
    pub T,
);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for StrictJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        require_media_type(request.headers(), "application/json")?;
        let body = read_body(request, MAX_OCTETS).await?;
        parse(&body).map(StrictJson)
    }
}

/// Reads `body` as `T`; the rules are those of [`StrictJson`].
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut scan = serde_json::Deserializer::from_slice(body);
    OneReading { depth_left: MAX_DEPTH }.deserialize(&mut scan).map_err(malformed)?;
    scan.end().map_err(malformed)?;

    let mut values = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut values).map_err(|error| {
        let (path, fault) = (error.path().to_string(), error.inner().to_string());
        let wrong = if path == "." { fault.clone() } else { format!("{path}: {fault}") };
        Problem::new(problem::INVALID_MEMBER, wrong).at(field(&path, &fault).as_deref())
    })
}

/// The member at fault. What is missing, or there twice, has no place of its own: that is found out in the object around it,
/// which for the whole is `.`.
pub(crate) fn field(path: &str, fault: &str) -> Option<String> {
    let named =
        ["missing field `", "duplicate field `"].into_iter().find_map(|kind| fault.strip_prefix(kind));
    match (path, named.and_then(|rest| rest.split('`').next())) {
        (".", None) => None,
        (".", Some(name)) => Some(name.to_owned()),
        (around, Some(name)) => Some(format!("{around}.{name}")),
        (place, None) => Some(place.to_owned()),
    }
}

fn malformed(error: serde_json::Error) -> Problem {
    Problem::new(problem::MALFORMED_JSON, error.to_string())
}

/// Walks any JSON value and refuses repeated members and deep nesting; keeps nothing.
#[derive(Clone, Copy)]
struct OneReading {
    depth_left: usize,
}

impl OneReading {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        match self.depth_left.checked_sub(1) {
            Some(depth_left) => Ok(OneReading { depth_left }),
            None => Err(E::custom(format_args!("nested deeper than {MAX_DEPTH} levels"))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for OneReading {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OneReading {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, _value: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _value: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _value: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _value: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _value: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while items.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut seen = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            members.next_value_seed(inner)?;
            if let Some(repeated) = seen.replace(name) {
                return Err(de::Error::custom(format_args!("member `{repeated}` occurs twice")));
            }
        }
        Ok(())
    }
}
