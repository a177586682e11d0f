//! A key ceremony: from one reviewed file, on its own store and its own keys, everything that a country
//! begins with.
//!
//! It issues by the same code as the running service: intent first, lint, sign, verify, finalise. What it
//! leaves in its folder:
//!
//! ```text
//! store.sqlite  keys/  backup/   the ceremony's own, with the root's key, and the copies: each goes into a safe
//! install/                       rows and wrapped keys for the country, without the root's: `greatseal install` takes it
//! public/                        root, citizens, services (.pem, .cer), root.crl: for everybody
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
pub mod transcript;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hsm_adapter::{CopiedKeys, KeySpecification, SoftwareCopies, generate_client_key, labels};
use pki_types::crl::Crl;
use pki_types::{Certificate, Clock, PublicKey, Random, Serial, Sha256Digest, sha256};
use secrecy::SecretString;
use store::{CrlShard, IssuerId, Store};
use words::act::Roles;

use crate::ceremony::copies::Restored;
use crate::ceremony::file::CeremonyFile;
use crate::ceremony::install::{InstallCertificate, InstallIssuer, KEYS_FOLDER};
use crate::ceremony::output::Owned;
use crate::ceremony::transcript::Transcript;
use crate::country::Country;
use crate::error::Error;
use crate::issuance::issuer::{CITIZENS, Issuer, ROOT, SERVICES};
use crate::issuance::prepare::prepare;
use crate::issuance::profile::{Profiles, names};
use crate::issuance::request::Request;
use crate::issuance::subject::Subject;
use crate::problem::Stop;
use crate::recording::{self, Holder, OpenIssuer};
use crate::signers::root_signer;
use crate::signers::signer_request::{IDENTITIES, identity_name, service_subject};
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
    let mut table = Table {
        store: Store::open(directory.join("store.sqlite"), clock.clone()).await?,
        keys,
        public_keys: BTreeMap::new(),
        copied: Vec::new(),
        profiles: Profiles::built_in()?,
        country: Arc::new(file.country.clone()),
        transcript: Transcript::new(file.sha256, clock.now()),
        certificates: Vec::new(),
        issuers: Vec::new(),
        file,
        clock,
        random,
    };
    // 2. The root signs itself.
    let root = table.make_root().await?;
    // 3. The root signs the issuing CAs, and the list that tells their status.
    let citizens = table.make_issuer(&root, CITIZENS, IssuerId(2), labels::CA_CITIZENS).await?;
    let services = table.make_issuer(&root, SERVICES, IssuerId(3), labels::CA_SERVICES).await?;
    let root_list = table.make_root_list(&root).await?;
    // 4. The keys of the inner zone, which have no certificates.
    let inner = [
        (labels::STATEMENT, KeySpecification::P256),
        (labels::OPENING, KeySpecification::P256Agreement),
        (labels::RECEIPT, KeySpecification::P256),
        (labels::LOG, KeySpecification::Ed25519),
    ];
    for (label, specification) in inner {
        table.make_key(label, specification)?;
    }
    keys.generate_protection_key(labels::PROTECTION)?;
    // 5. The processes that will ask for certificates, and the first ones that they need.
    for (role, _) in IDENTITIES {
        let item = format!("identity-{role}");
        table.make_key(&item, KeySpecification::P256)?;
        table.make_service(&services, names::IDENTITY, &item, identity_name(role)).await?;
    }
    let day = table.clock.now().rfc3339()[..10].to_owned();
    let instant = labels::instant(table.clock.now());
    let (status, time) = (file.config.signers.status, file.config.signers.time);
    for (issuer, name, called) in [(&citizens, CITIZENS, "Citizens"), (&services, SERVICES, "Services")] {
        let label = labels::ocsp(name, &instant);
        table.make_passing_key(&label, status.into())?;
        table.make_service(issuer, names::OCSP_SIGNER, &label, format!("{called} OCSP {day}")).await?;
    }
    if let Some(kind) = file.config.root.ocsp_signer {
        let label = labels::ocsp(ROOT, &instant);
        table.make_passing_key(&label, kind.into())?;
        table.make_service(&root, names::ROOT_OCSP_SIGNER, &label, root_signer::common_name(&day)).await?;
    }
    let label = labels::tsu(&instant);
    table.make_passing_key(&label, time.into())?;
    table.make_service(&services, names::TSU, &label, format!("Time-stamping unit {day}")).await?;
    // 6. The first officers and the first relying party.
    let officers = table.make_officers(&services).await?;
    let relying_party = table.make_relying_party(&services).await?;
    // 7. Every copy is found again and does its key's work: without that proof nothing is handed over.
    let restored = table.restore_copies()?;
    // 8. What goes to whom.
    let install = table.install_file(&root_list, &officers, &relying_party)?;
    keys.hand_over(&directory.join("install").join(KEYS_FOLDER), labels::ROOT)?;
    output::write_install(directory, &install, &mut table.transcript, restored)?;
    output::write_public(
        directory,
        &[(ROOT, &root), (CITIZENS, &citizens), (SERVICES, &services)],
        &root_list,
        keys.working().signer(labels::LOG)?.public_key(),
    )?;
    let chain = [services.certificate()?.clone(), root.certificate()?.clone()];
    let statement = keys.working().signer(labels::STATEMENT)?;
    for (config, officer) in file.config.officers.iter().zip(&officers) {
        output::write_officer(directory, &config.id, officer, &chain, statement.public_key())?;
    }
    output::write_owned(&directory.join("relying-party"), &relying_party, &chain, statement.public_key())?;
    // 9. The transcript, and its leaf in the ceremony's own store.
    output::write_transcript(directory, &table.transcript)?;
    table.close().await
}

