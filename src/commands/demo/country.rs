//! The demonstration country itself: its folder, its ceremony, its configuration.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use ca_core::{CeremonyFile, ceremony};
use pki_types::{Clock, ManualClock, SystemClock, SystemRandom, UnixTime};
use store::Store;

use crate::commands::install;
use crate::config::{Config, EXAMPLE};
use crate::narration::Narration;
use crate::secrets::{self, SecretSource};

/// The demonstration's folder, if nobody says otherwise.
pub const FOLDER: &str = "greatseal-data";
/// The first of the demonstration's ports.
pub const FIRST_PORT: u16 = 7600;
/// The citizen of the demonstration, as commands name a person.
pub const CITIZEN: &str = "MU-T0101900000017";
/// The folder's file that makes it a country.
pub(super) const CONFIGURATION: &str = "greatseal.toml";
/// The ceremony of the demonstration, as a reviewed file would be written.
const CEREMONY: &str = include_str!("ceremony.toml");

/// Nine ports in a row: landing, phone, relying party, registration, status, time, the phone as a page; one for metrics, and
/// one at which a newcomer begins.
#[derive(Clone, Copy, Debug)]
pub struct Ports(u16);

impl From<u16> for Ports {
    fn from(first: u16) -> Self {
        Self(first)
    }
}

impl Ports {
    /// The address of the landing page (0) or another plain door.
    pub fn url(self, offset: u16) -> String {
        format!("http://127.0.0.1:{}", self.0 + offset)
    }

    /// Where a newcomer begins: the demonstration's own door, of which no configuration knows.
    pub(super) fn newcomer(self) -> u16 {
        self.0 + 8
    }

    /// A configuration with these ports, where the example has its own. The two rows may overlap: none is moved twice.
    fn in_place_of_first(self, config: &str) -> String {
        let mut offsets = [0, 1, 2, 3, 4, 5, 6];
        if self.0 > FIRST_PORT {
            offsets.reverse();
        }
        offsets.into_iter().fold(config.to_owned(), |config, offset| {
            config.replace(&format!(":{}\"", FIRST_PORT + offset), &format!(":{}\"", self.0 + offset))
        })
    }
}

/// A country in one folder.
pub struct DemoCountry {
    /// The folder.
    pub data: PathBuf,
    /// Its ports.
    pub ports: Ports,
    /// What certificates say of where status is, if not the status door.
    pub public_url: Option<String>,
    /// Whether qualified devices may be activated.
    pub qualified_devices: bool,
    /// An empty PostgreSQL database, instead of a SQLite file in the folder.
    pub database: Option<String>,
    /// The kind of its authorities' keys, as a ceremony file writes it, if not the usual one.
    pub authority_keys: Option<&'static str>,
    /// When its ceremony is held, if not now: for a country that has a past.
    pub held_at: Option<UnixTime>,
}

