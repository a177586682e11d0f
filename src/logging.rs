//! Log lines: structured, on standard error, without personal data (types that hold it have no `Debug`).

use std::io::{Stderr, Write, stderr};

use anyhow::{Context, Result};
use pki_types::display::{json, lines};
use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Starts logging as the configuration says; a second call in one process changes nothing.
pub fn start(config: &Config) -> Result<()> {
    let filter = EnvFilter::try_new(&config.log_filter).with_context(|| {
        format!("log.filter is {:?}, which is no filter; \"info\" is one", config.log_filter)
    })?;
    // No colours: they are escape sequences, which the writer makes readable like everybody else's.
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_ansi(false);
    let _already_started = match config.log_format {
        LogFormat::Text => lines.with_writer(|| Plain::new(text_line)).compact().try_init(),
        LogFormat::Json => lines.with_writer(|| Plain::new(json)).json().flatten_event(true).try_init(),
    };
    Ok(())
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
    /// tracing writes an event whole.
    fn write(&mut self, event: &[u8]) -> std::io::Result<usize> {
        let shown = (self.show)(&String::from_utf8_lossy(event));
        self.to.write_all(shown.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
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
