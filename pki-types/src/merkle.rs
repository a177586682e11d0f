//! The Merkle tree (RFC 6962 §2.1): hashes, the frontier from which it grows, and the proofs of RFC 9162 §2.1.3 and §2.1.4.

use crate::{Sha256Digest, sha256};

/// The most entries that a log can have here: seven levels of tiles.
pub const LARGEST: u64 = 1 << 56;

/// How many levels of the tree a tile stands for (C2SP tlog-tiles).
pub const TILE_HEIGHT: u32 = 8;
/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = 1 << TILE_HEIGHT;

/// A hash that stands in a tile: at level 0 a leaf's, at level *n* the root of a full tile of level *n* − 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileHash {
    /// The level of the tile.
    pub level: u8,
    /// Which one of its level, from 0.
    pub number: u64,
    /// The hash.
    pub hash: Sha256Digest,
}

/// The hash of an entry: SHA-256(0x00 ‖ entry).
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Sha256Digest {
    let mut input = Vec::with_capacity(entry.len() + 1);
    input.push(0);
    input.extend_from_slice(entry);
    sha256(&input)
}

/// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
#[must_use]
pub fn node_hash(left: &Sha256Digest, right: &Sha256Digest) -> Sha256Digest {
    let mut input = [0; 65];
    input[0] = 1;
    input[1..33].copy_from_slice(left.as_bytes());
    input[33..].copy_from_slice(right.as_bytes());
    sha256(&input)
}

/// The root over these hashes, which stand for equally large full subtrees but for the last, which may be smaller; the
/// hash of nothing for none.
#[must_use]
pub fn root_of(hashes: &[Sha256Digest]) -> Sha256Digest {
    let mut frontier = Frontier::default();
    for hash in hashes {
        frontier.push(*hash);
    }
    frontier.root()
}

/// What of a tree is needed to let it grow: the roots of the full subtrees that its size consists of, the largest
/// (leftmost) first. A tree has at most 56 of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Sha256Digest>,
}

impl Frontier {
    /// How many leaves the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends the hash of a leaf.
    pub fn push(&mut self, leaf: Sha256Digest) {
        self.push_and_tell(leaf, |_| ());
    }

    /// Appends the hash of a leaf, and tells every hash of tiles (C2SP tlog-tiles) that there is now and was not before.
    pub fn push_and_tell(&mut self, leaf: Sha256Digest, mut tell: impl FnMut(TileHash)) {
        let (mut hash, place) = (leaf, self.size);
        tell(TileHash { level: 0, number: place, hash });
        // Each trailing one of the size is a full subtree as large as the one that has just become full.
        for height in 1..=place.trailing_ones() {
            let left = self.roots.pop().expect("there is a root for every one in the size");
            hash = node_hash(&left, &hash);
            if let (Ok(level), 0) = (u8::try_from(height / TILE_HEIGHT), height % TILE_HEIGHT) {
                tell(TileHash { level, number: place >> height, hash });
            }
        }
        self.roots.push(hash);
        self.size += 1;
    }

    /// The root; the hash of nothing for an empty tree.
    #[must_use]
    pub fn root(&self) -> Sha256Digest {
        let mut smaller = self.roots.iter().rev();
        let Some(last) = smaller.next() else { return sha256(b"") };
        smaller.fold(*last, |right, left| node_hash(left, &right))
    }

    /// The roots one after the other, 32 octets each.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.roots.iter().flat_map(|root| *root.as_bytes()).collect()
    }

    /// The frontier of a tree of this size; none if these are not the octets of one.
    #[must_use]
    pub fn from_bytes(size: u64, bytes: &[u8]) -> Option<Self> {
        let (roots, rest) = bytes.as_chunks::<32>();
        let fits = rest.is_empty() && u32::try_from(roots.len()).ok() == Some(size.count_ones());
        (fits && size <= LARGEST)
            .then(|| Self { size, roots: roots.iter().map(|root| Sha256Digest(*root)).collect() })
    }
}

/// The largest power of two below `size`, which is at least 2.
fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// Gives hashes of full subtrees: what proofs are made from.
pub trait Subtrees {
    /// Why a hash could not be given.
    type Error;
    /// The root over the entries `start..end`. `end - start` is a power of two that divides `start`, or `end` is the
    /// size of the log.
    ///
    /// # Errors
    /// What the keeper of the hashes says.
    fn root(&self, start: u64, end: u64) -> Result<Sha256Digest, Self::Error>;
}

