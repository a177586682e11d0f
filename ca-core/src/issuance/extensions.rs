//! The extensions of a certificate: one file each, in the order in which they are written.

mod alternative_names;
mod authority_information_access;
mod basic_constraints;
pub(crate) mod certificate_policies;
pub(crate) mod extended_key_usage;
mod key_usage;
mod ocsp_no_check;
mod officer_roles;
mod private_key_usage_period;
mod qualified_statements;
mod revocation_list;
mod subject_key_identifier;

use der::Encode;
use der::asn1::ObjectIdentifier;
use pki_types::clock::UnixTime;
use pki_types::serial::Serial;

use crate::issuance::error::Error;
use crate::issuance::issuer::Issuer;
use crate::issuance::profile::Profile;
use crate::issuance::request::Request;

/// An extension whose value is DER already.
#[derive(Debug)]
pub(crate) struct Extension {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) critical: bool,
    pub(crate) value: Vec<u8>,
}

impl Extension {
    fn new(oid: ObjectIdentifier, critical: bool, value: &impl Encode) -> Result<Self, Error> {
        Ok(Self { oid, critical, value: value.to_der()? })
    }
}

/// Everything that an extension may depend on.
pub(crate) struct Context<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) request: &'a Request,
    pub(crate) issuer: &'a Issuer,
    pub(crate) serial: &'a Serial,
    pub(crate) not_before: UnixTime,
}

/// All extensions but authorityKeyIdentifier, which the encoder writes from the issuer's own.
pub(crate) fn all(context: &Context<'_>) -> Result<Vec<Extension>, Error> {
    let makers = [
        subject_key_identifier::make,
        key_usage::make,
        basic_constraints::make,
        extended_key_usage::make,
        alternative_names::make,
        certificate_policies::make,
        qualified_statements::make,
        authority_information_access::make,
        revocation_list::make,
        ocsp_no_check::make,
        private_key_usage_period::make,
        officer_roles::make,
    ];
    let mut extensions = Vec::new();
    for make in makers {
        extensions.extend(make(context)?);
    }
    Ok(extensions)
}
