//! What a time-stamp says (RFC 3161 §2.4.2).

use const_oid::ObjectIdentifier;
use der::asn1::{GeneralizedTime, Int, OctetString};
use der::{Any, Sequence, Tag};
use spki::AlgorithmIdentifierOwned;
use x509_cert::ext::Extension;

use super::request::integer;
use crate::clock::UnixTime;
use crate::hash::HashAlgorithm;
use crate::wire::{decode, encode, instant};
use crate::{Error, Result};

/// Octets of the longest TSTInfo that is read; usual ones have less than 200.
const MAX_OCTETS: usize = 8 * 1024;
const WHAT: &str = "TSTInfo";

/// ```text
/// MessageImprint ::= SEQUENCE {
///     hashAlgorithm  AlgorithmIdentifier,
///     hashedMessage  OCTET STRING }
/// ```
///
/// A token repeats the request's octet for octet, its algorithm parameters (absent or NULL) included.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct MessageImprint {
    hash_algorithm: AlgorithmIdentifierOwned,
    hashed_message: OctetString,
}

impl MessageImprint {
    /// The imprint of this data.
    pub fn of(hash: HashAlgorithm, data: &[u8]) -> Self {
        Self::of_parts(hash, &[data])
    }

    /// The imprint of data that do not stand together.
    pub(super) fn of_parts(hash: HashAlgorithm, parts: &[&[u8]]) -> Self {
        Self {
            hash_algorithm: AlgorithmIdentifierOwned { oid: hash.oid(), parameters: None },
            hashed_message: OctetString::new(hash.digest_parts(parts)).expect("a hash has at most 64 octets"),
        }
    }

    /// The imprint of data that has this digest.
    ///
    /// # Errors
    /// The digest is not as long as its algorithm says.
    pub fn of_digest(hash: HashAlgorithm, digest: &[u8]) -> Result<Self> {
        if digest.len() != hash.length() {
            return Err(Error::mismatch("length of a message imprint", hash.length(), digest.len()));
        }
        let hashed_message = OctetString::new(digest).map_err(|source| Error::malformed(WHAT, source))?;
        let hash_algorithm = AlgorithmIdentifierOwned { oid: hash.oid(), parameters: None };
        Ok(Self { hash_algorithm, hashed_message })
    }

    /// Its hash algorithm; `None` for one that Great Seal does not know.
    pub fn hash_algorithm(&self) -> Option<HashAlgorithm> {
        HashAlgorithm::from_oid(self.hash_algorithm.oid).ok()
    }

    /// Its hash algorithm's identifier.
    pub fn algorithm_oid(&self) -> ObjectIdentifier {
        self.hash_algorithm.oid
    }

    /// The digest of the stamped data.
    pub fn digest(&self) -> &[u8] {
        self.hashed_message.as_bytes()
    }

    /// Whether both are of the same data: same algorithm, same digest; NULL or absent parameters mean the same.
    pub fn same_as(&self, other: &Self) -> bool {
        self.hash_algorithm.oid == other.hash_algorithm.oid && self.hashed_message == other.hashed_message
    }
}

/// ```text
/// TSTInfo ::= SEQUENCE {
///     version         INTEGER { v1(1) },
///     policy          TSAPolicyId,
///     messageImprint  MessageImprint,
///     serialNumber    INTEGER,
///     genTime         GeneralizedTime,
///     accuracy        Accuracy OPTIONAL,
///     ordering        BOOLEAN DEFAULT FALSE,
///     nonce           INTEGER OPTIONAL,
///     tsa             [0] EXPLICIT GeneralName OPTIONAL,
///     extensions      [1] IMPLICIT Extensions OPTIONAL }
/// ```
///
/// genTime may have fractions of a second, which the `der` crate's GeneralizedTime does not read.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct TstInfoWire {
    version: u8,
    policy: ObjectIdentifier,
    message_imprint: MessageImprint,
    serial_number: Int,
    generated_at: Any,
    #[asn1(optional = "true")]
    accuracy: Option<AccuracyWire>,
    #[asn1(default = "Default::default")]
    ordering: bool,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    authority: Option<Any>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    extensions: Option<Vec<Extension>>,
}

