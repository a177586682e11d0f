//! The store: it opens, is whole, and its work goes on.

use consent_core::PromptPolicy;
use pki_types::{Clock, UnixTime};
use store::{Closed, Database, Depth, Error, Inspection, Integrity};

use super::{Area, span};
use crate::config::Config;
use crate::parts::Parts;

/// A job that is due for longer than this is not being worked at, in seconds.
const LATE: i64 = 60;
/// A leaf that waits longer than this for its place is not being sequenced, in seconds.
const LOG_LATE: i64 = 60;
/// A checkpoint older than this, while leaves wait, in seconds.
const CHECKPOINT_LATE: i64 = 300;
/// A relying party that has to leave so many persons alone at once is told as a warning.
const MANY_PAUSED: i64 = 20;
/// The largest SQLite file that is read through without being asked to, in octets: a second's work.
const READ_THROUGH: u64 = 256 << 20;
/// Relying parties that have to leave persons alone and are told one by one.
const PAUSED_TOLD: u32 = 5;
/// Parked jobs that are told one by one.
const TOLD: usize = 5;

/// Opens the store beside whoever writes.
pub(super) async fn open(config: &Config, area: &mut Area<'_>) -> Option<Inspection> {
    let subject = config.database.to_string();
    let opened = async { anyhow::Ok(Inspection::open(config.database.database()?).await?) };
    match opened.await {
        Ok(store) => {
            area.ok(subject, "opens for reading");
            Some(store)
        }
        Err(problem) => {
            area.problem(subject, format!("{problem:#}"), advice(&problem));
            None
        }
    }
}

/// What to do about a database that does not open.
fn advice(problem: &anyhow::Error) -> &'static str {
    match problem.chain().find_map(|cause| cause.downcast_ref::<Error>()).map(Error::closed) {
        Some(Some(Closed::NoFile)) => {
            "Correct database.path, restore a backup (`greatseal restore`), or install a ceremony (`greatseal install`)."
        }
        Some(Some(Closed::Away)) => {
            "Start the database server, or mend the way to it (network, TLS, database.url); the country goes on by itself."
        }
        Some(Some(Closed::NotLetIn)) => {
            "Give the role its password (password_file, or the credential database-password) or its line in pg_hba.conf; \
             `greatseal migrate --roles` makes the roles."
        }
        Some(Some(Closed::NoDatabase)) => {
            "Correct database.url, or make the database, then `greatseal migrate` and `greatseal install`."
        }
        Some(None) | None => {
            "Look at the reason; correct [database] in the configuration, or its files' rights."
        }
    }
}

pub(super) async fn examine(
    config: &Config,
    store: &Inspection,
    parts: Parts,
    thorough: bool,
    clock: &dyn Clock,
    area: &mut Area<'_>,
) {
    let now = clock.now();
    let examined = async {
        schema(store, area).await?;
        pages(config, store, thorough, area).await?;
        jobs(store, now, area).await?;
        if parts.work {
            prompts(store, now, area).await?;
            reports(store, &config.prompts, now, area).await?;
            audit_log(store, now, area).await?;
        }
        Ok::<_, Error>(())
    };
    if let Err(problem) = examined.await {
        area.problem(
            "reads",
            problem.to_string(),
            "Look at the disk and the log; restore a backup if pages are lost.",
        );
    }
}

async fn schema(store: &Inspection, area: &mut Area<'_>) -> Result<(), Error> {
    let version = store.schema_version().await?;
    let found = format!("version {}, this program knows {}", version.found, version.known);
    if version.found == version.known {
        area.ok("schema", found);
    } else if version.found < version.known {
        let next = "`greatseal migrate` (on PostgreSQL by the owner's role, with --roles), then start the new program.";
        area.warning("schema", found, next);
    } else {
        area.problem("schema", found, "A later program made this store: use that one.");
    }
    Ok(())
}

async fn pages(
    config: &Config,
    store: &Inspection,
    thorough: bool,
    area: &mut Area<'_>,
) -> Result<(), Error> {
    let octets = match config.database.database() {
        Ok(Database::Sqlite(path)) => std::fs::metadata(path).map_or(0, |file| file.len()),
        _ => 0,
    };
    if octets > READ_THROUGH && !thorough {
        let size = octets >> 20;
        area.ok(
            "integrity",
            format!("{size} MiB, not read through: a backup reads each page, --thorough everything"),
        );
        return Ok(());
    }
    let (depth, whole) = match thorough {
        true => (Depth::Everything, "no page, index or reference is damaged"),
        false => (Depth::Pages, "no page is damaged"),
    };
    match store.integrity(depth).await? {
        Integrity::Whole => area.ok("integrity", whole),
        Integrity::Damaged(damage) => area.problem(
            "integrity",
            format!("{} findings: {}", damage.len(), damage.join("; ")),
            "Stop the country, keep this file, check the disk, and restore a backup.",
        ),
        Integrity::LeftToServer { checksums: true } => {
            area.ok("integrity", "the server keeps checksums of its pages")
        }
        Integrity::LeftToServer { checksums: false } => area.warning(
            "integrity",
            "the server keeps no checksums: a damaged page may be noticed late",
            "Stop the server and run `pg_checksums --enable`.",
        ),
    }
    Ok(())
}

