//! Signed lists of the service's public keys, as phones pin them.

use pki_types::{Sha256Digest, UnixTime, sha256};
use words::leaf::{self, Leaf};

use crate::engine::Done;
use crate::engine::sql::{Query, row, sql};
use crate::tables::meta::number_in;
use crate::{Error, Reads, Transaction};

/// A key list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyListRow {
    /// Never goes down.
    pub number: i64,
    /// Compact JWS, typ `sign-key-list+jwt`.
    pub jws: String,
    /// When it was stored.
    pub created_at: UnixTime,
}
row!(KeyListRow { number, jws, created_at });

impl KeyListRow {
    /// Its leaf.
    #[must_use]
    pub fn leaf(&self) -> Leaf {
        let key_list_sha256 = sha256(self.jws.as_bytes());
        Leaf::KeyList(leaf::KeyList { number: self.number, key_list_sha256, at: self.created_at })
    }
}

struct Value {
    value: String,
}
row!(Value { value });

/// The name of the fact about numbers that a restore lost.
const LOST_NUMBER: &str = "lost-key-list-number";

impl Reads {
    /// The current key list: the one with the highest number.
    pub async fn key_list(&self) -> Result<Option<KeyListRow>, Error> {
        self.optional(sql("SELECT * FROM key_lists ORDER BY number DESC LIMIT 1")).await
    }

    /// The list whose JWS has this hash. There are few: one for each change of the service's keys.
    pub async fn key_list_by_hash(&self, sha256_of_it: &Sha256Digest) -> Result<Option<KeyListRow>, Error> {
        let all: Vec<KeyListRow> = self.all(sql("SELECT * FROM key_lists ORDER BY number DESC")).await?;
        Ok(all.into_iter().find(|row| sha256(row.jws.as_bytes()) == *sha256_of_it))
    }

    /// The highest number that a key list had before a restore lost it: the next one must be above it. 0 where none
    /// was lost.
    pub async fn lost_key_list_number(&self) -> Result<i64, Error> {
        self.lost_number(LOST_NUMBER).await
    }

    pub(crate) fn lost_key_list_statement() -> Query {
        sql("SELECT value FROM meta WHERE name = $1").with_text(LOST_NUMBER)
    }

    pub(crate) fn lost_number_in(done: &Done) -> Result<i64, Error> {
        number_in(LOST_NUMBER, done.first::<Value>()?.map(|row| row.value))
    }
}

impl Transaction {
    /// Notes the number of a key list that a restore lost.
    pub async fn note_lost_key_list_number(&mut self, number: i64) -> Result<(), Error> {
        self.note_lost_number(LOST_NUMBER, number).await
    }

    /// Adds a key list.
    ///
    /// # Errors
    /// [`Error::MovedOn`] unless its number is above all others.
    pub async fn insert_key_list(&mut self, list: &KeyListRow) -> Result<(), Error> {
        let insert = sql("INSERT INTO key_lists (number, jws, created_at) SELECT $1, $2, $3 \
                          WHERE NOT EXISTS (SELECT 1 FROM key_lists WHERE number >= $1) ON CONFLICT DO NOTHING");
        if self.inserted(insert.with(&list.number).with_text(&list.jws).with(&list.created_at)).await? {
            Ok(())
        } else {
            Err(Error::MovedOn { what: "the key list", condition: "a number above all others" })
        }
    }
}
