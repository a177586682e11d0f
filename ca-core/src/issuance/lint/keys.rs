//! The certified key and the identifiers of both keys (RFC 5280 §4.1.2.7, §4.2.1.1, §4.2.1.2; TS 119 312
//! §6.2.2.1).

use super::{Candidate, Findings};
use crate::issuance::oids;

pub(super) fn check(candidate: &Candidate<'_>, findings: &mut Findings) {
    let (certificate, context) = (&candidate.certificate, candidate.context);
    let key = certificate.public_key();
    findings.expect(
        *key == context.request.public_key,
        "own: keys",
        "the certified key is not the applicant's",
    );
    findings.expect(
        context.profile.takes_key(key),
        "TS 119 312 §6.2.2.1",
        "the profile certifies no key of this kind",
    );
    let identifier = key.key_identifier();
    findings.expect(
        certificate.subject_key_identifier() == Some(identifier.as_slice()),
        "RFC 7093 §2",
        "subjectKeyIdentifier is not the key's",
    );
    match context.issuer.certificate() {
        Some(issuer) => {
            findings.expect(key != issuer.public_key(), "own: keys", "the key is the issuer's own");
            let same = certificate.authority_key_identifier() == issuer.subject_key_identifier();
            findings.expect(
                same && issuer.subject_key_identifier().is_some(),
                "EN 319 412-2 GEN-4.3.1-1",
                "authorityKeyIdentifier is not the issuer's subjectKeyIdentifier",
            );
        }
        None => findings.expect(
            candidate.extension(oids::AUTHORITY_KEY_IDENTIFIER).is_none(),
            "own: keys",
            "a root names another key above it",
        ),
    }
}
