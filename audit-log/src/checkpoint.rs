//! Checkpoints (C2SP tlog-checkpoint): what a log commits to, as the text of a signed note.
//!
//! ```text
//! <origin>\n<size>\n<root in Base64>\n[extension lines]
//! ```

use pki_types::{Sha256Digest, encoding};

use crate::note::{NoteSigner, NoteVerifier};
use crate::{Error, tree};

/// The size of a log and the root over all its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: its address without a scheme, and the name of its key.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Sha256Digest,
}

impl Checkpoint {
    /// The note over it. May block: see [`hsm_adapter::offload`].
    ///
    /// # Errors
    /// [`Error::Key`] if the key's keeper did not sign.
    pub fn sign(&self, signer: &NoteSigner) -> Result<String, Error> {
        signer.sign(&format!("{}\n{}\n{}\n", self.origin, self.size, encoding::base64(self.root.as_bytes())))
    }

    /// Reads a checkpoint that the log's key signed.
    ///
    /// # Errors
    /// [`Error::Malformed`] and [`Error::Unsigned`], as [`NoteVerifier::open`]; a checkpoint of another log.
    pub fn open(note: &str, verifier: &NoteVerifier) -> Result<Self, Error> {
        let malformed = |reason: &str| Error::malformed("checkpoint", reason);
        let note = verifier.open(note)?;
        let mut lines = note.text.split('\n');
        let mut line = || lines.next().filter(|line| !line.is_empty());
        let origin = line().ok_or_else(|| malformed("it has no origin"))?;
        if origin != verifier.name() {
            return Err(Error::inconsistent("the origin of the checkpoint", verifier.name(), origin));
        }
        let digits = line().ok_or_else(|| malformed("it has no size"))?;
        let size: u64 = digits.parse().map_err(|_| malformed("its size is no number"))?;
        if size.to_string() != digits || size > tree::LARGEST {
            return Err(malformed("its size is written with zeros or a sign before it, or is too large"));
        }
        let root = line().ok_or_else(|| malformed("it has no root"))?;
        let root = encoding::base64_decode(root).map_err(|_| malformed("its root is not Base64"))?;
        let root = root.try_into().map_err(|_| malformed("its root has not 32 octets"))?;
        Ok(Self { origin: origin.to_owned(), size, root: Sha256Digest(root) })
    }
}
