//! What only one process may do at a time, and who may do it now.
//!
//! A lease ends by the clock, but the clock proves nothing: a holder that was stopped does not know that its time is
//! over. So whoever acts under a lease holds it in the transaction that has the effect ([`Transaction::hold_lease`]),
//! which fails if the lease has another holder since.

use pki_types::UnixTime;
use pki_types::clock::FUTURE_SECONDS;

use crate::engine::sql::{row, sql};
use crate::{Error, Transaction};
use words::WorkerId;

/// The right to do what only one may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    name: String,
    holder: WorkerId,
    epoch: i64,
    leased_until: UnixTime,
}
row!(Lease { name, holder, epoch, leased_until });

impl Lease {
    /// Until when nobody else can take it.
    #[must_use]
    pub fn until(&self) -> UnixTime {
        self.leased_until
    }

    /// How often the holder has changed.
    #[must_use]
    pub fn epoch(&self) -> i64 {
        self.epoch
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
             WHERE leases.holder = excluded.holder OR leases.leased_until <= $4 OR leases.leased_until > $5 RETURNING *");
        let now = self.now();
        let (until, ahead) = (now.plus(seconds), now.plus(seconds).plus(FUTURE_SECONDS));
        self.optional(take.with_text(name).with(&holder).with(&until).with(&now).with(&ahead)).await
    }

    /// Holds a lease until the end of this unit: nobody can take it meanwhile, even if its time is over.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if it has another holder by now: nothing of this unit may count.
    pub async fn hold_lease(&mut self, lease: &Lease) -> Result<(), Error> {
        let hold = sql("UPDATE leases SET epoch = epoch WHERE name = $1 AND holder = $2 AND epoch = $3");
        let hold = hold.with_text(&lease.name).with(&lease.holder).with(&lease.epoch);
        self.exactly_one("the lease", "held by the same process", hold).await
    }
}
