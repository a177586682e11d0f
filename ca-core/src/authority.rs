//! The one file of this crate that acts: what the worker runs, each a story in numbered steps.
//!
//! Every story may be told again from its beginning at any time: it finds its reply and stops, or finds what
//! an earlier try left behind and goes on from there. Between two of its transactions the process may die.

use std::sync::Arc;

use hsm_adapter::{Agreement, Protector, offload};
use phone_protocol::enrolment::{DeviceCertificates, EnrolmentReply};
use pki_types::clock::FUTURE_SECONDS;
use pki_types::crl::Reason;
use pki_types::serial::Serial;
use pki_types::{Clock, Random, Sha256Digest, UnixTime};
use store::{CrlShard, Lock, ROOT_ROLE, Store, Verdict};
use words::act::{Roles, SignedAct};
use words::signer_request::SignerReply;
use words::{DeviceId, Purpose};

use crate::acts::OfficersAct;
use crate::acts::acting;
use crate::acts::rules::Rule;
use crate::ceremony::install::CountryFacts;
use crate::country::{AuthorityConfig, Country};
use crate::directory::{Directory, IssuerKeys};
use crate::enrolment::check::CheckedEnrolment;
use crate::enrolment::writes::NewDevice;
use crate::enrolment::{Reading, writes};
use crate::error::Error;
use crate::issuance;
use crate::issuance::issuer::Issuer;
use crate::issuance::prepare::{Prepared, prepare};
use crate::issuance::profile::Profiles;
use crate::issuance::request::Request;
use crate::problem::{Problem, Stop};
use crate::recording::{self, IssuedTo, OpenIssuer};
use crate::replies;
use crate::signers::signer_request;
use crate::status::change::{Change, StatusWriter};
use crate::status::list;
use crate::wishes::further_phone;

/// What may be issued in a country, decided and done.
pub struct Authority {
    pub(crate) store: Store,
    pub(crate) country: Arc<Country>,
    pub(crate) profiles: Arc<Profiles>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) opening: Arc<dyn Agreement>,
    pub(crate) protector: Arc<dyn Protector>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

