//! What the root does once a year, beside a running country: its next list, and the next signer that answers OCSP for it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use greatseal::doctor::{Extent, Severity, examine};
use greatseal::parts::Parts;
use pki_types::crl::{Crl, Reason};
use pki_types::ocsp::{CertStatus, OcspResponse};
use pki_types::{Certificate, Clock as _, SystemClock, SystemRandom};
use relying_party::{evidence, plain_client};
use words::act::{Act, Revoke, StatusChanged, Target};

use crate::testbed::child::Process;
use crate::testbed::people::{officer, together};
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
    asked_if_answered(status, name, public).await.expect("OCSP answers for the root")
}

async fn asked_if_answered(status: &str, name: &str, public: &Path) -> Option<(CertStatus, Certificate)> {
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
    let body = evidence::ocsp(&client, &url, &certificate, &root, &SystemClock, &SystemRandom).await.ok()?;
    let verified = OcspResponse::from_der(&body).unwrap().verify(&root, SystemClock.now()).unwrap();
    Some((verified.single_for(&certificate).unwrap().status, verified.signer().clone()))
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
    let first_list = Crl::from_der(std::fs::read(public.join("root.crl")).unwrap()).unwrap();
    command(&founded, &["root-list", "renew"], &[&ceremony]);
    command(&founded, &["root-list", "install"], &[&public.join("root.crl")]);
    let served =
        evidence::fetch(&plain_client().unwrap(), &format!("{}/root.crl", addresses.crl)).await.unwrap();
    assert_eq!(served, std::fs::read(public.join("root.crl")).unwrap());
    assert!(Crl::from_der(served).unwrap().number() > first_list.number());
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

    // 4. Status takes it within seconds, also after a start; the one before it is not used any more.
    taken(&addresses.ocsp, &public, &second).await;
    assert_eq!(process.stop().await, Some(0));
    let mut process = Process::start(&founded, None, &log);
    assert!(process.is_ready(&founded).await, "{}", std::fs::read_to_string(&log).unwrap());
    assert_eq!(asked(&addresses.ocsp, "citizens", &public).await, (CertStatus::Good, second));
    assert_eq!(process.stop().await, Some(0));
}

/// Waits until OCSP answers are signed by this one.
async fn taken(status: &str, public: &Path, signer: &Certificate) {
    for _ in 0..100 {
        if asked_if_answered(status, "citizens", public).await == Some((CertStatus::Good, signer.clone())) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{} is not in use", signer.subject_display());
}

/// What the doctor complains of beside the country.
async fn complaints(founded: &Founded) -> Vec<String> {
    let config = founded.data().join("greatseal.toml");
    let report = examine(&config, Parts::ALL, Extent::default(), &SystemClock, &SystemRandom).await;
    let problems = report.findings.iter().filter(|finding| finding.verdict == Severity::Problem);
    problems.map(|finding| format!("{}: {}", finding.subject, finding.found)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_signer_of_the_root_is_on_the_root_s_list() {
    let founded = Founded::new().await;
    let (ceremony, home) = (founded.data().join("ceremony"), founded.home.path().to_owned());
    let public = ceremony.join("public");
    let log = home.join("serve.log");
    let mut process = Process::start(&founded, None, &log);
    assert!(process.is_ready(&founded).await, "{}", std::fs::read_to_string(&log).unwrap());
    let country = relying_party::Country::discover(&founded.landing()).await.unwrap();
    let (_, first) = asked(&country.status.ocsp, "citizens", &public).await;

    // 1. Two security officers revoke it. The doctor tells what has to travel.
    let (one, two) = (founded.credentials("officer"), founded.credentials("second-officer"));
    let (one, two) = (officer(&one, &country), officer(&two, &country));
    let target = Target::Certificate(first.sha256());
    let revoke = Act::Revoke(Revoke { target, reason: Reason::KeyCompromise, occurred_at: None });
    let _: StatusChanged = together(&one, &two, revoke).await.unwrap();
    let told = complaints(&founded).await;
    assert!(told.iter().any(|told| told.contains("does not tell of 1 revocations")), "{told:?}");

    // 2. A list of a root that does not know it is refused.
    let list = public.join("root.crl");
    command(&founded, &["root-list", "renew"], &[&ceremony]);
    let mut install = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    install
        .args(["root-list", "install"])
        .arg(&list)
        .arg("--config")
        .arg(founded.data().join("greatseal.toml"));
    let refused = install.output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    let serial = pki_types::encoding::hex(first.serial_bytes());
    assert!(!refused.status.success() && said.contains(&serial), "{said}");

    // 3. A text travels to the root, people see what is listed, and the list travels back.
    let revoked = home.join("revoked.toml");
    command(&founded, &["root-list", "request"], &[&revoked]);
    let said = command(&founded, &["root-list", "renew"], &[&ceremony, Path::new("--revoked"), &revoked]);
    assert!(
        said.contains(&format!("The country has revoked: serial {serial}, KeyCompromise since ")),
        "{said}"
    );
    command(&founded, &["root-list", "install"], &[&list]);
    let url = format!("{}/root.crl", country.status.crl);
    let served = Crl::from_der(evidence::fetch(&plain_client().unwrap(), &url).await.unwrap()).unwrap();
    let listed = served.find(first.serial_bytes()).expect("it is listed");
    assert_eq!(listed.reason, Some(Reason::KeyCompromise));

    // 4. The next signer, which the service takes by itself; then all is well.
    let request = home.join("root-ocsp.csr");
    command(&founded, &["root-signer", "request"], &[&request]);
    command(&founded, &["root-signer", "certify"], &[&ceremony, &request]);
    let certificate = public.join("root-ocsp.pem");
    command(&founded, &["root-signer", "install"], &[&certificate]);
    let second = Certificate::from_pem(&std::fs::read_to_string(&certificate).unwrap()).unwrap();
    taken(&country.status.ocsp, &public, &second).await;
    assert_eq!(complaints(&founded).await, Vec::<String>::new());
    let log = std::fs::read_to_string(&log).unwrap();
    assert!(!log.contains("its key is not held here"), "{log}");
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
