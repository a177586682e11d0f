//! From a document to the bytes that the signer's key is to sign.

use std::borrow::Cow;
use std::ops::Range;

use pki_types::cms::SignedAttributes;
use pki_types::ess::SigningCertificate;
use pki_types::oid;
use pki_types::{Certificate, KeyKind, SignatureAlgorithm, UnixTime};

use super::field::find_field;
use super::form::{add_field, refuse_unsignable};
use super::prepared::Prepared;
use crate::byte_range::ByteRange;
use crate::error::Error;
use crate::pdf::{Dictionary, Document, Object, Update, Updated, text_string, value_span};

/// What is reserved for a signature at least, in octets: a time-stamp comes into it after its place is fixed.
const RESERVED_OCTETS: usize = 16_384;
/// On top of the chain: signature, attributes (2 KiB) and a time-stamp with its own chain (6 KiB).
const BESIDE_CHAIN_OCTETS: usize = 8 * 1024;
/// The handler that every reader of PDF has (ISO 32000-2, table 255).
pub(super) const FILTER: &str = "Adobe.PPKLite";
/// PAdES (EN 319 142-1, 6.3).
pub(super) const SUB_FILTER: &str = "ETSI.CAdES.detached";
/// Longest name, reason or location, in characters.
const TEXT_CHARACTERS: usize = 200;
/// Holds the place of the four numbers; each fits a file of 9,999,999,999 octets.
const BYTE_RANGE_PLACE: &str = "[0 0000000000 0000000000 0000000000]";

/// What a signature says beside the document.
#[derive(Clone, Debug)]
pub struct Preparation<'a> {
    /// The signer's certificate. Its key will sign, and the signature binds it.
    pub certificate: &'a Certificate,
    /// The CAs above it, the issuing one first; they are put into the signature.
    pub chain: &'a [Certificate],
    /// The time of signing as the signer's side claims it (/M, required by EN 319 142-1, 6.3); a time-stamp proves
    /// it later.
    pub signing_time: UnixTime,
    /// The name that viewers show; at most 200 characters, as the next two.
    pub name: Option<&'a str>,
    /// Why it is signed.
    pub reason: Option<&'a str>,
    /// Where it is signed.
    pub location: Option<&'a str>,
    /// The full name of the empty signature field of the document that is to be filled; without one, a new field is made
    /// that shows nothing.
    pub field: Option<&'a str>,
}

/// Prepares `pdf` for a signature: fills a signature field or adds one, in a new version, and computes what must be
/// signed.
///
/// The octets of `pdf` stay as they are; everything is added behind them. A document that is given away is not held twice.
///
/// # Errors
/// [`Error::NotPdf`], [`Error::Damaged`], [`Error::Encrypted`], [`Error::Hybrid`], [`Error::Unsupported`],
/// [`Error::Limit`], [`Error::AlreadySigned`] and [`Error::FormProgram`] refuse the document;
/// [`Error::Certificate`] refuses the certificate, [`Error::Field`] the field that was named.
pub fn prepare<'a>(pdf: impl Into<Cow<'a, [u8]>>, preparation: &Preparation<'_>) -> Result<Prepared, Error> {
    let pdf = pdf.into();
    // 1. The certificate may sign documents, now.
    let algorithm = check_certificate(preparation.certificate, preparation.signing_time)?;
    // 2. The document can be read, and a signature on it would mean what a reader sees.
    let document = Document::read(&pdf)?;
    let view = document.latest();
    refuse_unsignable(&view)?;
    let field = preparation.field.map(|name| find_field(&view, name, preparation, algorithm)).transpose()?;
    // 3. A new version with the field and a signature dictionary that has room for the signature.
    let mut update = Update::new(view);
    let signature_id = update.allocate()?;
    let reference = field.as_ref().map(|field| field.reference(&view)).transpose()?.flatten();
    update.put_written(signature_id, signature_dictionary(preparation, reference)?);
    match field {
        Some(field) => field.fill(&mut update, &view, signature_id)?,
        None => add_field(&mut update, &view, signature_id)?,
    }
    let Updated { appended, offsets } = update.finish()?;
    let mut pdf = pdf.into_owned();
    pdf.reserve_exact(appended.len());
    pdf.extend_from_slice(&appended);
    // 4. Where the room for the signature is.
    let (place, contents) = places(&pdf, offsets.get(&signature_id.number).copied())?;
    let byte_range = ByteRange::around(&contents, pdf.len());
    write_byte_range(&mut pdf, place, &byte_range)?;
    // 5. What is signed: the digest of everything but the room, and the certificate.
    let hash =
        algorithm.hash().ok_or_else(|| Error::Certificate { what: format!("{algorithm} has no digest") })?;
    let digest = hash.digest_parts(&byte_range.signed_octets(&pdf));
    let signing_certificate = SigningCertificate::sha256_of(preparation.certificate);
    let attributes = SignedAttributes::new(oid::DATA, &digest, &signing_certificate, Vec::new())?;
    Ok(Prepared {
        pdf,
        contents,
        certificate: preparation.certificate.clone(),
        chain: preparation.chain.to_vec(),
        algorithm,
        attributes,
    })
}

