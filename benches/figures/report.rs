//! The table of promises at the end of a run: what was measured, beside its goal.

use std::fmt;

use serde_json::{Value, json};

use crate::measure::Figures;

/// What a figure must be.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    fn is_met_by(self, figure: f64) -> bool {
        match self {
            Self::AtLeast(least) => figure >= least,
            Self::AtMost(most) => figure <= most,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(least) => write!(out, ">= {least}"),
            Self::AtMost(most) => write!(out, "<= {most}"),
        }
    }
}

struct Promise {
    what: String,
    measured: Figures,
    goal: Goal,
}

impl Promise {
    /// The median counts.
    fn verdict(&self) -> &'static str {
        if self.goal.is_met_by(self.measured.median()) { "met" } else { "missed" }
    }
}

/// The promises that were measured, in the order of the run.
#[derive(Default)]
pub(crate) struct Report(Vec<Promise>);

impl Report {
    /// Takes a figure in: its name with the unit, or with what it is divided by.
    pub(crate) fn promise(&mut self, what: impl Into<String>, measured: Figures, goal: Goal) {
        self.0.push(Promise { what: what.into(), measured, goal });
    }

    /// One object for each promise.
    pub(crate) fn json(&self) -> Value {
        let promises = self.0.iter().map(|promise| {
            let (name, bound) = match promise.goal {
                Goal::AtLeast(least) => ("at_least", least),
                Goal::AtMost(most) => ("at_most", most),
            };
            let measured = &promise.measured;
            json!({
                "promise": promise.what, "median": measured.median(), "least": measured.at(0.0), "most": measured.at(1.0),
                name: bound, "verdict": promise.verdict(),
            })
        });
        promises.collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "| promise | measured | goal | |\n|---|---|---|---|")?;
        for promise in &self.0 {
            writeln!(
                out,
                "| {} | {} | {} | {} |",
                promise.what,
                promise.measured,
                promise.goal,
                promise.verdict()
            )?;
        }
        Ok(())
    }
}
