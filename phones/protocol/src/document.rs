//! The documents of one request: what each asks to sign, how the statement says it, and where a person may read it.

use pki_types::{Sha256Digest, sha256};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Error;
use crate::address;
use crate::content::Content;
use crate::display::NameLine;
use crate::request::{RequestDigest, ToBeSigned};

/// How many documents one request may have: one PIN signs them all, and a person can look through so many.
pub const MAXIMUM_DOCUMENTS: usize = 50;
/// The longest document that a phone fetches, in octets.
pub const LONGEST_DOCUMENT: u32 = 32 * 1024 * 1024;

/// One document of a request: `to_be_signed` or `digest`, one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestDocument {
    /// The exact bytes (CMS signed attributes as DER SET OF, or a text in UTF-8), in base64 …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to_be_signed: Option<ToBeSigned>,
    /// … or a digest, which the phone shows as known only to the sender, unless the document has a location.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub digest: Option<RequestDigest>,
    /// What the document is called, at most 120 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document_name: Option<NameLine>,
    /// SHA-256 of the document, which `to_be_signed` binds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document_sha256: Option<Sha256Digest>,
    /// Where the person's phone may read it; not for a text, which is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub location: Option<Location>,
    /// Whether it must have been opened before it is signed: a text, or a document with a location.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_open: bool,
}

/// Where a document lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// `https`, at the relying party's registered domain or below it; at most 512 octets.
    #[schema(max_length = 512, example = "https://documents.registry.example/leases/7f3a.pdf")]
    pub url: String,
    /// Its length in octets, at most 32 MiB.
    #[schema(minimum = 1, maximum = 33_554_432)]
    pub size: u32,
}

impl Location {
    /// A length that is accepted, and an address with one reading.
    fn check(&self) -> Result<(), Error> {
        if !(1..=LONGEST_DOCUMENT).contains(&self.size) {
            return Err(Error::Field { field: "size", rule: "must be 1 to 33,554,432 octets" });
        }
        address::check("url", &self.url)
    }

    /// Is it on the phone's own machine? So it is where a country is tried out; a phone reads it only if its service is there too.
    #[must_use]
    pub fn is_local(&self) -> bool {
        address::is_local(&self.url)
    }

    /// Does it lie at this domain, or below it?
    ///
    /// # Errors
    /// It does not: whoever may ask for a signature must not send a phone to somebody else.
    pub fn check_domain(&self, domain: &str) -> Result<(), Error> {
        address::check_domain("url", &self.url, domain)
    }
}

impl RequestDocument {
    /// Do its members fit what it asks to sign?
    pub(crate) fn check(&self, content: &Content) -> Result<(), Error> {
        let is_text = matches!(content, Content::Text { .. });
        if let Some(location) = &self.location {
            location.check()?;
            if is_text {
                return Err(Error::Field { field: "location", rule: "has no place with a text" });
            }
        }
        if self.must_open && !self.can_be_opened(is_text) {
            return Err(Error::Field { field: "must_open", rule: "needs a text, or a location" });
        }
        Ok(())
    }

    /// Is there something that a person can read?
    fn can_be_opened(&self, is_text: bool) -> bool {
        is_text || self.location.is_some()
    }

    /// How a statement says it. `all_opened` is a country's wish that whatever can be read is opened.
    pub(crate) fn stated(&self, content: &Content, all_opened: bool) -> StatedDocument {
        let is_text = matches!(content, Content::Text { .. });
        let (kind, sha256) = match content {
            Content::Digest { sha256 } => (StatedAs::Digest, *sha256),
            Content::Document { sha256 } | Content::Text { sha256, .. } => (StatedAs::ToBeSigned, *sha256),
            Content::Challenge { .. } | Content::HeardDigest { .. } | Content::Deed { .. } => {
                unreachable!("a document is read as one")
            }
        };
        StatedDocument {
            kind,
            sha256,
            document_name: self.document_name.clone(),
            document_sha256: self.document_sha256,
            must_open: self.must_open || (all_opened && self.can_be_opened(is_text)),
        }
    }
}

/// How the bytes of a document came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatedAs {
    /// As the bytes, which are in the request.
    ToBeSigned,
    /// As a digest, whose bytes only the sender knows.
    Digest,
}

/// One document of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatedDocument {
    /// How its bytes came.
    #[serde(rename = "type")]
    pub kind: StatedAs,
    /// SHA-256 of the bytes, or the digest: what ES256 signs.
    pub sha256: Sha256Digest,
    /// What the document is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document_name: Option<NameLine>,
    /// SHA-256 of the document: bound by the bytes; with a digest nothing but the sender's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document_sha256: Option<Sha256Digest>,
    /// Whether it must have been opened before it is signed: the request wants it, or the country.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_open: bool,
}

