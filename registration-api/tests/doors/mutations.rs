//! Random changes of every network message: no panic, no failure of ours, and nothing stored.

use pki_types::{Random, SeededRandom};

use crate::client::post;
use crate::scene::{NewPhone, Scene};

const MUTATIONS: u32 = 10_000;

/// A small generator over the injected randomness.
struct Dice(SeededRandom);

impl Dice {
    /// A number below `end`.
    fn below(&self, end: usize) -> usize {
        let octets: [u8; 8] = pki_types::random_array::<8>(&self.0);
        usize::try_from(u64::from_be_bytes(octets) % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn octet(&self) -> u8 {
        let mut octet = [0];
        self.0.fill(&mut octet);
        octet[0]
    }

    /// `original` with one to three changes; never the original.
    fn mutate(&self, original: &[u8]) -> Vec<u8> {
        let mut mutant = original.to_vec();
        while mutant == original {
            for _ in 0..=self.below(3) {
                self.change(&mut mutant);
            }
        }
        mutant
    }

    fn change(&self, octets: &mut Vec<u8>) {
        let at = self.below(octets.len());
        let to = at + self.below(octets.len() - at + 1);
        match self.below(8) {
            0 if at < octets.len() => octets[at] ^= 1 << self.below(8),
            1 if at < octets.len() => octets[at] = self.octet(),
            2 => octets.insert(at, b"\"\\{}[],:.0-_=Ae"[self.below(15)]),
            3 => drop(octets.drain(at..to)),
            4 => octets.truncate(at),
            5 => {
                let copy = octets[at..to.min(at + 64)].to_vec();
                octets.splice(at..at, copy);
            }
            6 => octets[at..to].reverse(),
            _ => octets.extend_from_within(at..to.min(at + 16)),
        }
    }
}

async fn all_refused(path: &str, seed: u64, scene: &Scene, original: String) {
    let dice = Dice(SeededRandom::new(seed));
    let commits = scene.store.commits();
    let peer = Some(&scene.officer.certificate);
    for _ in 0..MUTATIONS {
        let mutant = dice.mutate(original.as_bytes());
        let answer = post(scene, peer, path, mutant.clone()).await;
        assert!(answer.status.is_client_error(), "{}: {}", answer.status, String::from_utf8_lossy(&mutant));
        answer.problem();
    }
    assert_eq!(scene.store.commits(), commits, "nothing was stored");
    assert!(post(scene, peer, path, original).await.status.is_success(), "the original is right");
}

#[tokio::test]
async fn of_an_act() {
    let scene = Scene::new().await;
    all_refused("/v1/acts", 1, &scene, scene.officer.act(1, scene.now())).await;
}

#[tokio::test]
async fn of_an_enrolment() {
    let scene = Scene::new().await;
    let phone = NewPhone::new();
    let original = phone.sign(&phone.enrolment(scene.activation, scene.now()));
    all_refused("/v1/enrolments", 2, &scene, original).await;
}
