//! Static files (C2SP tlog-tiles): hashes and entries in tiles of 256, at paths that never change what they hold.
//!
//! ```text
//! tile/<level>/<number>[.p/<width>]     full: 256 hashes of 32 octets; partial: the first <width> of them
//! tile/entries/<number>[.p/<width>]     entries, each with its length in two octets before it, big-endian
//! checkpoint                            the signed note over size and root
//! ```
//!
//! A hash at level 0 is a leaf's; at level *n* it is the root of a full tile of level *n* − 1.

use std::path::PathBuf;

use pki_types::Sha256Digest;

use crate::Error;

/// Hashes in a full tile.
pub const WIDTH: u64 = pki_types::merkle::TILE_WIDTH;

/// One tile of a log of some size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// The level: 0 for leaves.
    pub level: u8,
    /// Which one, from the left, from 0.
    pub number: u64,
    /// How many hashes: 1 to 256.
    pub width: u64,
}

impl Tile {
    /// Where its hashes are.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        PathBuf::from("tile").join(self.level.to_string()).join(number_path(self.number, self.width))
    }

    /// Where the entries of this tile of level 0 are.
    #[must_use]
    pub fn entries_path(&self) -> PathBuf {
        PathBuf::from("tile").join("entries").join(number_path(self.number, self.width))
    }
}

/// The tiles of a level in a log of `size` entries, from the left.
pub fn tiles_of(level: u8, size: u64) -> impl Iterator<Item = Tile> {
    let full = size >> (8 * (u32::from(level) + 1));
    (0..full).map(move |number| Tile { level, number, width: WIDTH }).chain(partial_tile(level, size))
}

/// The tile of a level that is not full in a log of `size` entries.
#[must_use]
pub fn partial_tile(level: u8, size: u64) -> Option<Tile> {
    let hashes = size >> (8 * u32::from(level));
    let (number, width) = (hashes / WIDTH, hashes % WIDTH);
    (width > 0).then_some(Tile { level, number, width })
}

/// How many levels a log of `size` entries has; below 2^56 entries these are all.
#[must_use]
pub fn levels(size: u64) -> u8 {
    (0..7).find(|level| size >> (8 * u32::from(*level)) == 0).unwrap_or(7)
}

/// The number in groups of three digits, all but the last with an x before them: 1234067 is x001/x234/067.
fn number_path(number: u64, width: u64) -> PathBuf {
    let mut groups = vec![format!("{:03}", number % 1000)];
    let mut rest = number / 1000;
    while rest > 0 {
        groups.push(format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    groups.reverse();
    if width < WIDTH {
        let last = groups.pop().expect("a number has at least one group");
        groups.push(format!("{last}.p"));
        groups.push(width.to_string());
    }
    groups.into_iter().collect()
}

/// The octets of hashes in a tile.
#[must_use]
pub fn hashes_to_bytes(hashes: &[Sha256Digest]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// The hashes in a tile's octets; none if there are not `width` of them.
#[must_use]
pub fn hashes_from_bytes(bytes: &[u8], width: u64) -> Option<Vec<Sha256Digest>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    (rest.is_empty() && u64::try_from(hashes.len()).ok() == Some(width))
        .then(|| hashes.iter().map(|hash| Sha256Digest(*hash)).collect())
}

/// Adds an entry to the octets of an entry tile.
///
/// # Errors
/// [`Error::Malformed`] for an entry of more than 65,535 octets.
pub fn push_entry(bytes: &mut Vec<u8>, entry: &[u8]) -> Result<(), Error> {
    let length = u16::try_from(entry.len())
        .map_err(|_| Error::malformed("log entry", format_args!("{} octets, at most 65535", entry.len())))?;
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(entry);
    Ok(())
}

/// The entries in the octets of an entry tile; none if there are not exactly `width` of them.
#[must_use]
pub fn entries_from_bytes(mut bytes: &[u8], width: u64) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        entries.push(entry);
        bytes = rest;
    }
    (bytes.is_empty() && u64::try_from(entries.len()).ok() == Some(width)).then_some(entries)
}
