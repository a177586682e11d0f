//! `register_person`, `correct_name`: an identified person enters the register, and is named as the register names people.

use pki_types::crl::Reason;
use store::{CertificateStatus, IssuedCertificate, Lock, Person, Transaction};
use words::PersonId;
use words::act::{CorrectName, PersonRegistered, RegisterPerson, StatusChanged};

use super::OfficersAct;
use super::status::registered;
use crate::acts::naming::{check_country, content};
use crate::authority::Authority;
use crate::problem::{Problem, Stop};
use crate::status::change::Change;

impl Authority {
    pub(super) async fn register_person(&self, act: OfficersAct, said: RegisterPerson) -> Result<(), Stop> {
        check_country("country", &said.country)?;
        let id = PersonId::draw(&*self.random);
        self.store
            .transaction("act: register person", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    if transaction.person_by_code(&said.country, &said.code).await?.is_some() {
                        return Err(Problem::PersonExists.into());
                    }
                    let person = Person {
                        id,
                        country: said.country,
                        code: said.code,
                        given_name: said.name.given_name().to_owned(),
                        surname: said.name.surname().to_owned(),
                        act_sha256: act.sha256(),
                        created_at: transaction.now(),
                    };
                    transaction.insert_person(&person).await?;
                    let reply = PersonRegistered { person: id };
                    act.done(transaction, &reply).await
                })
            })
            .await
    }

    /// What a certificate says of its subject must be true as long as it is in force, so with the name end the certificates
    /// that carry the one before (RFC 5280 §5.3.1; X.509 (10/2019) §9.5.3.1: affiliationChanged is for a subject's name that
    /// was modified while nothing says that the key is in other hands). What is enrolled next carries the new one.
    pub(super) async fn correct_name(&self, act: OfficersAct, said: CorrectName) -> Result<(), Stop> {
        let writer = self.status_writer(Some(act.sha256()));
        let change = Change::Revoke { reason: Reason::AffiliationChanged, occurred_at: None };
        self.store
            .transaction("act: correct name", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    // 1. Whom, while no certificate of the person becomes final beside.
                    let id = registered(transaction, &said.person).await?.id;
                    transaction.lock(Lock::Person(id)).await?;
                    // 2. The record, if it is still the one that the officer saw; the update itself is the check.
                    let before = registered(transaction, &said.person).await?;
                    if !transaction.correct_name(&id, &said.name, &said.corrects, &act.sha256()).await? {
                        return Err(Problem::NameChanged.into());
                    }
                    if before.given_name == said.name.given_name() && before.surname == said.name.surname() {
                        let rule = "must be another one than that of the register, which is the same already";
                        return Err(content("name", rule).into());
                    }
                    // 3. The certificates that carry the name before; where none is in force, none has to end.
                    let carrying = in_force(transaction, &id).await?;
                    let mut changed =
                        StatusChanged { certificates: Vec::new(), recorded_at: transaction.now() };
                    if !carrying.is_empty() {
                        changed = writer.apply(transaction, &carrying, change).await?;
                    }
                    act.done(transaction, &changed).await
                })
            })
            .await
    }
}

/// The person's certificates that have neither ended nor been revoked.
async fn in_force(transaction: &Transaction, person: &PersonId) -> Result<Vec<IssuedCertificate>, Stop> {
    let mut found = Vec::new();
    for certificate in transaction.certificates_of_person(person).await? {
        let status = transaction.status(certificate.issuer, certificate.serial.as_bytes()).await?;
        let is_revoked = matches!(status, CertificateStatus::Revoked { .. });
        if !is_revoked && certificate.not_after >= transaction.now() {
            found.push(certificate);
        }
    }
    Ok(found)
}
