//! What an officer may be trusted with: exactly what was decided, and in no other certificate.

use words::act::Roles;

use super::{Candidate, Defects};

pub(super) fn check(candidate: &Candidate<'_>, defects: &mut Defects) {
    let there = candidate.extension(candidate.context.issuer.country().officer_roles());
    if !candidate.context.profile.officer_roles() {
        defects.expect(there.is_none(), "own: roles", "a certificate that is no officer's names roles");
        return;
    }
    let (critical, value) = there.unwrap_or((true, &[]));
    defects.expect(
        !critical,
        "RFC 5280 §4.2",
        "the roles are missing, or critical: others could not read it",
    );
    let named = Roles::from_der(value).ok();
    defects.expect(
        named.as_ref() == Some(&candidate.context.request.roles),
        "own: roles",
        "the roles are not those that were decided",
    );
}