/// ```text
/// Accuracy ::= SEQUENCE {
///     seconds  INTEGER OPTIONAL,
///     millis   [0] IMPLICIT INTEGER (1..999) OPTIONAL,
///     micros   [1] IMPLICIT INTEGER (1..999) OPTIONAL }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct AccuracyWire {
    #[asn1(optional = "true")]
    seconds: Option<u32>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<u16>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<u16>,
}

/// What a time-stamp says: this hash existed at this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TstInfo {
    /// Under which policy the authority works.
    pub policy: ObjectIdentifier,
    /// The hash that was stamped.
    pub imprint: MessageImprint,
    /// The content octets of the token's serial INTEGER, unique at its authority.
    pub serial: Vec<u8>,
    /// When; a fraction of a second is dropped when reading, and never written, because OCSP answers, to which stamps
    /// are compared, have none.
    pub time: UnixTime,
    /// By how many whole seconds the time may be wrong; fractions are not looked at.
    pub accuracy_seconds: Option<u32>,
    /// The content octets of the request's nonce INTEGER.
    pub nonce: Option<Vec<u8>>,
}

impl TstInfo {
    /// Reads the content of a token.
    ///
    /// # Errors
    /// Refuses what is not DER, another version, a time not in UTC, and critical extensions.
    pub fn from_der(info: &[u8]) -> Result<Self> {
        let info: TstInfoWire = decode(WHAT, MAX_OCTETS, info)?;
        if info.version != v1() {
            return Err(Error::unsupported("version of a TSTInfo", info.version));
        }
        let extensions = info.extensions.unwrap_or_default();
        if let Some(critical) = extensions.iter().find(|extension| extension.critical) {
            return Err(Error::unsupported("critical extension of a TSTInfo", critical.extn_id));
        }
        Ok(Self {
            policy: info.policy,
            imprint: info.message_imprint,
            serial: info.serial_number.as_bytes().to_vec(),
            time: read_time(&info.generated_at)?,
            accuracy_seconds: info.accuracy.and_then(|accuracy| accuracy.seconds),
            nonce: info.nonce.map(|nonce| nonce.as_bytes().to_vec()),
        })
    }

    /// The content of a new token.
    ///
    /// # Errors
    /// Serial or nonce are empty or not in the shortest form of an INTEGER.
    pub fn to_der(&self) -> Result<Vec<u8>> {
        let generated_at = Any::encode_from(&self.time.generalized_time());
        let accuracy = |seconds| AccuracyWire { seconds: Some(seconds), millis: None, micros: None };
        Ok(encode(&TstInfoWire {
            version: v1(),
            policy: self.policy,
            message_imprint: self.imprint.clone(),
            serial_number: integer(&self.serial)?,
            generated_at: generated_at.expect("15 characters are a short element"),
            accuracy: self.accuracy_seconds.map(accuracy),
            ordering: false,
            nonce: self.nonce.as_deref().map(integer).transpose()?,
            authority: None,
            extensions: None,
        }))
    }
}

/// Version v1 of requests and tokens, which unlike elsewhere is 1 and no DEFAULT.
pub(super) fn v1() -> u8 {
    1
}

/// Reads `YYYYMMDDhhmmss[.f…]Z`; a fraction does not end in 0 (X.690 §11.7, RFC 3161 §2.4.2).
fn read_time(time: &Any) -> Result<UnixTime> {
    let malformed = |reason: &str| Error::malformed("genTime", reason);
    if der::Tagged::tag(time) != Tag::GeneralizedTime {
        return Err(malformed("it is no GeneralizedTime"));
    }
    let text = time.value().strip_suffix(b"Z").ok_or_else(|| malformed("it is not in UTC (Z)"))?;
    let (seconds, fraction) = text.split_at_checked(14).ok_or_else(|| malformed("it has no seconds"))?;
    let fraction_is_valid = match fraction {
        [] => true,
        [b'.', digits @ .., last] => digits.iter().all(u8::is_ascii_digit) && (b'1'..=b'9').contains(last),
        _ => false,
    };
    if !fraction_is_valid {
        return Err(malformed("its fraction is not in its shortest form"));
    }
    let whole = Any::new(Tag::GeneralizedTime, [seconds, b"Z"].concat())
        .and_then(|whole| whole.decode_as::<GeneralizedTime>())
        .map_err(|source| Error::malformed("genTime", source))?;
    Ok(instant(&whole))
}
