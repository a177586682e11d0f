//! What one process does for all, and which one does it now.
//!
//! A lease ends by the clock, and the clock proves nothing: a holder that was stopped does not know that its time is over. So a
//! lease only spares work; what is done under it is safe to be done twice.

use pki_types::UnixTime;
use pki_types::clock::FUTURE_SECONDS;
use words::WorkerId;

use crate::engine::sql::{row, sql};
use crate::{Error, Transaction};

/// The turn to do what one does for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    leased_until: UnixTime,
}
row!(Lease { leased_until });

impl Lease {
    /// Until when nobody else can take it.
    #[must_use]
    pub fn until(&self) -> UnixTime {
        self.leased_until
    }
}

impl Transaction {
    /// Takes a lease that nobody holds, or prolongs one's own; none if somebody else holds it. One that lasts longer than it
    /// can have been taken for is from a clock that ran ahead, and nobody's.
    pub async fn take_lease(
        &mut self,
        name: &str,
        holder: WorkerId,
        seconds: i64,
    ) -> Result<Option<Lease>, Error> {
        let take = sql("INSERT INTO leases (name, holder, epoch, leased_until) VALUES ($1, $2, 1, $3) \
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until, \
             epoch = leases.epoch + CASE WHEN leases.holder = excluded.holder THEN 0 ELSE 1 END \
             WHERE leases.holder = excluded.holder OR leases.leased_until <= $4 OR leases.leased_until > $5 RETURNING leased_until");
        let now = self.now();
        let (until, ahead) = (now.plus(seconds), now.plus(seconds).plus(FUTURE_SECONDS));
        self.optional(take.with_text(name).with(&holder).with(&until).with(&now).with(&ahead)).await
    }
}
