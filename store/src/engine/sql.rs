//! How a statement gets its values and how a row gives its columns, on each engine.
//!
//! A statement is written once, with `$1` placeholders, for every engine. Its values are of three kinds, so that
//! what differs between engines fits on this page.

use pki_types::{Serial, Sha256Digest, UnixTime};
use rusqlite::types::Value as SqliteValue;
use sqlx::postgres::PgArguments;
use sqlx::{Postgres, Row as _};
use words::act::Roles;
use words::{Door, Doors, PersonalCode, PhoneNumber};

use crate::Error;
use crate::engine::sqlite::connection::SqliteRow;
use crate::error::EngineError;

/// A value on its way into a statement; the kind is known even if it is null.
#[derive(Clone)]
pub(crate) enum Value {
    /// INTEGER or BIGINT.
    Integer(Option<i64>),
    /// TEXT.
    Text(Option<String>),
    /// BLOB or BYTEA.
    Bytes(Option<Vec<u8>>),
}

/// A statement and its values.
pub(crate) struct Query {
    pub(crate) text: &'static str,
    values: Vec<Value>,
    /// The texts of an insert of one row, of two, and so on; empty for every other statement.
    texts: &'static [&'static str],
    /// How many rows it inserts, if it is such an insert.
    rows: usize,
}

/// A statement without values yet.
pub(crate) fn sql(text: &'static str) -> Query {
    Query { text, values: Vec::new(), texts: &[], rows: 1 }
}

/// An insert of one row, without values yet, that may take in the rows of others of its kind; see [`inserts!`].
pub(crate) fn insert(texts: &'static [&'static str]) -> Query {
    Query { texts, ..sql(texts.first().copied().unwrap_or_default()) }
}

/// The texts of an insert with one row, with two, and so on: what stands before the rows, the rows, what stands behind.
macro_rules! inserts {
    (@ [$($done:expr),*] $so_far:expr, $behind:literal;) => { &[$($done),*] };
    (@ [$($done:expr),*] $so_far:expr, $behind:literal; $row:literal $($more:literal)*) => {
        crate::engine::sql::inserts!(@ [$($done,)* concat!($so_far, ", ", $row, $behind)] concat!($so_far, ", ", $row),
            $behind; $($more)*)
    };
    ($before:literal; $first:literal $($more:literal)*; $behind:literal) => {
        crate::engine::sql::inserts!(@ [concat!($before, $first, $behind)] concat!($before, $first), $behind; $($more)*)
    };
}
pub(crate) use inserts;

impl Query {
    /// Binds the next placeholder.
    pub(crate) fn with(mut self, value: &impl Column) -> Self {
        self.values.push(value.value());
        self
    }

    /// Binds the next placeholder to octets.
    pub(crate) fn with_bytes(self, bytes: &[u8]) -> Self {
        self.with_octets(bytes.to_vec())
    }

    /// Binds the next placeholder to octets that may be many: they are not copied.
    pub(crate) fn with_octets(mut self, octets: Vec<u8>) -> Self {
        self.values.push(Value::Bytes(Some(octets)));
        self
    }

    /// Binds the next placeholder to a text.
    pub(crate) fn with_text(mut self, text: &str) -> Self {
        self.values.push(Value::Text(Some(text.to_owned())));
        self
    }

    /// The text of an insert of its rows and those of `other`, if both insert into the same table and there is one.
    pub(crate) fn text_with(&self, other: &Self) -> Option<&'static str> {
        let same = self.texts.first() == other.texts.first();
        self.texts.get(self.rows + other.rows - 1).copied().filter(|_| same)
    }

    /// Takes the rows of another insert in, behind its own.
    pub(crate) fn take_in(&mut self, text: &'static str, other: Self) {
        (self.text, self.rows) = (text, self.rows + other.rows);
        self.values.extend(other.values);
    }

    /// How many rows it inserts; 1 if it is no insert that takes others in.
    pub(crate) fn rows(&self) -> u64 {
        u64::try_from(self.rows).unwrap_or(u64::MAX)
    }

    /// All values, the first for `$1`.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }

    /// The statement as PostgreSQL's driver takes it.
    pub(crate) fn for_postgres(self) -> sqlx::query::Query<'static, Postgres, PgArguments> {
        self.values.into_iter().fold(sqlx::query(self.text), |query, value| match value {
            Value::Integer(integer) => query.bind(integer),
            Value::Text(text) => query.bind(text),
            Value::Bytes(bytes) => query.bind(bytes),
        })
    }

    /// Names the statement in an error.
    pub(crate) fn refused<R: Into<EngineError>>(text: &'static str) -> impl FnOnce(R) -> Error {
        move |refusal| Error::refused(text, refusal.into())
    }
}

