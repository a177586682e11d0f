//! A copy of the log as static files, kept apart from the store: what an auditor gets, and what a restore is held against.
//!
//! A file holds what its path says for ever; a new checkpoint replaces the old one, last and in one step. What a crash
//! leaves behind: tiles that no checkpoint in the folder covers, which are written again with the same octets.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use pki_types::Sha256Digest;
use store::Reads;

use crate::sequencer::position;
use crate::tile::{self, Tile, WIDTH};
use crate::tree::{leaf_hash, root_of};
use crate::{Checkpoint, Error, NoteVerifier};

/// The name of the checkpoint's file.
pub(crate) const CHECKPOINT: &str = "checkpoint";
/// The largest file that is read back, in octets: an entry tile of the longest entries.
const LARGEST: u64 = 256 * (2 + 65_535);

/// A folder with a log's static files.
pub struct LogCopy {
    folder: PathBuf,
    verifier: NoteVerifier,
    size: u64,
    /// The folder, locked until this is dropped or its process ends.
    _lock: fs::File,
}

impl LogCopy {
    /// Opens the copy in a folder, or begins one there.
    ///
    /// # Errors
    /// [`Error::Kept`] while somebody else has it open: two would put older checkpoints over newer ones.
    /// [`Error::Unsigned`], [`Error::Malformed`]: the folder's checkpoint is not this log's. [`Error::File`].
    pub fn open(folder: &Path, verifier: &NoteVerifier) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(Error::file(folder, "created"))?;
        let lock = fs::File::open(folder).map_err(Error::file(folder, "opened"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Error::Kept { folder: folder.to_owned() }),
            Err(fs::TryLockError::Error(source)) => return Err(Error::file(folder, "locked")(source)),
        }
        let path = folder.join(CHECKPOINT);
        let size = match fs::read_to_string(&path) {
            Ok(note) => Checkpoint::open(&note, verifier)?.size,
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => 0,
            Err(other) => return Err(Error::file(&path, "read")(other)),
        };
        Ok(Self { folder: folder.to_owned(), verifier: verifier.clone(), size, _lock: lock })
    }

    /// How many entries the folder's checkpoint covers.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Brings the copy up to the store's newest checkpoint; tells whether it grew.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] if the copy is ahead of the store, or the files and the store give another root than the
    /// one that was signed: then the copy stays as it was.
    pub async fn follow(&mut self, store: &Reads) -> Result<bool, Error> {
        let Some(row) = store.log_checkpoint().await? else { return Ok(false) };
        let checkpoint = Checkpoint::open(&row.note, &self.verifier)?;
        if checkpoint.size < self.size {
            // The store was put back to an earlier state: nobody may write over what is known.
            let what = "the store's audit log, which is shorter than its copy and";
            return Err(Error::inconsistent(
                what,
                format_args!("at least {} entries", self.size),
                checkpoint.size,
            ));
        }
        if checkpoint.size == self.size {
            return Ok(false);
        }
        // 1. Tiles of entries and their hashes, from the first that is not full in the copy.
        for tile in tile::tiles_of(0, checkpoint.size).skip(skip(self.size / WIDTH)) {
            self.write_entries(store, tile).await?;
        }
        // 2. The levels above: each hash is the root of a full tile below.
        for level in 1..tile::levels(checkpoint.size) {
            let first = self.size >> (8 * (u32::from(level) + 1));
            for tile in tile::tiles_of(level, checkpoint.size).skip(skip(first)) {
                self.write_level(tile)?;
            }
        }
        // 3. What the files say is what was signed, and only then the checkpoint follows.
        let root = root_of_files(&self.folder, checkpoint.size)?;
        if root != checkpoint.root {
            return Err(Error::inconsistent("the root of the copied log", checkpoint.root, root));
        }
        replace(&self.folder.join(CHECKPOINT), row.note.as_bytes())?;
        self.remove_partial_tiles(checkpoint.size);
        self.size = checkpoint.size;
        Ok(true)
    }

    async fn write_entries(&self, store: &Reads, tile: Tile) -> Result<(), Error> {
        let limit = u32::try_from(tile.width).expect("a tile has at most 256 entries");
        let entries = store.log_entries(position(tile.number * WIDTH)?, limit).await?;
        if u64::try_from(entries.len()).ok() != Some(tile.width) {
            let what = format!("the number of entries from {}", tile.number * WIDTH);
            return Err(Error::inconsistent(what, tile.width, entries.len()));
        }
        let (mut bytes, mut hashes) = (Vec::new(), Vec::new());
        for entry in &entries {
            tile::push_entry(&mut bytes, &entry.bytes)?;
            hashes.push(leaf_hash(&entry.bytes));
        }
        replace(&self.folder.join(tile.entries_path()), &bytes)?;
        replace(&self.folder.join(tile.path()), &tile::hashes_to_bytes(&hashes))
    }

    fn write_level(&self, tile: Tile) -> Result<(), Error> {
        let first = tile.number * WIDTH;
        let hashes = (first..first + tile.width)
            .map(|number| {
                let below = Tile { level: tile.level - 1, number, width: WIDTH };
                Ok(root_of(&read_hashes(&self.folder, below)?))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        replace(&self.folder.join(tile.path()), &tile::hashes_to_bytes(&hashes))
    }

    /// Deletes the partial tiles that the checkpoint before had: fuller ones have taken their place (tlog-tiles,
    /// "Partial Tiles"). That one could not be deleted is no failure.
    fn remove_partial_tiles(&self, now: u64) {
        for level in 0..tile::levels(self.size) {
            let Some(old) = tile::partial_tile(level, self.size) else { continue };
            if tile::partial_tile(level, now) == Some(old) {
                continue;
            }
            let mut paths = vec![old.path()];
            if level == 0 {
                paths.push(old.entries_path());
            }
            for path in paths {
                let path = self.folder.join(path);
                let _kept = fs::remove_file(&path);
                // The folder of partial tiles, if that was the last.
                let _not_empty = path.parent().map(fs::remove_dir);
            }
        }
    }
}

fn skip(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The root that the tiles of a folder give for a log of this size.
///
/// Each level has, beyond what full tiles of the level above stand for, at most one partial tile: those hashes, from the
/// highest level down, are roots of ever smaller full subtrees.
pub(crate) fn root_of_files(folder: &Path, size: u64) -> Result<Sha256Digest, Error> {
    let mut parts = Vec::new();
    for level in (0..tile::levels(size)).rev() {
        if let Some(tile) = tile::partial_tile(level, size) {
            parts.push(read_hashes(folder, tile)?);
        }
    }
    let mut right: Option<Sha256Digest> = None;
    for hashes in parts.iter().rev() {
        let mut all = hashes.clone();
        all.extend(right);
        right = Some(root_of(&all));
    }
    Ok(right.unwrap_or_else(|| root_of(&[])))
}

/// The hashes in the file of a tile.
pub(crate) fn read_hashes(folder: &Path, tile: Tile) -> Result<Vec<Sha256Digest>, Error> {
    let path = folder.join(tile.path());
    let bytes = read(&path)?;
    tile::hashes_from_bytes(&bytes, tile.width).ok_or_else(|| {
        let what = format!("the length of {}", tile.path().display());
        Error::inconsistent(what, tile.width * 32, bytes.len())
    })
}

/// A file of the copy, bounded.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let length = fs::metadata(path).map_err(Error::file(path, "read"))?.len();
    if length > LARGEST {
        let what = format!("the length of {}", path.display());
        return Err(Error::inconsistent(what, format_args!("at most {LARGEST}"), length));
    }
    fs::read(path).map_err(Error::file(path, "read"))
}

/// Writes a file in one step and flushes it: whoever reads sees the old one or the new one.
fn replace(path: &Path, contents: &[u8]) -> Result<(), Error> {
    let folder = path.parent().expect("a file of the copy is in its folder");
    fs::create_dir_all(folder).map_err(Error::file(folder, "created"))?;
    let new = path.with_extension("new");
    let mut file = fs::File::create(&new).map_err(Error::file(&new, "written"))?;
    file.write_all(contents).and_then(|()| file.sync_data()).map_err(Error::file(&new, "written"))?;
    fs::rename(&new, path).map_err(Error::file(path, "written"))?;
    // The name is in the folder for good before another file relies on it.
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::file(folder, "flushed"))
}
