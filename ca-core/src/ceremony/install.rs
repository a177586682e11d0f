//! `greatseal install`: what a ceremony made comes into the country's store, all of it or nothing.

mod again;
mod reviewed;
mod rows;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use hsm_adapter::{KeyStore, SoftwareKeyStore, labels};
use pki_types::crl::Crl;
use pki_types::{Certificate, PublicKey, Serial};
use serde::{Deserialize, Serialize};
use store::{NewIntent, Officer, ROOT_ROLE, Reads, RelyingParty, Store, StoredCrl, Transaction};
use words::Doors;
use words::leaf::{self, Leaf};

pub use self::again::LaterCeremony;
pub(crate) use self::rows::{
    InstallCertificate, InstallFile, InstallIssuer, InstallKey, InstallList, InstallOfficer,
    InstallRelyingParty,
};
use crate::country::{AuthorityConfig, Country};
use crate::error::Error;
use crate::issuance;
use crate::issuance::issuer::Issuer;
use crate::problem::Stop;
use crate::recording::{self, IssuedTo, OpenIssuer};

/// The name of the file in the folder `install`.
pub(crate) const FILE_NAME: &str = "country.json";
/// The version of that file: 4 since it has the reviewed file in it.
pub(crate) const VERSION: u32 = 4;
/// The folder of the wrapped keys in the folder `install`.
pub(crate) const KEYS_FOLDER: &str = "keys";
/// The fact under which the store keeps [`CountryFacts`].
const COUNTRY_FACT: &str = "country";
/// Where the public halves of its keys are in the store.
const KEYS_FACT: &str = "public-keys";

/// What a ceremony fixed for ever, because certificates say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryFacts {
    /// ISO 3166-1 code.
    pub country: String,
    /// The base of all addresses in certificates.
    pub public_url: String,
    /// The arc of the country's policies.
    pub policy_arc: String,
}

impl CountryFacts {
    /// The facts of a configuration.
    pub fn of(config: &AuthorityConfig) -> Self {
        Self {
            country: config.country.clone(),
            public_url: config.public_url.clone(),
            policy_arc: config.policy_arc.clone(),
        }
    }

    /// What the installed ceremony fixed.
    ///
    /// # Errors
    /// [`Error::Missing`] when no country is installed.
    pub async fn read(reads: &Reads) -> Result<Self, Error> {
        let text = reads
            .meta(COUNTRY_FACT)
            .await?
            .ok_or(Error::Missing("country: install the results of a ceremony first"))?;
        serde_json::from_str(&text)
            .map_err(|_| Error::Inconsistent("the facts of the country cannot be read"))
    }

    pub(crate) async fn write(&self, transaction: &mut Transaction) -> Result<(), store::Error> {
        let text = serde_json::to_string(self).expect("three strings are JSON");
        transaction.set_meta(COUNTRY_FACT, &text).await
    }

    /// A configuration with these facts and every default.
    pub fn into_config(self) -> AuthorityConfig {
        AuthorityConfig {
            country: self.country,
            public_url: self.public_url,
            policy_arc: self.policy_arc,
            disclosure_statement: None,
            qscd: false,
            tls_names: Vec::new(),
            blocked_keys: Vec::new(),
            further_phones: crate::FurtherPhones::default(),
        }
    }

    /// Whether a configuration says the same.
    ///
    /// # Errors
    /// [`Error::Configuration`], naming the field.
    pub fn check(&self, config: &AuthorityConfig) -> Result<(), Error> {
        let public_url = config.public_url.trim_end_matches('/');
        for (field, fixed, found) in [
            ("country", &self.country, config.country.as_str()),
            ("public_url", &self.public_url, public_url),
            ("policy_arc", &self.policy_arc, &config.policy_arc),
        ] {
            if fixed != found {
                let rule = format!("must be {fixed}, as the ceremony fixed it and certificates say it");
                return Err(Error::configuration(field, &rule, found));
            }
        }
        Ok(())
    }
}

