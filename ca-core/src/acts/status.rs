//! `suspend`, `release`, `revoke`: the status of certificates. All certificates of a device stand and fall
//! together, and so do all of an officer.

use pki_types::crl::Reason;
use store::{IssuedCertificate, Lock, Person, Transaction};
use words::act::{PersonReference, Release, Revoke, Suspend, Target};
use words::profile::names;

use super::OfficersAct;
use super::officer::SecurityOfficers;
use crate::acts::acting;
use crate::acts::naming::content;
use crate::authority::Authority;
use crate::problem::{Problem, Stop};
use crate::status::change::Change;

impl Authority {
    pub(super) async fn suspend(&self, act: OfficersAct, said: Suspend) -> Result<(), Stop> {
        self.change_status(act, said.target, Change::Suspend).await
    }

    pub(super) async fn release(&self, act: OfficersAct, said: Release) -> Result<(), Stop> {
        self.change_status(act, said.target, Change::Release).await
    }

    pub(super) async fn revoke(&self, act: OfficersAct, said: Revoke) -> Result<(), Stop> {
        let Revoke { target, reason, occurred_at } = said;
        match reason {
            Reason::CertificateHold => {
                return Err(content("reason", "certificate_hold is a suspension, not a revocation").into());
            }
            Reason::CaCompromise => {
                return Err(
                    content("reason", "ca_compromise is for certificates of CAs, in a ceremony").into()
                );
            }
            _ => {}
        }
        if occurred_at.is_some() && reason != Reason::KeyCompromise {
            // CA/Browser Forum Baseline Requirements §4.9.1, §7.2.2: only a compromise happened before it was
            // known.
            return Err(content("occurred_at", "is for key_compromise alone").into());
        }
        self.change_status(act, target, Change::Revoke { reason, occurred_at }).await
    }

    async fn change_status(&self, act: OfficersAct, target: Target, change: Change) -> Result<(), Stop> {
        let writer = self.status_writer(Some(act.sha256()));
        let directory = self.directory.clone();
        self.store
            .transaction("act: change status", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    let certificates = certificates(transaction, &target).await?;
                    let is_officers = certificates.iter().any(|one| one.profile == names::OFFICER);
                    let mut keeping = None;
                    if is_officers {
                        keeping = Some(SecurityOfficers::before(transaction, &directory).await?);
                    }
                    let changed = writer.apply(transaction, &certificates, change).await?;
                    if let Some(keeping) = keeping {
                        keeping.check(transaction, &directory).await?;
                    }
                    act.done(transaction, &changed).await
                })
            })
            .await
    }
}

/// The certificates that a target means, read in the transaction that changes them, which alone works on them.
async fn certificates(
    transaction: &mut Transaction,
    target: &Target,
) -> Result<Vec<IssuedCertificate>, Stop> {
    match target {
        Target::Certificate(sha256) => {
            let certificate =
                transaction.certificate_by_hash(sha256).await?.ok_or(Problem::CertificateUnknown)?;
            transaction.lock(certificate.person.map_or(Lock::Members, Lock::Person)).await?;
            match certificate.device {
                Some(device) => Ok(transaction.certificates_of_device(&device).await?),
                None => of_member(transaction, certificate).await,
            }
        }
        Target::Device { person, device } => {
            let person = registered(transaction, person).await?;
            transaction.lock(Lock::Person(person.id)).await?;
            match transaction.device(device).await? {
                Some(found) if found.person == person.id => {
                    Ok(transaction.certificates_of_device(device).await?)
                }
                _ => Err(Problem::DeviceUnknown.into()),
            }
        }
        Target::Person(person) => {
            let person = registered(transaction, person).await?;
            transaction.lock(Lock::Person(person.id)).await?;
            Ok(transaction.certificates_of_person(&person.id).await?)
        }
    }
}

/// The certificates that stand and fall with one that is no person's: an officer's others, also if this one has ended.
async fn of_member(
    transaction: &Transaction,
    certificate: IssuedCertificate,
) -> Result<Vec<IssuedCertificate>, Stop> {
    let Some(officer) = transaction.officer_of(&certificate).await? else { return Ok(vec![certificate]) };
    let mut all = acting::certificates_of(transaction, &officer, transaction.now()).await?;
    if all.iter().all(|one| one.sha256 != certificate.sha256) {
        all.push(certificate);
    }
    Ok(all)
}

pub(super) async fn registered(transaction: &Transaction, person: &PersonReference) -> Result<Person, Stop> {
    Ok(transaction.person_by_code(&person.country, &person.code).await?.ok_or(Problem::PersonUnknown)?)
}
