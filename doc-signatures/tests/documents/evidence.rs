//! What evidence is worth: each test changes one piece of a complete store, and says what becomes of the verdict.

use doc_signatures::Error;
use doc_signatures::pades::Evidence;
use doc_signatures::verify::{Indication, Level, Report, SubIndication, verify_pdf};
use pki_types::crl::{Reason, RevokedEntry};
use pki_types::ocsp::CertStatus;
use pki_types::{SerialNumber, UnixTime};
use test_country::{Holder, NOW, Profile, World, YEAR, nocheck};

use crate::edit::with_store;
use crate::story::{
    ANSWERING, JUDGING, STAMPING, citizen_status, evidence, founded, root_crl, sign, stamp, table_sample,
    unit_status,
};

/// The verdict on a document at level T with this evidence appended.
fn judge(country: &World, evidence: &Evidence) -> Report {
    judge_at(country, evidence, JUDGING)
}

fn judge_at(country: &World, evidence: &Evidence, at: UnixTime) -> Report {
    let stamped = stamp(country, sign(country, &table_sample()));
    verify_pdf(&with_store(stamped.pdf(), evidence), &country.anchors(), at)
}

fn assert_open(name: &str, report: &Report, reason: SubIndication) {
    assert_eq!(report.sub_indication, Some(reason), "{name}: {report:#?}");
    assert_eq!(report.indication, Indication::Indeterminate, "{name}");
    assert_eq!(report.exit_code(), 2, "{name}");
}

fn level(report: &Report) -> Option<Level> {
    report.signatures.first().and_then(|signature| signature.level)
}

fn with_citizen(country: &World, made: UnixTime, status: CertStatus) -> Evidence {
    let mut evidence = evidence(country);
    evidence.ocsp_responses[0] = citizen_status(country, made, status);
    evidence
}

fn revoked(at: UnixTime, reason: Reason) -> CertStatus {
    CertStatus::Revoked { at, reason: Some(reason) }
}

#[test]
fn the_store_of_another_writer_is_as_good() {
    let country = founded();
    let report = judge(&country, &evidence(&country));
    assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
    assert_eq!(level(&report), Some(Level::Lt));
}

#[test]
fn a_revocation_counts_from_its_time_on() {
    let country = founded();
    let at = |time| judge(&country, &with_citizen(&country, ANSWERING, revoked(time, Reason::KeyCompromise)));
    assert_open("before the stamp", &at(STAMPING.minus(1)), SubIndication::RevokedNoPoe);
    assert_open("in its second", &at(STAMPING), SubIndication::RevokedNoPoe);
    let report = at(STAMPING.plus(1));
    assert_eq!(report.indication, Indication::TotalPassed);
    assert!(report.to_text().contains("revoked since"), "{}", report.to_text());
}

#[test]
fn a_suspension_leaves_it_open_and_one_that_came_later_does_not_matter() {
    let country = founded();
    let at =
        |time| judge(&country, &with_citizen(&country, ANSWERING, revoked(time, Reason::CertificateHold)));
    let report = at(STAMPING.minus(1));
    assert_open("suspended when signing", &report, SubIndication::TryLater);
    assert!(report.to_text().contains("was suspended since"), "{}", report.to_text());
    assert_eq!(at(STAMPING.plus(1)).indication, Indication::TotalPassed);
}

#[test]
fn an_answer_from_before_the_stamp_tells_nothing() {
    let country = founded();
    let report = judge(&country, &with_citizen(&country, STAMPING.minus(1), CertStatus::Good));
    assert_open("a second before", &report, SubIndication::TryLater);
    let report = judge(&country, &with_citizen(&country, STAMPING, CertStatus::Good));
    assert_eq!(report.indication, Indication::TotalPassed, "in the same second");
    let report = judge(&country, &with_citizen(&country, JUDGING.plus(3600), CertStatus::Good));
    assert_open("from the future", &report, SubIndication::TryLater);
}

#[test]
fn what_was_never_issued_is_not_good() {
    let country = founded();
    let report = judge(&country, &with_citizen(&country, ANSWERING, CertStatus::Unknown));
    assert_open("unknown", &report, SubIndication::CertificateChainGeneralFailure);
}

