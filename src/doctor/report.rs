//! What the doctor found: one line each, with what to do next where something is to be done.

use std::fmt::Write as _;

use pki_types::display::line;
use serde::Serialize;

use crate::interrupts::Interrupted;

/// How bad a finding is; the worst one decides the exit code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// As it should be.
    #[default]
    Ok,
    /// Nothing fails yet, but somebody should act.
    Warning,
    /// Something does not work, or will not after the next start.
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which part of the country: `keys`, `database`, …
    pub area: &'static str,
    /// What was looked at: a key's label, a file, an issuer.
    pub subject: String,
    /// How it is.
    pub verdict: Severity,
    /// What was found, in words.
    pub found: String,
    /// What to do next; none if all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Everything that was looked at, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The worst verdict.
    pub verdict: Severity,
    /// One by one.
    pub findings: Vec<Finding>,
    /// Whoever was asked for a passphrase wants the doctor to end: what was found says nothing about the rest.
    #[serde(skip)]
    pub interrupted: Option<Interrupted>,
}

impl Report {
    /// The findings of one area are noted here.
    pub fn area(&mut self, area: &'static str) -> Area<'_> {
        Area { report: self, area }
    }

    /// The findings about a subject: for programs, and for tests.
    pub fn about<'a>(&'a self, area: &'a str, subject: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(move |finding| finding.area == area && finding.subject == subject)
    }

    /// For people: an area a paragraph, a finding a line, and below it what to do.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut areas: Vec<&str> = Vec::new();
        for finding in &self.findings {
            if !areas.contains(&finding.area) {
                areas.push(finding.area);
            }
        }
        for area in areas {
            let _infallible = writeln!(text, "{}{area}", if text.is_empty() { "" } else { "\n" });
            self.write_area(area, &mut text);
        }
        let count = |verdict| self.findings.iter().filter(|finding| finding.verdict == verdict).count();
        let (warnings, problems) = (count(Severity::Warning), count(Severity::Problem));
        let _infallible = match self.verdict {
            Severity::Ok => writeln!(text, "\nAll is well: {} checks.", self.findings.len()),
            _ => {
                writeln!(text, "\n{problems} problems, {warnings} warnings, {} checks.", self.findings.len())
            }
        };
        text
    }

    fn write_area(&self, area: &str, text: &mut String) {
        for finding in self.findings.iter().filter(|finding| finding.area == area) {
            let mark = match finding.verdict {
                Severity::Ok => "ok     ",
                Severity::Warning => "WARNING",
                Severity::Problem => "PROBLEM",
            };
            let _infallible = writeln!(text, "  {mark}  {}: {}", finding.subject, finding.found);
            if let Some(next) = &finding.next {
                let _infallible = writeln!(text, "           next: {next}");
            }
        }
    }
}

/// Where findings of one area go.
pub struct Area<'a> {
    report: &'a mut Report,
    area: &'static str,
}

impl Area<'_> {
    /// Notes that a problem came of a question at which somebody ended the command.
    pub fn interrupted_by(&mut self, problem: &anyhow::Error) {
        self.report.interrupted = problem.downcast_ref().copied();
    }

    /// It is as it should be.
    pub fn ok(&mut self, subject: impl Into<String>, found: impl Into<String>) {
        self.note(Severity::Ok, subject.into(), found.into(), None);
    }

    /// Somebody should act.
    pub fn warning(&mut self, subject: impl Into<String>, found: impl Into<String>, next: impl Into<String>) {
        self.note(Severity::Warning, subject.into(), found.into(), Some(next.into()));
    }

    /// It does not work.
    pub fn problem(&mut self, subject: impl Into<String>, found: impl Into<String>, next: impl Into<String>) {
        self.note(Severity::Problem, subject.into(), found.into(), Some(next.into()));
    }

    fn note(&mut self, verdict: Severity, subject: String, found: String, next: Option<String>) {
        self.report.verdict = self.report.verdict.max(verdict);
        let next = next.map(|next| line(&next));
        let (subject, found) = (line(&subject), line(&found));
        self.report.findings.push(Finding { area: self.area, subject, verdict, found, next });
    }
}

/// A span of time in the largest unit that does not hide it: "3 days", "5 min", "40 s".
#[must_use]
pub fn span(seconds: i64) -> String {
    match seconds {
        172_800.. => format!("{} days", seconds / 86_400),
        7_200.. => format!("{} h", seconds / 3_600),
        120.. => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}
