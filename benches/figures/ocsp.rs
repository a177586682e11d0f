//! OCSP answers that are signed for each request (it has a nonce), and those that were made before (it has none), beside a bare server
//! that returns the same octets and beside `openssl ocsp`, each per processor second of its server.

use anyhow::{Context, Result};
use pki_types::HashAlgorithm;
use pki_types::encoding::base64;
use pki_types::ocsp::{CertId, OcspRequest};

use crate::measure::{Figures, ROUNDS, SERVICE, count, processor_seconds_of, rate_of};
use crate::peers::{OpensslResponder, bare_server};
use crate::report::{Goal, Report};
use crate::requests::per_processor_second;
use crate::scene::Scene;

const OPENSSL_A_ROUND: usize = 2_000;

pub(crate) async fn signed_for_each_request(scene: &Scene, report: &mut Report) -> Result<()> {
    let credentials = scene.credentials("relying-party")?;
    let issuer = credentials.chain.first().context("the chain names the issuer")?;
    let id = CertId::for_certificate(&credentials.certificate, issuer, HashAlgorithm::Sha1);
    let plain = OcspRequest { cert_ids: vec![id.clone()], nonce: None }.to_der();
    let request = OcspRequest { cert_ids: vec![id], nonce: Some(vec![7; 32]) }.to_der();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = &scene.country.status.ocsp;
    let in_path = base64(&plain).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let post = |url: &str, body: &[u8]| {
        client.post(url).header("content-type", "application/ocsp-request").body(body.to_vec())
    };
    let get = |url: &str| client.get(format!("{}/{in_path}", url.trim_end_matches('/')));
    let answer = post(url, &request).send().await?.error_for_status()?.bytes().await?.to_vec();
    let bare_runtime =
        tokio::runtime::Builder::new_multi_thread().thread_name("bare").enable_all().build()?;
    let bare = bare_server(&bare_runtime, answer.clone()).await?;
    let peer = OpensslResponder::start(scene.home.path(), 27_690)?;
    let (_, signer) = hsm_adapter::generate_client_key()?;
    let mut all: [Figures; 7] = Default::default();
    let [ours, bares, signs, openssl, posts, gets, bare_gets] = &mut all;
    for _ in 0..ROUNDS {
        ours.add(per_processor_second(&SERVICE, || post(url, &request)).await?);
        bares.add(per_processor_second(&["bare"], || post(&bare, &request)).await?);
        signs.add(rate_of(|| signer.sign(&answer[..500.min(answer.len())]).map(drop).map_err(Into::into))?);
        openssl.add(openssl_per_processor_second(&peer)?);
        posts.add(per_processor_second(&SERVICE, || post(url, &plain)).await?);
        gets.add(per_processor_second(&SERVICE, || get(url)).await?);
        bare_gets.add(per_processor_second(&["bare"], || get(&bare)).await?);
    }
    bare_runtime.shutdown_background();
    drop(peer);
    eprintln!(
        "OCSP per processor second of the service: {ours} signed for each request; made before: POST {posts}, GET {gets}; bare \
         server H {bares} (GET {bare_gets}), P-256 signatures S {signs}, openssl ocsp {openssl}"
    );
    let limit = bares.with(signs, |bare, sign| 1.0 / (1.0 / bare + 1.0 / sign));
    let signed = "OCSP answers signed for each request";
    report.promise(format!("{signed}, of 1/(1/H + 1/S)"), ours.beside(&limit), Goal::AtLeast(0.6));
    report.promise(format!("{signed}, of openssl ocsp"), ours.beside(openssl), Goal::AtLeast(2.0));
    report.promise("OCSP answers made before, POST, of H", posts.beside(bares), Goal::AtLeast(0.8));
    report.promise("OCSP answers made before, GET, of H", gets.beside(bare_gets), Goal::AtLeast(0.8));
    report.promise("OCSP answers made before, of openssl ocsp", posts.beside(openssl), Goal::AtLeast(8.0));
    Ok(())
}

fn openssl_per_processor_second(peer: &OpensslResponder) -> Result<f64> {
    let before = processor_seconds_of(peer.id())?;
    for _ in 0..OPENSSL_A_ROUND {
        peer.ask()?;
    }
    Ok(count(OPENSSL_A_ROUND) / (processor_seconds_of(peer.id())? - before))
}
