//! The keys of the service under test.

use std::sync::{Arc, OnceLock};

use consent_core::ConsentKeys;
use hsm_adapter::{KeyStore as _, Protector, SoftwareKeyStore};
use test_country::Key;

/// The service's keys.
pub(crate) fn service_keys() -> ConsentKeys {
    let key = |label| Key::of(label);
    ConsentKeys {
        statement: key("statement").signer(),
        opening: Arc::new(key("opening")),
        receipt: key("receipt").signer(),
        protector: protector(),
    }
}

/// Made once, because a software key store takes its time to open.
fn protector() -> Arc<dyn Protector> {
    static PROTECTOR: OnceLock<Arc<dyn Protector>> = OnceLock::new();
    let make = || {
        let folder = tempfile::tempdir().unwrap();
        let passphrase = hsm_adapter::draw_passphrase(&pki_types::SystemRandom);
        let store = SoftwareKeyStore::create(folder.path().join("keys"), &passphrase).unwrap();
        store.generate_protection_key("protection").unwrap();
        store.protector("protection").unwrap()
    };
    PROTECTOR.get_or_init(make).clone()
}
