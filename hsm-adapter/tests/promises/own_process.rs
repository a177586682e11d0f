//! A process for a test, with its own tokens.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::soft_hsm::SoftHsm;

/// Says to the process of a test where its tokens are.
const FOLDER: &str = "GREATSEAL_TEST_TOKENS";

impl SoftHsm {
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
