//! How others sign: every scheme that can be verified here, by its identifier.
//!
//! [`SignatureAlgorithm`] is the closed list of what Great Seal makes. Documents, certificates and evidence of others use
//! more; they are read whole, and what no kept library verifies is named.

use const_oid::ObjectIdentifier;
use der::asn1::{Any, AnyRef};
use der::{Decode, Sequence};
use spki::AlgorithmIdentifierOwned;

use crate::{Error, HashAlgorithm, Result, SignatureAlgorithm, oid};

/// A way to sign, as an AlgorithmIdentifier names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureScheme {
    /// ECDSA over this digest, on any curve.
    Ecdsa(HashAlgorithm),
    /// RSASSA-PKCS1-v1_5 over this digest.
    RsaPkcs1(HashAlgorithm),
    /// RSASSA-PSS.
    RsaPss {
        /// What the message is hashed with.
        hash: HashAlgorithm,
        /// What the mask is made with (MGF1).
        mask: HashAlgorithm,
        /// Octets of the salt.
        salt: usize,
    },
    /// Ed25519.
    Ed25519,
}

/// What each identifier without parameters of its own means. The hashes that are broken are here too, so that they can be
/// named; [`SignatureScheme::require_reliable`] keeps them out.
const IDENTIFIERS: [(ObjectIdentifier, SignatureScheme); 20] = {
    use HashAlgorithm as H;
    use SignatureScheme::{Ecdsa, Ed25519, RsaPkcs1};
    [
        (oid::ECDSA_WITH_SHA1, Ecdsa(H::Sha1)),
        (oid::ECDSA_WITH_SHA224, Ecdsa(H::Sha224)),
        (oid::ECDSA_WITH_SHA256, Ecdsa(H::Sha256)),
        (oid::ECDSA_WITH_SHA384, Ecdsa(H::Sha384)),
        (oid::ECDSA_WITH_SHA512, Ecdsa(H::Sha512)),
        (oid::ECDSA_WITH_SHA3_224, Ecdsa(H::Sha3Of224)),
        (oid::ECDSA_WITH_SHA3_256, Ecdsa(H::Sha3Of256)),
        (oid::ECDSA_WITH_SHA3_384, Ecdsa(H::Sha3Of384)),
        (oid::ECDSA_WITH_SHA3_512, Ecdsa(H::Sha3Of512)),
        (oid::SHA1_WITH_RSA, RsaPkcs1(H::Sha1)),
        (oid::SHA224_WITH_RSA, RsaPkcs1(H::Sha224)),
        (oid::SHA256_WITH_RSA, RsaPkcs1(H::Sha256)),
        (oid::SHA384_WITH_RSA, RsaPkcs1(H::Sha384)),
        (oid::SHA512_WITH_RSA, RsaPkcs1(H::Sha512)),
        (oid::SHA512_256_WITH_RSA, RsaPkcs1(H::Sha512Of256)),
        (oid::SHA3_224_WITH_RSA, RsaPkcs1(H::Sha3Of224)),
        (oid::SHA3_256_WITH_RSA, RsaPkcs1(H::Sha3Of256)),
        (oid::SHA3_384_WITH_RSA, RsaPkcs1(H::Sha3Of384)),
        (oid::SHA3_512_WITH_RSA, RsaPkcs1(H::Sha3Of512)),
        (oid::ED25519, Ed25519),
    ]
};

/// ```text
/// RSASSA-PSS-params ::= SEQUENCE {
///     hashAlgorithm     [0] HashAlgorithm    DEFAULT sha1Identifier,
///     maskGenAlgorithm  [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
///     saltLength        [2] INTEGER          DEFAULT 20,
///     trailerField      [3] INTEGER          DEFAULT 1 }       (RFC 4055 §3.1)
/// ```
#[derive(Sequence)]
struct PssParameters {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    hash: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    mask: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    salt: Option<u16>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    trailer: Option<u8>,
}

const WHAT: &str = "signature algorithm";

impl SignatureScheme {
    /// The scheme with this identifier. Parameters that must be NULL or absent may be either: software writes both.
    ///
    /// # Errors
    /// [`Error::NotVerifiable`], with its name, for any other.
    pub fn from_identifier(identifier: &AlgorithmIdentifierOwned) -> Result<Self> {
        let parameters = identifier.parameters.as_ref();
        if identifier.oid == oid::RSASSA_PSS {
            // RFC 4055 §3.1: parameters are required here; without them every default is SHA-1's.
            return match parameters {
                Some(parameters) => Self::from_pss_parameters(AnyRef::from(parameters)),
                None => Ok(Self::RsaPss { hash: HashAlgorithm::Sha1, mask: HashAlgorithm::Sha1, salt: 20 }),
            };
        }
        let found = IDENTIFIERS.iter().find(|(known, _)| *known == identifier.oid);
        let name = || oid::name(&identifier.oid);
        let (_, scheme) = found.ok_or_else(|| Error::not_verifiable(WHAT, name()))?;
        if !parameters.is_none_or(Any::is_null) {
            return Err(Error::not_verifiable(WHAT, format_args!("{} with parameters", name())));
        }
        Ok(*scheme)
    }

