//! What a completed session releases, with a responder that answers, lies or sleeps.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use http_kit::{Limits, Listener, Security, StopTrigger};
use pki_types::encoding::{base64, base64_decode};
use pki_types::ocsp::{
    CertStatus, Nonce, OcspResponse, ReceivedRequest, ResponderId, SingleResponse, assemble_response,
    response_to_be_signed,
};
use pki_types::{Certificate, Clock, SeededRandom, SignatureAlgorithm};

use crate::client::{Answer, say, start, status};
use crate::scene::Scene;
use crate::worker;

/// A listener for a responder that is made later, because it needs the scene that is configured with its address.
async fn reserve() -> Listener {
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Listener::bind("status", anywhere, Security::LoopbackOnly, Limits::default()).await.unwrap()
}

/// Has Asha sign, with this responder for the country, and fetches the result.
async fn result<F>(responder: impl FnOnce(&Scene) -> Router, check: F)
where
    F: FnOnce(&Scene, Answer),
{
    let listener = reserve().await;
    let address = listener.local_address();
    let scene = Scene::with_status(&format!("http://{address}"), |_| {}).await;
    worker::employ(&scene);
    let (_trigger, stop) = StopTrigger::new();
    let served = tokio::spawn(listener.serve(responder(&scene), Arc::new(SeededRandom::new(3)), stop));
    let session = start(&scene, &scene.bank, scene.bank.sign_request(&scene.request("one")))
        .await
        .text("session")
        .to_owned();
    let statement = scene.store.statement(&session.parse().unwrap()).await.unwrap().unwrap();
    say(&scene, scene.asha.answer(&session, statement.sha256, scene.now())).await;
    check(&scene, status(&scene, &scene.bank, &session, "?wait=5&known=answered").await);
    served.abort();
}

/// An OCSP responder that signs as the issuing CA, with another nonce where `nonce` says so.
fn responder(scene: &Scene, nonce: fn(Nonce) -> Nonce) -> Router {
    let authority = scene.citizens.clone();
    let clock = scene.clock.clone();
    let answer = move |body: Bytes| async move {
        let request = ReceivedRequest::from_der(&body).unwrap();
        let now = clock.now();
        let single = SingleResponse {
            cert_id: request.cert_ids[0].clone(),
            status: CertStatus::Good,
            this_update: now,
            next_update: None,
            archive_cutoff: None,
        };
        let nonce = request.nonce.map(nonce);
        let tbs = response_to_be_signed(
            ResponderId::by_key(&authority.certificate),
            now,
            &[single],
            nonce.as_ref(),
        );
        let signature = authority.sign(&tbs);
        assemble_response(&tbs, SignatureAlgorithm::EcdsaSha256, &signature, &[]).unwrap()
    };
    Router::new().route("/ocsp", post(answer))
}

#[tokio::test]
async fn a_result_has_all_that_a_relying_party_needs() {
    result(
        |scene| responder(scene, |nonce| nonce),
        |scene, answer| {
            let result = &answer.body["result"];
            assert_eq!(answer.text("state"), "completed");
            assert_eq!(
                (&result["signatures"], result["signature_algorithm"].as_str()),
                (&serde_json::json!(["MAA="]), Some("ES256"))
            );
            assert_eq!(result["certificate"], base64(scene.asha.signature.certificate.der()));
            let chain = [&scene.citizens.certificate, &scene.root.certificate].map(|one| base64(one.der()));
            assert_eq!(result["chain"], serde_json::json!(chain));
            assert_eq!(result["statement"], format!("statement-of-{}", answer.text("session")));
            assert_eq!(result["receipt"], "receipt");

            let ocsp = base64_decode(result["ocsp"].as_str().unwrap()).unwrap();
            let issuer: &Certificate = &scene.citizens.certificate;
            let verified = OcspResponse::from_der(&ocsp).unwrap().verify(issuer, scene.now()).unwrap();
            let single = verified.single_for(&scene.asha.signature.certificate).unwrap();
            assert_eq!(single.status, CertStatus::Good);
        },
    )
    .await;
}

#[tokio::test]
async fn an_answer_for_somebody_elses_question_is_left_out() {
    result(
        |scene| {
            responder(scene, |asked| {
                let other = asked.extension_value().iter().map(|octet| octet ^ 1);
                Nonce::new(&other.collect::<Vec<_>>())
            })
        },
        |_, answer| {
            assert_eq!(answer.text("state"), "completed");
            assert!(answer.body["result"].get("ocsp").is_none());
        },
    )
    .await;
}

#[tokio::test]
async fn a_responder_that_sleeps_delays_a_result_for_a_second_only() {
    let began = std::time::Instant::now();
    result(
        |_| Router::new().route("/ocsp", post(std::future::pending::<String>)),
        |_, answer| {
            assert_eq!(answer.text("state"), "completed");
            assert!(answer.body["result"].get("ocsp").is_none());
        },
    )
    .await;
    assert!(began.elapsed() < std::time::Duration::from_secs(5));
}

#[tokio::test]
async fn a_responder_that_is_away_or_redirects_is_not_followed() {
    result(
        |_| {
            Router::new()
                .route("/ocsp", post(|| async { axum::response::Redirect::temporary("http://127.0.0.1:1/") }))
        },
        |_, answer| {
            assert!(answer.body["result"].get("ocsp").is_none() && answer.text("state") == "completed")
        },
    )
    .await;
}

#[tokio::test]
async fn the_status_address_is_checked_when_the_doors_are_made() {
    use mobile_sig_api::{Error, MobileSignature, SessionConfig};
    let scene = Scene::without_worker(|_| {}).await;
    for wrong in [
        "",
        "127.0.0.1:7604",
        "https://status.example",
        "http://status.example/",
        "http://status.example/ocsp",
        "http://status.example?x",
    ] {
        let config = SessionConfig::default();
        let random = Arc::new(SeededRandom::new(1));
        let made =
            MobileSignature::new(scene.store.door(), Arc::new(scene.clock.clone()), random, wrong, &config);
        assert!(matches!(made.err(), Some(Error::StatusUrl { found }) if found == wrong));
    }
}