/// Everything that lies on the table while the ceremony is held.
struct Table<'a> {
    store: Store,
    keys: &'a dyn CopiedKeys,
    /// Every key that was made, by its label.
    public_keys: BTreeMap<String, PublicKey>,
    /// Those of which there is a copy.
    copied: Vec<String>,
    profiles: Profiles,
    country: Arc<Country>,
    transcript: Transcript,
    certificates: Vec<InstallCertificate>,
    issuers: Vec<InstallIssuer>,
    file: &'a CeremonyFile,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Table<'_> {
    /// A key with a copy. The log's may lack one, where a module cannot wrap it: no certificate and no phone hangs on it,
    /// and the transcript shows that its copy was not proven.
    fn make_key(&mut self, label: &str, specification: KeySpecification) -> Result<PublicKey, Error> {
        let public_key = match self.keys.generate(label, specification) {
            Err(hsm_adapter::Error::NotCopied { .. }) if label == labels::LOG => {
                return self.make_passing_key(label, specification);
            }
            made => made?,
        };
        self.copied.push(label.to_owned());
        self.note_key(label, &public_key);
        Ok(public_key)
    }

    /// A key without a copy: the service makes the next one itself.
    fn make_passing_key(&mut self, label: &str, specification: KeySpecification) -> Result<PublicKey, Error> {
        let public_key = self.keys.working().generate(label, specification)?;
        self.note_key(label, &public_key);
        Ok(public_key)
    }

    fn note_key(&mut self, label: &str, public_key: &PublicKey) {
        let place = self.keys.place(label).map(|uri| format!(" in {uri}")).unwrap_or_default();
        self.transcript.add(&format!("key {label}{place}"), "public key", public_key.spki_sha256());
        self.public_keys.insert(label.to_owned(), public_key.clone());
    }

    /// Opens the copies as if the working keys were lost, and has each do the work of its key.
    fn restore_copies(&mut self) -> Result<Restored, Error> {
        let copies = self.keys.restored()?;
        for label in &self.copied {
            let expected = self.public_keys.get(label).ok_or(Error::Missing("key with a copy"))?;
            copies::prove(self.keys.working(), copies.as_ref(), label, expected)?;
            let what = format!("the copy of {label} was restored and signed a test");
            self.transcript.add(&what, "public key", expected.spki_sha256());
        }
        copies::prove_protection(self.keys.working(), copies.as_ref())?;
        Ok(Restored::all())
    }

    async fn make_root(&mut self) -> Result<OpenIssuer, Error> {
        let public_key = self.make_key(labels::ROOT, KeySpecification::P384)?;
        let signer = self.keys.working().signer(labels::ROOT)?;
        let subject = self.organisation(&self.file.config.root.common_name);
        let issuer = Issuer::self_signed(ROOT, public_key.clone(), signer.algorithm(), self.country.clone());
        let open = OpenIssuer { id: IssuerId(1), issuer, signer: Some(signer) };
        let request = Request { subject, public_key, alternative_names: Vec::new(), roles: Roles::default() };
        let certificate =
            self.issue(&open, names::ROOT, request, ROOT, Some((IssuerId(1), ROOT, 1)), None).await?;
        self.open(open.id, ROOT, certificate, 1, labels::ROOT)
    }

    async fn make_issuer(
        &mut self,
        root: &OpenIssuer,
        name: &'static str,
        id: IssuerId,
        label: &str,
    ) -> Result<OpenIssuer, Error> {
        let config = if name == CITIZENS { &self.file.config.citizens } else { &self.file.config.services };
        let public_key = self.make_key(label, config.key.into())?;
        let request = Request {
            subject: self.organisation(&config.common_name),
            public_key,
            alternative_names: Vec::new(),
            roles: Roles::default(),
        };
        let shards = config.crl_shards;
        let profile = match self.file.config.root.ocsp_signer {
            Some(_) => names::ISSUING_CA_WITH_OCSP,
            None => names::ISSUING_CA,
        };
        let certificate = self.issue(root, profile, request, name, Some((id, name, shards)), None).await?;
        self.open(id, name, certificate, shards, label)
    }

    fn open(
        &self,
        id: IssuerId,
        name: &str,
        certificate: Certificate,
        shards: u32,
        label: &str,
    ) -> Result<OpenIssuer, Error> {
        let signer = self.keys.working().signer(label)?;
        let issuer = Issuer::new(name, certificate, signer.algorithm(), shards, self.country.clone())?;
        Ok(OpenIssuer { id, issuer, signer: Some(signer) })
    }

    fn organisation(&self, common_name: &str) -> Subject {
        Subject::Service {
            country: self.country.code().to_owned(),
            organization: self.file.config.organization.name.clone(),
            organization_identifier: self.file.config.organization.identifier.clone(),
            common_name: common_name.to_owned(),
        }
    }

    async fn make_root_list(&mut self, root: &OpenIssuer) -> Result<Crl, Error> {
        let (certificate, signer) = (root.certificate()?, root.signer()?);
        let contents = list::contents(&root.issuer, certificate, 0, &[], None, 0, self.clock.now())?;
        let list = list::sign(&contents, &root.issuer, certificate, signer.as_ref())?;
        self.transcript.add("root's revocation list", "list", list.sha256());
        let shard = CrlShard { issuer: root.id, shard: 0 };
        list::keep(&self.store, shard, ROOT, &list, 0, "ceremony: root list").await?;
        Ok(list)
    }

    async fn make_service(
        &mut self,
        issuer: &OpenIssuer,
        profile: &'static str,
        label: &str,
        common_name: String,
    ) -> Result<(), Error> {
        let made = self.public_keys.get(label).cloned();
        let public_key = made.ok_or(Error::Missing("key of a service"))?;
        let subject = service_subject(issuer.certificate()?, common_name)?;
        let request = Request { subject, public_key, alternative_names: Vec::new(), roles: Roles::default() };
        self.issue(issuer, profile, request, label, None, None).await.map(drop)
    }

    async fn make_officers(&mut self, services: &OpenIssuer) -> Result<Vec<Owned>, Error> {
        let mut made = Vec::new();
        for config in &self.file.config.officers {
            let (key_pem, signer) = generate_client_key()?;
            let subject = Subject::Member {
                country: self.country.code().to_owned(),
                organization: self.file.config.organization.name.clone(),
                common_name: config.name.clone(),
                identifier: config.id.clone(),
            };
            let public_key = signer.public_key().clone();
            let request =
                Request { subject, public_key, alternative_names: Vec::new(), roles: config.roles.clone() };
            let item = format!("officer {} ({})", config.id, config.roles);
            let certificate = self.issue(services, names::OFFICER, request, &item, None, None).await?;
            made.push(Owned { certificate, key_pem });
        }
        Ok(made)
    }

    async fn make_relying_party(&mut self, services: &OpenIssuer) -> Result<Owned, Error> {
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
            self.issue(services, names::RELYING_PARTY, request, "relying-party", None, party).await?;
        Ok(Owned { certificate, key_pem })
    }

    /// One certificate, as the running service issues it. `becomes` makes the subject an issuer in the same
    /// commit.
    async fn issue(
        &mut self,
        issuer: &OpenIssuer,
        profile: &str,
        request: Request,
        item: &str,
        becomes: Option<(IssuerId, &'static str, u32)>,
        relying_party: Option<String>,
    ) -> Result<Certificate, Error> {
        // 1. Serial, bytes, lint.
        let serial = Serial::draw(&*self.random);
        let prepared =
            prepare(self.profiles.named(profile)?, &request, &issuer.issuer, serial, self.clock.now())?;
        let (profile, profile_digest) = (prepared.profile().to_owned(), prepared.profile_digest());
        let request_sha256 = item_digest(self.file.sha256, item);
        // 2. First commit: the intent; then sign exactly those bytes.
        let label = "ceremony: intent";
        let signed = recording::commit_and_sign(&self.store, label, issuer, prepared, request_sha256).await;
        let certificate = signed.map_err(Stop::into_error)?;
        // 3. Second commit: the certificate, and the issuer that it makes.
        let holder = Holder { relying_party: relying_party.clone(), ..Holder::default() };
        let (finalising, stored, name) = (issuer.clone(), certificate.clone(), profile.clone());
        let finalised = self.store.transaction("ceremony: certificate", move |transaction| {
            Box::pin(async move {
                if let Some((id, name, crl_shards)) = becomes {
                    let created_at = transaction.now();
                    let certificate = stored.der().to_vec();
                    let row =
                        store::Issuer { id, name: name.to_owned(), certificate, crl_shards, created_at };
                    transaction.insert_issuer(&row).await?;
                }
                recording::finalise(transaction, &finalising, &name, &stored, &holder).await
            })
        });
        finalised.await.map_err(Stop::into_error)?;
        self.note(
            issuer,
            &profile,
            profile_digest,
            request_sha256,
            item,
            becomes,
            relying_party,
            &certificate,
        );
        Ok(certificate)
    }

    fn note(
        &mut self,
        issuer: &OpenIssuer,
        profile: &str,
        profile_digest: Sha256Digest,
        request_sha256: Sha256Digest,
        item: &str,
        becomes: Option<(IssuerId, &'static str, u32)>,
        relying_party: Option<String>,
        certificate: &Certificate,
    ) {
        // Keys with a label are in the transcript already; officers and relying parties have theirs in a file.
        if !self.public_keys.contains_key(item) && becomes.is_none() {
            let spki = certificate.public_key().spki_sha256();
            self.transcript.add(&format!("key {item}"), "public key", spki);
        }
        self.transcript.add(
            &format!("certificate {item}: {}", certificate.subject_display()),
            "certificate",
            certificate.sha256(),
        );
        self.certificates.push(InstallCertificate {
            issuer: issuer.issuer.name().to_owned(),
            profile: profile.to_owned(),
            profile_digest,
            request_sha256,
            relying_party,
            certificate: certificate.pem(),
        });
        if let Some((id, name, crl_shards)) = becomes {
            self.issuers.push(InstallIssuer {
                id: id.0,
                name: name.to_owned(),
                crl_shards,
                certificate_sha256: certificate.sha256(),
            });
        }
    }
}

/// What names an item of a ceremony as the request of its certificate.
fn item_digest(file: Sha256Digest, item: &str) -> Sha256Digest {
    sha256(format!("greatseal-ceremony\0{file}\0{item}").as_bytes())
}
