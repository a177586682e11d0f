//! `register_officer`: an officer appoints another.

use pki_types::act::{OfficerRegistered, RegisterOfficer};
use store::Officer;

use super::{OfficersAct, requested_key};
use crate::authority::Authority;
use crate::error::Error;
use crate::issuance::{self, Holder};
use crate::issuer::SERVICES;
use crate::naming::{check_id, check_name};
use crate::problem::{Problem, Stop};
use crate::profile::names;
use crate::replies;
use crate::request::Request;
use crate::subject::Subject;

impl Authority {
    pub(super) async fn register_officer(&self, act: OfficersAct, said: RegisterOfficer) -> Result<(), Stop> {
        // 1. An id is never given twice.
        check_id("id", &said.id)?;
        check_name("name", &said.name)?;
        if self.store.officer(&said.id).await?.is_some() {
            return Err(Problem::IdTaken(said.id).into());
        }
        // 2. The request contributes its key alone; officers belong to the organisation of the CA.
        let services = self.directory.by_name(SERVICES)?.clone();
        let organization = services
            .certificate()?
            .organization()
            .ok_or(Error::Missing("organisation of the services CA"))?;
        let subject = Subject::Member {
            country: self.country.code().to_owned(),
            organization,
            common_name: said.name.clone(),
            identifier: said.id.clone(),
        };
        let request =
            Request { subject, public_key: requested_key(&said.csr)?, alternative_names: Vec::new() };
        let prepared = self.prepare(names::OFFICER, &request, &services.issuer)?;
        // 3. First commit: the intent; then sign exactly those bytes.
        let label = "act: officer: intent";
        let certificate =
            issuance::commit_and_sign(&self.store, label, &services, prepared, act.sha256()).await?;
        // 4. Second commit: certificate, officer, leaf, reply.
        let chain = self.directory.chain_pem(&services)?;
        self.store
            .transaction("act: officer: certificate", move |transaction| {
                Box::pin(async move {
                    if transaction.officer(&said.id).await?.is_some() {
                        return Err(Problem::IdTaken(said.id).into());
                    }
                    issuance::finalise(
                        transaction,
                        &services,
                        names::OFFICER,
                        &certificate,
                        &Holder::default(),
                    )
                    .await?;
                    let reply =
                        OfficerRegistered { officer: said.id.clone(), certificate: certificate.pem(), chain };
                    let officer = Officer {
                        id: said.id,
                        name: said.name,
                        certificate_sha256: certificate.sha256(),
                        created_at: transaction.now(),
                        ended_at: None,
                    };
                    transaction.insert_officer(&officer).await?;
                    act.note(transaction).await?;
                    replies::result(transaction, act.sha256(), replies::CREATED, &reply).await
                })
            })
            .await
    }
}
