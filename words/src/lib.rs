//! Our own words: identifiers, persons' data, words of sessions, profiles, officers' acts, leaves of the audit log.
//!
//! **It promises** that what several crates say has one type and one spelling, checked while it is read: the same in a row, in
//! JSON, in a log and on a screen.
//!
//! **It never** decides, does I/O, reads a clock or draws randomness by itself, and knows no standard: those are in `pki-types`.
//!
//! **Start reading** at [`act`], then [`session`] and [`leaf`].
//!
//! **To add a word**: in the file of its kind, once; an act says in [`act`] how it is added.

#[macro_use]
mod word;

pub mod act;
pub mod api;
pub mod door;
pub mod identifier;
pub mod leaf;
pub mod personal;
pub mod problem;
pub mod profile;
pub mod session;
pub mod signer_request;

#[doc(hidden)]
pub use utoipa;

pub use act::DeviceKind;
pub use door::{Door, Doors};
pub use identifier::{ActivationId, DeviceId, Id128, Nonce, PersonId, SessionId, WorkerId};
pub use leaf::Leaf;
pub use personal::{PersonName, PersonalCode, PhoneNumber};
pub use session::{CodeMode, MessageKind, Purpose, SessionState};
