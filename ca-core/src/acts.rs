//! Officers' acts: one file for each kind, each ending in one transaction with effects, leaf and reply.

mod activation;
mod officer;
mod person;
mod relying_party;
mod status;

use pki_types::act::{Act, SignedAct};
use pki_types::certificate_request::CertificateRequest;
use pki_types::leaf::{self, Leaf};
use pki_types::{PublicKey, Sha256Digest};
use store::Transaction;

use crate::authority::Authority;
use crate::officer_act;
use crate::problem::{Problem, Stop};

/// An act whose officer was checked.
#[derive(Clone)]
pub(crate) struct OfficersAct {
    pub(crate) signed: SignedAct,
    /// The officer's certificate.
    pub(crate) officer: Sha256Digest,
}

impl OfficersAct {
    pub(crate) fn sha256(&self) -> Sha256Digest {
        self.signed.sha256()
    }

    /// What every performed act leaves behind: its `jti` is used up, and its leaf is there.
    pub(crate) async fn note(&self, transaction: &mut Transaction) -> Result<(), Stop> {
        officer_act::note_jti(transaction, &self.signed, self.officer).await?;
        let leaf = leaf::Act {
            act_sha256: self.sha256(),
            act_type: self.signed.act().kind().to_owned(),
            officer_certificate_sha256: self.officer,
            at: transaction.now(),
        };
        transaction.append_leaf(&Leaf::Act(leaf)).await?;
        Ok(())
    }
}

impl Authority {
    /// Performs what the officer signed.
    pub(crate) async fn perform(&self, signed: SignedAct, officer: Sha256Digest) -> Result<(), Stop> {
        let act = OfficersAct { signed, officer };
        match act.signed.act().clone() {
            Act::RegisterPerson(said) => self.register_person(act, said).await,
            Act::Activate(said) => self.activate(act, *said).await,
            Act::Suspend(said) => self.suspend(act, said).await,
            Act::Release(said) => self.release(act, said).await,
            Act::Revoke(said) => self.revoke(act, said).await,
            Act::RegisterRelyingParty(said) => self.register_relying_party(act, said).await,
            Act::EndRelyingParty(said) => self.end_relying_party(act, said).await,
            Act::RegisterOfficer(said) => self.register_officer(act, said).await,
        }
    }
}

/// Reads a certificate request and takes the one thing from it that counts.
fn requested_key(csr: &[u8]) -> Result<PublicKey, Stop> {
    let request =
        CertificateRequest::from_der(csr).map_err(|error| Problem::CertificateRequest(error.to_string()))?;
    Ok(request.public_key().clone())
}
