//! Relying parties' wishes to end their sessions.

use pki_types::UnixTime;
use words::SessionId;

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

struct Cancellation {
    created_at: UnixTime,
}
row!(Cancellation { created_at });

impl Reads {
    /// When the relying party asked to end this session, if it did.
    pub async fn cancellation(&self, session: &SessionId) -> Result<Option<UnixTime>, Error> {
        let select = sql("SELECT created_at FROM cancellations WHERE session = $1").with(session);
        let found: Option<Cancellation> = self.optional(select).await?;
        Ok(found.map(|cancellation| cancellation.created_at))
    }
}

impl Transaction {
    /// Adds the wish; tells whether it was not there before.
    pub(crate) async fn insert_cancellation(&mut self, session: &SessionId) -> Result<bool, Error> {
        let insert =
            sql("INSERT INTO cancellations (session, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        let now = self.now();
        self.inserted(insert.with(session).with(&now)).await
    }
}