/// Where a country's keys are when the results of its ceremony arrive.
#[derive(Clone, Copy)]
pub enum ArrivingKeys<'a> {
    /// In the ceremony's folder `install/keys`: they are copied into the country's own store, wrapped under its pass
    /// phrase. Keys that are there already are left as they are.
    Travelling {
        /// `install/keys`, opened.
        from: &'a SoftwareKeyStore,
        /// The country's, on this machine.
        into: &'a SoftwareKeyStore,
        /// The labels of the keys that belong on this machine; the others stay where they are.
        here: &'a dyn Fn(&str) -> bool,
    },
    /// In the tokens in which the ceremony made them.
    InPlace {
        /// The tokens of this machine.
        keys: &'a dyn KeyStore,
        /// The labels of the keys that must be in them.
        here: &'a dyn Fn(&str) -> bool,
    },
}

impl ArrivingKeys<'_> {
    /// The keys of this machine are at their place. The root's never travels.
    fn bring(&self) -> Result<&dyn KeyStore, Error> {
        let (from, into, here) = match self {
            Self::Travelling { from, into, here } => (from, into, here),
            Self::InPlace { keys, .. } => return Ok(*keys),
        };
        let labels = from.labels("")?;
        if labels.iter().any(|label| label == labels::ROOT) {
            return Err(Error::Ceremony(
                "the folder install holds the root's key; it must never leave the ceremony".to_owned(),
            ));
        }
        for label in labels.iter().filter(|label| here(label)) {
            if !into.contains(label)? {
                from.copy_to(into, label)?;
            }
        }
        Ok(*into)
    }

    /// Whether a key of this label must be there.
    fn is_here(&self, label: &str) -> bool {
        match self {
            Self::Travelling { here, .. } | Self::InPlace { here, .. } => here(label),
        }
    }
}

/// Brings the results of a ceremony into a store: a country into an empty one, later issuers of its root into that country's.
/// Checks every signature again, brings the keys and compares each with what the ceremony says of it, then writes all rows in
/// one transaction. `directory` is the ceremony's output.
///
/// # Errors
/// A founding where a country is already is refused, and so are issuers of another country or root, results that do not verify,
/// and other keys.
pub async fn install(directory: &Path, keys: ArrivingKeys<'_>, store: &Store) -> Result<(), Error> {
    // 1. What the ceremony says, and where it belongs.
    let file = read(directory)?;
    let known = store.issuers().await?;
    let is_empty = store.meta(COUNTRY_FACT).await?.is_none() && known.is_empty();
    match (file.is_founding(), is_empty) {
        (true, false) => {
            return Err(Error::Ceremony(
                "this store has a country already; a ceremony is installed into an empty store".to_owned(),
            ));
        }
        (false, true) => {
            return Err(Error::Ceremony(
                "this store has no country: install the ceremony that founded it first".to_owned(),
            ));
        }
        (false, false) => file.check_country(store).await?,
        (true, true) => {}
    }
    // 2. Verified as if somebody else had made it.
    let checked = Arc::new(Checked::new(file, &known)?);
    // 3. The keys.
    checked.bring_keys(keys)?;
    // 4. All rows, in one commit.
    let written = store
        .transaction("install", move |transaction| Box::pin(async move { checked.write(transaction).await }));
    written.await.map_err(Stop::into_error)
}

/// Whether another machine has brought the rows of these results already: then only keys are to be brought.
///
/// # Errors
/// The results or the store cannot be read.
pub async fn rows_are_there(directory: &Path, reads: &Reads) -> Result<bool, Error> {
    let (file, known) = (read(directory)?, reads.issuers().await?);
    if file.is_founding() {
        return Ok(!known.is_empty());
    }
    let is_known = |row: &InstallIssuer| {
        known.iter().any(|known| (&known.role, known.generation) == (&row.role, row.generation))
    };
    Ok(file.issuers.iter().all(is_known))
}

