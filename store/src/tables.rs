//! The tables: one file each, with the row's struct, its reads (`impl Reads`) and its writes (`impl Transaction`).
//!
//! **One more table**: a file here, named below three times (the file, what it exports, what is counted), and its DDL.

pub(crate) mod act_jtis;
pub(crate) mod activations;
pub(crate) mod acts;
pub(crate) mod attempts;
pub(crate) mod cancellations;
pub(crate) mod certificates;
pub(crate) mod clock_readings;
pub(crate) mod crls;
pub(crate) mod device_blocks;
pub(crate) mod device_secrets;
pub(crate) mod devices;
pub(crate) mod enrolment_requests;
pub(crate) mod holds;
pub(crate) mod intents;
pub(crate) mod issuers;
pub(crate) mod jobs;
pub(crate) mod key_lists;
pub(crate) mod leases;
pub(crate) mod leaves;
pub(crate) mod log;
pub(crate) mod lost_serials;
pub(crate) mod messages;
pub(crate) mod meta;
pub(crate) mod officers;
pub(crate) mod open_sessions;
pub(crate) mod outcomes;
pub(crate) mod pending_acts;
pub(crate) mod persons;
pub(crate) mod pin_tries;
pub(crate) mod prompts;
pub(crate) mod relying_parties;
pub(crate) mod relying_party_looks;
pub(crate) mod replies;
pub(crate) mod revocations;
pub(crate) mod sessions;
pub(crate) mod shares;
pub(crate) mod signer_requests;
pub(crate) mod statements;

pub use activations::{Activation, ActivationFailures, ActivationTerms, ActivationUse};
pub use acts::ActRow;
pub use attempts::Attempts;
pub use certificates::IssuedCertificate;
pub use clock_readings::ClockReading;
pub use crls::{CrlEntry, StoredCrl};
pub use device_blocks::DeviceBlock;
pub use device_secrets::DeviceSecret;
pub use devices::Device;
pub use enrolment_requests::EnrolmentRequest;
pub use holds::Hold;
pub use intents::{Intent, IntentReceipt, NewIntent};
pub use issuers::{Issuer, ROOT_ROLE};
pub use jobs::{CrlShard, JOB_LEASE_SECONDS, Job, MAX_PROBLEM};
pub use key_lists::KeyListRow;
pub use leases::Lease;
pub use leaves::StoredLeaf;
pub use log::{LogCheckpoint, LogEntry};
pub use lost_serials::LostSerial;
pub use messages::Message;
pub use officers::Officer;
pub use outcomes::Outcome;
pub use pending_acts::{ActAnswer, ActConfirmation, PendingAct, WaitingAct};
pub use persons::Person;
pub use pin_tries::PinTry;
pub use prompts::{PausedParty, PromptSpan, Prompts};
pub use relying_parties::RelyingParty;
pub use relying_party_looks::LookTaken;
pub use replies::{Reply, Verdict};
pub use revocations::Revocation;
pub use sessions::{OpenStatement, Session, SessionView};
pub use shares::ReleasedShare;
pub use signer_requests::SignerRequest;
pub use statements::StoredStatement;

/// What an inventory counts: the schema that brought a table, its name, and how its rows are counted.
macro_rules! tables {
    ($($schema:literal: $($name:ident),+;)+) => {
        pub(crate) const TABLES: &[(i64, &str, &str)] = &[$($(
            ($schema, stringify!($name), concat!("SELECT count(*) AS number FROM ", stringify!($name))),
        )+)+];
    };
}

tables! {
    1: acts, activation_secrets, activations, cancellations, certificates, crls, device_blocks, device_secrets, devices,
       enrolment_requests, holds, intents, issuers, jobs, key_lists, leaves, messages, meta, officers, outcomes, persons,
       relying_parties, replies, revocations, sessions, signer_requests, statements, unlocks;
    2: leaf_queue, log_checkpoint, log_entries;
    3: leases;
    4: lost_serials;
    5: pin_tries, shares;
    6: prompt_pauses;
    7: relying_party_looks;
    8: clock_readings;
    9: attempts;
    10: act_confirmations, pending_acts;
    13: act_jtis, open_sessions;
}
