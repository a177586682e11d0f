//! Officers' acts: who may do which, and where each is done: a file for each kind, each ending in one transaction with effects,
//! leaf and reply.

pub(crate) mod acting;
mod activation;
mod doors;
pub(crate) mod naming;
mod officer;
mod person;
mod relying_party;
mod renewal;
pub mod rules;
mod status;
mod waiting;

use std::sync::Arc;

use pki_types::certificate_request::CertificateRequest;
use pki_types::{PublicKey, Sha256Digest};
use serde::Serialize;
use store::{Lock, Transaction, Verdict};
use words::act::{Act, Role, SignedAct};
use words::leaf::{self, Leaf};

use crate::acts::acting::Acting;
use crate::acts::rules::{About, Rule};
use crate::authority::Authority;
use crate::directory::Directory;
use crate::problem::{Problem, Stop};
use crate::replies;

const REGISTRATION: &[Role] = &[Role::Registration];
const REVOCATION: &[Role] = &[Role::Revocation];
const SECURITY: &[Role] = &[Role::Security];
/// Whoever hears first that a phone is lost suspends: that hurts for hours at most, and is undone by a release.
const EITHER: &[Role] = &[Role::Registration, Role::Revocation];

/// Whoever is an officer, also who reads alone.
const ANY: &[Role] = &Role::ALL;

/// The table. What is not in it nobody may do.
pub const RULES: &[Rule] = &[
    Rule::alone("register_person", About::Person, REGISTRATION),
    Rule::alone("correct_name", About::Person, REGISTRATION),
    Rule::alone("activate", About::Person, REGISTRATION),
    Rule::alone("cancel_activation", About::Person, REGISTRATION),
    Rule::alone("suspend", About::Person, EITHER),
    Rule::alone("release", About::Person, REVOCATION),
    Rule::alone("revoke", About::Person, REVOCATION),
    Rule::backdated(About::Person),
    // One: a relying party signs nothing, each phone shows whom it deals with, and an admission is ended by one act.
    Rule::alone("register_relying_party", About::RelyingParty, SECURITY),
    Rule::alone("change_doors", About::RelyingParty, SECURITY),
    Rule::alone("end_relying_party", About::RelyingParty, SECURITY),
    Rule::alone("suspend", About::RelyingParty, REVOCATION),
    Rule::alone("release", About::RelyingParty, REVOCATION),
    Rule::alone("revoke", About::RelyingParty, REVOCATION),
    Rule::backdated(About::RelyingParty),
    Rule::with_another("register_officer", About::Officer),
    Rule::with_another("end_officer", About::Officer),
    // Alone: it gives the same officer no role that certificate and store do not both name already.
    Rule::alone("renew_officer", About::Oneself, ANY),
    Rule::with_another("suspend", About::Officer),
    Rule::with_another("release", About::Officer),
    Rule::with_another("revoke", About::Officer),
    Rule::backdated(About::Officer),
    Rule::with_another("suspend", About::Infrastructure),
    Rule::with_another("release", About::Infrastructure),
    Rule::with_another("revoke", About::Infrastructure),
    Rule::backdated(About::Infrastructure),
    Rule::alone("confirm_act", About::WaitingAct, SECURITY),
    Rule::alone("withdraw_act", About::OwnWaitingAct, SECURITY),
];

/// An act whose officer was checked, and whose role suffices.
#[derive(Clone)]
pub(crate) struct OfficersAct {
    pub(crate) signed: SignedAct,
    pub(crate) by: Acting,
    /// In which role.
    pub(crate) role: Role,
    directory: Arc<Directory>,
    course: Course,
}

/// How far an act may go.
#[derive(Clone)]
enum Course {
    /// One officer may do it.
    Alone,
    /// Everything is checked, and nothing is kept.
    Trial,
    /// It was asked for before, and by this act it is confirmed as often as it must be.
    Confirmed(Box<OfficersAct>),
}

impl OfficersAct {
    pub(crate) fn new(signed: SignedAct, by: Acting, role: Role, directory: Arc<Directory>) -> Self {
        Self { signed, by, role, directory, course: Course::Alone }
    }

    pub(crate) fn sha256(&self) -> Sha256Digest {
        self.signed.sha256()
    }

    fn on_trial(self) -> Self {
        Self { course: Course::Trial, ..self }
    }