/// Brings the keys of one more machine of a country whose rows are in its store: checks that they are of the same
/// ceremony, and compares each key with what it says. Writes no row.
///
/// # Errors
/// A store of no country, or of another one; results that do not verify, and other keys.
pub async fn bring_keys(directory: &Path, keys: ArrivingKeys<'_>, reads: &Reads) -> Result<(), Error> {
    let file = read(directory)?;
    let known = installed_keys(reads).await?;
    let is_known = |key: &InstallKey| known.contains(key);
    if CountryFacts::read(reads).await? != file.country || !file.public_keys.iter().all(is_known) {
        return Err(Error::Ceremony(
            "the country in this store is of another ceremony; these keys would be of no use to it"
                .to_owned(),
        ));
    }
    // Its issuers are in the store; what they are checked against is what was there before them.
    let mut before = reads.issuers().await?;
    before.retain(|row| {
        file.issuers.iter().all(|new| (&new.role, new.generation) != (&row.role, row.generation))
    });
    Checked::new(file, &before)?.bring_keys(keys)
}

/// What a ceremony handed over, before anything of it is believed.
fn read(directory: &Path) -> Result<InstallFile, Error> {
    let path = directory.join("install").join(FILE_NAME);
    let text = std::fs::read_to_string(&path).map_err(|source| Error::file(&path, source))?;
    serde_json::from_str(&text).map_err(|problem| Error::Ceremony(format!("{}: {problem}", path.display())))
}

async fn installed_keys(reads: &Reads) -> Result<Vec<InstallKey>, Error> {
    let text = reads.meta(KEYS_FACT).await?.ok_or(Error::Missing("public keys of the country"))?;
    serde_json::from_str(&text)
        .map_err(|_| Error::Inconsistent("the public keys of the country cannot be read"))
}

/// The public halves of a country's keys, by their labels, as its ceremony made them: with them a country starts while
/// its tokens are away, and notices other keys in their places.
///
/// # Errors
/// The store cannot be read, or holds no country.
pub async fn public_keys(reads: &Reads) -> Result<HashMap<String, PublicKey>, Error> {
    let keys = installed_keys(reads).await?;
    keys.into_iter().map(|key| Ok((key.label, PublicKey::from_spki_der(&key.spki)?))).collect()
}

/// An install file whose certificates were parsed and whose signatures verify.
struct Checked {
    file: InstallFile,
    certificates: Vec<Certificate>,
    /// Those that are there already.
    before: Vec<OpenIssuer>,
    /// Those that come, with their numbers.
    issuers: Vec<OpenIssuer>,
    root_list: Option<Crl>,
}

impl Checked {
    /// `known` are the issuers of the store.
    fn new(file: InstallFile, known: &[store::Issuer]) -> Result<Self, Error> {
        if file.version != VERSION {
            return Err(Error::Ceremony(format!(
                "install/{FILE_NAME} has version {}, this program reads {VERSION}: install it with the program that held the \
                 ceremony",
                file.version
            )));
        }
        let certificates = file
            .certificates
            .iter()
            .map(|one| Certificate::from_pem(&one.certificate).map_err(Error::from))
            .collect::<Result<Vec<_>, Error>>()?;
        let country = Arc::new(Country::new(file.country.clone().into_config())?);
        let before = known
            .iter()
            .map(|row| OpenIssuer::without_key(row, country.clone()))
            .collect::<Result<Vec<_>, Error>>()?;
        let first = known.iter().map(|row| row.id.0).max().unwrap_or(0) + 1;
        let mut issuers = Vec::new();
        for (number, row) in (first..).zip(&file.issuers) {
            let found = row.certificate_in(&certificates);
            let certificate = found.ok_or(Error::Missing("certificate of an issuer"))?.clone();
            let algorithm = certificate.signature_algorithm()?;
            let (generation, shards) = (row.generation, row.crl_shards);
            let issuer = Issuer::new(&row.role, generation, certificate, algorithm, shards, country.clone())?;
            issuers.push(OpenIssuer { id: store::IssuerId(number), issuer, signer: None });
        }
        let root_list = file.root_list.as_ref().map(|list| Crl::from_der(list.der.as_slice())).transpose()?;
        let checked = Self { file, certificates, before, issuers, root_list };
        checked.file.check_reviewed(&checked.certificates)?;
        checked.check_signatures()?;
        checked.check_newcomers()?;
        checked.check_roles(&country)?;
        Ok(checked)
    }

