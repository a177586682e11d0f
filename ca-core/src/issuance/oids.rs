//! Object identifiers that certificates carry: those of `pki-types`, and those that only this crate writes or
//! forbids.

pub(crate) use pki_types::oid::*;

use pki_types::ObjectIdentifier;

macro_rules! oids {
    ($($(#[$documentation:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$documentation])* pub(crate) const $name: ObjectIdentifier = ObjectIdentifier::new_unwrap($text);)*
    };
}

oids! {
    /// id-at-pseudonym (RFC 5280 appendix A.1).
    PSEUDONYM = "2.5.4.65";
    /// id-ce-privateKeyUsagePeriod (RFC 3280 §4.2.1.4).
    PRIVATE_KEY_USAGE_PERIOD = "2.5.29.16";
    /// id-ce-issuerAltName (RFC 5280 §4.2.1.7).
    ISSUER_ALT_NAME = "2.5.29.18";
    /// id-ce-policyMappings (RFC 5280 §4.2.1.5).
    POLICY_MAPPINGS = "2.5.29.33";
    /// id-ce-policyConstraints (RFC 5280 §4.2.1.11).
    POLICY_CONSTRAINTS = "2.5.29.36";
    /// id-ce-inhibitAnyPolicy (RFC 5280 §4.2.1.14).
    INHIBIT_ANY_POLICY = "2.5.29.54";
}
