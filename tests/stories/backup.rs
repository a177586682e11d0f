//! Backups from the command line: made while the country works, encrypted to who may open them, refused where one octet or
//! the key is wrong, and put back by a process that may be killed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use phone_terminal::Phone;
use pki_types::{SystemClock, sha256};
use relying_party::Content;
use words::Purpose;

use crate::testbed::child::Process;
use crate::testbed::people::{approve_one, enrolled, phone, relying_party};
use crate::testbed::place::Place;
use crate::testbed::{ADA, Founded, Testbed, log, on_postgres};

/// The command line of the program; the last arguments are paths.
fn greatseal(words: &[&str], paths: &[&Path], fail_point: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greatseal"));
    command.args(words).args(paths).env_remove("FAILPOINTS");
    if let Some(point) = fail_point {
        command.env("FAILPOINTS", format!("{point}=panic"));
    }
    command.output().expect("the program can be run")
}

fn config_file(founded: &Founded) -> PathBuf {
    founded.data().join("greatseal.toml")
}

fn back_up(config: &Path, folder: &Path) -> Output {
    greatseal(&["backup", "--config"], &[config, folder], None)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Two people who may open the country's backups; gives the files with their keys.
fn let_two_open_backups(founded: &Founded) -> [PathBuf; 2] {
    let names = ["one", "other"].map(|name| founded.home.path().join(name));
    for name in &names {
        let made = greatseal(&["backup-key"], &[name], None);
        assert!(made.status.success(), "{}", said(&made));
        assert_eq!(fs::metadata(name.with_extension("key")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let key = fs::read(names[0].with_extension("key")).unwrap();
    let again = greatseal(&["backup-key"], &[&names[0]], None);
    assert!(said(&again).contains("is there already"), "{}", said(&again));
    assert_eq!(fs::read(names[0].with_extension("key")).unwrap(), key, "a key is never written over");
    let config = config_file(founded);
    let text = fs::read_to_string(&config).unwrap();
    let recipients = names.each_ref().map(|name| name.with_extension("pem"));
    fs::write(config, text.replace("recipients = []", &format!("recipients = {recipients:?}"))).unwrap();
    names.map(|name| name.with_extension("key"))
}

/// What a restore needs.
#[derive(Clone)]
struct Restore {
    config: PathBuf,
    key: PathBuf,
    identity: Option<PathBuf>,
    log: PathBuf,
    backup: PathBuf,
}

impl Restore {
    fn run(&self, fail_point: Option<&str>) -> Output {
        let (key, log) = (Path::new("--key"), Path::new("--log"));
        let mut paths = vec![self.config.as_path(), key, &self.key, log, &self.log, &self.backup];
        paths.extend(self.identity.iter().flat_map(|file| [Path::new("--identity"), file]));
        greatseal(&["restore", "--config"], &paths, fail_point)
    }

    /// Nothing is restored, and the reason is told.
    fn is_refused(&self, place: &Place<'_>, reason: &str) {
        let output = self.run(None);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && told.contains(reason), "{reason}: {told}");
        assert!(place.is_empty(), "{reason}: nothing is at the place");
    }
}

/// A copy of a folder, one file of it changed.
fn with_file(folder: &Path, copy: &Path, name: &str, change: impl FnOnce(&mut Vec<u8>)) -> PathBuf {
    let _an_earlier_one = fs::remove_dir_all(copy);
    copy_folder(folder, copy);
    let path = copy.join(name);
    let mut contents = fs::read(&path).expect("the file is there");
    change(&mut contents);
    fs::write(&path, contents).expect("the copy can be written");
    copy.to_owned()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be listed") {
        let entry = entry.expect("the entry can be read");
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).expect("the file can be copied");
        }
    }
}