impl Authority {
    /// An authority over the issuers that are installed in the store.
    ///
    /// # Errors
    /// The configuration is not that of the ceremony, no country is installed, or a key is not the one of its
    /// issuer's certificate.
    pub async fn new(
        store: Store,
        issuers: Vec<IssuerKeys>,
        opening: Arc<dyn Agreement>,
        protector: Arc<dyn Protector>,
        profiles: Profiles,
        config: AuthorityConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, Error> {
        let country = Arc::new(Country::new(config)?);
        CountryFacts::read(&store).await?.check(country.config())?;
        let profiles = Arc::new(profiles);
        let directory = Directory::open(&store, issuers, profiles.clone(), country.clone()).await?;
        let directory = Arc::new(directory);
        Ok(Self { store, country, profiles, directory, opening, protector, clock, random })
    }

    /// Performs an officer's act, or refuses it; the reply is in the store afterwards. The same act again
    /// changes nothing.
    ///
    /// # Errors
    /// [`Error`] when nothing was decided: the act may be tried again.
    pub async fn perform_act(&self, sha256: &Sha256Digest) -> Result<(), Error> {
        let told = self.decide_act(sha256).await;
        self.conclude(sha256, told).await
    }

    async fn decide_act(&self, sha256: &Sha256Digest) -> Result<(), Stop> {
        // 1. The same act again has its reply already.
        if self.store.reply(sha256).await?.is_some() {
            return Ok(());
        }
        // 2. What was asked for waits for others, or for its time to be over.
        if self.store.pending_act(sha256).await?.is_some() {
            return Ok(());
        }
        // 3. Form, audience and signature.
        let row = self.store.act(sha256).await?.ok_or(Error::Missing("act"))?;
        let act = SignedAct::parse(&row.body)
            .map_err(|error| Stop::Dismissed(Problem::ActMalformed(error.to_string())))?;
        // 4. The officer: certificate, office, status. From here on it is known who is refused.
        let now = self.clock.now();
        let officer = acting::officer(&self.store, &self.directory, &act, now).await;
        let officer = officer.map_err(Stop::dismissed)?;
        // 5. Times by our clock.
        act.check_time(now).map_err(|error| Problem::ActTimes(error.to_string()))?;
        // 6. The role, by the table; what takes several officers waits for them.
        let rule = Rule::of(&self.store, act.act()).await?;
        let role = rule.admit(act.payload().role, &officer.roles)?;
        let act = OfficersAct::new(act, officer, role, self.directory.clone());
        if rule.confirmations > 0 {
            return self.ask(act, rule).await;
        }
        // 7. The act itself; each writes its effects, its leaf and its reply together.
        self.perform(act).await
    }

    /// Makes a phone a person's device with two certificates, or refuses it; the reply is in the store
    /// afterwards.
    ///
    /// # Errors
    /// [`Error`] when nothing was decided: the enrolment may be tried again.
    pub async fn enrol(&self, sha256: &Sha256Digest) -> Result<(), Error> {
        let told = self.decide_enrolment(*sha256).await;
        self.conclude(sha256, told).await
    }

    async fn decide_enrolment(&self, sha256: Sha256Digest) -> Result<(), Stop> {
        // 1. The same message again has its reply already.
        if self.store.reply(&sha256).await?.is_some() {
            return Ok(());
        }
        // 2. Open it: signature, activation, secrets. Anybody can send what does not come further than this.
        let reading = self.reading();
        let opened = reading.open(&sha256).await.map_err(Stop::dismissed)?;
        // 3. Whoever does not know the activation's secret is counted, and answered in the same commit.
        if !opened.proves_activation {
            return writes::count_failure(&self.store, opened.activation, sha256).await;
        }
        // 4. Check everything else again: officer's act, both requests, three different keys.
        let checked = reading.check(opened, &sha256).await?;
        // 5. Serials; the officer's act alone has chosen the profiles; lint.
        let citizens =
            self.directory.current_for(checked.profile(Purpose::Authentication), self.clock.now())?.clone();
        recording::await_key(&citizens).await?;
        let [authentication, signature] = self.prepare_citizen(&checked, &citizens.issuer)?;
        let (device, is_new) = match self.store.device_by_enrolment(&sha256).await? {
            Some(device) => (device.id, false),
            None => (DeviceId::draw(&*self.random), true),
        };
        let secrets = if is_new { Some(reading.protect(&checked, device).await?) } else { None };
        // 6. First commit: activation used up by this very message, device and its secrets, two intents,
        // leaves.
        let intents = [&authentication, &signature].map(|prepared| prepared.intent(citizens.id, sha256));
        let (activation, person) = (checked.activation.clone(), checked.person.clone());
        let (issuer, device_row) = (citizens.clone(), NewDevice::of(&checked, device, sha256));
        let (_, receipts) = self
            .store
            .transaction_with_intents("enrol: intents", move |transaction| {
                Box::pin(async move {
                    writes::use_activation(transaction, &activation, &sha256).await?;
                    if let Some(secrets) = secrets {
                        writes::insert_device(transaction, device_row, secrets, &activation).await?;
                    }
                    recording::record(transaction, &issuer, &intents).await
                })
            })
            .await?;
        // 7. Sign exactly those bytes.
        let [first, second] = recording::exactly(receipts)?;
        let profiles = [authentication.profile().to_owned(), signature.profile().to_owned()];
        let authentication = recording::sign(authentication, first, citizens.signer()?).await?;
        let signature = recording::sign(signature, second, citizens.signer()?).await?;
        // 8. Second commit: certificates final, leaves, reply. If the name was corrected meanwhile, the next try makes others.
        let reply = EnrolmentReply {
            device,
            certificates: DeviceCertificates {
                authentication: authentication.pem(),
                signature: signature.pem(),
            },
            chain: self.directory.chain_pem(&citizens)?,
        };
        let holder = IssuedTo { person: Some(person.id), device: Some(device), relying_party: None };
        let (further_phones, given) = (self.country.config().further_phones, checked.activation);
        self.store
            .transaction("enrol: certificates", move |transaction| {
                Box::pin(async move {
                    transaction.lock(Lock::Person(person.id)).await?;
                    transaction.require_name_of(&person).await?;
                    further_phone::still_holds(transaction, &further_phones, &given).await?;
                    for (profile, certificate) in profiles.iter().zip([&authentication, &signature]) {
                        recording::finalise(transaction, &citizens, profile, certificate, &holder).await?;
                    }
                    replies::answer(transaction, sha256, Verdict::Done, &reply).await
                })
            })
            .await
    }

    /// Issues the certificate that a status, time or api process asks for, or refuses it; the reply is in the
    /// store afterwards.
    ///
    /// # Errors
    /// [`Error`] when nothing was decided: the request may be tried again.
    pub async fn issue_signer(&self, sha256: &Sha256Digest) -> Result<(), Error> {
        let told = self.decide_signer(*sha256).await;
        self.conclude(sha256, told).await
    }

    async fn decide_signer(&self, sha256: Sha256Digest) -> Result<(), Stop> {
        // 1. The same request again has its reply already.
        if self.store.reply(&sha256).await?.is_some() {
            return Ok(());
        }
        // 2. Who asks, and may this identity ask for that?
        let order = signer_request::check(&self.store, &self.directory, &sha256, self.clock.now()).await?;
        // 3. Serial, bytes, lint.
        let issuer = order.issuer;
        let prepared = self.prepare(order.profile, &order.request, &issuer.issuer)?;
        // 4. First commit: the intent and its leaf; then sign exactly those bytes.
        let label = "issue signer: intent";
        let certificate = recording::commit_and_sign(&self.store, label, &issuer, prepared, sha256).await?;
        // 5. Second commit: the certificate final, its leaf, the reply.
        let reply = SignerReply { certificate: certificate.pem(), chain: self.directory.chain_pem(&issuer)? };
        let profile = order.profile;
        self.store
            .transaction("issue signer: certificate", move |transaction| {
                Box::pin(async move {
                    recording::finalise(transaction, &issuer, profile, &certificate, &IssuedTo::default())
                        .await?;
                    replies::answer(transaction, sha256, Verdict::Done, &reply).await
                })
            })
            .await
    }

    /// Puts all certificates of a device on hold: its phone was copied. Works while the keys are away.
    ///
    /// # Errors
    /// [`Error`] when it was not done; to be tried again.
    pub async fn suspend_device(&self, device: &DeviceId) -> Result<(), Error> {
        self.change_device(*device, Change::Suspend).await
    }

    /// Revokes all certificates of a device: its PIN was tried too often. Works while the keys are away.
    ///
    /// # Errors
    /// [`Error`] when it was not done; to be tried again.
    pub async fn revoke_device(&self, device: &DeviceId) -> Result<(), Error> {
        // Whoever holds the phone has lost the right to use its keys; nothing says that the keys themselves
        // are in other hands.
        self.change_device(*device, Change::Revoke { reason: Reason::PrivilegeWithdrawn, occurred_at: None })
            .await
    }

    async fn change_device(&self, device: DeviceId, change: Change) -> Result<(), Error> {
        let writer = self.status_writer(None);
        let changed = self
            .store
            .transaction("change device", move |transaction| {
                Box::pin(async move {
                    let row = transaction.device(&device).await?.ok_or(Problem::NoCertificates)?;
                    transaction.lock(Lock::Person(row.person)).await?;
                    let certificates = transaction.certificates_of_device(&device).await?;
                    writer.apply(transaction, &certificates, change).await
                })
            })
            .await;
        match changed {
            Ok(_) => Ok(()),
            // Revoked already, or nothing there: the device can do no harm, which is all that was asked for.
            Err(Stop::Failed(error)) => Err(error),
            Err(_) => Ok(()),
        }
    }

    /// Publishes a new list of a shard, unless the last one says the same and is less than a day old.
    ///
    /// # Errors
    /// [`Error`] when it was not done; to be tried again.
    pub async fn publish_crl(&self, shard: CrlShard) -> Result<(), Error> {
        let mut tries = 1;
        loop {
            match self.publish_next_crl(shard).await {
                // Another list of this shard was published meanwhile; it may lack what this one was ordered for.
                Err(Error::Store(store::Error::MovedOn { .. })) if tries < PUBLISHING_TRIES => tries += 1,
                told => return told,
            }
        }
    }

    async fn publish_next_crl(&self, shard: CrlShard) -> Result<(), Error> {
        // 1. The last list and everything that is revoked, held or burnt now; the last is read first, so that
        // no change is missed.
        let issuer = self.directory.by_id(shard.issuer)?.clone();
        if !issuer.publishes_at(self.clock.now()) {
            // The root's key is never here: `root-list` brings its list. One whose time is over says no more.
            return Ok(());
        }
        let last = self.store.latest_crl(shard.issuer, shard.shard).await?;
        let now = self.clock.certain()?;
        // 2. What the next one says.
        let certificate = issuer.certificate()?.clone();
        let contents =
            list::next(&self.store, shard, &issuer.issuer, &certificate, last.as_ref(), now).await?;
        let known = last.as_ref().map_or(0, |last| last.number);
        let lost = self.store.lost_crl_number(shard.issuer, shard.shard).await?;
        if last.is_some_and(|last| last.number >= lost && list::says_the_same(last, &contents)) {
            return Ok(());
        }
        // 3. Sign it, parse it back, verify it, compare it.
        let signer = issuer.signer()?;
        let list = offload(move || list::sign(&contents, &certificate, signer.as_ref())).await?;
        // 4. Commit: the list, if no newer one came in between, and its leaf.
        list::keep(&self.store, shard, issuer.issuer.name(), list, known, "publish crl").await
    }

    /// Publishes every list that is missing or more than a day old; gives those that it published.
    ///
    /// # Errors
    /// [`Error`] of the first list that could not be published; the others are due again at the next call.
    pub async fn renew_crls(&self) -> Result<Vec<CrlShard>, Error> {
        let due = self.crls_due().await?;
        for shard in &due {
            self.publish_crl(*shard).await?;
        }
        Ok(due)
    }

    /// The lists of the issuing CAs that are alive, where they are missing or more than a day old. (The root's comes from a
    /// ceremony.)
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn crls_due(&self) -> Result<Vec<CrlShard>, Error> {
        let now = self.clock.now();
        let latest = self.store.latest_crls().await?;
        let shards = self.directory.iter().filter(|open| open.publishes_at(now)).flat_map(OpenIssuer::shards);
        let mut due = Vec::new();
        for shard in shards {
            let lost = self.store.lost_crl_number(shard.issuer, shard.shard).await?;
            let list = latest.iter().find(|list| list.issuer == shard.issuer && list.shard == shard.shard);
            // A list that a restore brought back is older than one that others have seen.
            if !list.is_some_and(|list| list::is_fresh(list, now) && list.number >= lost) {
                due.push(shard);
            }
        }
        Ok(due)
    }

    /// When the root's list lapses; the ceremony that renews it must be held before. `None`: there is no such
    /// list.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn root_list_lapses_at(&self) -> Result<Option<UnixTime>, Error> {
        let root = self.directory.current(ROOT_ROLE, self.clock.now())?;
        Ok(self.store.latest_crl(root.id, 0).await?.map(|list| list.next_update))
    }

