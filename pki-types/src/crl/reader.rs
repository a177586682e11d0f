//! Reading a CRL and checking it under its issuer.

use std::ops::Range;

use crate::crl::extensions::ListExtensions;
use crate::crl::{CrlScope, RevokedEntry, WHAT};
use crate::signed::SignedParts;
use crate::strict_der::{self, Element, tag};
use crate::{Certificate, Error, Result, Sha256Digest, UnixTime, name, sha256, signature, signed};

/// The largest list that is read: about a million entries.
const MAX_CRL_OCTETS: usize = 64 * 1024 * 1024;

/// `v2` (RFC 5280 §5.1.2.1).
const VERSION_2: &[u8] = &[1];

/// A complete, direct CRL of version 2. Delta and indirect lists, and lists for some reasons only, are refused. Its signature is
/// checked by [`Crl::verify`].
///
/// It is its octets, and four more for each entry.
#[derive(Clone)]
pub struct Crl {
    der: Vec<u8>,
    to_be_signed: Range<usize>,
    scheme: Result<signature::SignatureScheme>,
    signature: Vec<u8>,
    issuer: Vec<u8>,
    this_update: UnixTime,
    next_update: UnixTime,
    number: u64,
    extensions: ListExtensions,
    /// The content octets of `revokedCertificates`.
    entries: Range<usize>,
    /// Where in them each entry begins, by the octets of the serial numbers.
    by_serial: Vec<u32>,
}

impl Crl {
    /// Reads a list of at most 64 MiB.
    ///
    /// # Errors
    /// [`Error::Malformed`] for anything but strict DER, a missing number or next update, a serial number that stands
    /// twice; [`Error::Unsupported`] for other kinds of lists, a number over 64 bits, a critical extension that we do
    /// not know.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Result<Self> {
        // 1. One DER element, and the three parts of a signed object.
        let der = der.into();
        strict_der::check(WHAT, &der, MAX_CRL_OCTETS)?;
        let parts = signed::take_apart(WHAT, &der)?;
        let begin = der.len() - strict_der::split(WHAT, &der)?.0.content.len();
        let to_be_signed = begin..begin + parts.to_be_signed.len();
        // 2. The fields.
        let fields = Fields::read(&parts)?;
        let extensions = ListExtensions::read(fields.extensions)?;
        let number =
            extensions.number.ok_or_else(|| Error::malformed(WHAT, "no number (RFC 5280 §5.2.3)"))?;
        // 3. The entries.
        let end = to_be_signed.end - fields.behind_entries;
        let by_serial = index(fields.entries)?;
        Ok(Self {
            to_be_signed,
            scheme: parts.scheme.clone(),
            signature: parts.signature.to_vec(),
            issuer: fields.issuer.to_vec(),
            this_update: fields.this_update,
            next_update: fields.next_update,
            number,
            extensions,
            entries: end - fields.entries.len()..end,
            by_serial,
            der,
        })
    }

    /// Checks that `issuer` signed this list and may sign lists.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another name, another key identifier, or a key usage without cRLSign;
    /// [`Error::SignatureInvalid`].
    pub fn verify(&self, issuer: &Certificate) -> Result<()> {
        if self.issuer != issuer.subject_der() {
            let found = format_args!("that of certificate {}", issuer.sha256()).to_string();
            let expected = name::display(&self.issuer);
            return Err(Error::mismatch("name of the issuer of a CRL", expected, found));
        }
        if let (Some(named), Some(own)) = (self.authority_key_identifier(), issuer.subject_key_identifier())
            && named != own
        {
            let (named, own) = (crate::encoding::hex(named), crate::encoding::hex(own));
            return Err(Error::mismatch("key identifier of a CRL", own, named));
        }
        // RFC 5280 §6.3.3 (f): if there is a key usage, it must have the bit.
        if issuer.key_usage().is_some_and(|usage| !usage.crl_sign()) {
            return Err(Error::mismatch("key usage of a CRL's issuer", "cRLSign", "without it"));
        }
        let to_be_signed = &self.der[self.to_be_signed.clone()];
        signature::verify(issuer.public_key(), self.scheme.clone()?, to_be_signed, &self.signature)
            .map_err(|error| error.of(WHAT))
    }

    /// Whether this list speaks of `certificate`: same issuer, right kind, and, for a shard, a distribution point that
    /// the certificate names (RFC 5280 §6.3.3 (b)).
    pub fn covers(&self, certificate: &Certificate) -> bool {
        let kind = match self.extensions.scope {
            CrlScope::All => true,
            CrlScope::UserCertificates => !certificate.is_ca(),
            CrlScope::CaCertificates => certificate.is_ca(),
        };
        let point = self.distribution_point();
        let point = point.is_none_or(|url| certificate.crl_urls().iter().any(|named| named == url));
        kind && point && self.issuer == certificate.issuer_der()
    }

    /// The whole list.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The whole list, for whoever keeps it.
    pub fn into_der(self) -> Vec<u8> {
        self.der
    }

    /// SHA-256 of [`Self::der`].
    pub fn sha256(&self) -> Sha256Digest {
        sha256(&self.der)
    }

    /// The issuer's Name, DER.
    pub fn issuer_der(&self) -> &[u8] {
        &self.issuer
    }

    /// The issuer's key identifier.
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.extensions.authority_key_identifier.as_deref()
    }

    /// The number of the list.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// When it was made.
    pub fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// When the next one will be there.
    pub fn next_update(&self) -> UnixTime {
        self.next_update
    }

    /// The URL of its shard.
    pub fn distribution_point(&self) -> Option<&str> {
        self.extensions.distribution_point.as_deref()
    }

    /// The kind of certificates that it speaks of.
    pub fn scope(&self) -> CrlScope {
        self.extensions.scope
    }

    /// Whether it has extensions that nobody here reads; none of them is critical.
    pub fn has_other_extensions(&self) -> bool {
        self.extensions.others
    }

    /// The entries, in the order of the list.
    pub fn entries(&self) -> impl Iterator<Item = RevokedEntry> {
        let mut rest = &self.der[self.entries.clone()];
        std::iter::from_fn(move || {
            let (entry, behind) = strict_der::split(WHAT, rest).ok()?;
            rest = behind;
            Some(checked(entry))
        })
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.by_serial.len()
    }

    /// Whether nothing is revoked.
    pub fn is_empty(&self) -> bool {
        self.by_serial.is_empty()
    }

    /// The entry of a certificate, by the octets that [`Certificate::serial_bytes`] gives.
    pub fn find(&self, serial: &[u8]) -> Option<RevokedEntry> {
        let entries = &self.der[self.entries.clone()];
        let entry = |place: &u32| checked(entry_at(entries, *place));
        let found = self.by_serial.binary_search_by(|place| entry(place).serial.as_bytes().cmp(serial));
        found.ok().and_then(|place| self.by_serial.get(place)).map(entry)
    }
}

