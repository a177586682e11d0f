//! What a store holds, counted: a backup is described by it, and a restored store is held against it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::sql::{row, sql};
use crate::tables::TABLES;
use crate::{Error, Reads};

/// Counts and last things of a store at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    /// The schema's version.
    pub schema: i64,
    /// How many rows each table has.
    pub rows: BTreeMap<String, i64>,
    /// The serial that each issuer gave last, in hexadecimal; an issuer that gave none is left out.
    pub last_serials: BTreeMap<String, String>,
    /// The highest number of a leaf.
    pub last_leaf: i64,
    /// How many leaves have a place in the audit log.
    pub log_size: i64,
    /// The newest checkpoint of the audit log, a signed note.
    pub checkpoint: Option<String>,
}

impl Inventory {
    /// The first thing in which another inventory differs: its name, the value here, the value there.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<(String, String, String)> {
        let differ = |name: &str, here: &dyn ToString, there: &dyn ToString| {
            let (here, there) = (here.to_string(), there.to_string());
            (here != there).then(|| (name.to_owned(), here, there))
        };
        let none = String::from("none");
        let counts = self.rows.keys().chain(other.rows.keys()).find_map(|table| {
            let count = |inventory: &Self| inventory.rows.get(table).map_or(none.clone(), i64::to_string);
            differ(&format!("the number of rows of {table}"), &count(self), &count(other))
        });
        let serials = self.last_serials.keys().chain(other.last_serials.keys()).find_map(|issuer| {
            let serial =
                |inventory: &Self| inventory.last_serials.get(issuer).cloned().unwrap_or(none.clone());
            differ(&format!("the last serial of {issuer}"), &serial(self), &serial(other))
        });
        let checkpoint = |inventory: &Self| inventory.checkpoint.clone().unwrap_or(none.clone());
        differ("the schema", &self.schema, &other.schema)
            .or(counts)
            .or(serials)
            .or_else(|| differ("the number of the last leaf", &self.last_leaf, &other.last_leaf))
            .or_else(|| differ("the size of the audit log", &self.log_size, &other.log_size))
            .or_else(|| differ("the checkpoint", &checkpoint(self), &checkpoint(other)))
    }
}

struct Number {
    number: Option<i64>,
}
row!(Number { number });

struct LastSerial {
    name: String,
    serial: Option<Vec<u8>>,
}
row!(LastSerial { name, serial });

impl Reads {
    /// The schema's version.
    pub async fn schema(&self) -> Result<i64, Error> {
        let select = sql("SELECT max(version) AS number FROM _sqlx_migrations");
        Ok(self.one::<Number>(select).await?.number.unwrap_or(0))
    }

    /// Counts everything. What is counted one after the other belongs together only where nobody writes: in a backup,
    /// or in a transaction.
    pub async fn inventory(&self) -> Result<Inventory, Error> {
        let schema = self.schema().await?;
        let mut rows = BTreeMap::new();
        for (since, table, count) in TABLES {
            if *since <= schema {
                let number = self.one::<Number>(sql(count)).await?.number.unwrap_or(0);
                rows.insert((*table).to_owned(), number);
            }
        }
        let last = sql("SELECT n.name, (SELECT i.serial FROM intents i WHERE i.issuer = n.id \
             ORDER BY i.created_at DESC, i.serial DESC LIMIT 1) AS serial FROM issuers n");
        let last: Vec<LastSerial> = self.all(last).await?;
        let last =
            last.into_iter().filter_map(|row| Some((row.name, pki_types::encoding::hex(&row.serial?))));
        let last_leaf = self.one::<Number>(sql("SELECT max(id) AS number FROM leaves")).await?;
        let (mut log_size, mut checkpoint) = (0, None);
        if schema > 1 {
            log_size = self.log_size().await?;
            checkpoint = self.log_checkpoint().await?.map(|row| row.note);
        }
        Ok(Inventory {
            schema,
            rows,
            last_serials: last.collect(),
            last_leaf: last_leaf.number.unwrap_or(0),
            log_size,
            checkpoint,
        })
    }
}
