//! A country with two relying parties and two persons with a phone each, behind the doors.

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use mobile_sig_api::{MobileSignature, SessionConfig, router};
use phone_protocol::SignatureRequest;
use pki_types::SeededRandom;
use test_country::{Country, Holder, Key, Phone, bare_request, digest_document};
use words::{DeviceId, Purpose};

use crate::worker;

/// The code of the person whose phone is `asha`.
pub(crate) const ASHA: &str = "DEMO-1";

/// A country and its doors.
pub(crate) struct Scene {
    country: Country,
    pub(crate) doors: Router,
    pub(crate) bank: Holder,
    pub(crate) shop: Holder,
    pub(crate) asha: Phone,
    pub(crate) ravi: Phone,
}

impl Deref for Scene {
    type Target = Country;

    fn deref(&self) -> &Country {
        &self.country
    }
}

impl Scene {
    /// The scene, with a worker that does all jobs, and nobody who answers OCSP.
    pub(crate) async fn new() -> Self {
        let scene = Self::without_worker(|_| {}).await;
        worker::employ(&scene);
        scene
    }

    /// The scene with another configuration, and jobs that nobody does.
    pub(crate) async fn without_worker(configure: impl FnOnce(&mut SessionConfig)) -> Self {
        Self::with_status(NOBODY, configure).await
    }

    /// The same, with the status service at an address.
    pub(crate) async fn with_status(status_url: &str, configure: impl FnOnce(&mut SessionConfig)) -> Self {
        let country = Country::new().await;
        let (bank, shop) = (country.relying_party("bank").await, country.relying_party("shop").await);
        let (asha, ravi) = (country.phone(ASHA).await, country.phone("DEMO-2").await);
        let doors = doors(&country, 7, status_url, configure);
        Scene { country, doors, bank, shop, asha, ravi }
    }

    /// The doors as another process has them, over the same store.
    pub(crate) fn restart(&mut self, configure: impl FnOnce(&mut SessionConfig)) {
        self.doors = doors(&self.country, 8, NOBODY, configure);
    }

    /// A phone that nobody enrolled, to which a test gives somebody's number.
    pub(crate) fn stolen_phone(&self) -> Phone {
        let (device, device_key) = (DeviceId::from_bytes([9; 16]), Key::of("a thief's phone"));
        Phone { device, device_key, ..self.ravi.clone() }
    }

    /// Says that this phone may have been ended, as whatever revokes does.
    pub(crate) async fn tell_of_an_end(&self, device: DeviceId) {
        let told = self.store.transaction("scene: end", move |unit| {
            Box::pin(async move {
                unit.tell_of_an_end(&device);
                Ok::<_, store::Error>(())
            })
        });
        told.await.unwrap();
    }

    /// A request of the bank to Asha, to sign a digest, good for five minutes.
    pub(crate) fn request(&self, jti: &str) -> SignatureRequest {
        let certificate = &self.asha.signature.certificate;
        let bare = bare_request("bank", jti, Purpose::Signature, certificate, self.now());
        SignatureRequest { documents: vec![digest_document(b"a contract")], ..bare }
    }
}

/// Port 1 is reserved and nobody listens there: the status service is away.
const NOBODY: &str = "http://127.0.0.1:1";

fn doors(
    country: &Country,
    seed: u64,
    status_url: &str,
    configure: impl FnOnce(&mut SessionConfig),
) -> Router {
    let mut config = SessionConfig::default();
    configure(&mut config);
    let (clock, random) = (Arc::new(country.clock.clone()), Arc::new(SeededRandom::new(seed)));
    router(MobileSignature::new(country.store.door(), clock, random, status_url, &config).unwrap())
}
