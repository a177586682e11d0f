//! `greatseal verify`: an auditor checks signed PDFs with nothing but the documents and the country's root.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use doc_signatures::limits::FILE_OCTETS;
use doc_signatures::verify::{Report, verify_pdf};
use pki_types::display::{json, line, shown};
use pki_types::{Certificate, Clock, SystemClock, UnixTime};

use super::{certificates_in, octets_from, pdf_of};
use crate::output::{complain, say, text};

/// Arguments of `greatseal verify`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 TOTAL-PASSED, 1 TOTAL-FAILED, 2 INDETERMINATE, 3 a file could not be judged \
    (not a readable PDF, too large, not readable) or the report not be written, 4 the command line is wrong (a file that \
    is not there or is a folder, too). Of several files the worst counts: 4, then 3, 1, 2, 0."
)]
pub struct Arguments {
    /// The signed PDFs; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Certificates that are trusted, in PEM (any number) or DER: the country's root; may be given several times
    #[arg(long, value_name = "FILE", required = true, num_args = 1)]
    pub trust: Vec<PathBuf>,
    /// Judge as at this moment instead of now: 2027-12-24T12:00:00Z, or 2027-12-24 for the last second of that day (UTC)
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Print each report as one line of JSON instead of a person's words
    #[arg(long)]
    pub json: bool,
}

/// How a file ended, the better before the worse. An auditor who checks a hundred files with one call must not miss the
/// one that was not looked at, so what could not be judged is worse than what was judged to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Passed,
    Indeterminate,
    Failed,
    NotJudged,
    Usage,
}

impl Outcome {
    /// What the library says of a report, as this command's own order.
    fn of(report: &Report) -> Self {
        match report.exit_code() {
            0 => Self::Passed,
            1 => Self::Failed,
            2 => Self::Indeterminate,
            _ => Self::NotJudged,
        }
    }

    fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::Indeterminate => 2,
            Self::NotJudged => 3,
            Self::Usage => crate::WRONG_WORDS,
        }
    }
}

/// Verifies and prints; never touches the network.
pub fn perform(arguments: &Arguments) -> ExitCode {
    let outcome = match read_words(arguments) {
        Ok((anchors, at)) => check_all(arguments, &anchors, at),
        Err(error) => {
            complain(&format!("greatseal verify: {error:#}"));
            Outcome::Usage
        }
    };
    ExitCode::from(outcome.code())
}

/// What is trusted, and the moment for which is judged: both must be right before anything is said of a file.
fn read_words(arguments: &Arguments) -> Result<(Vec<Certificate>, UnixTime)> {
    let mut anchors: Vec<Certificate> = Vec::new();
    for path in &arguments.trust {
        for certificate in certificates_in(path).context("--trust")? {
            if !anchors.contains(&certificate) {
                anchors.push(certificate);
            }
        }
    }
    let at = match &arguments.at {
        Some(words) => moment(words)?,
        None => SystemClock.now(),
    };
    Ok((anchors, at))
}

/// A moment, or a day: its last second in UTC, since what was signed on that day should count on that day.
fn moment(words: &str) -> Result<UnixTime> {
    let is_day = words.len() == 10 && !words.contains('T');
    let whole = if is_day { format!("{words}T23:59:59Z") } else { words.to_owned() };
    UnixTime::parse_rfc3339(&whole).with_context(|| {
        format!(
            "--at is \"{}\", but must look like 2027-12-24T12:00:00Z, or like 2027-12-24 for the last second of that \
             day (UTC)",
            shown(words)
        )
    })
}

fn check_all(arguments: &Arguments, anchors: &[Certificate], at: UnixTime) -> Outcome {
    let mut worst = Outcome::Passed;
    for (place, path) in arguments.files.iter().enumerate() {
        let name = name_of(path);
        let outcome = match read(path) {
            Ok(pdf) => {
                let mut report = verify_pdf(&pdf, anchors, at);
                report.file = Some(name);
                print(arguments, &report, place);
                Outcome::of(&report)
            }
            Err((error, outcome)) => {
                complain(&line(&format!("greatseal verify: {error:#}")));
                if arguments.json {
                    let unread = serde_json::json!({ "file": name, "error": format!("{error:#}") });
                    say!("{}", json(&unread.to_string()));
                }
                outcome
            }
        };
        worst = worst.max(outcome);
    }
    worst
}

fn print(arguments: &Arguments, report: &Report, place: usize) {
    if arguments.json {
        say!("{}", report.to_json());
        return;
    }
    if place > 0 {
        say!();
        say!("{}", "─".repeat(72));
        say!();
    }
    text(&report.to_text());
}

/// The octets of a file; a name that leads to no file is a wrong command line.
fn read(path: &Path) -> Result<Vec<u8>, (anyhow::Error, Outcome)> {
    if is_standard_input(path) {
        return octets_from(std::io::stdin().lock(), FILE_OCTETS)
            .context("cannot read standard input")
            .map_err(|error| (error, Outcome::NotJudged));
    }
    let outcome = match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_dir() => Outcome::NotJudged,
        _ => Outcome::Usage,
    };
    pdf_of(path).map_err(|error| (error, outcome))
}

fn name_of(path: &Path) -> String {
    if is_standard_input(path) { "standard input".into() } else { path.to_string_lossy().into_owned() }
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}
