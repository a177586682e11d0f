//! Rules about the text of the sources: length of files, words that must not appear.

use std::fs;
use std::path::{Path, PathBuf};

/// The longest source file, in lines (house rule 10).
const LONGEST: usize = 500;

/// The files below a folder whose names end like that.
fn files(below: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(below).expect("the folder can be listed") {
        let path = entry.expect("the entry can be read").path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" && name != "greatseal-data" {
                files(&path, ending, found);
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
}

fn all_sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(Path::new(env!("CARGO_MANIFEST_DIR")), ".rs", &mut found);
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

/// A crate that says so has its tests beside its sources, and is not compiled once more to find none in them.
#[test]
fn no_test_stands_where_none_is_looked_for() {
    let mark = ["#[cfg", "(test)]"].concat();
    for path in sources_of_crates_that_say("test = false") {
        let text = fs::read_to_string(&path).expect("a source is text");
        assert!(!text.contains(&mark), "{} is never compiled as a test", path.display());
    }
}

/// Nor are its comments read for examples that are tests where there are none.
#[test]
fn no_example_stands_where_none_is_tried() {
    for path in sources_of_crates_that_say("doctest = false") {
        let text = fs::read_to_string(&path).expect("a source is text");
        let comments = text.lines().filter_map(|line| line.trim_start().strip_prefix("//"));
        let fences =
            comments.filter_map(|comment| comment.trim_start_matches(['/', '!', ' ']).strip_prefix("```"));
        for opening in fences.step_by(2) {
            assert_eq!(opening, "text", "{} has an example that is never tried", path.display());
        }
    }
}

/// The sources of each crate whose library has this line in its manifest.
fn sources_of_crates_that_say(line: &str) -> Vec<PathBuf> {
    let mut manifests = Vec::new();
    files(Path::new(env!("CARGO_MANIFEST_DIR")), "Cargo.toml", &mut manifests);
    let mut sources = Vec::new();
    for manifest in manifests {
        let text = fs::read_to_string(&manifest).expect("a manifest is text");
        let library = text.split("\n[").find_map(|table| table.strip_prefix("lib]"));
        if library.is_some_and(|library| library.lines().any(|said| said == line)) {
            let before = sources.len();
            files(&manifest.with_file_name("src"), ".rs", &mut sources);
            assert!(sources.len() > before, "{} has sources", manifest.display());
        }
    }
    assert!(!sources.is_empty(), "the manifests are found");
    sources
}
