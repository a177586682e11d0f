//! Where keys are, as a configuration says it: in a folder, or in tokens of PKCS#11.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use hsm_adapter::{
    KeyStore, SigningKind, SoftwareKeyStore, TokenConfig, TokenCopies, TokenKeyStore, TokenUri, labels,
};
use pki_types::PublicKey;
use serde::Deserialize;

use crate::secrets::SecretSource;

/// Sessions with a token, if the configuration names no number.
const SESSIONS: usize = 4;
/// No token serves more at a time.
const MOST_SESSIONS: usize = 256;

/// `[keys]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeysSection {
    folder: Option<PathBuf>,
    passphrase_file: Option<PathBuf>,
    status_key: Option<SigningKind>,
    time_key: Option<SigningKind>,
    #[serde(default)]
    tokens: BTreeMap<String, TokenSection>,
}

/// Whether something could not be done because a token is away: then it passes.
pub fn is_away(problem: &anyhow::Error) -> bool {
    problem
        .chain()
        .any(|cause| cause.downcast_ref::<hsm_adapter::Error>().is_some_and(hsm_adapter::Error::is_away))
}

impl KeysSection {
    pub(crate) fn status_key(&self) -> SigningKind {
        self.status_key.unwrap_or(SigningKind::P256)
    }

    pub(crate) fn time_key(&self) -> SigningKind {
        self.time_key.unwrap_or(SigningKind::P256)
    }
}

/// `[keys.tokens.NAME]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenSection {
    module: PathBuf,
    uri: String,
    pin_file: Option<PathBuf>,
    sessions: Option<usize>,
    keys: Option<Vec<String>>,
    backup: Option<BackupSection>,
}

/// `[tokens.NAME.backup]`, in a ceremony.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BackupSection {
    module: Option<PathBuf>,
    uri: String,
    pin_file: Option<PathBuf>,
}

/// The tokens of a ceremony, as their file is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CeremonyTokensFile {
    tokens: BTreeMap<String, TokenSection>,
}

/// Where the keys of a country are.
#[derive(Clone, Debug)]
pub enum KeyPlaces {
    /// In a folder, wrapped.
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Where its passphrase is.
        passphrase: SecretSource,
    },
    /// In tokens.
    Tokens(Vec<TokenPlace>),
}

/// A key store that was opened.
pub struct OpenKeys {
    /// Its keys.
    pub keys: Arc<dyn KeyStore>,
    /// What keeps tokens away; their keys come back with them.
    pub away: Vec<hsm_adapter::Error>,
}

/// One token, and where its PIN is.
#[derive(Clone, Debug)]
pub struct TokenPlace {
    name: String,
    module: PathBuf,
    uri: TokenUri,
    pin: SecretSource,
    sessions: usize,
    keys: Vec<labels::Pattern>,
    refused_pin: PathBuf,
}

impl KeyPlaces {
    /// Checks the section; paths are taken from `folder`.
    pub(crate) fn parse(section: KeysSection, folder: &Path) -> Result<Self> {
        if section.tokens.is_empty() {
            let keys = section.folder.context("[keys] needs `folder`, or a table [keys.tokens.NAME]")?;
            return Ok(Self::Folder {
                folder: folder.join(keys),
                passphrase: SecretSource {
                    credential: "key-store-passphrase".to_owned(),
                    file: section.passphrase_file.map(|file| folder.join(file)),
                    question: "Passphrase of the key store".to_owned(),
                },
            });
        }
        if section.folder.is_some() || section.passphrase_file.is_some() {
            bail!("[keys] has tokens: then it has neither `folder` nor `passphrase_file`");
        }
        let mut places = Vec::new();
        for (name, token) in section.tokens {
            if token.backup.is_some() {
                bail!("keys.tokens.{name}.backup belongs into the tokens of a ceremony, not here");
            }
            places.push(TokenPlace::parse("keys.tokens", &name, token, folder)?.0);
        }
        distinct(&places)?;
        Ok(Self::Tokens(places))
    }

    /// Opens the store. Tokens that are away are waited for; a wrong PIN ends it.
    ///
    /// `known` are the public halves that the country's store remembers (`ca_core::ceremony::install::public_keys`).
    ///
    /// May block, and ask the terminal.
    pub fn open(&self, known: HashMap<String, PublicKey>) -> Result<OpenKeys> {
        match self {
            Self::Folder { folder, passphrase } => {
                let keys = SoftwareKeyStore::open(folder, &passphrase.read()?)
                    .with_context(|| format!("cannot open the key store {}", folder.display()))?;
                Ok(OpenKeys { keys: Arc::new(keys), away: Vec::new() })
            }
            Self::Tokens(places) => {
                let tokens = places.iter().map(TokenPlace::config).collect::<Result<Vec<_>>>()?;
                let keys = TokenKeyStore::open(tokens, known)?;
                let away = keys.log_in()?;
                Ok(OpenKeys { keys: Arc::new(keys), away })
            }
        }
    }

