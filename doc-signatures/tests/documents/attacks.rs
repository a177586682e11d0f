//! A finished document that somebody changed: each attack changes one thing, and none may pass.

use doc_signatures::verify::{Indication, Report, SubIndication, verify_pdf};
use test_country::World;

use crate::edit::{
    OTHER_CONTENT, add_annotation, add_document_stamp, add_page, append, body, last_startxref, replace,
    replace_content, with_entry, with_store,
};
use crate::story::{JUDGING, evidence, finish, founded, sign, stamp, table_sample};

fn judge(country: &World, pdf: &[u8]) -> Report {
    verify_pdf(pdf, &country.anchors(), JUDGING)
}

/// TOTAL-FAILED with this reason, and the signature is still listed.
fn assert_failed(name: &str, report: &Report, reason: SubIndication) {
    assert_eq!(report.unreadable, None, "{name}");
    assert_eq!(report.indication, Indication::TotalFailed, "{name}: {report:#?}");
    assert_eq!(report.sub_indication, Some(reason), "{name}: {report:#?}");
    assert!(!report.signatures.is_empty(), "{name}");
    assert_eq!(report.exit_code(), 1, "{name}");
    assert_eq!(report.verifiable_until, None, "{name}");
}

/// INDETERMINATE: it is not certain that anything that was signed is another now, and it does not pass.
fn assert_open(name: &str, report: &Report) {
    assert_eq!(report.unreadable, None, "{name}");
    assert_eq!(report.indication, Indication::Indeterminate, "{name}: {report:#?}");
    let mut findings = report.signatures.iter().flat_map(|signature| &signature.findings);
    let is_named = findings.any(|each| each.sub_indication == SubIndication::SigConstraintsFailure);
    assert!(is_named, "{name}: {report:#?}");
    assert!(!report.to_text().contains("was modified after signing"), "{name}: {}", report.to_text());
    assert_eq!(report.exit_code(), 2, "{name}");
    assert_eq!(report.verifiable_until, None, "{name}");
}

#[test]
fn one_bit_of_the_document() {
    let country = founded();
    let mut pdf = finish(&country, &table_sample());
    pdf[1500] ^= 1;
    assert_failed("content stream", &judge(&country, &pdf), SubIndication::HashFailure);
}

/// Every octet of the original decides; one in 41 is tried.
#[test]
fn no_octet_can_be_changed() {
    let country = founded();
    let good = finish(&country, &table_sample());
    let signed_end = good.windows(5).position(|octets| octets == b"%%EOF").unwrap();
    for place in (0..signed_end).step_by(41) {
        let mut pdf = good.clone();
        pdf[place] ^= 1;
        let report = judge(&country, &pdf);
        assert_eq!(report.indication, Indication::TotalFailed, "octet {place}");
    }
}

