//! Objects that are written again with values that are equal by the standard, in ways that programs read differently: who
//! compares values alone calls another document the same.

use doc_signatures::verify::{Indication, SubIndication, verify_pdf};
use test_country::World;

use crate::edit::{append, body, with_entry};
use crate::story::{JUDGING, finish, founded, table_sample};

const PAGE: u32 = 4;
const FONT: u32 = 7;

/// The sample, whose font has odd entries, signed; and its font as it is written there.
fn signed(country: &World, odd: &str) -> (Vec<u8>, String) {
    let unsigned = table_sample();
    let font = with_entry(&body(&unsigned, FONT), odd);
    let signed = finish(country, &append(&unsigned, &[(FONT, &font)], ""));
    let font = String::from_utf8(body(&signed, FONT)).unwrap();
    (signed, font)
}

#[test]
fn the_same_value_in_other_octets_does_not_pass() {
    let country = founded();
    let odd = "/A /F#4g /B (one\ntwo) /C 12 /D 0.5";
    let (good, font) = signed(&country, odd);
    let judged = |pdf: &[u8]| verify_pdf(pdf, &country.anchors(), JUDGING).indication;
    assert_eq!(judged(&good), Indication::TotalPassed);
    // Written again octet for octet by somebody else it may pass or not; written otherwise it must not.
    let zeros = |count: usize| "0".repeat(count);
    let ways = [
        ("/F#4g".to_string(), "/F#234g".to_string()),
        ("(one\ntwo)".into(), "(one\r\ntwo)".into()),
        ("(one\ntwo)".into(), "(one\rtwo)".into()),
        ("(one\ntwo)".into(), "(one\\ntw\\o)".into()),
        ("/C 12".into(), format!("/C {}12", zeros(9))),
        ("/C 12".into(), format!("/C {}12", zeros(300))),
        ("/C 12".into(), "/C +12".into()),
        ("/C 12".into(), "/C %12\n12".into()),
        ("/D 0.5".into(), format!("/D 0.5{}", zeros(310))),
    ];
    for (from, to) in &ways {
        assert!(font.contains(from), "{from:?} in {font}");
        let attack = append(&good, &[(FONT, font.replace(from, to).as_bytes())], "");
        assert_ne!(judged(&attack), Indication::TotalPassed, "{to:?}");
    }
}

/// A number that some programs cut off is none that anybody may rely on: the object cannot be read any more.
#[test]
fn a_long_number_leads_some_programs_elsewhere() {
    let country = founded();
    let good = finish(&country, &table_sample());
    let page = String::from_utf8(body(&good, PAGE)).unwrap();
    let (before, rest) = page.split_once("/Contents ").unwrap();
    let attack = format!("{before}/Contents {}{rest}", "0".repeat(255));
    let report = verify_pdf(&append(&good, &[(PAGE, attack.as_bytes())], ""), &country.anchors(), JUDGING);
    assert_eq!(report.indication, Indication::TotalFailed, "{}", report.to_text());
    assert_eq!(report.sub_indication, Some(SubIndication::FormatFailure));
    let mut header = append(&good, &[(PAGE, page.as_bytes())], "");
    let place = header.windows(8).rposition(|octets| octets == b"4 0 obj\n").unwrap();
    header[place..place + 8].copy_from_slice(b"4 0%\nobj");
    let report = verify_pdf(&header, &country.anchors(), JUDGING);
    assert_ne!(report.indication, Indication::TotalPassed, "{}", report.to_text());
}

/// Some programs take `null` for a value that the page has, and do not look for what it inherits.
#[test]
fn null_is_no_absence() {
    let country = founded();
    let good = finish(&country, &table_sample());
    for entry in ["/CropBox null", "/Rotate null", "/UserUnit null"] {
        let page = with_entry(&body(&good, PAGE), entry);
        let report = verify_pdf(&append(&good, &[(PAGE, &page)], ""), &country.anchors(), JUDGING);
        assert_eq!(report.indication, Indication::TotalFailed, "{entry}: {}", report.to_text());
    }
}

/// An object of the signed document, in the update and not in its cross-reference: some readers show it.
#[test]
fn a_stray_object_is_a_change() {
    let country = founded();
    let good = finish(&country, &table_sample());
    for stray in
        ["5 0 obj\n(other)\nendobj\n", "5 0obj\n(other)\nendobj\n", "<< /A (5 0 obj (other) endobj) >>\n"]
    {
        let catalog = body(&good, 1);
        let attack = append(&[&good[..], stray.as_bytes()].concat(), &[(1, &catalog)], "");
        let attack = [&attack[..], &[b'\n'; 3000]].concat();
        let report = verify_pdf(&attack, &country.anchors(), JUDGING);
        assert_eq!(report.indication, Indication::TotalFailed, "{stray:?}: {}", report.to_text());
        assert!(report.to_text().contains("stands there again"), "{}", report.to_text());
    }
}

/// PDFium ends a name before these octets where they are not escaped, so the key of one program is another program's key and value.
#[test]
fn an_octet_that_ends_a_name_for_some_programs_is_not_the_same_escaped() {
    let country = founded();
    for octet in [0x80_u8, 0xff] {
        let escaped = format!("/FontDescriptor#{octet:02x}");
        let raw = [b"/FontDescriptor".as_slice(), &[octet]].concat();
        let (good, font) = signed(&country, &format!("{escaped} 5 0 R"));
        let place = font.find(&escaped).unwrap();
        let (before, after) = (&font.as_bytes()[..place], &font.as_bytes()[place + escaped.len()..]);
        let attack = append(&good, &[(FONT, &[before, &raw, after].concat())], "");
        let report = verify_pdf(&attack, &country.anchors(), JUDGING);
        assert_ne!(report.indication, Indication::TotalPassed, "{octet:02x}: {}", report.to_text());
    }
}
