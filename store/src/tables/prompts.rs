//! The prompts of a person: who asked, what came of it, and how long the person is left alone.
//!
//! A prompt is a statement: what never became one was shown to nobody.

use pki_types::UnixTime;
use words::{PersonId, SessionState};

use crate::engine::sql::{Query, row, sql};
use crate::{Error, Reads, Transaction};

/// Prompts of a person that are read at most. More than any policy lets through in a day.
const MOST: u32 = 256;

/// One prompt of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Who asked.
    pub relying_party: String,
    /// When it was stated.
    pub stated_at: UnixTime,
    /// How it ended, if it has.
    pub state: Option<SessionState>,
    /// When.
    pub ended_at: Option<UnixTime>,
}
row!(Prompt { relying_party, stated_at, state, ended_at });

/// What the next prompt to a person is judged by: those of the last while, of all relying parties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prompts {
    /// The newest first.
    pub newest_first: Vec<Prompt>,
}

/// How much of the past is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromptSpan {
    /// What was stated after this instant counts.
    pub since: UnixTime,
    /// What was stated or ended after this instant is from the future and does not count.
    pub until: UnixTime,
}

/// A relying party and how many persons it leaves alone for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PausedParty {
    /// Its identifier, a slug.
    pub relying_party: String,
    /// How many persons.
    pub persons: i64,
}
row!(PausedParty { relying_party, persons });

pub(crate) struct Pause {
    pub(crate) paused_until: Option<UnixTime>,
}
row!(Pause { paused_until });

/// Until when doors refuse what this relying party asks this person, for whichever reason.
pub(crate) const PAUSE: &str = "SELECT max(paused_until) AS paused_until FROM (\
    SELECT paused_until FROM prompt_pauses WHERE person = $1 AND relying_party = $2 \
    UNION ALL SELECT paused_until FROM person_pauses WHERE person = $1 \
    UNION ALL SELECT paused_until FROM report_pauses WHERE relying_party = $2) AS pauses WHERE paused_until > $3";

const PROMPTS: &str = "SELECT st.relying_party, st.created_at AS stated_at, o.state, o.created_at AS ended_at \
    FROM statements st LEFT JOIN outcomes o ON o.session = st.session AND o.created_at <= $3 \
    WHERE st.person = $1 AND st.created_at > $2 AND st.created_at <= $3 AND st.relying_party IS NOT NULL \
    ORDER BY st.created_at DESC LIMIT $4";

/// The read of the prompts of a person.
pub(crate) fn prompts_statement(person: &PersonId, span: &PromptSpan) -> Query {
    sql(PROMPTS).with(person).with(&span.since).with(&span.until).with(&MOST)
}

impl Reads {
    /// Which relying parties leave persons alone at this instant, those with the most persons first, at most `limit`.
    pub async fn paused_parties(&self, now: UnixTime, limit: u32) -> Result<Vec<PausedParty>, Error> {
        let select =
            sql("SELECT relying_party, count(*) AS persons FROM prompt_pauses WHERE paused_until > $1 \
             GROUP BY relying_party ORDER BY 2 DESC, 1 LIMIT $2");
        self.all(select.with(&now).with(&limit)).await
    }

    /// How many pairs of a relying party and a person are paused at this instant.
    pub async fn paused_pairs(&self, now: UnixTime) -> Result<i64, Error> {
        struct Count {
            count: i64,
        }
        row!(Count { count });
        let select = sql("SELECT count(*) AS count FROM prompt_pauses WHERE paused_until > $1").with(&now);
        Ok(self.one::<Count>(select).await?.count)
    }
}

impl Transaction {
    /// The prompts of a person, read in the transaction that decides.
    pub async fn prompts(&self, person: &PersonId, span: &PromptSpan) -> Result<Prompts, Error> {
        Ok(Prompts { newest_first: self.all(prompts_statement(person, span)).await? })
    }

    /// Has doors refuse what this relying party asks of this person until that instant.
    pub async fn pause_prompts(
        &mut self,
        person: &PersonId,
        relying_party: &str,
        until: UnixTime,
    ) -> Result<(), Error> {
        let upsert = sql(
            "INSERT INTO prompt_pauses (person, relying_party, paused_until, decided_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (person, relying_party) DO UPDATE SET paused_until = excluded.paused_until, \
             decided_at = excluded.decided_at",
        );
        let now = self.now();
        self.execute(upsert.with(person).with_text(relying_party).with(&until).with(&now)).await.map(|_| ())
    }

    /// Has doors refuse what anybody asks of this person until that instant.
    pub async fn pause_all_prompts(&mut self, person: &PersonId, until: UnixTime) -> Result<(), Error> {
        let upsert = sql("INSERT INTO person_pauses (person, paused_until, decided_at) VALUES ($1, $2, $3) \
             ON CONFLICT (person) DO UPDATE SET paused_until = excluded.paused_until, decided_at = excluded.decided_at");
        let now = self.now();
        self.execute(upsert.with(person).with(&until).with(&now)).await.map(|_| ())
    }
}