    /// To be called before anything else runs: burns every intent that a dead process left behind, because it
    /// may have been signed. Gives how many there were. Their requests are issued again, with new serials,
    /// when their jobs run.
    ///
    /// In a store that other workers write to, an intent is a dead worker's when it is a minute old; one that is
    /// not dead, but slow, finds its intent burnt and issues anew.
    ///
    /// # Errors
    /// [`Error`] when it was not done; nothing may be issued before it is.
    pub async fn recover(&self) -> Result<usize, Error> {
        // The young ones of a shared store may be another worker's; one from the future is nobody's.
        let now = self.clock.now();
        let is_shared = self.store.is_shared();
        let before = if is_shared { now.minus(OTHERS_SECONDS) } else { now.plus(1) };
        let after = if is_shared { now.plus(FUTURE_SECONDS) } else { now };
        let mut burnt = 0;
        loop {
            let stale = self.store.stale_intents_but(before, after, RECOVERY_BATCH).await?;
            if stale.is_empty() {
                return Ok(burnt);
            }
            burnt += stale.len();
            let directory = self.directory.clone();
            let done = self.store.transaction("recover", move |transaction| {
                Box::pin(async move {
                    for intent in &stale {
                        recording::burn(transaction, directory.by_id(intent.issuer)?, &intent.serial).await?;
                    }
                    Ok::<_, Stop>(())
                })
            });
            done.await.map_err(Stop::into_error)?;
        }
    }

