//! The certified key and the identifiers of both keys (RFC 5280 §4.1.2.7, §4.2.1.1, §4.2.1.2; TS 119 312
//! §6.2.2.1).

use super::{Candidate, Defects};
use crate::issuance::oids;

pub(super) fn check(candidate: &Candidate<'_>, defects: &mut Defects) {
    let (certificate, context) = (&candidate.certificate, candidate.context);
    let key = certificate.public_key();
    defects.expect(
        *key == context.request.public_key,
        "own: keys",
        "the certified key is not the applicant's",
    );
    defects.expect(
        context.profile.takes_key(key),
        "TS 119 312 §6.2.2.1",
        "the profile certifies no key of this kind",
    );
    let identifier = key.key_identifier();
    defects.expect(
        certificate.subject_key_identifier() == Some(identifier.as_slice()),
        "RFC 7093 §2",
        "subjectKeyIdentifier is not the key's",
    );
    match context.issuer.certificate() {
        Some(issuer) => {
            defects.expect(key != issuer.public_key(), "own: keys", "the key is the issuer's own");
            let same = certificate.authority_key_identifier() == issuer.subject_key_identifier();
            defects.expect(
                same && issuer.subject_key_identifier().is_some(),
                "EN 319 412-2 GEN-4.3.1-1",
                "authorityKeyIdentifier is not the issuer's subjectKeyIdentifier",
            );
        }
        None => defects.expect(
            candidate.extension(oids::AUTHORITY_KEY_IDENTIFIER).is_none(),
            "own: keys",
            "a root names another key above it",
        ),
    }
}
