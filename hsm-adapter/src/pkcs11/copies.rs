//! Keys that come to be in two tokens.
//!
//! A key that can be extracted is no key of ours, so that a copy can only be made while the key comes to be:
//!
//! ```text
//!   copying token                         working token
//!   RSA pair, of this session ── public ──► AES key, of this session
//!   the same AES key ◄── wrapped, RSA-OAEP ──┘
//!                                         1 a new key, of this session: sensitive, extractable
//!                                         2 wrapped under the AES key (RFC 5649)
//!   3 unwrapped for good                  3 unwrapped for good: sensitive, not extractable
//!                                         4 the key of 1 is destroyed
//! ```
//!
//! The two steps of wrapping are those of CKM_RSA_AES_KEY_WRAP (PKCS#11 3.0, current mechanisms 2.1.22), one by one,
//! because few modules have it. No key is ever outside a token but wrapped, and nothing that can be extracted outlives
//! the session.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsOaepParams, PkcsOaepSource};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use pki_types::PublicKey;

use super::connection::Connection;
use super::making::{self, Stay, Wanted};
use super::objects;
use super::recovery::Trouble;
use super::token::{Repeat, Token};
use super::using::capable;
use super::{Purpose, TokenKeyStore};
use crate::{CopiedKeys, Error, KeySpecification, KeyStore};

/// Tokens, and for each a second one for the copies.
#[derive(Debug)]
pub struct TokenCopies {
    working: TokenKeyStore,
    copies: TokenKeyStore,
    channels: Mutex<HashMap<(String, String), Channel>>,
}

/// An AES key that two tokens share for as long as their logins last: one handle in each.
#[derive(Debug, Clone, Copy)]
struct Channel {
    working: ObjectHandle,
    copying: ObjectHandle,
}

/// A token in the middle of making a copy.
#[derive(Clone, Copy)]
struct Side<'a> {
    token: &'a Token,
    connection: &'a Connection,
    session: &'a Session,
}

impl TokenCopies {
    /// Keys of these tokens, with copies in those; each label must have a token in both.
    #[must_use]
    pub fn new(working: TokenKeyStore, copies: TokenKeyStore) -> Self {
        Self { working, copies, channels: Mutex::default() }
    }

    /// The tokens whose keys work.
    #[must_use]
    pub fn working_tokens(&self) -> &TokenKeyStore {
        &self.working
    }

    /// The tokens of the copies.
    #[must_use]
    pub fn copying_tokens(&self) -> &TokenKeyStore {
        &self.copies
    }

    fn make(&self, label: &str, pair: Option<KeySpecification>) -> Result<(), Error> {
        let (working, copying) = (self.working.token(label)?, self.copies.token(label)?);
        // Found before anything begins: while the one token is in use, the module cannot begin anew to find the other.
        copying.with("keep a copy", Repeat::Freely, |_, _| Ok(()))?;
        working.with("generate a key", Repeat::OnlyIfNothingWasDone, |connection, _| {
            if working.config.module == copying.config.module && working.config.uri == copying.config.uri {
                return Err(not_copied(label, "the token of the copies is the same token"));
            }
            let session = connection.administrator();
            let from = Side { token: working, connection, session: &session };
            from.refuse_existing(label)?;
            let done = copying.with("keep a copy", Repeat::OnlyIfNothingWasDone, |connection, _| {
                let session = connection.administrator();
                let to = Side { token: copying, connection, session: &session };
                to.refuse_existing(label)?;
                let channel = self.channel(from, to, label)?;
                let wanted = match pair {
                    Some(specification) => Wanted::Pair(specification),
                    None => Wanted::protection(working, from.connection)?,
                };
                transfer(from, to, channel, label, wanted)
            });
            done.map_err(Trouble::Ours)
        })
    }