impl DemoCountry {
    /// A part of the country's folder.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.data.join(name)
    }

    /// Its configuration.
    pub fn config(&self) -> Result<Config> {
        Config::read(&self.folder(CONFIGURATION))
    }

    /// Has its configuration let a relying party ask a person as often as it likes: for loads of requests to few people.
    /// A country for people never has this.
    pub fn ask_freely(&self) -> Result<()> {
        let path = self.folder(CONFIGURATION);
        let mut text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for (default, free) in [
            ("at_most = 3", "at_most = 1000"),
            ("within_seconds = 300", "within_seconds = 1"),
            ("pauses_seconds = [10, 60, 300, 900, 3600]", "pauses_seconds = []"),
            ("all_at_most = 3", "all_at_most = 1000"),
            ("all_within_seconds = 60", "all_within_seconds = 1"),
            ("all_pauses_seconds = [0, 0, 60, 300, 900, 3600]", "all_pauses_seconds = []"),
            ("reports_at_most = 5", "reports_at_most = 1000"),
        ] {
            if !text.contains(default) {
                bail!("{} does not say {default}", path.display());
            }
            text = text.replace(&format!("\n{default}"), &format!("\n{free}"));
        }
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Makes the country unless it is there.
    pub async fn prepare(&self, narration: &mut Narration) -> Result<()> {
        if self.folder(CONFIGURATION).exists() {
            narration.step("The country");
            narration.say(&format!("{} holds a country already; it is continued.", self.data.display()));
            return Ok(());
        }
        self.make(narration, || Ok(())).await
    }

    /// Makes the country in a folder beside its own; it comes into being by one rename, once `clear` has made room: a crash
    /// leaves nothing that a second start would take for a country.
    pub(super) async fn make(
        &self,
        narration: &mut Narration,
        clear: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        narration.step("A country is founded");
        narration.say(
            "In a ceremony, from one reviewed file, the country's keys are made: a root that certifies its two issuing\n\
             authorities and the key that answers for them, and then stays offline, one authority for citizens and one for\n\
             services, and the keys with which the service speaks to phones. Two officers and the first e-service get their\n\
             certificates.",
        );
        let busy = narration.busy("making keys and certificates");
        let new = self.data.with_extension("new");
        let _left_by_a_crash = fs::remove_dir_all(&new);
        fs::create_dir_all(&new).with_context(|| format!("cannot create {}", new.display()))?;
        let result = self.found(&new).await;
        if result.is_err() {
            let _incomplete = fs::remove_dir_all(&new);
        }
        result?;
        clear()?;
        fs::rename(&new, &self.data)
            .with_context(|| format!("cannot create {}: is something there already?", self.data.display()))?;
        let took = busy.took();
        drop(busy);
        narration.done(&format!(
            "The country is in {} ({took}); the transcript of its ceremony in {}.",
            self.data.display(),
            self.folder("ceremony/transcript.txt").display()
        ));
        Ok(())
    }

    async fn found(&self, folder: &Path) -> Result<()> {
        // 1. The passphrase of the key stores, and the reviewed file.
        let passphrase_file = folder.join("key-store.passphrase");
        secrets::draw_passphrase_file(&passphrase_file, &SystemRandom)?;
        let passphrase = SecretSource {
            credential: "key-store-passphrase".to_owned(),
            file: Some(passphrase_file),
            question: "Passphrase of the key store".to_owned(),
        };
        let public_url = self.public_url.clone().unwrap_or_else(|| self.ports.url(4));
        let mut text = CEREMONY.replace("http://127.0.0.1:7604", &public_url);
        if let Some(kind) = self.authority_keys {
            text = text.replace("[[issuers]]", &format!("[[issuers]]\nkey = {kind:?}"));
        }
        fs::write(folder.join("ceremony.toml"), &text)?;
        // 2. The ceremony.
        let file = CeremonyFile::parse(&text).context("the demonstration's ceremony file")?;
        let ceremony = folder.join("ceremony");
        let place = ceremony::Place::begin(&ceremony)?;
        let keys = place.software_keys(&passphrase.read()?)?;
        let clock: Arc<dyn Clock> = match self.held_at {
            Some(then) => Arc::new(ManualClock::new(then)),
            None => Arc::new(SystemClock),
        };
        ceremony::run(&file, place, &keys, clock, Arc::new(SystemRandom)).await?;
        // 3. The configuration.
        let mut config = self.ports.in_place_of_first(EXAMPLE).replacen(&self.ports.url(4), &public_url, 1);
        if let Some(url) = &self.database {
            config = config.replace("path = \"country.sqlite\"", &format!("url = {url:?}"));
        }
        if self.qualified_devices {
            config = config
                .replace("qualified_devices = false", "qualified_devices = true")
                .replace("# disclosure_statement =", "disclosure_statement =");
        }
        fs::write(folder.join(CONFIGURATION), config)?;
        // 4. What the running service may have of it: never the root's key.
        let config = Config::read(&folder.join(CONFIGURATION))?;
        Store::migrate(&config.database.database()?).await.with_context(|| config.database.to_string())?;
        install::install(&ceremony, &passphrase, &config, &[])
            .await
            .context("a new country needs a database in which there is none")?;
        // 5. The folders of the officers and of the first relying party.
        for (from, to) in [
            ("officers/first-officer", "officer"),
            ("officers/second-officer", "second-officer"),
            ("relying-party", "relying-party"),
        ] {
            fs::rename(ceremony.join(from), folder.join(to))?;
        }
        // Everybody may have the root's certificate, also under another account of this machine.
        let root = folder.join("root.pem");
        fs::copy(ceremony.join("public/root.pem"), &root)?;
        fs::set_permissions(&root, fs::Permissions::from_mode(0o644))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Also ports that overlap the example's: each door has one of its own, in the row.
    #[test]
    fn any_seven_ports_in_a_row_take_the_place_of_the_first() {
        for first in [FIRST_PORT - 3, FIRST_PORT, FIRST_PORT + 3, 7780] {
            let config = Ports::from(first).in_place_of_first(EXAMPLE);
            for offset in 0..7 {
                let listens = format!("\nlisten = \"127.0.0.1:{}\"", first + offset);
                assert_eq!(config.matches(&listens).count(), 1, "{first} + {offset}");
            }
            assert!(config.contains(&format!("url = \"http://localhost:{}\"", first + 6)), "{first}");
        }
    }
}
