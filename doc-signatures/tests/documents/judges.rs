//! Documents for other implementations to judge: `scripts/judges/` take them from the folder that is printed.

use std::path::Path;

use doc_signatures::verify::{Indication, verify_pdf};
use pki_types::{KeyKind, UnixTime};

use crate::country::Country;
use crate::edit::{add_annotation, add_page, contents, replace_content, with_contents};
use crate::story::{JUDGING, finish, sign, stream_sample, table_sample};

/// Writes good and altered documents, and checks that this crate's own verdicts are as the judges' must be.
#[test]
fn documents_for_the_judges() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("judges");
    std::fs::create_dir_all(&folder).unwrap();
    let (country, strong) = (Country::new(), Country::with_citizen(KeyKind::P384));
    let good = finish(&country, &table_sample());
    let mut changed = good.clone();
    changed[2000] ^= 1;
    let documents = [
        ("passed-table.pdf", good.clone()),
        ("passed-streams.pdf", finish(&country, &stream_sample())),
        ("passed-p384.pdf", finish(&strong, &table_sample())),
        ("refused-byte-changed.pdf", changed),
        ("refused-signature-changed.pdf", change_signature(&country, &good)),
        ("refused-page-added.pdf", add_page(&good)),
        ("refused-annotation-added.pdf", add_annotation(&good)),
        ("refused-content-replaced.pdf", replace_content(&good)),
        ("refused-unsigned.pdf", table_sample()),
    ];
    std::fs::write(folder.join("root.pem"), country.root.certificate.pem()).unwrap();
    std::fs::write(folder.join("time.txt"), JUDGING.rfc3339()).unwrap();
    println!("documents for the judges: {}", folder.display());
    for (name, document) in documents {
        std::fs::write(folder.join(name), &document).unwrap();
        let at = |time: UnixTime| verify_pdf(&document, &country.anchors(), time).indication;
        let passed = at(JUDGING) == Indication::TotalPassed;
        assert_eq!(passed, name.starts_with("passed"), "{name}");
        if passed {
            assert_eq!(at(JUDGING.plus(396 * 86_400)), Indication::TotalPassed, "{name} after 13 months");
        }
    }
}

/// One bit of the signature value, which is where the deterministic signature says.
fn change_signature(country: &Country, good: &[u8]) -> Vec<u8> {
    let value = sign(country, &table_sample()).signature_value().to_vec();
    let mut changed = contents(good);
    let place = changed.windows(value.len()).position(|octets| octets == value).unwrap();
    changed[place + value.len() - 1] ^= 1;
    with_contents(good, &changed)
}
