//! The shape that certificates, certification requests, CRLs and OCSP answers share: bytes to be signed, an
//! algorithm, a signature.

use crate::signature::SignatureScheme;
use crate::strict_der::{encode, sequence, tag};
use crate::{Error, Result, SignatureAlgorithm, strict_der};

/// Puts a signature beside the bytes that it covers.
///
/// ```text
/// SIGNED{ToBeSigned} ::= SEQUENCE {
///     toBeSigned          ToBeSigned,
///     algorithmIdentifier AlgorithmIdentifier,
///     signature           BIT STRING }            (RFC 5912 §6)
/// ```
///
/// `to_be_signed` is one DER element and goes in unchanged; an ECDSA `signature` is DER.
pub fn assemble_signed(to_be_signed: &[u8], algorithm: SignatureAlgorithm, signature: &[u8]) -> Vec<u8> {
    let signature = encode(tag::BIT_STRING, &[&[0], signature].concat());
    sequence(&[to_be_signed, &algorithm.identifier_der(), &signature])
}

/// The three parts of a signed object, borrowed from its bytes.
#[derive(Debug, Clone)]
pub(crate) struct SignedParts<'a> {
    pub(crate) to_be_signed: &'a [u8],
    pub(crate) algorithm_der: &'a [u8],
    /// How it is signed, if that is a scheme that can be verified: what others made is read all the same.
    pub(crate) scheme: Result<SignatureScheme>,
    pub(crate) signature: &'a [u8],
}

/// Takes a signed object apart; `der` has passed [`strict_der::check`].
pub(crate) fn take_apart<'a>(what: &'static str, der: &'a [u8]) -> Result<SignedParts<'a>> {
    let (outer, _) = strict_der::split(what, der)?;
    let parts = strict_der::elements(what, outer.expect(what, tag::SEQUENCE)?)?;
    let [to_be_signed, algorithm, signature] = parts[..] else {
        return Err(Error::malformed(what, format_args!("{} parts, expected 3", parts.len())));
    };
    to_be_signed.expect(what, tag::SEQUENCE)?;
    let signature = match signature.expect(what, tag::BIT_STRING)? {
        [0, signature @ ..] => signature,
        _ => return Err(Error::malformed(what, "the signature is not a whole number of octets")),
    };
    Ok(SignedParts {
        to_be_signed: to_be_signed.bytes,
        algorithm_der: algorithm.bytes,
        scheme: recognised(SignatureScheme::from_identifier_der(algorithm.bytes))?,
        signature,
    })
}

/// A scheme that nothing is verified with is no reason not to read the rest; what is no identifier is.
fn recognised(scheme: Result<SignatureScheme>) -> Result<Result<SignatureScheme>> {
    match scheme {
        Err(problem @ Error::Malformed { .. }) => Err(problem),
        scheme => Ok(scheme),
    }
}
