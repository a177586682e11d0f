//! The frame of a certificate (RFC 5280 §4.1): serial, algorithm, issuer's name, the set of extensions.

use std::collections::BTreeSet;

use der::Encode;
use pki_types::Certificate;

use super::{Candidate, Defects, expected_extensions};
use crate::issuance::error::Error;
use crate::issuance::oids;

pub(super) fn check(candidate: &Candidate<'_>, defects: &mut Defects) -> Result<(), Error> {
    let fields = &candidate.fields;
    let serial = candidate.certificate.serial_bytes();
    defects.expect(
        fields.version() == x509_cert::certificate::Version::V3,
        "RFC 5280 §4.1.2.1",
        "the version is not 3",
    );
    // CA/Browser Forum Baseline Requirements §7.1: at least 64 bits from a CSPRNG; here 126, behind a
    // positive first octet.
    defects.expect(
        serial.len() == 16 && (0x40..=0x7f).contains(&serial[0]),
        "own: serial",
        "the serial has another form than those drawn here",
    );
    defects.expect(
        serial == candidate.context.serial.as_bytes(),
        "own: serial",
        "the serial is not the one that was drawn",
    );
    let algorithm = candidate.context.issuer.algorithm().identifier_der();
    defects.expect(
        fields.signature().to_der()? == algorithm,
        "RFC 5280 §4.1.2.3",
        "the algorithm is not the issuer's",
    );
    let issuer_name = candidate
        .context
        .issuer
        .certificate()
        .map_or(candidate.certificate.subject_der(), Certificate::subject_der);
    defects.expect(
        candidate.certificate.issuer_der() == issuer_name,
        "RFC 5280 §4.1.2.4",
        "the issuer's name is not the CA's subject, octet by octet",
    );
    defects.expect(!fields.subject().is_empty(), "RFC 5280 §4.1.2.6", "the subject is empty");
    check_attributes(candidate, defects);
    check_extensions(candidate, defects);
    Ok(())
}

/// The encoder keeps the last of two attributes of one type in silence, so their number is compared too.
fn check_attributes(candidate: &Candidate<'_>, defects: &mut Defects) {
    let types: Vec<_> = candidate.fields.subject().iter().map(|attribute| attribute.oid).collect();
    let distinct: BTreeSet<_> = types.iter().collect();
    defects.expect(
        distinct.len() == types.len(),
        "own: names",
        "an attribute type stands twice in the subject",
    );
    defects.expect(
        types.len() == candidate.context.request.subject.attribute_count(),
        "own: names",
        "the subject lost an attribute",
    );
    let empty = candidate.fields.subject().iter().any(|attribute| attribute.value.value().is_empty());
    defects.expect(!empty, "RFC 5280 appendix A.1", "an attribute of the subject is empty");
}

fn check_extensions(candidate: &Candidate<'_>, defects: &mut Defects) {
    let there: Vec<_> = candidate
        .fields
        .extensions()
        .map(|all| all.iter().map(|one| one.extn_id).collect())
        .unwrap_or_default();
    let distinct: BTreeSet<_> = there.iter().copied().collect();
    defects.expect(distinct.len() == there.len(), "RFC 5280 §4.2", "an extension stands twice");
    let expected: BTreeSet<_> = expected_extensions(candidate).into_iter().collect();
    for missing in expected.difference(&distinct) {
        defects.expect(false, "own: profile", &format!("extension {missing} is missing"));
    }
    for surplus in distinct.difference(&expected) {
        defects.expect(false, "own: profile", &format!("extension {surplus} is not in the profile"));
    }
    let forbidden = [
        (oids::POLICY_MAPPINGS, "EN 319 412-2 GEN-4.3.4-1"),
        (oids::NAME_CONSTRAINTS, "EN 319 412-2 GEN-4.3.8-1"),
        (oids::POLICY_CONSTRAINTS, "EN 319 412-2 GEN-4.3.9-1"),
        (oids::INHIBIT_ANY_POLICY, "EN 319 412-2 GEN-4.3.12-1"),
    ];
    for (oid, rule) in forbidden {
        let there = candidate.extension(oid).is_some();
        defects.expect(
            !there || candidate.context.profile.is_authority(),
            rule,
            &format!("extension {oid} has no place in a leaf"),
        );
    }
    let not_critical = [
        (oids::SUBJECT_ALT_NAME, "EN 319 412-2 GEN-4.3.5-1"),
        (oids::ISSUER_ALT_NAME, "EN 319 412-2 GEN-4.3.6-1"),
        (oids::AUTHORITY_KEY_IDENTIFIER, "RFC 5280 §4.2.1.1"),
        (oids::SUBJECT_KEY_IDENTIFIER, "RFC 5280 §4.2.1.2"),
        (oids::PRIVATE_KEY_USAGE_PERIOD, "RFC 3280 §4.2.1.4"),
    ];
    for (oid, rule) in not_critical {
        let critical = candidate.extension(oid).is_some_and(|(critical, _)| critical);
        defects.expect(!critical, rule, &format!("extension {oid} is critical"));
    }
}
