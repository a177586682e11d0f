//! Who said "I did not start this", of which relying party, and how long a relying party that is often reported waits.
//!
//! A person counts once for each relying party, however often it is asked.

use pki_types::UnixTime;
use pki_types::clock::FUTURE_SECONDS;
use words::PersonId;

use crate::engine::sql::{Query, row, sql};
use crate::{Error, Reads, Transaction};

/// How long a report is kept, in seconds: no policy looks back further.
const KEPT_SECONDS: i64 = 30 * 86_400;

/// What is known of a relying party that may be reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reported {
    /// How many persons have reported it lately, counted up to the limit.
    pub persons: u32,
    /// Until when it waits, where it had to.
    pub paused_until: Option<UnixTime>,
}
row!(Reported { persons, paused_until });

/// A relying party and how many persons have reported it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedParty {
    /// Its identifier, a slug.
    pub relying_party: String,
    /// How many persons.
    pub persons: i64,
}
row!(ReportedParty { relying_party, persons });

const REPORTED: &str = "SELECT (SELECT count(*) FROM (SELECT 1 AS one FROM reports \
    WHERE relying_party = $1 AND reported_at > $2 AND reported_at <= $3 LIMIT $4) AS counted) AS persons, \
    (SELECT paused_until FROM report_pauses WHERE relying_party = $1) AS paused_until";

/// The read of what is known of a relying party: reports after `since`, counted up to `at_most`.
pub(crate) fn reported_statement(
    relying_party: &str,
    (since, at_most): (UnixTime, u32),
    now: UnixTime,
) -> Query {
    sql(REPORTED).with_text(relying_party).with(&since).with(&now.plus(FUTURE_SECONDS)).with(&at_most)
}

impl Reads {
    /// Which relying parties were reported after this instant, those by the most persons first, at most `limit`.
    pub async fn reported_parties(&self, since: UnixTime, limit: u32) -> Result<Vec<ReportedParty>, Error> {
        // By time: the index that has them by relying party would be read as a whole.
        let select = sql("SELECT relying_party || '' AS relying_party, count(*) AS persons FROM reports \
             WHERE reported_at > $1 GROUP BY relying_party || '' ORDER BY 2 DESC, 1 LIMIT $2");
        self.all(select.with(&since).with(&limit)).await
    }
}

impl Transaction {
    /// Notes that this person reported this relying party.
    pub async fn report(&mut self, relying_party: &str, person: &PersonId) -> Result<(), Error> {
        let upsert = sql("INSERT INTO reports (relying_party, person, reported_at) VALUES ($1, $2, $3) \
             ON CONFLICT (relying_party, person) DO UPDATE SET reported_at = excluded.reported_at");
        let now = self.now();
        self.execute(upsert.with_text(relying_party).with(person).with(&now)).await.map(|_| ())
    }

    /// Has a relying party that is often reported wait until that instant; tells whether it did not have to already: of two
    /// prompts that race one is stated.
    pub async fn slow_down(&mut self, relying_party: &str, until: UnixTime) -> Result<bool, Error> {
        let upsert = sql("INSERT INTO report_pauses (relying_party, paused_until, decided_at) VALUES ($1, $2, $3) \
             ON CONFLICT (relying_party) DO UPDATE SET paused_until = excluded.paused_until, \
             decided_at = excluded.decided_at WHERE report_pauses.paused_until <= $3");
        let now = self.now();
        Ok(self.execute(upsert.with_text(relying_party).with(&until).with(&now)).await? == 1)
    }

    /// Deletes the reports that no policy looks back to.
    pub async fn forget_reports(&mut self) -> Result<u64, Error> {
        let over = self.now().minus(KEPT_SECONDS);
        self.execute(sql("DELETE FROM reports WHERE reported_at <= $1").with(&over)).await
    }
}
