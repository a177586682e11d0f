//! Writing a CRL. By hand, element by element: ready-made builders name the wrong key or the wrong extension, and a
//! list of a million entries should be one pass.

use der::Encode;

use crate::certificate::encode_extension;
use crate::crl::{CrlContents, RevokedEntry};
use crate::signed::assemble_signed;
use crate::strict_der::{encode, sequence, tag};
use crate::{SignatureAlgorithm, UnixTime, oid};

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
    let version = encode(tag::INTEGER, &[1]);
    let revoked = if contents.entries.is_empty() {
        Vec::new()
    } else {
        let mut entries = Vec::with_capacity(contents.entries.len() * 50);
        for one in &contents.entries {
            entries.extend_from_slice(&entry(one));
        }
        encode(tag::SEQUENCE, &entries)
    };
    sequence(&[
        &version,
        &algorithm.identifier_der(),
        &contents.issuer_der,
        &time(contents.this_update),
        &time(contents.next_update),
        &revoked,
        &encode(0xa0, &sequence(&extensions(contents).iter().map(Vec::as_slice).collect::<Vec<_>>())),
    ])
}

/// The list with its signature; ECDSA as DER.
pub fn assemble(to_be_signed: &[u8], algorithm: SignatureAlgorithm, signature: &[u8]) -> Vec<u8> {
    assemble_signed(to_be_signed, algorithm, signature)
}

fn entry(entry: &RevokedEntry) -> Vec<u8> {
    let serial = encode(tag::INTEGER, &entry.serial);
    // §5.3.1: the reason is not critical, and unspecified is expressed by its absence.
    let reason = entry.reason.map_or_else(Vec::new, |reason| {
        let value = encode(tag::ENUMERATED, &[reason.code()]);
        sequence(&[&encode_extension(oid::CRL_REASON, false, &value)])
    });
    sequence(&[&serial, &time(entry.revoked_at), &reason])
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
    moment.x509_time().to_der().expect("a moment has an encoding")
}
