//! The log of a restored store goes on where its copy ends: what the copy has and the backup had not is imported to the
//! places that it has, so that the log stays one log.
//!
//! Everything happens in one transaction of the restored store: [`Import::begin`], [`Import::next`] until nothing is
//! left, [`Import::finish`], whatever else follows from the leaves, and [`Import::story`] to judge the result by.

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};

use pki_types::{Sha256Digest, sha256};
use store::{ImportedLeaf, LogEntry, Transaction};
use words::leaf::{self, Leaf};

use crate::copy::read;
use crate::sequencer::position;
use crate::story::Story;
use crate::tile::{self, Tile, WIDTH};
use crate::tree::Frontier;
use crate::verify::{Options, prove};
use crate::{Checkpoint, Error, NoteVerifier};

/// Entries or leaves that are read at a time.
const BATCH: u32 = 4096;

/// A verified copy of the log, on its way into a restored store.
pub struct Import {
    folder: PathBuf,
    checkpoint: Checkpoint,
    note: String,
    frontier: Frontier,
    story: Story,
    /// Entries that the backup had.
    backup_size: u64,
    /// The next place that is to be filled.
    next: u64,
    /// Leaves that the backup had and that had no place in it yet, by their digests.
    queue: HashMap<Sha256Digest, VecDeque<i64>>,
}

impl Import {
    /// Verifies the copy in a folder; it must have gone on from the backup's checkpoint.
    ///
    /// # Errors
    /// [`Error::Unsigned`], [`Error::Malformed`], [`Error::File`]: there is no copy of this log that can be read.
    /// [`Error::Refused`]: it does not hold, or ends before the backup.
    pub fn open(folder: &Path, verifier: &NoteVerifier, backup: Option<&Checkpoint>) -> Result<Self, Error> {
        let options = Options { earlier: backup.cloned().into_iter().collect(), ..Options::default() };
        let proof = prove(folder, verifier, &options)?;
        if !proof.report.holds() {
            let what = format!("the copy of the audit log in {}", folder.display());
            return Err(Error::Refused { what, findings: proof.report.findings });
        }
        Ok(Self {
            folder: folder.to_owned(),
            checkpoint: Checkpoint::open(&proof.note, verifier)?,
            note: proof.note,
            frontier: proof.frontier,
            story: proof.story,
            backup_size: 0,
            next: 0,
            queue: HashMap::new(),
        })
    }

    /// How many entries the copy has.
    #[must_use]
    pub fn known_size(&self) -> u64 {
        self.checkpoint.size
    }

    /// How many entries the backup had.
    #[must_use]
    pub fn backup_size(&self) -> u64 {
        self.backup_size
    }

