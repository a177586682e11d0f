//! WHAT SERVICE AND PHONE SAY TO EACH OTHER: statement, unlock, answer, with test vectors.
//!
//! The crate promises that both sides use the same code for every message, every derivation and every rule that
//! both must agree on: what a phone is shown, what exactly it signs, what its answer claims. The specification for
//! people who write another phone is `docs/protocol/phone.md`; the vectors are `tests/vectors/phone.json`.
//!
//! It never reads a clock, draws randomness, holds a key or speaks to a network: all four come in as arguments.
//! Signing is two steps, [`Draft::signing_input`] and [`Draft::assemble`], so that a key in an HSM, in a file or in
//! a test signs the same bytes.
//!
//! Start with [`message`] (how every message is parsed, signed and verified), then follow a signature:
//! [`request`] (or [`facts`], where nobody signed it; [`asked`] is either) → [`statement`] → [`pending`] → [`verification`] (what a phone checks) → [`unlock`] → [`answer`] →
//! [`receipt`]; [`memory`] is what a phone remembers of its unlocks, [`login`]
//! is what a relying party checks at its end. [`device_link`] and [`claim`] are how a phone comes to a request that names nobody. [`wish`] and [`inquiry`] are what a person wants done and asks about their own keys,
//! [`history`] and [`evidence`] what they were asked and can keep of it. [`enrolment`] and [`activation`] come before all of them, [`key_list`] is what a phone trusts.
//!
//! To add a message: one file with its struct (unknown fields refused, every field bounded), one `impl Message`
//! with its own `typ` and audience, its name in [`schema`], one section in `docs/protocol/phone.md`, one line in
//! `tests/protocol/never_panics.rs` and one in `tests/testbed/described.rs` of the program.

pub mod activation;
pub mod activation_code;
pub mod address;
pub mod answer;
pub mod asked;
pub mod claim;
pub mod comparison;
pub mod content;
pub mod device_link;
pub mod display;
pub mod document;
pub mod enrolment;
mod error;
pub mod evidence;
pub mod facts;
pub mod fixed;
pub mod further_phone;
pub mod history;
pub mod inquiry;
pub mod key_list;
pub mod keys;
pub mod login;
pub mod memory;
pub mod message;
pub mod new_pin;
pub mod payment;
pub mod pending;
pub mod pin;
pub mod receipt;
pub mod refusal;
pub mod reply;
pub mod request;
pub mod schema;
pub mod shown;
pub mod statement;
pub mod subscription;
pub mod unlock;
pub mod verification;
pub mod wire;
pub mod wish;
pub mod wrong_pins;

pub use activation::Activation;
pub use activation_code::ActivationCode;
pub use answer::{Answer, Choice, Displayed};
pub use asked::{Asked, AskedClaims};
pub use claim::Claim;
pub use comparison::comparison_code;
pub use content::Content;
pub use device_link::{DeviceLink, LinkAsked, LinkStated, Verifier, Way};
pub use document::{Location, RequestDocument};
pub use enrolment::{Enrolment, EnrolmentReply, EnrolmentSecrets};
pub use error::Error;
pub use evidence::Evidence;
pub use facts::{DoorFacts, HeardDigest};
pub use further_phone::FurtherPhone;
pub use history::{HistoryEntry, HistoryReply, PastSession};
pub use inquiry::{About, Inquiry, KeptCertificate, KeptDevice, KeyStanding, KeysReply};
pub use key_list::{KeyList, StatementKeyPin};
pub use login::ExpectedLogin;
pub use memory::{OutstandingUnlock, UnlockMemory};
pub use message::{Draft, Message, Received, Verified};
pub use new_pin::NewPin;
pub use payment::Payment;
pub use pending::{Fresh, Pending, PendingReply, PendingSession};
pub use pin::{Pin, check_pin, check_pins};
pub use receipt::Receipt;
pub use refusal::{Refusal, RefusalReason};
pub use reply::{PhoneProblem, StateReply};
pub use request::SignatureRequest;
pub use shown::Shown;
pub use statement::{RelyingParty, Sign, Statement};
pub use subscription::{PushAddress, Subscription};
pub use unlock::{PinProof, Share, Unlock, UnlockReply};
pub use wish::{Deed, Wish, WishReply};
pub use wrong_pins::{WrongPins, WrongTries};