/// Answers that are about, or by, somebody else.
#[test]
fn foreign_answers() {
    let country = founded();
    let (citizen, citizens) = (&country.signature.certificate, &country.citizens);
    let other = citizens.issue(Profile::Signature, "OTHER,Person");
    let no_nocheck = citizens.issue_with(Profile::OcspSigner, "No nocheck", |params| {
        params.custom_extensions.retain(|extension| *extension != nocheck());
    });
    let no_purpose = citizens.issue_with(Profile::OcspSigner, "No purpose", |params| {
        params.custom_extensions = vec![nocheck()];
    });
    let under_root = country.root.issue(Profile::OcspSigner, "Under the root");
    let good =
        |subject, signer: &Holder| signer.ocsp(subject, &citizens.certificate, ANSWERING, CertStatus::Good);
    let mut broken = good(citizen, &country.citizens_ocsp);
    *broken.last_mut().unwrap() ^= 1;
    let mut forged = good(citizen, &country.citizens_ocsp);
    let place = forged.windows(4).position(|octets| octets == b"2026").unwrap();
    forged[place + 13] ^= 1;
    let answers = [
        ("about another person", good(&other.certificate, &country.citizens_ocsp)),
        ("by the other CA's signer", good(citizen, &country.services_ocsp)),
        ("by a signer without nocheck", good(citizen, &no_nocheck)),
        ("by a signer without the purpose", good(citizen, &no_purpose)),
        ("by a signer of the root", good(citizen, &under_root)),
        ("by the person itself", good(citizen, &country.signature)),
        ("by the time-stamping unit", good(citizen, &country.unit)),
        ("with a broken certificate", broken),
        ("with another time", forged),
    ];
    for (name, answer) in answers {
        let mut evidence = evidence(&country);
        evidence.ocsp_responses[0] = answer;
        assert_open(name, &judge(&country, &evidence), SubIndication::CertificateChainGeneralFailure);
    }
    let mut by_the_ca = evidence(&country);
    by_the_ca.ocsp_responses[0] = good(citizen, citizens);
    assert_eq!(judge(&country, &by_the_ca).indication, Indication::TotalPassed, "by the CA itself");
}

#[test]
fn the_ca_needs_a_status_too() {
    let country = founded();
    let with = |crls| judge(&country, &Evidence { crls, ..evidence(&country) });
    let report = with(Vec::new());
    assert_open("no CRL", &report, SubIndication::CertificateChainGeneralFailure);
    assert_eq!(level(&report), Some(Level::B), "the stamp's unit is under a CA without status, too");

    let of_citizens_ca = |at, reason| {
        let serial = SerialNumber::from_bytes(country.citizens.certificate.serial_bytes()).unwrap();
        vec![root_crl(&country, vec![RevokedEntry { serial, revoked_at: at, reason: Some(reason) }])]
    };
    let report = with(of_citizens_ca(STAMPING.minus(60), Reason::CaCompromise));
    assert_open("CA revoked", &report, SubIndication::RevokedCaNoPoe);
    let report = with(of_citizens_ca(STAMPING.plus(60), Reason::CessationOfOperation));
    assert_eq!(report.indication, Indication::TotalPassed, "CA revoked later");

    let lapsed = country.root.crl_until(NOW.minus(3600), STAMPING.minus(1), Vec::new());
    assert_open("CRL lapsed before the stamp", &with(vec![lapsed]), SubIndication::TryLater);
    let early = country.root.crl(country.citizens.certificate.not_before().minus(1), Vec::new());
    assert_open("CRL from before the CA", &with(vec![early]), SubIndication::CertificateChainGeneralFailure);
    let report = with(vec![country.citizens.crl(NOW, Vec::new())]);
    assert_open("CRL of another CA", &report, SubIndication::CertificateChainGeneralFailure);
    let mut broken = root_crl(&country, Vec::new());
    *broken.last_mut().unwrap() ^= 1;
    assert_open(
        "CRL with a wrong signature",
        &with(vec![broken]),
        SubIndication::CertificateChainGeneralFailure,
    );
}

