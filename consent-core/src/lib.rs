//! DECIDE WHAT A PHONE MAY SIGN AND WHAT MAY LEAVE: statement, PIN, unlock, complete, receipt.
//!
//! **It promises** that a phone is asked only for what a relying party signed and registration vouches for, or, for relying
//! parties that wish it, for what their door vouches for, within lower limits and said so on the phone
//! ([`Consent::state`]); that every PIN is counted before it is compared and that neither a stolen phone nor a stolen
//! database lets anyone guess one ([`Consent::unlock`]); that of two phones with the same keys whoever comes second is noticed at once;
//! that a signature leaves only if it is over what was stated, by a certificate that is in force ([`Consent::complete`]);
//! and that each session has one end, the first.
//!
//! **It never** listens to a network, signs for a person, believes what a door says about a message, writes personal data
//! into a leaf, or uses a key inside a transaction. Each story may be run twice, or be stopped anywhere and run again.
//!
//! **Start reading** at [`Consent`]: one numbered story for each job of the worker. The pure decisions have files of their
//! own: [`limits`], [`prompts`], [`lock`], [`lineage`], [`code`], `admission.rs` (may this be shown?), `hear.rs` (is this message about an
//! open statement of this phone?), `wishes.rs` (what persons want done about their own keys), `claims.rs` (which phone a request is for that names nobody), `release.rs` (may this answer leave?), `prompting.rs` (may this person be asked once more?); `writes.rs` holds the rows that each decision
//! writes. Keys are used in `keys.rs` alone.
//!
//! **To add one more** kind of message: its struct in `phone-protocol`, a line in `hear.rs`, a story in `consent.rs` and
//! its rows in `writes.rs`. One more reason to refuse: see [`problem`].
//!
//! The commits have these labels, with a fail point before and after each: `consent: statement`, `consent: wish`, `consent: wish stated`, `consent: claim`, `consent: link`, `consent: count`,
//! `consent: wrong pin`, `consent: share`, `consent: copied`, `consent: answer`, `consent: refusal`, `consent: end`, `consent: reply`,
//! `consent: key list`.

mod admission;
mod claims;
pub mod code;
mod config;
mod consent;
mod door_attested;
mod error;
mod hear;
mod key_lists;
mod keys;
pub mod limits;
pub mod lineage;
pub mod lock;
mod opening;
pub mod problem;
mod prompt_policy;
mod prompting;
pub mod prompts;
mod receipts;
mod release;
pub mod restore;
mod scene;
mod secrets;
mod statements;
mod wishes;
mod writes;

pub use config::ConsentConfig;
pub use consent::{Consent, SWEPT_AT_ONCE};
pub use door_attested::DoorAttestedPolicy;
pub use error::Error;
pub use keys::ConsentKeys;
pub use problem::Problem;
pub use prompt_policy::PromptPolicy;
pub use wishes::{Deeds, GrantedWish, Undone};
