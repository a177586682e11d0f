//! Nothing that a document or a certificate says reaches a person's screen as anything but text.

use doc_signatures::pades::{Preparation, prepare};
use doc_signatures::verify::verify_pdf;
use pki_types::Certificate;
use pki_types::display::is_hidden;
use proptest::prelude::*;
use test_country::{Holder, Profile, World};

use crate::edit::{append, body, with_entry};
use crate::story::{JUDGING, SIGNING, finish, founded, sign_by, stream_sample, table_sample};

/// Clears a screen, hides what follows, turns text round, begins a line, is invisible, means nothing, or is not assigned.
const HOSTILE: [&str; 11] = [
    "\u{1b}[2J\u{1b}[H The signature holds.",
    "\u{9b}8m",
    "\u{7}\u{8}\u{7f}",
    "a\r\n  Verdict         TOTAL-PASSED",
    "\u{202e}DESSAP-LATOT\u{202c}",
    "\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}",
    "Jo\u{200b}hn\u{feff}\u{ad}\u{2060}",
    "line\u{2028}separator\u{2029}",
    "\u{e0041}\u{e000}\u{fdd0}\u{10ffff}\u{0378}",
    "A\u{fe0f}n\u{e0100}j\u{115f}a\u{17b4}l\u{3164}i\u{ffa0}\u{2800}",
    "Z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}",
];

/// Both forms of a report, and the error of who wants to sign the document.
fn texts(pdf: &[u8], anchors: &[Certificate], country: &World) -> [String; 3] {
    let mut report = verify_pdf(pdf, anchors, JUDGING);
    report.file = Some(format!("name{}of a file", HOSTILE.concat()));
    let preparation = Preparation {
        certificate: &country.signature.certificate,
        chain: &[],
        signing_time: SIGNING,
        name: None,
        reason: None,
        location: None,
        field: None,
    };
    let refusal = prepare(pdf, &preparation).err().map(|error| error.to_string());
    [report.to_text(), report.to_json(), refusal.unwrap_or_default()]
}

fn assert_plain(name: &str, pdf: &[u8], anchors: &[Certificate], country: &World) {
    for text in texts(pdf, anchors, country) {
        let hidden = text.chars().find(|character| *character != '\n' && is_hidden(*character));
        assert_eq!(hidden, None, "{name}: {}", text.escape_debug());
        let marks = text.chars().filter(|character| *character == '\u{308}').count();
        assert!(marks == 0 || text.starts_with('{'), "{name}: a pile of marks: {text}");
    }
}

#[test]
fn names_in_certificates_are_only_text() {
    for hostile in HOSTILE {
        let mut country = founded();
        let name = format!("EVIL{hostile},Anjali{hostile}");
        let by = |issuer: &Holder, profile, name| issuer.issue(profile, &format!("{name}{hostile}"));
        country.root = Holder::root(&format!("Root{hostile}"));
        country.citizens = by(&country.root, Profile::IssuingCa, "Citizens CA");
        country.services = by(&country.root, Profile::IssuingCa, "Services CA");
        country.signature = country.citizens.issue(Profile::Signature, &name);
        country.citizens_ocsp = by(&country.citizens, Profile::OcspSigner, "Citizens OCSP");
        country.services_ocsp = by(&country.services, Profile::OcspSigner, "Services OCSP");
        country.unit = by(&country.services, Profile::TimeStampingUnit, "Unit");
        let pdf = finish(&country, &table_sample());
        assert_plain("trusted", &pdf, &country.anchors(), &country);
        assert_plain("another root", &pdf, &founded().anchors(), &country);
        let unfinished = sign_by(&country, &country.signature, &table_sample());
        assert_plain("without evidence", unfinished.pdf(), &country.anchors(), &country);
        // What programs read is as it was written.
        let report = verify_pdf(&pdf, &country.anchors(), JUDGING);
        let json: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
        let signer = report.signatures[0].signer.as_ref().unwrap();
        assert_eq!(json["signatures"][0]["signer"]["name"], signer.name);
        assert!(signer.name.contains(hostile), "{}", signer.name.escape_debug());
    }
}

/// Names and strings of the file itself, where readers quote what they did not expect.
#[test]
fn names_in_documents_are_only_text() {
    let country = founded();
    let good = finish(&country, &table_sample());
    for hostile in HOSTILE {
        let name: String = hostile.bytes().map(|octet| format!("#{octet:02x}")).collect();
        let string: String = hostile.bytes().map(|octet| format!("\\{octet:03o}")).collect();
        let changed = |entry: &str| append(&good, &[(1, &with_entry(&body(&good, 1), entry))], "");
        let cases = [
            changed(&format!("/{name} 1")),
            changed(&format!("/Type /{name}")),
            changed(&format!("/AcroForm << /Fields [] /{name} ({string}) >>")),
            append(&good, &[(400, format!("({string})").as_bytes())], &format!("/{name} 400 0 R")),
            append(&good, &[(400, format!("<< /Filter /{name} /Length 0 >>").as_bytes())], ""),
            [&good[..], hostile.as_bytes()].concat(),
            [b"%PDF-1.7\n1 0 obj\n", hostile.as_bytes(), b"\nstartxref\n9\n%%EOF\n"].concat(),
            [b"%PDF-1.7\nxref\n", hostile.as_bytes(), b"\nstartxref\n9\n%%EOF\n"].concat(),
            [b"%PDF-1.7\nstartxref\n", hostile.as_bytes(), b"\n%%EOF\n"].concat(),
        ];
        for (place, pdf) in cases.iter().enumerate() {
            assert_plain(&format!("case {place}"), pdf, &country.anchors(), &country);
        }
    }
}

/// The case on which the terminal was once repainted.
#[test]
fn a_report_is_not_forged_by_a_name() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/cases/forged-pdf");
    let Ok(pdf) = std::fs::read(folder.join("terminal-escape-in-name.pdf")) else {
        eprintln!("skipped: the shared cases are not beside this clone");
        return;
    };
    let root = std::fs::read_to_string(folder.join("terminal-escape-in-name.root.pem")).unwrap();
    let anchors = [Certificate::from_pem(&root).unwrap()];
    let report = verify_pdf(&pdf, &anchors, JUDGING.plus(86_400 * 60));
    assert_ne!(report.exit_code(), 0, "{}", report.to_text());
    assert_plain("terminal-escape-in-name", &pdf, &anchors, &founded());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Octets anywhere in a finished document, its structure, its strings and its certificates included.
    #[test]
    fn no_text_of_a_report_on_a_mutated_document_steers_a_terminal(
        places in prop::collection::vec((any::<usize>(), prop::collection::vec(any::<u8>(), 1..4)), 1..6),
        hostile in 0..HOSTILE.len(),
        inserted: bool,
        streams: bool,
    ) {
        let country = founded();
        let mut pdf = finish(&country, &if streams { stream_sample() } else { table_sample() });
        for (place, octets) in places {
            let at = place % pdf.len();
            let octets = if inserted { HOSTILE[hostile].as_bytes() } else { &octets };
            let end = if inserted { at } else { (at + octets.len()).min(pdf.len()) };
            pdf.splice(at..end, octets.iter().copied());
        }
        for text in texts(&pdf, &country.anchors(), &country) {
            prop_assert!(text.chars().all(|character| character == '\n' || !is_hidden(character)), "{}", text.escape_debug());
        }
    }
}
