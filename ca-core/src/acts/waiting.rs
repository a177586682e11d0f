//! `confirm_act`, `withdraw_act`, and everything else about acts that one officer may not do alone.
//!
//! Such an act is tried first: everything is checked and nothing kept. Then it waits. Whoever confirms it has it done: it is
//! checked anew, from the bytes that its officer signed, in the transaction that has its effects. The row of an act that
//! waits is no authorisation: without a confirmation that another officer signed nothing comes of it.

use pki_types::clock::FUTURE_SECONDS;
use pki_types::{Certificate, Sha256Digest, UnixTime};
use store::{ActConfirmation, Lock, PendingAct, PendingOutcome, Transaction, Verdict};
use words::act::{Act, ActWaits, ActWithdrawn, ConfirmAct, SignedAct, Target, WithdrawAct};
use words::leaf::{self, Leaf};
use words::profile::names;

use super::OfficersAct;
use crate::acts::acting;
use crate::acts::rules::Rule;
use crate::authority::Authority;
use crate::error::Error;
use crate::issuance::profile::SECONDS_PER_DAY;
use crate::problem::{Problem, Stop};
use crate::recording;
use crate::replies;

/// How long an act waits, from when it was signed.
pub(crate) const WAITING_SECONDS: i64 = SECONDS_PER_DAY;
/// How many acts of one officer wait at once.
const MOST_OF_AN_OFFICER: u32 = 20;
/// How many acts are ended at a time when their time is over.
const BATCH: u32 = 100;

impl Authority {
    /// Has an act wait for others, after everything about it was checked.
    pub(crate) async fn ask(&self, act: OfficersAct, rule: &Rule) -> Result<(), Stop> {
        // 1. What could not be done now is refused now; nothing of the trial is kept.
        match Box::pin(self.perform(act.clone().on_trial())).await {
            Err(Stop::Tried) => {}
            Err(stop) => return Err(stop),
            Ok(()) => return Err(Error::Inconsistent("an act that was done on trial").into()),
        }
        // 2. It waits, for a day from when it was signed.
        let (confirmations, role) = (rule.confirmations, rule.confirmed_in);
        let asked = self.store.transaction("act: ask", move |transaction| {
            Box::pin(async move {
                let (sha256, now) = (act.sha256(), transaction.now());
                transaction.lock(Lock::Members).await?;
                if transaction.pending_act(&sha256).await?.is_some() {
                    return Ok(());
                }
                if transaction.count_waiting_acts(&act.by.id).await? >= MOST_OF_AN_OFFICER {
                    return Err(Problem::TooManyWaiting(MOST_OF_AN_OFFICER).into());
                }
                acting::note_jti(transaction, &act.signed, act.by.certificate).await?;
                let expires_at = ends_at(&act.signed);
                let pending = PendingAct {
                    act_sha256: sha256,
                    officer: act.by.id.clone(),
                    confirmations,
                    role,
                    expires_at,
                    outcome: None,
                    ended_at: None,
                    created_at: now,
                };
                let leaf = leaf::ActAsked {
                    act_sha256: sha256,
                    act_type: act.signed.act().kind().to_owned(),
                    officer_certificate_sha256: act.by.certificate,
                    role: act.role,
                    confirmations,
                    expires_at,
                    at: now,
                };
                transaction.insert_pending_act(&pending, &Leaf::ActAsked(leaf)).await?;
                Ok::<_, Stop>(())
            })
        });
        asked.await
    }

