//! An issuing key with its certificate: what `prepare` needs to know of it, without the private key.

use std::sync::Arc;

use pki_types::certificate::Certificate;
use pki_types::key::PublicKey;
use pki_types::serial::Serial;
use pki_types::signature::SignatureAlgorithm;
use store::ROOT_ROLE;

use crate::country::Country;
use crate::issuance::error::Error;

/// An issuing key and what it says of itself.
#[derive(Clone)]
pub struct Issuer {
    name: String,
    role: String,
    generation: u32,
    certificate: Option<Certificate>,
    public_key: PublicKey,
    algorithm: SignatureAlgorithm,
    crl_shards: u32,
    country: Arc<Country>,
}

impl Issuer {
    /// An issuer that has its certificate: one generation of a role.
    ///
    /// `crl_shards` is fixed for the life of the key: a certificate names its shard.
    ///
    /// # Errors
    /// [`Error::Issuer`] when the certificate is no CA's, or the number of shards is no power of two (1 to
    /// 16,384).
    pub fn new(
        role: &str,
        generation: u32,
        certificate: Certificate,
        algorithm: SignatureAlgorithm,
        crl_shards: u32,
        country: Arc<Country>,
    ) -> Result<Self, Error> {
        let name = store::Issuer::name_of(role, generation);
        if !certificate.is_ca() {
            return Err(Error::issuer(&name, "its certificate is not a CA's (RFC 5280 §4.2.1.9)"));
        }
        if !is_number_of_shards(crl_shards) {
            return Err(Error::issuer(&name, &format!("the number of CRL shards {SHARDS_RULE}")));
        }
        let public_key = certificate.public_key().clone();
        Ok(Self {
            name,
            role: role.to_owned(),
            generation,
            certificate: Some(certificate),
            public_key,
            algorithm,
            crl_shards,
            country,
        })
    }

    /// A root that is about to sign its own certificate.
    pub fn self_signed(public_key: PublicKey, algorithm: SignatureAlgorithm, country: Arc<Country>) -> Self {
        let generation = 1;
        let name = store::Issuer::name_of(ROOT_ROLE, generation);
        let role = ROOT_ROLE.to_owned();
        Self { name, role, generation, certificate: None, public_key, algorithm, crl_shards: 1, country }
    }

    /// What labels of keys, addresses, leaves and people call it: [`store::Issuer::name_of`].
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What profiles ask for.
    pub fn role(&self) -> &str {
        &self.role
    }

    /// Which one in its role.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Whether it certifies the other issuers.
    pub fn is_root(&self) -> bool {
        self.role == ROOT_ROLE
    }

    /// The issuer's certificate; `None` while a root signs its own.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The key under which its signatures verify.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// How it signs.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// How many shards its CRL has.
    pub fn crl_shards(&self) -> u32 {
        self.crl_shards
    }

    /// The country's names and addresses.
    pub fn country(&self) -> &Country {
        &self.country
    }

    /// The shard that tells the status of this serial: shards divide the serials into ranges of equal size,
    /// by the 14 random bits of their first two octets.
    pub fn shard_of(&self, serial: &Serial) -> u32 {
        let [first, second, ..] = serial.as_bytes();
        (u32::from(u16::from_be_bytes([*first, *second])) & RANDOM_BITS) >> self.shard_shift()
    }

    /// The first and the last serial of a shard.
    pub fn serials_of(&self, shard: u32) -> ([u8; 16], [u8; 16]) {
        let low = shard << self.shard_shift();
        let high = low | ((1 << self.shard_shift()) - 1);
        (edge(low, 0x00), edge(high, 0xff))
    }

    fn shard_shift(&self) -> u32 {
        14 - self.crl_shards.trailing_zeros()
    }

    /// The URL of a shard; the root has one list without shards.
    pub fn list_url(&self, shard: u32) -> String {
        if self.is_root() {
            self.country.root_list_url(&self.name)
        } else {
            self.country.shard_url(&self.name, shard)
        }
    }
}

/// The random bits of a serial's first two octets; the other two bits are always 01.
const RANDOM_BITS: u32 = 0x3fff;
/// One shard for each value of those bits.
const MAX_SHARDS: u32 = 16_384;
/// What [`is_number_of_shards`] asks.
pub(crate) const SHARDS_RULE: &str = "must be a power of two from 1 to 16,384";

/// What [`is_issuer_role`] asks.
pub(crate) const ISSUER_ROLE_RULE: &str =
    "an issuer's role is 2 to 20 of a-z and inner hyphens, and neither log-key nor begins with root-";

/// Files and labels of every ceremony that an issuer's name would be taken for.
const NO_ISSUER_ROLE: &str = "log-key";
const NO_BEGINNING_OF_ONE: &str = "root-";

/// A role of issuers. It has no digits: the name of a later generation is the role and its number.
pub(crate) fn is_issuer_role(role: &str) -> bool {
    let allowed = |octet: u8| octet.is_ascii_lowercase() || octet == b'-';
    (2..=20).contains(&role.len())
        && role.bytes().all(allowed)
        && !role.starts_with('-')
        && !role.ends_with('-')
        && role != NO_ISSUER_ROLE
        && !role.starts_with(NO_BEGINNING_OF_ONE)
}

/// Whether a CRL may have so many shards.
pub(crate) fn is_number_of_shards(crl_shards: u32) -> bool {
    crl_shards.is_power_of_two() && crl_shards <= MAX_SHARDS
}

/// A serial with these random bits in front and this octet behind.
fn edge(bits: u32, rest: u8) -> [u8; 16] {
    let mut serial = [rest; 16];
    let [.., first, second] = (0x4000 | (bits & RANDOM_BITS)).to_be_bytes();
    (serial[0], serial[1]) = (first, second);
    serial
}
