//! From when to when (RFC 5280 §4.1.2.5): both ends inclusive, near the present, inside the issuer's own.

use super::{Candidate, Defects};

/// How far notBefore may be from the present.
const NEAR_SECONDS: i64 = 3_600;

pub(super) fn check(candidate: &Candidate<'_>, defects: &mut Defects) {
    let profile = candidate.context.profile;
    let (not_before, not_after) = (candidate.certificate.not_before(), candidate.certificate.not_after());
    let lasts = not_after.since(not_before) + 1;
    defects.expect(
        not_before == candidate.context.not_before,
        "own: validity",
        "notBefore is not the instant that was chosen",
    );
    let near = candidate.now.since(not_before).abs() <= NEAR_SECONDS;
    defects.expect(near, "own: validity", "notBefore is more than an hour from the present");
    let exact = lasts == profile.period_seconds()
        || (profile.ends_with_issuer() && (1..profile.period_seconds()).contains(&lasts));
    defects.expect(
        exact,
        "RFC 5280 §4.1.2.5",
        &format!("lasts {lasts} s, the profile says {} s", profile.period_seconds()),
    );
    if let Some(issuer) = candidate.context.issuer.certificate() {
        defects.expect(not_after <= issuer.not_after(), "own: validity", "outlives its issuer");
        defects.expect(not_before >= issuer.not_before(), "own: validity", "begins before its issuer");
    }
}
