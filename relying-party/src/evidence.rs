//! What makes a signature last: a time-stamp, and the status of every certificate in it at that time.

use anyhow::{Context, Result, bail};
use pki_types::ocsp::{CertId, OcspRequest, OcspResponse};
use pki_types::tsp::{MessageImprint, TimeStampRequest, token_for};
use pki_types::{Certificate, Clock, HashAlgorithm, Random, random_array};

use super::bounded_body;

/// Asks for a time-stamp over the octets `data` (for a signature: its value), with a nonce and the certificate.
/// Returns the token, DER. The reply is checked: granted, same imprint, same nonce.
pub async fn time_stamp(
    client: &reqwest::Client,
    url: &str,
    data: &[u8],
    random: &dyn Random,
) -> Result<Vec<u8>> {
    // A nonce is an INTEGER: a first octet below 0x80 and not zero keeps it positive and as long as drawn.
    let mut nonce: [u8; 16] = random_array(random);
    nonce[0] = (nonce[0] & 0x7f) | 0x40;
    let request = TimeStampRequest {
        imprint: MessageImprint::of(HashAlgorithm::Sha256, data),
        policy: None,
        nonce: Some(nonce.to_vec()),
        certificate_requested: true,
    };
    let response = client
        .post(url)
        .header("content-type", "application/timestamp-query")
        .body(request.to_der()?)
        .send()
        .await
        .with_context(|| format!("the time-stamping authority at {url} cannot be reached"))?;
    let status = response.status();
    let body = bounded_body(response).await?;
    if !status.is_success() {
        bail!("the time-stamping authority at {url} answered {status}");
    }
    Ok(token_for(&request, &body)?.der().to_vec())
}

/// Asks for the status of `certificate`, with a nonce, and checks the answer under its issuer. Returns DER.
/// The CertID uses SHA-1 because that is what every reader of signed documents looks for (RFC 6960 §4.1.1).
pub async fn ocsp(
    client: &reqwest::Client,
    url: &str,
    certificate: &Certificate,
    issuer: &Certificate,
    clock: &dyn Clock,
    random: &dyn Random,
) -> Result<Vec<u8>> {
    let nonce: [u8; 32] = random_array(random);
    let cert_id = CertId::for_certificate(certificate, issuer, HashAlgorithm::Sha1);
    let request = OcspRequest { cert_ids: vec![cert_id], nonce: Some(nonce.to_vec()) };
    let response = client
        .post(url)
        .header("content-type", "application/ocsp-request")
        .body(request.to_der())
        .send()
        .await
        .with_context(|| format!("the OCSP responder at {url} cannot be reached"))?;
    let body = bounded_body(response).await?;
    let verified = OcspResponse::from_der(&body)?.verify(issuer, clock.now())?;
    if verified.nonce() != Some(nonce.as_slice()) {
        bail!("the OCSP answer does not carry the nonce of this request");
    }
    if verified.single_for(certificate).is_none() {
        bail!("the OCSP answer speaks of another certificate");
    }
    Ok(body)
}

/// Fetches a file: a CRL or a CA certificate.
pub async fn fetch(client: &reqwest::Client, url: &str) -> Result<Vec<u8>> {
    let response = client.get(url).send().await.with_context(|| format!("{url} cannot be reached"))?;
    let status = response.status();
    let body = bounded_body(response).await?;
    if !status.is_success() {
        bail!("{url} answered {status}");
    }
    Ok(body)
}
