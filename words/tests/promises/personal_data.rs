use words::{PersonName, PersonalCode, PhoneNumber};

#[test]
fn codes_are_checked_and_not_repeated_in_errors() {
    for good in ["A01", "PNOMU-123", "0123456789ABCDEF0123456789ABCDEF"] {
        assert_eq!(PersonalCode::new(good).unwrap().expose(), good);
    }
    for wrong in
        ["", "A0", "a0101", "A 01", "-A01", "A01-", "Ä01", "0123456789ABCDEF0123456789ABCDEF0", "A01\n"]
    {
        let error = PersonalCode::new(wrong).err().expect(wrong).to_string();
        assert!(wrong.len() < 3 || !error.contains(wrong), "{error}");
    }
    let code: PersonalCode = serde_json::from_str("\"A0101\"").unwrap();
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"A0101\"");
    assert!(serde_json::from_str::<PersonalCode>("\"a\"").is_err());
}

#[test]
fn telephone_numbers_are_international() {
    assert_eq!(PhoneNumber::new("+23051234567").unwrap().expose(), "+23051234567");
    for wrong in
        ["23051234567", "+0123456789", "+123456", "+1234567890123456", "+2305123456a", "+230 5123", ""]
    {
        assert!(PhoneNumber::new(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn names_of_many_kinds_are_names() {
    for (given, surname) in [
        ("Marie", "DUPONT"),
        ("", "Sukarno"),
        ("Jean-Luc", "O'Neil"),
        ("王", "小明"),
        ("Zoë", "Müller Łuczak"),
        ("X", "Y"),
    ] {
        let name = PersonName::new(given, surname).unwrap();
        assert_eq!((name.given_name(), name.surname()), (given, surname));
    }
    let long = "X".repeat(101);
    for (given, surname) in [
        ("Marie", ""),
        ("Marie ", "DUPONT"),
        ("Marie", "DU\nPONT"),
        ("Marie", "DU\u{202e}PONT"),
        ("Ma\u{200b}rie", "DUPONT"),
        ("Marie", long.as_str()),
    ] {
        assert!(PersonName::new(given, surname).is_err(), "{given:?} {surname:?}");
    }
    let refused = |given, surname| PersonName::new(given, surname).err().expect("refused").to_string();
    assert_eq!(
        refused("Zoe\u{308}", "Müller"),
        "malformed given_name: must be in Unicode normalization form C: its character 3 is U+0065, not U+00EB"
    );
    assert_eq!(
        refused("Min", "Kim\u{3164}"),
        "malformed surname: must not have U+3164 (its character 4), which shows as blank"
    );
    assert!(serde_json::from_str::<PersonName>(r#"{"surname":"X"}"#).is_ok());
    assert!(serde_json::from_str::<PersonName>(r#"{"surname":"X","other":1}"#).is_err());
}