    /// Another officer confirms: the last one that it takes has it done.
    pub(super) async fn confirm(&self, act: OfficersAct, said: ConfirmAct) -> Result<(), Stop> {
        // 1. What waits, as its officer signed it.
        let pending = self.waiting(&said.act_sha256).await?;
        let asked = self.asked(&pending.act_sha256).await?;
        let rule = Rule::of(&self.store, asked.act()).await?;
        // 2. In the role that it takes, by somebody else than who asks, than whom it is about, and than who confirmed before.
        rule.admit_confirmation(act.role, &act.by.roles)?;
        if act.by.id == asker(&asked)? {
            return Err(Problem::SameOfficer { id: act.by.id, part: "asked for it" }.into());
        }
        if self.officer_meant(asked.act()).await?.is_some_and(|meant| meant == act.by.id) {
            return Err(Problem::SameOfficer { id: act.by.id, part: "is the one whom it is about" }.into());
        }
        let before = self.store.act_confirmations(&said.act_sha256).await?;
        if before.iter().any(|one| one.officer == act.by.id) {
            return Err(Problem::SameOfficer { id: act.by.id, part: "confirmed it before" }.into());
        }
        // 3. How many more it takes, counting those alone whose officers may still confirm.
        let mut missing = rule.confirmations.saturating_sub(1);
        for one in before {
            missing = missing.saturating_sub(u32::from(self.still_confirms(&one, rule).await?));
        }
        if missing > 0 {
            return self.confirm_one_of_several(act, pending, missing).await;
        }
        // 4. Who asked must still be one who may. Then it is done, or refused for good.
        let told = match self.admitted(&asked, rule).await {
            Ok(asked) => Box::pin(self.perform(asked.confirmed_by(act.clone()))).await,
            Err(stop) => Err(as_askers(stop)),
        };
        match told {
            Err(Stop::Refused(problem)) => self.refuse_asked(act, asked.sha256(), problem).await,
            Err(Stop::Unconfirmed(problem)) => Err(problem.into()),
            other => other,
        }
    }

    /// Whoever asked thinks better of it, under any certificate of that officer. Nobody else: with one stolen key each act
    /// could be ended that two officers need to end that key. Whoever is against an act leaves it unconfirmed.
    pub(super) async fn withdraw(&self, act: OfficersAct, said: WithdrawAct) -> Result<(), Stop> {
        let sha256 = self.waiting(&said.act_sha256).await?.act_sha256;
        let asker = asker(&self.asked(&sha256).await?)?;
        if act.by.id != asker {
            return Err(Problem::NotAsker { id: act.by.id, asker }.into());
        }
        let withdrawn = self.store.transaction("act: withdraw", move |transaction| {
            Box::pin(async move {
                let problem = Problem::ActWithdrawn;
                if !end_in_vain(transaction, sha256, PendingOutcome::Withdrawn, &problem).await? {
                    return Err(Problem::ActNotWaiting.into());
                }
                let reply = ActWithdrawn { withdrawn: sha256, recorded_at: transaction.now() };
                act.done(transaction, &reply).await
            })
        });
        withdrawn.await
    }

    /// Ends every act that nobody has confirmed in time; gives how many there were. To be called every minute: nothing
    /// depends on when, because what is overdue is not confirmed any more.
    ///
    /// # Errors
    /// [`Error`] when it was not done; the next minute will do.
    pub async fn end_overdue_acts(&self) -> Result<usize, Error> {
        let overdue = self.store.overdue_acts(self.clock.now(), BATCH).await?;
        for sha256 in &overdue {
            self.end_overdue(*sha256).await.map_err(Stop::into_error)?;
        }
        Ok(overdue.len())
    }

    async fn end_overdue(&self, sha256: Sha256Digest) -> Result<(), Stop> {
        let ended = self.store.transaction("act: overdue", move |transaction| {
            Box::pin(async move {
                let problem = Problem::ActExpired;
                end_in_vain(transaction, sha256, PendingOutcome::Expired, &problem).await.map(|_| ())
            })
        });
        ended.await
    }

    /// The act that waits and may be confirmed now.
    async fn waiting(&self, sha256: &Sha256Digest) -> Result<PendingAct, Stop> {
        let pending = self.store.pending_act(sha256).await?.ok_or(Problem::NoSuchAct)?;
        if pending.outcome.is_some() {
            return Err(Problem::ActNotWaiting.into());
        }
        if self.clock.now() > pending.expires_at {
            self.end_overdue(*sha256).await?;
            return Err(Problem::ActExpired.into());
        }
        Ok(pending)
    }

