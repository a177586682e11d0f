//! Keys as a token shows them: found by label, read, and refused if they could leave.

use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use pki_types::{KeyKind, PublicKey, SignatureAlgorithm};

use super::recovery::Trouble;
use crate::{Error, labels, spki};

/// Named curves as DER, as CKA_EC_PARAMS has them (PKCS#11 3.0, current mechanisms 2.3.5).
pub(super) const P256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
pub(super) const P384: &[u8] = &[0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];
/// Ed25519 by its object identifier (RFC 8410 3), and by the name that PKCS#11 3.0 has for it.
pub(super) const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];
pub(super) const ED25519_NAME: &[u8] = b"\x13\x0cedwards25519";
/// Points of the curves, uncompressed, and keys of Ed25519, in octets.
const P256_POINT: usize = 65;
const P384_POINT: usize = 97;
const ED25519_KEY: usize = 32;
/// The smallest RSA modulus that signs here, in bits.
const SMALLEST_MODULUS: usize = 3072;

/// A key of a token, and what it may be used for.
pub(super) struct TokenKey {
    pub(super) handle: ObjectHandle,
    /// Its public half, if it has one that we know.
    pub(super) public: Option<PublicKey>,
    pub(super) purpose: Purpose,
    /// All objects that go with it: what is destroyed with it.
    pub(super) objects: Vec<ObjectHandle>,
}

/// What a key is for, by its attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// CKA_SIGN of a private key.
    Signing,
    /// CKA_DERIVE of a private key, and nothing else.
    Agreement,
    /// CKA_ENCRYPT and CKA_DECRYPT of an AES key.
    Encryption,
    /// CKA_SIGN of an AES key: it derives the keys that encrypt.
    KeyDerivation,
    /// More than one use, or none of these.
    Other,
}

impl Purpose {
    /// As the middle of a sentence.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Agreement => "agreement",
            Self::Encryption | Self::KeyDerivation => "protection",
            Self::Other => "several uses or none",
        }
    }
}

/// The attributes that are read, all of them public.
const READ: [AttributeType; 13] = [
    AttributeType::Class,
    AttributeType::KeyType,
    AttributeType::Sensitive,
    AttributeType::Extractable,
    AttributeType::Sign,
    AttributeType::Derive,
    AttributeType::Encrypt,
    AttributeType::Decrypt,
    AttributeType::EcParams,
    AttributeType::EcPoint,
    AttributeType::Modulus,
    AttributeType::PublicExponent,
    AttributeType::PublicKeyInfo,
];

/// The attributes of one object, as far as it has them.
#[derive(Default)]
struct Description {
    class: Option<ObjectClass>,
    kind: Option<KeyType>,
    sensitive: bool,
    extractable: bool,
    signs: bool,
    derives: bool,
    encrypts: bool,
    decrypts: bool,
    curve: Vec<u8>,
    point: Vec<u8>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    spki: Vec<u8>,
}

impl Description {
    fn read(session: &Session, object: ObjectHandle) -> Result<Self, Trouble> {
        // What a token does not say counts as the worse: not sensitive, extractable.
        let mut read = Self { extractable: true, ..Self::default() };
        for attribute in session.get_attributes(object, &READ)? {
            match attribute {
                Attribute::Class(class) => read.class = Some(class),
                Attribute::KeyType(kind) => read.kind = Some(kind),
                Attribute::Sensitive(sensitive) => read.sensitive = sensitive,
                Attribute::Extractable(extractable) => read.extractable = extractable,
                Attribute::Sign(signs) => read.signs = signs,
                Attribute::Derive(derives) => read.derives = derives,
                Attribute::Encrypt(encrypts) => read.encrypts = encrypts,
                Attribute::Decrypt(decrypts) => read.decrypts = decrypts,
                Attribute::EcParams(curve) => read.curve = curve,
                Attribute::EcPoint(point) => read.point = point,
                Attribute::Modulus(modulus) => read.modulus = modulus,
                Attribute::PublicExponent(exponent) => read.exponent = exponent,
                Attribute::PublicKeyInfo(spki) => read.spki = spki,
                _ => {}
            }
        }
        Ok(read)
    }

    fn purpose(&self) -> Purpose {
        let secret = self.class == Some(ObjectClass::SECRET_KEY);
        match (self.signs, self.derives, self.encrypts, self.decrypts) {
            (true, false, false, false) if secret => Purpose::KeyDerivation,
            (false, false, true, true) if secret => Purpose::Encryption,
            (true, false, _, false) if !secret => Purpose::Signing,
            (false, true, _, false) if !secret => Purpose::Agreement,
            _ => Purpose::Other,
        }
    }

