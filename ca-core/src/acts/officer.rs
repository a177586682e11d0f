//! `register_officer`, `end_officer`: two security officers appoint another, or end an office.

use pki_types::crl::Reason;
use pki_types::{Certificate, PublicKey};
use store::{Lock, Officer, Transaction};
use words::act::{EndOfficer, OfficerRegistered, RegisterOfficer, Roles, StatusChanged};
use words::profile::names;

use super::{OfficersAct, requested_key};
use crate::acts::acting::{self, FEWEST_SECURITY_OFFICERS};
use crate::acts::naming::{check_id, check_name};
use crate::authority::Authority;
use crate::directory::Directory;
use crate::error::Error;
use crate::issuance::request::Request;
use crate::issuance::subject::Subject;
use crate::problem::{Problem, Stop};
use crate::recording::{self, IssuedTo, OpenIssuer};
use crate::status::change::Change;

impl Authority {
    pub(super) async fn register_officer(&self, act: OfficersAct, said: RegisterOfficer) -> Result<(), Stop> {
        // 1. An id is never given twice.
        check_id("id", &said.id)?;
        check_name("name", &said.name)?;
        if self.store.officer(&said.id).await?.is_some() {
            return Err(Problem::IdTaken(said.id).into());
        }
        // 2. The request contributes its key alone; officers belong to the organisation of the CA.
        let issuer = self.directory.current_for(names::OFFICER, self.clock.now())?.clone();
        let organization = issuer.certificate()?.organization();
        let organization = organization.ok_or(Error::Missing("organisation of the officers' CA"))?;
        let subject = Subject::Member {
            country: self.country.code().to_owned(),
            organization,
            common_name: said.name.clone(),
            identifier: said.id.clone(),
        };
        let key = requested_key(&said.csr)?;
        // 3. First commit: the intent; then sign exactly those bytes.
        let label = "act: officer: intent";
        let certificate =
            self.certify_officer(&act, label, &issuer, subject, key, said.roles.clone()).await?;
        // 4. Second commit: certificate, officer, leaf, reply.
        let reply = self.officer_reply(&said.id, &certificate, &issuer)?;
        self.store
            .transaction("act: officer: certificate", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    if transaction.officer(&said.id).await?.is_some() {
                        return Err(Problem::IdTaken(said.id).into());
                    }
                    recording::finalise(
                        transaction,
                        &issuer,
                        names::OFFICER,
                        &certificate,
                        &IssuedTo::default(),
                    )
                    .await?;
                    let officer = Officer {
                        id: said.id,
                        name: said.name,
                        certificate_sha256: certificate.sha256(),
                        roles: said.roles,
                        created_at: transaction.now(),
                        ended_at: None,
                    };
                    transaction.insert_officer(&officer).await?;
                    act.done(transaction, &reply).await
                })
            })
            .await
    }

    /// Certifies an officer's key, and signs nothing before the intent is written down. The request that an act carries
    /// contributes the key alone, which no other act has had certified.
    pub(super) async fn certify_officer(
        &self,
        act: &OfficersAct,
        label: &'static str,
        issuer: &OpenIssuer,
        subject: Subject,
        public_key: PublicKey,
        roles: Roles,
    ) -> Result<Certificate, Stop> {
        let request = Request { subject, public_key, alternative_names: Vec::new(), roles };
        let prepared = self.prepare(names::OFFICER, &request, &issuer.issuer)?;
        let user = self.store.intent_of_key(&prepared.spki_sha256()).await?;
        if user.is_some_and(|intent| intent.request_sha256 != act.sha256()) {
            return Err(Problem::KeyUsed.into());
        }
        act.go_on()?;
        recording::commit_and_sign(&self.store, label, issuer, prepared, act.sha256()).await
    }

    /// What an officer is answered who has a new certificate.
    pub(super) fn officer_reply(
        &self,
        officer: &str,
        certificate: &Certificate,
        issuer: &OpenIssuer,
    ) -> Result<OfficerRegistered, Error> {
        let chain = self.directory.chain_pem(issuer)?;
        Ok(OfficerRegistered { officer: officer.to_owned(), certificate: certificate.pem(), chain })
    }

    pub(super) async fn end_officer(&self, act: OfficersAct, said: EndOfficer) -> Result<(), Stop> {
        let writer = self.status_writer(Some(act.sha256()));
        let change = Change::Revoke { reason: Reason::CessationOfOperation, occurred_at: None };
        let directory = self.directory.clone();
        self.store
            .transaction("act: end officer", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    transaction.lock(Lock::Members).await?;
                    let keeping = SecurityOfficers::before(transaction, &directory).await?;
                    let officer = transaction.officer(&said.id).await?;
                    let officer = officer.ok_or(Problem::OfficerUnknown(said.id))?;
                    transaction.end_officer(&officer.id).await?;
                    let now = transaction.now();
                    let certificates = acting::certificates_of(transaction, &officer, now).await?;
                    let changed = match writer.apply(transaction, &certificates, change).await {
                        Ok(changed) => changed,
                        // Revoked before, for another reason: that stays, and the office has ended.
                        Err(Stop::Refused(Problem::AlreadyRevoked)) => {
                            StatusChanged { certificates: Vec::new(), recorded_at: transaction.now() }
                        }
                        Err(stop) => return Err(stop),
                    };
                    keeping.check(transaction, &directory).await?;
                    act.done(transaction, &changed).await
                })
            })
            .await
    }
}

/// How many officers of the role security could act before something was done to one: they may become fewer, but never too
/// few to do together what takes two.
pub(super) struct SecurityOfficers(usize);

impl SecurityOfficers {
    /// Counts them, under the lock that a change of their status needs.
    pub(super) async fn before(transaction: &Transaction, directory: &Directory) -> Result<Self, Stop> {
        Ok(Self(acting::security_officers(transaction, directory, transaction.now()).await?))
    }

    /// # Errors
    /// [`Problem::LastSecurityOfficers`] if there are fewer now, and too few.
    pub(super) async fn check(self, transaction: &Transaction, directory: &Directory) -> Result<(), Stop> {
        let Self(after) = Self::before(transaction, directory).await?;
        if after < self.0 && after < FEWEST_SECURITY_OFFICERS {
            return Err(Problem::LastSecurityOfficers(after).into());
        }
        Ok(())
    }
}
