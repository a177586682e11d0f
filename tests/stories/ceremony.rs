//! A ceremony at a terminal: what is asked, what is refused, and what is left of a ceremony that did not begin.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::testbed::terminal::Terminal;

/// The demonstration's own.
const CEREMONY: &str = include_str!("../../src/commands/demo/ceremony.toml");

struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    fn with(ceremony: &str) -> Self {
        let folder = tempfile::tempdir().expect("a place for temporary files");
        fs::write(folder.path().join("country.toml"), ceremony).expect("the file can be written");
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn words(&self) -> [String; 4] {
        let path = |name| self.path(name).display().to_string();
        ["ceremony".to_owned(), path("country.toml"), "--out".to_owned(), path("ceremony")]
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
        command.args(self.words()).stdin(Stdio::null());
        command
    }

    fn passphrase_file(&self, passphrase: &str) -> PathBuf {
        let path = self.path("passphrase");
        greatseal::secrets::write_private(&path, passphrase.as_bytes()).expect("a new file");
        path
    }

    fn nothing_was_made(&self) -> bool {
        !self.path("ceremony").exists()
    }
}

/// A ceremony at a terminal, and behind it the terminal is asked how it is.
fn hold(room: &Room) -> Terminal {
    let words = room.words().join(" ");
    let line = format!("{} {words}; echo code=$?; stty -a", env!("CARGO_BIN_EXE_greatseal"));
    Terminal::run(&line, room.folder.path())
}

fn assert_as_before(screen: &str) {
    for mode in [" echo ", " icanon ", "isig "] {
        assert!(screen.replace(['\r', '\n', ';'], " ").contains(mode), "{mode}: {screen}");
    }
}

const QUESTION: &str = "Passphrase of the new key store (at least 12 characters): ";
const AGAIN: &str = "Passphrase of the new key store (at least 12 characters), again: ";
const TYPED: &[u8] = b"correct horse battery\r";

#[test]
fn the_passphrase_is_asked_for_twice_and_never_shown() {
    let room = Room::with(CEREMONY);
    let mut terminal = hold(&room);
    terminal.answer(QUESTION, TYPED);
    terminal.answer(AGAIN, TYPED);
    let screen = terminal.end();
    let program = format!("greatseal {}", env!("CARGO_PKG_VERSION"));
    assert!(screen.contains("code=0") && screen.contains(&format!("Held by {program}")), "{screen}");
    assert!(screen.contains(&format!("{program} holds a ceremony of ")), "{screen}");
    assert!(!screen.contains("horse"), "{screen}");
    assert_as_before(&screen);
    assert!(room.path("ceremony/transcript.txt").exists());
}

#[test]
fn two_passphrases_and_a_short_one_make_nothing() {
    let room = Room::with(CEREMONY);
    let mut terminal = hold(&room);
    terminal.answer(QUESTION, TYPED);
    terminal.answer(AGAIN, b"correct horse batterie\r");
    let screen = terminal.end();
    assert!(screen.contains("the two passphrases differ") && screen.contains("code=1"), "{screen}");
    assert_as_before(&screen);
    let mut terminal = hold(&room);
    terminal.answer(QUESTION, b"eleven char\r");
    let screen = terminal.end();
    assert!(screen.contains("has 11 characters; a new one has at least 12"), "{screen}");
    assert!(room.nothing_was_made());
    // The same of a passphrase in a file.
    let short = room.passphrase_file("eleven char");
    let output = room.command().arg("--passphrase-file").arg(short).output().expect("the program starts");
    assert!(String::from_utf8_lossy(&output.stderr).contains("at least 12"), "{output:?}");
    assert!(!output.status.success() && room.nothing_was_made());
}

#[test]
fn control_c_leaves_the_terminal_as_it_was() {
    let room = Room::with(CEREMONY);
    for question in [QUESTION, AGAIN] {
        let mut terminal = hold(&room);
        if question == AGAIN {
            terminal.answer(QUESTION, TYPED);
        }
        terminal.answer(question, b"half a pass\x03");
        let screen = terminal.end();
        assert!(screen.contains("nothing was done: interrupted") && screen.contains("code=130"), "{screen}");
        assert!(!screen.contains("half"), "{screen}");
        assert_as_before(&screen);
        assert!(room.nothing_was_made());
    }
}

/// Whoever holds a ceremony must be able to read what it says.
#[test]
fn where_nothing_can_be_said_nothing_is_made() {
    let room = Room::with(CEREMONY);
    let passphrase = room.passphrase_file("correct horse battery");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let mut command = room.command();
    let output = command.arg("--passphrase-file").arg(&passphrase).stdout(full).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("so nothing was done") && !said.contains("panicked"), "{said}");
    assert_eq!(output.status.code(), Some(i32::from(greatseal::NOT_SAID)));
    assert!(room.nothing_was_made());

    // Nobody reads: the reader is gone before the program begins.
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = room.command();
    let output =
        command.arg("--passphrase-file").arg(&passphrase).stdout(writer).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("so nothing was done") && !said.contains("panicked"), "{said}");
    assert!(!output.status.success() && room.nothing_was_made());
}

/// Words that only print never panic, whether the output is closed, full or without a reader.
#[test]
fn what_only_prints_ends_by_the_book() {
    for words in [&["config"][..], &["--help"], &["--version"], &["ceremony", "--help"]] {
        let run = |out: Stdio| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
            command.args(words).stdin(Stdio::null()).stdout(out).output().expect("the program starts")
        };
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        assert_eq!(run(full.into()).status.code(), Some(i32::from(greatseal::NOT_SAID)), "{words:?}");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = run(writer.into());
        assert_eq!(output.status.code(), Some(0), "{words:?}: {output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}

#[test]
fn a_file_that_is_wrong_is_refused_before_the_terminal_is_asked() {
    let wrong = CEREMONY
        .lines()
        .map(|line| if line.starts_with("common_name") { "common_name = \"One CA\"" } else { line });
    let room = Room::with(&wrong.collect::<Vec<_>>().join("\n"));
    let output = room.command().output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("issuers.common_name must not be, or look like, that of root"), "{said}");
    assert!(said.contains("`One CA`"), "{said}");
    assert!(output.stdout.is_empty() && room.nothing_was_made());
}
