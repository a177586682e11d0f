//! A key ceremony: from one reviewed file, on its own store and its own keys, everything that a country
//! begins with.
//!
//! It issues by the same code as the running service: intent first, lint, sign, verify, finalise. What it
//! leaves in its folder:
//!
//! ```text
//! store.sqlite  keys/  backup/   the ceremony's own, with the root's key, and the copies: each goes into a safe
//! install/                       rows and wrapped keys for the country, without the root's: `greatseal install` takes it
//! public/                        the root and each issuing CA (.pem, .cer), root.crl: for everybody
//! officers/ID/  relying-party/   the first officers' and relying party's certificate, key and chain: each for its owner alone
//! transcript.txt  transcript.json
//! ```
//!
//! With tokens there are no folders of keys: the root's token goes into the safe, its other tokens to the country, and
//! those of the copies into another safe. Either way the ceremony cannot end before every copy was found again and did
//! the work of its key.

pub(crate) mod copies;
pub(crate) mod file;
pub mod install;
pub(crate) mod output;
mod results;
pub mod succession;
pub(crate) mod table;
pub mod transcript;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hsm_adapter::{CopiedKeys, KeySpecification, SoftwareCopies, generate_client_key, labels};
use pki_types::crl::Crl;
use pki_types::{Certificate, Clock, Random};
use secrecy::SecretString;
use store::{CrlShard, IssuerId, ROOT_ROLE, Store};
use words::act::Roles;
use words::profile::names;

use crate::ceremony::file::CeremonyFile;
use crate::ceremony::install::KEYS_FOLDER;
use crate::ceremony::output::Owned;
use crate::ceremony::table::{Becoming, Table};
use crate::ceremony::transcript::Transcript;
use crate::error::Error;
use crate::issuance::issuer::Issuer;
use crate::issuance::request::Request;
use crate::issuance::subject::Subject;
use crate::recording::OpenIssuer;
use crate::signers::root_signer;
use crate::signers::signer_request::{IDENTITIES, identity_name};
use crate::status::list;

/// An empty folder, in which a ceremony may be held.
#[derive(Debug)]
pub struct Place {
    directory: PathBuf,
}

impl Place {
    /// Makes the folder, which must be empty or not there.
    ///
    /// # Errors
    /// [`Error::Ceremony`] for a folder that holds anything; the operating system's refusal.
    pub fn begin(directory: &Path) -> Result<Self, Error> {
        output::begin(directory)?;
        Ok(Self { directory: directory.to_owned() })
    }

    /// Key stores of its own, wrapped under this pass phrase: `keys` and `backup`.
    ///
    /// # Errors
    /// As for [`SoftwareCopies::create`].
    pub fn software_keys(&self, passphrase: &SecretString) -> Result<SoftwareCopies, Error> {
        let (working, copies) = (self.directory.join("keys"), self.directory.join("backup"));
        Ok(SoftwareCopies::create(&working, &copies, passphrase)?)
    }
}

/// Holds a ceremony.
///
/// # Errors
/// A file whose values no certificate can carry, a copy of a key that does not do the key's work, or anything else that
/// stops the work: then the folder is to be destroyed, and so are the keys in the tokens.
pub async fn run(
    file: &CeremonyFile,
    place: Place,
    keys: &dyn CopiedKeys,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<Transcript, Error> {
    // 1. A store of its own.
    let directory = place.directory.as_path();
    let store = Store::open(directory.join("store.sqlite"), clock.clone()).await?;
    let (config, country) = (&file.config, Arc::new(file.country.clone()));
    let table = Table::new(store, keys, country, file.sha256, config.signers.status, clock, random)?;
    let mut founding = Founding { table, file };
    // 2. The root signs itself.
    let root = founding.make_root().await?;
    // 3. The root signs the issuing CAs, and the list that tells their status.
    let profile = issuing_profile(config.root.ocsp_signer.is_some());
    founding.table.make_issuers(&root, profile, &config.issuers).await?;
    let root_list = founding.make_root_list(&root).await?;
    // 4. The keys of the inner zone, which have no certificates.
    founding.make_inner_keys()?;
    // 5. The processes that will ask for certificates, and the first ones that they need.
    founding.make_services(&root).await?;
    // 6. The first officers and the first relying party.
    let officers = founding.make_officers().await?;
    let relying_party = founding.make_relying_party().await?;
    // 7. Every copy is found again and does its key's work: without that proof nothing is handed over.
    let restored = founding.table.restore_copies()?;
    // 8. What goes to whom.
    let install = founding.install_file(&root_list, &officers, &relying_party)?;
    let Founding { mut table, .. } = founding;
    keys.hand_over(&directory.join("install").join(KEYS_FOLDER), labels::ROOT)?;
    output::write_install(directory, &install, &mut table.transcript, restored)?;
    output::write_authorities(directory, std::iter::once(&root).chain(&table.authorities))?;
    output::write_public(directory, &root_list, keys.working().signer(labels::LOG)?.public_key())?;
    let chain = |profile: &str| -> Result<[Certificate; 2], Error> {
        Ok([table.issuer_for(profile)?.certificate()?.clone(), root.certificate()?.clone()])
    };
    let statement = keys.working().signer(labels::STATEMENT)?;
    let of_officers = chain(names::OFFICER)?;
    for (config, officer) in file.config.officers.iter().zip(&officers) {
        output::write_officer(directory, &config.id, officer, &of_officers, statement.public_key())?;
    }
    let party = directory.join("relying-party");
    output::write_owned(&party, &relying_party, &chain(names::RELYING_PARTY)?, statement.public_key())?;
    // 9. The transcript, and its leaf in the ceremony's own store.
    output::write_transcript(directory, &table.transcript)?;
    let store = table.store.clone();
    let ended = table.end().await;
    store.close().await;
    ended
}

/// What an issuing CA's certificate says of its status: where OCSP is only if somebody answers there.
fn issuing_profile(has_ocsp_signer: bool) -> &'static str {
    if has_ocsp_signer { names::ISSUING_CA_WITH_OCSP } else { names::ISSUING_CA }
}

