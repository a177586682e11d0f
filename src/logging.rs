//! Log lines: structured, on standard error, without personal data (types that hold it have no `Debug`).
//!
//! Whether a line can be written decides nothing: it is handed to a thread of its own, which waits for a full pipe or fails at
//! a full disk alone, and what is lost is counted.

use std::io::{Stderr, Write, stderr};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result};
use pki_types::display::{json, lines};
use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::reload::Handle;

use crate::config::{Config, LogFormat, log_filter_of};

/// Lines that may wait to be written; further ones are lost.
const WAITING_LINES: usize = 4096;

/// Lines that standard error did not take.
static UNWRITTEN: AtomicU64 = AtomicU64::new(0);
/// Lines for which there was no room to wait.
static DROPPED: OnceLock<ErrorCounter> = OnceLock::new();
/// The way to another filter, once logging was started.
static FILTER: OnceLock<Box<dyn Fn(EnvFilter) -> Result<()> + Send + Sync>> = OnceLock::new();

/// Lines of this process that nobody can read.
pub fn lost_lines() -> u64 {
    let dropped = DROPPED.get().map_or(0, ErrorCounter::dropped_lines);
    UNWRITTEN.load(Ordering::Relaxed).saturating_add(u64::try_from(dropped).unwrap_or(u64::MAX))
}

/// Logging that was started. When it is dropped, lines that wait are written, for a second at most.
#[must_use]
pub struct Logging {
    _writer: WorkerGuard,
}

/// Starts logging as the configuration says; a second call in one process changes nothing.
pub fn start(config: &Config) -> Result<Logging> {
    let filter = log_filter_of(&config.log_filter)?;
    // No colours: they are escape sequences, which the writer makes readable like everybody else's.
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_ansi(false);
    let lines = lines.log_internal_errors(false);
    let (writer, guard) = match config.log_format {
        LogFormat::Text => in_a_thread(Plain::new(text_line)),
        LogFormat::Json => in_a_thread(Plain::new(json)),
    };
    let dropped = writer.error_counter();
    let lines = lines.with_writer(writer);
    let started = match config.log_format {
        LogFormat::Text => {
            let lines = lines.compact().with_filter_reloading();
            let filter = exchanger(lines.reload_handle());
            lines.try_init().map(|()| filter)
        }
        LogFormat::Json => {
            let lines = lines.json().flatten_event(true).with_filter_reloading();
            let filter = exchanger(lines.reload_handle());
            lines.try_init().map(|()| filter)
        }
    };
    if let Ok(filter) = started {
        DROPPED.get_or_init(|| dropped);
        FILTER.get_or_init(|| filter);
    }
    Ok(Logging { _writer: guard })
}

/// What passes this filter is written from now on.
///
/// # Errors
/// It is no filter; then the last one goes on.
pub fn exchange_filter(filter: &str) -> Result<()> {
    let filter = log_filter_of(filter)?;
    FILTER.get().map_or(Ok(()), |exchange| exchange(filter))
}

fn exchanger<S: 'static>(handle: Handle<EnvFilter, S>) -> Box<dyn Fn(EnvFilter) -> Result<()> + Send + Sync> {
    Box::new(move |filter| handle.reload(filter).context("log.filter could not be exchanged"))
}

fn in_a_thread(to: impl Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(WAITING_LINES)
        .thread_name("log")
        .finish(to)
}

/// What fails in one request or job is a line of the log like all others: standard error may not take it, or keep who
/// panics waiting.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let what = panic.payload_as_str().unwrap_or("a panic without words");
        tracing::error!(place, what, "a fault of this program");
    }));
}

/// One event is one line: a line feed inside a field must not begin another.
fn text_line(event: &str) -> String {
    let (body, end) = event.strip_suffix('\n').map_or((event, ""), |body| (body, "\n"));
    lines(&body.replace('\n', "\\n")) + end
}

/// An output on which no field of an event steers a terminal or pretends to be another line.
struct Plain<W> {
    show: fn(&str) -> String,
    to: W,
}

impl Plain<Stderr> {
    fn new(show: fn(&str) -> String) -> Self {
        Self { show, to: stderr() }
    }
}

impl<W: Write> Write for Plain<W> {
    /// tracing writes an event whole. One that is not taken is counted, and the next one may be.
    fn write(&mut self, event: &[u8]) -> std::io::Result<usize> {
        let shown = (self.show)(&String::from_utf8_lossy(event));
        if self.to.write_all(shown.as_bytes()).is_err() {
            UNWRITTEN.fetch_add(1, Ordering::Relaxed);
        }
        Ok(event.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        // Lines are written whole; what cannot be flushed was counted or comes later.
        let _not_now = self.to.flush();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek};

    use pki_types::display::is_hidden;

    use super::*;

    const HOSTILE: &str = "\u{1b}[2Ja\u{9b}8m\r\n2026 INFO forged line\u{202e}\u{2028}";

    #[test]
    fn no_field_steers_a_terminal_or_begins_a_line() {
        let text: fn(&str) -> String = text_line;
        for (format, show) in [(LogFormat::Text, text), (LogFormat::Json, json)] {
            let mut file = tempfile::tempfile().unwrap();
            let to = file.try_clone().unwrap();
            let writer = move || Plain { show, to: to.try_clone().unwrap() };
            let lines = tracing_subscriber::fmt().with_ansi(false).with_writer(writer);
            let event = || tracing::warn!(reason = HOSTILE, error = ?HOSTILE, "it failed: {HOSTILE}");
            match format {
                LogFormat::Text => tracing::subscriber::with_default(lines.compact().finish(), event),
                LogFormat::Json => {
                    tracing::subscriber::with_default(lines.json().flatten_event(true).finish(), event)
                }
            }
            file.rewind().unwrap();
            let mut written = String::new();
            file.read_to_string(&mut written).unwrap();
            assert_eq!(written.lines().count(), 1, "{format:?}: {}", written.escape_debug());
            let hidden = written.chars().find(|character| *character != '\n' && is_hidden(*character));
            assert_eq!(hidden, None, "{format:?}: {}", written.escape_debug());
            assert!(written.contains("forged line"), "{format:?}: {written}");
        }
    }
}
