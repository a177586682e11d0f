//! Time-stamps, beside a bare server that returns the same octets, each per processor second of its server.

use anyhow::Result;
use pki_types::HashAlgorithm;
use pki_types::tsp::{MessageImprint, TimeStampRequest};

use crate::measure::{Figures, ROUNDS, SERVICE, rate_of};
use crate::peers::bare_server;
use crate::report::{Goal, Report};
use crate::requests::per_processor_second;
use crate::scene::Scene;

pub(crate) async fn signed(scene: &Scene, report: &mut Report) -> Result<()> {
    let query = TimeStampRequest {
        imprint: MessageImprint::of(HashAlgorithm::Sha256, b"document"),
        policy: None,
        nonce: Some(vec![7; 16]),
        certificate_requested: true,
    };
    let query = query.to_der()?;
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = &scene.country.time_stamp;
    let post = |url: &str| {
        client.post(url).header("content-type", "application/timestamp-query").body(query.clone())
    };
    let token = post(url).send().await?.error_for_status()?.bytes().await?.to_vec();
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_name("bare").enable_all().build()?;
    let bare = bare_server(&runtime, token).await?;
    let (_, signer) = hsm_adapter::generate_client_key()?;
    let (mut ours, mut bares, mut signs) = (Figures::default(), Figures::default(), Figures::default());
    for _ in 0..ROUNDS {
        ours.add(per_processor_second(&SERVICE, || post(url)).await?);
        bares.add(per_processor_second(&["bare"], || post(&bare)).await?);
        signs.add(rate_of(|| signer.sign(&[7; 300]).map(drop).map_err(Into::into))?);
    }
    runtime.shutdown_background();
    let limit = bares.with(&signs, |bare, sign| 1.0 / (1.0 / bare + 1.0 / sign));
    eprintln!(
        "time-stamps: {ours} per processor second of the service; bare server H {bares}, P-256 signatures S {signs}"
    );
    report.promise("time-stamps, of 1/(1/H + 1/S)", ours.beside(&limit), Goal::AtLeast(0.7));
    Ok(())
}