/// Is this file, fetched from its location, exactly what is signed? `bound` is the digest that the bytes to be signed bind:
/// that of the file; or, of a PDF that is prepared for its signature, that of its byte range (ISO 32000-2 §12.8.1).
///
/// # Errors
/// Another length, or another file.
pub fn check_file(file: &[u8], location: &Location, bound: &Sha256Digest) -> Result<(), Error> {
    let size = usize::try_from(location.size).unwrap_or(usize::MAX);
    crate::error::equal("the length of the document", &file.len(), &size)?;
    let found = sha256(file);
    if found == *bound || byte_range_sha256(file) == Some(*bound) {
        return Ok(());
    }
    Err(Error::mismatch("the document", found, bound))
}

/// The digest of what the last signature of a prepared PDF covers: everything but its own place, in which nothing may stand
/// yet, so that no octet is shown that is not signed.
fn byte_range_sha256(file: &[u8]) -> Option<Sha256Digest> {
    const NAME: &[u8] = b"/ByteRange";
    if !file.starts_with(b"%PDF-") {
        return None;
    }
    let at = file.windows(NAME.len()).rposition(|window| window == NAME)? + NAME.len();
    let written =
        std::str::from_utf8(file[at..file.len().min(at + 100)].split(|octet| *octet == b']').next()?).ok()?;
    let numbers = written.trim_start().strip_prefix('[')?.split_ascii_whitespace();
    let numbers: Vec<usize> = numbers.map(str::parse).collect::<Result<_, _>>().ok()?;
    let [0, end, begin, rest] = numbers[..] else { return None };
    if begin.checked_add(rest)? != file.len() {
        return None;
    }
    let place = file.get(end..begin)?.strip_prefix(b"<")?.strip_suffix(b">")?;
    if place.iter().any(|digit| *digit != b'0') {
        return None;
    }
    Some(sha256(&[&file[..end], &file[begin..]].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Location {
        Location { url: url.to_owned(), size: 7 }
    }

    #[test]
    fn an_address_has_one_reading_and_lies_at_its_relying_party() {
        for good in ["https://registry.example/a.pdf", "https://d.registry.example:8443/x?y=1&z=%20"] {
            at(good).check().unwrap();
            at(good).check_domain("registry.example").unwrap();
        }
        for other in
            ["https://registry.example.evil/a", "https://evilregistry.example/a", "https://example/a"]
        {
            at(other).check().unwrap();
            assert!(at(other).check_domain("registry.example").is_err(), "{other}");
        }
        for wrong in [
            "http://registry.example/a",
            "https://user@registry.example/a",
            "https://registry.example@evil/a",
            "https://registry.example\\@evil/a",
            "https://registry.example/a#b",
            "https://registry.example",
            "https://Registry.example/a",
            "https://registry.example:/a",
            "https://registry..example/a",
            "https://[::1]/a",
            "ftp://localhost/a",
            "https://registry.example/ä",
            "https://registry.example/a\\b",
            "javascript://registry.example/a",
        ] {
            assert!(at(wrong).check().is_err(), "{wrong}");
        }
        assert!(at("http://localhost:7609/a").is_local());
        assert!(at(&format!("https://a/{}", "b".repeat(600))).check().is_err());
        assert!(Location { size: LONGEST_DOCUMENT + 1, ..at("https://a/b") }.check().is_err());
        assert!(Location { size: 0, ..at("https://a/b") }.check().is_err());
    }

    /// A prepared PDF of this size, with this in the place of its signature.
    fn prepared(place: &str) -> Vec<u8> {
        let (head, tail) = ("%PDF-1.7 /Contents ", "\n%%EOF\n");
        let range =
            |end: usize, begin: usize, rest: usize| format!(" /ByteRange [0 {end:4} {begin:4} {rest:4}]");
        let rest = range(0, 0, 0).len() + tail.len();
        let (end, begin) = (head.len(), head.len() + place.len());
        format!("{head}{place}{}{tail}", range(end, begin, rest)).into_bytes()
    }

    #[test]
    fn a_file_is_what_is_signed_or_it_is_refused() {
        let location = |file: &[u8]| Location {
            url: "https://a/b".to_owned(),
            size: u32::try_from(file.len()).unwrap(),
        };
        let plain = b"a lease".to_vec();
        check_file(&plain, &location(&plain), &sha256(&plain)).unwrap();
        assert!(check_file(&plain, &location(b"a"), &sha256(&plain)).is_err());
        assert!(check_file(b"a leash", &location(&plain), &sha256(&plain)).is_err());

        let pdf = prepared("<000000>");
        let covered = |pdf: &[u8]| sha256(&[&pdf[..19], &pdf[27..]].concat());
        check_file(&pdf, &location(&pdf), &covered(&pdf)).unwrap();
        // What is not covered would be shown, and not be signed.
        for place in ["<00000a>", "0000000>", "<0>0<00>", "<00 000>"] {
            let pdf = prepared(place);
            assert!(check_file(&pdf, &location(&pdf), &covered(&pdf)).is_err(), "{place}");
        }
        let longer = [pdf.as_slice(), b" "].concat();
        assert!(check_file(&longer, &location(&longer), &covered(&pdf)).is_err());
    }
}
