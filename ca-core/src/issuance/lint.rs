//! Lint: a second pair of eyes on the bytes before anything is signed. Every defect blocks.
//!
//! One file per group of rules. A rule looks at what the bytes say, read by a parser that did not write them;
//! only what the profile and the officer's record demand comes from the request. To add one: write it in its
//! group's file and give it a test that breaks it alone.

mod access;
mod frame;
mod keys;
mod legal_person;
mod natural_person;
mod policies;
mod qualified;
mod roles;
mod services;
#[cfg(test)]
mod tests;
mod usage;
mod validity;

pub(crate) use legal_person::is_organization_identifier;

use der::Decode;
use der::asn1::ObjectIdentifier;
use pki_types::{Certificate, UnixTime};
use x509_cert::certificate::TbsCertificate;

use crate::issuance::error::Error;
use crate::issuance::extensions::{Context, certificate_policies};
use crate::issuance::oids;
use crate::issuance::to_be_signed;

/// A defect in the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The rule: a clause of a standard, or `own` for an invariant of this service.
    pub rule: &'static str,
    /// What is wrong; never a personal value.
    pub defect: String,
}

impl std::fmt::Display for Defect {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "[{}] {}", self.rule, self.defect)
    }
}

/// The bytes under the glass, and what they were to say.
pub(crate) struct Candidate<'a> {
    /// Read by the reader that everybody else will use.
    certificate: Certificate,
    /// Read by another, for what the first one does not tell.
    fields: TbsCertificate,
    context: &'a Context<'a>,
    policies: Vec<ObjectIdentifier>,
    now: UnixTime,
}

impl<'a> Candidate<'a> {
    /// Reads a TBSCertificate, under a signature that verifies under no key.
    ///
    /// # Errors
    /// Neither reader may stumble over our own bytes.
    pub(crate) fn read(to_be_signed: &[u8], context: &'a Context<'a>, now: UnixTime) -> Result<Self, Error> {
        let algorithm = context.issuer.algorithm().identifier_der();
        let placeholder = to_be_signed::PLACEHOLDER_SIGNATURE;
        let der = to_be_signed::assemble(to_be_signed, &algorithm, placeholder)?;
        let certificate = Certificate::from_der(&der)?;
        let fields = TbsCertificate::from_der(certificate.tbs_der())?;
        let policies = certificate_policies::identifiers(context)?;
        Ok(Self { certificate, fields, context, policies, now })
    }

    /// The value of an extension and whether it is critical.
    fn extension(&self, oid: ObjectIdentifier) -> Option<(bool, &[u8])> {
        let extensions = self.fields.extensions()?;
        extensions
            .iter()
            .find(|extension| extension.extn_id == oid)
            .map(|extension| (extension.critical, extension.extn_value.as_bytes()))
    }

    /// All values of an attribute of the subject, as text.
    fn subject(&self, oid: ObjectIdentifier) -> Vec<String> {
        values(self.fields.subject(), oid)
    }

    /// All values of an attribute of the issuer, as text.
    fn issuer(&self, oid: ObjectIdentifier) -> Vec<String> {
        values(self.fields.issuer(), oid)
    }
}

fn values(name: &x509_cert::name::Name, oid: ObjectIdentifier) -> Vec<String> {
    let texts = name.iter().filter(|attribute| attribute.oid == oid);
    texts.map(|attribute| String::from_utf8_lossy(attribute.value.value()).into_owned()).collect()
}

/// Collects defects.
#[derive(Default)]
pub(crate) struct Defects(Vec<Defect>);

impl Defects {
    /// Notes the defect unless the rule is kept.
    fn expect(&mut self, kept: bool, rule: &'static str, defect: &str) {
        if !kept {
            self.0.push(Defect { rule, defect: defect.to_owned() });
        }
    }
}

/// Runs every rule.
///
/// # Errors
/// Only when the rules themselves cannot be applied; defects are in the result.
pub(crate) fn check(candidate: &Candidate<'_>) -> Result<Vec<Defect>, Error> {
    let mut defects = Defects::default();
    frame::check(candidate, &mut defects)?;
    validity::check(candidate, &mut defects);
    keys::check(candidate, &mut defects);
    natural_person::check(candidate, &mut defects);
    legal_person::check(candidate, &mut defects);
    usage::check(candidate, &mut defects);
    policies::check(candidate, &mut defects);
    qualified::check(candidate, &mut defects)?;
    access::check(candidate, &mut defects);
    services::check(candidate, &mut defects);
    roles::check(candidate, &mut defects);
    Ok(defects.0)
}

/// Whether the extension is there and not critical.
fn present_not_critical(candidate: &Candidate<'_>, oid: ObjectIdentifier) -> bool {
    candidate.extension(oid).is_some_and(|(critical, _)| !critical)
}

/// Which extensions may be there, and which of them must, follows from the profile alone.
fn expected_extensions(candidate: &Candidate<'_>) -> Vec<ObjectIdentifier> {
    let profile = candidate.context.profile;
    let expected = [
        (profile.names_its_issuer_key(), oids::AUTHORITY_KEY_IDENTIFIER),
        (true, oids::SUBJECT_KEY_IDENTIFIER),
        (true, oids::KEY_USAGE),
        (true, oids::BASIC_CONSTRAINTS),
        (!profile.purposes().is_empty(), oids::EXTENDED_KEY_USAGE),
        (profile.wants_alternative_names(), oids::SUBJECT_ALT_NAME),
        (profile.policies().is_some(), oids::CERTIFICATE_POLICIES),
        (!profile.qualified_statements().is_empty(), oids::QC_STATEMENTS),
        (!profile.authority_information().is_empty(), oids::AUTHORITY_INFO_ACCESS),
        (profile.revocation_list().is_some(), oids::CRL_DISTRIBUTION_POINTS),
        (profile.ocsp_no_check(), oids::OCSP_NO_CHECK),
        (profile.private_key_seconds().is_some(), oids::PRIVATE_KEY_USAGE_PERIOD),
        (profile.officer_roles(), candidate.context.issuer.country().officer_roles()),
    ];
    expected.into_iter().filter_map(|(wanted, oid)| wanted.then_some(oid)).collect()
}
