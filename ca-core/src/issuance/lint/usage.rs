//! What the key may do: keyUsage, basicConstraints, extendedKeyUsage.

use super::{Candidate, Defects};
use crate::issuance::extensions::extended_key_usage::oid_of;
use crate::issuance::oids;
use crate::issuance::profile::file::{SubjectShape, Usage};

pub(super) fn check(candidate: &Candidate<'_>, defects: &mut Defects) {
    check_key_usage(candidate, defects);
    check_basic_constraints(candidate, defects);
    check_purposes(candidate, defects);
}

fn check_key_usage(candidate: &Candidate<'_>, defects: &mut Defects) {
    let profile = candidate.context.profile;
    let critical = candidate.extension(oids::KEY_USAGE).is_some_and(|(critical, _)| critical);
    defects.expect(critical, "RFC 5280 §4.2.1.3", "keyUsage is missing or not critical");
    let mut expected: Vec<u8> = profile
        .key_usage()
        .iter()
        .map(|usage| match usage {
            Usage::DigitalSignature => 0,
            Usage::ContentCommitment => 1,
            Usage::KeyCertSign => 5,
            Usage::CrlSign => 6,
        })
        .collect();
    expected.sort_unstable();
    let bits =
        candidate.certificate.key_usage().map(pki_types::certificate::KeyUsage::bits).unwrap_or_default();
    defects.expect(
        bits == expected,
        "own: profile",
        &format!("keyUsage has bits {bits:?}, the profile says {expected:?}"),
    );
    if profile.subject() == SubjectShape::NaturalPerson {
        // Type A is content commitment alone, type C digitalSignature alone; mixed types let one PIN do the
        // other's work.
        defects.expect(
            bits == [1] || bits == [0],
            "EN 319 412-2 NAT-4.3.2-1",
            "keyUsage is neither type A nor type C",
        );
    }
    let signs = bits.contains(&5) || bits.contains(&6);
    defects.expect(
        signs == profile.is_authority(),
        "RFC 5280 §4.2.1.3",
        "only CAs sign certificates and CRLs",
    );
}

fn check_basic_constraints(candidate: &Candidate<'_>, defects: &mut Defects) {
    let profile = candidate.context.profile;
    let (critical, value) = candidate.extension(oids::BASIC_CONSTRAINTS).unwrap_or((false, &[]));
    defects.expect(
        critical == profile.is_authority(),
        "RFC 5280 §4.2.1.9",
        "basicConstraints is critical in CAs and only there",
    );
    defects.expect(
        profile.is_authority() || value == [0x30, 0x00],
        "X.690 §11.5",
        "basicConstraints of a leaf is not the empty sequence",
    );
    defects.expect(
        candidate.certificate.is_ca() == profile.is_authority(),
        "RFC 5280 §4.2.1.9",
        "cA is not what the profile says",
    );
    let length = candidate.certificate.path_length();
    defects.expect(
        length == profile.path_length().map(u32::from),
        "RFC 5280 §4.2.1.9",
        "pathLenConstraint is not what the profile says",
    );
}

fn check_purposes(candidate: &Candidate<'_>, defects: &mut Defects) {
    let profile = candidate.context.profile;
    let expected: Vec<_> = profile.purposes().iter().copied().map(oid_of).collect();
    let there = candidate.certificate.extended_key_usage().unwrap_or(&[]);
    defects.expect(there == expected, "own: profile", "extendedKeyUsage is not what the profile says");
    let critical = candidate.certificate.extended_key_usage_is_critical();
    let stamps = there.contains(&oids::TIME_STAMPING);
    defects.expect(
        critical == stamps,
        "EN 319 412-2 GEN-4.3.10-1",
        "extendedKeyUsage is critical in time-stamping units and only there",
    );
    defects.expect(!stamps || there.len() == 1, "RFC 3161 §2.3", "timeStamping is not alone");
    let answers = there.contains(&oids::OCSP_SIGNING);
    defects.expect(!answers || there.len() == 1, "RFC 6960 §4.2.2.2", "OCSPSigning is not alone");
}
