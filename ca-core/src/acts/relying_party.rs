//! `register_relying_party`, `end_relying_party`: who may ask for signatures.

use pki_types::Certificate;
use pki_types::crl::Reason;
use store::{CertificateStatus, Lock, LookTaken, RelyingParty};
use words::act::{EndRelyingParty, RegisterRelyingParty, RelyingPartyRegistered, Roles, StatusChanged};
use words::profile::names;

use super::{OfficersAct, requested_key};
use crate::acts::naming::{check_country, check_domain, check_id, check_name};
use crate::authority::Authority;
use crate::error::Error;
use crate::issuance::request::Request;
use crate::issuance::subject::Subject;
use crate::problem::{Problem, Stop};
use crate::recording::{self, IssuedTo};
use crate::status::change::Change;

impl Authority {
    pub(super) async fn register_relying_party(
        &self,
        act: OfficersAct,
        said: RegisterRelyingParty,
    ) -> Result<(), Stop> {
        // 1. What people will see must be visible, and nobody else's; an id is never given twice. Asked again for the same key,
        //    the answer is the same.
        check_id("id", &said.id)?;
        check_name("name", &said.name)?;
        check_country("country", &said.country)?;
        check_domain("domain", &said.domain)?;
        if let Some(party) = self.store.relying_party(&said.id).await? {
            return self.registered_before(act, said, &party).await;
        }
        nobody_elses(self.store.look_taken(&said.name, &said.domain).await?)?;
        // 2. The request contributes its key alone.
        let subject = Subject::Member {
            country: said.country.clone(),
            organization: said.name.clone(),
            common_name: said.domain.clone(),
            identifier: said.id.clone(),
        };
        let request = Request {
            subject,
            public_key: requested_key(&said.csr)?,
            alternative_names: Vec::new(),
            roles: Roles::default(),
        };
        let issuer = self.directory.current_for(names::RELYING_PARTY, self.clock.now())?.clone();
        let prepared = self.prepare(names::RELYING_PARTY, &request, &issuer.issuer)?;
        act.go_on()?;
        // 3. First commit: the intent; then sign exactly those bytes.
        let label = "act: relying party: intent";
        let certificate =
            recording::commit_and_sign(&self.store, label, &issuer, prepared, act.sha256()).await?;
        // 4. Second commit: certificate, relying party, leaf, reply.
        let chain = self.directory.chain_pem(&issuer)?;
        let holder = IssuedTo { relying_party: Some(said.id.clone()), ..IssuedTo::default() };
        self.store
            .transaction("act: relying party: certificate", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    if transaction.relying_party(&said.id).await?.is_some() {
                        return Err(Problem::IdTaken(said.id).into());
                    }
                    recording::finalise(transaction, &issuer, names::RELYING_PARTY, &certificate, &holder)
                        .await?;
                    let reply = RelyingPartyRegistered {
                        relying_party: said.id.clone(),
                        certificate: certificate.pem(),
                        chain,
                    };
                    let party = RelyingParty {
                        id: said.id,
                        name: said.name,
                        domain: said.domain,
                        country: said.country,
                        doors: said.doors,
                        certificate_sha256: certificate.sha256(),
                        act_sha256: Some(act.sha256()),
                        created_at: transaction.now(),
                        ended_at: None,
                    };
                    transaction.insert_relying_party(&party).await?;
                    nobody_elses(transaction.claim_looks(&party).await?)?;
                    act.done(transaction, &reply).await
                })
            })
            .await
    }

    /// The answer once more, to an officer who says the same of the same key, and may have lost that answer.
    async fn registered_before(
        &self,
        act: OfficersAct,
        said: RegisterRelyingParty,
        party: &RelyingParty,
    ) -> Result<(), Stop> {
        let key = requested_key(&said.csr)?;
        let current = self.store.certificate_by_hash(&party.certificate_sha256).await?;
        let current = current.ok_or(Error::Missing("certificate of a relying party"))?;
        let status = self.store.status(current.issuer, current.serial.as_bytes()).await?;
        let is_same = (&party.name, &party.domain, &party.country, &party.doors)
            == (&said.name, &said.domain, &said.country, &said.doors)
            && current.subject_key_sha256 == key.spki_sha256();
        if !is_same || party.ended_at.is_some() || status != CertificateStatus::Final {
            return Err(Problem::IdTaken(said.id).into());
        }
        let reply = RelyingPartyRegistered {
            relying_party: said.id,
            certificate: Certificate::from_der(&current.der).map_err(Error::from)?.pem(),
            chain: self.directory.chain_pem(self.directory.by_id(current.issuer)?)?,
        };
        self.store
            .transaction("act: relying party: again", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    act.done(transaction, &reply).await
                })
            })
            .await
    }

    pub(super) async fn end_relying_party(
        &self,
        act: OfficersAct,
        said: EndRelyingParty,
    ) -> Result<(), Stop> {
        let writer = self.status_writer(Some(act.sha256()));
        let change = Change::Revoke { reason: Reason::CessationOfOperation, occurred_at: None };
        self.store
            .transaction("act: end relying party", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    transaction.lock(Lock::Members).await?;
                    if transaction.relying_party(&said.id).await?.is_none() {
                        return Err(Problem::RelyingPartyUnknown(said.id).into());
                    }
                    transaction.end_relying_party(&said.id).await?;
                    let certificates = transaction.certificates_of_relying_party(&said.id).await?;
                    let changed = match writer.apply(transaction, &certificates, change).await {
                        Ok(changed) => changed,
                        // All revoked before, for another reason: that stays, and the relying party has
                        // ended.
                        Err(Stop::Refused(Problem::AlreadyRevoked)) => {
                            StatusChanged { certificates: Vec::new(), recorded_at: transaction.now() }
                        }
                        Err(stop) => return Err(stop),
                    };
                    act.done(transaction, &changed).await
                })
            })
            .await
    }
}

/// People on their phones tell relying parties by name and domain alone.
fn nobody_elses(taken: Option<LookTaken>) -> Result<(), Problem> {
    match taken {
        None => Ok(()),
        Some(LookTaken { field, by }) => Err(Problem::LookTaken { field, by }),
    }
}