/// A stamp whose unit cannot be judged proves no time; then the answers are too old to speak for now.
#[test]
fn the_time_stamping_unit_needs_a_status_too() {
    let country = founded();
    let with = |answer: Option<Vec<u8>>| {
        let mut evidence = evidence(&country);
        evidence.ocsp_responses.truncate(1);
        evidence.ocsp_responses.extend(answer);
        judge_at(&country, &evidence, JUDGING.plus(86_400))
    };
    let cases = [
        ("none", None),
        ("too old", Some(unit_status(&country, STAMPING.minus(1), CertStatus::Good))),
        ("revoked before", Some(unit_status(&country, ANSWERING, revoked(NOW, Reason::Superseded)))),
        ("revoked after", Some(unit_status(&country, ANSWERING, revoked(ANSWERING, Reason::KeyCompromise)))),
        ("unknown", Some(unit_status(&country, ANSWERING, CertStatus::Unknown))),
    ];
    for (name, answer) in cases {
        let report = with(answer);
        assert_open(name, &report, SubIndication::TryLater);
        let signature = &report.signatures[0];
        assert!(!signature.time_stamps[0].counts, "{name}");
        assert_eq!(signature.best_signature_time, report.validation_time, "{name}");
        assert_eq!(signature.level, Some(Level::B), "{name}: a stamp that does not count makes no level");
    }
}

#[test]
fn evidence_ends_with_the_certificates_that_signed_it() {
    let country = founded();
    let evidence = evidence(&country);
    let at = |years: i64, seconds: i64| judge_at(&country, &evidence, NOW.plus(years * YEAR + seconds));
    // The citizen's certificate ends after three years: the stamp proves that it was used before.
    assert_eq!(at(3, 1).indication, Indication::TotalPassed);
    // The OCSP signer's after four.
    assert_eq!(at(4, 0).indication, Indication::TotalPassed);
    assert_open("OCSP signer ended", &at(4, 1), SubIndication::RevocationOutOfBoundsNoPoe);
    // The unit's after five: then nothing proves the time any more.
    assert_open("unit ended", &at(5, 1), SubIndication::OutOfBoundsNoPoe);
}

/// `with_evidence` gives a document only when it is whole, and says what is missing.
#[test]
fn incomplete_evidence_is_not_written() {
    let country = founded();
    let refusal = |evidence: &Evidence| {
        let stamped = stamp(&country, sign(&country, &table_sample()));
        match stamped.with_evidence(evidence, JUDGING) {
            Err(Error::Evidence { what }) => what,
            other => panic!("{other:?}"),
        }
    };
    let whole = || evidence(&country);
    let of_unit = |made, status| {
        let mut evidence = evidence(&country);
        evidence.ocsp_responses[1] = unit_status(&country, made, status);
        evidence
    };
    let cases: [(&str, Evidence, &str); 9] = [
        ("no root", Evidence { certificates: Vec::new(), ..whole() }, "root certificate"),
        (
            "no CRL",
            Evidence { crls: Vec::new(), ..whole() },
            "no evidence on whether the certificate of Test",
        ),
        ("no answers", Evidence { ocsp_responses: Vec::new(), ..whole() }, "no evidence on whether"),
        ("an old answer", with_citizen(&country, STAMPING.minus(1), CertStatus::Good), "before 2026-11-24"),
        (
            "suspended",
            with_citizen(&country, ANSWERING, revoked(NOW, Reason::CertificateHold)),
            "was suspended",
        ),
        ("revoked", with_citizen(&country, ANSWERING, revoked(NOW, Reason::KeyCompromise)), "was revoked"),
        ("a revoked unit", of_unit(ANSWERING, revoked(NOW, Reason::KeyCompromise)), "was revoked"),
        (
            "a unit revoked after its stamp",
            of_unit(ANSWERING, revoked(ANSWERING, Reason::Superseded)),
            "is revoked since",
        ),
        ("a unit never issued", of_unit(ANSWERING, CertStatus::Unknown), "was never issued"),
    ];
    for (name, evidence, expected) in cases {
        let what = refusal(&evidence);
        assert!(what.contains(expected), "{name}: {what}");
    }
}
