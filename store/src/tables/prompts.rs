//! The prompts of a relying party to a person: how often it asked, what came of it, and how long it leaves the person
//! alone.
//!
//! A prompt is a statement: what never became one was shown to nobody.

use pki_types::UnixTime;
use words::{PersonId, SessionState};

use crate::engine::sql::{Query, row, sql};
use crate::{Error, Reads, Transaction};

/// What a relying party's next prompt to a person is judged by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prompts {
    /// When the newest were stated, the newest first.
    pub stated: Vec<UnixTime>,
    /// How the newest that have ended did, and when, the newest first; those that failed are left out.
    pub ended: Vec<(SessionState, UnixTime)>,
}

/// How much of the past is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromptSpan {
    /// Prompts that were stated after this instant count, at most so many of them.
    pub stated: (UnixTime, u32),
    /// Ends of prompts that were stated after this instant count, at most so many of them.
    pub ended: (UnixTime, u32),
    /// What was stated after this instant is from the future and does not count.
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
    pub(crate) paused_until: UnixTime,
}
row!(Pause { paused_until });

pub(crate) struct Stated {
    created_at: UnixTime,
}
row!(Stated { created_at });

pub(crate) struct Ended {
    state: SessionState,
    created_at: UnixTime,
}
row!(Ended { state, created_at });

pub(crate) const PAUSE: &str =
    "SELECT paused_until FROM prompt_pauses WHERE person = $1 AND relying_party = $2 AND paused_until > $3";

const STATED: &str = "SELECT created_at FROM statements \
    WHERE person = $1 AND relying_party = $2 AND created_at > $3 AND created_at <= $5 \
    ORDER BY created_at DESC LIMIT $4";
const ENDED: &str = "SELECT o.state, o.created_at FROM statements st JOIN outcomes o ON o.session = st.session \
    WHERE st.person = $1 AND st.relying_party = $2 AND st.created_at > $3 AND st.created_at <= $5 \
    AND o.created_at <= $5 AND o.state <> 'failed' \
    ORDER BY st.created_at DESC, o.created_at DESC LIMIT $4";

/// The two reads of the prompts of a relying party to a person.
pub(crate) fn prompt_statements(person: &PersonId, relying_party: &str, span: &PromptSpan) -> [Query; 2] {
    [(STATED, &span.stated), (ENDED, &span.ended)].map(|(select, (since, limit))| {
        sql(select).with(person).with_text(relying_party).with(since).with(limit).with(&span.until)
    })
}

impl Prompts {
    pub(crate) fn new(stated: Vec<Stated>, ended: Vec<Ended>) -> Self {
        Self {
            stated: stated.into_iter().map(|row| row.created_at).collect(),
            ended: ended.into_iter().map(|row| (row.state, row.created_at)).collect(),
        }
    }
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
    /// The prompts of a relying party to a person, read in the transaction that decides.
    pub async fn prompts(
        &self,
        person: &PersonId,
        relying_party: &str,
        span: &PromptSpan,
    ) -> Result<Prompts, Error> {
        let [stated, ended] = self.together(prompt_statements(person, relying_party, span)).await?;
        Ok(Prompts::new(stated.every()?, ended.every()?))
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
}
