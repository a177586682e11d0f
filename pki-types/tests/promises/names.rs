use pki_types::name::{attribute, count, display};
use pki_types::{Name, oid};

use crate::issuing::unhex;

#[test]
fn country_and_serial_number_are_printable_all_others_utf8() {
    let name = Name::new()
        .country("MU")
        .common_name("RAMGOOLAM,JEAN")
        .surname("RAMGOOLAM")
        .given_name("JEAN")
        .serial_number("PNOMU-X1");
    let expected = "305c\
        310b3009060355040613024d55\
        3117301506035504030c0e52414d474f4f4c414d2c4a45414e\
        3112301006035504040c0952414d474f4f4c414d\
        310d300b060355042a0c044a45414e\
        3111300f06035504051308504e4f4d552d5831";
    assert_eq!(name.to_der().unwrap(), unhex(expected));
}

#[test]
fn an_empty_value_adds_nothing() {
    assert_eq!(Name::new().given_name("").surname("X").to_der(), Name::new().surname("X").to_der());
}

#[test]
fn what_printable_string_does_not_have_is_refused() {
    for country in ["mu", "M", "MUS", "M1"] {
        assert!(Name::new().country(country).to_der().is_err(), "{country}");
    }
    assert!(Name::new().serial_number("PNOMU-Ä").to_der().is_err());
    assert!(Name::new().serial_number("PNO*").to_der().is_err());
    assert!(Name::new().common_name("Ägidius 王").to_der().is_ok());
}

#[test]
fn attributes_are_read_back() {
    let name =
        Name::new().country("MU").organization("Great Seal, \"MU\"").organization_identifier("NTRMU-1");
    let der = name.to_der().unwrap();
    assert_eq!(attribute(&der, oid::ORGANIZATION).as_deref(), Some("Great Seal, \"MU\""));
    assert_eq!(attribute(&der, oid::ORGANIZATION_IDENTIFIER).as_deref(), Some("NTRMU-1"));
    assert_eq!(attribute(&der, oid::COMMON_NAME), None);
    assert_eq!((count(&der, oid::ORGANIZATION), count(&der, oid::COMMON_NAME)), (1, 0));
    let twice = Name::new().serial_number("PNOMU-X1").serial_number("PNOMU-X2").to_der().unwrap();
    assert_eq!(count(&twice, oid::SERIAL_NUMBER), 2);
    assert_eq!(display(&der), "organizationIdentifier=NTRMU-1,O=Great Seal\\, \\\"MU\\\",C=MU");
}

/// The examples of RFC 4514 §4 that need escapes.
#[test]
fn special_characters_are_escaped() {
    let shown = |value: &str| display(&Name::new().common_name(value).to_der().unwrap());
    assert_eq!(shown("James \"Jim\" Smith, III"), "CN=James \\\"Jim\\\" Smith\\, III");
    assert_eq!(shown("Before\rAfter"), "CN=Before\\0DAfter");
    assert_eq!(shown(" #x "), "CN=\\ #x\\ ");
    assert_eq!(shown("#x"), "CN=\\#x");
    assert_eq!(shown("a+b=c"), "CN=a\\+b=c");
    assert_eq!(shown("Lučić"), "CN=Lučić");
    let unknown = pki_types::ObjectIdentifier::new_unwrap("1.3.6.1.4.1.1466.0");
    let der = Name::new().attribute(unknown, "H").to_der().unwrap();
    assert_eq!(display(&der), "1.3.6.1.4.1.1466.0=#0c0148");
}
