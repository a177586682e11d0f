//! The stories: what the inner zone does about a session, each in numbered lines.
//!
//! Each is called with the subject of a job, reads again what it is about, decides with the pure functions of the other
//! files, uses keys, and writes everything in one transaction: so it may be run twice, or stopped anywhere and run again.

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;
use phone_protocol::content::{authentication_input, deed_input};
use phone_protocol::message::Message;
use phone_protocol::unlock::{Share, UnlockReply};
use phone_protocol::{Answer, Asked, DoorFacts, Receipt, Refusal, Unlock, Way};
use pki_types::{Certificate, Clock, Random, Sha256Digest, UnixTime, sha256};
use store::{
    Issuer, KeyListRow, KeyListScene, Lock, RelyingParty, RelyingPartyScene, Session, Store, StoredStatement,
};
use words::{SessionId, SessionState};

use crate::admission::{admit, check_relying_party, read_asked};
use crate::config::Policy;
use crate::hear::{AboutStatement, Heard, hear};
use crate::key_lists::{self, KeyListContents};
use crate::keys::ConsentKeys;
use crate::prompting;
use crate::release::{Release, check_answer};
use crate::scene::{alive, certificate_facts, missing, parse_certificate, relying_party_facts};
use crate::secrets::{PurposeSecrets, associated_data};
use crate::statements::{Drawn, draw_statement};
use crate::writes::{self, Ending, Told};
use crate::{ConsentConfig, Deeds, Error, Problem, receipts};

/// How long a bare digest must not be that of a statement, in seconds: longer than any login waits for its answer.
const STATEMENTS_REMEMBERED: i64 = 86_400;
/// The shortest time that a person has for a request, in seconds.
pub(crate) const LEAST_SECONDS: i64 = 20;
/// Sessions that are ended in one round because their time is over.
pub const SWEPT_AT_ONCE: usize = 256;
/// How many of them at the same time: they share commits, and leave room for others.
const SIDE_BY_SIDE: usize = 16;

/// Decides what a phone may sign and what may leave.
#[derive(Clone)]
pub struct Consent {
    pub(crate) store: Store,
    pub(crate) keys: ConsentKeys,
    pub(crate) policy: Policy,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) deeds: Deeds,
    key_list_told: key_lists::Told,
}

impl Consent {
    /// The inner zone over a store, with its keys; `deeds` does what persons want done about their own keys.
    ///
    /// # Errors
    /// [`Error::Configuration`] if a field of the configuration cannot be meant.
    pub fn new(
        store: Store,
        keys: ConsentKeys,
        config: ConsentConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        deeds: Deeds,
    ) -> Result<Self, Error> {
        let (policy, key_list_told) = (Policy::try_from(config)?, key_lists::Told::default());
        Ok(Self { store, keys, policy, clock, random, deeds, key_list_told })
    }

    /// Makes the statement for the phone, or ends the session because it cannot be made (job `state`).
    ///
    /// # Errors
    /// The service failed; nothing was written.
    pub async fn state(&self, id: SessionId) -> Result<(), Error> {
        // 1. The session as the door wrote it down. What has a statement or an end is done.
        let view = self.store.session_view(&id).await?.ok_or_else(|| missing("session", id))?;
        if view.statement.is_some() || view.outcome.is_some() {
            return Ok(());
        }
        let session = view.session;
        let now = self.clock.now();
        if session.expires_at <= now || session.created_at.is_from_the_future(now) {
            return self.end(Ending::without_release(id, SessionState::Expired, None)).await;
        }

        // 2. What was asked, judged again. Of what the door said nothing is believed that the relying party could have signed.
        let (asked, relying_party, key_list) = match self.judge(&session, None, now).await? {
            Ok(admitted) => admitted,
            Err(problem) => return self.end(Ending::for_problem(id, problem)).await,
        };

        // 3. The statement, signed by Rk. If the process stops from here on, another one is drawn; nobody has seen this one.
        let row = match self.made(&asked, &session, &relying_party, key_list, None, now).await? {
            Ok(row) => row,
            Err(problem) => return self.end(Ending::for_problem(id, problem)).await,
        };

        // 4. One transaction: what the person may be asked, the statement, its leaf, its end.
        let policy = self.policy.clone();
        self.store
            .transaction("consent: statement", move |transaction| {
                Box::pin(async move { prompting::statement(transaction, &session, &row, &policy).await })
            })
            .await
    }

