//! What came of attempts, counted for an operator.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;
use store::Channel;

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// It was taken.
    Delivered,
    /// Nobody is reached at that address any more; it is forgotten.
    Gone,
    /// It will never be taken.
    Refused,
    /// Its time was over.
    Late,
    /// The recipient does not want it any more.
    Nobody,
    /// It may be taken later.
    Again {
        /// In how many seconds at the earliest, if the other side said so.
        after: Option<i64>,
    },
    /// As many attempts as can are under way at that place.
    Full,
}

impl Came {
    fn word(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::Late => "late",
            Self::Nobody => "nobody",
            Self::Again { .. } => "again",
            Self::Full => "full",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    channel: &'static str,
    outcome: &'static str,
}

/// Attempts since this process began. Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub struct Deliveries(Family<Labels, Counter>);

impl Deliveries {
    /// Lets a registry show them.
    pub fn register(&self, registry: &mut Registry) {
        let help = "Attempts to deliver messages, by channel and by what came of them";
        registry.register("deliveries", help, self.0.clone());
    }

    pub(crate) fn count(&self, channel: Channel, came: Came) {
        let labels = Labels { channel: channel.as_str(), outcome: came.word() };
        self.0.get_or_create(&labels).inc();
    }
}
