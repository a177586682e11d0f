//! What came in and what was answered, counted for an operator's metrics.
//!
//! Labels are few and from closed lists: the door, the *route* (`/v1/sessions/{id}`, never a path), the class of the
//! status, and a word that says how the answer ended. Nothing that a sender chose is a label.

use std::time::Duration;

use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper bounds of the durations, in seconds: long polls wait for up to a minute.
const BOUNDS: [f64; 14] =
    [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0, 60.0];
/// The route of a request that no route has.
const NO_ROUTE: &str = "-";

/// How an answer ended, in one word of a closed list: `good`, `granted`, or the slug of a problem.
///
/// A handler puts it into the extensions of its response; problem bodies carry their slug by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome(
    /// The word.
    pub &'static str,
);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    door: &'static str,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    door: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabels {
    door: &'static str,
    outcome: &'static str,
}

/// The requests of any number of listeners. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Traffic {
    requests: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
    open: Family<RouteLabels, Gauge>,
    answers: Family<AnswerLabels, Counter>,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BOUNDS)),
            open: Family::default(),
            answers: Family::default(),
        }
    }
}

impl Traffic {
    /// Lets a registry show what is counted here.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "requests",
            "Requests answered, by door, route and class of status",
            self.requests.clone(),
        );
        registry.register("request_seconds", "How long answers took, waiting included", self.seconds.clone());
        registry.register(
            "requests_open",
            "Requests under way: on routes that wait, the long polls",
            self.open.clone(),
        );
        registry.register(
            "answers",
            "Answers by what they say: OCSP statuses, time-stamps, problems by their slug",
            self.answers.clone(),
        );
    }

    /// Notes that a request has begun; it counts as open until the return value is dropped.
    pub(crate) fn begun(&self, door: &'static str, route: Option<&str>) -> Open {
        let route = route.unwrap_or(NO_ROUTE).to_owned();
        let labels = RouteLabels { door, route };
        let gauge = self.open.get_or_create_owned(&labels);
        gauge.inc();
        Open { labels, gauge }
    }

    /// Notes how it ended.
    pub(crate) fn answered(&self, open: &Open, response: &Response, took: Duration) {
        let RouteLabels { door, route } = open.labels.clone();
        self.seconds.get_or_create(&open.labels).observe(took.as_secs_f64());
        if let Some(Outcome(outcome)) = response.extensions().get() {
            self.answers.get_or_create(&AnswerLabels { door, outcome }).inc();
        }
        let status = match response.status().as_u16() {
            100..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        self.requests.get_or_create(&RequestLabels { door, route, status }).inc();
    }
}

/// A request under way, also if its sender gives up and nobody answers it.
pub(crate) struct Open {
    labels: RouteLabels,
    gauge: Gauge,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.gauge.dec();
    }
}
