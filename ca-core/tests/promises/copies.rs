//! A ceremony cannot end while a copy of a key does not do the key's work.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ca_core::ceremony::{self, Place};
use ca_core::{CeremonyFile, Transcript};
use hsm_adapter::{CopiedKeys, Error, KeySpecification, KeyStore, SoftwareCopies, SoftwareKeyStore};
use pki_types::{Certificate, KeyKind, ManualClock, PublicKey, SeededRandom};

use crate::world::*;

/// Key stores whose copy of one key was exchanged.
#[derive(Debug)]
struct Exchanged {
    inner: SoftwareCopies,
    backup: PathBuf,
    label: &'static str,
}

impl CopiedKeys for Exchanged {
    fn working(&self) -> &dyn KeyStore {
        self.inner.working()
    }

    fn restored(&self) -> Result<Box<dyn KeyStore>, Error> {
        let copies = SoftwareKeyStore::open(&self.backup, &passphrase())?;
        copies.destroy(self.label)?;
        match self.label {
            "opening" => drop(copies.generate(self.label, KeySpecification::P256Agreement)?),
            "protection" => copies.generate_protection_key(self.label)?,
            "log" => drop(copies.generate(self.label, KeySpecification::Ed25519)?),
            _ => drop(copies.generate(self.label, KeySpecification::P384)?),
        }
        Ok(Box::new(copies))
    }

    fn generate(&self, label: &str, specification: KeySpecification) -> Result<PublicKey, Error> {
        self.inner.generate(label, specification)
    }

    fn generate_protection_key(&self, label: &str) -> Result<(), Error> {
        self.inner.generate_protection_key(label)
    }

    fn hand_over(&self, folder: &Path, stays: &str) -> Result<(), Error> {
        self.inner.hand_over(folder, stays)
    }

    fn place(&self, label: &str) -> Option<String> {
        self.inner.place(label)
    }
}

async fn hold(
    file: &CeremonyFile,
    place: Place,
    keys: &dyn CopiedKeys,
) -> Result<Transcript, ca_core::Error> {
    let clock = Arc::new(ManualClock::new(BEGINNING));
    ceremony::run(file, place, keys, clock, Arc::new(SeededRandom::new(1))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ceremony_does_not_end_before_every_copy_did_its_work() {
    let file = CeremonyFile::parse(&ceremony_text(PUBLIC_URL)).unwrap();
    for label in ["root", "ca-services", "opening", "protection", "log"] {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::begin(folder.path()).unwrap();
        let inner = place.software_keys(&passphrase()).unwrap();
        let keys = Exchanged { inner, backup: folder.path().join("backup"), label };
        let refused = hold(&file, place, &keys).await.unwrap_err().to_string();
        assert!(refused.contains(&format!("the copy of the key {label}")), "{refused}");
        for result in ["transcript.txt", "install/country.json", "install/keys", "public/root.pem"] {
            assert!(!folder.path().join(result).exists(), "{label}: {result}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn authorities_status_and_time_have_the_kinds_of_keys_that_the_file_names() {
    let text = ceremony_text(PUBLIC_URL)
        .replace(
            "[[issuers]]\nrole = \"citizens\"",
            "[signers]\nstatus = \"p-384\"\ntime = \"rsa-3072\"\n\n[[issuers]]\nrole = \"citizens\"\nkey = \"p-256\"",
        )
        .replace("role = \"services\"", "role = \"services\"\nkey = \"rsa-3072\"");
    let folder = tempfile::tempdir().unwrap();
    let place = Place::begin(folder.path()).unwrap();
    let keys = place.software_keys(&passphrase()).unwrap();
    hold(&CeremonyFile::parse(&text).unwrap(), place, &keys).await.unwrap();
    let kind = |name: &str| {
        let pem = std::fs::read_to_string(folder.path().join(format!("public/{name}.pem"))).unwrap();
        Certificate::from_pem(&pem).unwrap().public_key().kind()
    };
    assert_eq!(
        (kind("root"), kind("citizens"), kind("services")),
        (KeyKind::P384, KeyKind::P256, KeyKind::Rsa)
    );
    let of = |beginning: &str| {
        let label = keys.working().labels(beginning).unwrap().remove(0);
        keys.working().signer(&label).unwrap().public_key().kind()
    };
    assert_eq!(
        (of("ocsp-citizens-"), of("ocsp-services-"), of("tsu-")),
        (KeyKind::P384, KeyKind::P384, KeyKind::Rsa)
    );
}
