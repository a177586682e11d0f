//! When an officer may renew a certificate: one rule, for the worker that decides and for the tools that remind.
//!
//! Nothing is gained by it but time, so it takes no other officer; and time is gained only near the end, so that nobody has
//! two lives at once. The certificate that was renewed goes on to its own end: an answer that was lost is still told, what
//! waits under it may still be confirmed, and a new key that does not work locks nobody out. It is never renewed a second
//! time, and all certificates of an officer are suspended and revoked together. (That a certificate whose key was replaced
//! may go on, but must not be renewed again, is also the rule of the US Federal PKI, X.509 Certificate Policy for the Common
//! Policy Framework §4.7.)

use pki_types::{Certificate, UnixTime};

use crate::issuance::profile::SECONDS_PER_DAY;

/// Of how many parts of a certificate's life the last one is for renewing it.
const PARTS_OF_A_LIFE: i64 = 3;
/// The longest that this part may be, in seconds.
pub const LONGEST_SECONDS: i64 = 60 * SECONDS_PER_DAY;

/// The first second in which this certificate may be renewed.
pub fn renewable_from(certificate: &Certificate) -> UnixTime {
    let life = certificate.not_after().since(certificate.not_before());
    certificate.not_after().minus(LONGEST_SECONDS.min(life / PARTS_OF_A_LIFE))
}
