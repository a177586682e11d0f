//! Every lint is broken by itself: one thing is changed between what is written and what is expected, and the
//! rule is named.

mod roles;
mod statements;

use std::sync::Arc;

use der::Encode;
use der::asn1::Null;
use pki_types::serial::Serial;
use pki_types::{Certificate, PublicKey, SeededRandom, SignatureAlgorithm, UnixTime};
use words::act::{Role, Roles};
use words::personal::{PersonName, PersonalCode};
use words::profile::names;

use super::{Candidate, Defect, check};
use crate::country::{AuthorityConfig, Country};
use crate::issuance::error::Error;
use crate::issuance::extensions::{self, Context, Extension};
use crate::issuance::issuer::Issuer;
use crate::issuance::oids;
use crate::issuance::prepare::{BACKDATE_SECONDS, write};
use crate::issuance::profile::file::SubjectShape;
use crate::issuance::profile::{Profile, Profiles};
use crate::issuance::request::{AlternativeName, Request};
use crate::issuance::subject::Subject;
use crate::issuance::to_be_signed;

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

/// A change of the extensions before they are written.
type Change = Box<dyn Fn(&mut Vec<Extension>)>;

/// A certificate about to be linted: what is written, and, where it differs, what the reader expects.
struct Case {
    profile: Profile,
    written_profile: Profile,
    request: Request,
    written_request: Request,
    issuer: Issuer,
    serial: Serial,
    written_serial: Serial,
    not_before: UnixTime,
    not_after: UnixTime,
    now: UnixTime,
    extensions: Change,
}

impl Case {
    fn of(profile: &str) -> Self {
        let profile = Profiles::built_in().unwrap().named(profile).unwrap().clone();
        let issuer = issuer_for(&profile);
        let request = request_for(&profile);
        let serial = Serial::draw(&SeededRandom::new(7));
        let not_before = NOW.minus(BACKDATE_SECONDS);
        Self {
            written_profile: profile.clone(),
            written_request: request.clone(),
            written_serial: serial,
            not_before,
            not_after: not_before.plus(profile.period_seconds()).minus(1),
            now: NOW,
            extensions: Box::new(|_| ()),
            profile,
            request,
            issuer,
            serial,
        }
    }

    fn defects(&self) -> Result<Vec<Defect>, Error> {
        let written = Context {
            profile: &self.written_profile,
            request: &self.written_request,
            issuer: &self.issuer,
            serial: &self.written_serial,
            not_before: self.not_before,
        };
        let mut list = extensions::all(&written)?;
        (self.extensions)(&mut list);
        let bytes = write(&written, self.not_after, list)?;
        let expected = Context {
            profile: &self.profile,
            request: &self.request,
            issuer: &self.issuer,
            serial: &self.serial,
            not_before: NOW.minus(BACKDATE_SECONDS),
        };
        check(&Candidate::read(&bytes, &expected, self.now)?)
    }

    #[track_caller]
    fn breaks(&self, rule: &str) {
        let defects = self.defects().unwrap();
        assert!(defects.iter().any(|defect| defect.rule == rule), "{rule} is not among {defects:?}");
    }

    /// Changes the extension of this OID.
    fn extension(mut self, oid: der::asn1::ObjectIdentifier, change: fn(&mut Extension)) -> Self {
        self.extensions = Box::new(move |list| {
            change(list.iter_mut().find(|extension| extension.oid == oid).expect("it is in the profile"));
        });
        self
    }

    /// Replaces the subject, in what is written and in what is expected.
    fn subject(mut self, subject: Subject) -> Self {
        self.request.subject = subject.clone();
        self.written_request.subject = subject;
        self
    }
}

fn key(p384: bool) -> PublicKey {
    let algorithm = if p384 { &rcgen::PKCS_ECDSA_P384_SHA384 } else { &rcgen::PKCS_ECDSA_P256_SHA256 };
    let pair = rcgen::KeyPair::generate_for(algorithm).unwrap();
    PublicKey::from_spki_der(&rcgen::PublicKeyData::subject_public_key_info(&pair)).unwrap()
}

fn country() -> Arc<Country> {
    Arc::new(
        Country::new(AuthorityConfig {
            country: "MU".to_owned(),
            public_url: "http://pki.example.org".to_owned(),
            policy_arc: "1.3.6.1.4.1.32473.1".to_owned(),
            disclosure_statement: Some("https://pki.example.org/pds-en".to_owned()),
            qscd: true,
            tls_names: Vec::new(),
            blocked_keys: Vec::new(),
            further_phones: crate::FurtherPhones::default(),
        })
        .unwrap(),
    )
}

