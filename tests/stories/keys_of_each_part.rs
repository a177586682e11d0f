//! A machine holds the keys of its part alone: `greatseal install` refuses others and `greatseal doctor` names them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::testbed::Founded;

/// Whether it was done, and everything that was said.
fn greatseal(words: &[&str], config: &Path, data: &Path) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.args(words).arg("--config").arg(config);
    if words[0] == "install" {
        command.arg(data.join("ceremony")).arg("--passphrase-file").arg(data.join("key-store.passphrase"));
    }
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    (status.success(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_another_part_is_refused_and_named() {
    let founded = Founded::new().await;
    let data = founded.data();
    let whole = data.join("greatseal.toml");
    let other = "ca-citizens is on this machine, but belongs to the part work";
    let (installed, said) = greatseal(&["install", "--part", "api"], &whole, &data);
    assert!(!installed && said.contains(other) && said.contains("nothing was installed"), "{said}");
    let (well, report) = greatseal(&["doctor", "--part", "api"], &whole, &data);
    assert!(
        !well && report.contains("ca-citizens: is on this machine, but belongs to the part work"),
        "{report}"
    );

    // In a key store of its own it gets its key and no other.
    let api = data.join("api.toml");
    let text = fs::read_to_string(&whole).unwrap().replace("folder = \"keys\"", "folder = \"keys-api\"");
    fs::write(&api, text).unwrap();
    let (installed, said) = greatseal(&["install", "--part", "api"], &api, &data);
    assert!(installed, "{said}");
    let keys = fs::read_dir(data.join("keys-api")).unwrap();
    let keys = keys.map(|file| file.unwrap().file_name().into_string().unwrap());
    let keys: Vec<String> = keys.filter(|name| name.ends_with(".key")).collect();
    assert_eq!(keys, ["identity-api.key"]);
}