/// A person signs; gives the phone back.
async fn sign(testbed: &Testbed, phone: Phone) -> Phone {
    let credentials = testbed.founded.credentials("relying-party");
    let party = relying_party(&credentials, &testbed.country);
    let (country, code) = ADA.split_once('-').expect("a person is COUNTRY-CODE");
    let person = party.look_up(country, code, Purpose::Signature).await.expect("the person is there");
    let content = Content::digest(sha256(b"a document"));
    let session = party.start(&person, &content, "Sign").await.expect("the session starts");
    let (signed, approved) = tokio::join!(party.wait(&session, |_, _| {}), tokio::spawn(approve_one(phone)));
    signed.expect("it is signed");
    approved.expect("the phone does not panic").expect("the phone approves")
}

/// A phone signs again and again until the flag falls; gives how often.
async fn sign_meanwhile(testbed: &Testbed, mut phone: Phone, goes_on: &AtomicBool) -> usize {
    let mut signatures = 0;
    while goes_on.load(Ordering::Relaxed) {
        phone = sign(testbed, phone).await;
        signatures += 1;
    }
    signatures
}

/// Backups while the country works; gives the last of them.
async fn back_up_meanwhile(testbed: &Testbed) -> PathBuf {
    let phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let goes_on = AtomicBool::new(true);
    let backups = async {
        let mut last = PathBuf::new();
        for number in 0..4 {
            last = testbed.founded.home.path().join(format!("backup-{number}"));
            let (config, folder) = (config_file(&testbed.founded), last.clone());
            let output = tokio::task::spawn_blocking(move || back_up(&config, &folder));
            let output = output.await.expect("the command ends");
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            for part in ["entries of the audit log", "It is encrypted to the certificate", "It does not hold"]
            {
                assert!(told.contains(part), "{told}");
            }
        }
        goes_on.store(false, Ordering::Relaxed);
        last
    };
    let (signatures, last) = tokio::join!(sign_meanwhile(testbed, phone, &goes_on), backups);
    assert!(signatures > 0, "the country worked meanwhile");
    last
}

/// How the manifest says how many certificates there are.
fn counted_certificates(good: &Restore) -> String {
    let text = fs::read_to_string(good.backup.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    format!("\"certificates\": {}", manifest["inventory"]["rows"]["certificates"])
}

/// The store's file in an encrypted backup.
fn encrypted_file() -> &'static str {
    if on_postgres() { "store.dump.cms" } else { "store.sqlite.cms" }
}

