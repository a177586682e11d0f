//! After a restore from a backup: what the audit log says of certificates is written again, and what the backup cannot
//! know of is ended.
//!
//! Never again good is what somebody relied on being bad: revocations and suspensions are repeated. A certificate of
//! which only the log knows is revoked, because nobody here can say whose it is; its serial is never given again. Acts
//! and enrolments that were answered after the backup are not performed a second time, and no activation from before
//! is good any more: its secret may have been used.

use std::collections::{BTreeMap, HashMap};

use pki_types::{Reason, Serial, Sha256Digest, UnixTime, encoding};
use store::{
    CrlShard, ImportedLeaf, IssuedCertificate, IssuerId, JobKind, LostSerial, PendingOutcome, Reply,
    Revocation, Transaction, Verdict,
};
use words::ActivationId;
use words::leaf::{self, Leaf};

use crate::error::Error;
use crate::issuance;
use crate::problem::{Problem, Stop};
use crate::replies;

/// Why lost certificates are revoked: the service cannot stand by them any more.
const REASON: Reason = Reason::CessationOfOperation;

/// The act whose effect on the register the log cannot repeat while the person is there.
const CORRECTION: &str = "correct_name";

/// What became of a lost serial, as far as the log knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Intended,
    Burnt(UnixTime),
    Good(Sha256Digest),
    Held(Sha256Digest, UnixTime),
    /// Its hold has ended for the revocation that follows.
    HoldRevoked(Sha256Digest),
    Revoked(Sha256Digest, UnixTime, Reason),
}

/// What was done, for the operator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorityRestored {
    /// Revocations, suspensions and releases that were written again.
    pub status_changes: usize,
    /// Certificates that only the log knows, by profile.
    pub lost_certificates: BTreeMap<String, usize>,
    /// Serials that only the log knows and that are no certificates.
    pub lost_intents: usize,
    /// Acts that were performed after the backup and whose effects are lost, but for changes of status.
    pub lost_acts: usize,
    /// Those of them that corrected a person's name: the certificates that they ended are ended again, and the register has the
    /// name from before.
    pub lost_corrections: usize,
    /// Unused activations that are void.
    pub void_activations: u64,
    /// Enrolments that were under way.
    pub ended_enrolments: usize,
    /// Acts that waited to be confirmed.
    pub lapsed_acts: usize,
}

/// The restore of a store, certificate by certificate. In one transaction: [`begin`](Self::begin),
/// [`repeat`](Self::repeat) for each leaf that the backup did not have, in order, then [`conclude`](Self::conclude).
pub struct Restore {
    issuers: Vec<store::Issuer>,
    lost: HashMap<(IssuerId, Serial), (End, String)>,
    serials: HashMap<Sha256Digest, (IssuerId, Serial)>,
    done: AuthorityRestored,
}