    /// The key that these two share; made at the first copy.
    fn channel(&self, from: Side<'_>, to: Side<'_>, label: &str) -> Result<Channel, Trouble> {
        let names = (from.token.config.name.clone(), to.token.config.name.clone());
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channels.get(&names) {
            return Ok(*channel);
        }
        let what = "copy a key";
        for side in [from, to] {
            capable(side.token, side.connection, what, MechanismType::RSA_PKCS_OAEP, "CKM_RSA_PKCS_OAEP")?;
            capable(
                side.token,
                side.connection,
                what,
                MechanismType::AES_KEY_WRAP_PAD,
                "CKM_AES_KEY_WRAP_PAD",
            )?;
        }
        let channel = open_channel(from.session, to.session, label)?;
        channels.insert(names, channel);
        Ok(channel)
    }
}

impl Side<'_> {
    fn refuse_existing(&self, label: &str) -> Result<(), Trouble> {
        match objects::find(self.session, &self.token.config.name, label)? {
            Some(_) => Err(making::exists(label)),
            None => Ok(()),
        }
    }
}

fn not_copied(label: &str, problem: &str) -> Trouble {
    Error::NotCopied { label: label.to_owned(), problem: problem.to_owned() }.into()
}

/// An AES key made in one token, and brought to the other under the other's RSA key.
fn open_channel(from: &Session, to: &Session, label: &str) -> Result<Channel, Trouble> {
    // 1. The receiver's pair; its private half stays there and can do nothing but unwrap.
    let (public, private) = to.generate_key_pair(
        &Mechanism::RsaPkcsKeyPairGen,
        &[
            Attribute::Token(false),
            Attribute::ModulusBits(3072.into()),
            Attribute::PublicExponent(vec![1, 0, 1]),
            Attribute::Wrap(true),
        ],
        &[
            Attribute::Token(false),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(false),
            Attribute::Decrypt(false),
            Attribute::Unwrap(true),
        ],
    )?;
    // 2. Its public half, known to the sender: both are before the eyes of the same witnesses.
    let mut template = vec![
        Attribute::Class(ObjectClass::PUBLIC_KEY),
        Attribute::KeyType(KeyType::RSA),
        Attribute::Token(false),
        Attribute::Wrap(true),
    ];
    template.extend(to.get_attributes(public, &[AttributeType::Modulus, AttributeType::PublicExponent])?);
    let receiver = from.create_object(&template)?;
    // 3. The common key.
    let uses = [Attribute::Encrypt(false), Attribute::Decrypt(false), Attribute::Sign(false)];
    let wrapping =
        [Attribute::Token(false), Attribute::Sensitive(true), Attribute::Wrap(true), Attribute::Unwrap(true)];
    let made = [wrapping.as_slice(), &uses, &[Attribute::Extractable(true), Attribute::ValueLen(32.into())]]
        .concat();
    let working = from.generate_key(&Mechanism::AesKeyGen, &made)?;
    let received = [
        wrapping.as_slice(),
        &uses,
        &[
            Attribute::Class(ObjectClass::SECRET_KEY),
            Attribute::KeyType(KeyType::AES),
            Attribute::Extractable(false),
        ],
    ]
    .concat();
    // OAEP with SHA-256, or with SHA-1 where a module knows nothing else: OAEP does not rest on collisions.
    let hashes =
        [(MechanismType::SHA256, PkcsMgfType::MGF1_SHA256), (MechanismType::SHA1, PkcsMgfType::MGF1_SHA1)];
    for (hash, mask) in hashes {
        let oaep = Mechanism::RsaPkcsOaep(PkcsOaepParams::new(hash, mask, PkcsOaepSource::empty()));
        let Ok(wrapped) = from.wrap_key(&oaep, receiver, working) else { continue };
        let copying = to.unwrap_key(&oaep, private, &wrapped, &received)?;
        return Ok(Channel { working, copying });
    }
    Err(not_copied(label, "CKM_RSA_PKCS_OAEP wraps neither with SHA-256 nor with SHA-1"))
}

