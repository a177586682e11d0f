//! The sequencer: gives leaves their places, hashes them, and signs what the log has become.
//!
//! Any number of processes may run one. Places are given in a transaction, once; what a checkpoint says follows from the
//! places alone, and it replaces only the checkpoint that it continues. So two sequencers at once waste work and do not
//! harm; a lease keeps it at one.

use hsm_adapter::offload;
use pki_types::sha256;
use store::Store;

use crate::tree::{Frontier, leaf_hash};
use crate::{Checkpoint, Error, NoteSigner};

/// How many leaves get a place in one transaction, and how many entries are read at a time.
const BATCH: u32 = 4096;

/// Continues the log of one store.
pub struct Sequencer {
    store: Store,
    signer: NoteSigner,
    frontier: Frontier,
}

impl Sequencer {
    /// The sequencer of a store. The log's origin is the name of `signer`.
    ///
    /// # Errors
    /// [`Error::Unsigned`], [`Error::Inconsistent`]: the stored checkpoint is not this key's, or is none of this log;
    /// then nothing must be signed until a person has looked.
    pub async fn open(store: Store, signer: NoteSigner) -> Result<Self, Error> {
        let mut sequencer = Self { store, signer, frontier: Frontier::default() };
        sequencer.frontier = sequencer.stored().await?;
        Ok(sequencer)
    }

    /// Gives places to what waits and covers it with a checkpoint; tells whether the log grew.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] if a leaf is not what was written: the log stops there, and nothing is signed over it.
    pub async fn round(&mut self) -> Result<bool, Error> {
        // 1. Places, for at most one batch; a look tells whether anything waits for one. They need not survive a power
        //    cut by themselves: the checkpoint's commit, which comes after, takes them along, and nobody is told before.
        if self.store.oldest_leaf_without_place().await?.is_some() {
            self.store
                .note("log: sequence", |transaction| {
                    Box::pin(async move { transaction.sequence_leaves(BATCH).await })
                })
                .await?;
        }
        if self.store.log_size().await? == position(self.frontier.size())? {
            return Ok(false);
        }

        // 2. What is stored is read back and hashed anew: nothing is signed that was only in memory.
        let mut frontier = self.frontier.clone();
        loop {
            let entries = self.store.log_entries(position(frontier.size())?, BATCH).await?;
            for entry in &entries {
                if position(frontier.size())? != entry.position {
                    let what = "the place of the next entry";
                    return Err(Error::inconsistent(what, frontier.size(), entry.position));
                }
                if sha256(&entry.bytes) != entry.sha256 {
                    let what = format!("the digest of the entry {}", entry.position);
                    return Err(Error::inconsistent(what, entry.sha256, sha256(&entry.bytes)));
                }
                frontier.push(leaf_hash(&entry.bytes));
            }
            if entries.len() < usize::try_from(BATCH).expect("a batch is small") {
                break;
            }
        }

        // 3. The checkpoint, by the log's key. A crash here: it was told to nobody, the next round signs anew.
        let signer = self.signer.clone();
        let checkpoint = Checkpoint {
            origin: signer.verifier().name().to_owned(),
            size: frontier.size(),
            root: frontier.root(),
        };
        let note = offload(move || checkpoint.sign(&signer)).await?;

        // 4. It replaces the one that it continues, or else somebody has been here: what is stored counts.
        let (old, new) = (position(self.frontier.size())?, position(frontier.size())?);
        let roots = frontier.to_bytes();
        let replaced = self
            .store
            .transaction("log: checkpoint", move |transaction| {
                Box::pin(async move { transaction.replace_log_checkpoint(old, new, &roots, &note).await })
            })
            .await;
        self.frontier = match replaced {
            Ok(()) => frontier,
            Err(store::Error::MovedOn { .. }) => self.stored().await?,
            Err(other) => return Err(other.into()),
        };
        Ok(true)
    }

    /// The frontier of the stored checkpoint, checked against what its note signs.
    async fn stored(&self) -> Result<Frontier, Error> {
        let Some(row) = self.store.log_checkpoint().await? else { return Ok(Frontier::default()) };
        let checkpoint = Checkpoint::open(&row.note, self.signer.verifier())?;
        if position(checkpoint.size)? != row.size {
            return Err(Error::inconsistent("the size of the stored checkpoint", checkpoint.size, row.size));
        }
        let frontier = Frontier::from_bytes(checkpoint.size, &row.frontier).ok_or_else(|| {
            Error::malformed("frontier", format_args!("not one of {} entries", checkpoint.size))
        })?;
        if frontier.root() != checkpoint.root {
            let what = "the root of the stored frontier";
            return Err(Error::inconsistent(what, checkpoint.root, frontier.root()));
        }
        Ok(frontier)
    }
}

/// A size or place as the store has it.
pub(crate) fn position(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| Error::malformed("place", format_args!("{number} is beyond 63 bits")))
}
