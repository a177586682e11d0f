//! What is done about a job of each kind: the core that decides is called with what the job is about.

use anyhow::{Context, Result};
use pki_types::Sha256Digest;
use store::{CrlShard, Job, JobKind};
use words::{DeviceId, SessionId};

use super::Worker;

impl Worker {
    pub(super) async fn perform(&self, job: &Job) -> Result<()> {
        let kind = job.known_kind().context("this program does not know the kind of the job")?;
        match kind {
            JobKind::Act => self.authority.perform_act(&hash(job)?).await?,
            JobKind::Enrolment => self.authority.enrol(&hash(job)?).await?,
            JobKind::SignerRequest => self.authority.issue_signer(&hash(job)?).await?,
            JobKind::SuspendDevice => self.authority.suspend_device(&device(job)?).await?,
            JobKind::RevokeDevice => self.authority.revoke_device(&device(job)?).await?,
            JobKind::Crl => {
                let shard = CrlShard::from_slice(&job.subject).context("the subject is no shard")?;
                self.authority.publish_crl(shard).await?;
            }
            JobKind::State => self.consent.state(session(job)?).await?,
            JobKind::Cancel => self.consent.cancel(session(job)?).await?,
            JobKind::Unlock => self.consent.unlock(hash(job)?).await?,
            JobKind::Answer => self.consent.complete(hash(job)?).await?,
            JobKind::Refusal => self.consent.refuse(hash(job)?).await?,
            JobKind::Wish => self.consent.wish(hash(job)?).await?,
            JobKind::Claim => self.consent.claim(hash(job)?).await?,
        }
        Ok(())
    }
}

fn hash(job: &Job) -> Result<Sha256Digest> {
    Ok(Sha256Digest(job.subject.as_slice().try_into().context("the subject is no SHA-256 digest")?))
}

fn session(job: &Job) -> Result<SessionId> {
    SessionId::from_slice(&job.subject).context("the subject is no session")
}

fn device(job: &Job) -> Result<DeviceId> {
    DeviceId::from_slice(&job.subject).context("the subject is no device")
}