    /// As [`from_identifier`](Self::from_identifier), from DER.
    ///
    /// # Errors
    /// [`Error::Malformed`] too.
    pub(crate) fn from_identifier_der(der: &[u8]) -> Result<Self> {
        let identifier = AlgorithmIdentifierOwned::from_der(der)
            .map_err(|error| Error::malformed("algorithm identifier", error))?;
        Self::from_identifier(&identifier)
    }

    /// RSASSA-PSS with these parameters.
    pub(crate) fn from_pss_parameters(parameters: AnyRef<'_>) -> Result<Self> {
        let odd = |what: &dyn std::fmt::Display| {
            Error::not_verifiable(WHAT, format_args!("id-RSASSA-PSS with {what}"))
        };
        let parameters: PssParameters =
            parameters.decode_as().map_err(|_| odd(&"parameters that cannot be read"))?;
        let hash_of = |identifier: &AlgorithmIdentifierOwned| HashAlgorithm::from_oid(identifier.oid);
        let mask = match &parameters.mask {
            None => HashAlgorithm::Sha1,
            Some(mask) if mask.oid == oid::MGF1 => {
                let inner = mask.parameters.as_ref().map(Any::decode_as::<AlgorithmIdentifierOwned>);
                match inner {
                    Some(Ok(inner)) => hash_of(&inner)?,
                    _ => return Err(odd(&"an MGF1 without a hash algorithm")),
                }
            }
            Some(mask) => return Err(odd(&format_args!("the mask {}", oid::name(&mask.oid)))),
        };
        if let Some(trailer) = parameters.trailer.filter(|trailer| *trailer != 1) {
            return Err(odd(&format_args!("trailer field {trailer}")));
        }
        Ok(Self::RsaPss {
            hash: parameters.hash.as_ref().map_or(Ok(HashAlgorithm::Sha1), hash_of)?,
            mask,
            salt: parameters.salt.unwrap_or(20).into(),
        })
    }

    /// The hash that the message goes through first; none for Ed25519, which hashes inside.
    pub const fn hash(self) -> Option<HashAlgorithm> {
        match self {
            Self::Ecdsa(hash) | Self::RsaPkcs1(hash) | Self::RsaPss { hash, .. } => Some(hash),
            Self::Ed25519 => None,
        }
    }

    /// Refuses what is broken: nothing that relies on SHA-1 is believed (TS 119 312 §5.2).
    pub(super) fn require_reliable(self) -> Result<()> {
        let mask = if let Self::RsaPss { mask, .. } = self { Some(mask) } else { None };
        let broken = self.hash().into_iter().chain(mask).any(HashAlgorithm::is_broken);
        if broken { Err(Error::not_verifiable(WHAT, self)) } else { Ok(()) }
    }
}

impl From<SignatureAlgorithm> for SignatureScheme {
    fn from(algorithm: SignatureAlgorithm) -> Self {
        use SignatureAlgorithm as Ours;
        let pss = |hash: HashAlgorithm| Self::RsaPss { hash, mask: hash, salt: hash.length() };
        match algorithm {
            Ours::EcdsaSha256 => Self::Ecdsa(HashAlgorithm::Sha256),
            Ours::EcdsaSha384 => Self::Ecdsa(HashAlgorithm::Sha384),
            Ours::EcdsaSha512 => Self::Ecdsa(HashAlgorithm::Sha512),
            Ours::RsaPkcs1Sha256 => Self::RsaPkcs1(HashAlgorithm::Sha256),
            Ours::RsaPkcs1Sha384 => Self::RsaPkcs1(HashAlgorithm::Sha384),
            Ours::RsaPkcs1Sha512 => Self::RsaPkcs1(HashAlgorithm::Sha512),
            Ours::RsaPssSha256 => pss(HashAlgorithm::Sha256),
            Ours::RsaPssSha384 => pss(HashAlgorithm::Sha384),
            Ours::RsaPssSha512 => pss(HashAlgorithm::Sha512),
            Ours::Ed25519 => Self::Ed25519,
        }
    }
}

impl std::fmt::Display for SignatureScheme {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ecdsa(hash) => write!(out, "ECDSA with {hash}"),
            Self::RsaPkcs1(hash) => write!(out, "RSA PKCS#1 v1.5 with {hash}"),
            Self::RsaPss { hash, mask, salt } if mask == hash && *salt == hash.length() => {
                write!(out, "RSASSA-PSS with {hash}")
            }
            Self::RsaPss { hash, mask, salt } => {
                write!(out, "RSASSA-PSS with {hash}, a mask by {mask} and {salt} octets of salt")
            }
            Self::Ed25519 => out.write_str("Ed25519"),
        }
    }
}