    fn confirmed_by(self, confirmation: Self) -> Self {
        Self { course: Course::Confirmed(Box::new(confirmation)), ..self }
    }

    /// To be asked before the first commit of an act that has two.
    ///
    /// # Errors
    /// [`Stop::Tried`]: it was a trial, and all is well so far.
    fn go_on(&self) -> Result<(), Stop> {
        if matches!(self.course, Course::Trial) { Err(Stop::Tried) } else { Ok(()) }
    }

    /// The beginning of the transaction that has an act's effects. What was confirmed is done while nobody's status changes
    /// beside, by two officers who are in force then. Whoever has this lock may wait for a person's; nobody waits the other
    /// way round.
    ///
    /// # Errors
    /// A refusal where something has changed since it was checked.
    pub(crate) async fn begin(&self, transaction: &mut Transaction) -> Result<(), Stop> {
        let Course::Confirmed(confirmation) = &self.course else { return Ok(()) };
        transaction.lock(Lock::Members).await?;
        waiting::check_both(transaction, self, confirmation).await
    }

    /// The end of every act, in the transaction that has its effects: it leaves its leaf and its reply, its `jti` is used
    /// up, and what was confirmed waits no longer.
    ///
    /// # Errors
    /// [`Stop::Tried`] on a trial, so that nothing is kept; a refusal where something has changed since it was checked.
    pub(crate) async fn done(
        &self,
        transaction: &mut Transaction,
        reply: &(impl Serialize + Sync),
    ) -> Result<(), Stop> {
        self.answered(transaction, Verdict::Done, reply).await
    }

    /// The same for an act that counts, and has had what it is about wait for others.
    async fn answered(
        &self,
        transaction: &mut Transaction,
        verdict: Verdict,
        reply: &(impl Serialize + Sync),
    ) -> Result<(), Stop> {
        self.go_on()?;
        if let Course::Confirmed(confirmation) = &self.course {
            waiting::end_confirmed(transaction, self, confirmation).await?;
            replies::answer(transaction, confirmation.sha256(), verdict, reply).await?;
        } else {
            acting::note_jti(transaction, &self.signed, self.by.certificate).await?;
        }
        self.leave_leaf(transaction).await?;
        replies::answer(transaction, self.sha256(), verdict, reply).await
    }

    async fn leave_leaf(&self, transaction: &mut Transaction) -> Result<(), Stop> {
        let leaf = leaf::Act {
            act_sha256: self.sha256(),
            act_type: self.signed.act().kind().to_owned(),
            officer_certificate_sha256: self.by.certificate,
            role: Some(self.role),
            at: transaction.now(),
        };
        transaction.append_leaf(&Leaf::Act(leaf)).await?;
        Ok(())
    }
}

impl Authority {
    /// Performs what the officer signed.
    pub(crate) async fn perform(&self, act: OfficersAct) -> Result<(), Stop> {
        match act.signed.act().clone() {
            Act::RegisterPerson(said) => self.register_person(act, said).await,
            Act::CorrectName(said) => self.correct_name(act, said).await,
            Act::Activate(said) => self.activate(act, *said).await,
            Act::CancelActivation(said) => self.cancel_activation(act, said).await,
            Act::Suspend(said) => self.suspend(act, said).await,
            Act::Release(said) => self.release(act, said).await,
            Act::Revoke(said) => self.revoke(act, said).await,
            Act::RegisterRelyingParty(said) => self.register_relying_party(act, said).await,
            Act::ChangeDoors(said) => self.change_doors(act, said).await,
            Act::EndRelyingParty(said) => self.end_relying_party(act, said).await,
            Act::RegisterOfficer(said) => self.register_officer(act, said).await,
            Act::RenewOfficer(said) => self.renew_officer(act, said).await,
            Act::EndOfficer(said) => self.end_officer(act, said).await,
            Act::ConfirmAct(said) => Box::pin(self.confirm(act, said)).await,
            Act::WithdrawAct(said) => self.withdraw(act, said).await,
        }
    }
}

/// Reads a certificate request and takes the one thing from it that counts.
fn requested_key(csr: &[u8]) -> Result<PublicKey, Stop> {
    let request =
        CertificateRequest::from_der(csr).map_err(|error| Problem::CertificateRequest(error.to_string()))?;
    Ok(request.public_key().clone())
}
