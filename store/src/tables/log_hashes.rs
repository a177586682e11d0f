//! The hashes of the log's tiles, from which proofs are made: what the sequencer hashed, kept for doors, which read no leaf.
//!
//! What a crash leaves behind: nothing, or a checkpoint with all hashes that it covers, because they are one transaction.

use pki_types::Sha256Digest;
use pki_types::merkle::{TILE_WIDTH, TileHash};

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

/// Hashes one behind the other, 32 octets each, and the number of the first.
struct Run {
    first: i64,
    hashes: Vec<u8>,
}
row!(Run { first, hashes });

struct Place {
    position: i64,
}
row!(Place { position });

impl Run {
    fn digests(&self) -> impl Iterator<Item = (i64, Sha256Digest)> {
        (self.first..).zip(self.hashes.as_chunks::<32>().0.iter().map(|hash| Sha256Digest(*hash)))
    }
}

/// Which row of the database a number stands in: what it has no place for, it does not have.
fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Reads {
    /// How many leaves have their hashes here.
    pub async fn hashed_leaves(&self) -> Result<u64, Error> {
        let last = sql("SELECT first, hashes FROM log_hashes WHERE level = 0 ORDER BY first DESC LIMIT 1");
        let last = self.optional::<Run>(last).await?.and_then(|run| run.digests().last());
        Ok(last.and_then(|(number, _)| u64::try_from(number + 1).ok()).unwrap_or(0))
    }

    /// The hashes of a tile, the first one first, as far as they are here: 256 where it is full.
    pub async fn tile_hashes(&self, level: u8, tile: u64) -> Result<Vec<Sha256Digest>, Error> {
        let (first, end) = (stored(tile * TILE_WIDTH), stored((tile + 1) * TILE_WIDTH));
        let select = sql("SELECT first, hashes FROM log_hashes WHERE level = $1 AND first >= $2 AND first < $3 \
                          ORDER BY first");
        let runs: Vec<Run> = self.all(select.with(&u32::from(level)).with(&first).with(&end)).await?;
        let all = runs.iter().flat_map(Run::digests);
        // A hash that is not where it must be ends what is known.
        Ok((first..).zip(all).take_while(|(number, (stands, _))| number == stands).map(|(_, (_, hash))| hash).collect())
    }

    /// The place in the log of the leaf of a session or of a key list that has this digest; none while it has none.
    pub async fn place_of_leaf(&self, sha256: &Sha256Digest) -> Result<Option<u64>, Error> {
        let select = sql("SELECT position FROM log_entries WHERE leaf = (SELECT min(id) FROM leaves \
             WHERE sha256 = $1 AND kind IN ('key-list', 'outcome', 'statement'))");
        let place = self.optional::<Place>(select.with(sha256)).await?;
        Ok(place.and_then(|place| u64::try_from(place.position).ok()))
    }
}

impl Transaction {
    /// Keeps hashes of tiles, those of a level in the order of their numbers; in the transaction of the checkpoint that covers them.
    pub async fn insert_log_hashes(&mut self, hashes: &[TileHash]) -> Result<(), Error> {
        let mut levels: Vec<u8> = hashes.iter().map(|one| one.level).collect();
        levels.sort_unstable();
        levels.dedup();
        for level in levels {
            let of_level: Vec<_> = hashes.iter().filter(|one| one.level == level).collect();
            for run in of_level.chunk_by(|one, next| next.number % TILE_WIDTH != 0 && one.number + 1 == next.number) {
                let Some(first) = run.first() else { continue };
                let octets = run.iter().flat_map(|one| *one.hash.as_bytes()).collect();
                let insert = sql("INSERT INTO log_hashes (level, first, hashes) VALUES ($1, $2, $3)");
                let insert = insert.with(&u32::from(level)).with(&stored(first.number));
                self.later(insert.with_octets(octets)).await;
            }
        }
        Ok(())
    }
}
