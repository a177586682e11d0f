//! Documents for other implementations to judge: `scripts/judges/` take them from the folder that is printed.

use std::path::Path;

use doc_signatures::pades::Evidence;
use doc_signatures::verify::{Indication, Level, verify_pdf};
use pki_types::crl::Reason;
use pki_types::ocsp::CertStatus;
use pki_types::{KeyKind, UnixTime};
use test_country::World;

use crate::edit::{add_annotation, add_page, contents, replace_content, with_contents, with_store};
use crate::story::{
    ANSWERING, JUDGING, STAMPING, citizen_status, evidence, finish, founded, founded_with, made_elsewhere,
    sign, stamp, stream_sample, table_sample,
};

/// Writes good, altered and doubtful documents, and checks that this crate's own verdicts are as the judges' must be.
#[test]
fn documents_for_the_judges() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("judges");
    std::fs::create_dir_all(&folder).unwrap();
    let country = founded();
    std::fs::write(folder.join("root.pem"), country.root.certificate.pem()).unwrap();
    std::fs::write(folder.join("time.txt"), JUDGING.rfc3339()).unwrap();
    println!("documents for the judges: {}", folder.display());
    sign_all(&country, &folder.join("before"), &folder.join("after"));
    for (name, document) in [whole(&country), altered(&country), doubtful(&country)].concat() {
        std::fs::write(folder.join(name), &document).unwrap();
        let expected = name.contains("passed");
        assert_eq!(passes(&country, &document, JUDGING), expected, "{name}");
        let later = JUDGING.plus(396 * 86_400);
        assert_eq!(passes(&country, &document, later), expected, "{name} after 13 months");
    }
}

/// Signs the files that a judge of archived documents wants to compare, if it has put some there.
fn sign_all(country: &World, before: &Path, after: &Path) {
    std::fs::create_dir_all(after).unwrap();
    for entry in std::fs::read_dir(before).into_iter().flatten() {
        let entry = entry.unwrap();
        let signed = finish(country, &std::fs::read(entry.path()).unwrap());
        assert!(passes(country, &signed, JUDGING), "{}", entry.path().display());
        std::fs::write(after.join(entry.file_name()), signed).unwrap();
    }
}

/// What the judges assert too: TOTAL-PASSED, level LT, the time-stamp's time.
fn passes(country: &World, document: &[u8], at: UnixTime) -> bool {
    let report = verify_pdf(document, &country.anchors(), at);
    report.indication == Indication::TotalPassed
        && report.signatures[0].level == Some(Level::Lt)
        && report.signatures[0].best_signature_time == STAMPING
}

type Documents = Vec<(&'static str, Vec<u8>)>;

fn whole(country: &World) -> Documents {
    let later = revoked(STAMPING.plus(1), Reason::KeyCompromise);
    vec![
        ("passed-table.pdf", finish(country, &table_sample())),
        ("passed-streams.pdf", finish(country, &stream_sample())),
        ("passed-linearized.pdf", finish(country, &made_elsewhere("qpdf-linearized-object-streams.pdf"))),
        ("passed-p384.pdf", finish(&founded_with(KeyKind::P384), &table_sample())),
        ("passed-other-store.pdf", with_status(country, CertStatus::Good)),
        // pyHanko refuses whatever the evidence calls revoked, whenever that was.
        ("dss-passed-revoked-after.pdf", with_status(country, later)),
    ]
}

fn altered(country: &World) -> Documents {
    let good = finish(country, &table_sample());
    let mut changed = good.clone();
    changed[2000] ^= 1;
    vec![
        ("refused-byte-changed.pdf", changed),
        ("refused-signature-changed.pdf", change_signature(country, &good)),
        ("refused-page-added.pdf", add_page(&good)),
        // EU DSS lets this one pass: it is no oracle for annotations.
        ("pyhanko-refused-annotation-added.pdf", add_annotation(&good)),
        ("refused-content-replaced.pdf", replace_content(&good)),
        ("refused-unsigned.pdf", table_sample()),
    ]
}

/// Nothing is forged, but something is missing or wrong.
fn doubtful(country: &World) -> Documents {
    let stamped = stamp(country, sign(country, &table_sample()));
    let with = |change: &dyn Fn(&mut Evidence)| {
        let mut evidence = evidence(country);
        change(&mut evidence);
        with_store(stamped.pdf(), &evidence)
    };
    vec![
        ("refused-level-b.pdf", sign(country, &table_sample()).pdf().to_vec()),
        ("refused-level-t.pdf", stamped.pdf().to_vec()),
        // pyHanko does not mind.
        ("dss-refused-crl-before-ca.pdf", with(&|evidence| evidence.crls = vec![early_crl(country)])),
        ("refused-no-crl.pdf", with(&|evidence| evidence.crls.clear())),
        ("refused-no-status.pdf", with(&|evidence| drop(evidence.ocsp_responses.remove(0)))),
        ("refused-unit-without-status.pdf", with(&|evidence| drop(evidence.ocsp_responses.remove(1)))),
        ("refused-revoked.pdf", with_status(country, revoked(STAMPING.minus(1), Reason::KeyCompromise))),
        ("refused-suspended.pdf", with_status(country, revoked(STAMPING.minus(1), Reason::CertificateHold))),
        ("refused-unknown.pdf", with_status(country, CertStatus::Unknown)),
    ]
}

/// Made a minute before the CAs' certificates begin: it cannot speak of them.
fn early_crl(country: &World) -> Vec<u8> {
    country.root.crl(country.citizens.certificate.not_before().minus(60), Vec::new())
}

fn revoked(at: UnixTime, reason: Reason) -> CertStatus {
    CertStatus::Revoked { at, reason: Some(reason) }
}

fn with_status(country: &World, status: CertStatus) -> Vec<u8> {
    let mut evidence = evidence(country);
    evidence.ocsp_responses[0] = citizen_status(country, ANSWERING, status);
    with_store(stamp(country, sign(country, &table_sample())).pdf(), &evidence)
}

/// One bit of the signature value, which is where the deterministic signature says.
fn change_signature(country: &World, good: &[u8]) -> Vec<u8> {
    let value = sign(country, &table_sample()).signature_value().to_vec();
    let mut changed = contents(good);
    let place = changed.windows(value.len()).position(|octets| octets == value).unwrap();
    changed[place + value.len() - 1] ^= 1;
    with_contents(good, &changed)
}
