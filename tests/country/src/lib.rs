//! A SMALL COUNTRY FOR TESTS, and for nothing else: every crate's tests say in a few lines what they want of it.
//!
//! **It promises** the same keys and the same certificates in every run, made from labels, all valid on the day [`NOW`];
//! everything may be changed, replaced and signed by anybody, for who forges does so in a test of its own.
//!
//! **It never** decides anything: its rows are written as a service that is believed would have written them.
//!
//! **Start reading** at [`Holder`], who has a key and a certificate; [`World`] is everybody who takes part in one
//! signature; `Country`, with the feature `store`, has them as rows, too.
#![expect(clippy::unwrap_used, reason = "a country that cannot be founded is to fail its test")]

#[cfg(feature = "store")]
mod country;
mod dice;
mod evidence;
mod holder;
pub mod judges;
mod key;
mod messages;
mod new_phone;
#[cfg(feature = "store")]
mod phone;
mod profile;
#[cfg(feature = "store")]
pub mod rows;
mod world;

use pki_types::UnixTime;

#[cfg(feature = "store")]
pub use country::{CITIZENS, Country, Of, ROOT, SERVICES};
pub use dice::Dice;
pub use holder::Holder;
pub use key::{Key, twin};
pub use messages::{
    DOCUMENT, LINK_SECRET, SESSION, bare_request, bound_document, digest_document, line, signed_attributes,
    text_document,
};
pub use new_phone::{NewPhone, certificate_request, certificate_request_by};
#[cfg(feature = "store")]
pub use phone::Phone;
pub use profile::{EXTENDED_KEY_USAGE, Profile, SERIAL_NUMBER, extension, moment, nocheck};
pub use world::{DEVICE, Kinds, World};

/// The day of the tests: Tuesday, 24 November 2026, 06:00 UTC.
pub const NOW: UnixTime = UnixTime::from_seconds(1_795_500_000);
/// One year of 365 days, in seconds.
pub const YEAR: i64 = 365 * 86_400;
