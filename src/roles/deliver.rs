//! The deliverer's process: its one key, and the outbox. It listens nowhere.

use std::sync::Arc;

use ::deliver::{Deliver, DeliverConfig, Deliveries};
use anyhow::{Context, Result};
use hsm_adapter::{CheckedSigner, KeySpecification, KeyStore, labels, offload};
use pki_types::{Clock, Random};
use store::Store;

/// Opens the key, or makes it at the very first start, and lets phones know it.
pub async fn prepare(
    config: DeliverConfig,
    keys: &Arc<dyn KeyStore>,
    store: &Store,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Random>,
    counts: &Deliveries,
) -> Result<Deliver> {
    let keys = keys.clone();
    let signer = offload(move || {
        if !keys.contains(labels::PUSH)? {
            keys.generate(labels::PUSH, KeySpecification::P256)?;
        }
        keys.signer(labels::PUSH)
    });
    let signer = signer.await.with_context(|| format!("the key {}", labels::PUSH))?;
    let signer = Arc::new(CheckedSigner::new(signer));
    let deliver = Deliver::new(store.clone(), signer, clock.clone(), random.clone(), config, counts.clone())?;
    deliver.announce().await.context("the key of pushes cannot be announced")?;
    Ok(deliver)
}
