//! How a statement gets its values and how a row gives its columns, on each engine.
//!
//! A statement is written once, with `$1` placeholders, for every engine. Its values are of three kinds, so that
//! what differs between engines fits on this page.

use pki_types::{PersonalCode, Serial, Sha256Digest, UnixTime};
use sqlx::Row as _;

use crate::Error;

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
pub(crate) struct Statement {
    pub(crate) text: &'static str,
    values: Vec<Value>,
}

/// A statement without values yet.
pub(crate) fn sql(text: &'static str) -> Statement {
    Statement { text, values: Vec::new() }
}

type Query<Engine> = sqlx::query::Query<'static, Engine, <Engine as sqlx::Database>::Arguments>;

/// The same lines for each engine: its type is the only difference.
macro_rules! bound {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Value::Integer(integer) => query.bind(integer),
                Value::Text(text) => query.bind(text),
                Value::Bytes(bytes) => query.bind(bytes),
            };
        }
        query
    }};
}

impl Statement {
    /// Binds the next placeholder.
    pub(crate) fn with(mut self, value: &impl Column) -> Self {
        self.values.push(value.value());
        self
    }

    /// Binds the next placeholder to octets.
    pub(crate) fn with_bytes(mut self, bytes: &[u8]) -> Self {
        self.values.push(Value::Bytes(Some(bytes.to_vec())));
        self
    }

    /// Binds the next placeholder to a text.
    pub(crate) fn with_text(mut self, text: &str) -> Self {
        self.values.push(Value::Text(Some(text.to_owned())));
        self
    }

    /// The statement as SQLite's driver takes it.
    pub(crate) fn for_sqlite(self) -> Query<sqlx::Sqlite> {
        bound!(sqlx::query(self.text), self.values)
    }

    /// Several statements as SQLite's driver takes them in one step: it runs them one after the other. The placeholders
    /// are counted on, and nothing but the statements' own texts becomes text.
    pub(crate) fn joined_for_sqlite(mut statements: Vec<Self>) -> Query<sqlx::Sqlite> {
        if statements.len() == 1 {
            return statements.remove(0).for_sqlite();
        }
        let mut text = String::with_capacity(statements.iter().map(|one| one.text.len() + 8).sum());
        let mut values = Vec::new();
        for statement in statements {
            count_on(&mut text, statement.text, values.len());
            text.push_str("; ");
            values.extend(statement.values);
        }
        bound!(sqlx::query(sqlx::AssertSqlSafe(text)), values)
    }

    /// The statement as PostgreSQL's driver takes it.
    pub(crate) fn for_postgres(self) -> Query<sqlx::Postgres> {
        bound!(sqlx::query(self.text), self.values)
    }

    /// Names the statement in an error.
    pub(crate) fn refused(text: &'static str) -> impl FnOnce(sqlx::Error) -> Error {
        move |source| Error::refused(text, source)
    }
}

/// Appends a statement's text with `$1` as `$1 + by`, and so on.
fn count_on(out: &mut String, text: &str, by: usize) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = after.split_at(digits);
        out.push_str(before);
        out.push('$');
        match number.parse::<usize>() {
            Ok(number) => out.push_str(&(number + by).to_string()),
            Err(_) => out.push_str(number),
        }
        rest = behind;
    }
    out.push_str(rest);
}

/// A row of a result.
pub(crate) enum Row {
    /// SQLite's.
    Sqlite(sqlx::sqlite::SqliteRow),
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
        T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
        T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        let value = match self {
            Self::Sqlite(row) => row.try_get::<Option<T>, _>(name),
            Self::Postgres(row) => row.try_get::<Option<T>, _>(name),
        };
        value.map_err(|problem| Error::Damaged { column: name.to_owned(), problem: problem.to_string() })
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
        impl crate::sql::FromRow for $row {
            fn from_row(row: &crate::sql::Row) -> Result<Self, crate::Error> {
                Ok(Self { $($field: row.column(stringify!($field))?),+ })
            }
        }
    };
}
pub(crate) use row;

/// One of the three kinds of values that the engines store.
pub(crate) trait Raw: Sized {
    fn value(raw: Option<Self>) -> Value;
    fn read(row: &Row, name: &str) -> Result<Option<Self>, Error>;
}

impl Raw for i64 {
    fn value(raw: Option<Self>) -> Value {
        Value::Integer(raw)
    }
    fn read(row: &Row, name: &str) -> Result<Option<Self>, Error> {
        row.raw(name)
    }
}

impl Raw for String {
    fn value(raw: Option<Self>) -> Value {
        Value::Text(raw)
    }
    fn read(row: &Row, name: &str) -> Result<Option<Self>, Error> {
        row.raw(name)
    }
}

impl Raw for Vec<u8> {
    fn value(raw: Option<Self>) -> Value {
        Value::Bytes(raw)
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
        impl crate::sql::Scalar for $type {
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
scalar!(u16 as i64, |value| i64::from(*value), |raw| u16::try_from(raw)
    .map_err(|_| format!("is {raw}, not a number from 0 to 65535")));
scalar!(String as String, String::clone, Ok);
scalar!(Vec<u8> as Vec<u8>, Vec::clone, Ok);
scalar!(UnixTime as i64, |value| value.seconds(), |raw| Ok(UnixTime::from_seconds(raw)));
scalar!(Sha256Digest as Vec<u8>, |value| value.as_bytes().to_vec(), |raw| {
    <[u8; 32]>::try_from(raw).map(Sha256Digest).map_err(|raw| format!("has {} octets, not 32", raw.len()))
});
scalar!(Serial as Vec<u8>, |value| value.as_bytes().to_vec(), |raw| {
    Serial::from_bytes(&raw).map_err(|problem| format!("is no serial: {problem}"))
});
scalar!(PersonalCode as String, |value| value.expose().to_owned(), |raw| {
    PersonalCode::new(&raw).map_err(|problem| format!("is no personal code: {problem}"))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_counted_on_and_nothing_else_changes() {
        let mut text = String::new();
        count_on(&mut text, "SELECT $1, '$', $12 FROM t WHERE a = $2$", 30);
        assert_eq!(text, "SELECT $31, '$', $42 FROM t WHERE a = $32$");
    }
}