impl Restore {
    /// Reads whose certificates there are.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn begin(transaction: &Transaction) -> Result<Self, Error> {
        let issuers = transaction.issuers().await?;
        Ok(Self {
            issuers,
            lost: HashMap::new(),
            serials: HashMap::new(),
            done: AuthorityRestored::default(),
        })
    }

    /// Writes again what this leaf says.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] if it does not follow from the store: then the backup is none of this log.
    pub async fn repeat(
        &mut self,
        transaction: &mut Transaction,
        imported: &ImportedLeaf,
    ) -> Result<(), Error> {
        match imported.leaf() {
            Leaf::Act(act) => {
                // In the backup it may still wait.
                transaction.end_pending_act(&act.act_sha256, PendingOutcome::Performed).await?;
                // The log knows that a name was corrected, and no name.
                self.done.lost_corrections += usize::from(act.act_type == CORRECTION);
                self.lose_act(transaction, act.act_sha256).await
            }
            // It may wait in the backup, and was done.
            Leaf::Wish(wish) => answer_lost(transaction, wish.wish_sha256).await,
            Leaf::ActAsked(asked) => self.lose_act(transaction, asked.act_sha256).await,
            Leaf::ActEnded(ended) => {
                let outcome = ended.outcome.parse().unwrap_or(PendingOutcome::Lapsed);
                transaction.end_pending_act(&ended.act_sha256, outcome).await?;
                answer_lost(transaction, ended.act_sha256).await
            }
            Leaf::Intent(intent) => {
                let key = (self.issuer(&intent.issuer)?, serial(&intent.serial)?);
                self.lost.insert(key, (End::Intended, intent.profile.clone()));
                Ok(())
            }
            Leaf::Burnt(burnt) => {
                let key = (self.issuer(&burnt.issuer)?, serial(&burnt.serial)?);
                match self.lost.get_mut(&key) {
                    Some((end, _)) => *end = End::Burnt(burnt.at),
                    None => drop(transaction.repeat_burn(key.0, &key.1, imported).await?),
                }
                Ok(())
            }
            Leaf::Certificate(certificate) => self.lose_certificate(transaction, certificate, imported).await,
            Leaf::Suspension(change)
            | Leaf::Release(change)
            | Leaf::HoldRevoked(change)
            | Leaf::Revocation(change) => self.change(transaction, change, imported).await,
            Leaf::ActivationEnded(ended) => {
                let id = ended.activation.parse::<ActivationId>();
                let id = id.map_err(|_| Error::Inconsistent("an activation whose id is none"))?;
                Ok(transaction.repeat_activation_end(&id, ended.failures, imported).await?)
            }
            Leaf::Crl(list) => {
                let number = i64::try_from(list.number)
                    .map_err(|_| Error::Inconsistent("a CRL number beyond 63 bits"))?;
                let issuer = self.issuer(&list.issuer)?;
                Ok(transaction.note_lost_crl_number(issuer, list.shard, number).await?)
            }
            _ => Ok(()),
        }
    }

    /// Ends what only the log knows, voids activations, and orders every revocation list. `restore` is the hash of the
    /// leaf that tells of the restore, which comes before those that this writes.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn conclude(
        mut self,
        transaction: &mut Transaction,
        restore: &Sha256Digest,
    ) -> Result<AuthorityRestored, Error> {
        let mut lost: Vec<_> = std::mem::take(&mut self.lost).into_iter().collect();
        lost.sort_by_key(|(key, _)| *key);
        for ((issuer, serial), (end, profile)) in lost {
            self.end_lost(transaction, issuer, serial, end, profile).await?;
        }
        self.end_enrolments(transaction).await?;
        self.lapse_acts(transaction).await?;
        self.done.void_activations = transaction.void_activations(restore).await?;
        for issuer in self.issuers.iter().filter(|issuer| !issuer.is_root()) {
            for shard in 0..issuer.crl_shards {
                let shard = CrlShard { issuer: issuer.id, shard };
                transaction.enqueue(JobKind::Crl, &shard.to_subject()).await?;
            }
        }
        Ok(self.done)
    }

    // ---- one function for each thing that the log may say

    /// An act that was performed is not performed again; its sender is told to look.
    async fn lose_act(&mut self, transaction: &mut Transaction, act: Sha256Digest) -> Result<(), Error> {
        self.done.lost_acts += 1;
        answer_lost(transaction, act).await
    }

    /// No act from before waits any more: who confirms must know what was done since, and nobody here does. The leaf of
    /// the restore says so for all of them.
    async fn lapse_acts(&mut self, transaction: &mut Transaction) -> Result<(), Error> {
        for act in transaction.all_waiting_acts().await? {
            transaction.end_pending_act(&act, PendingOutcome::Lapsed).await?;
            answer_lost(transaction, act).await?;
            self.done.lapsed_acts += 1;
        }
        Ok(())
    }

    /// A certificate whose bytes nobody has any more. The backup may have its intent, which is given up.
    async fn lose_certificate(
        &mut self,
        transaction: &mut Transaction,
        certificate: &leaf::Certificate,
        imported: &ImportedLeaf,
    ) -> Result<(), Error> {
        let (issuer, serial) = (self.issuer(&certificate.issuer)?, serial(&certificate.serial)?);
        let digest = certificate.certificate_sha256;
        self.serials.insert(digest, (issuer, serial));
        if let Some((end, _)) = self.lost.get_mut(&(issuer, serial)) {
            *end = End::Good(digest);
            return Ok(());
        }
        let intent = transaction.intent(issuer, serial.as_bytes()).await?;
        let intent = intent.ok_or(Error::Inconsistent("a logged certificate without its intent"))?;
        if !transaction.repeat_burn(issuer, &serial, imported).await? {
            return Err(Error::Inconsistent("a logged certificate whose intent has ended"));
        }
        self.lost.insert((issuer, serial), (End::Good(digest), intent.profile));
        Ok(())
    }

    async fn change(
        &mut self,
        transaction: &mut Transaction,
        change: &leaf::StatusChange,
        imported: &ImportedLeaf,
    ) -> Result<(), Error> {
        self.done.status_changes += 1;
        if let Some(key) = self.serials.get(&change.certificate_sha256) {
            let (end, _) =
                self.lost.get_mut(key).ok_or(Error::Inconsistent("a certificate without serial"))?;
            *end = changed(*end, change, imported.leaf())?;
            return Ok(());
        }
        let certificate = transaction.certificate_by_hash(&change.certificate_sha256).await?;
        let certificate =
            certificate.ok_or(Error::Inconsistent("the status of a certificate that nobody issued"))?;
        write_again(transaction, &certificate, change, imported).await
    }

    /// Every serial of which only the log knows is bad from now on, and the log says so.
    async fn end_lost(
        &mut self,
        transaction: &mut Transaction,
        issuer: IssuerId,
        serial: Serial,
        end: End,
        profile: String,
    ) -> Result<(), Error> {
        let now = transaction.now();
        let change = |digest, reason, since| leaf::StatusChange {
            certificate_sha256: digest,
            reason,
            since,
            act_sha256: None,
            wish_sha256: None,
            at: now,
        };
        let (code, revoked) = (Some(REASON.code()), Leaf::Revocation);
        let (certificate_sha256, revoked_at, reason, leaves) = match end {
            End::Intended => {
                let name = self.name(issuer);
                let leaf = leaf::Burnt { issuer: name, serial: serial.to_string(), at: now };
                (None, now, REASON, vec![Leaf::Burnt(leaf)])
            }
            End::Burnt(at) => (None, at, REASON, Vec::new()),
            End::Good(digest) => (Some(digest), now, REASON, vec![revoked(change(digest, code, Some(now)))]),
            End::Held(digest, since) => {
                let ended = Leaf::HoldRevoked(change(digest, code, Some(since)));
                (Some(digest), since, REASON, vec![ended, revoked(change(digest, code, Some(since)))])
            }
            End::HoldRevoked(_) => return Err(Error::Inconsistent("a hold that ended for no revocation")),
            End::Revoked(digest, at, reason) => (Some(digest), at, reason, Vec::new()),
        };
        let created_at = now;
        let row = LostSerial { issuer, serial, certificate_sha256, revoked_at, reason, created_at };
        transaction.insert_lost_serial(&row).await?;
        for leaf in &leaves {
            transaction.append_leaf(leaf).await?;
        }
        match certificate_sha256 {
            Some(_) => *self.done.lost_certificates.entry(profile).or_default() += 1,
            None => self.done.lost_intents += 1,
        }
        Ok(())
    }

    /// Enrolments that were under way end: whether the phone has certificates from them, only the phone knows.
    async fn end_enrolments(&mut self, transaction: &mut Transaction) -> Result<(), Error> {
        for job in transaction.jobs_of(JobKind::Enrolment).await? {
            let hash: [u8; 32] = job
                .subject
                .as_slice()
                .try_into()
                .map_err(|_| Error::Inconsistent("a job whose subject is no digest"))?;
            let hash = Sha256Digest(hash);
            if transaction.reply(&hash).await?.is_some() {
                continue;
            }
            let intents = transaction.intents_of_request(&hash).await?;
            let is_known = !intents.is_empty();
            for intent in intents {
                let issuer = self.name(intent.issuer);
                let leaf = leaf::Burnt { issuer, serial: intent.serial.to_string(), at: transaction.now() };
                transaction.burn_intent(intent.issuer, &intent.serial, &Leaf::Burnt(leaf)).await?;
            }
            // Of one for which nothing was written down nobody knows whether its sender proved anything.
            let problem = Problem::LostInRestore;
            let answered = if is_known {
                replies::problem(transaction, hash, &problem).await
            } else {
                replies::dismissal(transaction, hash, &problem).await
            };
            answered.map_err(Stop::into_error)?;
            self.done.ended_enrolments += 1;
        }
        Ok(())
    }

    fn issuer(&self, name: &str) -> Result<IssuerId, Error> {
        let found = self.issuers.iter().find(|issuer| issuer.name == name);
        found
            .map(|issuer| issuer.id)
            .ok_or_else(|| issuance::Error::issuer(name, "is in the log and not in the store").into())
    }

    fn name(&self, id: IssuerId) -> String {
        let found = self.issuers.iter().find(|issuer| issuer.id == id);
        found.map_or_else(|| id.0.to_string(), |issuer| issuer.name.clone())
    }
}