/// Steps 1 to 4 of the picture above.
fn transfer(
    from: Side<'_>,
    to: Side<'_>,
    channel: Channel,
    label: &str,
    wanted: Wanted,
) -> Result<(), Trouble> {
    // 1. A key of this session.
    let (public, passing) = match wanted {
        Wanted::Pair(specification) => {
            making::can_make(from.token, from.connection, specification)?;
            let (public, private) = making::pair(from.session, specification, label, Stay::UntilWrapped)?;
            (Some(public), private)
        }
        Wanted::Encryption | Wanted::KeyDerivation => {
            (None, making::secret(from.session, wanted, label, Stay::UntilWrapped)?)
        }
    };
    // 2. and 3.
    let arrived = arrive(from, to, channel, label, wanted, public, passing);
    // 4. Whatever happened, nothing stays that can be extracted.
    for object in public.into_iter().chain([passing]) {
        from.session.destroy_object(object)?;
    }
    arrived
}

fn arrive(
    from: Side<'_>,
    to: Side<'_>,
    channel: Channel,
    label: &str,
    wanted: Wanted,
    public: Option<ObjectHandle>,
    passing: ObjectHandle,
) -> Result<(), Trouble> {
    let wrapped = from
        .session
        .wrap_key(&Mechanism::AesKeyWrapPad, channel.working, passing)
        .map_err(|problem| not_copied(label, &problem.to_string()))?;
    let (class, kind, read) = match wanted {
        Wanted::Pair(KeySpecification::Rsa3072) => {
            (ObjectClass::PRIVATE_KEY, KeyType::RSA, [AttributeType::Modulus, AttributeType::PublicExponent])
        }
        Wanted::Pair(KeySpecification::Ed25519) => {
            (ObjectClass::PRIVATE_KEY, KeyType::EC_EDWARDS, [AttributeType::EcParams, AttributeType::EcPoint])
        }
        Wanted::Pair(_) => {
            (ObjectClass::PRIVATE_KEY, KeyType::EC, [AttributeType::EcParams, AttributeType::EcPoint])
        }
        Wanted::Encryption | Wanted::KeyDerivation => {
            (ObjectClass::SECRET_KEY, KeyType::AES, [AttributeType::KeyType, AttributeType::Class])
        }
    };
    let id = making::draw_id();
    let mut template = making::private(wanted, label, &id, Stay::Forever);
    template.extend([Attribute::Class(class), Attribute::KeyType(kind)]);
    let beside = match public {
        Some(public) => {
            let mut beside = making::public(wanted, label, &id, Stay::Forever);
            beside.extend([Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::KeyType(kind)]);
            beside.extend(from.session.get_attributes(public, &read)?);
            Some(beside)
        }
        None => None,
    };
    for (side, key) in [(to, channel.copying), (from, channel.working)] {
        side.session.unwrap_key(&Mechanism::AesKeyWrapPad, key, &wrapped, &template)?;
        if let Some(beside) = &beside {
            side.session.create_object(beside)?;
        }
    }
    Ok(())
}

impl CopiedKeys for TokenCopies {
    fn working(&self) -> &dyn KeyStore {
        &self.working
    }

    fn restored(&self) -> Result<Box<dyn KeyStore>, Error> {
        let tokens = self.copies.tokens.iter().map(|token| token.config.clone()).collect();
        Ok(Box::new(TokenKeyStore::open(tokens, HashMap::new())?))
    }

    fn generate(&self, label: &str, specification: KeySpecification) -> Result<PublicKey, Error> {
        self.make(label, Some(specification))?;
        let purpose = match specification {
            KeySpecification::P256Agreement => Purpose::Agreement,
            _ => Purpose::Signing,
        };
        let public = self.working.public(label, purpose)?;
        if self.copies.public(label, purpose)? != public {
            let token = self.copies.token(label)?.config.name.clone();
            return Err(Error::OtherKey { label: label.to_owned(), token });
        }
        Ok(public)
    }

    fn generate_protection_key(&self, label: &str) -> Result<(), Error> {
        self.make(label, None)
    }

    fn hand_over(&self, _folder: &Path, _stays: &str) -> Result<(), Error> {
        Ok(())
    }

    fn place(&self, label: &str) -> Option<String> {
        self.working.uri(label).ok()
    }
}
