//! Identifiers in paths: lower-case hexadecimal of a fixed length.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use words::problem;

use crate::problem::Problem;

/// The one identifier in a route, `N` octets written as 2·`N` lower-case hexadecimal digits.
///
/// Only lower case is taken, so that one resource has one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HexIdentifier<const N: usize>(
    /// The octets.
    pub [u8; N],
);

impl<S: Send + Sync, const N: usize> FromRequestParts<S> for HexIdentifier<N> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_rejection| Problem::new(problem::NOT_FOUND, "the identifier is not valid UTF-8"))?;
        octets(&text).map(HexIdentifier).ok_or_else(|| {
            let wrong = format!("the identifier in the path is not {} lower-case hexadecimal digits", 2 * N);
            Problem::new(problem::NOT_FOUND, wrong)
        })
    }
}

fn octets<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut octets = [0; N];
    for (octet, [high, low]) in octets.iter_mut().zip(pairs) {
        *octet = nibble(*high)? * 16 + nibble(*low)?;
    }
    Some(octets)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
