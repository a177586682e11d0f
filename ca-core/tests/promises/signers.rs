//! Status, time and api processes ask for certificates of keys that they made.

use hsm_adapter::{KeyStore as _, Signer};
use pki_types::jws::jws_assemble;
use pki_types::{Certificate, oid, sha256};
use serde_json::Value;
use store::CertificateStatus;
use store::Verdict;
use words::signer_request::{SignerKind, SignerReply, SignerRequest};

use crate::world::*;

impl World {
    async fn identity(&self, role: &str) -> Client {
        let signer = self.keys.signer(&format!("identity-{role}")).unwrap();
        let rows = self.store.certificates_of_key(&signer.public_key().spki_sha256()).await.unwrap();
        let certificate = Certificate::from_der(&rows[0].der).unwrap();
        Client { chain: vec![certificate], signer }
    }

    pub(crate) async fn ask(&self, role: &str, asked: &SignerRequest) -> (Verdict, Value) {
        let identity = self.identity(role).await;
        self.ask_as(&identity, asked).await
    }

    async fn ask_as(&self, client: &Client, asked: &SignerRequest) -> (Verdict, Value) {
        let input = asked.signing_input(&client.chain);
        let body = jws_assemble(&input, &client.signer.sign(&input).unwrap()).unwrap();
        self.hand_in_request(&body).await
    }

    async fn hand_in_request(&self, body: &str) -> (Verdict, Value) {
        let digest = sha256(body.as_bytes());
        let row = store::SignerRequest {
            sha256: digest,
            kind: "claimed".to_owned(),
            body: body.to_owned(),
            created_at: self.now(),
        };
        self.store.door().insert_signer_request(row).await.unwrap();
        self.authority.issue_signer(&digest).await.unwrap();
        self.reply(digest).await
    }

    pub(crate) fn asked(&self, kind: SignerKind, issuer: Option<&str>, key: &dyn Signer) -> SignerRequest {
        SignerRequest {
            kind,
            issuer: issuer.map(str::to_owned),
            spki: key.public_key().spki_der().to_vec(),
            names: Vec::new(),
            iat: self.now(),
            jti: self.id().to_string(),
        }
    }
}

