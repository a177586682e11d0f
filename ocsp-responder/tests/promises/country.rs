//! A small country for the tests: a store with a root and two issuing CAs, and the status door over it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use futures_util::FutureExt;
use hsm_adapter::{Signer, signer_from_pem};
use http_body_util::BodyExt;
use ocsp_responder::{DelegatedSigner, OcspConfig, OcspResponder, PracticeStatement, SignerSet, router};
use pki_types::ocsp::{CertId, OcspRequest, OcspResponse, SingleResponse};
use pki_types::serial::Serial;
use pki_types::{Certificate, HashAlgorithm, ManualClock, Reason, SeededRandom, UnixTime, sha256};
use store::{IssuedCertificate, Issuer, IssuerId, NewIntent, Revocation, Store, StoredCrl};
use tower::ServiceExt;
use words::leaf::{self, Leaf};

use crate::pki::{self, Authority, Holder};

/// Five days after the certificates of the tests begin.
pub(crate) const START: UnixTime = pki::NOT_BEFORE.plus(5 * 24 * 3600);
pub(crate) const ROOT: IssuerId = IssuerId(1);
pub(crate) const CITIZENS: IssuerId = IssuerId(2);
pub(crate) const SERVICES: IssuerId = IssuerId(3);

pub(crate) struct Country {
    pub(crate) clock: ManualClock,
    pub(crate) store: Store,
    pub(crate) root: Authority,
    pub(crate) citizens: Authority,
    pub(crate) services: Authority,
    pub(crate) signers: Arc<SignerSet>,
    pub(crate) responder: OcspResponder,
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
        let country = Self::without_signers().await;
        country.rotate(CITIZENS, "OCSP signer of the citizens' CA");
        country.rotate(SERVICES, "OCSP signer of the services' CA");
        country
    }

    pub(crate) async fn without_signers() -> Self {
        let clock = ManualClock::new(START);
        let store = Store::in_memory(Arc::new(clock.clone())).await.expect("a store");
        let root = Authority::new("Root of a test");
        let citizens = root.subordinate("Citizens' CA of a test");
        let services = root.subordinate("Services' CA of a test");
        for (id, name, authority) in
            [(ROOT, "root", &root), (CITIZENS, "citizens", &citizens), (SERVICES, "services", &services)]
        {
            let certificate = authority.certificate().der().to_vec();
            let issuer = Issuer {
                id,
                name: name.to_owned(),
                role: name.to_owned(),
                generation: 1,
                certificate,
                crl_shards: 1,
                created_at: START,
            };
            store
                .transaction::<_, store::Error, _>("test: issuer", move |transaction| {
                    async move { transaction.insert_issuer(&issuer).await }.boxed()
                })
                .await
                .expect("a new issuer");
        }
        let signers = Arc::new(SignerSet::new());
        let responder = OcspResponder::start(
            store.door(),
            Arc::clone(&signers),
            Arc::new(clock.clone()),
            PracticeStatement::text("Nothing is promised in a test."),
            OcspConfig::default(),
        )
        .await
        .expect("a responder");
        Self { clock, store, root, citizens, services, signers, responder }
    }

    pub(crate) fn authority(&self, issuer: IssuerId) -> &Authority {
        match issuer {
            ROOT => &self.root,
            CITIZENS => &self.citizens,
            _ => &self.services,
        }
    }

    /// Puts a new signer in the place of the one that signs for `issuer`; gives its certificate.
    pub(crate) fn rotate(&self, issuer: IssuerId, name: &str) -> Certificate {
        let authority = self.authority(issuer);
        let holder = authority.issue(name, pki::ocsp_signer);
        let signer =
            DelegatedSigner::new(holder.certificate.clone(), signer_of(&holder), authority.certificate());
        self.signers.replace(issuer, signer.expect("an OCSP signer"));
        holder.certificate
    }

    pub(crate) fn router(&self) -> Router {
        let random = Arc::new(SeededRandom::new(1));
        http_kit::dressed(router(self.responder.clone()), "status", random)
    }

    /// Writes down the intent of a certificate; it is not final yet.
    pub(crate) async fn intend(&self, issuer: IssuerId, name: &str) -> Holder {
        self.intend_with(issuer, name, pki::person).await
    }

    /// The same, of a certificate that `change` edits before it is signed.
    pub(crate) async fn intend_with(
        &self,
        issuer: IssuerId,
        name: &str,
        change: impl FnOnce(&mut rcgen::CertificateParams),
    ) -> Holder {
        let holder = self.authority(issuer).issue(name, change);
        let intent = NewIntent {
            issuer,
            serial: serial(&holder.certificate),
            request_sha256: sha256(name.as_bytes()),
            profile: "citizen-signature".to_owned(),
            tbs: holder.certificate.tbs_der().to_vec(),
            spki_sha256: holder.certificate.public_key().spki_sha256(),
            spki_may_repeat: false,
            profile_digest: sha256(b"profile"),
        };
        self.store
            .transaction::<_, store::Error, _>("test: intent", move |transaction| {
                async move { transaction.record_intent(&intent, &leaf()).await }.boxed()
            })
            .await
            .expect("a new intent");
        holder
    }

    pub(crate) async fn finalise(&self, issuer: IssuerId, holder: &Holder) {
        let certificate = &holder.certificate;
        let issued = IssuedCertificate {
            issuer,
            serial: serial(certificate),
            sha256: certificate.sha256(),
            der: certificate.der().to_vec(),
            profile: "citizen-signature".to_owned(),
            person: None,
            device: None,
            relying_party: None,
            subject_key_sha256: certificate.public_key().spki_sha256(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            created_at: START,
        };
        self.store
            .transaction::<_, store::Error, _>("test: final", move |transaction| {
                async move { transaction.finalise_intent(&issued, &leaf()).await }.boxed()
            })
            .await
            .expect("a live intent");
    }

    /// A certificate, issued and final.
    pub(crate) async fn issue(&self, issuer: IssuerId, name: &str) -> Holder {
        let holder = self.intend(issuer, name).await;
        self.finalise(issuer, &holder).await;
        holder
    }

    pub(crate) async fn burn(&self, issuer: IssuerId, holder: &Holder) {
        let serial = serial(&holder.certificate);
        self.store
            .transaction::<_, store::Error, _>("test: burn", move |transaction| {
                async move { transaction.burn_intent(issuer, &serial, &leaf()).await }.boxed()
            })
            .await
            .expect("a live intent");
    }

    pub(crate) async fn hold(&self, issuer: IssuerId, holder: &Holder) {
        let serial = serial(&holder.certificate);
        self.store
            .transaction::<_, store::Error, _>("test: hold", move |transaction| {
                async move { transaction.begin_hold(issuer, &serial, None, &leaf()).await }.boxed()
            })
            .await
            .expect("a certificate that is not held");
    }

    pub(crate) async fn release(&self, issuer: IssuerId, holder: &Holder) {
        let serial = serial(&holder.certificate);
        self.store
            .transaction::<_, store::Error, _>("test: release", move |transaction| {
                async move { transaction.end_hold(issuer, &serial, None, &leaf()).await }.boxed()
            })
            .await
            .expect("a held certificate");
    }

    pub(crate) async fn revoke(
        &self,
        issuer: IssuerId,
        holder: &Holder,
        revoked_at: UnixTime,
        reason: Reason,
    ) {
        let serial = serial(&holder.certificate);
        let revocation =
            Revocation { issuer, serial, revoked_at, reason, act_sha256: None, created_at: revoked_at };
        self.store
            .transaction::<_, store::Error, _>("test: revoke", move |transaction| {
                async move { transaction.insert_revocation(&revocation, &leaf()).await }.boxed()
            })
            .await
            .expect("a revocation");
    }

    pub(crate) async fn publish(&self, crl: StoredCrl) {
        self.store
            .transaction::<_, store::Error, _>("test: list", move |transaction| {
                async move { transaction.insert_crl(&crl).await }.boxed()
            })
            .await
            .expect("a newer list");
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
        CertId::for_certificate(&holder.certificate, self.authority(issuer).certificate(), hash)
    }

    /// Asks about one certificate of `issuer` as a client does, and believes the answer only after verifying it.
    pub(crate) async fn ask(&self, issuer: IssuerId, holder: &Holder) -> SingleResponse {
        let nonce = Some(vec![0x5a; 32]);
        let request =
            OcspRequest { cert_ids: vec![self.cert_id(issuer, holder, HashAlgorithm::Sha256)], nonce };
        let reply = self.post("/ocsp", request.to_der()).await;
        assert_eq!(reply.status, StatusCode::OK);
        let response = OcspResponse::from_der(&reply.body).expect("a successful answer");
        let now = pki_types::Clock::now(&self.clock);
        let verified =
            response.verify(self.authority(issuer).certificate(), now).expect("signed by a delegate");
        assert_eq!(verified.nonce(), request.nonce.as_deref());
        verified.single_for(&holder.certificate).expect("an answer about this certificate").clone()
    }
}

pub(crate) fn signer_of(holder: &Holder) -> Arc<dyn Signer> {
    signer_from_pem(&holder.key.serialize_pem()).expect("a P-256 key")
}

pub(crate) fn serial(certificate: &Certificate) -> Serial {
    Serial::from_bytes(certificate.serial_bytes()).expect("16 octets of ours")
}

fn leaf() -> Leaf {
    Leaf::Refusal(leaf::Refusal {
        request_sha256: sha256(b"test"),
        problem: "test".to_owned(),
        at: UnixTime::from_seconds(0),
    })
}
