//! Facts about this store itself, by name.

use crate::sql::{row, sql};
use crate::{Error, Reads, Transaction};

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

impl Transaction {
    /// Writes the fact of this name, over an older one.
    pub async fn set_meta(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let upsert = sql("INSERT INTO meta (name, value) VALUES ($1, $2) \
                          ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        self.execute(upsert.with_text(name).with_text(value)).await.map(|_| ())
    }
}
