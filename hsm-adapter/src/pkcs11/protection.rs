//! Encryption at rest under a key of a token: AES-GCM in the token, or, where a token has none, under keys that the token
//! derives for each message.
//!
//! ```text
//!   1 ‖ nonce (12) ‖ ciphertext ‖ tag       AES-256-GCM by CKM_AES_GCM
//!   2 ‖ salt (16) ‖ ciphertext ‖ tag        AES-256-GCM here; key = KDF in counter mode with CKM_AES_CMAC
//! ```

use std::sync::Arc;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use cryptoki::context::Function;
use cryptoki::error::{Error as ModuleError, RvError};
use cryptoki::mechanism::aead::GcmParams;
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::session::Session;
use pki_types::{SystemRandom, random_array};
use zeroize::{Zeroize as _, Zeroizing};

use super::objects::{Purpose, TokenKey};
use super::recovery::Trouble;
use super::token::{Repeat, Token};
use super::using::capable;
use crate::{Error, Protector};

/// As the software's format has it: the same octets open in either store under the same key.
const BY_TOKEN: u8 = 1;
const BY_DERIVED_KEY: u8 = 2;
const NONCE: usize = 12;
const SALT: usize = 16;
const TAG_BITS: u64 = 128;
/// The label of the derivation (SP 800-108r1 4).
const DERIVATION: &[u8] = b"greatseal protection v2";

/// A protection key.
pub(super) struct TokenProtector {
    token: Arc<Token>,
    label: String,
}

impl TokenProtector {
    pub(super) fn with(token: Arc<Token>, label: &str) -> Arc<dyn Protector> {
        Arc::new(Self { token, label: label.to_owned() })
    }
}

impl Protector for TokenProtector {
    fn protect(&self, plaintext: &[u8], associated_data: &[u8]) -> Result<Vec<u8>, Error> {
        self.token.with_key("encrypt", &self.label, Repeat::Freely, |connection, session, key| {
            if key.purpose == Purpose::KeyDerivation {
                let salt: [u8; SALT] = random_array(&SystemRandom);
                let cipher = derived_cipher(session, key, &salt)?;
                let payload = Payload { msg: plaintext, aad: associated_data };
                // The key encrypts once, so that the nonce may be all zeros.
                let encrypted = cipher
                    .encrypt(&Nonce::from([0; NONCE]), payload)
                    .map_err(|problem| Error::Refused { what: "encrypt", problem: problem.to_string() })?;
                return Ok([&[BY_DERIVED_KEY], salt.as_slice(), &encrypted].concat());
            }
            capable(&self.token, connection, "encrypt", MechanismType::AES_GCM, "CKM_AES_GCM")?;
            let mut nonce: [u8; NONCE] = random_array(&SystemRandom);
            let encrypted = {
                let parameters = GcmParams::new(&mut nonce, associated_data, TAG_BITS.into())?;
                session.encrypt(&Mechanism::AesGcm(parameters), key.handle, plaintext)?
            };
            // Read after the work: some tokens draw the nonce themselves and put it there (PKCS#11 2.40, 2.12.2).
            Ok([&[BY_TOKEN], nonce.as_slice(), &encrypted].concat())
        })
    }

    fn open(&self, ciphertext: &[u8], associated_data: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (version, rest) = ciphertext.split_first().ok_or(Error::NotOurs)?;
        self.token.with_key("decrypt", &self.label, Repeat::Freely, |_, session, key| {
            match (*version, key.purpose) {
                (BY_TOKEN, Purpose::Encryption) => open_in_token(session, key, rest, associated_data),
                (BY_DERIVED_KEY, Purpose::KeyDerivation) => {
                    let (salt, encrypted) = rest.split_first_chunk::<SALT>().ok_or(Error::NotOurs)?;
                    let payload = Payload { msg: encrypted, aad: associated_data };
                    derived_cipher(session, key, salt)?
                        .decrypt(&Nonce::from([0; NONCE]), payload)
                        .map(Zeroizing::new)
                        .map_err(|_| Error::NotOurs.into())
                }
                _ => Err(Error::NotOurs.into()),
            }
        })
    }
}

fn open_in_token(
    session: &Session,
    key: &TokenKey,
    rest: &[u8],
    associated_data: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Trouble> {
    let (nonce, encrypted) = rest.split_first_chunk::<NONCE>().ok_or(Error::NotOurs)?;
    let mut nonce = *nonce;
    let parameters = GcmParams::new(&mut nonce, associated_data, TAG_BITS.into())?;
    match session.decrypt(&Mechanism::AesGcm(parameters), key.handle, encrypted) {
        Ok(opened) => Ok(Zeroizing::new(opened)),
        Err(problem @ ModuleError::Pkcs11(code, Function::Decrypt)) => match code {
            RvError::EncryptedDataInvalid | RvError::EncryptedDataLenRange => Err(Error::NotOurs.into()),
            // Some modules have no other word for a wrong tag than that something went wrong. If the same key
            // encrypts at the same moment, token and key are well and the ciphertext is not.
            RvError::GeneralError
            | RvError::FunctionFailed
            | RvError::DataInvalid
            | RvError::DataLenRange => {
                let mut nonce: [u8; NONCE] = random_array(&SystemRandom);
                let parameters = GcmParams::new(&mut nonce, &[], TAG_BITS.into())?;
                match session.encrypt(&Mechanism::AesGcm(parameters), key.handle, b"still well?") {
                    Ok(_) => Err(Error::NotOurs.into()),
                    Err(_) => Err(problem.into()),
                }
            }
            _ => Err(problem.into()),
        },
        Err(problem) => Err(problem.into()),
    }
}

/// The key of one message: two blocks of CMAC in counter mode (SP 800-108r1 4.1), over counter, label, salt and length.
fn derived_cipher(session: &Session, key: &TokenKey, salt: &[u8; SALT]) -> Result<Aes256Gcm, Trouble> {
    let mut derived = Zeroizing::new([0; 32]);
    for (counter, half) in (1_u8..).zip(derived.chunks_exact_mut(16)) {
        let input = [&[counter], DERIVATION, &[0], salt.as_slice(), &256_u32.to_be_bytes()].concat();
        let mut block = session.sign(&Mechanism::AesCMac, key.handle, &input)?;
        if block.len() != half.len() {
            let problem = format!("CKM_AES_CMAC gave {} octets, expected 16", block.len());
            return Err(Error::Refused { what: "derive a key", problem }.into());
        }
        half.copy_from_slice(&block);
        block.zeroize();
    }
    Ok(Aes256Gcm::new(&(*derived).into()))
}
