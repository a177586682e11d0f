//! Format checking (EN 319 102-1, 5.2.2) of a signature in a PDF: is what it covers a whole saved version, and is the
//! signature itself the only thing left out?

use std::ops::Range;

use pki_types::UnixTime;

use super::contents::without_padding;
use super::indication::{Finding, SubIndication};
use crate::byte_range::ByteRange;
use crate::error::Error;
use crate::limits;
use crate::pdf::{Document, Object, SignatureObject, View, is_white_space, signature_fields, value_span};

/// White space that may follow the signed octets at the end of the file.
const TAIL_OCTETS: usize = 4;

/// The kinds of signature that are understood (ISO 32000-2, table 260).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SubFilter {
    /// ETSI.CAdES.detached: PAdES.
    Cades,
    /// adbe.pkcs7.detached: CMS as older documents have it.
    Pkcs7,
    /// ETSI.RFC3161: a time-stamp over the document.
    TimeStamp,
}

/// A signature whose place in the file is sound.
pub(super) struct Formed<'f> {
    pub(super) sub_filter: SubFilter,
    /// What is digested.
    pub(super) signed_octets: [&'f [u8]; 2],
    /// The CMS or time-stamp, without its padding.
    pub(super) value: Vec<u8>,
    pub(super) has_claimed_time: bool,
}

fn failure(explanation: impl Into<String>) -> Finding {
    Finding::new(SubIndication::FormatFailure, explanation)
}

/// What is not verified here, which is no word against the document.
fn open(explanation: impl Into<String>) -> Finding {
    Finding::new(SubIndication::SigConstraintsFailure, explanation)
}

/// Checks the signature dictionary against the file; an outer error means that the file cannot be read.
pub(super) fn check_format<'f>(
    document: &Document<'f>,
    signature: &SignatureObject,
) -> Result<Result<Formed<'f>, Finding>, Error> {
    let bytes = document.bytes();
    // 1. An object of its own, held by a field, unchanged in the last version.
    if !signature.is_indirect {
        return Ok(Err(open(
            "the signature is not an object of its own in the file, and cannot be checked here",
        )));
    }
    if let Err(finding) = check_place(document, signature)? {
        return Ok(Err(finding));
    }
    // 2. The ByteRange leaves out exactly the hexadecimal string of /Contents.
    let byte_range = match ByteRange::of(&signature.dictionary, bytes.len()) {
        Ok(byte_range) => byte_range,
        Err(problem) => return Ok(Err(failure(problem))),
    };
    let contents = value_span(bytes, signature.span.start, "Contents")?;
    if contents.as_ref() != Some(&byte_range.hole()) || !is_hexadecimal_string(bytes, &byte_range.hole()) {
        return Ok(Err(failure("its ByteRange leaves out something else than its own value")));
    }
    // 3. It covers its version to the end.
    if let Err(finding) = check_end(document, signature.revision, byte_range.second.end) {
        return Ok(Err(finding));
    }
    // 4. The value is there.
    let entry = |key: &str| signature.dictionary.entry(key);
    let sub_filter = match entry("SubFilter").and_then(Object::as_name) {
        Some(b"ETSI.CAdES.detached") => SubFilter::Cades,
        Some(b"adbe.pkcs7.detached") => SubFilter::Pkcs7,
        Some(b"ETSI.RFC3161") => SubFilter::TimeStamp,
        other => {
            let name = String::from_utf8_lossy(other.unwrap_or_default());
            return Ok(Err(open(format!("it is of a kind that is not verified here (/SubFilter /{name})"))));
        }
    };
    let Some(value) = entry("Contents").and_then(Object::as_string).and_then(without_padding) else {
        return Ok(Err(failure("its /Contents is not one structure padded with zeros")));
    };
    Ok(Ok(Formed {
        sub_filter,
        signed_octets: byte_range.signed_octets(bytes),
        value,
        has_claimed_time: entry("M").is_some(),
    }))
}

/// Whether a form field holds the signature, when it was made and now, and no later version replaced it.
fn check_place(document: &Document<'_>, signature: &SignatureObject) -> Result<Result<(), Finding>, Error> {
    let holds = |view: View<'_, '_>| -> Result<bool, Error> {
        let unchanged = view.locate(signature.id.number)?.is_some_and(|now| now.span == signature.span);
        let fields = signature_fields(&view)?;
        Ok(unchanged && fields.iter().any(|field| field.value == Some(signature.id)))
    };
    if !holds(document.view(signature.revision))? {
        return Ok(Err(failure("no field of the document's form holds the signature")));
    }
    if !holds(document.latest())? {
        return Ok(Err(failure("the signature was removed or replaced in a later version")));
    }
    Ok(Ok(()))
}

/// `<`, an even number of hexadecimal digits, `>`; not even white space.
fn is_hexadecimal_string(bytes: &[u8], span: &Range<usize>) -> bool {
    match bytes.get(span.clone()) {
        Some([b'<', digits @ .., b'>']) => {
            digits.len() % 2 == 0
                && digits.len() / 2 <= limits::CONTENTS_OCTETS
                && digits.iter().all(u8::is_ascii_hexdigit)
        }
        _ => false,
    }
}

/// The signed octets end behind the `%%EOF` of the version: at once, or after the end of that line.
fn check_end(document: &Document<'_>, revision: usize, end: usize) -> Result<(), Finding> {
    let span_end = document.revisions().get(revision).map(|revision| revision.span.end).unwrap_or_default();
    let behind = document.bytes().get(span_end..).unwrap_or_default();
    let line_end = match behind {
        [b'\r', b'\n', ..] => span_end + 2,
        [b'\r' | b'\n', ..] => span_end + 1,
        _ => span_end,
    };
    let is_last = revision + 1 == document.revisions().len();
    // Some programs end the file with an empty line.
    let rest = document.bytes().get(end..).unwrap_or_default();
    let is_blank = rest.len() <= TAIL_OCTETS && rest.iter().all(|octet| is_white_space(*octet));
    if is_last && end >= span_end && is_blank {
        return Ok(());
    }
    if is_last {
        let octets = document.bytes().len().saturating_sub(end);
        return Err(failure(format!(
            "the last {octets} octets of the file are not covered by the signature"
        )));
    }
    if !is_last && end != span_end && end != line_end {
        return Err(failure(format!("it ends at octet {end}, its version of the document at {span_end}")));
    }
    Ok(())
}

/// /M, the time that the signer's side claims: `D:YYYYMMDDHHmmSSOHH'mm'` from the year on, ever less of it
/// (ISO 32000-2, 7.9.4).
pub(super) fn claimed_time(signature: &SignatureObject) -> Option<UnixTime> {
    let text = signature.dictionary.entry("M").and_then(Object::as_string)?;
    let text = std::str::from_utf8(text).ok()?.trim_start_matches("D:");
    let part = |from: usize, to: usize, default: &'static str| match text.get(from..to) {
        Some(digits) if digits.bytes().all(|octet| octet.is_ascii_digit()) => Some(digits),
        Some(_) => None,
        None => Some(default),
    };
    let (year, month, day) = (text.get(..4)?, part(4, 6, "01")?, part(6, 8, "01")?);
    let (hour, minute, second) = (part(8, 10, "00")?, part(10, 12, "00")?, part(12, 14, "00")?);
    let offset = match text.get(14..).unwrap_or_default() {
        "" | "Z" => "Z".into(),
        zone if zone.starts_with('Z') => "Z".into(),
        zone => format!("{}:{}", zone.get(..3)?, zone.get(4..6).unwrap_or("00")),
    };
    UnixTime::parse_rfc3339(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}{offset}")).ok()
}