    /// The folder of the keys, if they are in one.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder { folder, .. } => Some(folder),
            Self::Tokens(_) => None,
        }
    }

    /// The files that remember PINs that were refused.
    pub(crate) fn refused_pins(&self) -> impl Iterator<Item = &Path> {
        let places = match self {
            Self::Folder { .. } => [].as_slice(),
            Self::Tokens(places) => places.as_slice(),
        };
        places.iter().map(|place| place.refused_pin.as_path())
    }

    /// The files that passphrase or PINs come from.
    pub fn secret_files(&self) -> impl Iterator<Item = &Path> {
        let (passphrase, places) = match self {
            Self::Folder { passphrase, .. } => (Some(passphrase), [].as_slice()),
            Self::Tokens(places) => (None, places.as_slice()),
        };
        passphrase
            .into_iter()
            .chain(places.iter().map(|place| &place.pin))
            .filter_map(|source| source.file.as_deref())
    }
}

/// The tokens of a ceremony, each with the one for its copies.
pub fn ceremony_tokens(path: &Path) -> Result<TokenCopies> {
    let (working, copies) = ceremony_places(path)?;
    Ok(TokenCopies::new(open_present(&working)?, open_present(&copies)?))
}

/// The working tokens of a ceremony alone: for the root's yearly list.
pub fn working_tokens(path: &Path) -> Result<TokenKeyStore> {
    let (working, _) = ceremony_places(path)?;
    let root: Vec<_> = working
        .into_iter()
        .filter(|place| place.keys.iter().any(|keys| keys.matches(labels::ROOT)))
        .collect();
    open_present(&root)
}

/// A ceremony waits for nothing: each token must be there.
fn open_present(places: &[TokenPlace]) -> Result<TokenKeyStore> {
    let tokens = places.iter().map(TokenPlace::config).collect::<Result<Vec<_>>>()?;
    let keys = TokenKeyStore::open(tokens, HashMap::new())?;
    match keys.log_in()?.into_iter().next() {
        None => Ok(keys),
        Some(away) => Err(away.into()),
    }
}

fn ceremony_places(path: &Path) -> Result<(Vec<TokenPlace>, Vec<TokenPlace>)> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    parse_ceremony(&text, folder).with_context(|| format!("the tokens in {} are refused", path.display()))
}

fn parse_ceremony(text: &str, folder: &Path) -> Result<(Vec<TokenPlace>, Vec<TokenPlace>)> {
    let file: CeremonyTokensFile = toml::from_str(text)?;
    let (mut working, mut copies) = (Vec::new(), Vec::new());
    for (name, token) in file.tokens {
        let (place, backup) = TokenPlace::parse("tokens", &name, token, folder)?;
        let backup = backup.with_context(|| {
            format!("tokens.{name}.backup is missing: a ceremony cannot end without copies of its keys")
        })?;
        working.push(place);
        copies.push(backup);
    }
    distinct(&working)?;
    Ok((working, copies))
}

/// No label has two tokens.
fn distinct(places: &[TokenPlace]) -> Result<()> {
    for (number, place) in places.iter().enumerate() {
        for other in &places[..number] {
            if place.keys.iter().any(|keys| other.keys.contains(keys)) {
                bail!("the tokens {} and {} want the same `keys`", other.name, place.name);
            }
        }
    }
    Ok(())
}

