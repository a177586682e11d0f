//! An auditor at a terminal: `greatseal verify` as a program, with its words and exit codes. The document is one that another
//! program signed and archived, so no country needs to run.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::extension::{BasicConstraints, KeyUsage};
use openssl::x509::{X509, X509NameBuilder};
use pki_types::Certificate;
use pki_types::display::is_hidden;
use tempfile::TempDir;

/// A folder with a good document, an altered one, something else, and roots.
struct Desk {
    home: TempDir,
    root: Certificate,
}

impl Desk {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let made =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("doc-signatures/tests/documents/made-elsewhere");
        let pdf = fs::read(made.join("pyhanko-lta.pdf")).unwrap();
        let pem = fs::read_to_string(made.join("pyhanko-root.pem")).unwrap();
        let root = Certificate::from_pem(&pem).unwrap();
        let mut altered = pdf.clone();
        // A page of another size: a digit of what was signed.
        let page = altered.windows(9).position(|octets| octets == b"/MediaBox").unwrap();
        let place = page + altered[page..].iter().position(|octet| (b'1'..=b'8').contains(octet)).unwrap();
        altered[place] ^= 1;
        let write = |name: &str, octets: &[u8]| fs::write(home.path().join(name), octets).unwrap();
        write("good.pdf", &pdf);
        write("altered.pdf", &altered);
        write("letter.pdf", b"Dear Sir");
        write("root.pem", pem.as_bytes());
        write("root.der", root.der());
        write("other.pem", &other_root());
        write("both.pem", &[other_root(), pem.into_bytes()].concat());
        fs::create_dir(home.path().join("folder")).unwrap();
        Self { home, root }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
        command.arg("verify").args(words).current_dir(self.home.path()).env_remove("FAILPOINTS");
        command
    }

    fn verify(&self, words: &[&str]) -> (i32, String, String) {
        said(&self.command(words).stdin(Stdio::null()).output().unwrap())
    }
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).unwrap();
    (output.status.code().expect("no signal ended it"), text(&output.stdout), text(&output.stderr))
}

/// Another country's root, self-signed, in PEM.
fn other_root() -> Vec<u8> {
    let curve = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let key = PKey::from_ec_key(EcKey::generate(&curve).unwrap()).unwrap();
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "Another Country's Root").unwrap();
    let name = name.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_serial_number(&BigNum::from_u32(77).unwrap().to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_pubkey(&key).unwrap();
    builder.set_not_before(&Asn1Time::from_str("20260101000000Z").unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_str("20460101000000Z").unwrap()).unwrap();
    builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
    builder.append_extension(KeyUsage::new().critical().key_cert_sign().build().unwrap()).unwrap();
    builder.sign(&key, MessageDigest::sha256()).unwrap();
    builder.build().to_pem().unwrap()
}

/// The document is of 2026-11-01.
const AT: [&str; 2] = ["--at", "2026-11-01"];

#[test]
fn each_verdict_has_its_exit_code_and_the_worst_counts() {
    let desk = Desk::new();
    let cases: &[(&[&str], &str, i32)] = &[
        (&["good.pdf"], "root.pem", 0),
        (&["altered.pdf"], "root.pem", 1),
        (&["good.pdf"], "other.pem", 2),
        (&["letter.pdf"], "root.pem", 3),
        (&["good.pdf", "good.pdf"], "root.pem", 0),
        (&["good.pdf", "altered.pdf", "good.pdf"], "root.pem", 1),
        (&["altered.pdf", "good.pdf"], "other.pem", 1),
        (&["letter.pdf", "altered.pdf", "good.pdf"], "root.pem", 3),
        (&["missing.pdf", "letter.pdf", "altered.pdf", "good.pdf"], "root.pem", 4),
    ];
    for (files, trust, code) in cases {
        let words = [*files, &["--trust", trust], &AT[..]].concat();
        let (found, out, err) = desk.verify(&words);
        assert_eq!(found, *code, "{words:?}: {out}{err}");
        // Every file that is there has its own report, whatever became of the others.
        for file in files.iter().filter(|file| **file != "missing.pdf") {
            assert!(out.contains(&format!("File            {file}\n")), "{words:?}: {out}");
        }
    }
}

#[test]
fn wrong_words_are_code_four_and_say_what_is_expected() {
    let desk = Desk::new();
    let cases: &[(&[&str], &str)] = &[
        (&[], "required"),
        (&["good.pdf"], "--trust"),
        (&["good.pdf", "--trust", "root.pem", "--colour"], "--colour"),
        (&["good.pdf", "--trust", "root.pem", "--at", "yesterday"], "must look like 2027-12-24T12:00:00Z"),
        (&["good.pdf", "--trust", "root.pem", "--at", "2027-02-30"], "or like 2027-12-24"),
        (&["good.pdf", "--trust", "missing.pem"], "cannot read missing.pem"),
        (&["good.pdf", "--trust", "good.pdf"], "good.pdf does not hold certificates in PEM, or one in DER"),
        (&["good.pdf", "--trust", "folder"], "folder: it is a folder"),
        (&["missing.pdf", "--trust", "root.pem"], "cannot read missing.pdf"),
        (&["folder", "--trust", "root.pem"], "folder: it is a folder"),
        (&["evil\u{1b}[2J\nname.pdf", "--trust", "root.pem"], "evil\\u{1b}[2J\\u{a}name.pdf"),
    ];
    for (words, expected) in cases {
        let (code, out, err) = desk.verify(words);
        assert_eq!(code, 4, "{words:?}: {out}{err}");
        assert!(err.contains(expected), "{words:?}: {err}");
        assert_eq!(out, "", "{words:?}: nothing is said of a document");
    }
    // Other commands too; what was asked for is no error.
    let other = Command::new(env!("CARGO_BIN_EXE_greatseal")).args(["doctor", "--no-such-word"]).output();
    assert_eq!(said(&other.unwrap()).0, 4);
    assert_eq!(desk.verify(&["--help"]).0, 0);
}

