//! Leaves of the audit log: each durable before its writer goes on, and all covered by a signed checkpoint at the end.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use audit_log::{NoteSigner, Sequencer};
use futures_util::future::try_join_all;
use hsm_adapter::{KeySpecification, KeyStore as _, SoftwareKeyStore};
use pki_types::{Clock, SystemClock, sha256};
use secrecy::SecretString;
use store::Store;
use words::leaf::{self, Leaf};

use crate::measure::{Figures, ROUNDS, count, flushes, processor_seconds};
use crate::report::{Goal, Report};

const WRITERS: i64 = 64;
/// Leaves of each writer in a round.
const EACH: i64 = 50;

/// Appends per second by 64 writers; there is no timer that collects them.
pub(crate) async fn appends(report: &mut Report) -> Result<()> {
    let home = tempfile::tempdir()?;
    let store = Store::open(home.path().join("log.sqlite"), Arc::new(SystemClock)).await?;
    let keys = SoftwareKeyStore::create(home.path().join("keys"), &SecretString::from("bench"))?;
    keys.generate("log", KeySpecification::Ed25519)?;
    let signer = NoteSigner::new("bench.example/log", keys.signer("log")?)?;
    let mut sequencer = Sequencer::open(store.clone(), signer).await?;
    let (mut rates, mut costs, mut disk) = (Figures::default(), Figures::default(), Figures::default());
    for round in 0..i64::try_from(ROUNDS)? {
        disk.add(flushes(home.path())?);
        let (began, before) = (Instant::now(), processor_seconds()?);
        let size = (round + 1) * WRITERS * EACH;
        let writing = try_join_all((0..WRITERS).map(|writer| write(&store, writer)));
        let covering = async {
            while store.log_checkpoint().await?.is_none_or(|checkpoint| checkpoint.size < size) {
                if !sequencer.round().await? {
                    tokio::task::yield_now().await;
                }
            }
            Ok::<_, anyhow::Error>(())
        };
        let (written, covered) = tokio::join!(writing, covering);
        written?;
        covered?;
        let done = count(usize::try_from(WRITERS * EACH)?);
        rates.add(done / began.elapsed().as_secs_f64());
        costs.add(done / (processor_seconds()? - before));
    }
    store.close().await;
    eprintln!("disk: {disk} fdatasync of 4 KiB per second");
    eprintln!(
        "audit log, {WRITERS} writers: {rates} leaves per second, durable and covered; {costs} per processor second; \
         {:.1} leaves per fdatasync",
        rates.beside(&disk).median()
    );
    report.promise(
        format!("leaves of the log by {WRITERS} writers, per second"),
        rates,
        Goal::AtLeast(6_000.0),
    );
    Ok(())
}

async fn write(store: &Store, writer: i64) -> Result<(), store::Error> {
    for number in 0..EACH {
        let leaf = Leaf::KeyList(leaf::KeyList {
            number: writer * EACH + number,
            key_list_sha256: sha256(&number.to_be_bytes()),
            at: SystemClock.now(),
        });
        store
            .transaction("bench: leaf", move |transaction| {
                Box::pin(async move { transaction.append_leaf(&leaf).await })
            })
            .await?;
    }
    Ok(())
}
