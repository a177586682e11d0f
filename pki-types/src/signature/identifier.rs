//! AlgorithmIdentifiers of signatures, written and recognised.

use der::asn1::{Any, AnyRef};
use rsa::pkcs1::{RsaPssParams, TrailerField};
use spki::{AlgorithmIdentifier, AlgorithmIdentifierOwned, AlgorithmIdentifierRef, ObjectIdentifier};

use crate::{Error, HashAlgorithm, Result, SignatureAlgorithm, oid};

/// The identifier of `algorithm`.
pub(crate) fn of(algorithm: SignatureAlgorithm) -> AlgorithmIdentifierOwned {
    let parameters = match algorithm {
        SignatureAlgorithm::EcdsaSha256
        | SignatureAlgorithm::EcdsaSha384
        | SignatureAlgorithm::EcdsaSha512
        | SignatureAlgorithm::Ed25519 => None,
        SignatureAlgorithm::RsaPkcs1Sha256
        | SignatureAlgorithm::RsaPkcs1Sha384
        | SignatureAlgorithm::RsaPkcs1Sha512 => Some(Any::null()),
        SignatureAlgorithm::RsaPssSha256
        | SignatureAlgorithm::RsaPssSha384
        | SignatureAlgorithm::RsaPssSha512 => {
            Some(pss_parameters(algorithm.hash().expect("PSS has a hash algorithm")))
        }
    };
    AlgorithmIdentifierOwned { oid: identifier_oid(algorithm), parameters }
}

/// The algorithm that has this identifier.
pub(crate) fn find(identifier: &AlgorithmIdentifierOwned) -> Result<SignatureAlgorithm> {
    let found =
        SignatureAlgorithm::ALL.into_iter().filter(|algorithm| identifier_oid(*algorithm) == identifier.oid);
    let mut known = false;
    for algorithm in found {
        known = true;
        if has_parameters_of(identifier, algorithm) {
            return Ok(algorithm);
        }
    }
    let detail = if known { " with other parameters" } else { "" };
    Err(Error::unsupported("signature algorithm", format_args!("{}{detail}", identifier.oid)))
}

/// Whether the parameters are those of `algorithm`. In PSS the hashes may stand with NULL or without parameters:
/// RFC 4055 §2.1 wants both accepted.
fn has_parameters_of(identifier: &AlgorithmIdentifierOwned, algorithm: SignatureAlgorithm) -> bool {
    if identifier.oid != oid::RSASSA_PSS {
        return identifier.parameters == of(algorithm).parameters;
    }
    let (Some(parameters), Some(hash)) = (&identifier.parameters, algorithm.hash()) else { return false };
    let Ok(parameters) = parameters.decode_as::<RsaPssParams<Any>>() else { return false };
    let is_hash = |identifier: &AlgorithmIdentifierOwned| {
        identifier.oid == hash.oid() && identifier.parameters.as_ref().is_none_or(Any::is_null)
    };
    is_hash(&parameters.hash)
        && parameters.mask_gen.oid == oid::MGF1
        && parameters.mask_gen.parameters.as_ref().is_some_and(is_hash)
        && usize::from(parameters.salt_len) == hash.length()
}

fn pss_parameters(hash: HashAlgorithm) -> Any {
    let hash_identifier = AlgorithmIdentifierRef { oid: hash.oid(), parameters: Some(AnyRef::NULL) };
    let parameters = RsaPssParams {
        hash: hash_identifier,
        mask_gen: AlgorithmIdentifier { oid: oid::MGF1, parameters: Some(hash_identifier) },
        salt_len: u8::try_from(hash.length()).expect("a digest has at most 64 octets"),
        trailer_field: TrailerField::BC,
    };
    Any::encode_from(&parameters).expect("PSS parameters have an encoding")
}

const fn identifier_oid(algorithm: SignatureAlgorithm) -> ObjectIdentifier {
    match algorithm {
        SignatureAlgorithm::EcdsaSha256 => oid::ECDSA_WITH_SHA256,
        SignatureAlgorithm::EcdsaSha384 => oid::ECDSA_WITH_SHA384,
        SignatureAlgorithm::EcdsaSha512 => oid::ECDSA_WITH_SHA512,
        SignatureAlgorithm::RsaPkcs1Sha256 => oid::SHA256_WITH_RSA,
        SignatureAlgorithm::RsaPkcs1Sha384 => oid::SHA384_WITH_RSA,
        SignatureAlgorithm::RsaPkcs1Sha512 => oid::SHA512_WITH_RSA,
        SignatureAlgorithm::RsaPssSha256
        | SignatureAlgorithm::RsaPssSha384
        | SignatureAlgorithm::RsaPssSha512 => oid::RSASSA_PSS,
        SignatureAlgorithm::Ed25519 => oid::ED25519,
    }
}
