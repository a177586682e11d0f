//! The service as its unit starts it: the same command line, credentials from systemd's folder, nothing in the
//! environment, readiness told, and a clean end.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use relying_party::plain_client;

use crate::testbed::Founded;
use crate::testbed::child::Process;

const UNITS: [(&str, &str); 7] = [
    ("all", include_str!("../../deploy/systemd/greatseal-all.service")),
    ("api", include_str!("../../deploy/systemd/greatseal-api.service")),
    ("status", include_str!("../../deploy/systemd/greatseal-status.service")),
    ("time", include_str!("../../deploy/systemd/greatseal-time.service")),
    ("deliver", include_str!("../../deploy/systemd/greatseal-deliver.service")),
    ("work", include_str!("../../deploy/systemd/greatseal-work.service")),
    ("doctor", include_str!("../../deploy/systemd/greatseal-doctor@.service")),
];

/// The settings of a unit; the last one of a name counts.
fn settings(unit: &str) -> BTreeMap<&str, &str> {
    let lines = unit.lines().filter(|line| !line.starts_with(['#', '[']));
    lines.filter_map(|line| line.split_once('=')).collect()
}

/// The command line of a unit, for another place of its configuration.
fn command(unit: &str, config: &Path, credentials: &Path) -> Command {
    let line = settings(unit)["ExecStart"].replace("%i", "all");
    let line = line.strip_prefix("/usr/bin/greatseal ").expect("the unit starts greatseal");
    let line = line.replace("/etc/greatseal/all.toml", config.to_str().expect("the folder's name is text"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.args(line.split(' ')).env_clear().env("CREDENTIALS_DIRECTORY", credentials);
    command
}

#[test]
fn every_unit_runs_a_command_that_there_is_with_its_own_user_and_credential() {
    for (name, text) in UNITS {
        let unit = settings(text);
        let line = unit["ExecStart"].strip_prefix("/usr/bin/greatseal ").expect("the unit starts greatseal");
        let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
        let line = line.replace("%i", "all");
        let asked = command.args(line.split(' ')).arg("--help").output().expect("the program starts");
        assert!(asked.status.success(), "{name}: {}", String::from_utf8_lossy(&asked.stderr));
        let who = if name == "doctor" { "%i" } else { name };
        assert_eq!(unit["User"], format!("greatseal-{who}"));
        assert_eq!(unit["LoadCredential"], format!("key-store-passphrase:/etc/greatseal/{who}.passphrase"));
        assert!(unit["ExecStart"].ends_with(&format!("--config /etc/greatseal/{who}.toml")), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_unit_s_command_line_with_its_credentials_runs_a_country_that_ends_cleanly() {
    let founded = Founded::new().await;
    founded.show_metrics();
    // 1. As installed: the passphrase is where systemd puts it and nowhere else, configuration and state are apart.
    let config = founded.home.path().join("all.toml");
    let credentials = founded.home.path().join("credentials");
    fs::create_dir(&credentials).unwrap();
    let data = founded.data();
    fs::rename(data.join("key-store.passphrase"), credentials.join("key-store-passphrase")).unwrap();
    let text = fs::read_to_string(data.join("greatseal.toml")).unwrap();
    let text = text.replace("passphrase_file =", "# passphrase_file =");
    let text = ["country.sqlite", "keys", "log", "tls"].into_iter().fold(text, |text, name| {
        let place = format!("\"{}\"", data.join(name).display());
        text.replace(&format!(" = \"{name}\"\n"), &format!(" = {place}\n"))
    });
    fs::remove_file(data.join("greatseal.toml")).unwrap();
    fs::write(&config, text).unwrap();

    // 2. Started as systemd would, which hears when it is ready, and that it lives.
    let [(_, unit), ..] = UNITS;
    assert_eq!(settings(unit)["Type"], "notify");
    let socket = founded.home.path().join("notify");
    let systemd = UnixDatagram::bind(&socket).unwrap();
    systemd.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut start = command(unit, &config, &credentials);
    start.env("NOTIFY_SOCKET", &socket).env("WATCHDOG_USEC", "400000");
    let mut process = Process::start_as(start, &founded.home.path().join("log"));
    let heard = move || {
        let mut message = [0; 256];
        let length = systemd.recv(&mut message).expect("systemd is told something");
        String::from_utf8_lossy(&message[..length]).trim().to_owned()
    };
    let mut seen = Vec::new();
    while !(seen.contains(&"READY=1".to_owned()) && seen.contains(&"WATCHDOG=1".to_owned())) {
        seen.push(heard());
        assert!(seen.len() < 100, "{seen:?}");
    }

    // 3. It is ready, the doctor's unit finds all well, metrics are shown.
    let client = plain_client().unwrap();
    let ready = client.get(format!("{}/health/ready", founded.landing())).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    // Nobody listens to what it tells systemd until more waits than a socket holds (net.unix.max_dgram_qlen): it serves all the same.
    tokio::time::sleep(Duration::from_secs(6)).await;
    let (_, doctor) = UNITS[6];
    let doctor = command(doctor, &config, &credentials).output().expect("the program starts");
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
    let metrics = client.get(founded.metrics()).send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("greatseal_build_info{"), "{metrics}");

    // 4. It ends when it is asked to, and says so first.
    let last = std::thread::spawn(move || {
        std::iter::repeat_with(heard).find(|said| said != "WATCHDOG=1").expect("it says something else")
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(process.stop().await, Some(0));
    assert_eq!(last.join().unwrap(), "STOPPING=1");
    assert!(
        !data.join("greatseal.toml").exists() && !founded.home.path().join("tls").exists(),
        "state stays with state"
    );
}
