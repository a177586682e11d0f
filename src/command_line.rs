//! Command lines that are printed for people: they work as printed, in a shell in the folder where they were printed.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A command line of this program, each word quoted where a POSIX shell needs it.
pub fn of_program<Word: AsRef<OsStr>>(words: impl IntoIterator<Item = Word>) -> String {
    let mut line = quoted(program());
    for word in words {
        line.push(' ');
        line.push_str(&quoted(word));
    }
    line
}

/// One word as a POSIX shell reads it back.
pub fn quoted(word: impl AsRef<OsStr>) -> String {
    let word = word.as_ref().to_string_lossy();
    // Only a NUL octet cannot be quoted, and no path and no argument has one.
    shlex::try_quote(&word).map_or_else(|_| String::new(), |quoted| quoted.into_owned())
}

/// How this program can be called again.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let called = std::env::args_os().next().unwrap_or_else(|| "greatseal".into());
        let itself = std::env::current_exe().unwrap_or_else(|_| called.clone().into());
        let here = std::env::current_dir().unwrap_or_default();
        let folders = std::env::var_os("PATH").unwrap_or_default();
        name_of(Path::new(&called), &itself, &here, &folders)
    })
}

/// As it was `called` from the folder `here`, if that leads to it; else by its own path.
fn name_of(called: &Path, itself: &Path, here: &Path, folders: &OsStr) -> PathBuf {
    let leads_here = |path: &Path| matches!((path.canonicalize(), itself.canonicalize()), (Ok(found), Ok(itself)) if found == itself);
    let is_bare = called.components().count() == 1 && !called.has_root();
    if is_bare {
        let found =
            std::env::split_paths(folders).map(|folder| folder.join(called)).find(|path| path.exists());
        let in_path = found.is_some_and(|path| leads_here(&path));
        return if in_path { called.to_owned() } else { itself.to_owned() };
    }
    match called.strip_prefix(here) {
        // A name alone would be looked for in PATH.
        Ok(below) if leads_here(called) && below.components().count() == 1 => Path::new(".").join(below),
        Ok(below) if leads_here(called) => below.to_owned(),
        _ if leads_here(&here.join(called)) => called.to_owned(),
        _ => itself.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_named_so_that_a_shell_finds_it() {
        let folder = tempfile::tempdir().unwrap();
        let (here, bin) = (folder.path().join("here"), folder.path().join("bin"));
        std::fs::create_dir_all(here.join("target")).unwrap();
        std::fs::create_dir_all(&bin).unwrap();
        let named = |called: &str, itself: &Path| {
            std::fs::write(itself, "").unwrap();
            let name = name_of(Path::new(called), itself, &here, bin.as_os_str());
            name.to_string_lossy().into_owned()
        };
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let (installed, built, beside) =
            (bin.join("greatseal"), here.join("target/greatseal"), here.join("greatseal"));
        assert_eq!(named("greatseal", &installed), "greatseal");
        assert_eq!(named("target/greatseal", &built), "target/greatseal");
        assert_eq!(named(&text(&built), &built), "target/greatseal");
        assert_eq!(named(&text(&beside), &beside), "./greatseal");
        assert_eq!(named("greatseal", &built), text(&built), "another greatseal is in PATH");
        assert_eq!(named("no-such-name", &built), text(&built));
    }

    #[test]
    fn words_are_read_back_as_they_were() {
        for word in ["plain", "with space", "it's", "$HOME", "a\"b", "ключ;rm"] {
            assert_eq!(shlex::split(&quoted(word)), Some(vec![word.to_owned()]));
        }
        assert!(of_program(["verify", "a b.pdf"]).ends_with(" verify 'a b.pdf'"));
    }
}
