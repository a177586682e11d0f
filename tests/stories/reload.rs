//! An operator exchanges a door's certificate and what is logged while the country runs: a hang-up, as `systemctl reload`
//! sends it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::testbed::Founded;
use crate::testbed::child::Process;

/// A certificate and key of the operator's own.
fn make_certificate(folder: &Path, name: &str) {
    let mut openssl = Command::new("openssl");
    openssl.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]);
    openssl.args(["-subj", &format!("/CN={name}"), "-addext", "subjectAltName=IP:127.0.0.1"]);
    openssl.arg("-out").arg(folder.join("door.pem")).arg("-keyout").arg(folder.join("door.key.pem"));
    assert!(openssl.stderr(Stdio::null()).status().expect("openssl is there").success());
}

/// The common name that a door shows, as OpenSSL sees it.
fn shown(port: u16) -> String {
    let mut openssl = Command::new("openssl");
    openssl.args(["s_client", "-connect", &format!("127.0.0.1:{port}")]).stdin(Stdio::null());
    let output = openssl.output().expect("openssl is there");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let subject = text.lines().find_map(|line| line.strip_prefix("subject=")).unwrap_or_default();
    subject.trim().trim_start_matches("CN").trim_matches([' ', '=']).to_owned()
}

/// Waits until it is so.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..200 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what}: not within ten seconds");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hang_up_exchanges_certificates_and_the_log_s_filter_and_ends_nothing() {
    // 1. The phones' and the relying parties' doors have certificates of the operator.
    let founded = Founded::new().await;
    let (data, ports) = (founded.data(), founded.ports);
    make_certificate(&data, "first");
    let file = data.join("greatseal.toml");
    let founded_with = fs::read_to_string(&file).unwrap();
    let own = "tls = { certificate = \"door.pem\", key = \"door.key.pem\" }";
    let mut text = founded_with.clone();
    for door in ["phone", "relying_party"] {
        let section = format!("[{door}]\n");
        assert!(text.contains(&section), "{text}");
        text = text.replace(&section, &format!("{section}{own}\n"));
    }
    fs::write(&file, &text).unwrap();
    let log = founded.home.path().join("log");
    let read_log = || fs::read_to_string(&log).unwrap();
    let mut process = Process::start(&founded, None, &log);
    assert!(process.is_ready(&founded).await, "{}", read_log());
    for port in [ports + 1, ports + 2] {
        assert_eq!(shown(port), "first");
    }
    assert!(!read_log().contains("DEBUG"));

    // 2. Others take their place, and more is logged.
    make_certificate(&data, "second");
    let more = text.replace("filter = \"info\"", "filter = \"debug\"");
    assert_ne!(more, text, "the founded configuration names its filter");
    fs::write(&file, &more).unwrap();
    process.signal("-HUP");
    for port in [ports + 1, ports + 2] {
        until("the second certificate", || shown(port) == "second").await;
    }
    until("lines at debug", || read_log().contains("DEBUG")).await;

    // 3. What cannot be used changes nothing, and the log says why.
    fs::write(data.join("door.pem"), "no certificate").unwrap();
    process.signal("-HUP");
    until("the refusal", || read_log().contains("goes on with the certificate that it has")).await;
    fs::write(&file, more.replace("filter = \"debug\"", "filter = \"=\"")).unwrap();
    process.signal("-HUP");
    until("the refusal", || read_log().contains("the configuration could not be read again")).await;
    for port in [ports + 1, ports + 2] {
        assert_eq!(shown(port), "second");
    }
    assert!(!process.has_ended());
    assert_eq!(process.stop().await, Some(0));
}
