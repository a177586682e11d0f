//! A PHONE IN A TERMINAL, and a library for tests and load.
//!
//! The crate promises what `docs/protocol/phone.md` demands of a phone: it signs only what the pinned statement key
//! states for it, what the relying party itself asked, and what the person saw; its keys are useless without PIN and
//! service; a crash between any two writes loses nothing and signs nothing twice.
//!
//! It never sees a certificate authority's or the service's keys, never stores a PIN or an unwrapped signing key, and
//! never takes a secret from an argument or the environment. Clock, randomness, network and disk are passed in
//! ([`Environment`], [`Storage`]), so that tests replace each of them.
//!
//! Start with [`Phone`]: `enrolment.rs` (become a device), `polling.rs` (fetch and verify), `signing.rs` (unlock, sign,
//! answer). `own.rs` what a person does about their own keys, `pin_change.rs` another PIN. `session.rs` leads a person through one session by an [`Interaction`]
//! (`reading.rs` fetches what can be read); `run.rs` is the command
//! `greatseal phone`; `load.rs` is many phones at once.
//!
//! To add another surface (a window, a test's script): implement [`Interaction`], nothing else.

mod claims;
mod door;
mod enrolment;
mod error;
mod history;
mod interaction;
mod key;
mod listening;
pub mod load;
mod own;
mod phone;
mod pin_change;
mod pin_file;
mod polling;
mod reading;
mod run;
mod session;
mod signing;
mod state;
mod storage;
mod terminal;
mod waking;

pub use door::{Door, DoorFuture, DoorReply, DoorRequest, HttpDoor, ListenFuture};
pub use error::Error;
pub use history::PastPage;
pub use interaction::{Automatic, Decision, Event, Interaction, PinPrompt, Prompt, wrong_pins_lines};
pub use key::KeyPair;
pub use own::Wished;
pub use phone::{Enrolled, Environment, Phone, Pins};
pub use pin_file::read_pins;
pub use polling::{Polled, Unacceptable};
pub use reading::ReadDocument;
pub use run::{PhoneCommand, PhoneOptions, run};
pub use session::Ending;
pub use storage::{FolderStorage, MemoryStorage, Storage};
pub use terminal::TerminalInteraction;
