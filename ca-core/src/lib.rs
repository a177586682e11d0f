//! DECIDE AND ISSUE: officers' acts, profiles, certificates, suspension, revocation, revocation lists,
//! ceremonies.
//!
//! **It promises** that nothing is signed before it is written down ([`prepare`](crate::prepare::prepare()),
//! then an intent, then [`Prepared::sign`](crate::prepare::Prepared::sign)); that what is signed was read by
//! lint first and is compared afterwards; that every story of [`Authority`] may be told again after a crash,
//! from the beginning, and a serial is never signed twice; that a certificate, a revocation and an act each
//! have their leaf in the same commit; and that suspending and revoking work while the keys are away.
//!
//! **It never** answers a network, holds the root's key in a running service, takes more than the public key
//! from an applicant, or lets anybody but an officer's signed act choose a profile.
//!
//! **Start reading** at `authority.rs`, the one file that acts, then `prepare.rs`, then `lint.rs`. A
//! certificate's contents are in `profiles/*.toml` and `extensions/`.
//!
//! **One more profile**: a file in `profiles/`, and its line in `profile.rs`. **One more extension**: a file
//! in `extensions/`, its line in `extensions.rs`, its rule in `lint/`. **One more act**: its words in
//! `pki-types`, a file in `acts/`, its line in `acts.rs` and in the table of `act_rules.rs`. **One more lint**: in its group's file in `lint/`,
//! with a test that breaks it alone.

pub mod act_rules;
mod acts;
pub mod address;
mod authority;
mod blocked_keys;
pub mod ceremony;
mod ceremony_file;
mod ceremony_output;
mod copies;
pub mod country;
mod directory;
mod enrolment;
mod error;
mod extensions;
pub mod install;
mod iso_countries;
mod issuance;
pub mod issuer;
pub mod lint;
mod naming;
mod officer_act;
mod oids;
pub mod prepare;
pub mod problem;
pub mod profile;
mod profile_file;
pub mod renewal;
mod replies;
pub mod request;
pub mod restore;
pub mod revocation_list;
pub mod root_list;
pub mod root_signer;
pub mod signer_request;
mod status_change;
mod stop;
pub mod subject;
mod to_be_signed;
pub mod transcript;

pub use authority::{Authority, IssuerKeys};
pub use ceremony_file::CeremonyFile;
pub use country::AuthorityConfig;
pub use error::Error;
pub use profile::Profiles;
pub use transcript::{Step, Transcript};
