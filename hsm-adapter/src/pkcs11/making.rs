//! Making keys in a token: what stands in the templates.

use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, ObjectHandle};
use cryptoki::session::Session;
use pki_types::{SystemRandom, random_array};

use super::connection::Connection;
use super::objects::{ED25519, ED25519_NAME, P256, P384};
use super::recovery::Trouble;
use super::token::Token;
use super::using::capable;
use crate::{Error, KeySpecification};

/// What a key is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A pair of keys.
    Pair(KeySpecification),
    /// An AES key that encrypts, in a token that has AES-GCM.
    Encryption,
    /// An AES key from which others are derived.
    KeyDerivation,
}

/// Whether a key may be wrapped for a second token before it is there for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stay {
    /// An object of the token that never leaves.
    Forever,
    /// An object of this session, which can be wrapped and is destroyed at the end.
    UntilWrapped,
}

impl Wanted {
    /// The protection key that this token can use.
    pub(super) fn protection(token: &Token, connection: &Connection) -> Result<Self, Trouble> {
        if connection.can(MechanismType::AES_GCM) {
            return Ok(Self::Encryption);
        }
        capable(token, connection, "encrypt", MechanismType::AES_CMAC, "CKM_AES_GCM or CKM_AES_CMAC")?;
        Ok(Self::KeyDerivation)
    }

    /// The uses of the private or secret key; every other use is denied, because tokens have their own defaults.
    pub(super) fn uses(self) -> Vec<Attribute> {
        let (sign, derive, encrypt) = match self {
            Self::Pair(KeySpecification::P256Agreement) => (false, true, false),
            Self::Pair(_) | Self::KeyDerivation => (true, false, false),
            Self::Encryption => (false, false, true),
        };
        let mut uses = vec![
            Attribute::Sign(sign),
            Attribute::Derive(derive),
            Attribute::Decrypt(encrypt),
            Attribute::Unwrap(false),
        ];
        if matches!(self, Self::Encryption | Self::KeyDerivation) {
            uses.extend([Attribute::Encrypt(encrypt), Attribute::Wrap(false)]);
        }
        uses
    }
}

/// A name for a pair beside its label (CKA_ID), the same on both halves.
pub(super) fn draw_id() -> Vec<u8> {
    random_array::<16>(&SystemRandom).to_vec()
}

/// The attributes of a private or secret key.
pub(super) fn private(wanted: Wanted, label: &str, id: &[u8], stay: Stay) -> Vec<Attribute> {
    let mut template = vec![
        Attribute::Token(stay == Stay::Forever),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(stay == Stay::UntilWrapped),
        Attribute::Label(label.as_bytes().to_vec()),
        Attribute::Id(id.to_vec()),
    ];
    template.extend(wanted.uses());
    template
}

/// The attributes of a public key.
pub(super) fn public(wanted: Wanted, label: &str, id: &[u8], stay: Stay) -> Vec<Attribute> {
    vec![
        Attribute::Token(stay == Stay::Forever),
        Attribute::Private(false),
        Attribute::Label(label.as_bytes().to_vec()),
        Attribute::Id(id.to_vec()),
        Attribute::Verify(wanted != Wanted::Pair(KeySpecification::P256Agreement)),
    ]
}

/// A new pair: its public and its private half.
pub(super) fn pair(
    session: &Session,
    specification: KeySpecification,
    label: &str,
    stay: Stay,
) -> Result<(ObjectHandle, ObjectHandle), Trouble> {
    let id = draw_id();
    let wanted = Wanted::Pair(specification);
    let private = private(wanted, label, &id, stay);
    let make = |mechanism: &Mechanism<'_>, parameters: Vec<Attribute>| {
        let public = [public(wanted, label, &id, stay), parameters].concat();
        session.generate_key_pair(mechanism, &public, &private)
    };
    let curve = |name: &[u8]| vec![Attribute::EcParams(name.to_vec())];
    let made = match specification {
        KeySpecification::P256 | KeySpecification::P256Agreement => {
            make(&Mechanism::EccKeyPairGen, curve(P256))?
        }
        KeySpecification::P384 => make(&Mechanism::EccKeyPairGen, curve(P384))?,
        KeySpecification::Rsa3072 => {
            let exponent = Attribute::PublicExponent(vec![1, 0, 1]);
            make(&Mechanism::RsaPkcsKeyPairGen, vec![Attribute::ModulusBits(3072.into()), exponent])?
        }
        // Tokens know the curve by its object identifier or by its name; what they do not know they refuse.
        KeySpecification::Ed25519 => make(&Mechanism::EccEdwardsKeyPairGen, curve(ED25519))
            .or_else(|_| make(&Mechanism::EccEdwardsKeyPairGen, curve(ED25519_NAME)))?,
    };
    Ok(made)
}

/// A new AES-256 key.
pub(super) fn secret(
    session: &Session,
    wanted: Wanted,
    label: &str,
    stay: Stay,
) -> Result<ObjectHandle, Trouble> {
    let mut template = private(wanted, label, &draw_id(), stay);
    template.push(Attribute::ValueLen(32.into()));
    Ok(session.generate_key(&Mechanism::AesKeyGen, &template)?)
}

/// The token can make such pairs.
pub(super) fn can_make(
    token: &Token,
    connection: &Connection,
    specification: KeySpecification,
) -> Result<(), Trouble> {
    let (mechanism, name) = match specification {
        KeySpecification::P256 | KeySpecification::P384 | KeySpecification::P256Agreement => {
            (MechanismType::ECC_KEY_PAIR_GEN, "CKM_EC_KEY_PAIR_GEN")
        }
        KeySpecification::Rsa3072 => (MechanismType::RSA_PKCS_KEY_PAIR_GEN, "CKM_RSA_PKCS_KEY_PAIR_GEN"),
        KeySpecification::Ed25519 => (MechanismType::ECC_EDWARDS_KEY_PAIR_GEN, "CKM_EC_EDWARDS_KEY_PAIR_GEN"),
    };
    capable(token, connection, "make this kind of key", mechanism, name)
}

/// The other half of a refusal to make a key a second time.
pub(super) fn exists(label: &str) -> Trouble {
    Error::Exists { label: label.to_owned() }.into()
}
