//! What a page shows again when it is asked for again: the latest of each kind, in memory alone.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use pki_types::random::random_array;
use pki_types::{SystemRandom, encoding};

/// How many are kept.
const MOST: usize = 16;

/// The latest of one kind, by names that nobody guesses.
pub(super) struct Kept<T>(Mutex<VecDeque<(String, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    /// Keeps one more, and gives its name.
    pub(super) fn keep(&self, one: T) -> String {
        let id = encoding::hex(&random_array::<16>(&SystemRandom));
        let mut kept = self.0.lock().expect("nobody panics while holding it");
        kept.truncate(MOST - 1);
        kept.push_front((id.clone(), Arc::new(one)));
        id
    }

    /// The one of this name, unless others took its place.
    pub(super) fn get(&self, id: &str) -> Option<Arc<T>> {
        let kept = self.0.lock().expect("nobody panics while holding it");
        kept.iter().find(|(name, _)| name == id).map(|(_, one)| Arc::clone(one))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_kept() {
        let kept = Kept::default();
        let names: Vec<String> = (0..MOST + 1).map(|number| kept.keep(number)).collect();
        assert_eq!(kept.get(&names[0]), None);
        assert_eq!(
            (kept.get(&names[1]).as_deref(), kept.get(&names[MOST]).as_deref()),
            (Some(&1), Some(&MOST))
        );
    }
}