    /// Checks a PIN proof and answers a right one with the service's share (job `unlock`).
    ///
    /// # Errors
    /// The service failed; what was counted stays counted, and the same job goes on from there.
    pub async fn unlock(&self, message: Sha256Digest) -> Result<(), Error> {
        // 1. The statement is this device's, the phone signed, and the message was not answered before. One that was signed
        //    already is not open any more: the unlock is judged, so that a copy is noticed, and given nothing.
        let Some(unlock) = self.hear::<Unlock>(message).await? else { return Ok(()) };
        let (device, purpose) = (unlock.session.device, unlock.session.purpose);
        if let Some(reason) = &unlock.block {
            return self.reply(message, Err(Problem::DeviceBlocked(reason.clone()))).await;
        }

        // 2. The proof is for this device, purpose and statement. One that is not says nothing about the PIN.
        let proof = match self.open_proof(&unlock).await? {
            Ok(proof) => proof,
            Err(problem) => return self.reply(message, Err(problem)).await,
        };

        // 3. Not locked; then count it, and commit.
        let told = match self.count(message, &unlock).await? {
            Ok(told) => told,
            Err(problem) => return self.reply(message, Err(problem)).await,
        };

        // 4. Only now compare, in constant time.
        let secret = self
            .store
            .device_secret(&device, purpose)
            .await?
            .ok_or_else(|| missing("the secret of device", device))?;
        let opened =
            self.keys.open(secret.ciphertext, associated_data(unlock.message.device, proof.purpose)).await?;
        let secrets = PurposeSecrets::from_bytes(&opened)?;
        if proof.check(secrets.proof_key.expose()).is_err() {
            return self
                .store
                .transaction("consent: wrong pin", move |transaction| {
                    Box::pin(async move { writes::wrong_pin(transaction, message, &unlock.session).await })
                })
                .await;
        }

        // 5. Right: the share of the epoch that the phone named, signed by Rk, encrypted to the phone's own key.
        let share = Share::of(secrets.seed.expose(), proof.purpose, proof.epoch, message, told.wrong_pins);
        let share = self.keys.sign_statement(share.draft()?).await?;
        let reply = UnlockReply::compose(&share, &proof.ephemeral_key.0, self.random.as_ref())?;

        // 6. One transaction judges whose unlock was answered last, and lets the share out or blocks a copy.
        self.store
            .transaction("consent: share", move |transaction| {
                Box::pin(async move {
                    writes::right_pin(transaction, message, &unlock, &proof, &told, &reply).await
                })
            })
            .await
    }

    /// Checks an answer and releases the signature (job `answer`).
    ///
    /// # Errors
    /// The service failed; nothing was written.
    pub async fn complete(&self, message: Sha256Digest) -> Result<(), Error> {
        // 1. Right device, in time, still open, about this statement.
        let Some(answer) = self.hear::<Answer>(message).await? else { return Ok(()) };
        let now = self.clock.now();

        // 2. Unlocked with the PIN, and signed over what was stated.
        let named = answer.statement.certificate_sha256;
        let scene = self.store.answer_scene(&answer.session, &named).await?;
        let certificate = scene.certificate.ok_or_else(|| missing("certificate", named))?;
        let parsed = parse_certificate(&certificate.der)?;
        let share = match check_answer(&answer, &parsed, scene.share) {
            Ok(share) => share,
            Err(Problem::PhoneCopied) => return self.copied(message, answer.session).await,
            Err(problem) => return self.reply(message, Err(problem)).await,
        };

        // 3. The relying party may still have it; or what the person wanted may be done.
        let (granted, allowed) = match self.granted(&answer).await? {
            Some(Ok(granted)) => (Some(granted), Ok(())),
            Some(Err(problem)) => (None, Err(problem)),
            None => (None, self.still_asks(scene.relying_party, &scene.issuers, &answer.session, now)?),
        };

        // 4. The receipt, for a relying party.
        let receipt = self.sign_receipt(receipts::completed(&answer, now)).await?;

        // 5. One transaction: the certificate's status once more, what the person wanted, outcome, leaf, reply. The first end wins.
        let release = Release { answer, certificate, share, allowed, receipt, granted };
        let deeds = self.deeds.clone();
        self.store
            .transaction("consent: answer", move |transaction| {
                Box::pin(async move { writes::answer(transaction, message, release, &deeds).await })
            })
            .await
    }

