//! `greatseal doctor`: looks at everything that the country needs, and says what to do.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use pki_types::{SystemClock, SystemRandom};

use crate::doctor::{Extent, Severity, examine};
use crate::output::{say, text};
use crate::parts::Part;

/// Arguments of `greatseal doctor`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 all is well, 1 somebody should act, 2 something does not work.")]
pub struct Arguments {
    /// The country's configuration
    #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
    pub config: PathBuf,
    /// The part of the country that runs here; it decides which keys are needed
    #[arg(long, value_enum, default_value_t = Part::All)]
    pub part: Part,
    /// Also fetch what the public gets from `public_url`, and verify it
    #[arg(long)]
    pub online: bool,
    /// Also read a store in a file through, however large it is: every page, index and reference
    #[arg(long)]
    pub thorough: bool,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

/// Looks and prints; the country may be running, and nothing is changed.
pub async fn perform(arguments: Arguments) -> Result<ExitCode> {
    let extent = Extent { online: arguments.online, thorough: arguments.thorough };
    let report = examine(&arguments.config, arguments.part.into(), extent, &SystemClock, &SystemRandom).await;
    if let Some(by) = report.interrupted {
        return Err(by).context("the doctor did not get the keys, and looked no further");
    }
    if arguments.json {
        say!("{}", pki_types::display::json(&serde_json::to_string_pretty(&report)?));
    } else {
        text(&report.to_text());
    }
    Ok(match report.verdict {
        Severity::Ok => ExitCode::SUCCESS,
        Severity::Warning => ExitCode::from(1),
        Severity::Problem => ExitCode::from(2),
    })
}
