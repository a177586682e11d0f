//! Which languages a country offers, in which order: the same for all its pages, as long as the process lives.

use std::sync::OnceLock;

use crate::Language;

static OFFERED: OnceLock<Vec<Language>> = OnceLock::new();

/// Offers these, the first to whom none of them means anything. What was offered first stays.
pub fn offer(languages: Vec<Language>) {
    if !languages.is_empty() {
        OFFERED.get_or_init(|| languages);
    }
}

/// Those that are offered: all of the catalogue's where nobody has said.
#[must_use]
pub fn offered() -> &'static [Language] {
    OFFERED.get().map_or(&Language::ALL, Vec::as_slice)
}
