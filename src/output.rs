//! What a command writes to its standard output and standard error. Every text passes here, so nothing from outside
//! steers a terminal, however it came into a sentence: [`pki_types::display::lines`].
//!
//! Nobody who reads (`greatseal verify … | head -1`) is no failure: the work goes on, and the exit code says what came
//! of it. A command that changes something says first what it will do ([`promise`]), and does nothing if that is not taken. An
//! output that cannot take the text, such as a file on a full disk or one that was closed, is one: the first such failure is
//! remembered, and the command that could not say what it found does not end as if it had.

use std::io::{Error, ErrorKind, Write, stderr, stdout};
use std::sync::{LazyLock, OnceLock};

use anyhow::{Result, bail};
use pki_types::display::lines;
use rustix::fs::{FileType, OFlags, fcntl_getfl, fstat, major, minor};

/// Writes a line to standard output, as `println!` does.
macro_rules! say {
    () => { $crate::output::line("") };
    ($($words:tt)*) => { $crate::output::line(&format!($($words)*)) };
}
pub(crate) use say;

static FAILURE: OnceLock<String> = OnceLock::new();

/// `/dev/null`: the third minor device of the first major one (Linux, `Documentation/admin-guide/devices.txt`).
const NULL_DEVICE: (u32, u32) = (1, 3);

/// Says what is about to be done, for commands that change something or make a secret: what came of it must not be lost
/// because nobody could be told.
///
/// # Errors
/// Standard output does not take it, or nobody reads it; nothing was done yet.
pub fn promise(text: &str) -> Result<()> {
    let written = put(&format!("{}\n", lines(text)));
    written.map_err(|problem| {
        note(Err(Error::new(problem.kind(), problem.to_string())));
        anyhow::anyhow!("standard output could not be written, so nothing was done: {problem}")
    })
}

/// Writes a text and a line feed to standard output.
pub fn line(text: &str) {
    write(&format!("{}\n", lines(text)));
}

/// Writes a text of several lines, each with its line feed, to standard output.
pub fn text(text: &str) {
    write(&lines(text));
}

/// Writes a line in which values from outside were made readable before it was given colours.
pub(crate) fn painted_line(text: &str) {
    write(&format!("{text}\n"));
}

/// Writes what went wrong to standard error; if that is gone there is nobody left to tell. Lines behind the first are
/// indented: what an error quotes may have line feeds, and must not look like another message of ours.
pub fn complain(text: &str) {
    let text = lines(text.trim_end()).replace('\n', "\n    ").replace("\n    \n", "\n\n");
    let _gone = writeln!(stderr().lock(), "{text}");
}

/// Whether all that was said could be written.
///
/// # Errors
/// Why standard output did not take it.
pub fn finish() -> Result<()> {
    note(stdout().lock().flush());
    match FAILURE.get() {
        Some(problem) => bail!("standard output could not be written: {problem}"),
        None => Ok(()),
    }
}

fn write(text: &str) {
    note(put(text));
}

fn put(text: &str) -> std::io::Result<()> {
    if was_closed() {
        return Err(Error::other("it was closed before the program began"));
    }
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}

/// Whether this process began without a standard output (`>&-`). Rust's runtime then opens the null device in its place before
/// `main`, for reading and writing, which takes every text and keeps none; a shell's `> /dev/null` opens it for writing alone,
/// and whoever wants no text has said so.
fn was_closed() -> bool {
    static WAS_CLOSED: LazyLock<bool> = LazyLock::new(|| {
        let out = stdout();
        let (Ok(status), Ok(flags)) = (fstat(&out), fcntl_getfl(&out)) else { return true };
        let is_null = FileType::from_raw_mode(status.st_mode) == FileType::CharacterDevice
            && (major(status.st_rdev), minor(status.st_rdev)) == NULL_DEVICE;
        is_null && flags & OFlags::RWMODE == OFlags::RDWR
    });
    *WAS_CLOSED
}

fn note(outcome: std::io::Result<()>) {
    if let Err(problem) = outcome
        && problem.kind() != ErrorKind::BrokenPipe
    {
        let _first = FAILURE.set(problem.to_string());
    }
}
