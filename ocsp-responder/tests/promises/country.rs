//! A small country for the tests, and the status door over it.

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use ocsp_responder::{DelegatedSigner, OcspConfig, OcspResponder, PracticeStatement, SignerSet, router};
use pki_types::ocsp::{CertId, OcspRequest, OcspResponse, SingleResponse};
use pki_types::{Certificate, HashAlgorithm, SeededRandom, UnixTime};
use store::{IssuerId, StoredCrl};
use test_country::{CITIZENS, Holder, Of, Profile, SERVICES};
use tower::ServiceExt;

pub(crate) const START: UnixTime = test_country::NOW;

pub(crate) struct Country {
    country: test_country::Country,
    pub(crate) signers: Arc<SignerSet>,
    pub(crate) responder: OcspResponder,
}

impl Deref for Country {
    type Target = test_country::Country;

    fn deref(&self) -> &test_country::Country {
        &self.country
    }
}

/// What came back over HTTP.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("our headers are ASCII"))
    }
}

impl Country {
    /// With a signer for each issuing CA.
    pub(crate) async fn new() -> Self {
        Self::without_signers().await.with_signers()
    }

    pub(crate) fn with_signers(self) -> Self {
        self.rotate(CITIZENS, "OCSP signer of the citizens' CA");
        self.rotate(SERVICES, "OCSP signer of the services' CA");
        self
    }

    pub(crate) async fn without_signers() -> Self {
        Self::configured(OcspConfig::default()).await
    }

    /// The same, with this configuration.
    pub(crate) async fn configured(config: OcspConfig) -> Self {
        let country = test_country::Country::new().await;
        let signers = Arc::new(SignerSet::new());
        let responder = OcspResponder::start(
            country.store.door(),
            Arc::clone(&signers),
            Arc::new(country.clock.clone()),
            PracticeStatement::text("Nothing is promised in a test."),
            config,
        )
        .await
        .expect("a responder");
        Self { country, signers, responder }
    }

    /// Puts a new signer in the place of the one that signs for `issuer`; gives its certificate.
    pub(crate) fn rotate(&self, issuer: IssuerId, name: &str) -> Certificate {
        let authority = self.authority(issuer);
        let holder = authority.issue(Profile::OcspSigner, name);
        let signer =
            DelegatedSigner::new(holder.certificate.clone(), holder.key.signer(), &authority.certificate);
        self.signers.replace(issuer, signer.expect("an OCSP signer"));
        holder.certificate
    }

    pub(crate) fn router(&self) -> Router {
        let random = Arc::new(SeededRandom::new(1));
        http_kit::dressed(router(self.responder.clone()), "status", random)
    }

    /// Writes down the intent of a person's certificate; it is not final yet.
    pub(crate) async fn intend(&self, issuer: IssuerId, name: &str) -> Holder {
        self.intend_with(issuer, name, |_| {}).await
    }

    /// The same, of a certificate that `change` edits before it is signed.
    pub(crate) async fn intend_with(
        &self,
        issuer: IssuerId,
        name: &str,
        change: impl FnOnce(&mut rcgen::CertificateParams),
    ) -> Holder {
        let holder = self.authority(issuer).issue_with(Profile::Signature, name, change);
        self.country.intend(&holder).await;
        holder
    }

    /// A certificate, issued and final.
    pub(crate) async fn issue(&self, issuer: IssuerId, name: &str) -> Holder {
        let holder = self.intend(issuer, name).await;
        self.finalise(&holder, Of::default()).await;
        holder
    }

    pub(crate) async fn publish(&self, crl: StoredCrl) {
        self.write(move |unit| Box::pin(async move { unit.insert_crl(crl).await })).await;
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router().oneshot(request).await.expect("a router always answers");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    pub(crate) async fn post(&self, path: &str, body: Vec<u8>) -> Reply {
        let request = Request::post(path).header("content-type", "application/ocsp-request");
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    pub(crate) fn cert_id(&self, issuer: IssuerId, holder: &Holder, hash: HashAlgorithm) -> CertId {
        CertId::for_certificate(&holder.certificate, &self.authority(issuer).certificate, hash)
    }

    /// Asks about one certificate of `issuer` as a client does, and believes the answer only after verifying it.
    pub(crate) async fn ask(&self, issuer: IssuerId, holder: &Holder) -> SingleResponse {
        let nonce = Some(vec![0x5a; 32]);
        let request =
            OcspRequest { cert_ids: vec![self.cert_id(issuer, holder, HashAlgorithm::Sha256)], nonce };
        let reply = self.post("/ocsp", request.to_der()).await;
        assert_eq!(reply.status, StatusCode::OK);
        let response = OcspResponse::from_der(&reply.body).expect("a successful answer");
        let verified =
            response.verify(&self.authority(issuer).certificate, self.now()).expect("signed by a delegate");
        assert_eq!(verified.nonce(), request.nonce.as_deref());
        verified.single_for(&holder.certificate).expect("an answer about this certificate").clone()
    }
}
