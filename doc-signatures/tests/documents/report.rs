//! The report: its JSON, its exit codes, its words.

use doc_signatures::verify::verify_pdf;

use crate::edit::add_page;
use crate::story::{JUDGING, finish, founded, sign, table_sample};

#[test]
fn its_json_has_the_standards_names_and_readable_moments() {
    let country = founded();
    let report = verify_pdf(&finish(&country, &table_sample()), &country.anchors(), JUDGING);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["indication"], "TOTAL-PASSED");
    assert_eq!(json["sub_indication"], serde_json::Value::Null);
    assert_eq!(json["validation_time"], "2026-11-24T06:00:10Z");
    assert_eq!(json["verifiable_until"], "2030-11-23T06:00:00Z");
    assert_eq!(json["trust_anchors"][0]["name"], "Test Root");
    assert_eq!(json["trust_anchors"][0]["sha256"], country.root.certificate.sha256().to_string());
    assert_eq!(json["signatures"][0]["trusted_root"], json["trust_anchors"][0]);
    let signature = &json["signatures"][0];
    assert_eq!(signature["level"], "PAdES_BASELINE_LT");
    assert_eq!(signature["kind"], "signature");
    assert_eq!(signature["best_signature_time"], "2026-11-24T06:00:05Z");
    assert_eq!(signature["signer"]["identifier"], "PNOMU-T9901011");
    assert_eq!(signature["time_stamps"][0]["counts"], true);
    assert_eq!(signature["evidence"][0]["kind"], "ocsp");
    assert_eq!(signature["evidence"][0]["status"], "good");
    assert_eq!(signature["changes"][0]["judgement"], "permitted");
    assert_eq!(signature["verifiable_until"]["because"], "the certificate of Test Citizens OCSP ends");

    let report = verify_pdf(&add_page(&finish(&country, &table_sample())), &country.anchors(), JUDGING);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["indication"], "TOTAL-FAILED");
    assert_eq!(json["sub_indication"], "FORMAT_FAILURE");
    assert_eq!(json["signatures"][0]["findings"][0]["sub_indication"], "FORMAT_FAILURE");
}

#[test]
fn exit_codes_tell_scripts_the_verdict() {
    let country = founded();
    let good = finish(&country, &table_sample());
    let cases = [
        (good.clone(), 0, "The signature holds."),
        (add_page(&good), 1, "The signature does NOT hold."),
        (sign(&country, &table_sample()).pdf().to_vec(), 2, "cannot be told"),
        (table_sample(), 2, "There is no signature in this document."),
        (good[..900].to_vec(), 3, "cannot be read"),
        (b"Dear Sir".to_vec(), 3, "cannot be read"),
    ];
    for (pdf, code, words) in cases {
        let report = verify_pdf(&pdf, &country.anchors(), JUDGING);
        assert_eq!(report.exit_code(), code, "{words}");
        assert!(
            report.to_text().starts_with(words) || report.to_text().contains(words),
            "{}",
            report.to_text()
        );
    }
}

#[test]
fn its_words_name_person_time_and_end() {
    let country = founded();
    let text = verify_pdf(&finish(&country, &table_sample()), &country.anchors(), JUDGING).to_text();
    let expected = "Signed by Anjali SPECIMEN on or before 24 November 2026, 06:00:05 UTC; the document is as it was \
                    signed. This can be checked without a network until 23 November 2030, 06:00:00 UTC.";
    assert!(text.contains(expected), "{text}");
}
