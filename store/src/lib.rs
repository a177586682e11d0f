//! WHAT MUST BE REMEMBERED: one store on SQLite or PostgreSQL, every statement written once, one file per table.
//!
//! **It promises** that a unit of work is stored whole or not at all, and durably before its caller is told
//! ([`Store::transaction`]); that an intent's receipt exists only after its commit ([`IntentReceipt`]); that what
//! doors insert they insert once, with the job that has it done ([`DoorStore`]); and that history (certificates,
//! revocations, holds, leaves, sessions) is added to, never rewritten.
//!
//! **It never** signs, decides or speaks to a network, and gives a door no way to write what the worker decides.
//!
//! **Start reading** at [`Store`], then `writer.rs` (SQLite's group commit) and `postgres.rs`, then any table: a file `src/<table>.rs` has the
//! row's struct, its reads (`impl Reads`) and its writes (`impl Transaction`).
//!
//! **One more table**: the DDL in new files of `migrations/sqlite` and `migrations/postgres` (listed in `migrate.rs`), a file here, a line in
//! `docs/data-model.md`. **One more statement**: a method in the table's file; `$1` placeholders, instants as
//! integers, no booleans, so that it runs on both engines; inserts that may meet an older row say
//! `ON CONFLICT DO NOTHING` and look at the count, because PostgreSQL gives a transaction up after an error.

mod error;
mod ids;
mod words;

mod database;
mod dialect;
mod engine;
mod lock;
mod migrate;
mod postgres;
mod readers;
mod sql;
mod sqlite;
mod sqlite_connection;
mod writer;

mod backup;
mod changes;
mod commits;
mod door;
mod notifications;
mod reads;
mod snapshot;
mod store;
mod transaction;
mod unit;
mod unit_connection;
mod waiting;

mod activations;
mod acts;
mod attempts;
mod cancellations;
mod certificates;
mod clock_readings;
mod crls;
mod device_blocks;
mod device_secrets;
mod devices;
mod enrolment_requests;
mod holds;
mod inspection;
mod intents;
mod inventory;
mod issuers;
mod jobs;
mod key_lists;
mod leases;
mod leaves;
mod log;
mod lost_serials;
mod messages;
mod meta;
mod officers;
mod outcomes;
mod pending_acts;
mod persons;
mod pin_tries;
mod prompts;
mod relying_parties;
mod relying_party_looks;
mod repeats;
mod replies;
mod revocations;
mod scenes;
mod sessions;
mod shares;
mod signer_requests;
mod statements;
mod status;
mod wrong_clocks;

pub use futures_util::future::BoxFuture;

pub use activations::{Activation, ActivationFailures, ActivationTerms, ActivationUse};
pub use acts::ActRow;
pub use attempts::Attempts;
pub use backup::{Restoration, back_up, look_into};
pub use certificates::IssuedCertificate;
pub use changes::Change;
pub use clock_readings::ClockReading;
pub use commits::Commits;
pub use crls::{CrlEntry, StoredCrl};
pub use database::{Database, PostgresOptions};
pub use device_blocks::DeviceBlock;
pub use device_secrets::DeviceSecret;
pub use devices::Device;
pub use dialect::Lock;
pub use door::{DoorStore, EnrolmentInsertion, Insertion, OpenLimits, RequestLimit, SessionInsertion};
pub use enrolment_requests::EnrolmentRequest;
pub use error::{Closed, Error, Refusal};
pub use holds::Hold;
pub use ids::{ActivationId, DeviceId, IssuerId, PersonId, SessionId, WorkerId};
pub use inspection::{Holder, Inspection, Integrity, JobCount, LogBacklog, SchemaVersion};
pub use intents::{Intent, IntentReceipt, NewIntent};
pub use inventory::Inventory;
pub use issuers::Issuer;
pub use jobs::{CrlShard, JOB_LEASE_SECONDS, Job, MAX_PROBLEM};
pub use key_lists::KeyListRow;
pub use leases::Lease;
pub use leaves::StoredLeaf;
pub use lock::WriterLock;
pub use log::{LogCheckpoint, LogEntry};
pub use lost_serials::LostSerial;
pub use messages::Message;
pub use officers::Officer;
pub use outcomes::Outcome;
pub use pending_acts::{ActAnswer, ActConfirmation, PendingAct, WaitingAct};
pub use persons::Person;
pub use pin_tries::PinTry;
pub use postgres::Granted;
pub use prompts::{PausedParty, PromptSpan, Prompts};
pub use reads::Reads;
pub use relying_parties::RelyingParty;
pub use relying_party_looks::LookTaken;
pub use repeats::ImportedLeaf;
pub use replies::Reply;
pub use revocations::Revocation;
pub use scenes::{
    AnswerScene, ArrivalScene, CertificateScene, CountScene, DecisionScene, KeyListScene, MessageScene,
    RelyingPartyScene, RequestScene, StatementScene,
};
pub use sessions::{OpenStatement, Session, SessionView};
pub use shares::ReleasedShare;
pub use signer_requests::SignerRequest;
pub use snapshot::Snapshot;
pub use statements::Statement;
pub use status::{AuditedSerial, CertificateStatus};
pub use store::Store;
pub use transaction::Transaction;
pub use words::{
    AttemptKind, CodeMode, DeviceKind, JobKind, MessageKind, PendingOutcome, Purpose, SessionState,
    UnknownWord,
};
pub use wrong_clocks::BroughtBack;
