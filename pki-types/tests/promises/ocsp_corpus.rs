//! OpenSSL's OCSP test data: answers of 2012 by other software.
//!
//! All of them, and all their certificates, are signed with SHA-1, which Great Seal accepts nowhere. So no answer may be
//! believed; what can be read without believing (the direct answers, which carry no certificate) must tell a good
//! CertID from a wrong one and a fresh answer from a stale one. The same matrix with signatures that Great Seal accepts is
//! in `ocsp.rs`.

use std::path::{Path, PathBuf};

use openssl::x509::X509;
use pki_types::encoding::base64_decode;
use pki_types::ocsp::{OcspResponse, SingleResponse};
use pki_types::{Certificate, Error, HashAlgorithm, UnixTime};

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    root: String,
    #[serde(default)]
    other_certs: Vec<String>,
    cert: String,
    ocsps: Vec<String>,
    moment: String,
    expected: String,
}

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora/ocsp-openssl");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the corpus of OCSP answers is not beside the repository");
    None
}

fn answer(folder: &Path, file: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    base64_decode(&text.split_whitespace().collect::<String>()).unwrap()
}

/// Whether the answer names `subject`, issued by `issuer`; both are read by openssl.
fn names(single: &SingleResponse, subject: &X509, issuer: &X509) -> bool {
    let hash = |octets: &[u8]| HashAlgorithm::Sha1.digest(octets);
    let spki = issuer.public_key().unwrap().public_key_to_der().unwrap();
    let key = pki_types::PublicKey::from_spki_der(&spki).unwrap();
    single.cert_id.hash_algorithm() == Some(HashAlgorithm::Sha1)
        && single.cert_id.issuer_name_hash() == hash(&issuer.subject_name().to_der().unwrap())
        && single.cert_id.issuer_key_hash() == hash(key.subject_public_key())
        && openssl::bn::BigNum::from_slice(single.cert_id.serial()).unwrap()
            == subject.serial_number().to_bn().unwrap()
}

#[test]
fn direct_answers_tell_whom_they_are_about_and_how_long_they_hold() {
    let Some(folder) = folder() else { return };
    let cases = std::fs::read(folder.join("cases.json")).unwrap();
    let cases: Vec<Case> = serde_json::from_slice(&cases).unwrap();
    let x509 = |file: &String| X509::from_pem(&std::fs::read(folder.join(file)).unwrap()).unwrap();
    // A wrong signature and a wrong responderID show only when the signature is verified.
    let needs_signature = |case: &Case| case.name.contains("signature") || case.name.contains("responder_id");
    let mut judged = 0;
    for case in cases.iter().filter(|case| case.name.starts_with("direct") && !needs_signature(case)) {
        let moment = UnixTime::parse_rfc3339(&case.moment).unwrap();
        let chain: Vec<_> =
            [&case.cert].into_iter().chain(&case.other_certs).chain([&case.root]).map(x509).collect();
        let holds = case.ocsps.iter().zip(chain.windows(2)).all(|(file, pair)| {
            let response = OcspResponse::from_der(&answer(&folder, file)).unwrap();
            let [single] = response.responses() else { panic!("{file} has one answer") };
            names(single, &pair[0], &pair[1]) && single.is_current(moment)
        });
        assert_eq!(holds, case.expected == "pass", "{}", case.name);
        judged += 1;
    }
    assert_eq!(judged, 9, "2 good ones, 3 wrong names, 3 wrong keys, 1 stale");
}

/// Everything of the corpus is signed with SHA-1: it can be read, and nothing of it verifies under anything.
#[test]
fn sha1_is_believed_nowhere() {
    let Some(folder) = folder() else { return };
    let names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let certificates: Vec<Certificate> = names
        .iter()
        .filter(|name| name.ends_with(".pem"))
        .filter_map(|name| Certificate::from_pem(&std::fs::read_to_string(folder.join(name)).unwrap()).ok())
        .collect();
    for certificate in &certificates {
        assert!(matches!(certificate.signature_algorithm(), Err(Error::Unsupported { .. })));
        for issuer in &certificates {
            assert!(certificate.verify_issued_by(issuer).is_err());
        }
        if certificate.is_self_issued() {
            let problem = certificate.verify_issued_by(certificate).unwrap_err().to_string();
            assert!(problem.contains("SHA-1"), "{problem}");
        }
    }
    let mut answers = 0;
    for name in names.iter().filter(|name| name.ends_with(".ors")) {
        let Ok(response) = OcspResponse::from_der(&answer(&folder, name)) else { continue };
        for issuer in &certificates {
            assert!(response.verify(issuer, response.produced_at()).is_err(), "{name}");
        }
        answers += 1;
    }
    assert!(certificates.len() > 5 && answers > 20, "{} and {answers}", certificates.len());
}
