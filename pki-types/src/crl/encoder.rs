//! Writing a CRL. By hand, element by element: ready-made builders name the wrong key or the wrong extension, and a
//! list of a million entries is one pass into one buffer.

use der::Encode;

use crate::certificate::encode_extension;
use crate::crl::{CrlContents, RevokedEntry};
use crate::strict_der::{begin, encode, sequence, size, tag};
use crate::{SignatureAlgorithm, UnixTime, oid};

/// Room for what stands around the signed bytes: lengths, the longest identifier of ours, and a signature by RSA of 8,192 bits.
const AROUND: usize = 1_200;

/// The bytes that the issuing CA signs.
///
/// ```text
/// TBSCertList ::= SEQUENCE {
///     version              Version,                        -- v2
///     signature            AlgorithmIdentifier,
///     issuer               Name,
///     thisUpdate           Time,
///     nextUpdate           Time,
///     revokedCertificates  SEQUENCE OF SEQUENCE {
///         userCertificate      CertificateSerialNumber,
///         revocationDate       Time,
///         crlEntryExtensions   Extensions OPTIONAL } OPTIONAL,   -- absent when empty (RFC 5280 §5.1.2.6)
///     crlExtensions        [0] EXPLICIT Extensions }
/// ```
pub fn to_be_signed(contents: &CrlContents, algorithm: SignatureAlgorithm) -> Vec<u8> {
    let front = [
        encode(tag::INTEGER, &[1]),
        algorithm.identifier_der(),
        contents.issuer_der.clone(),
        time(contents.this_update),
        time(contents.next_update),
    ]
    .concat();
    let extensions = extensions(contents);
    let behind = encode(0xa0, &sequence(&extensions.iter().map(Vec::as_slice).collect::<Vec<_>>()));
    let entries: usize = contents.entries.iter().map(RevokedEntry::size).sum();
    let revoked = if entries == 0 { 0 } else { size(entries) };
    let length = front.len() + revoked + behind.len();

    let mut out = Vec::with_capacity(length + AROUND);
    begin(&mut out, tag::SEQUENCE, length);
    out.extend_from_slice(&front);
    if entries > 0 {
        begin(&mut out, tag::SEQUENCE, entries);
        for one in &contents.entries {
            one.write(&mut out);
        }
    }
    out.extend_from_slice(&behind);
    out
}

/// The list with its signature, in the buffer of [`to_be_signed`]; ECDSA as DER.
pub fn assemble(to_be_signed: Vec<u8>, algorithm: SignatureAlgorithm, signature: &[u8]) -> Vec<u8> {
    let behind = [algorithm.identifier_der(), encode(tag::BIT_STRING, &[&[0], signature].concat())].concat();
    let mut front = Vec::new();
    begin(&mut front, tag::SEQUENCE, to_be_signed.len() + behind.len());
    let mut list = to_be_signed;
    list.extend_from_slice(&behind);
    list.splice(0..0, front);
    list
}

fn extensions(contents: &CrlContents) -> Vec<Vec<u8>> {
    let key_identifier = sequence(&[&encode(0x80, &contents.authority_key_identifier)]);
    let number = contents.number.to_der().expect("a number has an encoding");
    let mut extensions = vec![
        encode_extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &key_identifier),
        encode_extension(oid::CRL_NUMBER, false, &number),
    ];
    if let Some(url) = &contents.shard_url {
        extensions.push(encode_extension(
            oid::ISSUING_DISTRIBUTION_POINT,
            true,
            &issuing_distribution_point(url),
        ));
    }
    extensions
}

/// ```text
/// IssuingDistributionPoint ::= SEQUENCE {
///     distributionPoint      [0] DistributionPointName OPTIONAL,   -- [0] fullName { [6] url }
///     onlyContainsUserCerts  [1] BOOLEAN DEFAULT FALSE,
///     … }
/// ```
fn issuing_distribution_point(url: &str) -> Vec<u8> {
    let full_name = encode(0xa0, &encode(0xa0, &encode(0x86, url.as_bytes())));
    sequence(&[&full_name, &encode(0x81, &[0xff])])
}

fn time(moment: UnixTime) -> Vec<u8> {
    let mut out = Vec::new();
    moment.write_x509_time(&mut out);
    out
}