    /// The ceremonies that were installed after the backup, in the order of the log. Whoever writes their rows and leaves again,
    /// each at its time and before [`begin`](Self::begin), has these leaves find their places.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn installed_later(&self, transaction: &Transaction) -> Result<Vec<leaf::Ceremony>, Error> {
        let placed = u64::try_from(transaction.log_size().await?).unwrap_or(0);
        let waiting = transaction.leaves_without_place(u32::MAX).await?;
        let is_known = |position: u64, ceremony: &leaf::Ceremony| {
            let digest = sha256(&Leaf::Ceremony(ceremony.clone()).to_bytes());
            position < placed || waiting.iter().any(|leaf| leaf.sha256 == digest)
        };
        let mut later = self.story.installed().to_vec();
        later.retain(|(position, ceremony)| !is_known(*position, ceremony));
        Ok(later.into_iter().map(|(_, ceremony)| ceremony).collect())
    }

    /// Compares every entry that the backup had with the copy, and takes note of its leaves without a place.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] if one differs: the backup is none of this log. [`Error::Store`], [`Error::File`].
    pub async fn begin(&mut self, transaction: &Transaction) -> Result<(), Error> {
        let size = transaction.log_size().await?;
        self.backup_size = u64::try_from(size).unwrap_or(0);
        let common = self.backup_size.min(self.checkpoint.size);
        for tile in tile::tiles_of(0, self.checkpoint.size) {
            let first = tile.number * WIDTH;
            if first >= common {
                break;
            }
            let known = self.entries(tile)?;
            let limit = u32::try_from(WIDTH).expect("a tile has 256 entries");
            let stored = transaction.log_entries(position(first)?, limit).await?;
            for (place, (known, stored)) in (first..common).zip(known.iter().zip(&stored)) {
                same(place, known, stored)?;
            }
        }
        for leaf in transaction.leaves_without_place(u32::MAX).await? {
            self.queue.entry(leaf.sha256).or_default().push_back(leaf.id);
        }
        self.next = common;
        Ok(())
    }

    /// Fills the places of the next tile; gives the leaves that the backup did not have, in order. None when the store
    /// has every entry of the copy.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::File`].
    pub async fn next(&mut self, transaction: &mut Transaction) -> Result<Option<Vec<ImportedLeaf>>, Error> {
        if self.next >= self.checkpoint.size {
            return Ok(None);
        }
        let number = self.next / WIDTH;
        let width = (self.checkpoint.size - number * WIDTH).min(WIDTH);
        let entries = self.entries(Tile { level: 0, number, width })?;
        let mut imported = Vec::new();
        for (place, bytes) in (number * WIDTH..).zip(&entries) {
            if place < self.next {
                continue;
            }
            // A leaf that the backup had: its effects are there, only its place is not.
            match self.queue.get_mut(&sha256(bytes)).and_then(VecDeque::pop_front) {
                Some(leaf) => transaction.place_leaf(position(place)?, leaf).await?,
                None => imported.push(transaction.import_leaf(position(place)?, bytes).await?),
            }
        }
        self.next = number * WIDTH + width;
        Ok(Some(imported))
    }

    /// Replaces the backup's checkpoint by the copy's.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn finish(&self, transaction: &mut Transaction) -> Result<(), Error> {
        let old = transaction.log_checkpoint().await?.map_or(0, |row| row.size);
        let new = position(self.checkpoint.size)?;
        if new > old {
            transaction.replace_log_checkpoint(old, new, &self.frontier.to_bytes(), &self.note).await?;
        }
        Ok(())
    }

    /// The story that the log will tell: the copy's, and what the store has behind it.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn story(mut self, transaction: &Transaction) -> Result<Story, Error> {
        let mut place = self.checkpoint.size;
        loop {
            let entries = transaction.log_entries(position(place)?, BATCH).await?;
            if entries.is_empty() {
                break;
            }
            for entry in &entries {
                self.story.read(place, &entry.bytes);
                place += 1;
            }
        }
        for leaf in transaction.leaves_without_place(u32::MAX).await? {
            self.story.read(place, &leaf.bytes);
            place += 1;
        }
        Ok(self.story)
    }

    /// The entries in a tile of the copy. It was verified, but may have been changed since.
    fn entries(&self, tile: Tile) -> Result<Vec<Vec<u8>>, Error> {
        let path = tile.entries_path();
        let bytes = read(&self.folder.join(&path))?;
        let entries = tile::entries_from_bytes(&bytes, tile.width).ok_or_else(|| {
            Error::inconsistent(format!("{}", path.display()), "as it was verified", "changed meanwhile")
        })?;
        Ok(entries.into_iter().map(<[u8]>::to_vec).collect())
    }
}

fn same(place: u64, known: &[u8], stored: &LogEntry) -> Result<(), Error> {
    if position(place)? != stored.position {
        return Err(Error::inconsistent("the place of an entry of the backup", place, stored.position));
    }
    if known != stored.bytes {
        let what = format!("the entry {place} of the backup");
        return Err(Error::inconsistent(what, sha256(known), sha256(&stored.bytes)));
    }
    Ok(())
}
