//! The folder of a relying party: what is read from it, and what is refused.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use pki_types::{SignatureAlgorithm, sha256, verify};
use relying_party::{Credentials, STATEMENT_KEY_PIN};
use test_country::Key;

use crate::country::Country;

/// Why the folder is refused after this change.
fn refused(country: &Country, change: impl FnOnce(&Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    country.write_credentials(folder.path());
    change(folder.path());
    Credentials::read(folder.path()).err().expect("the folder is refused").to_string()
}

#[test]
fn a_whole_folder_signs_and_connects() {
    let country = Country::new();
    let credentials = country.credentials();
    let signature = credentials.sign(b"a message");
    let key = credentials.certificate.public_key();
    verify(key, SignatureAlgorithm::EcdsaSha256, b"a message", &signature).unwrap();
    assert_eq!(credentials.root, country.world.root.certificate);
    assert_eq!(
        credentials.x5c(),
        [credentials.certificate.clone(), country.world.services.certificate.clone()]
    );
    credentials.client().unwrap();
    assert_eq!(credentials.statement_key_pin, None);
    let pin = sha256(b"a key");
    fs::write(credentials.folder.join(STATEMENT_KEY_PIN), format!("{pin}\n")).unwrap();
    assert_eq!(country.credentials().statement_key_pin, Some(pin));
}

#[test]
fn a_folder_that_is_not_whole_or_not_private_is_refused() {
    let country = Country::new();
    let open = refused(&country, |folder| {
        fs::set_permissions(folder.join("key.pem"), fs::Permissions::from_mode(0o644)).unwrap();
    });
    assert!(open.contains("0644") && open.contains("chmod 600"), "{open}");
    let other = refused(&country, |folder| {
        fs::write(folder.join("key.pem"), Key::of("another").pem()).unwrap();
    });
    assert!(other.contains("is not the key of certificate.pem"), "{other}");
    let rootless = refused(&country, |folder| {
        fs::write(folder.join("chain.pem"), country.world.services.certificate.pem()).unwrap();
    });
    assert!(rootless.contains("does not end with the country's root"), "{rootless}");
    let no_pin = refused(&country, |folder| fs::write(folder.join(STATEMENT_KEY_PIN), "nothing").unwrap());
    assert!(no_pin.contains("one SHA-256 digest"), "{no_pin}");
    for (name, says) in [
        ("key.pem", "is not a PKCS#8 key"),
        ("certificate.pem", "is not a certificate"),
        ("chain.pem", "is not a list"),
    ] {
        let broken = refused(&country, |folder| fs::write(folder.join(name), "nothing").unwrap());
        assert!(broken.contains(says), "{broken}");
        let missing = refused(&country, |folder| fs::remove_file(folder.join(name)).unwrap());
        assert!(missing.contains("cannot read") && missing.contains(name), "{missing}");
    }
}
