//! Signing and agreeing with keys of a token.

use std::sync::Arc;

use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::elliptic_curve::{EcKdf, Ecdh1DeriveParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass};
use cryptoki::session::Session;
use pki_types::{HashAlgorithm, KeyKind, PublicKey, SignatureAlgorithm, signature::ecdsa_raw_to_der};
use zeroize::{Zeroize as _, Zeroizing};

use super::connection::Connection;
use super::objects::{self, TokenKey};
use super::recovery::Trouble;
use super::token::{Repeat, Token};
use crate::{Agreement, Error, Signer};

/// DigestInfo of SHA-256 up to the digest (RFC 8017 9.2 note 1): CKM_RSA_PKCS only pads and signs.
const SHA256_DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// A signing key, which may be away when this is made: its public half is known.
pub(super) struct TokenSigner {
    token: Arc<Token>,
    label: String,
    public: PublicKey,
    algorithm: SignatureAlgorithm,
}

impl TokenSigner {
    pub(super) fn open(token: Arc<Token>, label: &str, public: PublicKey) -> Result<Arc<dyn Signer>, Error> {
        let algorithm = objects::algorithm(&public)?;
        Ok(Arc::new(Self { token, label: label.to_owned(), public, algorithm }))
    }

    /// One call of C_Sign. What the token cannot hash is hashed here.
    fn sign_in(
        &self,
        connection: &Connection,
        session: &Session,
        key: &TokenKey,
        message: &[u8],
    ) -> Result<Vec<u8>, Trouble> {
        same_key(&self.token, &self.label, key, &self.public)?;
        let can = |mechanism, name| self.can(connection, mechanism, name);
        match self.algorithm {
            SignatureAlgorithm::EcdsaSha256 => {
                can(MechanismType::ECDSA, "CKM_ECDSA")?;
                let digest = HashAlgorithm::Sha256.digest(message);
                Ok(session.sign(&Mechanism::Ecdsa, key.handle, &digest)?)
            }
            SignatureAlgorithm::EcdsaSha384 => {
                can(MechanismType::ECDSA, "CKM_ECDSA")?;
                let digest = HashAlgorithm::Sha384.digest(message);
                Ok(session.sign(&Mechanism::Ecdsa, key.handle, &digest)?)
            }
            SignatureAlgorithm::Ed25519 => {
                can(MechanismType::EDDSA, "CKM_EDDSA")?;
                let pure = Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519));
                Ok(session.sign(&pure, key.handle, message)?)
            }
            // Hashed here if the token lets us: a revocation list may be longer than what it takes at once.
            _ if connection.can(MechanismType::RSA_PKCS) => {
                let digest = HashAlgorithm::Sha256.digest(message);
                let info = [SHA256_DIGEST_INFO.as_slice(), &digest].concat();
                Ok(session.sign(&Mechanism::RsaPkcs, key.handle, &info)?)
            }
            _ => {
                can(MechanismType::SHA256_RSA_PKCS, "CKM_RSA_PKCS or CKM_SHA256_RSA_PKCS")?;
                Ok(session.sign(&Mechanism::Sha256RsaPkcs, key.handle, message)?)
            }
        }
    }

    fn can(
        &self,
        connection: &Connection,
        mechanism: MechanismType,
        name: &'static str,
    ) -> Result<(), Trouble> {
        capable(&self.token, connection, "sign with this kind of key", mechanism, name)
    }
}

impl Signer for TokenSigner {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn ready(&self) -> Result<(), Error> {
        self.token.with_key("find a key", &self.label, Repeat::Freely, |_, session, key| {
            // The handle is cached: a question that only the token can answer shows whether it is there.
            session.get_session_info()?;
            same_key(&self.token, &self.label, key, &self.public)
        })
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature = self.token.with_key(
            "sign",
            &self.label,
            Repeat::OnlyIfNothingWasDone,
            |connection, session, key| self.sign_in(connection, session, key, message),
        )?;
        match self.algorithm {
            // CKM_ECDSA gives r ‖ s (PKCS#11 3.0, current mechanisms 2.3.1).
            SignatureAlgorithm::EcdsaSha256 | SignatureAlgorithm::EcdsaSha384 => ecdsa_raw_to_der(&signature)
                .map_err(|problem| Error::Refused { what: "sign", problem: problem.to_string() }),
            _ => Ok(signature),
        }
    }
}

/// An agreement key.
pub(super) struct TokenAgreement {
    token: Arc<Token>,
    label: String,
    public: PublicKey,
}

impl TokenAgreement {
    pub(super) fn open(
        token: Arc<Token>,
        label: &str,
        public: PublicKey,
    ) -> Result<Arc<dyn Agreement>, Error> {
        if public.kind() != KeyKind::P256 {
            return Err(Error::Refused { what: "agree", problem: format!("its curve is {}", public.kind()) });
        }
        Ok(Arc::new(Self { token, label: label.to_owned(), public }))
    }
}

impl Agreement for TokenAgreement {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn agree(&self, peer: &PublicKey) -> Result<Zeroizing<[u8; 32]>, Error> {
        if peer.kind() != KeyKind::P256 {
            return Err(Error::Peer);
        }
        self.token.with_key("agree", &self.label, Repeat::Freely, |connection, session, key| {
            same_key(&self.token, &self.label, key, &self.public)?;
            capable(&self.token, connection, "agree", MechanismType::ECDH1_DERIVE, "CKM_ECDH1_DERIVE")?;
            let parameters = Ecdh1DeriveParams::new(EcKdf::null(), peer.subject_public_key());
            // The common secret is an object of this session alone, and it is made to be read.
            let template = [
                Attribute::Class(ObjectClass::SECRET_KEY),
                Attribute::KeyType(KeyType::GENERIC_SECRET),
                Attribute::ValueLen(32.into()),
                Attribute::Token(false),
                Attribute::Sensitive(false),
                Attribute::Extractable(true),
            ];
            let derived = session.derive_key(&Mechanism::Ecdh1Derive(parameters), key.handle, &template)?;
            let read = session.get_attributes(derived, &[AttributeType::Value]);
            session.destroy_object(derived)?;
            let mut secret = Zeroizing::new([0; 32]);
            for attribute in read? {
                if let Attribute::Value(mut value) = attribute {
                    let whole = value.len() == secret.len();
                    if whole {
                        secret.copy_from_slice(&value);
                    }
                    value.zeroize();
                    if whole {
                        return Ok(secret);
                    }
                }
            }
            Err(Error::Refused { what: "agree", problem: "the secret cannot be read".to_owned() }.into())
        })
    }
}

/// The token still has the key that this process knows under the label.
pub(super) fn same_key(token: &Token, label: &str, key: &TokenKey, known: &PublicKey) -> Result<(), Trouble> {
    if key.public.as_ref() == Some(known) {
        Ok(())
    } else {
        Err(Error::OtherKey { label: label.to_owned(), token: token.config.name.clone() }.into())
    }
}

/// The token lists a mechanism.
pub(super) fn capable(
    token: &Token,
    connection: &Connection,
    what: &'static str,
    mechanism: MechanismType,
    name: &'static str,
) -> Result<(), Trouble> {
    if connection.can(mechanism) {
        return Ok(());
    }
    Err(Error::NotCapable { token: token.config.name.clone(), what, mechanism: name }.into())
}
