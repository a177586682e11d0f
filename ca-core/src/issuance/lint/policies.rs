//! certificatePolicies (RFC 5280 §4.2.1.4; EN 319 412-2 §4.3.3; EN 319 411-1 GEN-6.3.3-12).

use std::collections::BTreeSet;

use super::{Candidate, Defects, present_not_critical};
use crate::issuance::oids;

/// Arcs that ETSI reserves for certificate policies (EN 319 411-1 §5.3, EN 319 411-2 §5.3).
const RESERVED_ARCS: &[&str] = &["0.4.0.2042.1.", "0.4.0.194112.1."];

pub(super) fn check(candidate: &Candidate<'_>, defects: &mut Defects) {
    let Some(policies) = candidate.context.profile.policies() else {
        return;
    };
    defects.expect(
        present_not_critical(candidate, oids::CERTIFICATE_POLICIES),
        "EN 319 412-2 GEN-4.3.3-1",
        "certificatePolicies is missing or critical",
    );
    let there = candidate.certificate.policies();
    defects.expect(there == candidate.policies, "own: profile", "the policies are not those of the profile");
    let distinct: BTreeSet<_> = there.iter().collect();
    defects.expect(distinct.len() == there.len(), "RFC 5280 §4.2.1.4", "a policy stands twice");
    let reserved = there
        .iter()
        .filter(|policy| RESERVED_ARCS.iter().any(|arc| policy.to_string().starts_with(arc)))
        .count();
    let expected = usize::from(policies.etsi.is_some());
    defects.expect(
        reserved == expected,
        "EN 319 411-1 GEN-6.3.3-12",
        "exactly one policy is ETSI's where the profile claims one",
    );
    let any = there.contains(&oids::ANY_POLICY);
    defects.expect(
        !any || candidate.context.profile.is_authority(),
        "RFC 5280 §4.2.1.4",
        "anyPolicy in a leaf",
    );
    if policies.practice_statement {
        let statement = candidate.context.issuer.country().practice_statement();
        let value = candidate.extension(oids::CERTIFICATE_POLICIES).map_or(&[][..], |(_, value)| value);
        let there = value.windows(statement.len()).any(|window| window == statement.as_bytes());
        defects.expect(there, "EN 319 411-1 GEN-6.3.3-12", "the practice statement is not named");
    }
}
