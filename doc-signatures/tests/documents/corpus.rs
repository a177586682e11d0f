//! The shadow attacks of the Ruhr University Bochum: documents prepared before signing so that a later version shows
//! something else. `3_…` are the signed originals, `4_…` were manipulated after signing.

use std::path::{Path, PathBuf};

use doc_signatures::verify::{Indication, verify_pdf};
use pki_types::UnixTime;

/// The folder with the corpus, beside the repository; a clone without it skips these tests.
fn corpus() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora/pdf-shadow");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: the corpus of shadow attacks is not at ../shared/corpora/pdf-shadow");
        return None;
    };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    Some(files)
}

/// Nobody here trusts the corpus's own CA: the verdict is about integrity.
#[test]
fn originals_are_whole_and_manipulated_ones_are_refused() {
    for path in corpus().unwrap_or_default() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let report = verify_pdf(&std::fs::read(&path).unwrap(), &[], UnixTime::from_seconds(1_793_523_600));
        println!("{name}: {} {:?}", report.indication, report.unreadable);
        for signature in &report.signatures {
            println!("    {:?} {:?} {:?}", signature.integrity, signature.findings, signature.changes);
        }
        if name.contains("__4_") {
            assert_eq!(report.indication, Indication::TotalFailed, "{name}");
            continue;
        }
        let [signature] = report.signatures.as_slice() else { panic!("{name}: {:?}", report.unreadable) };
        let integrity = signature.integrity;
        assert!(
            integrity.covers_its_revision && integrity.digest_matches && integrity.signature_verifies,
            "{name}"
        );
        assert!(signature.changes.is_empty(), "{name}");
        assert_eq!(report.indication, Indication::Indeterminate, "{name}");
    }
}