    /// To be called every minute: burns what other workers left behind that have died since. In a store of this process
    /// alone there are none: what is open is being issued now. Gives how many there were.
    ///
    /// # Errors
    /// [`Error`] when it was not done; the next minute will do.
    pub async fn recover_others(&self) -> Result<usize, Error> {
        if self.store.is_shared() { self.recover().await } else { Ok(0) }
    }

    /// Ends a story: a refusal becomes a reply, with its leaf if the sender is known, and whatever was written down for it
    /// is burnt.
    async fn conclude(&self, sha256: &Sha256Digest, told: Result<(), Stop>) -> Result<(), Error> {
        let (problem, is_known) = match told {
            Ok(()) => return Ok(()),
            Err(Stop::Refused(problem) | Stop::Unconfirmed(problem)) => (problem, true),
            Err(Stop::Dismissed(problem)) => (problem, false),
            Err(Stop::Tried) => return Err(Error::Inconsistent("a trial that ended a story")),
            Err(Stop::Failed(error)) => return Err(error),
        };
        let (sha256, directory) = (*sha256, self.directory.clone());
        let refusal = self.store.transaction("refuse", move |transaction| {
            Box::pin(async move {
                for intent in transaction.intents_of_request(&sha256).await? {
                    recording::burn(transaction, directory.by_id(intent.issuer)?, &intent.serial).await?;
                }
                if is_known {
                    replies::problem(transaction, sha256, &problem).await
                } else {
                    replies::dismissal(transaction, sha256, &problem).await
                }
            })
        });
        refusal.await.map_err(Stop::into_error)
    }

