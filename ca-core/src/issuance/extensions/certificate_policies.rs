//! certificatePolicies, not critical (RFC 5280 §4.2.1.4; EN 319 412-2 GEN-4.3.3-1 and -2). The first policy
//! carries the address of the practice statement; exactly one policy is ETSI's where the profile claims one
//! (EN 319 411-1 GEN-6.3.3-12).

use der::Any;
use der::asn1::{Ia5String, ObjectIdentifier};
use x509_cert::ext::pkix::CertificatePolicies;
use x509_cert::ext::pkix::certpolicy::{PolicyInformation, PolicyQualifierInfo};

use super::{Context, Extension};
use crate::issuance::error::Error;
use crate::issuance::oids;

pub(super) fn make(context: &Context<'_>) -> Result<Option<Extension>, Error> {
    let identifiers = identifiers(context)?;
    if identifiers.is_empty() {
        return Ok(None);
    }
    let practice = context.profile.policies().is_some_and(|policies| policies.practice_statement);
    let mut policies = Vec::new();
    for (position, policy_identifier) in identifiers.into_iter().enumerate() {
        let policy_qualifiers =
            if position == 0 && practice { Some(vec![practice_statement(context)?]) } else { None };
        policies.push(PolicyInformation { policy_identifier, policy_qualifiers });
    }
    Extension::new(oids::CERTIFICATE_POLICIES, false, &CertificatePolicies(policies)).map(Some)
}

/// The policies that this profile claims in this country, in order.
pub(crate) fn identifiers(context: &Context<'_>) -> Result<Vec<ObjectIdentifier>, Error> {
    let Some(policies) = context.profile.policies() else {
        return Ok(Vec::new());
    };
    let of_country = |below| {
        let rule = "makes no object identifier with policies.national";
        context.issuer.country().policy(below).ok_or(Error::Setting { field: "policy_arc", rule })
    };
    let national = policies.national.as_deref().map(of_country).transpose()?;
    Ok(policies
        .any
        .then_some(oids::ANY_POLICY)
        .into_iter()
        .chain(national)
        .chain(context.profile.etsi_policy())
        .collect())
}

fn practice_statement(context: &Context<'_>) -> Result<PolicyQualifierInfo, Error> {
    let address = Ia5String::new(&context.issuer.country().practice_statement())?;
    Ok(PolicyQualifierInfo {
        policy_qualifier_id: oids::CPS_QUALIFIER,
        qualifier: Some(Any::encode_from(&address)?),
    })
}