/// Tells the sender of an act to look, unless it was answered before.
async fn answer_lost(transaction: &mut Transaction, act: Sha256Digest) -> Result<(), Error> {
    if transaction.reply(&act).await?.is_some() {
        return Ok(());
    }
    let problem = Problem::LostInRestore;
    let reply = Reply {
        request_sha256: act,
        verdict: Verdict::Refused(problem.kind()),
        body: problem.told().to_string(),
        created_at: transaction.now(),
    };
    Ok(transaction.insert_reply(&reply).await?)
}

/// What becomes of a lost certificate by one more change.
fn changed(end: End, change: &leaf::StatusChange, leaf: &Leaf) -> Result<End, Error> {
    let contradiction = Error::Inconsistent("a change of status that cannot follow");
    Ok(match (leaf, end) {
        (Leaf::Suspension(_), End::Good(digest)) => End::Held(digest, change.at),
        // An officer wants suspended what the person had frozen.
        (Leaf::Suspension(_), End::Held(..)) if change.act_sha256.is_some() => end,
        (Leaf::Release(_), End::Held(digest, _)) => End::Good(digest),
        (Leaf::HoldRevoked(_), End::Held(digest, _)) => End::HoldRevoked(digest),
        (Leaf::Revocation(_), End::Good(digest) | End::HoldRevoked(digest)) => {
            End::Revoked(digest, change.since.unwrap_or(change.at), reason(change)?)
        }
        // The reason was raised; the date stays.
        (Leaf::Revocation(_), End::Revoked(digest, at, _)) => End::Revoked(digest, at, reason(change)?),
        _ => return Err(contradiction),
    })
}

