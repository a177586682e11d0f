//! WHAT MUST BE REMEMBERED: one store on SQLite or PostgreSQL, every statement written once, one file per table.
//!
//! **It promises** that a unit of work is stored whole or not at all, and durably before its caller is told
//! ([`Store::transaction`]); that an intent's receipt exists only after its commit ([`IntentReceipt`]); that what
//! doors insert they insert once, with the job that has it done ([`DoorStore`]); and that history (certificates,
//! revocations, holds, leaves, sessions) is added to, never rewritten.
//!
//! **It never** signs, decides or speaks to a network, and gives a door no way to write what the worker decides.
//!
//! **Start reading** at [`Store`], then any file of `tables/`: it has the row's struct, its reads (`impl Reads`) and its writes
//! (`impl Transaction`). `views/` reads several tables at once, `doors/` is all that a door may do, `upkeep/` is for operators, and
//! `engine/` has the two engines, with the group commit of SQLite in `engine/sqlite/writer.rs`.
//!
//! **One more table**: the DDL in new files of `migrations/sqlite` and `migrations/postgres` (listed in `engine/migrate.rs`), a file in `tables/`
//! and its lines in `tables.rs`, a line in `docs/data-model.md`. **One more statement**: a method in the table's file; `$1` placeholders, instants as
//! integers, no booleans, so that it runs on both engines; inserts that may meet an older row say
//! `ON CONFLICT DO NOTHING` and look at the count, because PostgreSQL gives a transaction up after an error.

mod doors;
mod engine;
mod tables;
mod upkeep;
mod views;

mod counts;
mod database;
mod error;
mod ids;
mod reads;
mod row_words;
mod store;
mod transaction;

pub use futures_util::future::BoxFuture;

pub use doors::*;
pub use engine::{Granted, Lock, Snapshot, WriterLock};
pub use tables::*;
pub use upkeep::*;
pub use views::*;

pub use counts::Counts;
pub use database::{Database, PostgresOptions};
pub use error::{Closed, EngineError, Error};
pub use ids::IssuerId;
pub use reads::Reads;
pub use row_words::{AttemptKind, Channel, JobKind, PendingOutcome};
pub use store::Store;
pub use transaction::Transaction;
