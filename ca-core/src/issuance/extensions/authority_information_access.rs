//! authorityInfoAccess, not critical: where the issuer's certificate and its OCSP responder are (RFC 5280
//! §4.2.2.1; EN 319 412-2 GEN-4.4.1-2 to -8).

use der::asn1::Ia5String;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{AccessDescription, AuthorityInfoAccessSyntax};

use super::{Context, Extension};
use crate::issuance::error::Error;
use crate::issuance::oids;
use crate::issuance::profile::file::AuthorityInformation;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    let mut descriptions = Vec::new();
    for information in context.profile.authority_information() {
        let (access_method, address) = location(context, *information);
        let access_location = GeneralName::UniformResourceIdentifier(Ia5String::new(&address)?);
        descriptions.push(AccessDescription { access_method, access_location });
    }
    if descriptions.is_empty() {
        return Ok(None);
    }
    Extension::new(oids::AUTHORITY_INFO_ACCESS, false, &AuthorityInfoAccessSyntax(descriptions)).map(Some)
}

fn location(
    context: &Context<'_>,
    information: AuthorityInformation,
) -> (der::asn1::ObjectIdentifier, String) {
    let issuer = context.issuer.name();
    match information {
        AuthorityInformation::CaIssuers => {
            (oids::ACCESS_CA_ISSUERS, context.issuer.country().certificate_url(issuer))
        }
        AuthorityInformation::Ocsp => (oids::ACCESS_OCSP, context.issuer.country().ocsp_url(issuer)),
    }
}