    /// What the officer signed who asked. A row that waits for longer than the act itself allows is not believed, nor is an
    /// act that was signed by a clock that ran far ahead.
    async fn asked(&self, sha256: &Sha256Digest) -> Result<SignedAct, Stop> {
        let row = self.store.act(sha256).await?.ok_or(Error::Missing("act that waits"))?;
        let asked =
            SignedAct::parse(&row.body).map_err(|_| Error::Inconsistent("an act that waits and is none"))?;
        let now = self.clock.now();
        if now > ends_at(&asked) || asked.payload().iat > now.plus(FUTURE_SECONDS) {
            self.end_overdue(*sha256).await?;
            return Err(Problem::ActExpired.into());
        }
        Ok(asked)
    }

    /// An act whose officer may do it now, in the role that it names.
    async fn admitted(&self, signed: &SignedAct, rule: &Rule) -> Result<OfficersAct, Stop> {
        let now = self.clock.now();
        let by = acting::officer(&self.store, &self.directory, signed, now).await?;
        let role = rule.admit(signed.payload().role, &by.roles)?;
        Ok(OfficersAct::new(signed.clone(), by, role, self.directory.clone()))
    }

    /// Whether an earlier confirmation still counts: its officer signed it, and may still confirm.
    async fn still_confirms(&self, confirmation: &ActConfirmation, rule: &Rule) -> Result<bool, Stop> {
        let row = self.store.act(&confirmation.confirmation_sha256).await?;
        let Some(signed) = row.and_then(|row| SignedAct::parse(&row.body).ok()) else { return Ok(false) };
        let Act::ConfirmAct(said) = signed.act() else { return Ok(false) };
        if said.act_sha256 != confirmation.act_sha256 || signed.payload().role != Some(rule.confirmed_in) {
            return Ok(false);
        }
        match acting::officer(&self.store, &self.directory, &signed, self.clock.now()).await {
            Ok(by) => Ok(by.id == confirmation.officer && by.roles.contains(rule.confirmed_in)),
            Err(Stop::Failed(error)) => Err(Stop::Failed(error)),
            Err(_) => Ok(false),
        }
    }

    /// The officer whom an act is about.
    async fn officer_meant(&self, act: &Act) -> Result<Option<String>, Stop> {
        let target = match act {
            Act::EndOfficer(said) => return Ok(Some(said.id.clone())),
            Act::Suspend(said) => &said.target,
            Act::Release(said) => &said.target,
            Act::Revoke(said) => &said.target,
            _ => return Ok(None),
        };
        let Target::Certificate(sha256) = target else { return Ok(None) };
        let row = self.store.certificate_by_hash(sha256).await?;
        let Some(row) = row.filter(|row| row.profile == names::OFFICER) else { return Ok(None) };
        // Also one that the officer had before the present one.
        Ok(Certificate::from_der(&row.der).map_err(Error::from)?.serial_number())
    }

    async fn confirm_one_of_several(
        &self,
        act: OfficersAct,
        pending: PendingAct,
        missing: u32,
    ) -> Result<(), Stop> {
        let confirmed = self.store.transaction("act: confirm", move |transaction| {
            Box::pin(async move {
                note_confirmation(transaction, &pending.act_sha256, &act).await?;
                let (role, until) = (pending.role, pending.expires_at);
                let reply = ActWaits { waits: pending.act_sha256, missing, role, until };
                act.answered(transaction, Verdict::Waits, &reply).await
            })
        });
        confirmed.await
    }

    /// What was confirmed and cannot be done any more is refused to both, and waits no longer.
    async fn refuse_asked(
        &self,
        confirmation: OfficersAct,
        asked: Sha256Digest,
        problem: Problem,
    ) -> Result<(), Stop> {
        let directory = self.directory.clone();
        let refused = self.store.transaction("act: refuse asked", move |transaction| {
            Box::pin(async move {
                if !end_in_vain(transaction, asked, PendingOutcome::Refused, &problem).await? {
                    return Err(Problem::ActNotWaiting.into());
                }
                for intent in transaction.intents_of_request(&asked).await? {
                    recording::burn(transaction, directory.by_id(intent.issuer)?, &intent.serial).await?;
                }
                replies::problem(transaction, confirmation.sha256(), &problem).await
            })
        });
        refused.await
    }
}

/// The last second in which an act may be confirmed: its own signature says it, not a row.
fn ends_at(act: &SignedAct) -> UnixTime {
    act.payload().iat.plus(WAITING_SECONDS)
}