    /// A serial, the bytes, lint; a defect of the request is refused, a defect of the service is not.
    pub(crate) fn prepare(
        &self,
        profile: &str,
        request: &Request,
        issuer: &Issuer,
    ) -> Result<Prepared, Stop> {
        let (serial, now) = (Serial::draw(&*self.random), self.clock.certain().map_err(Error::from)?);
        let prepared = prepare(self.profiles.named(profile)?, request, issuer, serial, now);
        prepared.map_err(|error| match error {
            issuance::Error::Key { rule, .. } => Problem::Key(rule.to_owned()).into(),
            issuance::Error::Lint { .. } | issuance::Error::Subject { .. } => {
                Problem::CertificateContent(error.to_string()).into()
            }
            other => other.into(),
        })
    }

    fn reading(&self) -> Reading<'_> {
        Reading {
            store: &self.store,
            directory: &self.directory,
            opening: &self.opening,
            protector: &self.protector,
            now: self.clock.now(),
        }
    }

    fn prepare_citizen(&self, checked: &CheckedEnrolment, issuer: &Issuer) -> Result<[Prepared; 2], Stop> {
        let subject = checked.subject()?;
        let request = |public_key| Request {
            subject: subject.clone(),
            public_key,
            alternative_names: Vec::new(),
            roles: Roles::default(),
        };
        let (authentication, signature) = (checked.keys.authentication(), checked.keys.signature());
        Ok([
            self.prepare(checked.profile(Purpose::Authentication), &request(authentication.clone()), issuer)?,
            self.prepare(checked.profile(Purpose::Signature), &request(signature.clone()), issuer)?,
        ])
    }

    pub(crate) fn status_writer(&self, act_sha256: Option<Sha256Digest>) -> StatusWriter {
        StatusWriter {
            directory: self.directory.clone(),
            profiles: self.profiles.clone(),
            act_sha256,
            wish_sha256: None,
        }
    }
}

/// How often a list is made anew because another one overtook it.
const PUBLISHING_TRIES: u32 = 4;

/// How old an open intent is, in seconds, that no worker is at any more.
const OTHERS_SECONDS: i64 = 60;

/// Intents burnt in one commit.
const RECOVERY_BATCH: u32 = 256;
