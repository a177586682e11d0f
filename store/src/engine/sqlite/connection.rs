//! A connection to a SQLite file.
//!
//! A statement runs on the thread that asks: most take a few microseconds, less than the way to another thread and back.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::types::{ToSqlOutput, Value as SqliteValue};
use rusqlite::{Connection, OpenFlags, ToSql};

use crate::engine::sql::{Query, Row, Value};
use crate::engine::{Done, Failed};

/// How long a statement waits for a lock of another process (a backup, at a checkpoint).
const BUSY: Duration = Duration::from_secs(5);
/// More than there are statements.
const PREPARED: usize = 512;

/// A file, and how it is opened.
#[derive(Clone)]
pub(crate) struct SqliteFile {
    path: PathBuf,
    access: Access,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// To read beside whoever writes.
    Reading,
    /// To read what nobody writes to; nothing is made beside it.
    Immutable,
    /// To write, each commit flushed.
    Flushed,
    /// To write what need not survive this process.
    Unflushed,
    /// To write, with a journal that is gone when the connection is closed.
    Alone,
}

/// A row, read to its end.
pub(crate) struct SqliteRow {
    names: Arc<[String]>,
    values: Vec<SqliteValue>,
}

/// A connection; one statement at a time.
pub(crate) struct SqliteConnection {
    connection: Connection,
    /// By the place and the length of the text in the program.
    shapes: HashMap<(usize, usize), Shape>,
}

/// What a statement has in common with itself each time that it runs: tables get other columns (`SELECT *`) by migrations
/// alone, and those end before anybody connects to work.
struct Shape {
    /// Which value belongs to each place. To SQLite `$2` is a name, and the places are in the order in which the names are
    /// first met.
    values: Vec<Option<usize>>,
    names: Arc<[String]>,
}

impl SqliteFile {
    pub(crate) fn to_read(path: &Path) -> Self {
        Self { path: path.to_owned(), access: Access::Reading }
    }

    /// Nobody writes to it meanwhile.
    pub(crate) fn immutable(path: &Path) -> Self {
        Self { path: path.to_owned(), access: Access::Immutable }
    }

    /// Each commit is flushed, or none.
    pub(crate) fn to_write(path: &Path, flushes: bool) -> Self {
        let access = if flushes { Access::Flushed } else { Access::Unflushed };
        Self { path: path.to_owned(), access }
    }

    /// A file that will stand alone when it is closed: without a log beside it.
    pub(crate) fn alone(path: &Path) -> Self {
        Self { path: path.to_owned(), access: Access::Alone }
    }

