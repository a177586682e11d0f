//! A store whose log grows.

use std::path::Path;
use std::sync::Arc;

use audit_log::{LogCopy, NoteSigner, NoteVerifier, Options, Report, Sequencer, verify_folder};
use hsm_adapter::{KeySpecification, KeyStore as _, Signer, SoftwareKeyStore};
use pki_types::{Clock as _, ManualClock, UnixTime, sha256};
use store::Store;
use tempfile::TempDir;
use test_country::rows::write;
use words::leaf::{self, Leaf};

pub(crate) const ORIGIN: &str = "log.example/country";

/// A store, the log's key, and a place for copies.
pub(crate) struct Country {
    pub(crate) folder: TempDir,
    pub(crate) clock: ManualClock,
    pub(crate) store: Store,
    pub(crate) signer: NoteSigner,
}

pub(crate) fn note_signer(name: &str) -> NoteSigner {
    NoteSigner::new(name, key()).unwrap()
}

/// A new Ed25519 key.
pub(crate) fn key() -> Arc<dyn Signer> {
    let folder = tempfile::tempdir().unwrap();
    let keys = SoftwareKeyStore::create(
        folder.path().join("keys"),
        &hsm_adapter::draw_passphrase(&pki_types::SystemRandom),
    )
    .unwrap();
    keys.generate("log", KeySpecification::Ed25519).unwrap();
    keys.signer("log").unwrap()
}

pub(crate) fn refusal(number: u64, at: UnixTime) -> Leaf {
    let request_sha256 = sha256(&number.to_be_bytes());
    Leaf::Refusal(leaf::Refusal { request_sha256, problem: "test".to_owned(), at })
}

impl Country {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = ManualClock::new(UnixTime::parse_rfc3339("2026-06-01T12:00:00Z").unwrap());
        let store = Store::open(&folder.path().join("store.sqlite"), Arc::new(clock.clone())).await.unwrap();
        Self { folder, clock, store, signer: note_signer(ORIGIN) }
    }

    pub(crate) fn verifier(&self) -> &NoteVerifier {
        self.signer.verifier()
    }

    pub(crate) async fn append(&self, leaves: Vec<Leaf>) {
        write(&self.store, |transaction| {
            Box::pin(async move {
                for leaf in &leaves {
                    transaction.append_leaf(leaf).await?;
                }
                Ok(())
            })
        })
        .await;
    }

    /// Appends this many refusals.
    pub(crate) async fn refuse(&self, numbers: std::ops::Range<u64>) {
        let now = self.clock.now();
        self.append(numbers.map(|number| refusal(number, now)).collect()).await;
    }

    pub(crate) async fn sequencer(&self) -> Sequencer {
        Sequencer::open(self.store.clone(), self.signer.clone()).await.unwrap()
    }

    /// Covers everything by a checkpoint and copies it to the folder `log`.
    pub(crate) async fn publish(&self) -> std::path::PathBuf {
        let mut sequencer = self.sequencer().await;
        while sequencer.round().await.unwrap() {}
        let folder = self.folder.path().join("log");
        LogCopy::open(&folder, self.verifier()).unwrap().follow(&self.store).await.unwrap();
        folder
    }

    pub(crate) fn verify(&self, folder: &Path) -> Report {
        verify_folder(folder, self.verifier(), &Options::default()).unwrap().0
    }
}
