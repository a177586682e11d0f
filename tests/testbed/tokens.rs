//! A country whose keys are in tokens (SoftHSM), founded by the commands of its handbook.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use greatseal::config::EXAMPLE;
use greatseal::secrets::write_private;
use scratch_postgres::Cluster;

use super::Founded;
use super::child::Process;
use super::soft_hsm::SoftHsm;

/// The reviewed file of the demonstration.
const CEREMONY: &str = include_str!("../../src/commands/demo/ceremony.toml");
/// The tokens of the country's machine and of the safe, and which keys each has.
const TOKENS: [(&str, &str); 3] =
    [("root", "[\"root\"]"), ("authorities", "[\"ca-*\"]"), ("services", "[\"*\"]")];

/// A country in tokens.
pub(crate) struct TokenCountry {
    /// Its folder and ports.
    pub(crate) founded: Founded,
    /// Its tokens.
    pub(crate) hsm: SoftHsm,
}

impl TokenCountry {
    /// Tokens and files for a ceremony, and nothing else yet.
    pub(crate) fn before_its_ceremony() -> Self {
        greatseal::install_crypto_provider();
        let founded = Founded::nowhere();
        fs::create_dir(founded.data()).expect("a folder can be made");
        let hsm = SoftHsm::new(&founded.home.path().join("hsm"));
        let country = Self { founded, hsm };
        let mut file = String::new();
        for (name, keys) in TOKENS {
            for token in [name.to_owned(), format!("{name}-backup")] {
                let pin = format!("pin-of-{token}");
                country.hsm.make_token(&token, &pin);
                write_private(&country.path(&format!("{token}.pin")), pin.as_bytes())
                    .expect("a PIN is written");
            }
            file += &format!("[tokens.{name}]\n{}", table(name, keys));
            file += &format!(
                "backup = {{ uri = \"pkcs11:token={name}-backup\", pin_file = \"{name}-backup.pin\" }}\n"
            );
        }
        fs::write(country.path("tokens.toml"), file).expect("a file can be written");
        let ceremony = CEREMONY.replace("http://127.0.0.1:7604", &country.public_url());
        // All kinds of keys for authorities, status and time in one country.
        let ceremony = ceremony.replace("role = \"services\"", "key = \"rsa-3072\"\nrole = \"services\"")
            + "\n[signers]\nstatus = \"p-384\"\ntime = \"rsa-3072\"\n";
        fs::write(country.path("ceremony.toml"), ceremony).expect("a file can be written");
        country
    }

    /// Holds the ceremony; gives what the command said.
    pub(crate) fn hold_ceremony(&self) -> Output {
        self.run(&["ceremony", "ceremony.toml", "--tokens", "tokens.toml", "--out", "ceremony"])
    }

    /// A country after its ceremony and installation.
    pub(crate) fn found() -> Self {
        let country = Self::before_its_ceremony();
        succeeded(&country.hold_ceremony());
        country.write_configuration();
        succeeded(&country.run(&["migrate", "--config", "greatseal.toml"]));
        succeeded(&country.run(&["install", "ceremony", "--config", "greatseal.toml"]));
        for (from, to) in [
            ("officers/first-officer", "officer"),
            ("officers/second-officer", "second-officer"),
            ("relying-party", "relying-party"),
        ] {
            fs::rename(country.path("ceremony").join(from), country.path(to)).expect("a folder is moved");
        }
        fs::copy(country.path("ceremony/public/root.pem"), country.path("root.pem"))
            .expect("a file is copied");
        country
    }

    fn write_configuration(&self) {
        let mut text = EXAMPLE.replacen("http://127.0.0.1:7604", &self.public_url(), 1);
        for offset in 0..7 {
            let port = self.founded.ports + offset;
            text = text.replace(&format!("127.0.0.1:{}", 7600 + offset), &format!("127.0.0.1:{port}"));
        }
        if let Some(name) = &self.founded.database {
            let url = Cluster::shared().url("greatseal", name);
            text = text.replace("path = \"country.sqlite\"", &format!("url = {url:?}"));
        }
        text = text
            .replace("folder = \"keys\"\n", "")
            .replace("passphrase_file = \"key-store.passphrase\"\n", "")
            .replace("status_key = \"p-256\"", "status_key = \"rsa-3072\"")
            .replace("time_key = \"p-256\"", "time_key = \"p-384\"");
        for (name, keys) in TOKENS.iter().skip(1) {
            text += &format!("\n[keys.tokens.{name}]\n{}sessions = 2\n", table(name, keys));
        }
        fs::write(self.path("greatseal.toml"), text).expect("a file can be written");
    }

    /// Starts the country.
    pub(crate) fn start(&self) -> Process {
        let (name, value) = self.hsm.environment();
        Process::start_with(&self.founded, &self.path("greatseal.log"), [(name, value.into())])
    }

    /// Runs a command in the country's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        let (name, value) = self.hsm.environment();
        Command::new(env!("CARGO_BIN_EXE_greatseal"))
            .args(arguments)
            .current_dir(self.founded.data())
            .env(name, value)
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
    }

    /// A file of the country.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.founded.data().join(Path::new(name))
    }

    fn public_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.founded.ports + 4)
    }
}

/// What stands in the table of a token.
fn table(name: &str, keys: &str) -> String {
    format!(
        "module = {:?}\nuri = \"pkcs11:token={name}\"\npin_file = \"{name}.pin\"\nkeys = {keys}\n",
        SoftHsm::module()
    )
}

fn succeeded(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
