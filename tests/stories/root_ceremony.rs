//! What the root does once a year, beside a running country: its next list, and the next signer that answers OCSP for it.

use std::path::Path;
use std::process::Command;

use pki_types::crl::Crl;
use pki_types::ocsp::{CertStatus, OcspResponse};
use pki_types::{Certificate, Clock as _, SystemClock, SystemRandom};
use relying_party::{evidence, plain_client};

use crate::testbed::child::Process;
use crate::testbed::{Founded, Testbed};

/// A command that an operator types; gives what it printed.
fn command(founded: &Founded, words: &[&str], files: &[&Path]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.args(words).args(files);
    if words.contains(&"renew") || words.contains(&"certify") {
        command.arg("--passphrase-file").arg(founded.data().join("key-store.passphrase"));
    } else {
        command.arg("--config").arg(founded.data().join("greatseal.toml"));
    }
    let output = command.output().expect("the program starts");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{words:?}: {printed}{}", String::from_utf8_lossy(&output.stderr));
    printed
}

/// What OCSP says of an authority, and who says it.
async fn asked(status: &str, name: &str, public: &Path) -> (CertStatus, Certificate) {
    let read = |name: &str| {
        let pem = std::fs::read_to_string(public.join(format!("{name}.pem"))).unwrap();
        Certificate::from_pem(&pem).unwrap()
    };
    let (root, certificate) = (read("root"), read(name));
    assert_eq!(
        certificate.ocsp_urls(),
        [format!("{status}/root")],
        "the certificate says where it is answered"
    );
    let client = plain_client().unwrap();
    let url = certificate.ocsp_urls()[0].clone();
    let body = evidence::ocsp(&client, &url, &certificate, &root, &SystemClock, &SystemRandom).await.unwrap();
    let verified = OcspResponse::from_der(&body).unwrap().verify(&root, SystemClock.now()).unwrap();
    (verified.single_for(&certificate).unwrap().status, verified.signer().clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_root_s_next_list_and_signer_are_brought_to_a_country_that_runs() {
    let founded = Founded::new().await;
    let (ceremony, home) = (founded.data().join("ceremony"), founded.home.path().to_owned());
    let public = ceremony.join("public");
    let log = home.join("serve.log");
    let mut process = Process::start(&founded, None, &log);
    assert!(process.is_ready(&founded).await, "{}", std::fs::read_to_string(&log).unwrap());
    let addresses = relying_party::Country::discover(&founded.landing()).await.unwrap().status;

    // 1. OCSP says of both authorities that they are good, signed by whom the root named.
    let (status, first) = asked(&addresses.ocsp, "citizens", &public).await;
    assert_eq!(status, CertStatus::Good);
    assert_eq!(asked(&addresses.ocsp, "services", &public).await, (CertStatus::Good, first.clone()));

    // 2. The next list: the public gets it at once.
    let first_list = Crl::from_der(&std::fs::read(public.join("root.crl")).unwrap()).unwrap();
    command(&founded, &["root-list", "renew"], &[&ceremony]);
    command(&founded, &["root-list", "install"], &[&public.join("root.crl")]);
    let served =
        evidence::fetch(&plain_client().unwrap(), &format!("{}/root.crl", addresses.crl)).await.unwrap();
    assert_eq!(served, std::fs::read(public.join("root.crl")).unwrap());
    assert!(Crl::from_der(&served).unwrap().number() > first_list.number());
    // The same again changes nothing.
    command(&founded, &["root-list", "install"], &[&public.join("root.crl")]);

    // 3. The next signer: a key where status is, certified with the root's, brought back.
    let request = home.join("root-ocsp.csr");
    command(&founded, &["root-signer", "request"], &[&request]);
    command(&founded, &["root-signer", "certify"], &[&ceremony, &request]);
    let certificate = public.join("root-ocsp.pem");
    command(&founded, &["root-signer", "install"], &[&certificate]);
    command(&founded, &["root-signer", "install"], &[&certificate]);
    let second = Certificate::from_pem(&std::fs::read_to_string(&certificate).unwrap()).unwrap();
    assert_ne!(second.public_key(), first.public_key());

    // 4. Status takes it, at the latest when it starts again; the one before it is not used any more.
    assert_eq!(process.stop().await, Some(0));
    let mut process = Process::start(&founded, None, &log);
    assert!(process.is_ready(&founded).await, "{}", std::fs::read_to_string(&log).unwrap());
    assert_eq!(asked(&addresses.ocsp, "citizens", &public).await, (CertStatus::Good, second));
    assert_eq!(process.stop().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_signer_of_this_root_is_not_installed() {
    let testbed = Testbed::start().await;
    let founded = &testbed.founded;
    let public = founded.data().join("ceremony/public");
    let config = founded.data().join("greatseal.toml");
    // An authority of this root is no signer; another country's root is another.
    let other = Founded::new().await;
    let stranger = other.data().join("ceremony/public/citizens.pem");
    for (file, reason) in [(public.join("citizens.pem"), "none of a signer"), (stranger, "does not verify")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
        command.args(["root-signer", "install"]).arg(&file).arg("--config").arg(&config);
        let output = command.output().expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(reason), "{}: {said}", file.display());
    }
}
