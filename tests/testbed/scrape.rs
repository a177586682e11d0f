//! What a country shows of itself in its metrics.

use std::collections::{BTreeMap, BTreeSet};

use relying_party::plain_client;

use super::Founded;

/// One scrape.
pub(crate) struct Scrape(String);

impl Scrape {
    /// Asks a country for its metrics.
    pub(crate) async fn of(founded: &Founded) -> Self {
        let answer = plain_client().unwrap().get(founded.metrics()).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let kind = answer.headers()["content-type"].to_str().unwrap();
        assert!(kind.starts_with("application/openmetrics-text; version=1.0.0"), "{kind}");
        let text = answer.text().await.unwrap();
        assert!(text.ends_with("# EOF\n"), "the exposition is whole");
        Self(text)
    }

    /// It, as it came.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Every series: its name with labels, and its value.
    pub(crate) fn series(&self) -> BTreeMap<&str, f64> {
        let lines = self.0.lines().filter(|line| !line.starts_with('#'));
        lines
            .map(|line| line.rsplit_once(' ').unwrap())
            .map(|(name, value)| (name, value.parse().unwrap()))
            .collect()
    }

    /// The sum of the series of a name that have all of these labels.
    pub(crate) fn sum(&self, name: &str, labels: &[&str]) -> f64 {
        let series = self.series();
        let of_name = series.iter().filter(|(series, _)| series.split('{').next() == Some(name));
        let found: Vec<_> =
            of_name.filter(|(series, _)| labels.iter().all(|label| series.contains(label))).collect();
        assert!(!found.is_empty(), "{name} {labels:?} is shown:\n{}", self.0);
        found.iter().map(|(_, value)| **value).sum()
    }

    /// The names of all series.
    pub(crate) fn names(&self) -> BTreeSet<&str> {
        self.series().into_keys().map(|series| series.split('{').next().unwrap()).collect()
    }
}
