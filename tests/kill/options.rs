//! What is asked of a run.

use std::fmt;

use anyhow::{Context, Result, bail, ensure};

use crate::testbed::on_postgres;

/// How often who is killed, and the seed of all decisions.
pub(crate) struct Options {
    /// How often the program is killed.
    pub(crate) kills: usize,
    /// How often the database server is killed.
    pub(crate) server_kills: usize,
    /// The seed of this process's decisions.
    pub(crate) seed: u64,
    /// Whether the country is six processes, of which one is killed at a time.
    pub(crate) in_zones: bool,
}

impl Options {
    /// Reads `--kills N --server-kills N --seed S --zones`.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self { kills: 1000, server_kills: 0, seed: 1, in_zones: false };
        while let Some(word) = words.next() {
            let mut number = || -> Result<u64> {
                let value = words.next().with_context(|| format!("{word} needs a number"))?;
                value.parse().with_context(|| format!("{word} needs a number, not {value}"))
            };
            match word.as_str() {
                "--kills" => options.kills = usize::try_from(number()?)?,
                "--server-kills" => options.server_kills = usize::try_from(number()?)?,
                "--seed" => options.seed = number()?,
                "--zones" => options.in_zones = true,
                other => bail!("{other} is no option: --kills, --server-kills, --seed and --zones are"),
            }
        }
        let needs = options.in_zones || options.server_kills > 0;
        ensure!(!needs || on_postgres(), "zones and a server to kill need PostgreSQL (--engine postgres)");
        Ok(options)
    }
}

impl fmt::Display for Options {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let engine = if on_postgres() { "PostgreSQL" } else { "SQLite" };
        let zones = if self.in_zones { " in zones" } else { "" };
        write!(out, "{engine}{zones}: {} kills, {} of the server, ", self.kills, self.server_kills)?;
        write!(out, "seed {}", self.seed)
    }
}