pub(crate) fn issued(reply: &(Verdict, Value)) -> (Certificate, Vec<Certificate>) {
    assert_eq!(reply.0, Verdict::Done, "{}", reply.1);
    let reply: SignerReply = serde_json::from_value(reply.1.clone()).unwrap();
    let chain = reply.chain.iter().map(|pem| Certificate::from_pem(pem).unwrap()).collect();
    (Certificate::from_pem(&reply.certificate).unwrap(), chain)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_process_gets_an_ocsp_signer_for_each_ca() {
    let world = World::new().await;
    for issuer in ["citizens", "services"] {
        let key = new_key();
        let reply = world.ask("status", &world.asked(SignerKind::OcspSigner, Some(issuer), &*key)).await;
        let (certificate, chain) = issued(&reply);
        assert_eq!(certificate.public_key(), key.public_key());
        certificate.verify_issued_by(&chain[0]).unwrap();
        let row = world.store.issuers_of_role(issuer).await.unwrap().remove(0);
        assert_eq!(chain[0].der(), row.certificate);
        assert_eq!(certificate.extended_key_usage().unwrap(), [oid::OCSP_SIGNING]);
        assert!(
            certificate.has_ocsp_nocheck()
                && certificate.crl_urls().is_empty()
                && certificate.ocsp_urls().is_empty()
        );
        let longest = 2_191 * 86_400;
        assert!(certificate.not_after().since(world.now()) >= longest, "it outlives what its CA signs today");
        assert_eq!(world.status_of(&certificate).await, CertificateStatus::Final);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_process_gets_a_time_stamping_unit() {
    let world = World::new().await;
    let key = new_key();
    let (certificate, _) = issued(&world.ask("time", &world.asked(SignerKind::Tsu, None, &*key)).await);
    assert_eq!(certificate.extended_key_usage().unwrap(), [oid::TIME_STAMPING]);
    assert!(certificate.extended_key_usage_is_critical());
    assert!(certificate.policies().contains(&oid::NCP_PLUS));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_process_gets_its_tls_certificate() {
    let world = World::new().await;
    let mut asked = world.asked(SignerKind::TlsServer, None, &*new_key());
    asked.names =
        ["localhost", "127.0.0.1", "::1", "pki.example.org", "api.example.org"].map(str::to_owned).to_vec();
    let (certificate, _) = issued(&world.ask("api", &asked).await);
    assert_eq!(certificate.extended_key_usage().unwrap(), [oid::SERVER_AUTH]);
    let (_, names) = certificate.extension(oid::SUBJECT_ALT_NAME).unwrap();
    for part in [b"localhost".as_slice(), b"api.example.org", &[0x87, 0x04, 127, 0, 0, 1], &[0x87, 0x10]] {
        assert!(names.windows(part.len()).any(|window| window == part), "{part:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_is_the_same_certificate() {
    let world = World::new().await;
    let identity = world.identity("time").await;
    let input = world.asked(SignerKind::Tsu, None, &*new_key()).signing_input(&identity.chain);
    let body = jws_assemble(&input, &identity.signer.sign(&input).unwrap()).unwrap();
    let first = world.hand_in_request(&body).await;
    world.clock.advance(86_400);
    assert_eq!(world.hand_in_request(&body).await, first);
    assert_eq!(world.store.certificates_of_profile("tsu").await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_gets_one_certificate() {
    let world = World::new().await;
    let key = new_key();
    issued(&world.ask("time", &world.asked(SignerKind::Tsu, None, &*key)).await);
    let again = world.ask("time", &world.asked(SignerKind::Tsu, None, &*key)).await;
    assert_eq!(slug(&again), "key-used");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_identity_asks_for_its_own_kind_alone() {
    let world = World::new().await;
    for (role, kind, issuer) in [
        ("time", SignerKind::OcspSigner, Some("citizens")),
        ("api", SignerKind::OcspSigner, Some("citizens")),
        ("status", SignerKind::Tsu, None),
        ("api", SignerKind::Tsu, None),
    ] {
        let reply = world.ask(role, &world.asked(kind, issuer, &*new_key())).await;
        assert_eq!(slug(&reply), "signer-not-allowed", "{role}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_nobody_allowed_are_refused() {
    let world = World::new().await;
    for name in ["www.example.com", "192.0.2.1", "api.example.org.evil.example"] {
        let mut asked = world.asked(SignerKind::TlsServer, None, &*new_key());
        asked.names = vec!["localhost".to_owned(), name.to_owned()];
        assert_eq!(slug(&world.ask("api", &asked).await), "signer-not-allowed", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_refused() {
    let world = World::new().await;
    let asked = |kind, issuer| world.asked(kind, issuer, &*new_key());
    for wrong in [
        asked(SignerKind::OcspSigner, None),
        asked(SignerKind::OcspSigner, Some("root")),
        asked(SignerKind::OcspSigner, Some("nobody")),
        asked(SignerKind::TlsServer, None),
        SignerRequest {
            names: vec!["localhost".to_owned()],
            ..asked(SignerKind::OcspSigner, Some("citizens"))
        },
        SignerRequest { iat: world.now().minus(3_601), ..asked(SignerKind::OcspSigner, Some("citizens")) },
        SignerRequest { iat: world.now().plus(61), ..asked(SignerKind::OcspSigner, Some("citizens")) },
    ] {
        assert_eq!(slug(&world.ask("status", &wrong).await), "signer-request-malformed", "{wrong:?}");
    }
    let citizens = asked(SignerKind::Tsu, Some("citizens"));
    assert_eq!(slug(&world.ask("time", &citizens).await), "signer-request-malformed");
    let no_key = SignerRequest { spki: vec![0x30, 0x00], ..asked(SignerKind::Tsu, None) };
    assert_eq!(slug(&world.ask("time", &no_key).await), "key-refused");
    assert_eq!(slug(&world.hand_in_request("not a JWS").await), "signer-request-malformed");
}

/// An officer, and an identity that was revoked, ask in vain.
#[tokio::test(flavor = "multi_thread")]
async fn only_identities_in_force_ask() {
    let world = World::new().await;
    let asked = world.asked(SignerKind::Tsu, None, &*new_key());
    assert_eq!(slug(&world.ask_as(&world.officer, &asked).await), "identity-certificate");
    let identity = world.identity("time").await;
    let target = words::act::Target::Certificate(identity.certificate().sha256());
    let suspend = words::act::Act::Suspend(words::act::Suspend { target });
    assert_eq!(world.perform(suspend).await.0, Verdict::Done);
    let asked = world.asked(SignerKind::Tsu, None, &*new_key());
    assert_eq!(slug(&world.ask("time", &asked).await), "identity-certificate");
    world.clock.advance(1_826 * 86_400);
    let asked = world.asked(SignerKind::OcspSigner, Some("citizens"), &*new_key());
    assert_eq!(slug(&world.ask("status", &asked).await), "identity-certificate");
}