/// The officer who asked: the certificate under which it was signed says who, not a row; each certificate of an officer
/// names the same one.
fn asker(act: &SignedAct) -> Result<String, Error> {
    act.officer_certificate().serial_number().ok_or(Error::Missing("officer in the certificate of an act"))
}

/// What is wrong with whoever confirms.
fn as_unconfirmed(stop: Stop) -> Stop {
    match stop {
        Stop::Refused(problem) => Stop::Unconfirmed(problem),
        other => other,
    }
}

/// What is wrong with whoever asked.
fn as_askers(stop: Stop) -> Stop {
    match stop {
        Stop::Refused(problem) => Problem::AskerRefused(problem.to_string()).into(),
        other => other,
    }
}

/// Whether both officers may still do what they signed, before any of it is done: one may have asked to be ended.
///
/// # Errors
/// [`Stop::Refused`] if who asked may not any more; [`Stop::Unconfirmed`] if who confirms may not.
pub(super) async fn check_both(
    transaction: &Transaction,
    asked: &OfficersAct,
    confirmation: &OfficersAct,
) -> Result<(), Stop> {
    still_in_force(transaction, asked).await.map_err(as_askers)?;
    still_in_force(transaction, confirmation).await.map_err(as_unconfirmed)
}

/// The end of an act that is done because it was confirmed, in the transaction that has its effects.
///
/// # Errors
/// [`Stop::Unconfirmed`] if it waits no longer.
pub(super) async fn end_confirmed(
    transaction: &mut Transaction,
    asked: &OfficersAct,
    confirmation: &OfficersAct,
) -> Result<(), Stop> {
    // 1. Of two that confirm at the same time one is the first.
    let sha256 = asked.sha256();
    if !transaction.end_pending_act(&sha256, PendingOutcome::Performed).await? {
        return Err(Stop::Unconfirmed(Problem::ActNotWaiting));
    }
    // 2. The confirmation, an act of its own.
    let (signed, certificate) = (&confirmation.signed, confirmation.by.certificate);
    acting::note_jti(transaction, signed, certificate).await.map_err(as_unconfirmed)?;
    confirmation.leave_leaf(transaction).await?;
    note_confirmation(transaction, &sha256, confirmation).await.map_err(as_unconfirmed)
}

/// Whether the officer of an act may do it now, in the transaction that does.
///
/// # Errors
/// [`Problem::OfficerCertificate`], saying what is not in order.
pub(super) async fn still_in_force(transaction: &Transaction, act: &OfficersAct) -> Result<(), Stop> {
    let now = transaction.now();
    let by = acting::officer(transaction, &act.directory, &act.signed, now).await?;
    if by.roles.contains(act.role) {
        return Ok(());
    }
    Err(Problem::OfficerCertificate(format!("its officer has no longer the role {}", act.role)).into())
}

async fn note_confirmation(
    transaction: &mut Transaction,
    asked: &Sha256Digest,
    by: &OfficersAct,
) -> Result<(), Stop> {
    let at = transaction.now();
    let (act_sha256, confirmation_sha256) = (*asked, by.sha256());
    let row = ActConfirmation { act_sha256, officer: by.by.id.clone(), confirmation_sha256, created_at: at };
    let leaf = leaf::ActConfirmed { act_sha256, confirmation_sha256, at };
    if transaction.insert_act_confirmation(&row, &Leaf::ActConfirmed(leaf)).await? {
        return Ok(());
    }
    Err(Problem::SameOfficer { id: by.by.id.clone(), part: "confirmed it before" }.into())
}

/// Ends an act that will not be performed, with its leaf and the reply to who asked; tells whether it waited until now.
async fn end_in_vain(
    transaction: &mut Transaction,
    act: Sha256Digest,
    outcome: PendingOutcome,
    problem: &Problem,
) -> Result<bool, Stop> {
    if !transaction.end_pending_act(&act, outcome).await? {
        return Ok(false);
    }
    let leaf = leaf::ActEnded { act_sha256: act, outcome: outcome.to_string(), at: transaction.now() };
    transaction.append_leaf(&Leaf::ActEnded(leaf)).await?;
    replies::dismissal(transaction, act, problem).await?;
    Ok(true)
}