    /// The same file, to read beside who has it to write.
    pub(crate) fn reading(&self) -> Self {
        Self::to_read(&self.path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Connects; the file must be there.
    pub(crate) fn open(&self) -> rusqlite::Result<SqliteConnection> {
        let reads = matches!(self.access, Access::Reading | Access::Immutable);
        let access = if reads { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = if self.access == Access::Immutable {
            let name = uri_of(&self.path).ok_or_else(|| rusqlite::Error::InvalidPath(self.path.clone()))?;
            Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_URI)?
        } else {
            Connection::open_with_flags(&self.path, flags)?
        };
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        // FULL flushes the log at each commit; NORMAL would lose acknowledged rows at a power cut.
        connection.execute_batch(match self.access {
            Access::Reading | Access::Immutable => "PRAGMA foreign_keys = ON",
            Access::Flushed => {
                "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
            }
            Access::Unflushed => {
                "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF"
            }
            Access::Alone => "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL",
        })?;
        Ok(SqliteConnection { connection, shapes: HashMap::new() })
    }
}

/// The file as a URI (sqlite.org/uri.html).
fn uri_of(path: &Path) -> Option<String> {
    let name = path.to_str()?.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Some(format!("file:{name}?immutable=1"))
}

impl SqliteConnection {
    /// Runs these one after the other until one fails.
    pub(crate) fn together(&mut self, statements: &[Query]) -> Result<Vec<Done>, Failed> {
        let mut all = Vec::with_capacity(statements.len());
        for (place, statement) in statements.iter().enumerate() {
            match self.run(statement) {
                Ok(done) => all.push(done),
                Err(problem) => {
                    return Err(Failed { place, error: Query::refused(statement.text)(problem) });
                }
            }
        }
        Ok(all)
    }

    /// Runs a statement.
    pub(crate) fn run(&mut self, statement: &Query) -> rusqlite::Result<Done> {
        if statement.text.starts_with("PRAGMA") {
            // Some take effect when they are prepared (sqlite.org/pragma.html), so each time anew.
            let mut prepared = self.connection.prepare(statement.text)?;
            let shape = Shape::of(&prepared);
            return step(&mut prepared, &shape, statement, &self.connection);
        }
        let mut prepared = self.connection.prepare_cached(statement.text)?;
        let text = (statement.text.as_ptr().addr(), statement.text.len());
        let shape = self.shapes.entry(text).or_insert_with(|| Shape::of(&prepared));
        step(&mut prepared, shape, statement, &self.connection)
    }

    /// Copies every page into another file, as it is at one instant: whoever writes goes on meanwhile.
    pub(crate) fn copy_into(&self, copy: &mut Self) -> rusqlite::Result<()> {
        let all_at_once = i32::MAX;
        Backup::new(&self.connection, &mut copy.connection)?.run_to_completion(all_at_once, BUSY, None)
    }

    /// Closes; the last connection to a file moves the log into it.
    pub(crate) fn close(self) -> rusqlite::Result<()> {
        self.connection.close().map_err(|(_, refusal)| refusal)
    }
}

impl Shape {
    fn of(prepared: &rusqlite::Statement<'_>) -> Self {
        let value = |place| {
            let number: usize = prepared.parameter_name(place)?.strip_prefix('$')?.parse().ok()?;
            number.checked_sub(1)
        };
        Self {
            values: (1..=prepared.parameter_count()).map(value).collect(),
            names: prepared.column_names().into_iter().map(str::to_owned).collect(),
        }
    }
}

/// Binds, steps to the end, and reads every row.
fn step(
    prepared: &mut rusqlite::Statement<'_>,
    shape: &Shape,
    statement: &Query,
    connection: &Connection,
) -> rusqlite::Result<Done> {
    for (place, value) in (1..).zip(&shape.values) {
        let value = value.and_then(|value| statement.values().get(value));
        let value = value.ok_or(rusqlite::Error::InvalidParameterCount(place, statement.values().len()))?;
        prepared.raw_bind_parameter(place, value)?;
    }
    let mut done = Done::default();
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        let values = (0..shape.names.len()).map(|column| row.get(column)).collect::<Result<_, _>>()?;
        done.rows.push(Row::Sqlite(SqliteRow { names: Arc::clone(&shape.names), values }));
    }
    drop(rows);
    if !prepared.readonly() {
        done.changed = connection.changes();
    }
    Ok(done)
}

impl SqliteRow {
    /// The column of this name.
    pub(crate) fn value(&self, name: &str) -> Option<&SqliteValue> {
        let place = self.names.iter().position(|column| column == name)?;
        self.values.get(place)
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Integer(integer) => integer.to_sql(),
            Self::Text(text) => text.to_sql(),
            Self::Bytes(bytes) => bytes.to_sql(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sql::sql;

    fn connection(folder: &tempfile::TempDir) -> SqliteConnection {
        let path = folder.path().join("a?b#c%.sqlite");
        std::fs::write(&path, []).unwrap();
        SqliteFile::to_write(&path, true).open().unwrap()
    }

    #[test]
    fn values_go_to_the_places_of_their_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = connection(&folder);
        // The second time what is the same each time is remembered, and the values are others.
        for (number, word) in [(1, "two"), (3, "four")] {
            let swapped = sql("SELECT $2 AS second, $1 AS first, $2 AS again").with(&number).with_text(word);
            let done = connection.run(&swapped).unwrap();
            let [row] = &done.rows[..] else { panic!("one row") };
            assert_eq!(row.column::<i64>("first").unwrap(), number);
            assert_eq!(row.column::<String>("second").unwrap(), word);
            assert_eq!(row.column::<String>("again").unwrap(), word);
            assert!(row.column::<i64>("second").is_err(), "a text is no number");
            assert!(row.column::<i64>("third").is_err(), "there is no such column");
            assert!(connection.run(&sql("SELECT $1 + $3").with(&number).with(&2_i64)).is_err());
        }
    }

    /// Two texts may begin at one place of the program, and one may stand at two.
    #[test]
    fn a_text_is_known_by_where_it_begins_and_ends() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = connection(&folder);
        let text = "SELECT 1 AS one, 2 AS two";
        let (shorter, _) = text.split_at(text.find(',').unwrap());
        for _ in 0..2 {
            let both = connection.run(&sql(text)).unwrap();
            assert_eq!(both.rows[0].column::<i64>("two").unwrap(), 2);
            let one = connection.run(&sql(shorter)).unwrap();
            assert_eq!(one.rows[0].column::<i64>("one").unwrap(), 1);
            assert!(one.rows[0].column::<i64>("two").is_err());
        }
    }

    #[test]
    fn only_what_writes_has_changed_rows() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = connection(&folder);
        connection.run(&sql("CREATE TABLE t (a INTEGER)")).unwrap();
        let two = sql("INSERT INTO t VALUES ($1), ($2)").with(&1_i64).with(&2_i64);
        assert_eq!(connection.run(&two).unwrap().changed, 2);
        assert_eq!(connection.run(&sql("SELECT a FROM t")).unwrap().changed, 0);
    }

    /// A pragma that were prepared once would take effect once.
    #[test]
    fn a_pragma_takes_effect_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = connection(&folder);
        for (set, expected) in
            [("PRAGMA synchronous = NORMAL", 1_i64), ("PRAGMA synchronous = FULL", 2)].repeat(2)
        {
            connection.run(&sql(set)).unwrap();
            let done = connection.run(&sql("PRAGMA synchronous")).unwrap();
            assert_eq!(done.rows[0].column::<i64>("synchronous").unwrap(), expected);
        }
    }

    #[test]
    fn a_name_that_looks_like_an_address_is_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = connection(&folder);
        writer.run(&sql("CREATE TABLE t (a INTEGER)")).unwrap();
        writer.close().unwrap();
        let mut reader = SqliteFile::immutable(&folder.path().join("a?b#c%.sqlite")).open().unwrap();
        assert!(reader.run(&sql("SELECT a FROM t")).is_ok());
        assert!(reader.run(&sql("INSERT INTO t VALUES (1)")).is_err());
    }
}
