//! Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature.
//!
//! ```text
//! — <name> base64(key id of 4 octets ‖ signature)
//! ```
//!
//! The key id of an Ed25519 key is the beginning of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key); a verifier key is written
//! `<name>+<key id in hexadecimal>+base64(0x01 ‖ public key)`.

use std::sync::Arc;

use hsm_adapter::Signer;
use pki_types::{KeyKind, PublicKey, SignatureAlgorithm, encoding, sha256, verify};

use crate::Error;

/// The longest note that is read, in octets.
const LONGEST: usize = 64 * 1024;
/// The most signatures that are looked at (signed-note: verifiers may limit them).
const MOST_SIGNATURES: usize = 100;
/// The signature type of Ed25519 keys.
const ED25519: u8 = 1;

/// Signs notes with one key under one name.
#[derive(Clone)]
pub struct NoteSigner {
    signer: Arc<dyn Signer>,
    verifier: NoteVerifier,
}

impl NoteSigner {
    /// A signer under this name, with an Ed25519 key.
    ///
    /// # Errors
    /// As [`NoteVerifier::new`].
    pub fn new(name: &str, signer: Arc<dyn Signer>) -> Result<Self, Error> {
        Ok(Self { verifier: NoteVerifier::new(name, signer.public_key())?, signer })
    }

    /// Who verifies.
    #[must_use]
    pub fn verifier(&self) -> &NoteVerifier {
        &self.verifier
    }

    /// The note over a text, which ends with a newline. May block: see [`hsm_adapter::offload`].
    ///
    /// # Errors
    /// [`Error::Key`] if the key's keeper did not sign.
    pub fn sign(&self, text: &str) -> Result<String, Error> {
        let mut signature = self.verifier.key_id().to_vec();
        signature.extend(self.signer.sign(text.as_bytes())?);
        Ok(format!("{text}\n\u{2014} {} {}\n", self.verifier.name, encoding::base64(&signature)))
    }
}

/// Verifies the notes of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteVerifier {
    name: String,
    key: PublicKey,
}

impl NoteVerifier {
    /// The verifier of this name and key.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a name that is empty or has white space or a plus in it, or a key that is not Ed25519.
    pub fn new(name: &str, key: &PublicKey) -> Result<Self, Error> {
        if name.is_empty() || name.contains(|letter: char| letter.is_whitespace() || letter == '+') {
            return Err(Error::malformed(
                "verifier key",
                "its name is empty or has white space or a plus in it",
            ));
        }
        if key.kind() != KeyKind::Ed25519 {
            return Err(Error::malformed("verifier key", "it is no Ed25519 key"));
        }
        Ok(Self { name: name.to_owned(), key: key.clone() })
    }

    /// Reads a verifier key.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is none, or its id is not the one of its name and key.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let malformed = |reason: &str| Error::malformed("verifier key", reason);
        let (name, rest) = text.trim().split_once('+').ok_or_else(|| malformed("it has no plus"))?;
        let (id, key) = rest.split_once('+').ok_or_else(|| malformed("it has one plus, not two"))?;
        let key = encoding::base64_decode(key).map_err(|_| malformed("its key is not Base64"))?;
        let Some((&ED25519, key)) = key.split_first() else {
            return Err(malformed("its key is not of the type 1, Ed25519"));
        };
        let key: &[u8; 32] = key.try_into().map_err(|_| malformed("its key has not 32 octets"))?;
        let key = PublicKey::from_ed25519(key).map_err(|error| malformed(&error.to_string()))?;
        let verifier = Self::new(name, &key)?;
        if encoding::hex(&verifier.key_id()) != id {
            return Err(malformed("its id is not the one of its name and key"));
        }
        Ok(verifier)
    }

    /// The key's name; of a log its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> [u8; 4] {
        let input = [self.name.as_bytes(), &[b'\n', ED25519], self.key.subject_public_key()].concat();
        let digest = sha256(&input);
        *digest.as_bytes().first_chunk().expect("a digest has 32 octets")
    }

    /// Reads a note that this key signed. Signatures of others (witnesses) are passed over.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is no note, [`Error::Unsigned`] without a valid signature of this key.
    pub fn open(&self, note: &str) -> Result<Note, Error> {
        let parsed = Note::parse(note)?;
        let mine = parsed.signatures.iter().filter(|signature| signature.name == self.name);
        for signature in mine {
            if let Some((id, signature)) = signature.octets.split_first_chunk::<4>()
                && *id == self.key_id()
            {
                let valid = verify(&self.key, SignatureAlgorithm::Ed25519, parsed.text.as_bytes(), signature);
                // One that does not verify makes the note invalid, whatever else is there (signed-note).
                return valid.map(|()| parsed).map_err(|_| Error::Unsigned { name: self.name.clone() });
            }
        }
        Err(Error::Unsigned { name: self.name.clone() })
    }
}

impl std::fmt::Display for NoteVerifier {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = [&[ED25519], self.key.subject_public_key()].concat();
        write!(out, "{}+{}+{}", self.name, encoding::hex(&self.key_id()), encoding::base64(&key))
    }
}

/// A note that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The signed text, its last newline included.
    pub text: String,
    signatures: Vec<NoteSignature>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct NoteSignature {
    name: String,
    octets: Vec<u8>,
}

impl Note {
    fn parse(note: &str) -> Result<Self, Error> {
        let malformed = |reason: &str| Error::malformed("signed note", reason);
        if note.len() > LONGEST {
            return Err(malformed("it is longer than 65536 octets"));
        }
        if note.chars().any(|letter| letter.is_control() && letter != '\n') {
            return Err(malformed("it has a control character in it"));
        }
        // The signatures begin after the last empty line.
        let end = note.rfind("\n\n").ok_or_else(|| malformed("it has no empty line"))?;
        let (text, signatures) = (&note[..=end], &note[end + 2..]);
        let lines = signatures.strip_suffix('\n').ok_or_else(|| malformed("its last line has no end"))?;
        let signatures: Vec<_> = lines
            .split('\n')
            .map(signature_line)
            .collect::<Option<_>>()
            .ok_or_else(|| malformed("a line of its signatures is none"))?;
        if signatures.len() > MOST_SIGNATURES {
            return Err(malformed("it has more than 100 signatures"));
        }
        Ok(Self { text: text.to_owned(), signatures })
    }
}

fn signature_line(line: &str) -> Option<NoteSignature> {
    let (name, octets) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let octets = encoding::base64_decode(octets).ok()?;
    (!name.is_empty() && octets.len() > 4).then(|| NoteSignature { name: name.to_owned(), octets })
}
