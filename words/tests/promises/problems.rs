//! The table of problems: one home, one meaning, one remedy for each.

use std::collections::HashSet;

use words::problem::{all, named, referred_to};

#[test]
fn every_problem_is_defined_once_and_tells_what_to_do() {
    let mut slugs = HashSet::new();
    for kind in all() {
        assert!(slugs.insert(kind.slug), "{} is defined twice", kind.slug);
        let is_word = |word: &str| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase());
        assert!(kind.slug.split('-').all(is_word), "{}", kind.slug);
        for sentence in [kind.title, kind.remedy] {
            assert!(
                sentence.starts_with(char::is_uppercase) && !sentence.contains("  "),
                "{}: {sentence}",
                kind.slug
            );
        }
        assert!(!kind.title.ends_with('.') && kind.remedy.ends_with('.'), "{}", kind.slug);
    }
    assert!(slugs.len() > 100, "{}", slugs.len());
}

#[test]
fn a_problem_is_found_by_its_slug_and_by_its_type() {
    for kind in all() {
        assert_eq!(named(kind.slug), Some(kind));
        assert_eq!(referred_to(&kind.reference()), Some(kind));
    }
    assert_eq!(named("of-tomorrow"), None);
    assert_eq!((referred_to("pin-wrong"), referred_to("/problems/")), (None, None));
}
