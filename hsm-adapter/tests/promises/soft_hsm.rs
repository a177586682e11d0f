//! SoftHSM for tests: tokens in a temporary folder. The library has one configuration for each process, which it reads from
//! the environment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where Debian and others put the library.
const MODULES: [&str; 4] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
];

/// A folder of tokens.
#[derive(Clone)]
pub(crate) struct SoftHsm {
    /// Where they are; a test may put its other files there.
    pub(crate) folder: PathBuf,
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
}
