//! The status of every serial, and then what changed: what an index in memory is made of.
//!
//! ```text
//!   begin      the number from which on changes may be under way
//!   each       every serial that there is, page by page, while others write
//!   news       what changed from that number on, as it is now, and the number for the next time; and so on
//! ```
//!
//! A change is noted under the number of its transaction, and transactions do not end in the order in which they began, so
//! nobody may ask for what is above the last number that he saw. The server knows the lowest number that is still under way:
//! all below have ended. Who reads from there on, again and again, sees each change that was committed before his read began, some of
//! them twice. On SQLite one transaction writes at a time, and that number is the next one.

use pki_types::{Reason, UnixTime};

use crate::engine::Done;
use crate::engine::sql::{row, sql};
use crate::views::status::Found;
use crate::{CertificateStatus, Error, IssuerId, Reads, Store};

/// Serials in memory at a time beside what is made of them.
const PAGE: u32 = 8_192;

/// From where the next look goes on.
const FLOOR_SQLITE: &str = "SELECT coalesce(max(number), 0) + 1 AS number FROM status_changes";
const FLOOR_POSTGRES: &str = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS number";

const CHANGED: &str = "\
    WITH changed AS (SELECT DISTINCT issuer, serial FROM status_changes WHERE number >= $1) \
    SELECT i.issuer, i.serial, i.finalised_at, i.burnt_at, r.revoked_at, r.reason, h.began_at AS held_since \
    FROM changed d JOIN intents i ON i.issuer = d.issuer AND i.serial = d.serial \
    LEFT JOIN revocations r ON r.issuer = i.issuer AND r.serial = i.serial \
    LEFT JOIN holds h ON h.issuer = i.issuer AND h.serial = i.serial AND h.ended_at IS NULL \
    WHERE NOT EXISTS (SELECT 1 FROM lost_serials l WHERE l.issuer = i.issuer AND l.serial = i.serial) \
    UNION ALL \
    SELECT l.issuer, l.serial, NULL, CASE WHEN l.certificate_sha256 IS NULL THEN l.revoked_at END, l.revoked_at, \
    l.reason, NULL FROM changed d JOIN lost_serials l ON l.issuer = d.issuer AND l.serial = d.serial";

const SERIALS: &str = "SELECT serial FROM intents WHERE issuer = $1 AND serial > $2 ORDER BY serial LIMIT $3";
const OPEN: &str =
    "SELECT serial FROM intents WHERE issuer = $1 AND finalised_at IS NULL AND burnt_at IS NULL";
/// Revoked, held (reason 6, certificateHold in RFC 5280 5.3.1), burnt (without a reason), lost.
const NOT_GOOD: &str = "\
    SELECT r.serial, r.revoked_at, r.reason FROM revocations r WHERE r.issuer = $1 AND r.serial > $2 \
    UNION ALL \
    SELECT h.serial, h.began_at, 6 FROM holds h WHERE h.issuer = $1 AND h.serial > $2 AND h.ended_at IS NULL \
      AND NOT EXISTS (SELECT 1 FROM revocations r WHERE r.issuer = h.issuer AND r.serial = h.serial) \
    UNION ALL \
    SELECT i.serial, i.burnt_at, NULL FROM intents i WHERE i.issuer = $1 AND i.serial > $2 AND i.burnt_at IS NOT NULL \
      AND NOT EXISTS (SELECT 1 FROM lost_serials l WHERE l.issuer = i.issuer AND l.serial = i.serial) \
    UNION ALL \
    SELECT l.serial, l.revoked_at, CASE WHEN l.certificate_sha256 IS NOT NULL THEN l.reason END FROM lost_serials l \
      WHERE l.issuer = $1 AND l.serial > $2 \
    ORDER BY 1 LIMIT $3";

struct Number {
    number: i64,
}
row!(Number { number });

struct Numbered {
    serial: Vec<u8>,
}
row!(Numbered { serial });

struct NotGood {
    serial: Vec<u8>,
    revoked_at: UnixTime,
    reason: Option<Reason>,
}
row!(NotGood { serial, revoked_at, reason });

struct Changed {
    issuer: IssuerId,
    found: Found,
}

impl crate::engine::sql::FromRow for Changed {
    fn from_row(row: &crate::engine::sql::Row) -> Result<Self, Error> {
        Ok(Self { issuer: row.column("issuer")?, found: Found::from_row(row)? })
    }
}