impl std::fmt::Debug for Crl {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Crl(number {}, {} entries)", self.number, self.len())
    }
}

/// The fields of a TBSCertList, borrowed from its octets.
struct Fields<'a> {
    issuer: &'a [u8],
    this_update: UnixTime,
    next_update: UnixTime,
    entries: &'a [u8],
    /// How many octets stand behind them.
    behind_entries: usize,
    extensions: Option<Element<'a>>,
}

impl<'a> Fields<'a> {
    fn read(parts: &SignedParts<'a>) -> Result<Self> {
        let (outer, _) = strict_der::split(WHAT, parts.to_be_signed)?;
        let (version, rest) = strict_der::split(WHAT, outer.content)?;
        if (version.tag, version.content) != (tag::INTEGER, VERSION_2) {
            return Err(Error::unsupported("CRL", "not version 2"));
        }
        let (algorithm, rest) = strict_der::split(WHAT, rest)?;
        if algorithm.bytes != parts.algorithm_der {
            return Err(Error::malformed(
                WHAT,
                "signature algorithm inside and outside differ (RFC 5280 §5.1.1.2)",
            ));
        }
        let (issuer, rest) = strict_der::split(WHAT, rest)?;
        name::check(issuer.bytes)?;
        let (this_update, rest) = strict_der::split(WHAT, rest)?;
        let (next_update, mut rest) = strict_der::split(WHAT, rest)?;
        if !matches!(next_update.tag, tag::UTC_TIME | tag::GENERALIZED_TIME) {
            return Err(Error::malformed(WHAT, "no next update (RFC 5280 §5.1.2.5)"));
        }
        let entries = optional(&mut rest, tag::SEQUENCE)?.map_or(&[][..], |entries| entries.content);
        let behind_entries = rest.len();
        let extensions = optional(&mut rest, 0xa0)?;
        let extensions = extensions.map(|explicit| strict_der::split(WHAT, explicit.content)).transpose()?;
        let (extensions, inside) = extensions.map_or((None, &[][..]), |(list, inside)| (Some(list), inside));
        if !rest.is_empty() || !inside.is_empty() {
            return Err(Error::malformed(WHAT, "fields after the last one"));
        }
        Ok(Self {
            issuer: issuer.bytes,
            this_update: UnixTime::from_x509_time(this_update)?,
            next_update: UnixTime::from_x509_time(next_update)?,
            entries,
            behind_entries,
            extensions,
        })
    }
}

/// The next element, if it has this tag.
fn optional<'a>(rest: &mut &'a [u8], tag: u8) -> Result<Option<Element<'a>>> {
    if rest.first() != Some(&tag) {
        return Ok(None);
    }
    let (element, behind) = strict_der::split(WHAT, rest)?;
    *rest = behind;
    Ok(Some(element))
}

/// Reads every entry, and tells where each begins, by serial number.
fn index(entries: &[u8]) -> Result<Vec<u32>> {
    let mut places = Vec::new();
    let (mut rest, mut last, mut ascending) = (entries, None, true);
    while !rest.is_empty() {
        let place = u32::try_from(entries.len() - rest.len()).expect("a list is at most 64 MiB");
        let element;
        (element, rest) = strict_der::split(WHAT, rest)?;
        let serial = RevokedEntry::read(element)?.serial;
        ascending &= last.is_none_or(|last: crate::SerialNumber| last.as_bytes() < serial.as_bytes());
        last = Some(serial);
        places.push(place);
    }
    if !ascending {
        let serial = |place: &u32| checked(entry_at(entries, *place)).serial;
        places.sort_unstable_by(|one, other| serial(one).as_bytes().cmp(serial(other).as_bytes()));
        if places.windows(2).any(|pair| serial(&pair[0]) == serial(&pair[1])) {
            return Err(Error::malformed(WHAT, "a serial number stands twice"));
        }
    }
    Ok(places)
}

fn entry_at(entries: &[u8], place: u32) -> Element<'_> {
    let place = usize::try_from(place).expect("a place in a list that is in memory");
    strict_der::split(WHAT, &entries[place..]).expect("an entry begins there").0
}

/// An entry that was read before.
fn checked(entry: Element<'_>) -> RevokedEntry {
    RevokedEntry::read(entry).expect("every entry was read when the list was")
}
