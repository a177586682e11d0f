//! Shares that left the inner zone. Doors cannot read them.

use pki_types::{Sha256Digest, UnixTime};
use words::SessionId;

use crate::Transaction;
use crate::engine::sql::{row, sql};

/// A share that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedShare {
    /// The unlock that it answered.
    pub unlock_sha256: Sha256Digest,
    /// The session.
    pub session: SessionId,
    /// The epoch of which it was.
    pub epoch: u32,
    /// The last try of [`PinTry`](crate::PinTry) that was told with it; none if there was none.
    pub told_through: Option<i64>,
    /// When.
    pub created_at: UnixTime,
}
row!(ReleasedShare { unlock_sha256, session, epoch, told_through, created_at });

/// The newest share of a session: each one is of the same epoch as the one before, or of a later one.
pub(crate) const LAST_SHARE: &str = "SELECT * FROM shares WHERE session = $1 \
    ORDER BY epoch DESC, coalesce(told_through, 0) DESC LIMIT 1";

impl Transaction {
    /// Notes that a share leaves.
    pub async fn insert_share(&mut self, share: &ReleasedShare) {
        let insert = sql("INSERT INTO shares (unlock_sha256, session, epoch, told_through, created_at) \
                          VALUES ($1, $2, $3, $4, $5)");
        let insert = insert
            .with(&share.unlock_sha256)
            .with(&share.session)
            .with(&share.epoch)
            .with(&share.told_through)
            .with(&share.created_at);
        self.later(insert).await;
    }
}
