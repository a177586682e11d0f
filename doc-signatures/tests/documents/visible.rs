//! Further signatures that show something: within their place, on little of the page, and told with the earlier one.

use doc_signatures::verify::{Indication, Judgement, Report, SubIndication, verify_pdf};
use test_country::{Holder, Key, Profile, World};

use crate::edit::{add_signed_field, append, body, with_entry};
use crate::story::{JUDGING, finish, founded, signature_over, table_sample};

const KIND: &str = "/Type /Sig /SubFilter /ETSI.CAdES.detached";
/// A form XObject of the size of a signature.
const PICTURE: &str = "/Type /XObject /Subtype /Form /BBox [0 0 200 50]";

/// The sample, signed, and signed again in a field on its first page (595 by 842) with this place and this look.
fn signed_twice(country: &World, signer: &Holder, rect: &str, picture: &str, look: &str) -> Vec<u8> {
    signed_twice_on(country, &table_sample(), signer, rect, picture, look)
}

fn signed_twice_on(
    country: &World,
    unsigned: &[u8],
    signer: &Holder,
    rect: &str,
    picture: &str,
    look: &str,
) -> Vec<u8> {
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Landlord) /V 400 0 R /F 132 /Rect {rect} /P 3 0 R {look} >>"
    );
    let content = "1 0 0 rg -500 -500 2000 2000 re f";
    let picture = format!("<< {picture} /Length {} >>\nstream\n{content}\nendstream", content.len());
    let objects: [(u32, &[u8]); 2] = [(401, field.as_bytes()), (402, picture.as_bytes())];
    let sign = |octets: &[u8]| signature_over(country, signer, octets);
    let objects = if look.is_empty() { &objects[..1] } else { &objects };
    add_signed_field(&finish(country, unsigned), KIND, objects, sign)
}

fn judge(rect: &str, picture: &str, look: &str) -> Report {
    let country = founded();
    let pdf = signed_twice(&country, &country.signature, rect, picture, look);
    verify_pdf(&pdf, &country.anchors(), JUDGING)
}

#[test]
fn a_small_one_passes_and_the_first_sentence_names_it() {
    let unseen = "the document is as it was signed.";
    for rect in ["[100 100 300 150]", "[300 150 100 100]", "[0 0 297 421]", "[394.5 800 595.5 842]"] {
        let report = judge(rect, PICTURE, "/AP << /N 402 0 R >>");
        let text = report.to_text();
        assert_eq!(report.indication, Indication::TotalPassed, "{rect}: {text}");
        let shown = "what Anjali SPECIMEN added on page 1 and signed";
        assert_eq!(report.signatures[0].changes.last().unwrap().shows, [shown]);
        let words = format!("; the document is as it was signed, but for {shown}.");
        assert_eq!(text.matches(&words).count(), 1, "{text}");
        assert_eq!(text.matches(unseen).count(), 1, "the last signature saw all: {text}");
        assert!(text.contains(&format!("is as it was signed, but for {shown}; behind it")), "{text}");
        assert!(report.to_json().contains(shown), "programs are told too");
    }
    let invisible = judge("[0 0 0 0]", PICTURE, "");
    assert_eq!(invisible.indication, Indication::TotalPassed, "{}", invisible.to_text());
    assert_eq!(invisible.to_text().matches(unseen).count(), 2, "{}", invisible.to_text());
    assert!(invisible.signatures[0].changes.iter().all(|change| change.shows.is_empty()));
}

#[test]
fn one_that_may_hide_the_page_leaves_the_verdict_open() {
    for (rect, words) in [
        ("[0 0 595 842]", "a signature over 100 % of page 1"),
        ("[0 0 595 420]", "a signature over 50 % of page 1"),
        ("[0 0 300 842]", "a signature over 51 % of page 1"),
        ("[-500 -500 100 100]", "a signature that does not lie within page 1"),
        ("[500 100 700 150]", "a signature that does not lie within page 1"),
    ] {
        let report = judge(rect, PICTURE, "/AP << /N 402 0 R >>");
        let text = report.to_text();
        let first = &report.signatures[0];
        assert_eq!(report.indication, Indication::Indeterminate, "{rect}: {text}");
        assert_eq!(first.sub_indication, Some(SubIndication::SigConstraintsFailure), "{rect}: {text}");
        assert!(first.findings[0].explanation.contains(words), "{rect}: {text}");
        assert_eq!(first.changes.last().unwrap().judgement, Judgement::Doubtful);
        assert!(!text.contains("behind it stands only what may be added"), "{text}");
    }
}

