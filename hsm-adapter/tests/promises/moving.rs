//! Tokens that are taken away, as somebody takes a card out of its reader.

use std::fs;
use std::process::Command;

use super::soft_hsm::SoftHsm;

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
