//! Documents on which a verdict was once wrong, or that were refused for no good reason; each with what is right.

use std::path::{Path, PathBuf};

use doc_signatures::pades::{Preparation, prepare};
use doc_signatures::verify::{Indication, Report, SubIndication, verify_pdf};
use pki_types::{Certificate, UnixTime};

use crate::story::{SIGNING, finish, founded};

/// 1 December 2026, when all of them are to be judged.
const JUDGED_AT: UnixTime = UnixTime::from_seconds(1_796_083_200);

/// The files of one kind, which lie beside the repository; a clone without them skips these tests.
fn cases(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/cases").join(kind);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: the cases are not at ../shared/cases/{kind}");
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "pdf")).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn roots(path: &Path) -> Vec<Certificate> {
    Certificate::many_from_pem(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn judge(path: &Path, root: &Path) -> Report {
    verify_pdf(&std::fs::read(path).unwrap(), &roots(root), JUDGED_AT)
}

/// Where each saved version ends.
fn versions(pdf: &[u8]) -> Vec<usize> {
    let found = pdf.windows(5).enumerate().filter(|(_, octets)| *octets == b"%%EOF");
    found.map(|(at, _)| (at + 6).min(pdf.len())).collect()
}

#[test]
fn forged_documents_do_not_pass_and_the_reason_names_what_was_changed() {
    let reasons = [
        ("array-grown", "on page 1 was changed"),
        ("form-moved-onto-page", "moved onto an object"),
        ("object-stream-replaced", "bundle of objects"),
        ("raised-generation", "on page"),
        ("terminal-escape-in-name", "of the catalog was added"),
    ];
    for path in cases("forged-pdf") {
        let name = name(&path);
        let root = path.with_extension("root.pem");
        let text = judge(&path, &root).to_text();
        let report = judge(&path, &root);
        assert_eq!(report.indication, Indication::TotalFailed, "{name}\n{text}");
        assert_eq!(report.sub_indication, Some(SubIndication::FormatFailure), "{name}\n{text}");
        let (_, reason) = reasons.iter().find(|(known, _)| *known == name).unwrap();
        let found = &report.signatures[0].findings[0].explanation;
        assert!(found.contains(reason), "{name}: {found}");
        // The same document before it was altered.
        let pdf = std::fs::read(&path).unwrap();
        let passes = |end: &usize| {
            verify_pdf(&pdf[..*end], &roots(&root), JUDGED_AT).indication == Indication::TotalPassed
        };
        let signed = versions(&pdf).into_iter().rev().find(passes);
        assert!(signed.is_some_and(|end| end < pdf.len()), "{name} was never whole");
    }
}

#[test]
fn documents_that_people_have_are_signed() {
    let country = founded();
    let refused = ["front-lf-offsets-from-file"];
    for path in cases("pdf-to-sign") {
        let name = name(&path);
        let pdf = std::fs::read(&path).unwrap();
        let preparation = Preparation {
            certificate: &country.signature.certificate,
            chain: &[],
            signing_time: SIGNING,
            name: None,
            reason: None,
            location: None,
            field: None,
        };
        match prepare(&pdf, &preparation) {
            Ok(_) => assert!(!refused.contains(&name.as_str()), "{name}"),
            Err(problem) => {
                assert!(refused.contains(&name.as_str()), "{name}: {problem}");
                assert!(problem.to_string().contains("octets stand before %PDF"), "{problem}");
                continue;
            }
        }
        println!("{name}");
        // Finished documents have passed this crate's own verifier.
        let finished = finish(&country, &pdf);
        assert!(finished.starts_with(&pdf), "{name}");
    }
}

#[test]
fn documents_of_other_programs_are_not_called_broken() {
    let root_of = |name: &str| match name {
        name if name.ends_with("-LT-extended-by-dss") => "verify-country-root.pem",
        "pyhanko-LT-one-second-apart" | "key-p521-sha256" => "verify-foreign2-root.pem",
        _ => "verify-foreign-root.pem",
    };
    for path in cases("pdf-to-verify") {
        let name = name(&path);
        let report = judge(&path, &path.with_file_name(root_of(&name)));
        println!("{name}: {} {:?}", report.indication, report.sub_indication);
        assert_ne!(report.indication, Indication::TotalFailed, "{name}\n{}", report.to_text());
        let is_unknown = report.sub_indication == Some(SubIndication::CryptoConstraintsFailure);
        assert!(report.indication == Indication::TotalPassed || is_unknown, "{name}\n{}", report.to_text());
    }
}
