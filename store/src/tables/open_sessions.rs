//! Sessions that have not ended, by when time ends them. Triggers keep the rows: one comes with its session, is brought forward to
//! the end of its statement, and goes with its outcome. So what has ended costs nobody a look.

use pki_types::UnixTime;
use words::SessionId;

use crate::engine::sql::{row, sql};
use crate::{Error, Reads};

struct Overdue {
    session: SessionId,
}
row!(Overdue { session });

impl Reads {
    /// Sessions that are open and whose time is over, the most overdue first, at most `limit`.
    pub async fn overdue_sessions(&self, now: UnixTime, limit: usize) -> Result<Vec<SessionId>, Error> {
        let select =
            sql("SELECT session FROM open_sessions WHERE ends_at <= $1 ORDER BY ends_at, session LIMIT $2");
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found: Vec<Overdue> = self.all(select.with(&now).with(&limit)).await?;
        Ok(found.into_iter().map(|overdue| overdue.session).collect())
    }
}