    fn check_signatures(&self) -> Result<(), Error> {
        for (row, certificate) in self.file.certificates.iter().zip(&self.certificates) {
            certificate.verify_issued_by(self.issuer(&row.issuer)?.certificate()?)?;
        }
        match &self.root_list {
            Some(list) => Ok(list.verify(self.issuer(ROOT_ROLE)?.certificate()?)?),
            None if self.file.is_founding() => Err(Error::Missing("revocation list of the root")),
            None => Ok(()),
        }
    }

    /// No issuer comes twice, and none has the name of one that is there: readers find a CA by it.
    fn check_newcomers(&self) -> Result<(), Error> {
        for open in &self.issuers {
            let name = open.issuer.name();
            if self.before.iter().any(|other| other.issuer.name() == name) {
                return Err(Error::Ceremony(format!("the issuer {name} is in this store already")));
            }
            let subject = open.certificate()?.subject_der();
            let has_its_name = |other: &&OpenIssuer| {
                other.issuer.certificate().is_some_and(|other| other.subject_der() == subject)
            };
            if let Some(other) = self.before.iter().find(has_its_name) {
                let other = other.issuer.name();
                return Err(Error::Ceremony(format!(
                    "the certificates of {name} and of {other}, which is in this store, have one subject"
                )));
            }
        }
        Ok(())
    }

    /// What the rows say that officers may be trusted with, their certificates say too.
    fn check_roles(&self, country: &Country) -> Result<(), Error> {
        for row in &self.file.officers {
            let found = self.certificates.iter().find(|one| one.sha256() == row.certificate_sha256);
            let certificate = found.ok_or(Error::Missing("certificate of an officer"))?;
            let certified = certificate.extension(country.officer_roles()).map(|(_, value)| value);
            if certified != Some(row.roles.to_der().as_slice()) {
                return Err(Error::Inconsistent("an officer whose certificate names other roles"));
            }
        }
        Ok(())
    }

    fn issuer(&self, name: &str) -> Result<&OpenIssuer, Error> {
        self.issuers
            .iter()
            .chain(&self.before)
            .find(|open| open.issuer.name() == name)
            .ok_or_else(|| issuance::Error::issuer(name, "is not in the ceremony").into())
    }

    /// Every key that must be here is, and is the one that the ceremony made.
    fn bring_keys(&self, arriving: ArrivingKeys<'_>) -> Result<(), Error> {
        let keys = arriving.bring()?;
        for expected in self.file.public_keys.iter().filter(|key| arriving.is_here(&key.label)) {
            let found = if expected.label == labels::OPENING {
                keys.agreement(&expected.label).map(|key| key.public_key().clone())
            } else {
                keys.signer(&expected.label).map(|key| key.public_key().clone())
            };
            match found {
                Ok(found) if found.spki_der() == expected.spki => {}
                Ok(_) => {
                    let issuer = expected.label.clone();
                    return Err(issuance::Error::OtherSigner { issuer, what: "key" }.into());
                }
                Err(problem) => return Err(problem.into()),
            }
        }
        if arriving.is_here(labels::PROTECTION) {
            keys.protector(labels::PROTECTION)?;
        }
        Ok(())
    }