/// Writes a change of status of a certificate that the store has.
async fn write_again(
    transaction: &mut Transaction,
    certificate: &IssuedCertificate,
    change: &leaf::StatusChange,
    imported: &ImportedLeaf,
) -> Result<(), Error> {
    let (issuer, serial, act) = (certificate.issuer, &certificate.serial, change.act_sha256);
    let written = match imported.leaf() {
        // It may be held already: then an officer wanted what the person had frozen.
        Leaf::Suspension(_) => {
            let began = transaction.repeat_hold(issuer, serial, act, imported).await?;
            began || act.is_some() && transaction.keep_hold(issuer, serial).await?
        }
        Leaf::Revocation(_) => {
            let revocation = Revocation {
                issuer,
                serial: *serial,
                revoked_at: change.since.unwrap_or(change.at),
                reason: reason(change)?,
                act_sha256: act,
                created_at: change.at,
            };
            transaction.repeat_revocation(&revocation, imported).await?
        }
        _ => transaction.repeat_end_of_hold(issuer, serial, act, imported).await?,
    };
    if written { Ok(()) } else { Err(Error::Inconsistent("a change of status that cannot follow")) }
}

fn reason(change: &leaf::StatusChange) -> Result<Reason, Error> {
    let code = change.reason.ok_or(Error::Inconsistent("a revocation without a reason"))?;
    Ok(Reason::from_code(code)?)
}

fn serial(hexadecimal: &str) -> Result<Serial, Error> {
    Ok(Serial::from_bytes(&encoding::hex_decode(hexadecimal)?)?)
}
