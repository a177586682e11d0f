//! `signet verify`: an auditor checks a signed PDF with nothing but the document and the country's root.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use doc_signatures::verify::{Indication, verify_pdf};
use pki_types::{Clock, SystemClock, UnixTime};

use super::certificates_in;

/// The largest document that is read, in octets.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Arguments of `signet verify`. Exit codes: 0 TOTAL-PASSED, 1 TOTAL-FAILED, 2 INDETERMINATE, 3 it could not be checked.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 TOTAL-PASSED, 1 TOTAL-FAILED, 2 INDETERMINATE, 3 the check could not be made."
)]
pub struct Arguments {
    /// The signed PDF
    pub file: PathBuf,
    /// The certificates that are trusted (PEM): the country's root
    #[arg(long, value_name = "FILE", required = true)]
    pub trust: Vec<PathBuf>,
    /// Judge as at this moment instead of now, for example 2027-12-24T00:00:00Z
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Print the whole report as JSON instead of a person's words
    #[arg(long)]
    pub json: bool,
}

/// Verifies and prints; never touches the network.
pub fn perform(arguments: Arguments) -> Result<ExitCode> {
    match check(&arguments) {
        Ok(code) => Ok(code),
        Err(error) => {
            eprintln!("signet verify: {error:#}");
            Ok(ExitCode::from(3))
        }
    }
}

fn check(arguments: &Arguments) -> Result<ExitCode> {
    let size = std::fs::metadata(&arguments.file)
        .with_context(|| format!("cannot read {}", arguments.file.display()))?
        .len();
    if size > LARGEST {
        bail!("{} has {size} octets; at most {LARGEST} are read", arguments.file.display());
    }
    let pdf = std::fs::read(&arguments.file)
        .with_context(|| format!("cannot read {}", arguments.file.display()))?;
    let mut anchors = Vec::new();
    for path in &arguments.trust {
        anchors.extend(certificates_in(path)?);
    }
    let at = match &arguments.at {
        Some(text) => UnixTime::parse_rfc3339(text)
            .with_context(|| format!("--at is {text:?}, but must look like 2027-12-24T00:00:00Z"))?,
        None => SystemClock.now(),
    };
    let report = verify_pdf(&pdf, &anchors, at);
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", report.to_text());
    }
    Ok(match report.indication {
        Indication::TotalPassed => ExitCode::SUCCESS,
        Indication::TotalFailed => ExitCode::from(1),
        Indication::Indeterminate => ExitCode::from(2),
    })
}
