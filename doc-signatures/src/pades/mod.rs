//! PAdES signatures in two phases (EN 319 142-1): the key is on a phone, so the document waits prepared
//! until the signature value comes, then takes a time-stamp, then the evidence that makes it checkable offline.
//!
//! Each step consumes the one before it: [`prepare`] → [`Prepared::sign`] → [`Signed::with_time_stamp`] →
//! [`Stamped::with_evidence`]. [`Prepared`] can be stored and read back; it is never built a second time, because the
//! bytes that were prepared are the bytes that were shown and signed.

mod evidence;
mod field;
mod form;
mod prepare;
mod prepared;
mod seed;
mod signed;

pub use evidence::Evidence;
pub use prepare::{Preparation, prepare};
pub use prepared::Prepared;
pub use signed::{Signed, Stamped};
