//! Whatever is done to the files, it is found, and said.

use std::fs;
use std::path::Path;

use audit_log::{Checkpoint, Options, tile, verify_folder};

use crate::country::Country;

/// A published log of 600 entries, changed by `change`; what the verification says.
async fn found(change: impl FnOnce(&Country, &Path)) -> String {
    let country = Country::new().await;
    country.refuse(0..600).await;
    let folder = country.publish().await;
    assert!(country.verify(&folder).holds());
    change(&country, &folder);
    match verify_folder(&folder, country.verifier(), &Options::default()) {
        Ok((report, _)) => report.findings.join("\n"),
        Err(error) => error.to_string(),
    }
}

/// Rewrites the entries of the second tile, its hashes too if `hashes`.
fn rewrite(folder: &Path, hashes: bool, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let path = folder.join("tile/entries/001");
    let bytes = fs::read(&path).unwrap();
    let mut entries: Vec<Vec<u8>> =
        tile::entries_from_bytes(&bytes, 256).unwrap().into_iter().map(<[u8]>::to_vec).collect();
    change(&mut entries);
    let (mut written, mut hashed) = (Vec::new(), Vec::new());
    for entry in &entries {
        tile::push_entry(&mut written, entry).unwrap();
        hashed.push(audit_log::tree::leaf_hash(entry));
    }
    fs::write(path, written).unwrap();
    if hashes {
        fs::write(folder.join("tile/0/001"), tile::hashes_to_bytes(&hashed)).unwrap();
    }
}

/// Another leaf of the same length.
fn edited(entry: &[u8]) -> Vec<u8> {
    String::from_utf8(entry.to_vec()).unwrap().replace("\"test\"", "\"pest\"").into_bytes()
}

#[tokio::test]
async fn an_edited_entry() {
    let found = found(|_, folder| rewrite(folder, false, |entries| entries[9] = edited(&entries[9]))).await;
    assert!(found.contains("tile/0/001 does not hold the hashes of its entries"), "{found}");
}

#[tokio::test]
async fn an_edited_entry_whose_hashes_were_made_anew() {
    let found = found(|_, folder| rewrite(folder, true, |entries| entries[9] = edited(&entries[9]))).await;
    assert!(found.contains("was signed for 600 entries"), "{found}");
    assert!(found.contains("tile/1/000.p/2 does not hold the hashes"), "{found}");
}

#[tokio::test]
async fn two_entries_in_another_order() {
    let found = found(|_, folder| rewrite(folder, true, |entries| entries.swap(3, 4))).await;
    assert!(found.contains("was signed for 600 entries"), "{found}");
}

#[tokio::test]
async fn a_removed_entry_and_an_added_one() {
    for count in [255, 257] {
        let found = found(|_, folder| {
            rewrite(folder, true, |entries| {
                let last = entries[255].clone();
                entries.resize(count, last);
            });
        })
        .await;
        assert!(found.contains("tile/entries/001 does not hold 256 entries"), "{found}");
    }
}

#[tokio::test]
async fn a_removed_file_and_an_edited_tile() {
    let found_without = found(|_, folder| fs::remove_file(folder.join("tile/0/001")).unwrap()).await;
    assert!(found_without.contains("tile/0/001"), "{found_without}");
    let found_edited = found(|_, folder| {
        let path = folder.join("tile/1/000.p/2");
        let mut bytes = fs::read(&path).unwrap();
        bytes[40] ^= 1;
        fs::write(path, bytes).unwrap();
    })
    .await;
    assert!(found_edited.contains("tile/1/000.p/2 does not hold the hashes"), "{found_edited}");
}

#[tokio::test]
async fn the_newest_hundred_entries_removed_with_an_older_checkpoint_in_their_place() {
    let country = Country::new().await;
    country.refuse(0..500).await;
    let older = country.publish().await;
    let kept = country.folder.path().join("kept");
    fs::rename(&older, &kept).unwrap();
    country.refuse(500..600).await;
    let newest = country.publish().await;
    let note = fs::read_to_string(newest.join("checkpoint")).unwrap();
    let known = Checkpoint::open(&note, country.verifier()).unwrap();

    // By itself the older copy is a good log; who knows a newer checkpoint knows better.
    assert!(country.verify(&kept).holds());
    let options = Options { earlier: vec![known], ..Options::default() };
    let (report, _) = verify_folder(&kept, country.verifier(), &options).unwrap();
    assert!(report.findings[0].contains("covers 600 entries, this one 500"), "{:?}", report.findings);
}

#[tokio::test]
async fn a_fork_under_the_same_key() {
    let country = Country::new().await;
    country.refuse(0..300).await;
    let folder = country.publish().await;
    let note = fs::read_to_string(folder.join("checkpoint")).unwrap();
    let known = Checkpoint::open(&note, country.verifier()).unwrap();
    let mut fork = Country::new().await;
    fork.signer = country.signer.clone();
    fork.refuse(1..400).await;
    let other = fork.publish().await;
    assert!(fork.verify(&other).holds());
    let options = Options { earlier: vec![known], ..Options::default() };
    let (report, _) = verify_folder(&other, fork.verifier(), &options).unwrap();
    assert!(report.findings[0].contains("the log was rewritten"), "{:?}", report.findings);
}

#[tokio::test]
async fn a_checkpoint_of_another_size_or_key() {
    let other_size = found(|_, folder| {
        let path = folder.join("checkpoint");
        let note = fs::read_to_string(&path).unwrap();
        fs::write(path, note.replace("\n600\n", "\n599\n")).unwrap();
    })
    .await;
    assert!(other_size.contains("no valid signature"), "{other_size}");
    let other_key = found(|_, folder| {
        let signer = crate::country::note_signer(crate::country::ORIGIN);
        let checkpoint =
            Checkpoint { origin: crate::country::ORIGIN.to_owned(), size: 600, root: pki_types::sha256(b"") };
        fs::write(folder.join("checkpoint"), checkpoint.sign(&signer).unwrap()).unwrap();
    })
    .await;
    assert!(other_key.contains("no valid signature"), "{other_key}");
}
