//! The sequencer: gives leaves their places, hashes them, and signs what the log has become.
//!
//! Any number of processes may run one. Places are given in a transaction, once; what a checkpoint says follows from the
//! places alone, and it replaces only the checkpoint that it continues. So two sequencers at once waste work and do not
//! harm; a lease keeps it at one.

use hsm_adapter::offload;
use pki_types::merkle::TileHash;
use pki_types::sha256;
use store::{Lock, LogEntry, Store};

use crate::tree::{Frontier, leaf_hash};
use crate::{Checkpoint, Error, NoteSigner, tile};

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
        sequencer.hash_what_is_covered().await?;
        Ok(sequencer)
    }

    /// Makes the hashes of what the checkpoint covers and nobody has hashed yet: the log is older than the table of hashes, or a
    /// restore brought it up to its copy.
    async fn hash_what_is_covered(&self) -> Result<(), Error> {
        let (covered, mut known) = (self.frontier.size(), self.store.hashed_leaves().await?);
        if known == covered {
            return Ok(());
        }
        let mut frontier = self.hashed(known).await?;
        while known < covered {
            let batch = u32::try_from(covered - known).unwrap_or(BATCH).min(BATCH);
            let entries = self.store.log_entries(position(known)?, batch).await?;
            let grown = grow(&mut frontier, &entries)?;
            let (from, to) = (known, frontier.size());
            if to == from {
                return Err(Error::inconsistent("the number of entries of the log", covered, from));
            }
            let kept = self.store.transaction("log: hashes", move |transaction| {
                Box::pin(async move {
                    // Two that begin at once: the first one is right.
                    transaction.lock(Lock::Log).await?;
                    if transaction.hashed_leaves().await? != from {
                        return Err(store::Error::MovedOn {
                            what: "the hashes of the log",
                            condition: "as they were read",
                        });
                    }
                    transaction.insert_log_hashes(&grown).await
                })
            });
            match kept.await {
                Ok(()) => known = to,
                Err(store::Error::MovedOn { .. }) => {
                    known = self.store.hashed_leaves().await?;
                    frontier = self.hashed(known).await?;
                }
                Err(other) => return Err(other.into()),
            }
        }
        if known == covered && frontier != self.frontier {
            let what = "the root of the hashes of the log";
            return Err(Error::inconsistent(what, self.frontier.root(), frontier.root()));
        }
        Ok(())
    }

    /// The frontier of the log's first `size` entries, by their hashes as they are kept.
    async fn hashed(&self, size: u64) -> Result<Frontier, Error> {
        let mut roots = Vec::new();
        for level in (0..tile::levels(size)).rev() {
            let Some(partial) = tile::partial_tile(level, size) else { continue };
            let mut hashes = self.store.tile_hashes(level, partial.number).await?;
            hashes.truncate(usize::try_from(partial.width).unwrap_or(usize::MAX));
            let mut of_level = Frontier::default();
            for hash in hashes {
                of_level.push(hash);
            }
            roots.extend(of_level.to_bytes());
        }
        Frontier::from_bytes(size, &roots)
            .ok_or_else(|| Error::malformed("hashes of the log", format_args!("not those of {size} entries")))
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
        let (mut frontier, mut grown) = (self.frontier.clone(), Vec::new());
        loop {
            let entries = self.store.log_entries(position(frontier.size())?, BATCH).await?;
            grown.extend(grow(&mut frontier, &entries)?);
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

        // 4. It replaces the one that it continues, with the hashes of what it covers; or else somebody has been here: what is
        //    stored counts.
        let (old, new) = (position(self.frontier.size())?, position(frontier.size())?);
        let roots = frontier.to_bytes();
        let replaced = self
            .store
            .transaction("log: checkpoint", move |transaction| {
                Box::pin(async move {
                    transaction.replace_log_checkpoint(old, new, &roots, &note).await?;
                    transaction.insert_log_hashes(&grown).await
                })
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

/// Appends entries to a tree, each hashed anew; gives the hashes of tiles that there are now.
fn grow(frontier: &mut Frontier, entries: &[LogEntry]) -> Result<Vec<TileHash>, Error> {
    let mut grown = Vec::new();
    for entry in entries {
        if position(frontier.size())? != entry.position {
            let what = "the place of the next entry";
            return Err(Error::inconsistent(what, frontier.size(), entry.position));
        }
        if sha256(&entry.bytes) != entry.sha256 {
            let what = format!("the digest of the entry {}", entry.position);
            return Err(Error::inconsistent(what, entry.sha256, sha256(&entry.bytes)));
        }
        frontier.push_and_tell(leaf_hash(&entry.bytes), |hash| grown.push(hash));
    }
    Ok(grown)
}

/// A size or place as the store has it.
pub(crate) fn position(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| Error::malformed("place", format_args!("{number} is beyond 63 bits")))
}