impl TokenPlace {
    /// The token, and that of its copies.
    fn parse(table: &str, name: &str, section: TokenSection, folder: &Path) -> Result<(Self, Option<Self>)> {
        let place = format!("{table}.{name}");
        if name.parse::<labels::Pattern>().is_err() || name.contains('*') {
            bail!("{place}: a token's name is 1 to 64 of a-z, 0-9 and inner hyphens");
        }
        let sessions = section.sessions.unwrap_or(SESSIONS);
        if !(1..=MOST_SESSIONS).contains(&sessions) {
            bail!("{place}.sessions is {sessions}, but must be 1 to {MOST_SESSIONS}");
        }
        let keys = match section.keys {
            None => vec![labels::Pattern::all()],
            Some(keys) => keys
                .iter()
                .map(|pattern| pattern.parse().with_context(|| format!("{place}.keys")))
                .collect::<Result<Vec<_>>>()?,
        };
        let token = |name: &str, module: &Path, uri: &str, pin_file: Option<&Path>| -> Result<Self> {
            Ok(Self {
                name: name.to_owned(),
                module: module.to_owned(),
                uri: uri.parse().with_context(|| format!("{place}.uri"))?,
                pin: SecretSource {
                    credential: format!("token-pin-{name}"),
                    file: pin_file.map(|file| folder.join(file)),
                    question: format!("PIN of the token {name}"),
                },
                sessions,
                keys: keys.clone(),
                refused_pin: folder.join(format!("token-{name}.refused-pin")),
            })
        };
        let backup = section.backup.map(|backup| {
            let module = backup.module.as_ref().unwrap_or(&section.module);
            token(&format!("{name}-backup"), module, &backup.uri, backup.pin_file.as_deref())
        });
        let working = token(name, &section.module, &section.uri, section.pin_file.as_deref())?;
        Ok((working, backup.transpose()?))
    }

    fn config(&self) -> Result<TokenConfig> {
        Ok(TokenConfig {
            name: self.name.clone(),
            module: self.module.clone(),
            uri: self.uri.clone(),
            pin: self.pin.read().with_context(|| format!("the PIN of the token {}", self.name))?,
            sessions: self.sessions,
            keys: self.keys.clone(),
            refused_pin: Some(self.refused_pin.clone()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<KeyPlaces> {
        KeyPlaces::parse(toml::from_str(text)?, Path::new("/country"))
    }

    const TWO: &str = r#"
        [tokens.authorities]
        module = "/usr/lib/softhsm/libsofthsm2.so"
        uri = "pkcs11:token=greatseal-ca"
        pin_file = "ca.pin"
        sessions = 2
        keys = ["ca-*"]
        [tokens.services]
        module = "/usr/lib/softhsm/libsofthsm2.so"
        uri = "pkcs11:token=greatseal-services"
    "#;

    #[test]
    fn tokens_have_names_places_and_defaults() {
        let KeyPlaces::Tokens(places) = parse(TWO).unwrap() else { panic!("tokens are configured") };
        assert_eq!((places[0].name.as_str(), places[0].sessions), ("authorities", 2));
        assert_eq!(places[0].pin.file.as_deref(), Some(Path::new("/country/ca.pin")));
        assert_eq!((places[1].sessions, places[1].pin.credential.as_str()), (4, "token-pin-services"));
        assert!(places[1].keys[0].matches("statement"));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_by_name() {
        for (from, to, why) in [
            ("keys = [\"ca-*\"]", "keys = [\"*\"]", "want the same"),
            ("keys = [\"ca-*\"]", "keys = [\"CA\"]", "no key label"),
            ("sessions = 2", "sessions = 0", "1 to 256"),
            ("pkcs11:token=greatseal-ca", "pkcs11:token=greatseal-ca?pin-value=1", "pin_file"),
            ("pkcs11:token=greatseal-ca", "greatseal-ca", "names no token"),
            ("tokens.services", "tokens.Services", "a token's name"),
            ("sessions = 2", "backup = { uri = \"pkcs11:token=b\" }", "of a ceremony"),
            ("[tokens.authorities]", "folder = \"keys\"\n[tokens.authorities]", "neither"),
            ("pin_file", "pin", "unknown field"),
        ] {
            let problem = format!("{:#}", parse(&TWO.replacen(from, to, 1)).unwrap_err());
            assert!(problem.contains(why), "{to}: {problem}");
        }
        assert!(format!("{:#}", parse("").unwrap_err()).contains("`folder`"));
    }

    #[test]
    fn a_ceremony_has_a_second_token_for_each() {
        let problem = format!("{:#}", parse_ceremony(TWO, Path::new(".")).unwrap_err());
        assert!(problem.contains("authorities.backup is missing"), "{problem}");
        let whole = TWO.replace("uri =", "backup = { uri = \"pkcs11:token=second\" }\nuri =");
        let (working, copies) = parse_ceremony(&whole, Path::new(".")).unwrap();
        assert_eq!((working.len(), copies.len()), (2, 2));
        assert_eq!(copies[0].name, "authorities-backup");
        assert_eq!(copies[0].uri.to_string(), "pkcs11:token=second");
    }
}