fn service(common_name: &str) -> Subject {
    Subject::Service {
        country: "MU".to_owned(),
        organization: "Example Trust Service".to_owned(),
        organization_identifier: "NTRMU-C00000".to_owned(),
        common_name: common_name.to_owned(),
    }
}

/// A CA whose certificate nobody signed: lint does not look at signatures.
fn issuer_for(profile: &Profile) -> Issuer {
    let algorithm = SignatureAlgorithm::EcdsaSha384;
    let self_signed = Issuer::self_signed(key(true), algorithm, country());
    let role = profile.issuer_role().unwrap_or("services");
    if profile.name() == names::ROOT {
        return self_signed;
    }
    let profiles = Profiles::built_in().unwrap();
    let request = Request {
        subject: service("Example CA"),
        public_key: self_signed.public_key().clone(),
        alternative_names: Vec::new(),
        roles: Roles::default(),
    };
    let (serial, not_before) = (Serial::draw(&SeededRandom::new(8)), NOW.minus(BACKDATE_SECONDS));
    let root = profiles.named(names::ROOT).unwrap();
    let context =
        Context { profile: root, request: &request, issuer: &self_signed, serial: &serial, not_before };
    let end = not_before.plus(root.period_seconds());
    let bytes = write(&context, end, extensions::all(&context).unwrap()).unwrap();
    let signature = to_be_signed::PLACEHOLDER_SIGNATURE;
    let der = to_be_signed::assemble(&bytes, &algorithm.identifier_der(), signature).unwrap();
    Issuer::new(role, 1, Certificate::from_der(&der).unwrap(), algorithm, 4, country()).unwrap()
}

fn person(given_name: &str, surname: &str, country: &str) -> Subject {
    Subject::NaturalPerson {
        country: country.to_owned(),
        name: PersonName::new(given_name, surname).unwrap(),
        code: PersonalCode::new("X1234567890").unwrap(),
    }
}

fn member(common_name: &str) -> Subject {
    Subject::Member {
        country: "MU".to_owned(),
        organization: "Example Bank".to_owned(),
        common_name: common_name.to_owned(),
        identifier: "example-bank".to_owned(),
    }
}

fn officer_roles() -> Roles {
    [Role::Revocation, Role::Security].into_iter().collect()
}

fn request_for(profile: &Profile) -> Request {
    let subject = match profile.subject() {
        SubjectShape::NaturalPerson => person("Ada", "Example", "MU"),
        SubjectShape::Service => service("Example service"),
        SubjectShape::Member => member("bank.example.org"),
    };
    let p384 = profile.is_authority();
    let names = if profile.wants_alternative_names() {
        vec![AlternativeName::parse("localhost")]
    } else {
        Vec::new()
    };
    let roles = if profile.officer_roles() { officer_roles() } else { Roles::default() };
    Request { subject, public_key: key(p384), alternative_names: names, roles }
}

/// The profile's text with one thing changed.
fn changed(profile: &str, from: &str, to: &str) -> Profile {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../profiles");
    let text = std::fs::read_to_string(folder.join(format!("{profile}.toml"))).unwrap();
    assert!(text.contains(from), "{from} is not in {profile}");
    Profile::parse(&text.replace(from, to)).unwrap()
}

#[test]
fn every_profile_is_clean() {
    for profile in Profiles::built_in().unwrap().iter() {
        let mut case = Case::of(profile.name());
        if profile.name() == names::ROOT {
            case.request.public_key = case.issuer.public_key().clone();
            case.written_request.public_key = case.issuer.public_key().clone();
        }
        assert_eq!(case.defects().unwrap(), [], "{}", profile.name());
    }
}

#[test]
fn names_that_people_have_are_clean() {
    let long = "Ā".repeat(100);
    for (given_name, surname) in [
        ("Nguyễn Thị Minh", "Khai"),
        ("", "Suharto"),
        ("X", "Y"),
        ("Jean-Luc", "d'Arc-O’Neill"),
        ("Ελένη", "Παπαδοπούλου"),
        ("小明", "王"),
        (&long, &long),
        ("Q\u{301}ara", "Combining"),
    ] {
        let case = Case::of("citizen-signature").subject(person(given_name, surname, "MU"));
        assert_eq!(case.defects().unwrap(), [], "{given_name} {surname}");
    }
}

