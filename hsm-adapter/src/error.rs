//! The one error type of this crate.

use std::path::PathBuf;

/// What could not be done with a key.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A label that is not one.
    #[error("`{label}` is no key label: 1 to 64 of a-z, 0-9 and inner hyphens")]
    Label {
        /// The text, cut at 64 characters.
        label: String,
    },
    /// There is a key of this label already.
    #[error("the key {label} exists already")]
    Exists {
        /// The label.
        label: String,
    },
    /// There is no key of this label.
    #[error("there is no key {label} in {place}")]
    Missing {
        /// The label.
        label: String,
        /// The key store: a folder, or a token's name.
        place: String,
    },
    /// The key is for something else.
    #[error("the key {label} is for {found}, not for {wanted}")]
    WrongUse {
        /// The label.
        label: String,
        /// What it was generated for.
        found: &'static str,
        /// What it was asked to do.
        wanted: &'static str,
    },
    /// The passphrase is not the one of this store.
    #[error("the passphrase does not open the key store {path}")]
    WrongPassphrase {
        /// The key store.
        path: PathBuf,
    },
    /// An empty passphrase protects nothing.
    #[error("the passphrase of a key store must not be empty")]
    EmptyPassphrase,
    /// A file is not as it was written.
    #[error("{path} is damaged or was altered: {problem}; restore it from a backup")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A key file of another key store.
    #[error("{path} belongs to another key store")]
    OtherStore {
        /// The file.
        path: PathBuf,
    },
    /// The folder is no key store.
    #[error("{path} is no key store: it has no file {file}")]
    NotAStore {
        /// The folder.
        path: PathBuf,
        /// The file that makes it one.
        file: &'static str,
    },
    /// The folder is a key store already.
    #[error("{path} is a key store already")]
    AlreadyAStore {
        /// The folder.
        path: PathBuf,
    },
    /// Others may read the folder.
    #[error("{path} has mode {mode:03o}, others can read it: chmod 700 {path}")]
    TooOpen {
        /// The folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The operating system refused.
    #[error("{path} could not be {what}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What was tried: "read", "written", …
        what: &'static str,
        /// The reason.
        source: std::io::Error,
    },
    /// The token that holds the key is not there, or does not answer: what needs it waits.
    #[error("the token {token} is away: {problem}")]
    Away {
        /// Its name in the configuration.
        token: String,
        /// How that showed.
        problem: String,
    },
    /// A key that could leave its token is no key that we trust.
    #[error(
        "the key {label} in the token {token} can be extracted (CKA_SENSITIVE must be true, CKA_EXTRACTABLE false): \
         it is refused"
    )]
    Extractable {
        /// The label.
        label: String,
        /// The token's name.
        token: String,
    },
    /// The token refused the PIN. The same PIN is never tried a second time, because a few tries more lock the token.
    #[error(
        "the token {token} refused its PIN, which is not tried again: correct the PIN, then start again ({problem})"
    )]
    WrongPin {
        /// The token's name.
        token: String,
        /// The token's word, or that it was refused in an earlier run.
        problem: String,
    },
    /// The token lets nobody in, or its next wrong PIN would lock it: a person has to look.
    #[error("the PIN of the token {token} {problem}: its officer has to put that right")]
    PinBlocked {
        /// The token's name.
        token: String,
        /// What is the matter, as the end of a sentence.
        problem: String,
    },
    /// All sessions with a token were in use for too long.
    #[error("all {sessions} sessions with the token {token} were busy for {waited_seconds} s")]
    Busy {
        /// The token's name.
        token: String,
        /// How many there are.
        sessions: usize,
        /// How long was waited.
        waited_seconds: u64,
    },
    /// No token is configured for keys of this label.
    #[error("no token is configured for the key {label}: one of them must name it in `keys`")]
    NoToken {
        /// The label.
        label: String,
    },
    /// The key under this label is another than the one that was installed.
    #[error("the key {label} in the token {token} is not the one that belongs to this country")]
    OtherKey {
        /// The label.
        label: String,
        /// The token's name.
        token: String,
    },
    /// Something that is no URI of a token.
    #[error("`{uri}` names no token (RFC 7512), such as pkcs11:token=greatseal-ca: {problem}")]
    Uri {
        /// The text.
        uri: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The module of a token could not be loaded.
    #[error("the PKCS#11 module {path} cannot be loaded: {problem}")]
    Module {
        /// The shared library.
        path: PathBuf,
        /// The loader's reason.
        problem: String,
    },
    /// The token cannot do what a key is for.
    #[error("the token {token} cannot {what}: it has no {mechanism}")]
    NotCapable {
        /// The token's name.
        token: String,
        /// "sign with RSA", …
        what: &'static str,
        /// The mechanism of PKCS#11.
        mechanism: &'static str,
    },
    /// A key was made where it works, but the module cannot bring it to a second token.
    #[error("the key {label} cannot be copied: {problem}")]
    NotCopied {
        /// The label.
        label: String,
        /// The module's reason.
        problem: String,
    },
    /// The keeper of a key did not do what was asked.
    #[error("the key could not be used to {what}: {problem}")]
    Refused {
        /// "sign", "generate a key", …
        what: &'static str,
        /// The keeper's reason.
        problem: String,
    },
    /// The other's public key cannot be agreed with.
    #[error("the other's public key is no point of P-256")]
    Peer,
    /// Not encrypted by this key for this use.
    #[error("this was not encrypted by this key for this use, or it was altered")]
    NotOurs,
    /// A text that is no private key that can be used.
    #[error("this is no usable private key (PKCS#8 PEM, P-256 or P-384, with its public key): {problem}")]
    Pem {
        /// What is wrong; never a part of the key.
        problem: String,
    },
    /// A signature that does not verify under its own public key: it was not given to anybody.
    #[error("a signature of the key {key_sha256} does not verify under its own public key: it was withheld")]
    SelfCheck {
        /// SHA-256 of the SubjectPublicKeyInfo, hexadecimal.
        key_sha256: String,
    },
}

impl Error {
    /// Whether this passes by itself, when the token is back: what needed the key is to be tried again, for ever.
    #[must_use]
    pub fn is_away(&self) -> bool {
        matches!(self, Self::Away { .. })
    }
}
