//! An officer's roles, and nobody else's.

use super::*;

#[test]
fn an_officers_certificate_names_the_roles_that_were_decided() {
    let oid = country().officer_roles();
    let mut case = Case::of(names::OFFICER);
    case.written_request.roles = [Role::Registration, Role::Revocation, Role::Security].into_iter().collect();
    case.breaks("own: roles");
    Case::of(names::OFFICER).extension(oid, |one| one.critical = true).breaks("RFC 5280 §4.2");
    let none = |one: &mut Extension| one.value = vec![0x30, 0x00];
    Case::of(names::OFFICER).extension(oid, none).breaks("own: roles");
    let mut case = Case::of(names::OFFICER);
    case.written_profile = changed("officer", "officer_roles = true", "officer_roles = false");
    case.breaks("own: roles");
    let mut case = Case::of(names::RELYING_PARTY);
    let value = officer_roles().to_der();
    case.extensions =
        Box::new(move |list| list.push(Extension { oid, critical: false, value: value.clone() }));
    case.breaks("own: roles");
}