#[test]
fn frame() {
    let mut case = Case::of(names::OFFICER);
    case.written_serial = Serial::draw(&SeededRandom::new(9));
    case.breaks("own: serial");

    let mut case = Case::of(names::OFFICER);
    case.extensions = Box::new(|list| {
        list.pop();
    });
    case.breaks("own: profile");

    let mut case = Case::of(names::OFFICER);
    case.extensions = Box::new(|list| {
        let value = Null.to_der().unwrap();
        list.push(Extension { oid: oids::OCSP_NO_CHECK, critical: false, value });
    });
    case.breaks("own: profile");
    case.breaks("RFC 6960 §4.2.2.2.1");

    for (oid, rule) in [
        (oids::POLICY_MAPPINGS, "EN 319 412-2 GEN-4.3.4-1"),
        (oids::POLICY_CONSTRAINTS, "EN 319 412-2 GEN-4.3.9-1"),
        (oids::INHIBIT_ANY_POLICY, "EN 319 412-2 GEN-4.3.12-1"),
    ] {
        let mut case = Case::of("citizen-signature");
        let value = Null.to_der().unwrap();
        case.extensions =
            Box::new(move |list| list.push(Extension { oid, critical: false, value: value.clone() }));
        case.breaks(rule);
    }

    Case::of(names::TLS_SERVER)
        .extension(oids::SUBJECT_ALT_NAME, |one| one.critical = true)
        .breaks("EN 319 412-2 GEN-4.3.5-1");
    Case::of(names::OFFICER)
        .extension(oids::SUBJECT_KEY_IDENTIFIER, |one| one.critical = true)
        .breaks("RFC 5280 §4.2.1.2");
    Case::of(names::TSU)
        .extension(oids::PRIVATE_KEY_USAGE_PERIOD, |one| one.critical = true)
        .breaks("RFC 3280 §4.2.1.4");

    let mut case = Case::of(names::OFFICER);
    case.written_request.subject = service("Somebody");
    case.request.subject = person("Ada", "Example", "MU");
    case.breaks("own: names");
}

/// A reader that refuses the same extension twice stops before lint; both are a refusal.
#[test]
fn an_extension_that_stands_twice_is_refused() {
    let mut case = Case::of(names::OFFICER);
    case.extensions = Box::new(|list| {
        let first = &list[0];
        let again = Extension { oid: first.oid, critical: first.critical, value: first.value.clone() };
        list.push(again);
    });
    assert!(case.defects().is_err());
}

#[test]
fn validity() {
    let mut case = Case::of(names::OFFICER);
    case.not_after = case.not_after.plus(1);
    case.breaks("RFC 5280 §4.1.2.5");

    let mut case = Case::of(names::OFFICER);
    case.not_before = case.not_before.plus(1);
    case.not_after = case.not_after.plus(1);
    case.breaks("own: validity");

    let mut case = Case::of(names::OFFICER);
    case.now = NOW.plus(3_600);
    case.breaks("own: validity");

    let mut case = Case::of(names::OFFICER);
    case.not_after = case.issuer.certificate().unwrap().not_after().plus(1);
    case.breaks("own: validity");
}

#[test]
fn keys() {
    let mut case = Case::of(names::OFFICER);
    case.written_request.public_key = key(false);
    case.breaks("own: keys");

    let mut case = Case::of(names::OFFICER);
    (case.request.public_key, case.written_request.public_key) = {
        let other = key(true);
        (other.clone(), other)
    };
    case.breaks("TS 119 312 §6.2.2.1");

    let mut case = Case::of(names::ISSUING_CA);
    case.request.public_key = case.issuer.public_key().clone();
    case.written_request.public_key = case.issuer.public_key().clone();
    case.breaks("own: keys");

    Case::of(names::OFFICER)
        .extension(oids::SUBJECT_KEY_IDENTIFIER, |one| *one.value.last_mut().unwrap() ^= 1)
        .breaks("RFC 7093 §2");

    let mut case = Case::of(names::OFFICER);
    case.written_profile = changed("officer", "name =", "authority_key_identifier = \"absent\"\nname =");
    case.breaks("EN 319 412-2 GEN-4.3.1-1");
}

#[test]
fn names_of_persons() {
    Case::of("citizen-signature").subject(person("Ada", "Example", "XX")).breaks("EN 319 412-2 NAT-4.2.4-3");
    Case::of("citizen-signature").subject(person("Ada", "Example", "XX")).breaks("EN 319 412-1 NAT-5.1.3");

    let mut case = Case::of("citizen-signature");
    case.written_request.subject = member("nobody");
    case.breaks("EN 319 412-2 NAT-4.2.4-1");
}

