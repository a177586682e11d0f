//! What a command says while it works: numbered steps on standard error or standard output, plain words, no codes.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use pki_types::display::line;

use crate::output::painted_line;

/// Tells a story in numbered steps, with a spinner while a step takes long and a terminal is watching.
pub struct Narration {
    step: usize,
    colours: bool,
    silent: bool,
}

impl Narration {
    /// A story on standard output.
    pub fn new() -> Self {
        Self { step: 0, colours: std::io::stdout().is_terminal(), silent: false }
    }

    /// A story that nobody hears.
    pub fn silent() -> Self {
        Self { step: 0, colours: false, silent: true }
    }

    /// Begins the next step with a headline.
    pub fn step(&mut self, headline: &str) {
        self.step += 1;
        let (number, headline) = (self.step, line(headline));
        self.print(&if self.colours {
            format!("\n\x1b[1m{number}. {headline}\x1b[0m")
        } else {
            format!("\n{number}. {headline}")
        });
    }

    /// One line of explanation below the headline.
    pub fn say(&self, text: &str) {
        for words in text.lines() {
            self.print(&format!("   {}", line(words)));
        }
    }

    /// One thing done, with what came of it.
    pub fn done(&self, words: &str) {
        let tick = if self.colours { "\x1b[32m✓\x1b[0m" } else { "✓" };
        self.print(&format!("   {tick} {}", line(words)));
    }

    fn print(&self, painted: &str) {
        if !self.silent {
            painted_line(painted);
        }
    }

    /// Shows that something takes its time; ends when the guard is dropped.
    pub fn busy(&self, what: &str) -> Busy {
        let bar = if self.colours { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        bar.set_style(
            ProgressStyle::with_template("   {spinner} {msg} {elapsed}").expect("the template is constant"),
        );
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        Busy { bar, began: Instant::now() }
    }
}

impl Default for Narration {
    fn default() -> Self {
        Self::new()
    }
}

/// A spinner that vanishes when it is dropped.
pub struct Busy {
    bar: ProgressBar,
    began: Instant,
}

impl Busy {
    /// How long it has taken until now, in words.
    pub fn took(&self) -> String {
        format!("{:.1} s", self.began.elapsed().as_secs_f64())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