/// What programs show of a page is its /CropBox, if they take what is written for one.
#[test]
fn one_on_a_page_whose_size_is_not_plain_is_measured_or_leaves_the_verdict_open() {
    let country = founded();
    let sample = table_sample();
    let page = String::from_utf8(body(&sample, 3)).unwrap();
    assert_eq!(page.matches("/MediaBox [0 0 595 842]").count(), 1, "{page}");
    let large = page.replace("/MediaBox [0 0 595 842]", "/MediaBox [0 0 6000 6000]");
    let judge = |boxed: &str, rect: &str| {
        let page = with_entry(large.as_bytes(), boxed);
        let objects: [(u32, &[u8]); 3] = [(3, &page), (420, b"595"), (421, b"[0 0 595 842]")];
        let pdf = append(&sample, &objects, "");
        let pdf = signed_twice_on(&country, &pdf, &country.signature, rect, PICTURE, "/AP << /N 402 0 R >>");
        verify_pdf(&pdf, &country.anchors(), JUDGING)
    };
    for boxed in ["/CropBox [0 0 595 842]", "/CropBox [0 0 420 0 R 842]", "/CropBox 421 0 R"] {
        let small = judge(boxed, "[100 100 300 150]");
        assert_eq!(small.indication, Indication::TotalPassed, "{boxed}: {}", small.to_text());
        let report = judge(boxed, "[0 0 595 842]");
        let words = "a signature over 100 % of page 1";
        assert!(
            report.signatures[0].findings[0].explanation.contains(words),
            "{boxed}: {}",
            report.to_text()
        );
    }
    for boxed in
        ["/CropBox []", "/CropBox null", "/CropBox 499 0 R", "/CropBox [0 0 595 842 9]", "/CropBox (x)"]
    {
        let report = judge(boxed, "[0 0 595 842]");
        assert_eq!(report.indication, Indication::Indeterminate, "{boxed}: {}", report.to_text());
    }
}

/// The same picture, for which nobody vouches: whatever its size.
#[test]
fn one_of_a_stranger_leaves_the_verdict_open() {
    let country = founded();
    let stranger = Holder::self_signed(Key::of("a stranger"), Profile::Signature, "SPECIMEN,Anjali");
    let look = "/AP << /N 402 0 R >>";
    let pdf = signed_twice(&country, &stranger, "[100 100 300 150]", PICTURE, look);
    let report = verify_pdf(&pdf, &country.anchors(), JUDGING);
    let text = report.to_text();
    assert_eq!(report.signatures[0].indication, Indication::Indeterminate, "{text}");
    assert!(text.contains("a signature for which nobody vouches here"), "{text}");
    // The stranger has taken the name of who signed first.
    assert!(text.contains("The signature of Anjali SPECIMEN may hold or not"), "{text}");
    assert!(text.contains("The signature of somebody who claims to be Anjali SPECIMEN"), "{text}");
    assert_eq!(text.matches("\n  Signed by       Anjali SPECIMEN").count(), 1, "{text}");
    assert_eq!(text.matches("\n  Claims to be    Anjali SPECIMEN").count(), 1, "{text}");
    assert_eq!(text.matches("\n  Vouched for by").count(), 1, "{text}");
}

/// A reader that finds no box draws over the whole page.
#[test]
fn one_that_is_not_confined_is_a_change() {
    let form = "/Type /XObject /Subtype /Form";
    let normal = "/AP << /N 402 0 R >>";
    for (picture, look) in [
        (form.into(), normal),
        (form.into(), "/AP << /N << /On 402 0 R >> >>"),
        (form.into(), "/AP << /D 402 0 R >>"),
        (format!("{form} /BBox [0 0 200]"), normal),
        (format!("{form} /BBox [0 0 0 0]"), normal),
        (format!("{form} /BBox [0 0 200 /Fifty]"), normal),
        (format!("{form} /BBox [0 0 200 99999999]"), normal),
        (format!("{PICTURE} /Matrix [1 0 0 1]"), normal),
        (format!("{PICTURE} /Matrix [1 1 1 1 0 0]"), normal),
        (format!("{PICTURE} /Matrix 3"), normal),
        ("/Type /XObject /Subtype /Image /BBox [0 0 200 50]".into(), normal),
        (PICTURE.into(), "/AP << /N (text) >>"),
    ] {
        let report = judge("[100 100 110 110]", &picture, look);
        let text = report.to_text();
        assert_eq!(report.signatures[0].indication, Indication::TotalFailed, "{picture} {look}: {text}");
        let words = "what field \"Landlord\" shows is not confined to its place";
        assert!(text.contains(words), "{picture} {look}: {text}");
    }
    let nowhere = judge("[100 100 110 /Right]", PICTURE, normal);
    assert_eq!(nowhere.signatures[0].indication, Indication::TotalFailed, "{}", nowhere.to_text());
    let turned = judge("[100 100 150 300]", &format!("{PICTURE} /Matrix [0 1 -1 0 0 0]"), normal);
    assert_eq!(turned.indication, Indication::TotalPassed, "{}", turned.to_text());
}