/// A row of a result.
pub(crate) enum Row {
    /// SQLite's.
    Sqlite(SqliteRow),
    /// PostgreSQL's.
    Postgres(sqlx::postgres::PgRow),
}

impl Row {
    /// The named column.
    pub(crate) fn column<T: Column>(&self, name: &str) -> Result<T, Error> {
        T::read(self, name)
    }

    fn raw<'r, T>(&'r self, name: &str) -> Result<Option<T>, Error>
    where
        T: Raw + sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres>,
    {
        let damaged = |problem: String| Error::Damaged { column: name.to_owned(), problem };
        match self {
            Self::Sqlite(row) => match row.value(name) {
                None => Err(damaged("is not in the row".to_owned())),
                Some(SqliteValue::Null) => Ok(None),
                Some(value) => {
                    let raw = T::from_sqlite(value);
                    raw.map(Some).ok_or_else(|| damaged(format!("is of type {}", value.data_type())))
                }
            },
            Self::Postgres(row) => {
                row.try_get::<Option<T>, _>(name).map_err(|problem| damaged(problem.to_string()))
            }
        }
    }
}

/// What a row struct is made of.
pub(crate) trait FromRow: Sized {
    /// Reads the struct out of a row.
    fn from_row(row: &Row) -> Result<Self, Error>;
}

/// Reads a struct whose fields are named like the columns.
macro_rules! row {
    ($row:ident { $($field:ident),+ $(,)? }) => {
        impl crate::engine::sql::FromRow for $row {
            fn from_row(row: &crate::engine::sql::Row) -> Result<Self, crate::Error> {
                Ok(Self { $($field: row.column(stringify!($field))?),+ })
            }
        }
    };
}
pub(crate) use row;

/// One of the three kinds of values that the engines store.
pub(crate) trait Raw: Sized {
    fn value(raw: Option<Self>) -> Value;
    /// The value, if it is of this kind and not null.
    fn from_sqlite(value: &SqliteValue) -> Option<Self>;
    fn read(row: &Row, name: &str) -> Result<Option<Self>, Error>;
}

impl Raw for i64 {
    fn value(raw: Option<Self>) -> Value {
        Value::Integer(raw)
    }
    fn from_sqlite(value: &SqliteValue) -> Option<Self> {
        if let SqliteValue::Integer(integer) = value { Some(*integer) } else { None }
    }
    fn read(row: &Row, name: &str) -> Result<Option<Self>, Error> {
        row.raw(name)
    }
}

impl Raw for String {
    fn value(raw: Option<Self>) -> Value {
        Value::Text(raw)
    }
    fn from_sqlite(value: &SqliteValue) -> Option<Self> {
        if let SqliteValue::Text(text) = value { Some(text.clone()) } else { None }
    }
    fn read(row: &Row, name: &str) -> Result<Option<Self>, Error> {
        row.raw(name)
    }
}

impl Raw for Vec<u8> {
    fn value(raw: Option<Self>) -> Value {
        Value::Bytes(raw)
    }
    fn from_sqlite(value: &SqliteValue) -> Option<Self> {
        if let SqliteValue::Blob(bytes) = value { Some(bytes.clone()) } else { None }
    }
    fn read(row: &Row, name: &str) -> Result<Option<Self>, Error> {
        row.raw(name)
    }
}

/// A type of our own that is stored as one of the three kinds.
pub(crate) trait Scalar: Sized {
    type Raw: Raw;
    fn raw(&self) -> Self::Raw;
    /// The problem, as the end of a sentence, if the stored value is none of this type.
    fn parse(raw: Self::Raw) -> Result<Self, String>;
}

/// What can be bound to a placeholder and read from a column.
pub(crate) trait Column: Sized {
    fn value(&self) -> Value;
    fn read(row: &Row, name: &str) -> Result<Self, Error>;
}

