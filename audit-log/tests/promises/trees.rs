//! Hashes, roots and proofs, against the definitions and against what other logs publish.

use std::convert::Infallible;

use audit_log::tile::{self, Tile};
use audit_log::tree::{
    Frontier, Subtrees, consistency_proof, includes, inclusion_proof, is_consistent, leaf_hash, node_hash,
    root_of,
};
use pki_types::{Sha256Digest, encoding, sha256};
use proptest::prelude::*;

/// The definition, word for word (RFC 6962 §2.1): slow, and nothing else is trusted here.
fn definition(leaves: &[Sha256Digest]) -> Sha256Digest {
    match leaves {
        [] => sha256(b""),
        [one] => *one,
        many => {
            let mut split = 1;
            while split * 2 < many.len() {
                split *= 2;
            }
            node_hash(&definition(&many[..split]), &definition(&many[split..]))
        }
    }
}

struct Leaves(Vec<Sha256Digest>);

impl Leaves {
    fn new(count: u64) -> Self {
        Self((0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect())
    }

    fn first(&self, size: u64) -> &[Sha256Digest] {
        &self.0[..usize::try_from(size).unwrap()]
    }

    fn root_at(&self, size: u64) -> Sha256Digest {
        definition(self.first(size))
    }
}

impl Subtrees for Leaves {
    type Error = Infallible;
    fn root(&self, start: u64, end: u64) -> Result<Sha256Digest, Infallible> {
        Ok(definition(&self.0[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()]))
    }
}

#[test]
fn the_roots_are_those_that_certificate_transparency_publishes() {
    let entries: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut frontier = Frontier::default();
    for (entry, root) in entries.iter().zip(roots) {
        frontier.push(leaf_hash(entry));
        assert_eq!(encoding::hex(frontier.root().as_bytes()), root, "{} entries", frontier.size());
    }
}

#[test]
fn a_frontier_grows_as_the_definition_says_and_survives_being_stored() {
    let leaves = Leaves::new(300);
    let mut frontier = Frontier::default();
    assert_eq!(frontier.root(), definition(&[]));
    for (number, leaf) in leaves.0.iter().enumerate() {
        frontier.push(*leaf);
        assert_eq!(frontier.root(), definition(&leaves.0[..=number]));
        frontier = Frontier::from_bytes(frontier.size(), &frontier.to_bytes()).unwrap();
    }
    let bytes = frontier.to_bytes();
    assert!(Frontier::from_bytes(299, &bytes).is_none(), "another size has another number of roots");
    assert!(Frontier::from_bytes(300, &bytes[1..]).is_none());
}

#[test]
fn every_entry_of_every_size_is_proved_and_nothing_else_is() {
    let leaves = Leaves::new(40);
    for size in 1..=40 {
        let root = leaves.root_at(size);
        for index in 0..size {
            let path = inclusion_proof(&leaves, index, size).unwrap();
            let leaf = leaves.0[usize::try_from(index).unwrap()];
            assert!(includes(&leaf, index, size, &path, &root), "{index} of {size}");
            assert!(!includes(&leaf, index, size, &path, &sha256(b"another root")));
            assert!(!includes(&sha256(b"another leaf"), index, size, &path, &root));
            assert!(!includes(&leaf, index, size, &[path.clone(), vec![root]].concat(), &root));
            assert!(!includes(&leaf, size, size, &path, &root));
            if !path.is_empty() {
                assert!(!includes(&leaf, index, size, &path[1..], &root));
                let other = if index == 0 { size - 1 } else { 0 };
                assert!(!includes(&leaf, other, size, &path, &root), "{index} as {other} of {size}");
            }
        }
    }
}

#[test]
fn every_size_is_proved_to_be_the_beginning_of_every_larger_one() {
    let leaves = Leaves::new(40);
    for size in 1..=40 {
        let root = leaves.root_at(size);
        for old in 1..=size {
            let old_root = leaves.root_at(old);
            let proof = consistency_proof(&leaves, old, size).unwrap();
            assert!(is_consistent(old, &old_root, size, &root, &proof), "{old} in {size}");
            assert!(!is_consistent(old, &sha256(b"another"), size, &root, &proof));
            if old < size {
                assert!(!is_consistent(old, &old_root, size, &sha256(b"another"), &proof));
                assert!(!is_consistent(old, &old_root, size, &root, &[proof.clone(), vec![root]].concat()));
            }
            if let Some((_, shorter)) = proof.split_last() {
                assert!(!is_consistent(old, &old_root, size, &root, shorter));
            }
        }
        assert!(!is_consistent(0, &sha256(b""), size, &root, &[]));
        assert!(!is_consistent(size + 1, &root, size, &root, &[]));
    }
}

#[test]
fn tiles_are_where_the_format_says() {
    let path = |level, number, width| Tile { level, number, width }.path().to_string_lossy().into_owned();
    assert_eq!(path(0, 0, 256), "tile/0/000");
    assert_eq!(path(1, 1_234_067, 256), "tile/1/x001/x234/067");
    assert_eq!(path(0, 273, 112), "tile/0/273.p/112");
    assert_eq!(
        Tile { level: 0, number: 1000, width: 1 }.entries_path().to_string_lossy(),
        "tile/entries/x001/000.p/1"
    );
    // 70,000 entries: 273 full tiles and one of 112; above them one full tile and one of 17; above that one of 1.
    assert_eq!(tile::levels(70_000), 3);
    let widths = |level| tile::tiles_of(level, 70_000).map(|tile| tile.width).collect::<Vec<_>>();
    assert_eq!((widths(0).len(), widths(0)[273]), (274, 112));
    assert_eq!((widths(1), widths(2)), (vec![256, 17], vec![1]));
    assert_eq!(tile::levels(0), 0);
}

#[test]
fn entries_are_read_as_they_were_written() {
    let mut bytes = Vec::new();
    let longest = vec![7; 65_535];
    for entry in [b"".as_slice(), b"one", &longest] {
        tile::push_entry(&mut bytes, entry).unwrap();
    }
    assert_eq!(tile::entries_from_bytes(&bytes, 3).unwrap(), [b"".as_slice(), b"one", &longest]);
    assert!(tile::entries_from_bytes(&bytes, 2).is_none());
    assert!(tile::entries_from_bytes(&bytes[..bytes.len() - 1], 3).is_none());
    tile::push_entry(&mut bytes, &vec![7; 65_536]).expect_err("the length has two octets");
}

proptest! {
    #[test]
    fn bytes_of_a_tile_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000), width in 0_u64..300) {
        let _ = tile::entries_from_bytes(&bytes, width);
        let _ = tile::hashes_from_bytes(&bytes, width);
        let _ = Frontier::from_bytes(width, &bytes);
    }

    #[test]
    fn unequal_parts_make_the_same_root(size in 1_u64..2000) {
        // 256 leaves at a time, as tiles have them, the last part smaller.
        let leaves = Leaves::new(size);
        let parts: Vec<_> = leaves.0.chunks(256).map(root_of).collect();
        prop_assert_eq!(root_of(&parts), leaves.root_at(size));
    }
}
