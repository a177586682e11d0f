//! What a country's store holds, counted beside its running services: so a story can say that nothing changed.

use std::collections::BTreeMap;

use scratch_postgres::Cluster;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};

use super::Founded;

/// Everything that a decision changes. What doors write down to have it decided (`acts`, `messages`,
/// `enrolment_requests`), the replies and the leaves of refusals do not count, nor do lists that are renewed by time.
const COUNTED: &str = "
    SELECT 'persons' AS name, count(*) AS rows FROM persons
    UNION ALL SELECT 'officers', count(*) FROM officers
    UNION ALL SELECT 'officers in office', count(*) FROM officers WHERE ended_at IS NULL
    UNION ALL SELECT 'acts that wait', count(*) FROM pending_acts WHERE outcome IS NULL
    UNION ALL SELECT 'confirmations', count(*) FROM act_confirmations
    UNION ALL SELECT 'relying parties', count(*) FROM relying_parties
    UNION ALL SELECT 'activations', count(*) FROM activations
    UNION ALL SELECT 'activations used', count(*) FROM activations WHERE used_by IS NOT NULL
    UNION ALL SELECT 'activation failures', coalesce(sum(failures), 0) FROM activations
    UNION ALL SELECT 'activations ended', count(*) FROM activations WHERE ended_at IS NOT NULL
    UNION ALL SELECT 'prompt pauses', count(*) FROM prompt_pauses
    UNION ALL SELECT 'pauses of persons', count(*) FROM person_pauses
    UNION ALL SELECT 'reports', count(*) FROM reports
    UNION ALL SELECT 'devices', count(*) FROM devices
    UNION ALL SELECT 'device blocks', count(*) FROM device_blocks
    UNION ALL SELECT 'wrong PINs', count(*) FROM pin_tries
    UNION ALL SELECT 'shares', count(*) FROM shares
    UNION ALL SELECT 'epochs', coalesce(sum(epoch), 0) FROM device_secrets
    UNION ALL SELECT 'intents', count(*) FROM intents
    UNION ALL SELECT 'certificates', count(*) FROM certificates
    UNION ALL SELECT 'revocations', count(*) FROM revocations
    UNION ALL SELECT 'holds', count(*) FROM holds
    UNION ALL SELECT 'holds ended', count(*) FROM holds WHERE ended_at IS NOT NULL
    UNION ALL SELECT 'sessions', count(*) FROM sessions
    UNION ALL SELECT 'statements', count(*) FROM statements
    UNION ALL SELECT 'unlocks', count(*) FROM unlocks
    UNION ALL SELECT 'outcomes', count(*) FROM outcomes
    UNION ALL SELECT 'leaves', count(*) FROM leaves WHERE kind NOT IN ('refusal', 'crl')";

/// Counts by name. Two that are equal mean that nothing was decided in between.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Census(BTreeMap<String, i64>);

impl Census {
    /// Counts, while the country runs.
    pub(crate) async fn of(founded: &Founded) -> Self {
        if let Some(database) = &founded.database {
            let rows = Cluster::shared().sql(database, COUNTED);
            let counts = rows.lines().filter_map(|row| row.split_once('|'));
            let number = |count: &str| count.parse().expect("a count is a number");
            return Self(counts.map(|(name, count)| (name.to_owned(), number(count))).collect());
        }
        let file = founded.data().join("country.sqlite");
        let options = SqliteConnectOptions::new().filename(file).read_only(true);
        let mut connection = options.connect().await.expect("the store can be read beside its owner");
        let rows = sqlx::query(COUNTED).fetch_all(&mut connection).await.expect("the tables are there");
        Self(rows.iter().map(|row| (row.get("name"), row.get("rows"))).collect())
    }

    /// One of the counts.
    pub(crate) fn count(&self, name: &str) -> i64 {
        *self.0.get(name).unwrap_or_else(|| panic!("{name} is not counted"))
    }

    /// What is more or less than it was, by name.
    pub(crate) fn since(&self, earlier: &Self) -> BTreeMap<&str, i64> {
        let changes = self.0.iter().map(|(name, count)| (name.as_str(), count - earlier.count(name)));
        changes.filter(|(_, change)| *change != 0).collect()
    }
}
