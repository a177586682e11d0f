//! Published revocation lists, and what the next one has to say.

use pki_types::{Reason, Serial, UnixTime};

use crate::engine::sql::{row, sql};
use crate::{Error, IssuerId, Reads, Transaction};

/// A published list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCrl {
    /// Who signed it.
    pub issuer: IssuerId,
    /// Which range of serials, from 0.
    pub shard: u32,
    /// cRLNumber (RFC 5280 5.2.3), from 1.
    pub number: i64,
    /// DER.
    pub der: Vec<u8>,
    /// thisUpdate.
    pub this_update: UnixTime,
    /// nextUpdate.
    pub next_update: UnixTime,
}
row!(StoredCrl { issuer, shard, number, der, this_update, next_update });

/// One line of the next list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrlEntry {
    /// The certificate's serial.
    pub serial: Serial,
    /// Since when it is revoked or held.
    pub revoked_at: UnixTime,
    /// Why; `CertificateHold` for a suspension, `CessationOfOperation` for an intent that was given up.
    pub reason: Reason,
    /// End of the certificate's validity; none for an intent that was given up, or that a restore lost.
    pub not_after: Option<UnixTime>,
}
row!(CrlEntry { serial, revoked_at, reason, not_after });

/// Revoked, held and not revoked, burnt, lost by a restore: a serial is in one of the four at most. Reasons 6 and 5
/// are certificateHold and cessationOfOperation (RFC 5280 5.3.1).
const ENTRIES: &str = "\
    SELECT r.serial, r.revoked_at, r.reason, c.not_after FROM revocations r \
      JOIN certificates c ON c.issuer = r.issuer AND c.serial = r.serial \
      WHERE r.issuer = $1 AND r.serial >= $2 AND r.serial <= $3 \
    UNION ALL \
    SELECT h.serial, h.began_at, 6, c.not_after FROM holds h \
      JOIN certificates c ON c.issuer = h.issuer AND c.serial = h.serial \
      WHERE h.issuer = $1 AND h.serial >= $2 AND h.serial <= $3 AND h.ended_at IS NULL \
      AND NOT EXISTS (SELECT 1 FROM revocations r WHERE r.issuer = h.issuer AND r.serial = h.serial) \
    UNION ALL \
    SELECT i.serial, i.burnt_at, 5, NULL FROM intents i \
      WHERE i.issuer = $1 AND i.serial >= $2 AND i.serial <= $3 AND i.burnt_at IS NOT NULL \
      AND NOT EXISTS (SELECT 1 FROM lost_serials l WHERE l.issuer = i.issuer AND l.serial = i.serial) \
    UNION ALL \
    SELECT l.serial, l.revoked_at, l.reason, NULL FROM lost_serials l \
      WHERE l.issuer = $1 AND l.serial >= $2 AND l.serial <= $3 \
    ORDER BY 1 LIMIT $4";

/// Entries that are in memory at a time beside what is made of them.
const PAGE: usize = 4_096;

impl Reads {
    /// What a list of the serials from `first` to `last` (both included) has to say, by serial. Each serial comes from one read
    /// that sees every commit that came before this began.
    pub async fn each_crl_entry(
        &self,
        issuer: IssuerId,
        first: &[u8; 16],
        last: &[u8; 16],
        mut take: impl FnMut(CrlEntry),
    ) -> Result<(), Error> {
        let mut first = *first;
        let limit = u32::try_from(PAGE).expect("a page of thousands");
        loop {
            let page = sql(ENTRIES).with(&issuer).with_bytes(&first).with_bytes(last).with(&limit);
            let page: Vec<CrlEntry> = self.all(page).await?;
            let is_last = page.len() < PAGE;
            if let Some(end) = page.last() {
                first = u128::from_be_bytes(*end.serial.as_bytes()).saturating_add(1).to_be_bytes();
            }
            page.into_iter().for_each(&mut take);
            if is_last {
                return Ok(());
            }
        }
    }

    /// The same, at once.
    pub async fn crl_entries(
        &self,
        issuer: IssuerId,
        first: &[u8; 16],
        last: &[u8; 16],
    ) -> Result<Vec<CrlEntry>, Error> {
        let mut entries = Vec::new();
        self.each_crl_entry(issuer, first, last, |entry| entries.push(entry)).await?;
        Ok(entries)
    }

    /// The highest number that a list of this shard had before a restore lost it: the next one must be above it. 0
    /// where none was lost.
    pub async fn lost_crl_number(&self, issuer: IssuerId, shard: u32) -> Result<i64, Error> {
        self.lost_number(&lost_crl_number(issuer, shard)).await
    }

    /// The latest list of a shard.
    pub async fn latest_crl(&self, issuer: IssuerId, shard: u32) -> Result<Option<StoredCrl>, Error> {
        let select = sql("SELECT * FROM crls WHERE issuer = $1 AND shard = $2 ORDER BY number DESC LIMIT 1");
        self.optional(select.with(&issuer).with(&shard)).await
    }

    /// The latest list of every shard that has one, by issuer and shard.
    pub async fn latest_crls(&self) -> Result<Vec<StoredCrl>, Error> {
        let select = sql("SELECT * FROM crls c WHERE number = \
             (SELECT max(number) FROM crls WHERE issuer = c.issuer AND shard = c.shard) ORDER BY issuer, shard");
        self.all(select).await
    }
}

/// The name of the fact.
fn lost_crl_number(issuer: IssuerId, shard: u32) -> String {
    format!("lost-crl-number:{}:{shard}", issuer.0)
}

impl Transaction {
    /// Notes the number of a list that a restore lost.
    pub async fn note_lost_crl_number(
        &mut self,
        issuer: IssuerId,
        shard: u32,
        number: i64,
    ) -> Result<(), Error> {
        self.note_lost_number(&lost_crl_number(issuer, shard), number).await
    }

    /// Adds a list, which was signed outside the transaction, where its number is above all others'.
    ///
    /// # Errors
    /// As [`insert_crl_after`](Self::insert_crl_after).
    pub async fn insert_crl(&mut self, crl: StoredCrl) -> Result<(), Error> {
        let known = crl.number.saturating_sub(1);
        self.insert_crl_after(crl, known).await
    }

    /// Adds a list, which was signed outside the transaction, by whoever knew the lists up to the number `known`. Numbers
    /// alone order lists: one that is dated later than its successor was made by a clock that ran ahead.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if the shard has a list with a higher number than `known`: it was published meanwhile, and this
    /// one, which may lack what that one has, must be discarded.
    pub async fn insert_crl_after(&mut self, crl: StoredCrl, known: i64) -> Result<(), Error> {
        let insert = sql("INSERT INTO crls (issuer, shard, number, der, this_update, next_update) \
             SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT 1 FROM crls \
             WHERE issuer = $1 AND shard = $2 AND number > $7) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&crl.issuer)
            .with(&crl.shard)
            .with(&crl.number)
            .with_octets(crl.der)
            .with(&crl.this_update)
            .with(&crl.next_update)
            .with(&known);
        if self.inserted(insert).await? {
            Ok(())
        } else {
            Err(Error::MovedOn {
                what: "the revocation list",
                condition: "newer than all others of its shard",
            })
        }
    }
}
