//! SoftHSM for a test: tokens in a temporary folder, and a process of its own, because the library has one configuration
//! for each process, which it reads from the environment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Where Debian and others put the library.
const MODULES: [&str; 4] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
];
/// Says to the process of a test where its tokens are.
const FOLDER: &str = "SIGNET_TEST_TOKENS";

/// A folder of tokens.
#[derive(Clone)]
pub(crate) struct SoftHsm {
    folder: PathBuf,
}

impl SoftHsm {
    /// Makes an empty folder of tokens.
    pub(crate) fn new(folder: &Path) -> Self {
        let folder = folder.to_owned();
        fs::create_dir_all(folder.join("tokens")).expect("a folder can be made");
        let text = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n",
            folder.join("tokens").display()
        );
        fs::write(folder.join("softhsm2.conf"), text).expect("a file can be written");
        Self { folder }
    }

    /// The library.
    pub(crate) fn module() -> PathBuf {
        let found = MODULES.iter().map(PathBuf::from).find(|path| path.exists());
        found.expect("SoftHSM is installed: scripts/test does it (package softhsm2)")
    }

    /// What the environment of a process must say, that it uses these tokens.
    pub(crate) fn environment(&self) -> (&'static str, PathBuf) {
        ("SOFTHSM2_CONF", self.folder.join("softhsm2.conf"))
    }

    /// The folder, for a test's other files.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes a token, from another process.
    pub(crate) fn make_token(&self, label: &str, pin: &str) {
        let (name, value) = self.environment();
        let made = Command::new("softhsm2-util")
            .args(["--init-token", "--free", "--so-pin", "so-pin-of-tests", "--label", label, "--pin", pin])
            .env(name, value)
            .stdout(Stdio::null())
            .status();
        assert!(made.expect("softhsm2-util runs").success(), "the token {label} is made");
    }

    /// Takes all tokens away.
    pub(crate) fn take_away(&self) {
        let tokens = self.folder.join("tokens");
        fs::rename(&tokens, self.folder.join("away")).expect("a folder can be moved");
        fs::create_dir(tokens).expect("a folder can be made");
    }

    /// Brings them back.
    pub(crate) fn bring_back(&self) {
        fs::remove_dir(self.folder.join("tokens")).expect("nothing was made meanwhile");
        fs::rename(self.folder.join("away"), self.folder.join("tokens")).expect("a folder can be moved");
    }
}

impl SoftHsm {
    /// Takes one token away; what is given brings it back.
    pub(crate) fn move_token_away(&self, label: &str) -> impl FnOnce() + use<> {
        let (name, value) = self.environment();
        let listed = Command::new("softhsm2-util").arg("--show-slots").env(name, value).output();
        let listed = String::from_utf8(listed.expect("softhsm2-util runs").stdout).expect("it is text");
        let slot = listed.split("\nSlot ").find(|slot| slot.contains(&format!("Label:            {label} ")));
        let serial = slot
            .and_then(|slot| slot.split("Serial number:").nth(1)?.split_whitespace().next())
            .unwrap_or_else(|| panic!("the token {label} has a serial number: {listed}"));
        // The folder of a token is named by a UUID that ends with its serial number.
        let folder = fs::read_dir(self.folder.join("tokens"))
            .expect("the tokens can be listed")
            .map(|entry| entry.expect("an entry can be read").path())
            .find(|path| path.to_string_lossy().replace('-', "").ends_with(serial))
            .expect("the token has a folder");
        let away = self.folder.join(format!("{label}-away"));
        fs::rename(&folder, &away).expect("a folder can be moved");
        move || fs::rename(&away, &folder).expect("a folder can be moved")
    }
}

/// Runs a test in a process of its own, with these variables beside those of SoftHSM: the test `name` is started again,
/// and its body runs there. `prepare` runs here, before.
pub(crate) fn in_own_process(
    name: &str,
    prepare: impl FnOnce(&SoftHsm) -> Vec<(&'static str, PathBuf)>,
    body: impl FnOnce(&SoftHsm),
) {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return body(&SoftHsm { folder: PathBuf::from(folder) });
    }
    let folder = TempDir::new().expect("a temporary folder can be made");
    let hsm = SoftHsm::new(folder.path());
    let variables = prepare(&hsm);
    let (conf, file) = hsm.environment();
    let told = Command::new(std::env::current_exe().expect("a test knows its program"))
        .args(["--exact", name, "--nocapture"])
        .env(FOLDER, folder.path())
        .env(conf, file)
        .envs(variables)
        .output()
        .expect("the test starts");
    let text = format!("{}{}", String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    assert!(told.status.success() && text.contains("1 passed"), "{name}: {text}");
}
