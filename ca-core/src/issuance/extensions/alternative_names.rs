//! subjectAltName, not critical because the subject is not empty (RFC 5280 §4.2.1.6).

use der::asn1::Ia5String;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use super::{Context, Extension};
use crate::issuance::error::Error;
use crate::issuance::oids;
use crate::issuance::request::AlternativeName;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    let names = &context.request.alternative_names;
    if names.is_empty() {
        return Ok(None);
    }
    let names = names.iter().map(general_name).collect::<Result<Vec<_>, Error>>()?;
    Extension::new(oids::SUBJECT_ALT_NAME, false, &SubjectAltName(names)).map(Some)
}

fn general_name(name: &AlternativeName) -> Result<GeneralName, Error> {
    match name {
        AlternativeName::Dns(host) => Ok(GeneralName::DnsName(Ia5String::new(host)?)),
        AlternativeName::Address(address) => Ok(GeneralName::from(*address)),
    }
}
