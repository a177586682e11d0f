//! Signing: the way of a document from unsigned to level LT.

use doc_signatures::limits;
use doc_signatures::pades::Prepared;
use doc_signatures::verify::{Indication, Level, verify_pdf};
use pki_types::{KeyKind, UnixTime};
use test_country::YEAR;

use crate::edit::{append, replace, with_store};
use crate::story::{
    JUDGING, SIGNING, STAMPING, evidence, finish, founded, founded_with, made_elsewhere, sign, stamp,
    stream_sample, table_sample,
};

#[test]
fn a_finished_document_holds_at_level_lt() {
    let country = founded();
    for original in [table_sample(), stream_sample()] {
        let finished = finish(&country, &original);
        assert!(finished.starts_with(&original), "the original octets are untouched");

        let report = verify_pdf(&finished, &country.anchors(), JUDGING);
        println!("{}", report.to_text());
        assert_eq!(report.indication, Indication::TotalPassed);
        assert_eq!(report.exit_code(), 0);
        let [signature] = report.signatures.as_slice() else { panic!("one signature") };
        assert_eq!(signature.level, Some(Level::Lt));
        assert_eq!(signature.best_signature_time, STAMPING);
        assert_eq!(signature.claimed_time, Some(SIGNING));
        assert_eq!(signature.signer.as_ref().map(|signer| signer.name.as_str()), Some("Anjali SPECIMEN"));
        let ocsp_signer_ends = UnixTime::from_seconds(SIGNING.seconds() + 4 * YEAR);
        assert_eq!(report.verifiable_until, Some(ocsp_signer_ends));
    }
}

/// Linearized files have their first cross-reference in front, and two for their first version (annex F).
#[test]
fn linearized_documents_can_be_signed() {
    let country = founded();
    for name in ["qpdf-linearized.pdf", "qpdf-linearized-object-streams.pdf"] {
        let report = verify_pdf(&finish(&country, &made_elsewhere(name)), &country.anchors(), JUDGING);
        assert_eq!(report.indication, Indication::TotalPassed, "{name}");
        assert_eq!(report.revisions, 3, "{name}: the original, the signature, the evidence");
    }
}

/// Strict readers refuse a file for an older cross-reference that they would mend, so nothing leads there any more.
#[test]
fn an_odd_cross_reference_is_said_again_and_left_behind_while_nobody_signed() {
    let country = founded();
    let original = replace(&table_sample(), "0000000000 65535 f", "0000000000 65536 f");
    let finished = finish(&country, &original);
    let added = String::from_utf8_lossy(&finished[original.len()..]).into_owned();
    assert_eq!(added.matches("0000000000 65535 f").count(), 1, "the signature's is complete");
    assert_eq!(added.matches("/Prev").count(), 1, "the evidence's leads to it");
    let report = verify_pdf(&finished, &country.anchors(), JUDGING);
    assert_eq!((report.indication, report.revisions), (Indication::TotalPassed, 2));
}

/// A key that stands twice in the document's information stands there for whoever finds it.
#[test]
fn an_odd_object_needs_no_other_cross_reference() {
    let country = founded();
    let original = append(&table_sample(), &[(9, b"<< /Title (Lease) /Title (Lease) >>")], "");
    let finished = finish(&country, &original);
    let added = String::from_utf8_lossy(&finished[original.len()..]).into_owned();
    assert_eq!(added.matches(" 65535 f").count(), 0);
    assert_eq!(added.matches("/Prev").count(), 2);
}

/// MuPDF makes room for millions of numbers one by one unless the newest cross-reference lists the last of them.
#[test]
fn the_last_object_of_all_is_listed_where_new_ones_have_lower_numbers() {
    let country = founded();
    let last = limits::OBJECT_NUMBER;
    let with_last = append(&table_sample(), &[(last, b"<< /Type /Nothing >>")], "");
    let text = with_last.iter().map(|octet| char::from(*octet)).collect::<String>();
    let (before, trailer) = text.rsplit_once("/Size 500").unwrap();
    let text = format!("{before}/Size {}{trailer}", last + 1);
    let original: Vec<u8> = text.chars().map(|octet| u8::try_from(octet).unwrap()).collect();
    let finished = finish(&country, &original);
    let added = String::from_utf8_lossy(&finished[original.len()..]).into_owned();
    let entry = with_last.windows(7).rposition(|octets| octets == b"8388606").unwrap();
    let entry = format!("\n{last} 1\n{}", String::from_utf8_lossy(&with_last[entry + 10..entry + 30]));
    assert_eq!(added.matches(&entry).count(), 2, "in the signature's and in the evidence's: {entry:?}");
    assert_eq!(added.matches(" 65535 f").count(), 0, "and nothing else is said again");
}

