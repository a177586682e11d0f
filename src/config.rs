//! The one configuration file: read, checked once, and turned into values that cannot be wrong.

mod appearance;
mod deliver;
mod doors;
mod folders;
mod limits;
mod small;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ::deliver::DeliverConfig;
use anyhow::{Context, Result, anyhow, bail};
use ca_core::country::Country;
use ca_core::issuance::address;
use ca_core::{AuthorityConfig, FurtherPhones};
use consent_core::{DoorAttestedPolicy, PromptPolicy};
use hsm_adapter::SigningKind;
use mobile_sig_api::{DoorAttestedLimits, SessionConfig};
use ocsp_responder::OcspConfig;
use pki_types::display::shown;
use pki_types::{Sha256Digest, visible};
use registration_api::RegistrationConfig;
use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use crate::clock_watch::ClockPolicy;
use crate::database::DatabaseConfig;
use crate::key_places::{KeyPlaces, KeysSection};

pub use appearance::Appearance;
pub use doors::PHONE_APP;
pub use limits::NetworkLimits;

/// A configuration file in which every field is explained; `greatseal config` prints it and a test reads it.
pub const EXAMPLE: &str = include_str!("../greatseal.example.toml");

/// Characters of the country's name on its pages.
const LONGEST_NAME: usize = 100;
/// The largest configuration file, in octets.
const LARGEST: u64 = 64 * 1024;

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigFile {
    country: String,
    name: String,
    public_url: String,
    #[serde(default)]
    demonstration: bool,
    practice_statement: Option<PathBuf>,
    database: DatabaseSection,
    keys: KeysSection,
    issuance: IssuanceSection,
    landing: PublicSection,
    phone: DoorSection,
    relying_party: DoorSection,
    registration: DoorSection,
    status: PublicSection,
    time: PublicSection,
    #[serde(default)]
    doors: doors::DoorsSection,
    deliver: Option<deliver::DeliverSection>,
    #[serde(default)]
    appearance: appearance::AppearanceSection,
    #[serde(default)]
    audit_log: small::AuditLogSection,
    #[serde(default)]
    backup: small::BackupSection,
    #[serde(default)]
    sessions: SessionConfig,
    #[serde(default)]
    prompts: PromptPolicy,
    #[serde(default)]
    door_attested: DoorAttestedPolicy,
    #[serde(default)]
    documents: small::DocumentsSection,
    #[serde(default)]
    further_phones: FurtherPhones,
    #[serde(default)]
    enrolments: RegistrationConfig,
    #[serde(default)]
    ocsp: OcspConfig,
    #[serde(default)]
    limits: NetworkLimits,
    #[serde(default)]
    clock: ClockPolicy,
    #[serde(default)]
    log: LogSection,
    metrics: Option<MetricsSection>,
    #[serde(default)]
    tls: TlsFolderSection,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DatabaseSection {
    pub(crate) path: Option<PathBuf>,
    pub(crate) url: Option<String>,
    pub(crate) password_file: Option<PathBuf>,
    pub(crate) root_certificate: Option<PathBuf>,
    #[serde(default = "yes")]
    pub(crate) notifications: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IssuanceSection {
    policy_arc: String,
    disclosure_statement: Option<String>,
    #[serde(default)]
    blocked_keys: Vec<Sha256Digest>,
    #[serde(default)]
    qualified_devices: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicSection {
    listen: SocketAddr,
    url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DoorSection {
    listen: SocketAddr,
    url: Option<String>,
    tls: Option<TlsSection>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TlsSection {
    certificate: PathBuf,
    key: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MetricsSection {
    listen: SocketAddr,
    tls: Option<TlsSection>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TlsFolderSection {
    folder: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LogSection {
    filter: Option<String>,
    #[serde(default)]
    format: LogFormat,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// A checked configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder of the certificates and keys that the doors make for themselves.
    pub tls_folder: PathBuf,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// What the service is called.
    pub name: String,
    /// What people see of the country.
    pub appearance: Appearance,
    /// The base of every address in certificates.
    pub public_url: String,
    /// Whether the landing page and the practice statement speak of a demonstration.
    pub demonstration: bool,
    /// The file of the practice statement, if the country has published one.
    pub practice_statement: Option<PathBuf>,
    /// The SQLite file or the PostgreSQL database.
    pub database: DatabaseConfig,
    /// Where the keys are.
    pub keys: KeyPlaces,
    /// The kind of the keys that sign OCSP answers.
    pub status_key: SigningKind,
    /// The kind of the key that stamps.
    pub time_key: SigningKind,
    /// What certificates say of the country, as ca-core checks it.
    pub authority: AuthorityConfig,
    /// The landing page.
    pub landing: Door,
    /// The phones' API.
    pub phone: Door,
    /// The phone as a page of browsers, if there is one.
    pub phone_app: Option<Door>,
    /// The relying parties' API.
    pub relying_party: Door,
    /// The officers' API.
    pub registration: Door,
    /// The status door.
    pub status: Door,
    /// The time-stamping authority.
    pub time: Door,
    /// The folder of the audit log's copy, if there is one.
    pub audit_log_copy: Option<PathBuf>,
    /// The certificates (PEM files) of those who can open backups.
    pub backup_recipients: Vec<PathBuf>,
    /// How phones are woken, if they are.
    pub deliver: Option<DeliverConfig>,
    /// How sessions and phones' messages are treated.
    pub sessions: SessionConfig,
    /// How often a relying party may ask a person.
    pub prompts: PromptPolicy,
    /// What is less for requests that a door alone vouches for.
    pub door_attested: DoorAttestedPolicy,
    /// Whether whatever can be read is to be opened before it is signed.
    pub documents_opened: bool,
    /// How acts and enrolments are treated.
    pub enrolments: RegistrationConfig,
    /// How OCSP answers are made.
    pub ocsp: OcspConfig,
    /// How often one network may ask at the public doors.
    pub limits: NetworkLimits,
    /// What a step of the clock means.
    pub clock: ClockPolicy,
    /// Where metrics are shown, if they are.
    pub metrics: Option<Door>,
    /// The log filter.
    pub log_filter: String,
    /// The log format.
    pub log_format: LogFormat,
}

/// One listener: where it listens, what others are told, and its own certificate.
#[derive(Clone, Debug)]
pub struct Door {
    /// The address.
    pub listen: SocketAddr,
    /// The base address that others are told, without a slash at the end.
    pub url: String,
    /// PEM files of certificate chain and key.
    pub tls: Option<(PathBuf, PathBuf)>,
}

impl Config {
    /// Reads and checks a configuration file.
    pub fn read(path: &Path) -> Result<Self> {
        let size = std::fs::metadata(path)
            .with_context(|| {
                format!(
                    "cannot read the configuration {}: `greatseal config` prints one to begin with",
                    path.display()
                )
            })?
            .len();
        if size > LARGEST {
            bail!("{} has {size} octets; a configuration has at most {LARGEST}", path.display());
        }
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self::parse(&text, folder).with_context(|| format!("the configuration {} is refused", path.display()))
    }

    /// Checks a configuration; relative paths are taken from `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self> {
        let file: ConfigFile = toml::from_str(text).map_err(|error| explained(&error))?;
        let at = |path: &Path| folder.join(path);
        visible::check_name(&file.name, LONGEST_NAME)
            .map_err(|problem| anyhow!("name is {:?}, but it {problem}", shown(&file.name)))?;
        file.prompts.check()?;
        file.door_attested.check()?;
        file.clock.check()?;
        limits::numbers(&file.sessions, &file.enrolments, &file.ocsp, &file.limits)?;
        let log_filter = file.log.filter.unwrap_or_else(|| "info".to_owned());
        log_filter_of(&log_filter)?;
        let door = |name: &str, section: DoorSection, mutual: bool| -> Result<Door> {
            let scheme = if mutual || section.tls.is_some() { "https" } else { "http" };
            if !mutual && section.tls.is_none() && !section.listen.ip().is_loopback() {
                bail!("{name}.listen is {}, which is not loopback: it needs {name}.tls", section.listen);
            }
            let url = section.url.unwrap_or_else(|| format!("{scheme}://{}", section.listen));
            Ok(Door {
                listen: section.listen,
                url: base_url(&format!("{name}.url"), url)?,
                tls: section.tls.map(|tls| (at(&tls.certificate), at(&tls.key))),
            })
        };
        let public = |name: &str, listen: SocketAddr, url: Option<String>| -> Result<Door> {
            let url = url.unwrap_or_else(|| format!("http://{listen}"));
            Ok(Door { listen, url: base_url(name, url)?, tls: None })
        };
        let phone = door("phone", file.phone, false)?;
        let metrics =
            file.metrics.map(|MetricsSection { listen, tls }| DoorSection { listen, url: None, tls });
        let metrics = metrics.map(|section| door("metrics", section, false)).transpose()?;
        let phone_app =
            file.doors.phone_app.map(|section| door(PHONE_APP, doors::named(section), false)).transpose()?;
        phone_app.iter().try_for_each(doors::is_an_origin)?;
        let relying_party = door("relying_party", file.relying_party, true)?;
        let registration = door("registration", file.registration, true)?;
        let landing = public("landing.url", file.landing.listen, file.landing.url)?;
        let status = public("status.url", file.status.listen, file.status.url)?;
        let time = public("time.url", file.time.listen, file.time.url)?;
        let mut places = vec![
            ("landing", landing.listen),
            ("phone", phone.listen),
            ("relying_party", relying_party.listen),
            ("registration", registration.listen),
            ("status", status.listen),
            ("time", time.listen),
        ];
        places.extend(phone_app.iter().map(|door| (PHONE_APP, door.listen)));
        places.extend(metrics.iter().map(|metrics| ("metrics", metrics.listen)));
        limits::places(&places)?;
        let mut tls_names: Vec<String> =
            [&relying_party, &registration].into_iter().flat_map(Door::hosts).collect();
        tls_names.sort();
        tls_names.dedup();
        let authority = AuthorityConfig {
            country: file.country.clone(),
            public_url: file.public_url.clone(),
            policy_arc: file.issuance.policy_arc,
            disclosure_statement: file.issuance.disclosure_statement,
            qscd: file.issuance.qualified_devices,
            tls_names,
            blocked_keys: file.issuance.blocked_keys,
            further_phones: file.further_phones,
        };
        Country::new(authority.clone())?;
        let config = Self {
            tls_folder: at(file.tls.folder.as_deref().unwrap_or(Path::new("tls"))),
            metrics,
            name: file.name,
            appearance: file.appearance.read(folder)?,
            public_url: file.public_url,
            demonstration: file.demonstration,
            practice_statement: file.practice_statement.as_deref().map(at),
            database: DatabaseConfig::new(file.database, at)?,
            status_key: file.keys.status_key(),
            time_key: file.keys.time_key(),
            keys: KeyPlaces::parse(file.keys, folder)?,
            authority,
            landing,
            phone,
            phone_app,
            relying_party,
            registration,
            status,
            time,
            audit_log_copy: file.audit_log.copy.as_deref().map(at),
            backup_recipients: file.backup.recipients.iter().map(|file| at(file)).collect(),
            deliver: file.deliver.map(deliver::DeliverSection::read).transpose()?,
            sessions: SessionConfig {
                door_attested: DoorAttestedLimits {
                    session_seconds: file.door_attested.session_seconds,
                    open_of_person: file.door_attested.open_of_person,
                },
                ..file.sessions
            },
            prompts: file.prompts,
            door_attested: file.door_attested,
            documents_opened: file.documents.must_open,
            enrolments: file.enrolments,
            ocsp: file.ocsp,
            limits: file.limits,
            clock: file.clock,
            log_filter,
            log_format: file.log.format,
            country: file.country,
        };
        folders::apart(&config)?;
        Ok(config)
    }
}

impl Config {
    /// Checks that a new folder with personal data lies apart from all that the configuration names.
    ///
    /// # Errors
    /// It does not; says which two lie where.
    pub fn lies_apart(&self, what: &str, folder: &Path) -> Result<()> {
        folders::apart_from_all(what, folder, self)
    }

    /// The door of this name; none where the country does not have it.
    pub fn door(&self, name: &str) -> Option<&Door> {
        match name {
            "landing" => Some(&self.landing),
            "phone" => Some(&self.phone),
            "relying_party" => Some(&self.relying_party),
            "registration" => Some(&self.registration),
            "status" => Some(&self.status),
            "time" => Some(&self.time),
            PHONE_APP => self.phone_app.as_ref(),
            "metrics" => self.metrics.as_ref(),
            _ => None,
        }
    }

    /// The audit log's name: the address of the country's status without its scheme, and `/log` (C2SP tlog-checkpoint).
    pub fn log_origin(&self) -> String {
        let authority = self.public_url.split_once("://").map_or(self.public_url.as_str(), |(_, rest)| rest);
        format!("{authority}/log")
    }
}

impl Door {
    /// The names by which clients reach this door: the host of its address, and where it listens.
    pub fn hosts(&self) -> Vec<String> {
        let listen = self.listen.ip();
        let mut hosts = vec![host_of(&self.url).to_owned()];
        if !listen.is_unspecified() && hosts[0] != listen.to_string() {
            hosts.push(listen.to_string());
        }
        hosts
    }
}

/// The host of a base URL, without port and brackets.
fn host_of(url: &str) -> &str {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next().unwrap_or_default();
    if let Some(rest) = authority.strip_prefix('[') {
        return rest.split(']').next().unwrap_or_default();
    }
    authority.rsplit_once(':').map_or(authority, |(host, _)| host)
}

fn base_url(field: &str, url: String) -> Result<String> {
    match address::OF_A_DOOR.check(&url) {
        Ok(()) => Ok(url),
        Err(rule) => bail!("{field} is {:?}, but it {rule}", shown(&url)),
    }
}

/// What is logged, as `tracing-subscriber` reads it.
///
/// # Errors
/// It is no filter; says what one looks like.
pub fn log_filter_of(text: &str) -> Result<EnvFilter> {
    let filter = EnvFilter::try_new(text).map_err(|problem| {
        anyhow!(
            "log.filter is {:?}, but must be levels such as \"info\" or \"warn,ca_core=debug\": {}",
            shown(text),
            shown(problem)
        )
    })?;
    // The library that speaks PKCS#11 calls each thing that a module does not know an error, also where it only asks. What
    // is one comes back to whoever asked, who says it.
    let probing = !text.contains(MODULES);
    Ok(if probing { filter.add_directive(format!("{MODULES}=off").parse()?) } else { filter })
}

/// The target of the lines of that library.
const MODULES: &str = "cryptoki";

/// The parser's own message, with the nearest known name for an unknown field.
fn explained(error: &toml::de::Error) -> anyhow::Error {
    let message = error.to_string();
    match nearest_field(error.message()) {
        Some(nearest) => anyhow::anyhow!("{}\nDid you mean `{nearest}`?", message.trim_end()),
        None => anyhow::anyhow!("{}", message.trim_end()),
    }
}

/// Finds, in serde's "unknown field `x`, expected one of `a`, `b`", the expected name that is nearest to the unknown.
fn nearest_field(message: &str) -> Option<&str> {
    let (unknown, expected) = message.strip_prefix("unknown field `")?.split_once('`')?;
    expected
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|name| (strsim::damerau_levenshtein(unknown, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 3)
        .min()
        .map(|(_, name)| name)
}
