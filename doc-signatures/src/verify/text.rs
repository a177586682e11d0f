//! The report in a person's words.

use super::report::Report;

pub(super) fn text(report: &Report) -> String {
    format!("{}\n", report.indication)
}
