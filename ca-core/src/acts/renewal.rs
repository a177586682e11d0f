//! `renew_officer`: an officer gets the next certificate, for a new key, before the present one ends.

use pki_types::{Certificate, PublicKey};
use store::{Lock, Officer};
use words::act::RenewOfficer;
use words::profile::names;

use super::waiting::still_in_force;
use super::{OfficersAct, requested_key};
use crate::authority::Authority;
use crate::error::Error;
use crate::issuance::subject::Subject;
use crate::problem::{Problem, Stop};
use crate::recording::{self, IssuedTo};
use crate::renewal::renewable_from;

impl Authority {
    pub(super) async fn renew_officer(&self, act: OfficersAct, said: RenewOfficer) -> Result<(), Stop> {
        // 1. A certificate is renewed once; asked again for the same key, the answer is the same.
        let key = requested_key(&said.csr)?;
        let officer = self.store.officer(&act.by.id).await?.ok_or(Error::Missing("officer who acts"))?;
        if officer.certificate_sha256 != act.by.certificate {
            return self.renewed_before(act, &officer, &key).await;
        }
        // 2. Near its end alone.
        let renewed = act.signed.officer_certificate().clone();
        let (from, until) = (renewable_from(&renewed), renewed.not_after());
        if self.clock.now() < from {
            return Err(Problem::RenewalEarly { from: from.rfc3339(), until: until.rfc3339() }.into());
        }
        // 3. Whom it names is what the certificate names under which the act was signed; the roles are those that certificate
        //    and store both name. The request contributes its key, and proves to have it.
        let subject = member(&renewed)?;
        // 4. First commit: the intent; then sign exactly those bytes.
        let label = "act: renew officer: intent";
        let issuer = self.directory.current_for(names::OFFICER, self.clock.now())?.clone();
        let roles = act.by.roles.clone();
        let certificate = self.certify_officer(&act, label, &issuer, subject, key, roles).await?;
        // 5. Second commit, while nobody's status changes beside: of two renewals one is the first.
        let reply = self.officer_reply(&act.by.id, &certificate, &issuer)?;
        self.store
            .transaction("act: renew officer: certificate", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    transaction.lock(Lock::Members).await?;
                    still_in_force(transaction, &act).await?;
                    let officer = transaction.officer(&act.by.id).await?;
                    if officer.is_none_or(|officer| officer.certificate_sha256 != act.by.certificate) {
                        return Err(Problem::CertificateRenewed.into());
                    }
                    let holder = IssuedTo::default();
                    recording::finalise(transaction, &issuer, names::OFFICER, &certificate, &holder).await?;
                    transaction.set_officer_certificate(&act.by.id, &certificate.sha256()).await?;
                    act.done(transaction, &reply).await
                })
            })
            .await
    }

    /// The answer once more, to an officer who has the key of the certificate that came of the first renewal and may have lost
    /// that answer.
    async fn renewed_before(&self, act: OfficersAct, officer: &Officer, key: &PublicKey) -> Result<(), Stop> {
        let current = self.store.certificate_by_hash(&officer.certificate_sha256).await?;
        let current = current.ok_or(Error::Missing("certificate of an officer"))?;
        if current.subject_key_sha256 != key.spki_sha256() {
            return Err(Problem::CertificateRenewed.into());
        }
        let certificate = Certificate::from_der(&current.der).map_err(Error::from)?;
        let reply = self.officer_reply(&officer.id, &certificate, self.directory.by_id(current.issuer)?)?;
        self.store
            .transaction("act: renew officer: again", move |transaction| {
                Box::pin(async move {
                    act.begin(transaction).await?;
                    act.done(transaction, &reply).await
                })
            })
            .await
    }
}

/// The officer whom a certificate names.
fn member(certificate: &Certificate) -> Result<Subject, Error> {
    let missing = || Error::Missing("attribute of an officer's certificate");
    Ok(Subject::Member {
        country: certificate.country().ok_or_else(missing)?,
        organization: certificate.organization().ok_or_else(missing)?,
        common_name: certificate.common_name().ok_or_else(missing)?,
        identifier: certificate.serial_number().ok_or_else(missing)?,
    })
}
