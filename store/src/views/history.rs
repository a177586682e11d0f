//! What a person was asked, whoever asked and on whichever phone: the newest first, page by page.

use pki_types::UnixTime;
use words::{PersonId, SessionId};

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, SessionView};

/// Where a page begins: behind this session. What comes meanwhile comes before all of them, so pages stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryPlace {
    /// When it was stated.
    pub stated_at: UnixTime,
    /// Its identifier.
    pub session: SessionId,
}

struct Stated {
    session: SessionId,
}
row!(Stated { session });

impl Reads {
    /// A page of what the person was asked, at most `limit`: the newest, or what was stated before `after`. What was stated in the
    /// same second is in the order of its identifiers.
    pub async fn history(
        &self,
        person: &PersonId,
        after: Option<HistoryPlace>,
        limit: u32,
    ) -> Result<Vec<SessionView>, Error> {
        let newest = HistoryPlace {
            stated_at: UnixTime::from_seconds(i64::MAX),
            session: SessionId::from_bytes([0xff; 16]),
        };
        let HistoryPlace { stated_at, session } = after.unwrap_or(newest);
        let select = sql("SELECT session FROM statements WHERE person = $1 AND created_at <= $2 \
             AND (created_at < $2 OR session < $3) ORDER BY created_at DESC, session DESC LIMIT $4");
        let select = select.with(person).with(&stated_at).with(&session).with(&limit);
        let mut views = Vec::new();
        for stated in self.all::<Stated>(select).await? {
            views.extend(self.session_view(&stated.session).await?);
        }
        Ok(views)
    }
}