/// Whether this certificate may sign documents at this time; gives the algorithm of its key.
fn check_certificate(certificate: &Certificate, at: UnixTime) -> Result<SignatureAlgorithm, Error> {
    let refuse = |what: String| Err(Error::Certificate { what });
    if !certificate.valid_at(at) {
        let (from, to) = (certificate.not_before().rfc3339(), certificate.not_after().rfc3339());
        return refuse(format!("it is valid from {from} to {to}, not at {}", at.rfc3339()));
    }
    // nonRepudiation is the bit that says "documents" (EN 319 412-2, 4.3.2); readers insist on it.
    if certificate.is_ca() || !certificate.key_usage().is_some_and(|usage| usage.content_commitment()) {
        return refuse("its key usage is not nonRepudiation".into());
    }
    signature_algorithm(certificate.public_key().kind()).ok_or_else(|| Error::Certificate {
        what: format!("keys of kind {} sign no PDF", certificate.public_key().kind()),
    })
}

/// The hash goes with the strength of the key (TS 119 312).
pub(crate) fn signature_algorithm(kind: KeyKind) -> Option<SignatureAlgorithm> {
    match kind {
        KeyKind::P256 => Some(SignatureAlgorithm::EcdsaSha256),
        KeyKind::P384 => Some(SignatureAlgorithm::EcdsaSha384),
        KeyKind::Rsa => Some(SignatureAlgorithm::RsaPkcs1Sha256),
        _ => None,
    }
}

/// The signature dictionary (ISO 32000-2, table 255; EN 319 142-1, 6.3) with room for its two last values.
fn signature_dictionary(preparation: &Preparation<'_>, reference: Option<Object>) -> Result<Vec<u8>, Error> {
    let mut dictionary = Dictionary::new()
        .with("Type", Object::name("Sig"))
        .with("Filter", Object::name(FILTER))
        .with("SubFilter", Object::name(SUB_FILTER))
        .with("M", Object::String(pdf_date(preparation.signing_time).into_bytes()));
    let texts =
        [("Name", preparation.name), ("Reason", preparation.reason), ("Location", preparation.location)];
    for (key, text) in texts {
        let Some(text) = text else { continue };
        if text.chars().count() > TEXT_CHARACTERS || text.chars().any(char::is_control) {
            let what =
                format!("/{key} is longer than {TEXT_CHARACTERS} characters or has control characters");
            return Err(Error::Preparation { what });
        }
        dictionary.set(key, Object::String(text_string(text)));
    }
    if let Some(reference) = reference {
        dictionary.set("Reference", reference);
    }
    let mut body = Vec::new();
    crate::pdf::write_dictionary(&dictionary, &mut body);
    body.truncate(body.len() - b">>".len());
    let certificates = std::iter::once(preparation.certificate).chain(preparation.chain);
    let certificate_octets: usize = certificates.map(|certificate| certificate.der().len()).sum();
    let reserved = RESERVED_OCTETS.max(certificate_octets + BESIDE_CHAIN_OCTETS);
    body.extend_from_slice(format!("/ByteRange {BYTE_RANGE_PLACE}/Contents <").as_bytes());
    body.resize(body.len() + 2 * reserved, b'0');
    body.extend_from_slice(b">>>");
    Ok(body)
}

/// `D:YYYYMMDDHHmmSS+00'00'` (ISO 32000-2, 7.9.4).
fn pdf_date(time: UnixTime) -> String {
    let digits: String = time.rfc3339().chars().filter(char::is_ascii_digit).take(14).collect();
    format!("D:{digits}+00'00'")
}

/// Where /ByteRange and /Contents of the new signature stand, whose object begins at `start`.
fn places(pdf: &[u8], start: Option<usize>) -> Result<(Range<usize>, Range<usize>), Error> {
    let missing = || Error::Preparation { what: "the new signature cannot be read back".into() };
    let start = start.ok_or_else(missing)?;
    let place = value_span(pdf, start, "ByteRange")?.ok_or_else(missing)?;
    let contents = value_span(pdf, start, "Contents")?.ok_or_else(missing)?;
    Ok((place, contents))
}

fn write_byte_range(pdf: &mut [u8], place: Range<usize>, byte_range: &ByteRange) -> Result<(), Error> {
    let [a, b, c, d] = byte_range.numbers();
    let text = format!("[{a} {b} {c} {d}");
    let width = BYTE_RANGE_PLACE.len() - 1;
    let text = format!("{text:width$}]");
    match pdf.get_mut(place) {
        Some(octets) if octets.len() == text.len() => octets.copy_from_slice(text.as_bytes()),
        _ => return Err(Error::Limit { what: "octets", limit: crate::limits::FILE_OCTETS }),
    }
    Ok(())
}