    /// Ends a session because the person said no (job `refusal`). It needs no PIN.
    ///
    /// # Errors
    /// The service failed; nothing was written.
    pub async fn refuse(&self, message: Sha256Digest) -> Result<(), Error> {
        // 1. Right device, in time, still open, about this statement.
        let Some(refusal) = self.hear::<Refusal>(message).await? else { return Ok(()) };

        // 2. The receipt.
        let receipt = self.sign_receipt(receipts::refused(&refusal, self.clock.now())).await?;

        // 3. One transaction: outcome, leaf, reply. The first end wins.
        let session = refusal.session.clone();
        let ending = Ending {
            session: session.id,
            state: SessionState::Refused,
            problem: Some(Problem::from(refusal.message.reason)),
            statement_sha256: Some(refusal.statement.sha256()),
            signatures: None,
            receipt,
            retry_at: None,
        };
        let policy = self.policy.clone();
        self.store
            .transaction("consent: refusal", move |transaction| {
                Box::pin(
                    async move { writes::refusal(transaction, message, &session, ending, &policy).await },
                )
            })
            .await
    }

    /// Ends a session because its relying party gave up (job `cancel`).
    ///
    /// # Errors
    /// The service failed; nothing was written.
    pub async fn cancel(&self, session: SessionId) -> Result<(), Error> {
        // The door alone says so. It could stop a session anyway, by not passing anything on.
        if self.store.cancellation(&session).await?.is_none() {
            return Ok(());
        }
        // What nobody has claimed has no session. A claim that races with this is there before, or sees the cancellation.
        if self.store.session(&session).await?.is_none() && !self.was_claimed_meanwhile(session).await? {
            return Ok(());
        }
        self.end(Ending::without_release(session, SessionState::Cancelled, None)).await
    }

    /// Ends the sessions whose time is over, at most [`SWEPT_AT_ONCE`]; gives how many there were. To be called all the time.
    ///
    /// Each ends in a transaction of its own, beside whatever else happens to it: the first end wins. What a crash leaves is
    /// there for the next call.
    ///
    /// # Errors
    /// The first of those that could not be ended, after all were tried.
    pub async fn expire(&self) -> Result<usize, Error> {
        let overdue = self.store.overdue_sessions(self.clock.certain()?, SWEPT_AT_ONCE).await?;
        let count = overdue.len();
        let ends = overdue.into_iter().map(|session| {
            let ending = Ending::without_release(session, SessionState::Expired, None);
            self.end(ending)
        });
        let ended: Vec<_> = stream::iter(ends).buffer_unordered(SIDE_BY_SIDE).collect().await;
        ended.into_iter().collect::<Result<(), Error>>().map(|()| count)
    }

    /// The key list in force, compact: makes a new one, with a higher number, when the keys have changed.
    ///
    /// # Errors
    /// The service failed; nothing was written.
    pub async fn key_list(&self) -> Result<String, Error> {
        self.key_list_in(self.store.key_list_scene().await?).await
    }

    /// The key list in force, by what was just read.
    async fn key_list_in(&self, found: KeyListScene) -> Result<String, Error> {
        match self.publish_key_list(found).await {
            // Another worker was faster: its list says the same, or there is a reason for the next number.
            Err(Error::Store(store::Error::MovedOn { .. })) => {
                self.publish_key_list(self.store.key_list_scene().await?).await
            }
            told => told,
        }
    }