/// A country's founding: the file that was reviewed, and the table.
struct Founding<'a> {
    table: Table<'a>,
    file: &'a CeremonyFile,
}

impl Founding<'_> {
    async fn make_root(&mut self) -> Result<OpenIssuer, Error> {
        let public_key = self.table.make_key(labels::ROOT, KeySpecification::P384)?;
        let signer = self.table.keys.working().signer(labels::ROOT)?;
        let subject = self.organisation(&self.file.config.root.common_name);
        let issuer = Issuer::self_signed(public_key.clone(), signer.algorithm(), self.table.country.clone());
        let becomes = Becoming { id: IssuerId(1), role: ROOT_ROLE.to_owned(), generation: 1, crl_shards: 1 };
        let open = OpenIssuer { id: becomes.id, issuer, signer: Some(signer) };
        let request = Request { subject, public_key, alternative_names: Vec::new(), roles: Roles::default() };
        let certificate =
            self.table.issue(&open, names::ROOT, request, labels::ROOT, Some(&becomes), None).await?;
        self.table.open(&becomes, certificate, labels::ROOT)
    }

    fn organisation(&self, common_name: &str) -> Subject {
        Subject::Service {
            country: self.file.country.code().to_owned(),
            organization: self.file.config.organization.name.clone(),
            organization_identifier: self.file.config.organization.identifier.clone(),
            common_name: common_name.to_owned(),
        }
    }

    async fn make_root_list(&mut self, root: &OpenIssuer) -> Result<Crl, Error> {
        let (certificate, signer) = (root.certificate()?, root.signer()?);
        let shard = CrlShard { issuer: root.id, shard: 0 };
        let (store, now) = (&self.table.store, self.table.clock.now());
        let contents = list::next(store, shard, &root.issuer, certificate, None, now).await?;
        let list = list::sign(&contents, certificate, signer.as_ref())?;
        self.table.transcript.add("root's revocation list", "list", list.sha256());
        list::keep(store, shard, root.issuer.name(), list.clone(), 0, "ceremony: root list").await?;
        Ok(list)
    }

    fn make_inner_keys(&mut self) -> Result<(), Error> {
        let inner = [
            (labels::STATEMENT, KeySpecification::P256),
            (labels::OPENING, KeySpecification::P256Agreement),
            (labels::RECEIPT, KeySpecification::P256),
            (labels::LOG, KeySpecification::Ed25519),
        ];
        for (label, specification) in inner {
            self.table.make_key(label, specification)?;
        }
        self.table.make_protection_key()
    }

    async fn make_services(&mut self, root: &OpenIssuer) -> Result<(), Error> {
        let table = &mut self.table;
        let issuer = table.issuer_for(names::IDENTITY)?;
        for (role, _) in IDENTITIES {
            let item = format!("identity-{role}");
            table.make_key(&item, KeySpecification::P256)?;
            table.make_service(&issuer, names::IDENTITY, &item, identity_name(role)).await?;
        }
        table.make_ocsp_signers().await?;
        let day = table.clock.now().rfc3339()[..10].to_owned();
        let instant = labels::instant(table.clock.now());
        if let Some(kind) = self.file.config.root.ocsp_signer {
            let label = labels::ocsp(root.issuer.name(), &instant);
            table.make_passing_key(&label, kind.into())?;
            let common_name = root_signer::common_name(&day);
            table.make_service(root, names::ROOT_OCSP_SIGNER, &label, common_name).await?;
        }
        let label = labels::tsu(&instant);
        table.make_passing_key(&label, self.file.config.signers.time.into())?;
        let issuer = table.issuer_for(names::TSU)?;
        table.make_service(&issuer, names::TSU, &label, format!("Time-stamping unit {day}")).await
    }

    async fn make_officers(&mut self) -> Result<Vec<Owned>, Error> {
        let issuer = self.table.issuer_for(names::OFFICER)?;
        let mut made = Vec::new();
        for config in &self.file.config.officers {
            let (key_pem, signer) = generate_client_key()?;
            let subject = Subject::Member {
                country: self.file.country.code().to_owned(),
                organization: self.file.config.organization.name.clone(),
                common_name: config.name.clone(),
                identifier: config.id.clone(),
            };
            let public_key = signer.public_key().clone();
            let request =
                Request { subject, public_key, alternative_names: Vec::new(), roles: config.roles.clone() };
            let item = format!("officer {} ({})", config.id, config.roles);
            let certificate = self.table.issue(&issuer, names::OFFICER, request, &item, None, None).await?;
            made.push(Owned { certificate, key_pem });
        }
        Ok(made)
    }

    async fn make_relying_party(&mut self) -> Result<Owned, Error> {
        let issuer = self.table.issuer_for(names::RELYING_PARTY)?;
        let (key_pem, signer) = generate_client_key()?;
        let config = &self.file.config.relying_party;
        let subject = Subject::Member {
            country: config.country.clone(),
            organization: config.name.clone(),
            common_name: config.domain.clone(),
            identifier: config.id.clone(),
        };
        let public_key = signer.public_key().clone();
        let request = Request { subject, public_key, alternative_names: Vec::new(), roles: Roles::default() };
        let party = Some(config.id.clone());
        let certificate =
            self.table.issue(&issuer, names::RELYING_PARTY, request, "relying-party", None, party).await?;
        Ok(Owned { certificate, key_pem })
    }
}
