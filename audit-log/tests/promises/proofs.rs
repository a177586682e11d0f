//! The hashes that are kept beside the log prove each of its entries, whatever became of them between.

use audit_log::Checkpoint;
use audit_log::tree::{Frontier, TileHash, includes, leaf_hash};
use pki_types::Sha256Digest;
use test_country::rows::write;

use crate::country::Country;

/// Each entry of the log is proven, at its size.
async fn all_are_proven(country: &Country) -> u64 {
    let row = country.store.log_checkpoint().await.unwrap().unwrap();
    let checkpoint = Checkpoint::open(&row.note, country.verifier()).unwrap();
    let entries = country.store.log_entries(0, u32::MAX).await.unwrap();
    for (place, entry) in (0..checkpoint.size).zip(&entries) {
        let path = country.store.inclusion_proof(place, checkpoint.size).await.unwrap().unwrap();
        let leaf = leaf_hash(&entry.bytes);
        assert!(
            includes(&leaf, place, checkpoint.size, &path, &checkpoint.root),
            "{place} of {}",
            checkpoint.size
        );
    }
    assert_eq!(country.store.inclusion_proof(checkpoint.size, checkpoint.size).await.unwrap(), None);
    checkpoint.size
}

#[tokio::test]
async fn every_entry_is_proven_by_the_newest_checkpoint() {
    let country = Country::new().await;
    let mut sequencer = country.sequencer().await;
    let mut from = 0;
    for to in [1, 2, 3, 255, 256, 257, 511, 520, 770] {
        country.refuse(from..to).await;
        while sequencer.round().await.unwrap() {}
        assert_eq!(country.store.hashed_leaves().await.unwrap(), to);
        if !(4..=250).contains(&to) {
            assert_eq!(all_are_proven(&country).await, to);
        }
        from = to;
    }
}

/// A log of an earlier program, or one that a restore brought up to its copy: places and checkpoints, and hashes up to somewhere.
async fn grown_without_hashes(country: &Country, old: u64, new: u64) {
    country.refuse(old..new).await;
    let mut frontier = Frontier::default();
    write(&country.store, move |transaction| {
        Box::pin(async move { transaction.sequence_leaves(u32::MAX).await })
    })
    .await;
    for entry in country.store.log_entries(0, u32::MAX).await.unwrap() {
        frontier.push(leaf_hash(&entry.bytes));
    }
    let checkpoint = Checkpoint {
        origin: country.verifier().name().to_owned(),
        size: frontier.size(),
        root: frontier.root(),
    };
    let note = checkpoint.sign(&country.signer).unwrap();
    let (old, new, roots) = (i64::try_from(old).unwrap(), i64::try_from(new).unwrap(), frontier.to_bytes());
    write(&country.store, move |transaction| {
        Box::pin(async move { transaction.replace_log_checkpoint(old, new, &roots, &note).await })
    })
    .await;
}

#[tokio::test]
async fn what_nobody_hashed_is_hashed_when_the_log_goes_on() {
    for hashed in [0, 1, 300, 512] {
        let country = Country::new().await;
        country.refuse(0..hashed).await;
        country.publish().await;
        grown_without_hashes(&country, hashed, 700).await;
        assert_eq!(country.store.inclusion_proof(650, 700).await.unwrap(), None, "nobody has its hash");
        // Two at once, as after an update of the program.
        let (one, other) = tokio::join!(country.sequencer(), country.sequencer());
        drop((one, other));
        assert_eq!(all_are_proven(&country).await, 700, "hashed up to {hashed}");
        country.refuse(700..800).await;
        country.publish().await;
        assert_eq!(all_are_proven(&country).await, 800);
    }
}

#[tokio::test]
async fn hashes_that_are_not_of_this_log_are_not_gone_on_from() {
    let country = Country::new().await;
    grown_without_hashes(&country, 0, 300).await;
    let wrong: Vec<_> = (0..4).map(|number| hash_of(0, number, &leaf_hash(b"another log"))).collect();
    write(&country.store, move |transaction| {
        Box::pin(async move { transaction.insert_log_hashes(&wrong).await })
    })
    .await;
    let opened = audit_log::Sequencer::open(country.store.clone(), country.signer.clone()).await;
    assert!(opened.err().unwrap().to_string().contains("hashes of the log"));
}

fn hash_of(level: u8, number: u64, hash: &Sha256Digest) -> TileHash {
    TileHash { level, number, hash: *hash }
}

/// Three levels of tiles: what a log of some days has.
#[tokio::test]
async fn a_large_log_is_proven_with_few_hashes() {
    const SIZE: u64 = 66_000;
    let country = Country::new().await;
    let (mut frontier, mut hashes) = (Frontier::default(), Vec::new());
    let leaf = |number: u64| leaf_hash(&number.to_be_bytes());
    for number in 0..SIZE {
        frontier.push_and_tell(leaf(number), |hash| hashes.push(hash));
    }
    assert_eq!(hashes.iter().map(|hash| hash.level).max(), Some(2));
    assert_eq!(hashes.len(), 66_000 + 66_000 / 256 + 1);
    write(&country.store, move |transaction| {
        Box::pin(async move { transaction.insert_log_hashes(&hashes).await })
    })
    .await;
    assert_eq!(country.store.hashed_leaves().await.unwrap(), SIZE);
    for place in [0, 1, 255, 256, 40_000, 65_535, 65_536, 65_791, 65_792, 65_999] {
        let path = country.store.inclusion_proof(place, SIZE).await.unwrap().unwrap();
        assert!(includes(&leaf(place), place, SIZE, &path, &frontier.root()), "{place}");
        assert!(!includes(&leaf(place + 1), place, SIZE, &path, &frontier.root()));
        let other = country.store.inclusion_proof(place / 2, SIZE).await.unwrap().unwrap();
        assert!(place == 0 || !includes(&leaf(place), place, SIZE, &other, &frontier.root()), "{place}");
    }
}