/// The path from entry `index` to the root of the log's first `size` entries (RFC 9162 §2.1.3.1), from the leaf upwards.
///
/// # Errors
/// What the keeper of the hashes says. `index` must be below `size`.
pub fn inclusion_proof<S: Subtrees>(tree: &S, index: u64, size: u64) -> Result<Vec<Sha256Digest>, S::Error> {
    let (mut start, mut end, mut path) = (0, size, Vec::new());
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(tree.root(middle, end)?);
            end = middle;
        } else {
            path.push(tree.root(start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// Whether the path leads from this leaf, the entry `index` of `size`, to `root` (RFC 9162 §2.1.3.2).
#[must_use]
pub fn includes(
    leaf: &Sha256Digest,
    index: u64,
    size: u64,
    path: &[Sha256Digest],
    root: &Sha256Digest,
) -> bool {
    if index >= size {
        return false;
    }
    let (mut way, mut hash) = (WayUp { node: index, last: size - 1 }, *leaf);
    for sibling in path {
        hash = match way.step() {
            Some(Side::Left) => node_hash(sibling, &hash),
            Some(Side::Right) => node_hash(&hash, sibling),
            None => return false,
        };
    }
    way.is_at_the_root() && hash == *root
}

/// Where a sibling stands.
enum Side {
    Left,
    Right,
}

/// The way from a node to the root, as RFC 9162 §2.1.3.2 and §2.1.4.2 count it: the node's place in its level, and the
/// place of the last node there.
struct WayUp {
    node: u64,
    last: u64,
}

impl WayUp {
    /// Goes up past the next sibling and tells where that stands; none at the root.
    fn step(&mut self) -> Option<Side> {
        if self.is_at_the_root() {
            return None;
        }
        let side = if self.node & 1 == 1 || self.node == self.last { Side::Left } else { Side::Right };
        if matches!(side, Side::Left) {
            // The last node of a level that has no sibling stands for itself further up.
            while self.node & 1 == 0 && self.node != 0 {
                self.rise();
            }
        }
        self.rise();
        Some(side)
    }

    fn rise(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }

    fn is_at_the_root(&self) -> bool {
        self.last == 0
    }
}

/// The proof that the log's first `old` entries are the beginning of its first `size` (RFC 9162 §2.1.4.1).
///
/// # Errors
/// What the keeper of the hashes says. `old` must be from 1 to `size`.
pub fn consistency_proof<S: Subtrees>(tree: &S, old: u64, size: u64) -> Result<Vec<Sha256Digest>, S::Error> {
    let (mut start, mut end, mut path) = (0, size, Vec::new());
    while old != end {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(tree.root(middle, end)?);
            end = middle;
        } else {
            path.push(tree.root(start, middle)?);
            start = middle;
        }
    }
    if start > 0 {
        path.push(tree.root(start, end)?);
    }
    path.reverse();
    Ok(path)
}

/// Whether the proof shows that the tree of `old` entries with `old_root` is the beginning of the one of `size` entries
/// with `root` (RFC 9162 §2.1.4.2).
#[must_use]
pub fn is_consistent(
    old: u64,
    old_root: &Sha256Digest,
    size: u64,
    root: &Sha256Digest,
    proof: &[Sha256Digest],
) -> bool {
    if old == 0 || old > size {
        return false;
    }
    if old == size {
        return proof.is_empty() && old_root == root;
    }
    let mut way = WayUp { node: old - 1, last: size - 1 };
    while way.node & 1 == 1 {
        way.rise();
    }
    let mut path = proof.iter();
    // An old tree that is one full subtree is its own first step.
    let first = if way.node == 0 { Some(old_root) } else { path.next() };
    let Some(first) = first else { return false };
    let (mut old_hash, mut hash) = (*first, *first);
    for sibling in path {
        match way.step() {
            Some(Side::Left) => {
                old_hash = node_hash(sibling, &old_hash);
                hash = node_hash(sibling, &hash);
            }
            Some(Side::Right) => hash = node_hash(&hash, sibling),
            None => return false,
        }
    }
    way.is_at_the_root() && old_hash == *old_root && hash == *root
}
