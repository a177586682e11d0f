//! Lints of policies, statements, addresses and services, broken one by one.

use super::*;

#[test]
fn policies() {
    Case::of("citizen-signature")
        .extension(oids::CERTIFICATE_POLICIES, |one| one.critical = true)
        .breaks("EN 319 412-2 GEN-4.3.3-1");

    let mut case = Case::of("citizen-signature");
    case.written_profile = changed("citizen-signature", "1.2.2", "1.2.3");
    case.breaks("own: profile");

    let mut case = Case::of("citizen-signature");
    case.written_profile = changed("citizen-signature", "etsi = ", "# etsi = ");
    case.breaks("EN 319 411-1 GEN-6.3.3-12");

    let mut case = Case::of("citizen-signature");
    case.written_profile =
        changed("citizen-signature", "practice_statement = true", "practice_statement = false");
    case.breaks("EN 319 411-1 GEN-6.3.3-12");

    let mut case = Case::of("citizen-signature");
    case.written_profile = changed("citizen-signature", "national = ", "any = true\nnational = ");
    case.breaks("RFC 5280 §4.2.1.4");
}

#[test]
fn qualified_statements() {
    let qscd = |from: &str, to: &str| {
        let mut case = Case::of("citizen-signature-qscd");
        case.written_profile = changed("citizen-signature-qscd", from, to);
        case
    };
    qscd("\"compliance\", \"qscd\", \"type-esign\", \"disclosure\", ", "\"qscd\", \"type-esign\", ")
        .breaks("EN 319 412-5 QCS-5-01");
    qscd("\"qscd\", ", "").breaks("EN 319 412-5 §4.2.2");
    qscd("\"type-esign\", ", "").breaks("EN 319 412-5 §4.2.3");
    qscd("\"semantics-natural\", ", "").breaks("EN 319 412-1 §5.1");
    qscd("\"disclosure\", ", "").breaks("EN 319 412-5 §4.3.4");
    qscd(", \"legislation\"]", "]").breaks("EN 319 412-5 §4.2.4");
    Case::of("citizen-signature-qscd")
        .extension(oids::QC_STATEMENTS, |one| one.critical = true)
        .breaks("EN 319 412-5 QCS-4.1-02");

    let mut case = Case::of("citizen-signature-qscd");
    case.extensions = Box::new(|list| list.retain(|one| one.oid != oids::QC_STATEMENTS));
    case.breaks("EN 319 412-2 QCS-5.2-1");

    let mut case = Case::of("citizen-signature");
    case.written_profile =
        changed("citizen-signature", "name =", "qualified_statements = [\"compliance\"]\nname =");
    case.breaks("EN 319 412-2 QCS-5.2-1");
}

#[test]
fn access() {
    Case::of("citizen-signature")
        .extension(oids::AUTHORITY_INFO_ACCESS, |one| one.critical = true)
        .breaks("EN 319 412-2 GEN-4.4.1-2");
    Case::of("citizen-signature")
        .extension(oids::CRL_DISTRIBUTION_POINTS, |one| one.critical = true)
        .breaks("EN 319 412-2 GEN-4.3.11-5");

    let mut case = Case::of("citizen-signature");
    case.written_profile = changed("citizen-signature", "[\"ca-issuers\", \"ocsp\"]", "[\"ocsp\"]");
    case.breaks("EN 319 412-2 GEN-4.4.1-3");

    let mut case = Case::of("citizen-signature");
    case.written_profile = changed("citizen-signature", "[\"ca-issuers\", \"ocsp\"]", "[\"ca-issuers\"]");
    case.breaks("EN 319 412-2 GEN-4.4.1-6");

    // The scheme is made another one of the same length, and the shard a neighbour.
    Case::of("citizen-signature")
        .extension(oids::AUTHORITY_INFO_ACCESS, |one| replace(&mut one.value, b"http:", b"ldap:"))
        .breaks("EN 319 412-2 GEN-4.4.1-8");
    Case::of("citizen-signature")
        .extension(oids::CRL_DISTRIBUTION_POINTS, |one| replace(&mut one.value, b"http:", b"ldap:"))
        .breaks("EN 319 412-2 GEN-4.3.11-4");
    Case::of("citizen-signature")
        .extension(oids::CRL_DISTRIBUTION_POINTS, |one| replace(&mut one.value, b".crl", b"9crl"))
        .breaks("own: CRL");
}

#[test]
fn services() {
    let mut case = Case::of(names::OCSP_SIGNER);
    case.extensions = Box::new(|list| list.retain(|one| one.oid != oids::OCSP_NO_CHECK));
    case.breaks("RFC 6960 §4.2.2.2.1");

    // The key would sign for two years.
    Case::of(names::TSU)
        .extension(oids::PRIVATE_KEY_USAGE_PERIOD, |one| replace(&mut one.value, b"2028", b"2029"))
        .breaks("EN 319 421 §7.6.3");

    let mut case = Case::of(names::TSU);
    case.extensions = Box::new(|list| list.retain(|one| one.oid != oids::PRIVATE_KEY_USAGE_PERIOD));
    case.breaks("EN 319 421 §7.6.3");
}