    /// What the store remembers of the keys: those that come beside those from before.
    async fn write_keys(&self, transaction: &mut Transaction) -> Result<(), Error> {
        let mut keys = if self.file.is_founding() { Vec::new() } else { installed_keys(transaction).await? };
        keys.extend(self.file.public_keys.iter().cloned());
        let text = serde_json::to_string(&keys).expect("strings are JSON");
        Ok(transaction.set_meta(KEYS_FACT, &text).await?)
    }

    async fn write(&self, transaction: &mut Transaction) -> Result<(), Stop> {
        let now = transaction.now();
        self.file.country.write(transaction).await?;
        self.write_keys(transaction).await?;
        for open in &self.issuers {
            let row = store::Issuer {
                id: open.id,
                name: open.issuer.name().to_owned(),
                role: open.issuer.role().to_owned(),
                generation: open.issuer.generation(),
                certificate: open.certificate()?.der().to_vec(),
                crl_shards: open.issuer.crl_shards(),
                created_at: now,
            };
            transaction.insert_issuer(&row).await?;
            if !self.file.is_founding() {
                open.order_first_lists(transaction).await?;
            }
        }
        for (row, certificate) in self.file.certificates.iter().zip(&self.certificates) {
            self.write_certificate(transaction, row, certificate).await?;
        }
        self.write_list(transaction).await?;
        self.write_people(transaction).await?;
        let event = leaf::INSTALLED.to_owned();
        let leaf = leaf::Ceremony { event, file_sha256: self.file.reviewed_sha256(), at: now };
        transaction.append_leaf(&Leaf::Ceremony(leaf)).await?;
        Ok(())
    }

    /// The intent and its end, as the ceremony's own store has them.
    async fn write_certificate(
        &self,
        transaction: &mut Transaction,
        row: &InstallCertificate,
        certificate: &Certificate,
    ) -> Result<(), Stop> {
        let issuer = self.issuer(&row.issuer)?;
        let intent = NewIntent {
            issuer: issuer.id,
            serial: Serial::from_bytes(certificate.serial_bytes()).map_err(Error::from)?,
            request_sha256: row.request_sha256,
            profile: row.profile.clone(),
            tbs: certificate.tbs_der().to_vec(),
            spki_sha256: certificate.public_key().spki_sha256(),
            spki_may_repeat: certificate.is_ca(),
            profile_digest: row.profile_digest,
        };
        recording::record(transaction, issuer, &[intent]).await?;
        let holder = IssuedTo { relying_party: row.relying_party.clone(), ..IssuedTo::default() };
        recording::finalise(transaction, issuer, &row.profile, certificate, &holder).await
    }

    async fn write_list(&self, transaction: &mut Transaction) -> Result<(), Stop> {
        let Some(list) = &self.root_list else { return Ok(()) };
        let row = StoredCrl {
            issuer: self.issuer(ROOT_ROLE)?.id,
            shard: 0,
            number: i64::try_from(list.number())
                .map_err(|_| Error::Inconsistent("a CRL number beyond 63 bits"))?,
            der: list.der().to_vec(),
            this_update: list.this_update(),
            next_update: list.next_update(),
        };
        transaction.insert_crl(row).await?;
        Ok(())
    }

    async fn write_people(&self, transaction: &mut Transaction) -> Result<(), Stop> {
        let now = transaction.now();
        for row in &self.file.officers {
            let officer = Officer {
                id: row.id.clone(),
                name: row.name.clone(),
                certificate_sha256: row.certificate_sha256,
                roles: row.roles.clone(),
                created_at: now,
                ended_at: None,
            };
            transaction.insert_officer(&officer).await?;
        }
        for row in &self.file.relying_parties {
            let party = RelyingParty {
                id: row.id.clone(),
                name: row.name.clone(),
                domain: row.domain.clone(),
                country: row.country.clone(),
                doors: Doors::default(),
                certificate_sha256: row.certificate_sha256,
                act_sha256: None,
                created_at: now,
                ended_at: None,
            };
            transaction.insert_relying_party(&party).await?;
        }
        Ok(())
    }
}
