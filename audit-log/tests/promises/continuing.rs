//! A log that goes on: places, checkpoints and copies.

use audit_log::{Checkpoint, Error, LogCopy, Options, verify_folder};

use crate::country::{Country, note_signer};

#[tokio::test]
async fn every_leaf_gets_one_place_and_a_checkpoint_covers_it() {
    let country = Country::new().await;
    let mut sequencer = country.sequencer().await;
    assert!(!sequencer.round().await.unwrap(), "an empty log has nothing to cover");
    for (from, to) in [(0, 1), (1, 2), (2, 300), (300, 5000)] {
        country.refuse(from..to).await;
        while sequencer.round().await.unwrap() {}
        let row = country.store.log_checkpoint().await.unwrap().unwrap();
        assert_eq!(Checkpoint::open(&row.note, country.verifier()).unwrap().size, to);
        assert_eq!(country.store.oldest_leaf_without_place().await.unwrap(), None);
    }
    let report = country.verify(&country.publish().await);
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!(report.size, 5000);
}

#[tokio::test]
async fn copies_made_in_many_steps_and_in_one_are_the_same_files() {
    let country = Country::new().await;
    let steps = country.folder.path().join("steps");
    let mut copy = LogCopy::open(&steps, country.verifier()).unwrap();
    let mut sequencer = country.sequencer().await;
    let mut from = 0;
    for to in [1, 3, 255, 256, 257, 512, 700, 1025] {
        country.refuse(from..to).await;
        while sequencer.round().await.unwrap() {}
        assert!(copy.follow(&country.store).await.unwrap());
        assert!(!copy.follow(&country.store).await.unwrap());
        assert!(country.verify(&steps).holds(), "{to} entries");
        from = to;
    }
    let once = country.publish().await;
    assert_eq!(files(&steps), files(&once));
}

/// Every file below a folder with its contents.
fn files(folder: &std::path::Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[tokio::test]
async fn a_copy_goes_on_after_a_restart_and_is_proved_against_an_earlier_checkpoint() {
    let country = Country::new().await;
    country.refuse(0..300).await;
    let folder = country.publish().await;
    let earlier = std::fs::read_to_string(folder.join("checkpoint")).unwrap();
    let earlier = Checkpoint::open(&earlier, country.verifier()).unwrap();
    country.refuse(300..600).await;
    country.publish().await;
    let options = Options { earlier: vec![earlier.clone()], ..Options::default() };
    let (report, _) = verify_folder(&folder, country.verifier(), &options).unwrap();
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!((earlier.size, report.size), (300, 600));
}

#[tokio::test]
async fn two_sequencers_at_once_make_one_log() {
    let country = Country::new().await;
    let (mut one, mut other) = (country.sequencer().await, country.sequencer().await);
    for step in 0..20 {
        country.refuse(step * 10..step * 10 + 10).await;
        let (first, second) = tokio::join!(one.round(), other.round());
        first.unwrap();
        second.unwrap();
    }
    let report = country.verify(&country.publish().await);
    assert!(report.holds(), "{:?}", report.findings);
    assert_eq!(report.size, 200);
}

#[tokio::test]
async fn a_sequencer_of_another_key_does_not_go_on() {
    let country = Country::new().await;
    country.refuse(0..3).await;
    country.publish().await;
    let another = note_signer(crate::country::ORIGIN);
    let opened = audit_log::Sequencer::open(country.store.clone(), another.clone()).await;
    assert!(matches!(opened.err(), Some(Error::Unsigned { .. })));
    assert!(LogCopy::open(&country.folder.path().join("log"), another.verifier()).is_err());
}

#[tokio::test]
async fn a_copy_does_not_follow_a_store_that_was_put_back() {
    let country = Country::new().await;
    country.refuse(0..10).await;
    let folder = country.publish().await;
    let earlier = Country::new().await;
    earlier.refuse(0..4).await;
    let mut sequencer =
        audit_log::Sequencer::open(earlier.store.clone(), country.signer.clone()).await.unwrap();
    sequencer.round().await.unwrap();
    let mut copy = LogCopy::open(&folder, country.verifier()).unwrap();
    // It has one keeper.
    assert!(matches!(LogCopy::open(&folder, country.verifier()), Err(Error::Kept { .. })));
    let refused = copy.follow(&earlier.store).await.unwrap_err().to_string();
    assert!(refused.contains("shorter than its copy"), "{refused}");
    assert!(country.verify(&folder).holds(), "the copy stays as it was");
}