#[test]
fn names_of_organisations() {
    let with = |organization: &str, identifier: &str, common_name: &str| Subject::Service {
        country: "MU".to_owned(),
        organization: organization.to_owned(),
        organization_identifier: identifier.to_owned(),
        common_name: common_name.to_owned(),
    };
    let case = |subject| Case::of(names::TSU).subject(subject);
    case(with("Example", "C00000", "Unit")).breaks("EN 319 412-1 LEG-5.1.4-02");
    case(with("Example", "NTRXX-C00000", "Unit")).breaks("EN 319 412-1 LEG-5.1.4-02");
    case(with("Example", "ABCMU-C00000", "Unit")).breaks("EN 319 412-1 LEG-5.1.4-02");
    case(with("ntrmu-c00000", "NTRMU-C00000", "Unit")).breaks("EN 319 412-3 LEG-4.2.1-6");
    case(with("Example", "NTRMU-C00000", &"n".repeat(65))).breaks("RFC 5280 appendix A.1");
    case(with("Example", "NTRMU-C00000", "")).breaks("RFC 5280 appendix A.1");

    let mut case = Case::of(names::RELYING_PARTY);
    case.written_request.subject = person("Ada", "Example", "MU");
    case.breaks("EN 319 412-3 LEG-4.2.1-2");
}

#[test]
fn usage() {
    let mut case = Case::of("citizen-signature");
    let mixed = changed(
        "citizen-signature",
        "[\"content-commitment\"]",
        "[\"content-commitment\", \"digital-signature\"]",
    );
    case.profile = mixed.clone();
    case.written_profile = mixed;
    case.breaks("EN 319 412-2 NAT-4.3.2-1");

    let mut case = Case::of("citizen-signature");
    case.written_profile = changed("citizen-signature", "content-commitment", "digital-signature");
    case.breaks("own: profile");

    let mut case = Case::of(names::OFFICER);
    case.written_profile = changed("officer", "\"digital-signature\"", "\"crl-sign\"");
    case.breaks("RFC 5280 §4.2.1.3");

    Case::of(names::OFFICER)
        .extension(oids::KEY_USAGE, |one| one.critical = false)
        .breaks("RFC 5280 §4.2.1.3");
    Case::of(names::OFFICER)
        .extension(oids::BASIC_CONSTRAINTS, |one| one.critical = true)
        .breaks("RFC 5280 §4.2.1.9");
    Case::of(names::ISSUING_CA)
        .extension(oids::BASIC_CONSTRAINTS, |one| one.value = vec![0x30, 0x03, 0x01, 0x01, 0xff])
        .breaks("RFC 5280 §4.2.1.9");
    Case::of("citizen-authentication")
        .extension(oids::EXTENDED_KEY_USAGE, |one| one.critical = true)
        .breaks("EN 319 412-2 GEN-4.3.10-1");
    Case::of(names::TSU)
        .extension(oids::EXTENDED_KEY_USAGE, |one| one.critical = false)
        .breaks("EN 319 412-2 GEN-4.3.10-1");

    let mut case = Case::of("citizen-authentication");
    case.written_profile =
        changed("citizen-authentication", "client-authentication", "server-authentication");
    case.breaks("own: profile");

    // The DER of two purposes: time-stamping and client authentication.
    let two = |one: &mut Extension| {
        one.value = [
            &[0x30, 0x14][..],
            &[0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08],
            &[0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02],
        ]
        .concat();
    };
    Case::of(names::TSU).extension(oids::EXTENDED_KEY_USAGE, two).breaks("RFC 3161 §2.3");
    let two = |one: &mut Extension| {
        one.value = [
            &[0x30, 0x14][..],
            &[0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x09],
            &[0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02],
        ]
        .concat();
    };
    Case::of(names::OCSP_SIGNER).extension(oids::EXTENDED_KEY_USAGE, two).breaks("RFC 6960 §4.2.2.2");
}

/// `FALSE` written out is a DER error, which the reader refuses before lint can.
#[test]
fn an_explicit_false_in_basic_constraints_is_refused() {
    let case = Case::of(names::OFFICER)
        .extension(oids::BASIC_CONSTRAINTS, |one| one.value = vec![0x30, 0x03, 0x01, 0x01, 0x00]);
    assert!(case.defects().is_err());
}

fn replace(value: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let place = value.windows(from.len()).position(|window| window == from).expect("it is there");
    value[place..place + to.len()].copy_from_slice(to);
}