async fn jobs(store: &Inspection, now: UnixTime, area: &mut Area<'_>) -> Result<(), Error> {
    let counts = store.job_counts().await?;
    let sum = |of: fn(&store::JobCount) -> i64| counts.iter().map(of).sum::<i64>();
    let (waiting, failing, parked) = (sum(|c| c.waiting), sum(|c| c.failing), sum(|c| c.parked));
    let late = store.next_job_due_at().await?.map_or(0, |due| now.since(due)).max(0);
    let found = format!("{waiting} waiting, {failing} failed and to be tried again");
    if late > LATE {
        let next = "Is the worker running (`systemctl status`)? Its log says why jobs fail.";
        area.warning("jobs", format!("{found}, one due for {}", span(late)), next);
    } else if failing > 0 {
        area.warning("jobs", found, "The log says why (`a job failed`); they are tried again by themselves.");
    } else {
        area.ok("jobs", found);
    }
    if parked == 0 {
        area.ok("parked jobs", "none");
        return Ok(());
    }
    let told =
        store.parked_jobs().await?.into_iter().take(TOLD).map(|job| {
            format!("{} ({})", job.kind, job.problem.unwrap_or_else(|| "no reason noted".to_owned()))
        });
    let told = told.collect::<Vec<_>>().join("; ");
    let next = "Mend what the reasons name, then restart the worker: parked jobs are tried again at a start.";
    area.warning("parked jobs", format!("{parked}: {told}"), next);
    Ok(())
}

/// A relying party that has to leave many people alone at once is either misused or misuses.
async fn prompts(store: &Inspection, now: UnixTime, area: &mut Area<'_>) -> Result<(), Error> {
    let pairs = store.paused_pairs(now).await?;
    let parties = store.paused_parties(now, PAUSED_TOLD).await?;
    let told = parties.iter().map(|party| format!("{} for {} persons", party.relying_party, party.persons));
    let told = told.collect::<Vec<_>>().join(", ");
    if parties.first().is_some_and(|party| party.persons >= MANY_PAUSED) {
        let next =
            "Ask the relying party who starts these requests: people may be put under pressure in its name.";
        area.warning("prompts", format!("{pairs} pauses; {told}"), next);
    } else if pairs > 0 {
        area.ok(
            "prompts",
            format!("{pairs} pauses of relying parties that asked too often or in vain; {told}"),
        );
    } else {
        area.ok("prompts", "no relying party has to leave anybody alone");
    }
    Ok(())
}

/// Whom persons report often somebody misuses, or it misuses them.
async fn reports(
    store: &Inspection,
    policy: &PromptPolicy,
    now: UnixTime,
    area: &mut Area<'_>,
) -> Result<(), Error> {
    let parties = store.reported_parties(policy.reports_since(now), PAUSED_TOLD).await?;
    let told = parties.iter().map(|party| format!("{} by {} persons", party.relying_party, party.persons));
    let told = told.collect::<Vec<_>>().join(", ");
    let at_most = i64::from(policy.reports_at_most);
    if parties.first().is_some_and(|party| party.persons >= at_most) {
        let found =
            format!("\"I did not start this\" was said of {told}; from {at_most} on it is slowed down");
        let next = "Ask the relying party who starts these requests; while they go on, `greatseal relying-party end` stops them.";
        area.warning("reports", found, next);
    } else if parties.is_empty() {
        area.ok("reports", "nobody said of a request that they did not start it");
    } else {
        area.ok("reports", format!("\"I did not start this\" was said of {told}"));
    }
    Ok(())
}

async fn audit_log(store: &Inspection, now: UnixTime, area: &mut Area<'_>) -> Result<(), Error> {
    let (backlog, checkpoint) = (store.log_backlog().await?, store.log_checkpoint().await?);
    let waited = backlog.oldest.map_or(0, |oldest| now.since(oldest));
    let age = checkpoint.as_ref().map(|checkpoint| now.since(checkpoint.created_at));
    let covered = checkpoint.map_or(0, |checkpoint| checkpoint.size);
    let found = match age {
        Some(age) => format!(
            "the newest checkpoint covers {covered} entries and is {} old; {} leaves wait",
            span(age),
            backlog.leaves
        ),
        None => format!("no checkpoint yet; {} leaves wait", backlog.leaves),
    };
    let next = "Is the worker running? If its log says that the audit log cannot be continued, stop and compare with a copy.";
    if backlog.leaves > 0 && waited > CHECKPOINT_LATE {
        area.problem("audit log", format!("{found}, the oldest for {}", span(waited)), next);
    } else if waited > LOG_LATE {
        area.warning("audit log", format!("{found}, the oldest for {}", span(waited)), next);
    } else {
        area.ok("audit log", found);
    }
    Ok(())
}
