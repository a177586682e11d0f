//! Keys that are exchanged while answers are made.

use std::sync::Arc;

use hsm_adapter::{Error as KeyError, Signer};
use ocsp_responder::DelegatedSigner;
use ocsp_responder::signers::USE_AT_MOST_SECONDS;
use pki_types::ocsp::{CertStatus, OcspErrorStatus, OcspRequest, OcspResponse, error_response};
use pki_types::{HashAlgorithm, PublicKey, SignatureAlgorithm};
use test_country::{CITIZENS, Profile, nocheck};

use crate::country::Country;

#[tokio::test]
async fn the_next_answer_is_signed_by_the_new_key() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let request =
        OcspRequest { cert_ids: vec![country.cert_id(CITIZENS, &person, HashAlgorithm::Sha1)], nonce: None };
    let mut signers = Vec::new();
    for name in ["second signer", "third signer"] {
        let certificate = country.rotate(CITIZENS, name);
        let reply = country.post("/ocsp", request.to_der()).await;
        let response = OcspResponse::from_der(&reply.body).unwrap();
        let now = pki_types::Clock::now(&country.clock);
        let verified = response.verify(&country.citizens.certificate, now).unwrap();
        assert_eq!(verified.signer(), &certificate);
        signers.push(certificate.public_key().clone());
    }
    assert_ne!(signers[0], signers[1]);
}

#[tokio::test]
async fn a_key_stops_when_its_time_is_over() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let signer = country.signers.of(CITIZENS).unwrap();
    let begin = signer.certificate().not_before();

    country.clock.set(begin.plus(USE_AT_MOST_SECONDS - 1));
    assert_eq!(country.ask(CITIZENS, &person).await.status, CertStatus::Good);
    country.responder.ready().unwrap();

    country.clock.advance(1);
    let request =
        OcspRequest { cert_ids: vec![country.cert_id(CITIZENS, &person, HashAlgorithm::Sha1)], nonce: None };
    let reply = country.post("/ocsp", request.to_der()).await;
    assert_eq!(reply.body, error_response(OcspErrorStatus::TryLater));
    assert!(country.responder.ready().is_err());
}

#[tokio::test]
async fn only_a_delegate_of_the_issuer_becomes_a_signer() {
    let country = Country::new().await;
    let issuer = &country.citizens.certificate;
    let refused = |found: Result<DelegatedSigner, ocsp_responder::Error>, why: &str| {
        let error = found.map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    };
    let holder = country.citizens.issue(Profile::OcspSigner, "Signer");
    let other = country.citizens.issue(Profile::OcspSigner, "Other");
    refused(DelegatedSigner::new(holder.certificate.clone(), other.key.signer(), issuer), "its key");
    let services = &country.services.certificate;
    refused(DelegatedSigner::new(holder.certificate.clone(), holder.key.signer(), services), "its issuer");
    let person = country.citizens.issue(Profile::Signature, "Person");
    refused(
        DelegatedSigner::new(person.certificate.clone(), person.key.signer(), issuer),
        "extended key usage",
    );
    let checked = country.citizens.issue_with(Profile::OcspSigner, "Signer without nocheck", |params| {
        params.custom_extensions.retain(|extension| *extension != nocheck());
    });
    refused(DelegatedSigner::new(checked.certificate.clone(), checked.key.signer(), issuer), "nocheck");
}

/// A key whose signatures do not verify, as of a broken module.
struct Broken(Arc<dyn Signer>);

impl Signer for Broken {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.0.algorithm()
    }

    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.0.sign(b"something else")
    }
}

#[tokio::test]
async fn a_broken_key_is_noticed_before_anybody_gets_its_answer() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let holder = country.citizens.issue(Profile::OcspSigner, "Broken signer");
    let broken = Arc::new(Broken(holder.key.signer()));
    let signer = DelegatedSigner::new(holder.certificate, broken, &country.citizens.certificate).unwrap();
    country.signers.replace(CITIZENS, signer);
    let request =
        OcspRequest { cert_ids: vec![country.cert_id(CITIZENS, &person, HashAlgorithm::Sha1)], nonce: None };
    let reply = country.post("/ocsp", request.to_der()).await;
    assert_eq!(reply.body, error_response(OcspErrorStatus::InternalError));
}