    async fn publish_key_list(&self, found: KeyListScene) -> Result<String, Error> {
        // 1. The list in force, if it still says what is true.
        let last = found.last;
        let number = last.as_ref().map_or(0, |row| row.number).max(found.lost_number).saturating_add(1);
        let wanted = KeyListContents {
            country: self.policy.country.clone(),
            statement_key: self.keys.statement.public_key().clone(),
            opening_key: self.keys.opening.public_key().clone(),
            receipt_key: self.keys.receipt.public_key().clone(),
            relying_party_issuers: self.relying_party_issuers(&found.issuers)?,
            person_issuers: alive(&found.issuers, &self.policy.person_issuers, self.clock.now())?,
        };
        if let Some(row) = last.filter(|row| self.key_list_told.is_wanted(&row.jws, &wanted)) {
            return Ok(row.jws);
        }

        // 2. A new one, signed by Rk.
        let list = wanted.into_list(number, self.clock.now())?;
        let jws = self.keys.sign_statement(list.draft()?).await?;

        // 3. One transaction: the list and its leaf. The store refuses a number that is not above all others.
        let row = KeyListRow { number, jws: jws.clone(), created_at: self.clock.now() };
        self.store
            .transaction("consent: key list", move |transaction| {
                Box::pin(async move { writes::key_list(transaction, &row).await })
            })
            .await?;
        Ok(jws)
    }

    // ---- the steps of the stories

    /// Judges what was asked in a session by what the register says; gives it with who asks, and what key lists are made of.
    pub(crate) async fn judge(
        &self,
        session: &Session,
        way: Option<Way>,
        now: UnixTime,
    ) -> Result<Result<(Asked, RelyingParty, KeyListScene), Problem>, Error> {
        let handed = match read_asked(session) {
            Ok(handed) => handed,
            Err(problem) => return Ok(Err(problem)),
        };
        let claims = handed.claims();
        let certificate = claims.certificate_id.unwrap_or(session.certificate_sha256);
        let found = self.store.request_scene(claims.relying_party, &certificate).await?;
        let Some(relying_party) = found.relying_party else {
            return Ok(Err(Problem::RelyingPartyUnknown(claims.relying_party.to_owned())));
        };
        let issuers = self.relying_party_issuers(&found.key_list.issuers)?;
        let relying_party = relying_party_facts(relying_party, issuers)?;
        let certificate = found.certificate.map(|certificate| certificate_facts(certificate, found.tries));
        let admitted = admit(handed, session, &relying_party, certificate.as_ref(), way, now);
        if let Ok(Asked::DoorAttested(facts)) = &admitted
            && self.signs_another(facts, session, now).await?
        {
            return Ok(Err(Problem::DigestOfAnother));
        }
        Ok(admitted.map(|asked| (asked, relying_party.row, found.key_list)))
    }

    /// The signed statement of what was admitted, unless it would leave the person too little time. Its code and nonce are drawn here,
    /// where no outer party can grind them.
    pub(crate) async fn made(
        &self,
        asked: &Asked,
        session: &Session,
        relying_party: &RelyingParty,
        key_list: KeyListScene,
        way: Option<Way>,
        now: UnixTime,
    ) -> Result<Result<StoredStatement, Problem>, Error> {
        let key_list = sha256(self.key_list_in(key_list).await?.as_bytes());
        let drawn = Drawn { key_list_sha256: key_list, way, random: self.random.as_ref(), now };
        let statement = draw_statement(asked, session, relying_party, &drawn, &self.policy)?;

        // Whoever sees badly or moves slowly needs time (WCAG 2.2, 2.2.1): what would be over too soon is not shown at all.
        let left = statement.expires_at.since(now);
        if left < LEAST_SECONDS {
            let wrong = format!("the person would have {left} seconds, and gets {LEAST_SECONDS} at least");
            return Ok(Err(Problem::RequestTimes(wrong)));
        }
        let jws = self.keys.sign_statement(statement.draft()?).await?;
        Ok(Ok(StoredStatement {
            session: session.id,
            sha256: sha256(jws.as_bytes()),
            jws,
            code: statement.code.value.clone(),
            expires_at: statement.expires_at,
            created_at: now,
        }))
    }