#[test]
fn the_report_names_file_root_and_program() {
    let desk = Desk::new();
    let fingerprint = desk.root.sha256().to_string();
    let root = format!("{}, SHA-256 {fingerprint}", desk.root.common_name().unwrap());
    for trust in [
        &["--trust", "root.pem"][..],
        &["--trust", "root.der"],
        &["--trust", "both.pem"],
        &["--trust", "other.pem", "--trust", "root.der", "--trust", "root.pem"],
    ] {
        let (code, out, err) = desk.verify(&[&["good.pdf"], trust, &AT[..]].concat());
        assert_eq!(code, 0, "{trust:?}: {out}{err}");
        for expected in [
            "File            good.pdf\n".to_owned(),
            format!("Trusted root    {root}\n"),
            format!("Checked by      greatseal {}\n", env!("CARGO_PKG_VERSION")),
            "Judged for      1 November 2026, 23:59:59 UTC\n".to_owned(),
        ] {
            assert!(out.contains(&expected), "{trust:?}: {expected}: {out}");
        }
        assert_eq!(
            out.matches(&format!("SHA-256 {fingerprint}")).count(),
            2,
            "once as trusted, once as reached"
        );
    }
    // Another root is called another root.
    let (_, out, _) = desk.verify(&[&["good.pdf", "--trust", "other.pem"], &AT[..]].concat());
    let expected =
        format!("is signed under another root: {root}; you trusted Another Country's Root, SHA-256 ");
    assert!(out.contains(&expected), "{out}");
    assert!(!out.contains("Trusted root"), "{out}");
}

#[test]
fn for_programs_each_file_is_one_line_of_json() {
    let desk = Desk::new();
    let words = ["good.pdf", "missing.pdf", "letter.pdf", "--json", "--trust", "root.pem", AT[0], AT[1]];
    let (code, out, _) = desk.verify(&words);
    assert_eq!(code, 4);
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [good, missing, letter] = lines.as_slice() else { panic!("{out}") };
    assert_eq!((&good["file"], &good["indication"]), (&"good.pdf".into(), &"TOTAL-PASSED".into()));
    assert_eq!(good["signatures"][0]["trusted_root"]["sha256"], desk.root.sha256().to_string());
    assert_eq!(missing["file"], "missing.pdf");
    assert!(missing["error"].as_str().unwrap().contains("cannot read missing.pdf"), "{missing}");
    assert!(letter["unreadable"].is_string(), "{letter}");
}

#[test]
fn standard_input_is_read_and_nothing_is_read_without_end() {
    let desk = Desk::new();
    let piped = |file: fs::File| {
        let words = [&["-", "--trust", "root.pem"], &AT[..]].concat();
        said(&desk.command(&words).stdin(file).output().unwrap())
    };
    let (code, out, err) = piped(fs::File::open(desk.path("good.pdf")).unwrap());
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("File            standard input\n"), "{out}");
    // A file of holes, larger than any document may be, by its name and through the pipe; a device without end.
    let huge = fs::File::create(desk.path("huge.pdf")).unwrap();
    huge.set_len(u64::try_from(doc_signatures::limits::FILE_OCTETS).unwrap() + 1).unwrap();
    for (code, _, err) in [
        desk.verify(&["huge.pdf", "--trust", "root.pem"]),
        piped(fs::File::open(desk.path("huge.pdf")).unwrap()),
        desk.verify(&["/dev/zero", "--trust", "root.pem"]),
    ] {
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("the most that are read"), "{err}");
    }
}

/// Whoever stops reading has seen enough, and the verdict stays; what cannot be written was not said.
#[test]
fn a_closed_output_keeps_the_verdict_and_a_full_one_is_told() {
    let desk = Desk::new();
    for (file, verdict) in [("good.pdf", 0), ("altered.pdf", 1)] {
        let words = [&[file, file, "--trust", "root.pem"], &AT[..]].concat();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = desk.command(&words).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(verdict), "{file}: {output:?}");
        assert_eq!(output.stderr, b"", "{file}");

        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = desk.command(&words).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let (code, _, err) = said(&output);
        assert_eq!(code, 3, "{file}: {err}");
        assert!(err.contains("standard output could not be written"), "{err}");
    }
}

/// The case on which a name in a PDF once repainted the terminal, and names of files.
#[test]
fn nothing_that_came_from_outside_steers_the_terminal() {
    let desk = Desk::new();
    let name = "ev\u{1b}[2Jil\u{202e}\n.pdf";
    fs::copy(desk.path("good.pdf"), desk.path(name)).unwrap();
    let mut files = vec![(desk.path(name), desk.path("root.pem"))];
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/forged-pdf");
    let forged = cases.join("terminal-escape-in-name.pdf");
    if forged.exists() {
        files.push((forged, cases.join("terminal-escape-in-name.root.pem")));
    } else {
        let _told = writeln!(std::io::stderr(), "skipped: the shared cases are not beside this clone");
    }
    for (file, root) in files {
        for form in [&[][..], &["--json"]] {
            let mut command = desk.command(form);
            let output = command.arg(&file).arg("--trust").arg(&root).output().unwrap();
            let (code, out, err) = said(&output);
            let hidden = |text: &str| text.chars().any(|letter| letter != '\n' && is_hidden(letter));
            assert!(!hidden(&out) && !hidden(&err), "{}{}", out.escape_debug(), err.escape_debug());
            assert!(file.ends_with(name) || code != 0, "{out}");
        }
    }
}