    /// The public half, from whatever of it the object tells.
    fn public(&self) -> Option<Result<PublicKey, String>> {
        if !self.spki.is_empty() {
            return Some(PublicKey::from_spki_der(&self.spki).map_err(|problem| problem.to_string()));
        }
        if self.kind == Some(KeyType::RSA) && !self.modulus.is_empty() && !self.exponent.is_empty() {
            return Some(spki::rsa(&self.modulus, &self.exponent));
        }
        if self.point.is_empty() {
            return None;
        }
        let (start, length) = match self.curve.as_slice() {
            P256 => (spki::P256_START, P256_POINT),
            P384 => (spki::P384_START, P384_POINT),
            ED25519 | ED25519_NAME => (spki::ED25519_START, ED25519_KEY),
            _ => return Some(Err("its curve is none of P-256, P-384, Ed25519".to_owned())),
        };
        let point = bare_point(&self.point, length);
        Some(spki::with_point(start, point).map_err(|problem| problem.to_string()))
    }
}

/// CKA_EC_POINT is an OCTET STRING around the point (PKCS#11 2.40 errata, 3.0); some tokens give the bare point.
fn bare_point(attribute: &[u8], length: usize) -> &[u8] {
    match attribute {
        [0x04, size, point @ ..] if point.len() == length && usize::from(*size) == length => point,
        bare => bare,
    }
}

/// The key of a label: one private or secret key, and the public key beside it.
pub(super) fn find(session: &Session, token: &str, label: &str) -> Result<Option<TokenKey>, Trouble> {
    let refused = |problem: String| {
        Trouble::Ours(Error::Refused {
            what: "find a key",
            problem: format!("{label} in {token}: {problem}"),
        })
    };
    let wanted = [Attribute::Token(true), Attribute::Label(label.as_bytes().to_vec())];
    let objects = session.find_objects(&wanted)?;
    let mut keys = Vec::new();
    let mut public = None;
    for object in &objects {
        let description = Description::read(session, *object)?;
        match description.class {
            Some(ObjectClass::PRIVATE_KEY | ObjectClass::SECRET_KEY) => {
                keys.push((*object, description));
            }
            Some(ObjectClass::PUBLIC_KEY) => public = description.public(),
            _ => {}
        }
    }
    if keys.len() > 1 {
        return Err(refused("there is more than one key of this label".to_owned()));
    }
    let Some((handle, description)) = keys.pop() else { return Ok(None) };
    if description.extractable || !description.sensitive {
        return Err(Error::Extractable { label: label.to_owned(), token: token.to_owned() }.into());
    }
    let public = public.or_else(|| description.public()).transpose().map_err(refused)?;
    Ok(Some(TokenKey { handle, public, purpose: description.purpose(), objects }))
}

/// The labels of all keys that could be ours, in order.
pub(super) fn labels(session: &Session) -> Result<Vec<String>, Trouble> {
    let mut found = Vec::new();
    for class in [ObjectClass::PRIVATE_KEY, ObjectClass::SECRET_KEY] {
        for object in session.find_objects(&[Attribute::Token(true), Attribute::Class(class)])? {
            for attribute in session.get_attributes(object, &[AttributeType::Label])? {
                let Attribute::Label(label) = attribute else { continue };
                found.extend(String::from_utf8(label).ok().filter(|label| labels::check(label).is_ok()));
            }
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// How a key signs, by its kind; RSA only from 3,072 bits.
pub(super) fn algorithm(public: &PublicKey) -> Result<SignatureAlgorithm, Error> {
    match public.kind() {
        KeyKind::P256 => Ok(SignatureAlgorithm::EcdsaSha256),
        KeyKind::P384 => Ok(SignatureAlgorithm::EcdsaSha384),
        KeyKind::Ed25519 => Ok(SignatureAlgorithm::Ed25519),
        KeyKind::Rsa if public.rsa_bits().is_some_and(|bits| bits >= SMALLEST_MODULUS) => {
            Ok(SignatureAlgorithm::RsaPkcs1Sha256)
        }
        KeyKind::Rsa => Err(Error::Refused {
            what: "sign",
            problem: format!("an RSA key needs {SMALLEST_MODULUS} bits at least"),
        }),
        other => Err(Error::Refused { what: "sign", problem: format!("its kind is {other}") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_taken_out_of_its_octet_string() {
        let mut bare = vec![0x04];
        bare.extend([7; 64]);
        let wrapped: Vec<u8> = [&[0x04, 0x41], bare.as_slice()].concat();
        assert_eq!(bare_point(&wrapped, P256_POINT), bare);
        assert_eq!(bare_point(&bare, P256_POINT), bare);
    }

    #[test]
    fn a_key_with_two_uses_is_for_neither() {
        let class = Some(ObjectClass::PRIVATE_KEY);
        let both = Description { class, signs: true, derives: true, ..Description::default() };
        assert_eq!(both.purpose(), Purpose::Other);
        let one = Description { class, derives: true, ..Description::default() };
        assert_eq!(one.purpose(), Purpose::Agreement);
    }
}
