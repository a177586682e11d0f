//! The proof that a leaf stands in the log, made from the hashes of the log's tiles.

use std::collections::HashMap;

use pki_types::Sha256Digest;
use pki_types::merkle::{self, Subtrees, TILE_HEIGHT, TILE_WIDTH};

use crate::{Error, Reads};

/// The tiles that a proof is made from, by level and number.
struct Tiles(HashMap<(u8, u64), Vec<Sha256Digest>>);

/// A hash that is not here.
struct Missing;

impl Reads {
    /// The path from the entry `place` to the root of the log's first `size` entries (RFC 9162 §2.1.3.1); none while hashes of it
    /// are missing, as after an update of the program, until the sequencer has made them.
    pub async fn inclusion_proof(&self, place: u64, size: u64) -> Result<Option<Vec<Sha256Digest>>, Error> {
        if place >= size {
            return Ok(None);
        }
        // All siblings stand in the tiles above the entry, or in the last tile of each level.
        let mut tiles = Tiles(HashMap::new());
        for level in 0..levels(size) {
            let height = TILE_HEIGHT * u32::from(level);
            let (own, last) = ((place >> height) / TILE_WIDTH, (size >> height) / TILE_WIDTH);
            for tile in [own].into_iter().chain((last != own).then_some(last)) {
                tiles.0.insert((level, tile), self.tile_hashes(level, tile).await?);
            }
        }
        Ok(merkle::inclusion_proof(&tiles, place, size).ok())
    }
}

/// How many levels of tiles a log of this size has.
fn levels(size: u64) -> u8 {
    (0..7).find(|level| size >> (TILE_HEIGHT * u32::from(*level)) == 0).unwrap_or(7)
}

impl Subtrees for Tiles {
    type Error = Missing;

    fn root(&self, start: u64, end: u64) -> Result<Sha256Digest, Missing> {
        // The highest level of which a whole hash fits, then what is left at its right.
        let level = levels(end - start).saturating_sub(1);
        let height = TILE_HEIGHT * u32::from(level);
        let mut hashes = ((start >> height)..(end >> height))
            .map(|number| {
                let tile = self.0.get(&(level, number / TILE_WIDTH)).ok_or(Missing)?;
                let at = usize::try_from(number % TILE_WIDTH).map_err(|_| Missing)?;
                tile.get(at).copied().ok_or(Missing)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let covered = (end >> height) << height;
        if covered < end {
            hashes.push(self.root(covered, end)?);
        }
        Ok(merkle::root_of(&hashes))
    }
}