#[test]
fn updates_that_are_no_evidence() {
    let country = founded();
    let good = finish(&country, &table_sample());
    let catalog = body(&good, 1);
    let changes: [(&str, Vec<u8>); 6] = [
        ("page added", add_page(&good)),
        ("annotation added", add_annotation(&good)),
        ("content replaced", replace_content(&good)),
        ("font replaced", append(&good, &[(7, b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>")], "")),
        ("action on opening", append(&good, &[(1, &with_entry(&catalog, "/OpenAction [4 0 R /Fit]"))], "")),
        ("object deleted", deleted(&good)),
    ];
    for (name, pdf) in changes {
        let report = judge(&country, &pdf);
        assert_failed(name, &report, SubIndication::FormatFailure);
        assert!(report.to_text().contains("was modified after signing"), "{name}: {}", report.to_text());
    }
    let hidden = [&good[..], b"400 0 obj\n(hidden)\nendobj\n"].concat();
    let dated = |date: &str| append(&good, &[(9, format!("<< /ModDate ({date}) >>").as_bytes())], "");
    let piece = b"<< /Length 5 >>\nstream\n0\x04abc\nendstream";
    let store_of_text: &[(u32, &[u8])] =
        &[(400, b"<< /Type /DSS /Certs [401 0 R] >>"), (401, piece), (1, &store(&catalog))];
    let doubts: [(&str, Vec<u8>); 8] = [
        ("a date that is none", dated("I owe nothing")),
        ("a certificate that is none", append(&good, store_of_text, "")),
        ("title replaced", append(&good, &[(9, b"<< /Title (Other title) >>")], "")),
        ("object added", append(&good, &[(400, b"(unused)")], "")),
        (
            "objects added that name each other",
            append(&good, &[(400, b"[401 0 R]"), (401, b"[400 0 R]")], ""),
        ),
        ("trailer entry", append(&good, &[], "/Other (value)")),
        ("hidden octets", append(&hidden, &[(1, &catalog)], "")),
        (
            "evidence of another kind",
            append(&good, &[(400, b"<< /Type /DSS /Other 1 >>"), (1, &store(&catalog))], ""),
        ),
    ];
    for (name, pdf) in doubts {
        assert_open(name, &judge(&country, &pdf));
    }
    // A doubt hides no change.
    let both = append(&add_page(&good), &[(400, b"(unused)")], "/Other (value)");
    assert_failed("doubt and change", &judge(&country, &both), SubIndication::FormatFailure);
    let both = append(
        &good,
        &[(400, b"(unused)"), (7, b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>")],
        "/Other 1",
    );
    assert_failed("doubt and change at once", &judge(&country, &both), SubIndication::FormatFailure);
    let gone = replace(&both, "7 0 obj", "8 0 obj");
    assert_failed("signed object that cannot be read", &judge(&country, &gone), SubIndication::FormatFailure);
}

/// The catalog with another store.
fn store(catalog: &[u8]) -> Vec<u8> {
    let catalog = String::from_utf8(catalog.to_vec()).unwrap();
    let (before, store) = catalog.split_once("/DSS ").unwrap();
    format!("{before}/DSS 400 0 R{}", store.split_once(" R").unwrap().1).into_bytes()
}

/// Object 9 set free by an update.
fn deleted(pdf: &[u8]) -> Vec<u8> {
    let update = append(pdf, &[(9, b"null")], "");
    let line = update.windows(4).rposition(|octets| octets == b"\n9 1").unwrap() + 5;
    let mut update = update;
    update[line..line + 20].copy_from_slice(b"0000000000 00001 f \n");
    update
}

#[test]
fn the_signature_cannot_be_taken_out_of_the_form() {
    let country = founded();
    let good = finish(&country, &table_sample());
    let catalog = String::from_utf8(body(&good, 1)).unwrap();
    let start = catalog.find("/AcroForm ").unwrap();
    let without = catalog[..start].to_string() + catalog[start..].split_once(" R").unwrap().1;
    let report = judge(&country, &append(&good, &[(1, without.as_bytes())], ""));
    assert_failed("form removed", &report, SubIndication::FormatFailure);
    assert_eq!(report.signatures.len(), 1, "it is listed although the form no longer names it");
}

#[test]
fn byte_range_games() {
    let country = founded();
    let good = finish(&country, &table_sample());
    let start = good.windows(11).position(|octets| octets == b"/ByteRange ").unwrap() + 11;
    let end = start + good[start..].iter().position(|octet| *octet == b']').unwrap() + 1;
    let text = std::str::from_utf8(&good[start..end]).unwrap().to_string();
    let numbers: Vec<usize> =
        text.trim_matches(['[', ']']).split_whitespace().map(|number| number.parse().unwrap()).collect();
    let [_, b, c, d] = numbers[..] else { panic!("four numbers") };
    let games = [
        ("starts later", format!("[1 {} {c} {d}", b - 1)),
        ("hole begins earlier", format!("[0 {} {c} {d}", b - 20)),
        ("hole begins later", format!("[0 {} {c} {d}", b + 2)),
        ("hole ends later", format!("[0 {b} {} {}", c + 20, d - 20)),
        ("hole ends earlier", format!("[0 {b} {} {}", c - 2, d + 2)),
        ("shorter than its version", format!("[0 {b} {c} {}", d - 2)),
        ("longer than its version", format!("[0 {b} {c} {}", d + 1)),
        ("beyond the file", format!("[0 {b} {c} {}", good.len())),
        ("overlapping", format!("[0 {c} {b} {d}")),
        ("negative", format!("[0 {b} {c} -{d}")),
        ("three numbers", format!("[0 {b} {c}")),
        ("five numbers", format!("[0 {b} {c} {d} 0")),
        ("everything, no hole", format!("[0 {b} {b} {}", d + c - b)),
        ("nothing", "[0 0 0 0".to_string()),
        ("empty", "[".to_string()),
    ];
    for (name, game) in games {
        let mut pdf = good.clone();
        let padded = format!("{game:width$}]", width = text.len() - 1);
        pdf[start..end].copy_from_slice(padded.as_bytes());
        assert_failed(name, &judge(&country, &pdf), SubIndication::FormatFailure);
    }
}

/// Universal signature forgery: the value is taken away, or is no longer what it was.
#[test]
fn contents_games() {
    let country = founded();
    let good = finish(&country, &table_sample());
    let renamed = replace(&good, "/Contents <30", "/Contentz <30");
    let unknown = replace(&good, "/SubFilter /ETSI.CAdES.detached", "/SubFilter /ETSI.CAdES.detachee");
    let digits = crate::edit::contents_digits(&good);
    let mut literal = good.clone();
    literal[digits.start - 1] = b'(';
    literal[digits.end] = b')';
    let mut spaced = good.clone();
    spaced[digits.end - 1] = b' ';
    spaced[digits.end - 2] = b' ';
    let mut trailing = good.clone();
    trailing[digits.end - 1] = b'1';
    let games = [
        ("renamed", renamed),
        ("literal string", literal),
        ("white space inside", spaced),
        ("something in the padding", trailing),
    ];
    for (name, pdf) in games {
        assert_failed(name, &judge(&country, &pdf), SubIndication::FormatFailure);
    }
    let report = judge(&country, &unknown);
    assert_open("unknown kind", &report);
    assert!(report.to_text().contains("/ETSI.CAdES.detachee"), "{}", report.to_text());
}

/// Signature wrapping: a later version puts another dictionary in the place of the signature.
#[test]
fn the_signature_cannot_be_replaced_in_a_later_version() {
    let country = founded();
    let good = finish(&country, &table_sample());
    let signature = body(&good, 10);
    let other = String::from_utf8(signature).unwrap().replace("Anjali Specimen", "Bruno Specimen");
    let report = judge(&country, &append(&good, &[(10, other.as_bytes())], ""));
    assert_failed("replaced", &report, SubIndication::FormatFailure);
    assert_eq!(report.signatures.len(), 2, "both are listed");
}

#[test]
fn a_cut_file_cannot_be_read_and_nothing_may_hang_behind() {
    let country = founded();
    let good = finish(&country, &table_sample());
    for length in (0..good.len() - 1).step_by(977) {
        let report = judge(&country, &good[..length]);
        assert_ne!(report.indication, Indication::TotalPassed, "{length}");
        assert_ne!(report.exit_code(), 0, "{length}");
    }
    for tail in ["\n", " ", "%%EOF\n", "garbage", "%comment\n"] {
        let longer = [&good, tail.as_bytes()].concat();
        // Behind the evidence stands no signature, so white space there is without meaning.
        let passed = judge(&country, &longer).indication == Indication::TotalPassed;
        assert_eq!(passed, tail.trim().is_empty(), "{tail:?}");
        let signed = stamp(&country, sign(&country, &table_sample()));
        let longer = [signed.pdf(), tail.as_bytes()].concat();
        // An empty line is no document, wherever it stands.
        let failed = judge(&country, &longer).indication == Indication::TotalFailed;
        assert_eq!(failed, !tail.trim().is_empty(), "{tail:?} behind the signature");
    }
}

/// Readers rebuild a file, each in its own way, when they do not find its end or stumble over how it is written.
#[test]
fn what_makes_readers_rebuild_the_file_is_no_evidence() {
    let country = founded();
    let good = finish(&country, &table_sample());
    let offset = last_startxref(&good);
    let unmarked = good.strip_suffix(format!("startxref\n{offset}\n%%EOF\n").as_bytes()).unwrap();
    let marked = |marker: String| [unmarked, marker.as_bytes(), b"\n%%EOF\n"].concat();
    assert_eq!(marked(format!("startxref\n{offset}")), good);
    let rewritten = [
        ("far from its end", [&good[..], &[b'\n'; 30_000]].concat()),
        ("a sign", marked(format!("startxref\n+{offset}"))),
        ("a comment", marked(format!("startxref %\n{offset}"))),
        ("an octet 0", marked(format!("startxref\n\0{offset}"))),
        ("a comment behind xref", [&good[..offset + 4], b" %c", &good[offset + 4..]].concat()),
        ("two spaces", [&good[..offset + 6], b" ", &good[offset + 6..]].concat()),
    ];
    for (name, pdf) in rewritten {
        assert_open(name, &judge(&country, &pdf));
    }
    let named = |name: &str| judge(&country, &marked(format!("%{name}\nstartxref\n{offset}"))).indication;
    assert_eq!(named("iText-7.1.2-SNAPSHOT"), Indication::TotalPassed);
    assert_ne!(named("trailer"), Indication::TotalPassed);
    assert_ne!(named("%EOF"), Indication::TotalPassed);
}

/// An object that serves the page and the evidence at once, replaced as evidence.
#[test]
fn evidence_cannot_smuggle_page_content() {
    let country = founded();
    let unsigned = table_sample();
    let catalog = with_entry(&body(&unsigned, 1), "/Other << /Certs [5 0 R] >>");
    let shadow = append(&unsigned, &[(1, &catalog)], "");
    let signed = stamp(&country, sign(&country, &shadow));
    let good = with_store(signed.pdf(), &evidence(&country));
    assert_eq!(judge(&country, &good).indication, Indication::TotalPassed);

    let store = replace(&good, "/Certs [ 410 0 R", "/Certs [ 005 0 R");
    let attack = append(&store, &[(5, OTHER_CONTENT)], "");
    assert_failed("dual use", &judge(&country, &attack), SubIndication::FormatFailure);
}

/// A reference to nothing in the signed document, filled in later under the cloak of evidence.
#[test]
fn gaps_cannot_be_filled() {
    let country = founded();
    let unsigned = table_sample();
    let page = with_entry(&body(&unsigned, 4), "/Annots [411 0 R]");
    let signed = stamp(&country, sign(&country, &append(&unsigned, &[(4, &page)], "")));
    let report = judge(&country, &with_store(signed.pdf(), &evidence(&country)));
    assert_failed("gap", &report, SubIndication::FormatFailure);
    assert!(report.to_text().contains("refers to nothing"), "{}", report.to_text());
}

/// The white list is not empty: a time-stamp over the document may follow, and nothing behind it.
#[test]
fn an_archive_time_stamp_may_follow() {
    let country = founded();
    let good = finish(&country, &table_sample());
    let time = JUDGING.minus(1);
    let archived = add_document_stamp(&good, |octets| country.unit.time_stamp(octets, time));
    let report = judge(&country, &archived);
    assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
    assert_eq!(report.signatures.len(), 2);
    assert_failed("page behind it", &judge(&country, &add_page(&archived)), SubIndication::FormatFailure);

    let visible = replace(&archived, "/Rect [0 0 0 0]", "/Rect [0 0 9 9]");
    assert_failed("visible stamp", &judge(&country, &visible), SubIndication::FormatFailure);
    let second = replace(&archived, "/SubFilter /ETSI.RFC3161", "/SubFilter /ETSI.CAdES.d");
    assert_failed("second signature", &judge(&country, &second), SubIndication::FormatFailure);
}

/// Some programs draw a field of which nobody knows the place.
#[test]
fn a_page_lists_no_field_without_a_place() {
    let country = founded();
    let good = finish(&country, &table_sample());
    let form = String::from_utf8(body(&good, form_of(&good))).unwrap();
    let form = form.replacen("/Fields [", "/Fields [400 0 R ", 1);
    for place in ["", "/Rect null"] {
        let field = format!("<< /Type /Annot /Subtype /Widget /FT /Sig /T (Other) /P 3 0 R /F 4 {place} >>");
        let page = String::from_utf8(body(&good, 3)).unwrap();
        let page = page.replacen("/Annots [", "/Annots [400 0 R ", 1);
        let objects: [(u32, &[u8]); 3] =
            [(form_of(&good), form.as_bytes()), (400, field.as_bytes()), (3, page.as_bytes())];
        assert_failed(
            "a field without a place",
            &judge(&country, &append(&good, &objects, "")),
            SubIndication::FormatFailure,
        );
        // A field that no page lists is nowhere to be seen.
        let unlisted = judge(&country, &append(&good, &objects[..2], ""));
        assert_eq!(unlisted.indication, Indication::TotalPassed, "{}", unlisted.to_text());
    }
}

/// The number of the form's object.
fn form_of(pdf: &[u8]) -> u32 {
    let catalog = String::from_utf8(body(pdf, 1)).unwrap();
    let (_, rest) = catalog.split_once("/AcroForm ").unwrap();
    rest.split(' ').next().unwrap().parse().unwrap()
}
