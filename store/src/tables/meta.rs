//! Facts about this store itself, by name.

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

/// The fact that every SQLite backup has and no serving store.
pub(crate) const UNRECONCILED: &str = "unreconciled";

/// The fact that says which PostgreSQL database this is.
pub(crate) const IDENTITY_FACT: &str = "identity";

struct Fact {
    value: String,
}
row!(Fact { value });

impl Reads {
    /// The fact of this name.
    pub async fn meta(&self, name: &str) -> Result<Option<String>, Error> {
        let fact: Option<Fact> =
            self.optional(sql("SELECT value FROM meta WHERE name = $1").with_text(name)).await?;
        Ok(fact.map(|fact| fact.value))
    }
}

impl Reads {
    /// Whether this store was put back from a backup and not brought up to the audit log since.
    ///
    /// A SQLite backup is marked. A dump of a PostgreSQL database is known by the identity of the database that it was
    /// made from, which is not the one that it is in now.
    pub async fn is_unreconciled(&self) -> Result<bool, Error> {
        if self.meta(UNRECONCILED).await?.is_some() {
            return Ok(true);
        }
        match self.meta(IDENTITY_FACT).await? {
            Some(noted) => Ok(self.identity().await?.is_some_and(|found| found != noted)),
            None => Ok(false),
        }
    }

    /// The number of this name, 0 where there is none.
    pub(crate) async fn lost_number(&self, name: &str) -> Result<i64, Error> {
        number_in(name, self.meta(name).await?)
    }
}

impl Transaction {
    /// Takes the mark of a backup away: the store says what the audit log says.
    pub async fn mark_reconciled(&mut self) -> Result<(), Error> {
        self.execute(sql("DELETE FROM meta WHERE name = $1").with_text(UNRECONCILED)).await?;
        self.forget_foreign_status_changes().await?;
        match self.identity().await? {
            Some(identity) => self.set_meta(IDENTITY_FACT, &identity).await,
            None => Ok(()),
        }
    }

    /// Writes a number down unless a higher one is there.
    pub(crate) async fn note_lost_number(&mut self, name: &str, number: i64) -> Result<(), Error> {
        if self.lost_number(name).await? >= number {
            return Ok(());
        }
        self.set_meta(name, &number.to_string()).await
    }

    /// Writes the fact of this name, over an older one.
    pub async fn set_meta(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let upsert = sql("INSERT INTO meta (name, value) VALUES ($1, $2) \
                          ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        self.execute(upsert.with_text(name).with_text(value)).await.map(|_| ())
    }
}

/// The number in a fact, 0 where there is none.
pub(crate) fn number_in(name: &str, value: Option<String>) -> Result<i64, Error> {
    let damaged = |problem| Error::Damaged { column: name.to_owned(), problem };
    match value {
        Some(value) => value.parse().map_err(|_| damaged(format!("is `{value}`, not a number"))),
        None => Ok(0),
    }
}
