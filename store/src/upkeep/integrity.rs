//! Whether a SQLite file is whole.
//!
//! How far that is looked into decides how it grows: pages are read one after the other; that an index has what its table has, and a
//! row the row that it refers to, is looked up for each row in another place of the file.

use crate::engine::sql::{row, sql};
use crate::{Error, Reads};

/// How far a file is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Every page is one of its kind, and every row one of its table.
    Pages,
    /// And every index has the rows of its table, and every reference its row.
    Everything,
}

struct OfPages {
    quick_check: String,
}
row!(OfPages { quick_check });

struct OfEverything {
    integrity_check: String,
}
row!(OfEverything { integrity_check });

struct Stray {
    table: String,
    parent: String,
}
row!(Stray { table, parent });

impl Reads {
    /// What is wrong with a SQLite file, at most ten findings of each kind. (A PostgreSQL database checks its own pages when it
    /// reads them, and its indexes and references when a dump is put into it.)
    pub(crate) async fn damage(&self, depth: Depth) -> Result<Vec<String>, Error> {
        if self.is_on_postgres().await {
            return Ok(Vec::new());
        }
        let (findings, strays): (Vec<String>, Vec<Stray>) = match depth {
            Depth::Pages => {
                let found: Vec<OfPages> = self.all(sql("PRAGMA quick_check(10)")).await?;
                (found.into_iter().map(|row| row.quick_check).collect(), Vec::new())
            }
            Depth::Everything => {
                let found: Vec<OfEverything> = self.all(sql("PRAGMA integrity_check(10)")).await?;
                let found = found.into_iter().map(|row| row.integrity_check).collect();
                (found, self.all(sql("PRAGMA foreign_key_check")).await?)
            }
        };
        let told = |Stray { table, parent }| format!("has a row of {table} without its row of {parent}");
        let strays = strays.into_iter().take(10).map(told);
        Ok(findings.into_iter().filter(|finding| finding != "ok").chain(strays).collect())
    }

    /// Has a file be whole, as far as is looked.
    ///
    /// # Errors
    /// [`Error::Damaged`] with the first defect that is found.
    pub async fn check_integrity(&self, depth: Depth) -> Result<(), Error> {
        match self.damage(depth).await?.into_iter().next() {
            None => Ok(()),
            Some(problem) => Err(Error::Damaged { column: "in the file".to_owned(), problem }),
        }
    }
}