/// What another program signed, stamped and archived is judged like our own.
#[test]
fn a_document_of_another_program_holds() {
    let pdf = made_elsewhere("pyhanko-lta.pdf");
    let root = String::from_utf8(made_elsewhere("pyhanko-root.pem")).unwrap();
    let root = pki_types::Certificate::from_pem(&root).unwrap();
    let report = verify_pdf(&pdf, std::slice::from_ref(&root), JUDGING);
    assert_eq!(report.indication, Indication::TotalPassed, "{}", report.to_text());
    assert_eq!(report.signatures[0].level, Some(Level::Lta));
    assert_eq!(report.signatures.len(), 2, "the signature and the time-stamp over the document");
}

#[test]
fn it_still_holds_thirteen_months_later_and_ends_when_the_report_says() {
    let country = founded();
    let finished = finish(&country, &table_sample());
    let at = |time| verify_pdf(&finished, &country.anchors(), time);
    assert_eq!(at(JUDGING.plus(396 * 86_400)).indication, Indication::TotalPassed);

    let until = at(JUDGING).verifiable_until.unwrap();
    assert_eq!(at(until).indication, Indication::TotalPassed);
    assert_eq!(at(until.plus(1)).indication, Indication::Indeterminate);
}

#[test]
fn each_step_has_its_level() {
    let country = founded();
    let signed = sign(&country, &table_sample());
    let report = verify_pdf(signed.pdf(), &country.anchors(), JUDGING);
    assert_eq!(report.signatures[0].level, Some(Level::B));
    assert_eq!(report.indication, Indication::Indeterminate);

    let stamped = stamp(&country, signed);
    assert_eq!(stamped.time(), STAMPING);
    assert_eq!(stamped.time_stamping_unit(), &country.unit.certificate);
    let report = verify_pdf(stamped.pdf(), &country.anchors(), JUDGING);
    // Without the status of its unit a time-stamp does not count, and a level is what was verified.
    assert_eq!(report.signatures[0].level, Some(Level::B));
    assert_eq!(report.indication, Indication::Indeterminate);

    // With the unit's status but not the signer's it does.
    let mut evidence = evidence(&country);
    evidence.ocsp_responses.remove(0);
    let report = verify_pdf(&with_store(stamped.pdf(), &evidence), &country.anchors(), JUDGING);
    assert_eq!(report.signatures[0].level, Some(Level::T), "{}", report.to_text());
    assert_eq!(report.indication, Indication::Indeterminate);
}

#[test]
fn a_p384_key_signs_too() {
    let country = founded_with(KeyKind::P384);
    let report = verify_pdf(&finish(&country, &stream_sample()), &country.anchors(), JUDGING);
    assert_eq!(report.indication, Indication::TotalPassed);
}

#[test]
fn a_stored_preparation_comes_back_the_same() {
    let country = founded();
    let signed = sign(&country, &table_sample());
    let chain = [country.citizens.certificate.clone()];
    let preparation = doc_signatures::pades::Preparation {
        certificate: &country.signature.certificate,
        chain: &chain,
        signing_time: SIGNING,
        name: Some("Anjali Specimen"),
        reason: None,
        location: None,
        field: None,
    };
    let prepared = doc_signatures::pades::prepare(table_sample(), &preparation).unwrap();
    let restored = Prepared::from_json(&prepared.to_json()).unwrap();
    assert_eq!(restored.to_be_signed(), prepared.to_be_signed());
    assert_eq!(restored.document_sha256(), prepared.document_sha256());
    let signature = country.signature.sign(restored.to_be_signed());
    assert_eq!(restored.sign(&signature).unwrap().pdf(), signed.pdf());
}
