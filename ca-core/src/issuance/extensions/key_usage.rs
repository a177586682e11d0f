//! keyUsage, critical (RFC 5280 §4.2.1.3; EN 319 412-2 NAT-4.3.2-1).

use der::flagset::FlagSet;
use x509_cert::ext::pkix::{KeyUsage, KeyUsages};

use super::{Context, Extension};
use crate::issuance::error::Error;
use crate::issuance::oids;
use crate::issuance::profile::file::Usage;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    let mut bits = FlagSet::<KeyUsages>::default();
    for usage in context.profile.key_usage() {
        bits |= match usage {
            Usage::DigitalSignature => KeyUsages::DigitalSignature,
            Usage::ContentCommitment => KeyUsages::NonRepudiation,
            Usage::KeyCertSign => KeyUsages::KeyCertSign,
            Usage::CrlSign => KeyUsages::CRLSign,
        };
    }
    Extension::new(oids::KEY_USAGE, true, &KeyUsage(bits)).map(Some)
}
