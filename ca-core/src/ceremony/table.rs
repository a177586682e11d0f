//! Everything that lies on the table while a ceremony is held, and what is made there.

use std::collections::BTreeMap;
use std::sync::Arc;

use hsm_adapter::{CopiedKeys, KeySpecification, SigningKind, labels};
use pki_types::{Certificate, Clock, PublicKey, Random, Serial, Sha256Digest, sha256};
use store::{IssuerId, Store};
use words::act::Roles;
use words::profile::names;

use super::copies::{self, CopiesProven};
use super::file::CeremonyIssuer;
use super::install::{InstallCertificate, InstallIssuer, InstallKey};
use super::transcript::Transcript;
use crate::country::Country;
use crate::error::Error;
use crate::issuance;
use crate::issuance::issuer::Issuer;
use crate::issuance::prepare::prepare;
use crate::issuance::profile::Profiles;
use crate::issuance::request::Request;
use crate::problem::Stop;
use crate::recording::{self, IssuedTo, OpenIssuer};
use crate::signers::signer_request::{ocsp_name, service_subject};

/// Everything that lies on the table while a ceremony is held.
pub(crate) struct Table<'a> {
    pub(crate) store: Store,
    pub(crate) keys: &'a dyn CopiedKeys,
    pub(crate) profiles: Profiles,
    pub(crate) country: Arc<Country>,
    pub(crate) transcript: Transcript,
    /// Which file was reviewed.
    pub(crate) file_sha256: Sha256Digest,
    /// What the first OCSP keys are.
    status: SigningKind,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    /// The CAs that were made, in the order of the file.
    pub(crate) authorities: Vec<OpenIssuer>,
    /// Every key that was made, by its label.
    pub(crate) public_keys: BTreeMap<String, PublicKey>,
    /// Those of which there is a copy.
    pub(crate) copied: Vec<String>,
    has_protection_key: bool,
    /// The rows for the country.
    pub(crate) certificates: Vec<InstallCertificate>,
    pub(crate) issuers: Vec<InstallIssuer>,
}

/// The row of `issuers` that the subject of a certificate becomes in the same commit.
pub(crate) struct Becoming {
    pub(crate) id: IssuerId,
    pub(crate) role: String,
    pub(crate) generation: u32,
    pub(crate) crl_shards: u32,
}

