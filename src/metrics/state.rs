//! How things are, read from the store each time that somebody asks.

use std::sync::Arc;

use hsm_adapter::{KeyStore, labels};
use pki_types::UnixTime;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use store::{JobKind, Reads};

use crate::issuers::alive_issuers;
use crate::parts::Parts;
use crate::signers_in_use::signers_in_use;

/// The kind of jobs that a later program made: one label for all of them.
const LATER: &str = "unknown";

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct JobLabels {
    kind: &'static str,
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ListLabels {
    issuer: String,
    shard: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SignerLabels {
    signer: String,
}

/// The gauges.
#[derive(Default)]
pub(super) struct State {
    jobs: Family<JobLabels, Gauge>,
    oldest_due_job: Gauge,
    list_age: Family<ListLabels, Gauge>,
    list_life: Family<ListLabels, Gauge>,
    list_number: Family<ListLabels, Gauge>,
    signer_left: Family<SignerLabels, Gauge>,
    log_entries: Gauge,
    log_backlog: Gauge,
    log_backlog_age: Gauge,
    checkpoint_age: Gauge,
    paused_pairs: Gauge,
    most_reported: Gauge,
    clock_waits: Gauge,
    clock_steps: Counter,
    rows_ahead: Gauge,
    unreadable: Counter,
}

impl State {
    /// Lets a registry show them.
    pub(super) fn register(&self, registry: &mut Registry, parts: Parts) {
        let help = "How long a CA certificate, or the key in use of OCSP and time-stamps, is still good";
        registry.register("signer_remaining_seconds", help, self.signer_left.clone());
        let help = "1 while the clock is not believed, and what is dated by it waits";
        registry.register("clock_uncertain", help, self.clock_waits.clone());
        registry.register("clock_steps", "Steps of the clock that were noticed", self.clock_steps.clone());
        let help = "Times that the state could not be read for these metrics";
        registry.register("state_unreadable", help, self.unreadable.clone());
        if parts.work {
            self.register_work(registry);
        }
    }

    fn register_work(&self, registry: &mut Registry) {
        registry.register(
            "jobs",
            "Jobs of the worker, by kind: waiting, failing or parked",
            self.jobs.clone(),
        );
        let help = "For how long the most overdue job has been due";
        registry.register("oldest_due_job_age_seconds", help, self.oldest_due_job.clone());
        let help = "Time since thisUpdate of the newest revocation list";
        registry.register("revocation_list_age_seconds", help, self.list_age.clone());
        let help = "Time from thisUpdate to nextUpdate of the newest revocation list";
        registry.register("revocation_list_life_seconds", help, self.list_life.clone());
        let help = "cRLNumber of the newest revocation list";
        registry.register("revocation_list_number", help, self.list_number.clone());
        registry.register("audit_log_entries", "Entries of the audit log", self.log_entries.clone());
        let help = "Leaves that no checkpoint covers yet";
        registry.register("audit_log_backlog", help, self.log_backlog.clone());
        let help = "Age of the oldest leaf that no checkpoint covers yet";
        registry.register("audit_log_backlog_age_seconds", help, self.log_backlog_age.clone());
        let help = "Pairs of a relying party and a person whom it may not ask now, because it asked too often or in vain";
        registry.register("prompt_pauses", help, self.paused_pairs.clone());
        let help = "Persons who said within a day of the most reported relying party that they did not start its request";
        registry.register("prompt_reports_of_one", help, self.most_reported.clone());
        let help =
            "How far the last leaf or the newest list lies ahead of the clock: then a clock was wrong, or is";
        registry.register("clock_rows_ahead_seconds", help, self.rows_ahead.clone());
        let help = "Age of the newest checkpoint";
        registry.register("audit_log_checkpoint_age_seconds", help, self.checkpoint_age.clone());
    }

    /// What the watch over the clock has noticed.
    pub(super) fn read_clock(&self, (steps, is_waited_for): (u64, bool)) {
        self.clock_steps.inc_by(steps.saturating_sub(self.clock_steps.get()));
        self.clock_waits.set(i64::from(is_waited_for));
    }

    /// Reads everything anew. Where that fails the gauges stay as they were, and the failure is counted.
    pub(super) async fn read(&self, store: &Reads, keys: &Arc<dyn KeyStore>, parts: Parts, now: UnixTime) {
        let read = async {
            if parts.work {
                self.read_jobs(store, now).await?;
                self.read_lists(store, now).await?;
                self.read_log(store, now).await?;
                self.paused_pairs.set(store.paused_pairs(now).await?);
                let reported = store.reported_parties(now.minus(86_400), 1).await?;
                self.most_reported.set(reported.first().map_or(0, |party| party.persons));
            }
            for signer in signers_in_use(keys, store, parts, now).await? {
                // One that there is not has nothing left.
                self.signer_left(&signer.name, signer.until.unwrap_or(now), now);
            }
            anyhow::Ok(())
        };
        if let Err(problem) = read.await {
            self.unreadable.inc();
            tracing::warn!(problem = %format!("{problem:#}"), "the state cannot be read for the metrics");
        }
    }

    async fn read_jobs(&self, store: &Reads, now: UnixTime) -> anyhow::Result<()> {
        let counts = store.job_counts().await?;
        self.jobs.clear();
        for kind in JobKind::ALL {
            for state in ["waiting", "failing", "parked"] {
                self.jobs.get_or_create(&JobLabels { kind: kind.as_str(), state }).set(0);
            }
        }
        for count in counts {
            let kind = count.kind.parse::<JobKind>().map_or(LATER, JobKind::as_str);
            for (state, number) in
                [("waiting", count.waiting), ("failing", count.failing), ("parked", count.parked)]
            {
                self.jobs.get_or_create(&JobLabels { kind, state }).inc_by(number);
            }
        }
        let due = store.next_job_due_at().await?;
        self.oldest_due_job.set(due.map_or(0, |due| now.since(due)).max(0));
        Ok(())
    }

    async fn read_lists(&self, store: &Reads, now: UnixTime) -> anyhow::Result<()> {
        let issuers = alive_issuers(store, now).await?;
        let mut newest = store.last_leaf_at().await?;
        for list in store.latest_crls().await? {
            newest = newest.max(Some(list.this_update));
            let Some(issuer) = issuers.iter().find(|issuer| issuer.row.id == list.issuer) else { continue };
            let labels = ListLabels { issuer: issuer.row.name.clone(), shard: list.shard };
            self.list_age.get_or_create(&labels).set(now.since(list.this_update));
            self.list_life.get_or_create(&labels).set(list.next_update.since(list.this_update));
            self.list_number.get_or_create(&labels).set(list.number);
        }
        self.rows_ahead.set(newest.map_or(0, |newest| newest.since(now)).max(0));
        for issuer in issuers {
            let ends = issuer.certificate.not_after();
            self.signer_left(&labels::ca(&issuer.row.name), ends, now);
        }
        Ok(())
    }

    async fn read_log(&self, store: &Reads, now: UnixTime) -> anyhow::Result<()> {
        let backlog = store.log_backlog().await?;
        self.log_entries.set(store.log_size().await?);
        self.log_backlog.set(backlog.leaves);
        self.log_backlog_age.set(backlog.oldest.map_or(0, |oldest| now.since(oldest)).max(0));
        if let Some(checkpoint) = store.log_checkpoint().await? {
            self.checkpoint_age.set(now.since(checkpoint.created_at).max(0));
        }
        Ok(())
    }

    fn signer_left(&self, name: &str, until: UnixTime, now: UnixTime) {
        self.signer_left.get_or_create(&SignerLabels { signer: name.to_owned() }).set(until.since(now));
    }
}
