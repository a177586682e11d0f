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

/// Standard error, on which no field of an event steers a terminal or pretends to be another line.
struct Plain {
    show: fn(&str) -> String,
    to: Stderr,
}

impl Plain {
    fn new(show: fn(&str) -> String) -> Self {
        Self { show, to: stderr() }
    }
}

impl Write for Plain {
    /// tracing writes an event whole.
    fn write(&mut self, event: &[u8]) -> std::io::Result<usize> {
        let shown = (self.show)(&String::from_utf8_lossy(event));
        self.to.lock().write_all(shown.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}