impl<'a> Table<'a> {
    /// A table on which nothing lies yet but what is there before.
    pub(crate) fn new(
        store: Store,
        keys: &'a dyn CopiedKeys,
        country: Arc<Country>,
        file_sha256: Sha256Digest,
        status: SigningKind,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, Error> {
        Ok(Self {
            store,
            keys,
            profiles: Profiles::built_in()?,
            country,
            transcript: Transcript::new(file_sha256, clock.now()),
            file_sha256,
            status,
            clock,
            random,
            authorities: Vec::new(),
            public_keys: BTreeMap::new(),
            copied: Vec::new(),
            has_protection_key: false,
            certificates: Vec::new(),
            issuers: Vec::new(),
        })
    }

    /// A key with a copy. The log's may lack one, where a module cannot wrap it: no certificate and no phone hangs on it,
    /// and the transcript shows that its copy was not proven.
    pub(crate) fn make_key(
        &mut self,
        label: &str,
        specification: KeySpecification,
    ) -> Result<PublicKey, Error> {
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
    pub(crate) fn make_passing_key(
        &mut self,
        label: &str,
        specification: KeySpecification,
    ) -> Result<PublicKey, Error> {
        let public_key = self.keys.working().generate(label, specification)?;
        self.note_key(label, &public_key);
        Ok(public_key)
    }

    /// The key that encrypts devices' secrets at rest, with its copy.
    pub(crate) fn make_protection_key(&mut self) -> Result<(), Error> {
        self.keys.generate_protection_key(labels::PROTECTION)?;
        self.has_protection_key = true;
        Ok(())
    }

    fn note_key(&mut self, label: &str, public_key: &PublicKey) {
        let place = self.keys.place(label).map(|uri| format!(" in {uri}")).unwrap_or_default();
        self.transcript.add(&format!("key {label}{place}"), "public key", public_key.spki_sha256());
        self.public_keys.insert(label.to_owned(), public_key.clone());
    }

    /// Opens the copies as if the working keys were lost, and has each do the work of its key.
    pub(crate) fn restore_copies(&mut self) -> Result<CopiesProven, Error> {
        let copies = self.keys.restored()?;
        for label in &self.copied {
            let expected = self.public_keys.get(label).ok_or(Error::Missing("key with a copy"))?;
            copies::prove(self.keys.working(), copies.as_ref(), label, expected)?;
            let what = format!("the copy of {label} was restored and signed a test");
            self.transcript.add(&what, "public key", expected.spki_sha256());
        }
        if self.has_protection_key {
            copies::prove_protection(self.keys.working(), copies.as_ref())?;
        }
        Ok(CopiesProven::all())
    }

    /// The issuing CAs of a file below this root, with the next numbers.
    pub(crate) async fn make_issuers(
        &mut self,
        root: &OpenIssuer,
        profile: &'static str,
        configs: &[CeremonyIssuer],
    ) -> Result<(), Error> {
        let last = self.store.issuers().await?.last().map_or(0, |last| last.id.0);
        for (id, config) in (last + 1..).zip(configs) {
            self.make_issuer(root, profile, IssuerId(id), config).await?;
        }
        Ok(())
    }

    /// An issuing CA: its key, and the certificate that makes it an issuer.
    async fn make_issuer(
        &mut self,
        root: &OpenIssuer,
        profile: &'static str,
        id: IssuerId,
        config: &CeremonyIssuer,
    ) -> Result<(), Error> {
        let name = config.name();
        let label = labels::ca(&name);
        let public_key = self.make_key(&label, config.key.into())?;
        let request = Request {
            subject: service_subject(root.certificate()?, config.common_name.clone())?,
            public_key,
            alternative_names: Vec::new(),
            roles: Roles::default(),
        };
        let becomes = Becoming {
            id,
            role: config.role.clone(),
            generation: config.generation,
            crl_shards: config.crl_shards,
        };
        let certificate = self.issue(root, profile, request, &name, Some(&becomes), None).await?;
        let authority = self.open(&becomes, certificate, &label)?;
        self.authorities.push(authority);
        Ok(())
    }

    /// An issuer with its certificate and its key.
    pub(crate) fn open(
        &self,
        made: &Becoming,
        certificate: Certificate,
        label: &str,
    ) -> Result<OpenIssuer, Error> {
        let signer = self.keys.working().signer(label)?;
        let (algorithm, shards) = (signer.algorithm(), made.crl_shards);
        let issuer =
            Issuer::new(&made.role, made.generation, certificate, algorithm, shards, self.country.clone())?;
        Ok(OpenIssuer { id: made.id, issuer, signer: Some(signer) })
    }

    /// The first OCSP signer of every CA that was made.
    pub(crate) async fn make_ocsp_signers(&mut self) -> Result<(), Error> {
        let instant = labels::instant(self.clock.now());
        for authority in self.authorities.clone() {
            let name = authority.issuer.name();
            let label = labels::ocsp(name, &instant);
            self.make_passing_key(&label, self.status.into())?;
            let common_name = ocsp_name(name, self.clock.now());
            self.make_service(&authority, names::OCSP_SIGNER, &label, common_name).await?;
        }
        Ok(())
    }

    pub(crate) async fn make_service(
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

    /// The CA that issues certificates of this profile: the newest generation of its role.
    pub(crate) fn issuer_for(&self, profile: &str) -> Result<OpenIssuer, Error> {
        let role = self.profiles.named(profile)?.issuer_role();
        let in_role = self.authorities.iter().filter(|open| Some(open.issuer.role()) == role);
        let newest = in_role.max_by_key(|open| open.issuer.generation());
        newest
            .cloned()
            .ok_or_else(|| issuance::Error::profile(profile, "names a role that no issuer has").into())
    }

    /// One certificate, as the running service issues it. `becomes` makes the subject an issuer in the same
    /// commit.
    pub(crate) async fn issue(
        &mut self,
        issuer: &OpenIssuer,
        profile: &str,
        request: Request,
        item: &str,
        becomes: Option<&Becoming>,
        relying_party: Option<String>,
    ) -> Result<Certificate, Error> {
        // 1. Serial, bytes, lint.
        let serial = Serial::draw(&*self.random);
        let prepared =
            prepare(self.profiles.named(profile)?, &request, &issuer.issuer, serial, self.clock.now())?;
        let (profile, profile_digest) = (prepared.profile().to_owned(), prepared.profile_digest());
        let request_sha256 = item_digest(self.file_sha256, item);
        // 2. First commit: the intent; then sign exactly those bytes.
        let label = "ceremony: intent";
        let signed = recording::commit_and_sign(&self.store, label, issuer, prepared, request_sha256).await;
        let certificate = signed.map_err(Stop::into_error)?;
        // 3. Second commit: the certificate, and the issuer that it makes.
        let holder = IssuedTo { relying_party: relying_party.clone(), ..IssuedTo::default() };
        let (finalising, stored, name) = (issuer.clone(), certificate.clone(), profile.clone());
        let row = becomes.map(|becomes| becomes.row(&certificate, self.clock.now()));
        let finalised = self.store.transaction("ceremony: certificate", move |transaction| {
            Box::pin(async move {
                if let Some(row) = row {
                    transaction.insert_issuer(&row).await?;
                }
                recording::finalise(transaction, &finalising, &name, &stored, &holder).await
            })
        });
        finalised.await.map_err(Stop::into_error)?;
        self.note(item, becomes, &certificate);
        self.certificates.push(InstallCertificate {
            issuer: issuer.issuer.name().to_owned(),
            profile,
            profile_digest,
            request_sha256,
            relying_party,
            certificate: certificate.pem(),
        });
        Ok(certificate)
    }

    fn note(&mut self, item: &str, becomes: Option<&Becoming>, certificate: &Certificate) {
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
        self.issuers.extend(becomes.map(|becomes| InstallIssuer {
            role: becomes.role.clone(),
            generation: becomes.generation,
            crl_shards: becomes.crl_shards,
            certificate_sha256: certificate.sha256(),
        }));
    }

    /// The public halves of what the country gets: never the root's.
    pub(crate) fn keys_of_the_country(&self) -> Vec<InstallKey> {
        let theirs = self.public_keys.iter().filter(|(label, _)| *label != labels::ROOT);
        theirs
            .map(|(label, key)| InstallKey { label: label.clone(), spki: key.spki_der().to_vec() })
            .collect()
    }
}

impl Becoming {
    fn row(&self, certificate: &Certificate, created_at: pki_types::UnixTime) -> store::Issuer {
        store::Issuer {
            id: self.id,
            name: store::Issuer::name_of(&self.role, self.generation),
            role: self.role.clone(),
            generation: self.generation,
            certificate: certificate.der().to_vec(),
            crl_shards: self.crl_shards,
            created_at,
        }
    }
}

/// What names an item of a ceremony as the request of its certificate.
fn item_digest(file: Sha256Digest, item: &str) -> Sha256Digest {
    sha256(format!("greatseal-ceremony\0{file}\0{item}").as_bytes())
}