/// A serial whose status changed, and what it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusNews {
    /// Whose.
    pub issuer: IssuerId,
    /// The serial.
    pub serial: Vec<u8>,
    /// Its status.
    pub status: CertificateStatus,
}

/// Follows the statuses of a store. What it gives is whole only after [`news`](Self::news) came back from behind
/// [`each`](Self::each); after an error it is over, and another one begins.
pub struct StatusFeed {
    /// One connection: its life is within one life of the server, whose numbers go on from where they were.
    reads: Reads,
    floor_statement: &'static str,
    floor: i64,
    /// Below which number changes were deleted, when it looked last.
    deleted_below: i64,
}

impl StatusFeed {
    /// Takes the number from which on changes will be read.
    pub(crate) async fn begin(store: &Store) -> Result<Self, Error> {
        let reads = store.own_connection().await?;
        let floor_statement = if store.is_shared() { FLOOR_POSTGRES } else { FLOOR_SQLITE };
        let [floor] = reads.together([sql(floor_statement)]).await?;
        let floor = number(&floor)?;
        let deleted_below = reads.status_changes_deleted_below().await?;
        Ok(Self { reads, floor_statement, floor, deleted_below })
    }

    /// Gives every serial of an issuer with its status, [`CertificateStatus::Final`] first also to those that get another one
    /// later: what was given last counts. Changes meanwhile are among the news.
    pub async fn each(
        &self,
        issuer: IssuerId,
        mut take: impl FnMut(&[u8], CertificateStatus),
    ) -> Result<(), Error> {
        // All serials stand in an index, their ends do not: so what is not open and not in the third is final.
        let mut last = Vec::new();
        loop {
            let page = sql(SERIALS).with(&issuer).with_bytes(&last).with(&PAGE);
            let page: Vec<Numbered> = self.reads.all(page).await?;
            page.iter().for_each(|row| take(&row.serial, CertificateStatus::Final));
            match page.into_iter().next_back() {
                Some(end) => last = end.serial,
                None => break,
            }
        }
        // One that ends between these reads is in neither, and among the news.
        let open: Vec<Numbered> = self.reads.all(sql(OPEN).with(&issuer)).await?;
        open.iter().for_each(|row| take(&row.serial, CertificateStatus::Intent));
        let mut last = Vec::new();
        loop {
            let page = sql(NOT_GOOD).with(&issuer).with_bytes(&last).with(&PAGE);
            let page: Vec<NotGood> = self.reads.all(page).await?;
            for row in &page {
                let status = match row.reason {
                    Some(Reason::CertificateHold) => CertificateStatus::Held { since: row.revoked_at },
                    Some(reason) => CertificateStatus::Revoked { at: row.revoked_at, reason },
                    None => CertificateStatus::Burnt { at: row.revoked_at },
                };
                take(&row.serial, status);
            }
            match page.into_iter().next_back() {
                Some(end) => last = end.serial,
                None => return Ok(()),
            }
        }
    }

    /// What changed since the last time, and perhaps before: all that was committed before this began. None if changes were
    /// deleted that were not seen: everything is to be read anew.
    pub async fn news(&mut self) -> Result<Option<Vec<StatusNews>>, Error> {
        // The number for the next time before the changes, and whether some were deleted after them: whatever is committed or
        // deleted between two of these reads is read again, or noticed.
        let statements = [sql(self.floor_statement), sql(CHANGED).with(&self.floor)];
        let [floor, changed] = self.reads.together(statements).await?;
        let deleted_below = self.reads.status_changes_deleted_below().await?;
        if deleted_below > self.deleted_below && deleted_below > self.floor {
            return Ok(None);
        }
        (self.floor, self.deleted_below) = (number(&floor)?, deleted_below);
        let changed = changed.every::<Changed>()?.into_iter();
        let news = changed.map(|Changed { issuer, found: Found { serial, status } }| StatusNews {
            issuer,
            serial,
            status,
        });
        Ok(Some(news.collect()))
    }
}

fn number(done: &Done) -> Result<i64, Error> {
    let number = done.first::<Number>()?;
    number.map(|row| row.number).ok_or(Error::Missing { what: "the row of an aggregate" })
}
