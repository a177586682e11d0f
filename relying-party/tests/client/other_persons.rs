//! Certificates that the country's authority did issue, but not to the person for whom the look-up asked: whoever has taken
//! the service over can answer with each of them, and with the true signature of the phone that belongs to it.

use pki_types::signed::assemble_signed;
use pki_types::{Certificate, SignatureAlgorithm};
use rcgen::{DnType, DnValue};
use relying_party::Check;
use serde_json::json;
use test_country::{Profile, SERIAL_NUMBER};

use crate::country::Country;
use crate::forged_paths::found;
use crate::forgeries::Edited;

const LOGIN: usize = 0;
const DIGEST: usize = 1;
const DOCUMENT: usize = 2;

/// The first five are whole answers, genuine from the first octet to the last, by which somebody else logs in or signs.
pub(crate) const FOUND: &[Edited] = &[
    (LOGIN, "the login of somebody with another code", Check::Person, |_, value| {
        value["asked"]["code"] = json!("T9901012");
    }),
    (DIGEST, "the signature of somebody whose code is longer", Check::Person, |_, value| {
        value["asked"]["code"] = json!("T990101");
    }),
    (DOCUMENT, "the signature of somebody in another country's register", Check::Person, |_, value| {
        value["asked"]["country"] = json!("FR");
    }),
    (LOGIN, "the login of somebody whose code has other letters", Check::Person, |_, value| {
        value["asked"]["code"] = json!("t9901011");
    }),
    (LOGIN, "the login of somebody, where nobody was asked for", Check::Person, |_, value| {
        value["asked"] = json!({ "country": "", "code": "" });
    }),
    (LOGIN, "another person's certificate, from the look-up", Check::Person, |country, value| {
        found(value, &numbered(country, Profile::Authentication, Some("PNOMU-T9901012")));
    }),
    (DIGEST, "a person of another country, by the same code", Check::Person, |country, value| {
        found(value, &numbered(country, Profile::Signature, Some("PNOFR-T9901011")));
    }),
    (LOGIN, "the number of an identity card", Check::Person, |country, value| {
        found(value, &numbered(country, Profile::Authentication, Some("IDCMU-T9901011")));
    }),
    (LOGIN, "a number without its scheme", Check::Person, |country, value| {
        found(value, &numbered(country, Profile::Authentication, Some("MU-T9901011")));
    }),
    (
        DIGEST,
        "a country that is no two letters, and the rest of it a code",
        Check::Person,
        |country, value| {
            value["asked"] = json!({ "country": "MU-T", "code": "9901011" });
            found(value, &numbered(country, Profile::Signature, Some("PNOMU-T-9901011")));
        },
    ),
    (LOGIN, "a person without a number", Check::Person, |country, value| {
        found(value, &numbered(country, Profile::Authentication, None));
    }),
    (DIGEST, "a person with two numbers, the first of them right", Check::Person, |country, value| {
        found(value, &with_two_numbers(country, ["PNOMU-T9901011", "PNOMU-T9901012"]));
    }),
    (DIGEST, "a person with two numbers, the last of them right", Check::Person, |country, value| {
        found(value, &with_two_numbers(country, ["PNOMU-T9901012", "PNOMU-T9901011"]));
    }),
];

/// A person's certificate with this number.
fn numbered(country: &Country, profile: Profile, number: Option<&str>) -> Certificate {
    let name = format!("NUMBERED,{}", number.unwrap_or("Nobody"));
    let issued = country.world.citizens.issue_with(profile, &name, |params| {
        let kind = DnType::CustomDnType(SERIAL_NUMBER.to_vec());
        match number {
            Some(number) => {
                params.distinguished_name.push(kind, DnValue::PrintableString(number.try_into().unwrap()));
            }
            None => drop(params.distinguished_name.remove(kind)),
        }
    });
    issued.certificate
}

/// One with two, which no encoder writes: the authority signs it once a title has become the second number.
fn with_two_numbers(country: &Country, numbers: [&str; 2]) -> Certificate {
    const TITLE: [u8; 5] = [0x06, 3, 0x55, 4, 12];
    let citizens = &country.world.citizens;
    let issued = citizens.issue_with(Profile::Signature, &format!("TWICE,{}", numbers[0]), |params| {
        for (kind, number) in [(SERIAL_NUMBER, numbers[0]), (&[2, 5, 4, 12], numbers[1])] {
            let value = DnValue::PrintableString(number.try_into().unwrap());
            params.distinguished_name.push(DnType::CustomDnType(kind.to_vec()), value);
        }
    });
    let mut signed = issued.certificate.tbs_der().to_vec();
    let place = signed.windows(TITLE.len()).position(|window| window == TITLE).unwrap();
    signed[place + 4] = 5;
    let signature = citizens.sign(&signed);
    Certificate::from_der(&assemble_signed(&signed, SignatureAlgorithm::EcdsaSha256, &signature)).unwrap()
}