impl<T: Scalar> Column for T {
    fn value(&self) -> Value {
        Raw::value(Some(self.raw()))
    }
    fn read(row: &Row, name: &str) -> Result<Self, Error> {
        Option::<T>::read(row, name)?
            .ok_or_else(|| Error::Damaged { column: name.to_owned(), problem: "is null".to_owned() })
    }
}

impl<T: Scalar> Column for Option<T> {
    fn value(&self) -> Value {
        Raw::value(self.as_ref().map(Scalar::raw))
    }
    fn read(row: &Row, name: &str) -> Result<Self, Error> {
        T::Raw::read(row, name)?
            .map(T::parse)
            .transpose()
            .map_err(|problem| Error::Damaged { column: name.to_owned(), problem })
    }
}

/// Stores a type as another one.
macro_rules! scalar {
    ($type:ty as $raw:ty, $to:expr, $from:expr) => {
        impl crate::engine::sql::Scalar for $type {
            type Raw = $raw;
            fn raw(&self) -> $raw {
                let to: fn(&$type) -> $raw = $to;
                to(self)
            }
            fn parse(raw: $raw) -> Result<Self, String> {
                let from: fn($raw) -> Result<Self, String> = $from;
                from(raw)
            }
        }
    };
}
pub(crate) use scalar;

scalar!(i64 as i64, |value| *value, Ok);
scalar!(u32 as i64, |value| i64::from(*value), |raw| u32::try_from(raw)
    .map_err(|_| format!("is {raw}, not a number from 0 to 4294967295")));
scalar!(String as String, String::clone, Ok);
scalar!(Vec<u8> as Vec<u8>, Vec::clone, Ok);
scalar!(UnixTime as i64, |value| value.seconds(), |raw| Ok(UnixTime::from_seconds(raw)));
scalar!(Sha256Digest as Vec<u8>, |value| value.as_bytes().to_vec(), |raw| {
    <[u8; 32]>::try_from(raw).map(Sha256Digest).map_err(|raw| format!("has {} octets, not 32", raw.len()))
});
scalar!(Serial as Vec<u8>, |value| value.as_bytes().to_vec(), |raw| {
    Serial::from_bytes(&raw).map_err(|problem| format!("is no serial: {problem}"))
});
scalar!(Roles as String, |roles| roles.to_string(), |raw| {
    raw.parse().map_err(|problem| format!("is no list of roles: {problem}"))
});
scalar!(Door as String, |door| door.as_str().to_owned(), |raw| {
    raw.parse().map_err(|problem| format!("is no door: {problem}"))
});
scalar!(Doors as String, |doors| doors.to_string(), |raw| {
    raw.parse().map_err(|problem| format!("is no list of doors: {problem}"))
});
scalar!(PhoneNumber as String, |value| value.expose().to_owned(), |raw| {
    PhoneNumber::new(&raw).map_err(|problem| format!("is no telephone number: {problem}"))
});
scalar!(PersonalCode as String, |value| value.expose().to_owned(), |raw| {
    PersonalCode::new(&raw).map_err(|problem| format!("is no personal code: {problem}"))
});

#[cfg(test)]
mod tests {
    use super::*;

    const PAIRS: &[&str] =
        inserts!("INSERT INTO t (a, b) VALUES "; "($1, $2)" "($3, $4)" "($5, $6)"; " RETURNING a");

    #[test]
    fn inserts_of_a_kind_become_one_as_far_as_there_are_texts() {
        let row = |number: i64| insert(PAIRS).with(&number).with(&(number + 1));
        let together = |one: Query, other: Query| {
            let text = one.text_with(&other)?;
            let mut both = one;
            both.take_in(text, other);
            Some(both)
        };
        assert_eq!(row(1).text, "INSERT INTO t (a, b) VALUES ($1, $2) RETURNING a");
        let two = together(row(1), row(3)).unwrap();
        assert_eq!((two.rows(), two.text), (2, "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) RETURNING a"));
        let three = together(two, row(5)).unwrap();
        assert_eq!((three.rows(), three.values().len()), (3, 6));
        assert!(together(three, row(7)).is_none(), "there is no text for four");
        assert!(together(row(1), sql("INSERT INTO t (a, b) VALUES (1, 2)")).is_none(), "another statement");
        assert!(together(sql("DELETE FROM t"), sql("DELETE FROM t")).is_none(), "no insert at all");
    }
}
