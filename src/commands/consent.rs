//! Asks before something is done that hurts somebody, or that nobody can take back.

use std::io::{BufRead, IsTerminal as _, stdin};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::output::promise;

/// For scripts, which nobody can ask.
#[derive(Debug, Clone, Copy, Args)]
pub struct ConsentArguments {
    /// Do not ask at the terminal
    #[arg(long)]
    pub yes: bool,
}

impl ConsentArguments {
    /// Says whom it is about and what follows from it; goes on if the person at the terminal types `yes`.
    ///
    /// # Errors
    /// The person did not, or there is no terminal to ask at. Nothing was done.
    pub fn to(self, consequences: &str) -> Result<()> {
        promise(consequences)?;
        if self.yes {
            return Ok(());
        }
        if !stdin().is_terminal() {
            bail!("nothing was done: there is no terminal to ask at; a script says --yes");
        }
        promise("To do it, type yes:")?;
        if is_yes(&mut stdin().lock())? { Ok(()) } else { bail!("nothing was done") }
    }
}

fn is_yes(terminal: &mut impl BufRead) -> Result<bool> {
    let mut line = String::new();
    terminal.read_line(&mut line).context("the terminal gave no answer")?;
    Ok(line.trim() == "yes")
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_the_whole_word_is_yes() {
        assert!(is_yes(&mut "yes\n".as_bytes()).unwrap());
        for line in ["", "\n", "y\n", "no\n", "yes please\n", "YES\n"] {
            assert!(!is_yes(&mut line.as_bytes()).unwrap(), "{line:?}");
        }
    }
}