    /// Is what a door heard the digest that another statement has the person sign? A login through the native door signs its
    /// statement, which others than this person and its relying party may have seen: signed bare, as another's digest, it
    /// would be that login.
    async fn signs_another(
        &self,
        facts: &DoorFacts,
        session: &Session,
        now: UnixTime,
    ) -> Result<bool, Error> {
        let since = now.minus(STATEMENTS_REMEMBERED);
        let statements = self.store.statements_of_person_since(&session.person, since).await?;
        let wanted = facts.digest.to_sign();
        let signs = |input: Vec<u8>| sha256(&input) == wanted;
        let mut statements = statements.iter();
        Ok(statements.any(|statement| signs(authentication_input(statement)) || signs(deed_input(statement))))
    }

    /// Whether the relying party of a session may still have what it asked for.
    fn still_asks(
        &self,
        found: Option<RelyingPartyScene>,
        issuers: &[Issuer],
        session: &Session,
        now: UnixTime,
    ) -> Result<Result<(), Problem>, Error> {
        let found = found.ok_or_else(|| missing("relying party", &session.relying_party))?;
        let issuers = self.relying_party_issuers(issuers)?;
        Ok(check_relying_party(&relying_party_facts(found, issuers)?, now))
    }

    async fn sign_receipt(&self, receipt: Option<Receipt>) -> Result<Option<String>, Error> {
        match receipt {
            Some(receipt) => Ok(Some(self.keys.sign_receipt(receipt.draft()?).await?)),
            None => Ok(None),
        }
    }

    /// Those who issue relying parties' certificates, of all issuers: every generation that is alive.
    fn relying_party_issuers(&self, issuers: &[Issuer]) -> Result<Vec<Certificate>, Error> {
        let role = &self.policy.relying_party_issuers;
        let alive = alive(issuers, role, self.clock.now())?;
        if alive.is_empty() { Err(missing("issuer in the role", role)) } else { Ok(alive) }
    }

    /// A phone's message, if it counts and was not answered before; one that does not count gets its problem here.
    async fn hear<T>(&self, hash: Sha256Digest) -> Result<Option<Heard<T>>, Error>
    where
        T: AboutStatement,
    {
        let mut found = self.store.message_scene(&hash).await?;
        if found.reply.is_some() {
            return Ok(None);
        }
        let message = found.message.take().ok_or_else(|| missing("message", hash))?;
        let scene = self.scene(&message, found)?;
        match hear::<T>(&message.body, scene, self.clock.now()) {
            Ok(heard) => Ok(Some(heard)),
            Err(problem) => self.reply(hash, Err(problem)).await.map(|()| None),
        }
    }

    /// Counts an unlock before its proof is compared: it locks like a wrong one until it has been. The same message again
    /// counts nothing. Gives what the person is to be told of earlier ones.
    async fn count(
        &self,
        message: Sha256Digest,
        unlock: &Heard<Unlock>,
    ) -> Result<Result<Told, Problem>, Error> {
        let session = unlock.session.clone();
        self.store
            .transaction("consent: count", move |transaction| {
                Box::pin(async move { writes::count(transaction, message, &session).await })
            })
            .await
    }

    /// Blocks a phone that answered what it cannot have been given.
    async fn copied(&self, message: Sha256Digest, session: Session) -> Result<(), Error> {
        self.store
            .transaction("consent: copied", move |transaction| {
                Box::pin(async move {
                    transaction.lock(Lock::Person(session.person)).await?;
                    writes::copied(transaction, message, &session).await
                })
            })
            .await
    }

    /// Replies to a message without any other effect.
    pub(crate) async fn reply(
        &self,
        message: Sha256Digest,
        answer: Result<serde_json::Value, Problem>,
    ) -> Result<(), Error> {
        self.store
            .transaction("consent: reply", move |transaction| {
                Box::pin(async move { writes::reply(transaction, message, answer).await })
            })
            .await
    }

    /// Ends a session, unless it has ended before.
    async fn end(&self, ending: Ending) -> Result<(), Error> {
        let policy = self.policy.clone();
        self.store
            .transaction("consent: end", move |transaction| {
                Box::pin(async move {
                    // An answer of the phone may be about to end it otherwise.
                    let session = transaction.session(&ending.session).await?;
                    let session = session.ok_or_else(|| missing("session", ending.session))?;
                    transaction.lock(Lock::Person(session.person)).await?;
                    prompting::end_prompt(transaction, &session, ending, &policy).await
                })
            })
            .await
    }
}
