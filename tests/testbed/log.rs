//! The audit log of a country that does not run: continued, copied, proved and held against the rows.

use anyhow::{Context, Result, ensure};
use audit_log::tree::{includes, leaf_hash};
use audit_log::{Checkpoint, LogCopy, NoteSigner, Options, Sequencer, reconcile, verify_folder};
use greatseal::roles::keys::Keys;
use hsm_adapter::labels;
use pki_types::UnixTime;
use store::Store;

use super::Founded;

/// Gives every leaf its place, copies the log and proves it: nothing is missing or out of order, and each row says what
/// the log says.
pub(crate) async fn holds(founded: &Founded, store: &Store) -> Result<()> {
    // 1. What the running country would have done next.
    let config = founded.config();
    let keys = Keys::open(&config, store).await?;
    let signer = NoteSigner::new(&config.log_origin(), keys.keys.signer(labels::LOG)?)?;
    let verifier = signer.verifier().clone();
    let mut sequencer = Sequencer::open(store.clone(), signer).await?;
    while sequencer.round().await? {}
    let folder = config.audit_log_copy.clone().expect("the demonstration's log is copied");
    LogCopy::open(&folder, &verifier)?.follow(store).await?;
    // 2. What an auditor does.
    let (report, story) = verify_folder(&folder, &verifier, &Options::default())?;
    ensure!(report.holds(), "the log does not hold: {:?}", report.findings);
    ensure!(report.size == u64::try_from(store.leaf_count().await?)?, "not every leaf is in the log");
    // 3. By the hashes that are kept each leaf is proven, whatever died while they were written.
    let (checkpoint, size) = (Checkpoint::open(&checkpoint_of(store).await?, &verifier)?, report.size);
    ensure!(store.hashed_leaves().await? == size, "not every leaf has its hash");
    for entry in store.log_entries(0, u32::MAX).await?.iter().step_by(7) {
        let place = u64::try_from(entry.position)?;
        let path = store.inclusion_proof(place, size).await?.unwrap_or_default();
        let is_proven = includes(&leaf_hash(&entry.bytes), place, size, &path, &checkpoint.root);
        ensure!(is_proven, "the leaf {place} is not proven");
    }
    let findings = reconcile(store, &story, UnixTime::from_seconds(i64::MAX)).await?;
    ensure!(findings.is_empty(), "the rows do not say what the log says: {findings:?}");
    Ok(())
}

async fn checkpoint_of(store: &Store) -> Result<String> {
    Ok(store.log_checkpoint().await?.context("there is a checkpoint")?.note)
}
