//! OCSP answers that are signed for each request (it has a nonce), beside a bare server that returns the same octets and
//! beside `openssl ocsp`, each per processor second of its server.

use anyhow::{Context, Result, anyhow};
use pki_types::HashAlgorithm;
use pki_types::ocsp::{CertId, OcspRequest};

use crate::measure::{Figures, ROUNDS, SERVICE, count};
use crate::measure::{processor_seconds_of, processor_seconds_of_threads, rate_of};
use crate::peers::{OpensslResponder, bare_server};
use crate::report::{Goal, Report};
use crate::scene::Scene;

const A_ROUND: usize = 3_200;
const CONNECTIONS: usize = 32;
const OPENSSL_A_ROUND: usize = 2_000;

pub(crate) async fn signed_for_each_request(scene: &Scene, report: &mut Report) -> Result<()> {
    let credentials = scene.credentials("relying-party")?;
    let issuer = credentials.chain.first().context("the chain names the issuer")?;
    let id = CertId::for_certificate(&credentials.certificate, issuer, HashAlgorithm::Sha1);
    let request = OcspRequest { cert_ids: vec![id], nonce: Some(vec![7; 32]) }.to_der();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = &scene.country.status.ocsp;
    let sent = client.post(url).header("content-type", MEDIA_TYPE).body(request.clone()).send().await?;
    let answer = sent.error_for_status()?.bytes().await?.to_vec();
    let bare_runtime =
        tokio::runtime::Builder::new_multi_thread().thread_name("bare").enable_all().build()?;
    let bare = bare_server(&bare_runtime, answer.clone()).await?;
    let peer = OpensslResponder::start(scene.home.path(), 27_690)?;
    let (_, signer) = hsm_adapter::generate_client_key()?;
    let (mut ours, mut bares, mut signs, mut openssl) =
        (Figures::default(), Figures::default(), Figures::default(), Figures::default());
    for _ in 0..ROUNDS {
        ours.add(per_processor_second(&client, url, &request, &SERVICE).await?);
        bares.add(per_processor_second(&client, &bare, &request, &["bare"]).await?);
        signs.add(rate_of(|| signer.sign(&answer[..500.min(answer.len())]).map(drop).map_err(Into::into))?);
        openssl.add(openssl_per_processor_second(&peer)?);
    }
    bare_runtime.shutdown_background();
    drop(peer);
    eprintln!(
        "OCSP, signed for each request: {ours} per processor second of the service; bare server H {bares}, P-256 signatures S \
         {signs}, openssl ocsp {openssl}"
    );
    let limit = bares.with(&signs, |bare, sign| 1.0 / (1.0 / bare + 1.0 / sign));
    report.promise(
        "OCSP answers signed for each request, of 1/(1/H + 1/S)",
        ours.beside(&limit),
        Goal::AtLeast(0.6),
    );
    report.promise(
        "OCSP answers signed for each request, of openssl ocsp",
        ours.beside(&openssl),
        Goal::AtLeast(2.0),
    );
    Ok(())
}

const MEDIA_TYPE: &str = "application/ocsp-request";

/// Requests for each processor second of the server's threads.
async fn per_processor_second(
    client: &reqwest::Client,
    url: &str,
    body: &[u8],
    threads: &[&str],
) -> Result<f64> {
    let before = processor_seconds_of_threads(threads)?;
    let workers = (0..CONNECTIONS).map(|_| async {
        for _ in 0..A_ROUND / CONNECTIONS {
            let sent = client.post(url).header("content-type", MEDIA_TYPE).body(body.to_vec()).send().await?;
            sent.error_for_status()?.bytes().await?;
        }
        Ok::<(), reqwest::Error>(())
    });
    futures_util::future::try_join_all(workers).await.map_err(|error| anyhow!(error))?;
    Ok(count(A_ROUND) / (processor_seconds_of_threads(threads)? - before))
}

fn openssl_per_processor_second(peer: &OpensslResponder) -> Result<f64> {
    let before = processor_seconds_of(peer.id())?;
    for _ in 0..OPENSSL_A_ROUND {
        peer.ask()?;
    }
    Ok(count(OPENSSL_A_ROUND) / (processor_seconds_of(peer.id())? - before))
}