/// The backup with its file changed, and a manifest that says what the file now is.
fn with_forged_file(good: &Restore, bad: &Path, change: impl FnOnce(&mut Vec<u8>)) -> Restore {
    let mut octets = Vec::new();
    let backup = with_file(&good.backup, bad, encrypted_file(), |file| {
        change(file);
        octets.clone_from(file);
    });
    let path = backup.join("manifest.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    manifest["length"] = octets.len().into();
    manifest["sha256"] = sha256(&octets).to_string().into();
    fs::write(&path, manifest.to_string()).unwrap();
    Restore { backup, ..good.clone() }
}

/// Who has no key, or another one, gets nothing; and what was encrypted cannot be altered by who can write its manifest.
fn refuse_who_may_not_open_it(founded: &Founded, good: &Restore) {
    let (place, home) = (&Place(founded), founded.home.path());
    let by = |identity: Option<PathBuf>| Restore { identity, ..good.clone() };
    by(None).is_refused(place, "name the file with the key of one of them with --identity");
    let stranger = home.join("stranger");
    assert!(greatseal(&["backup-key"], &[&stranger], None).status.success());
    let stranger = stranger.with_extension("key");
    by(Some(stranger.clone())).is_refused(place, "it is encrypted to others, or was altered");
    fs::set_permissions(&stranger, fs::Permissions::from_mode(0o644)).unwrap();
    by(Some(stranger)).is_refused(place, "must be readable by its owner alone");
    by(Some(founded.data().join("key-store.passphrase"))).is_refused(place, "holds no key of backups");
    by(Some(home.join("nowhere"))).is_refused(place, "nowhere");

    let bad = home.join("bad");
    let forged = |change: &dyn Fn(&mut Vec<u8>)| with_forged_file(good, &bad, change);
    forged(&|file| *file.last_mut().unwrap() ^= 1).is_refused(place, "or was altered");
    forged(&|file| file[20_000] ^= 1).is_refused(place, "or was altered");
    forged(&|file| file.truncate(file.len() - 4096)).is_refused(place, "cannot be opened");
    forged(&|file| file[0] ^= 1).is_refused(place, "is no file that was encrypted for a backup");
    forged(&|file| file.extend_from_within(..)).is_refused(place, "something follows its last piece");
    forged(&|file| file.clear()).is_refused(place, "piece 0 is missing");
}

/// Nothing of a person stands in an encrypted backup, and nothing of it was left beside the store.
fn is_unreadable(founded: &Founded, backup: &Path) {
    let octets = fs::read(backup.join(encrypted_file())).unwrap();
    assert_eq!(octets[0], 0x30, "it is DER");
    for part in [&b"T0101800000011"[..], b"EXAMPLE", b"SQLite format", b"PGDMP"] {
        assert!(!octets.windows(part.len()).any(|window| window == part));
    }
    let beside = fs::read_dir(founded.data()).unwrap();
    let mut names = beside.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(!names.any(|name| name.contains("backing-up")));
}

/// A backup that anybody can read is made on request alone, and does not pass for one that was encrypted.
fn back_up_in_clear(founded: &Founded, good: &Restore) -> PathBuf {
    let config = config_file(founded);
    // Beside the other one: relative paths are those of the configuration's folder.
    let nobody = founded.data().join("nobody.toml");
    let text = fs::read_to_string(&config).unwrap();
    let named = text.lines().find(|line| line.starts_with("recipients = ")).unwrap();
    fs::write(&nobody, text.replace(named, "recipients = []")).unwrap();
    let clear = founded.home.path().join("in-clear");
    let refused = back_up(&nobody, &clear);
    assert!(said(&refused).contains("to whom is the backup to be encrypted?"), "{}", said(&refused));
    assert!(!clear.exists());

    let made = greatseal(&["backup", "--plain", "--config"], &[&config, &clear], None);
    assert!(made.status.success(), "{}", said(&made));
    assert!(String::from_utf8_lossy(&made.stdout).contains("whoever has it can read it"));
    let mistaken = Restore { backup: clear.clone(), ..good.clone() }.run(None);
    assert!(said(&mistaken).contains("is not encrypted, and a key was named"), "{}", said(&mistaken));
    clear
}

/// Everything that is not exactly what it was is refused.
fn refuse_what_was_altered(founded: &Founded, good: &Restore, early_log: &Path) {
    let place = &Place(founded);
    let bad = founded.home.path().join("bad");
    let backup = |name: &str, change: &dyn Fn(&mut Vec<u8>)| Restore {
        backup: with_file(&good.backup, &bad, name, change),
        ..good.clone()
    };
    let store = encrypted_file();
    backup(store, &|file| file.truncate(file.len() - 4096)).is_refused(place, "is not what was backed up");
    backup(store, &|file| file[20_000] ^= 1).is_refused(place, "is not what was backed up");
    if !on_postgres() {
        // A dump has to be put in to be counted; then nobody serves it.
        let certificates = counted_certificates(good);
        backup("manifest.json", &|file| {
            let text = String::from_utf8(file.clone()).unwrap().replace(&certificates, "\"certificates\": 3");
            *file = text.into_bytes();
        })
        .is_refused(place, "the number of rows of certificates is");
    }
    backup("manifest.json", &|file| file.truncate(100)).is_refused(place, "is no manifest");

    let log = |log: PathBuf| Restore { log, ..good.clone() };
    let entries = fs::read_dir(good.log.join("tile/entries")).unwrap().next().unwrap().unwrap();
    let mut tile = PathBuf::from("tile/entries").join(entries.file_name());
    if good.log.join(&tile).is_dir() {
        tile = tile.join(fs::read_dir(good.log.join(&tile)).unwrap().next().unwrap().unwrap().file_name());
    }
    log(with_file(&good.log, &bad, tile.to_str().unwrap(), |file| file[40] ^= 1))
        .is_refused(place, "does not hold");
    log(early_log.to_owned()).is_refused(place, "the newest are missing");
    log(founded.home.path().join("nowhere")).is_refused(place, "nowhere");
    let other_key = founded.home.path().join("other-key.pem");
    let key = fs::read_to_string(founded.data().join("root.pem")).unwrap();
    fs::write(&other_key, key).unwrap();
    Restore { key: other_key, ..log(good.log.clone()) }.is_refused(place, "is no public key");
}

/// The country does not start, and says why.
fn refuses_to_serve(founded: &Founded, reason: &str) {
    let log = founded.home.path().join("refused.log");
    let mut process = Process::start(founded, None, &log);
    while !process.has_ended() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let told = fs::read_to_string(&log).unwrap();
    assert!(told.contains(reason) && told.contains("greatseal restore"), "{told}");
}

/// Killed around its one commit, it leaves nothing that is served, and can be run again.
fn is_restored_however_often_it_is_killed(founded: &Founded, good: &Restore) {
    let place = Place(founded);
    let killed = good.run(Some("before:restore: reconcile"));
    assert!(!killed.status.success());
    if on_postgres() {
        refuses_to_serve(founded, "was not brought up to the audit log");
    } else {
        assert!(place.is_empty(), "nothing is half-done");
        let killed = good.run(Some("after:restore: reconcile"));
        assert!(!killed.status.success() && place.is_empty(), "it is not at its place yet");
    }
    let restored = good.run(None);
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_while_the_country_works_and_only_a_whole_one_comes_back() {
    // A copy of the log from before all backups.
    let founded = Testbed::start().await.stop().await;
    let log_copy = founded.config().audit_log_copy.expect("the log is copied");
    let early_log = founded.home.path().join("early-log");
    copy_folder(&log_copy, &early_log);

    let [one, other] = let_two_open_backups(&founded);
    let testbed = Testbed::start_at(founded, Arc::new(SystemClock)).await;
    let last = back_up_meanwhile(&testbed).await;
    let founded = testbed.stop().await;
    let place = Place(&founded);
    is_unreadable(&founded, &last);
    let again = back_up(&config_file(&founded), &last);
    assert!(String::from_utf8_lossy(&again.stderr).contains("writes over nothing"));
    let good = Restore {
        config: config_file(&founded),
        key: founded.data().join("ceremony/public/log-key.pem"),
        identity: Some(one),
        log: log_copy,
        backup: last.clone(),
    };
    let in_clear = back_up_in_clear(&founded, &good);
    let occupied = good.run(None);
    assert!(String::from_utf8_lossy(&occupied.stderr).contains("is in the way"));

    place.move_away("lost");
    refuse_what_was_altered(&founded, &good, &early_log);
    refuse_who_may_not_open_it(&founded, &good);
    place.put_by_hand(&in_clear);
    refuses_to_serve(&founded, "was not brought up to the audit log");
    place.clear();
    // Each of the two can restore it alone.
    is_restored_however_often_it_is_killed(&founded, &Restore { identity: Some(other), ..good });

    // The phone from before goes on, and the log with it.
    let testbed = Testbed::start_at(founded, Arc::new(SystemClock)).await;
    let phone = phone(&testbed.founded, ADA);
    sign(&testbed, phone).await;
    let founded = testbed.stop().await;
    let store = founded.store().await;
    log::holds(&founded, &store).await.expect("the log holds");
    store.close().await;

    // The lost store is found again and put back by hand: it is older than its log.
    Place(&founded).bring_back("lost");
    refuses_to_serve(&founded, "was put back to an earlier state");
}
