//! Which certificates have verified under which keys.
//!
//! Whether these bytes are a signature by this key over those bytes is a fact that never changes, and the same few
//! certificates (of authorities, relying parties, OCSP signers) are met again and again: so what has verified once is
//! not computed again. Neither validity nor status is remembered, which time changes.

use crate::hash::Sha256Stream;
use crate::memory::Memory;
use crate::{Certificate, PublicKey, Sha256Digest};

/// In memory some 100 octets each.
pub(crate) static VERIFIED: Memory<()> = Memory::new(4_096, 4_096 * 128);

/// A certificate by the SHA-256 of all its bytes, the signature included, and a key by its SubjectPublicKeyInfo.
pub(super) fn fact(certificate: &Certificate, key: &PublicKey) -> Sha256Digest {
    let mut fact = Sha256Stream::new();
    // The first has always 32 octets: there is one way to take the two apart.
    fact.update(certificate.sha256().as_bytes());
    fact.update(key.spki_der());
    fact.finish()
}
