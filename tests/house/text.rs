//! Rules about the text of the sources: length of files, words that must not appear.

use std::fs;
use std::path::{Path, PathBuf};

/// The longest source file, in lines (house rule 10).
const LONGEST: usize = 500;

fn sources(below: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(below).expect("the folder can be listed") {
        let path = entry.expect("the entry can be read").path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" && name != "greatseal-data" {
                sources(&path, found);
            }
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

fn all_sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    sources(Path::new(env!("CARGO_MANIFEST_DIR")), &mut found);
    assert!(found.len() > 20, "the sources are found");
    found
}

#[test]
fn no_file_is_too_long() {
    for path in all_sources() {
        let lines = fs::read_to_string(&path).expect("a source is text").lines().count();
        assert!(
            lines <= LONGEST,
            "{} has {lines} lines, more than {LONGEST}: split it by idea",
            path.display()
        );
    }
}

#[test]
fn nothing_is_left_to_do() {
    // The words are put together here so that this file does not find itself.
    let words = [
        ["to", "do!("].concat(),
        ["unimple", "mented!("].concat(),
        ["FIX", "ME"].concat(),
        ["#[ig", "nore"].concat(),
    ];
    for path in all_sources() {
        let text = fs::read_to_string(&path).expect("a source is text");
        for word in &words {
            assert!(!text.contains(word.as_str()), "{} contains {word}", path.display());
        }
    }
}
