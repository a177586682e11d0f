//! DECIDE AND ISSUE: officers' acts, profiles, certificates, suspension, revocation, revocation lists,
//! ceremonies.
//!
//! **It promises** that nothing is signed before it is written down ([`prepare`](crate::issuance::prepare::prepare()),
//! then an intent, then [`Prepared::sign`](crate::issuance::prepare::Prepared::sign)); that what is signed was read by
//! lint first and is compared afterwards; that every story of [`Authority`] may be told again after a crash,
//! from the beginning, and a serial is never signed twice; that a certificate, a revocation and an act each
//! have their leaf in the same commit; and that suspending and revoking work while the keys are away.
//!
//! **It never** answers a network, holds the root's key in a running service, takes more than the public key
//! from an applicant, or lets anybody but an officer's signed act choose a profile.
//!
//! **Start reading** at `authority.rs`, which tells each story, then the room that it enters: `issuance/` makes what is signed and
//! holds neither store nor key (`prepare.rs` first, then `lint.rs`), `acts/` is what officers do, `enrolment/` how a phone gets its
//! certificates, `wishes.rs` what persons do about their own, `signers/` the services' own keys, `status/` suspensions, revocations and lists, `ceremony/` how a country
//! begins. `recording.rs` writes what was issued. A certificate's contents are in `profiles/*.toml` and `issuance/extensions/`.
//!
//! **One more profile**: a file in `profiles/`. **One more extension**: a file in `issuance/extensions/`, its line in
//! `extensions.rs`, its rule in `issuance/lint/`. **One more act**: its words in `words::act`, a file in `acts/`, its rule and its
//! call in `acts.rs`. **One more lint**: in its group's file in `issuance/lint/`, with a test that breaks it alone.

pub mod acts;
pub mod ceremony;
pub mod issuance;
pub mod signers;
pub mod status;

mod authority;
pub mod country;
mod directory;
mod enrolment;
mod error;
pub mod problem;
mod recording;
pub mod renewal;
mod replies;
pub mod restore;
mod stop;
mod wishes;

pub use authority::Authority;
pub use ceremony::file::CeremonyFile;
pub use ceremony::transcript::{Step, Transcript};
pub use country::{AuthorityConfig, FurtherPhones};
pub use directory::IssuerKeys;
pub use error::Error;
pub use issuance::profile::Profiles;
