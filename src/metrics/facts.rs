//! What was worked out and what was known already, as the memories of this process have counted it.

use pki_types::memory::fact_counts;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct FactLabels {
    fact: &'static str,
    how: &'static str,
}

/// Certificates read, and signatures of certificates and messages verified, since this process began.
#[derive(Default)]
pub(super) struct Facts(Family<FactLabels, Counter>);

impl Facts {
    /// Lets a registry show them.
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Certificates read, signatures of certificates and of messages verified: worked out, or known already";
        registry.register("facts", help, self.0.clone());
    }

    /// Reads them anew.
    pub(super) fn read(&self) {
        for count in fact_counts() {
            for (how, number) in [("worked_out", count.worked_out), ("remembered", count.remembered)] {
                let counter = self.0.get_or_create_owned(&FactLabels { fact: count.fact, how });
                counter.inc_by(number.saturating_sub(counter.get()));
            }
        }
    }
}
