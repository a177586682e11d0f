//! `greatseal verify`: an auditor checks signed PDFs, and what people kept of what they were asked, with nothing but the files, the
//! country's root and, for the latter, the key of its log.

mod evidence;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use doc_signatures::limits::FILE_OCTETS;
use doc_signatures::verify::{Report, verify_pdf};
use pki_types::display::{json, line, shown};
use pki_types::{Certificate, Clock, SystemClock, UnixTime};

use super::log::verifier_of;
use super::{certificates_in, octets_from, pdf_of, text_of};
use crate::output::{complain, say, text};

/// Arguments of `greatseal verify`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 TOTAL-PASSED, 1 TOTAL-FAILED, 2 INDETERMINATE, 3 a file could not be judged \
    (neither a readable PDF nor evidence, too large, not readable) or the report not be written, 4 the command line is wrong (a file that \
    is not there or is a folder, too). Of several files the worst counts: 4, then 3, 1, 2, 0."
)]
pub struct Arguments {
    /// Signed PDFs, and evidence that phones saved of what their person was asked; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Certificates that are trusted, in PEM (any number) or DER: the country's root; may be given several times
    #[arg(long, value_name = "FILE", required = true, num_args = 1)]
    pub trust: Vec<PathBuf>,
    /// The key of the country's audit log, which proves evidence: public/log-key.pem, or a verifier key (NAME+ID+KEY)
    #[arg(long, value_name = "FILE")]
    pub log_key: Option<PathBuf>,
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
        Ok(words) => check_all(arguments, &words),
        Err(error) => {
            complain(&format!("greatseal verify: {error:#}"));
            Outcome::Usage
        }
    };
    ExitCode::from(outcome.code())
}

/// By what is judged: all of it must be right before anything is said of a file.
struct Words {
    anchors: Vec<Certificate>,
    at: UnixTime,
    log_key: Option<String>,
}

fn read_words(arguments: &Arguments) -> Result<Words> {
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
    let log_key = arguments.log_key.as_deref().map(text_of).transpose().context("--log-key")?;
    // That it is a key is looked at now, of which log it is when a file names one.
    log_key.iter().try_for_each(|key| verifier_of("--log-key", key, || Ok("log".to_owned())).map(|_| ()))?;
    Ok(Words { anchors, at, log_key })
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

fn check_all(arguments: &Arguments, words: &Words) -> Outcome {
    let mut worst = Outcome::Passed;
    for (place, path) in arguments.files.iter().enumerate() {
        let name = name_of(path);
        let outcome = match read(path) {
            Ok(octets) if is_evidence(&octets) => {
                let report = evidence::judge(&octets, words, name);
                print(arguments, place, || report.to_json(), || report.to_text());
                report.outcome()
            }
            Ok(pdf) => {
                let mut report = verify_pdf(&pdf, &words.anchors, words.at);
                report.file = Some(name);
                print(arguments, place, || report.to_json(), || report.to_text());
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

/// Whether a file is JSON, which no PDF is.
fn is_evidence(octets: &[u8]) -> bool {
    octets.trim_ascii_start().starts_with(b"{")
}

fn print(arguments: &Arguments, place: usize, as_json: impl Fn() -> String, as_text: impl Fn() -> String) {
    if arguments.json {
        say!("{}", as_json());
        return;
    }
    if place > 0 {
        say!();
        say!("{}", "─".repeat(72));
        say!();
    }
    text(&as_text());
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
