//! What makes a signature last: a time-stamp, and the status of every certificate in it at that time.

use pki_types::ocsp::{CertId, OcspRequest, OcspResponse};
use pki_types::tsp::{MessageImprint, TimeStampRequest, token_for};
use pki_types::{Certificate, Clock, HashAlgorithm, Random, encoding, random_array};

use crate::error::equal;
use crate::{Error, http};

/// The doors, as errors name them.
const TIME_STAMPS: &str = "time-stamping authority";
const RESPONDER: &str = "OCSP responder";

/// Asks for a time-stamp over the octets `data` (for a signature: its value), with a nonce and the certificate.
/// Returns the token, DER. The reply is checked: granted, same imprint, same nonce.
///
/// # Errors
/// Nobody answers at `url`, or the reply is refused.
pub async fn time_stamp(
    client: &reqwest::Client,
    url: &str,
    data: &[u8],
    random: &dyn Random,
) -> Result<Vec<u8>, Error> {
    // A nonce is an INTEGER: a first octet below 0x80 and not zero keeps it positive and as long as drawn.
    let mut nonce: [u8; 16] = random_array(random);
    nonce[0] = (nonce[0] & 0x7f) | 0x40;
    let query = TimeStampRequest {
        imprint: MessageImprint::of(HashAlgorithm::Sha256, data),
        policy: None,
        nonce: Some(nonce.to_vec()),
        certificate_requested: true,
    };
    let der = query.to_der().map_err(Error::format("the request for a time-stamp"))?;
    let request = client.post(url).header("content-type", "application/timestamp-query").body(der);
    let body = http::octets(request, TIME_STAMPS, url).await?;
    let token = token_for(&query, &body).map_err(Error::format("the time-stamp"))?;
    Ok(token.der().to_vec())
}

/// Asks for the status of `certificate`, with a nonce, and checks the answer under its issuer. Returns DER.
/// The CertID uses SHA-1 because that is what every reader of signed documents looks for (RFC 6960 §4.1.1).
///
/// # Errors
/// Nobody answers at `url`, or the answer is not the issuer's word about this certificate, made now. Whether it says that
/// the certificate is good is the caller's to read.
pub async fn ocsp(
    client: &reqwest::Client,
    url: &str,
    certificate: &Certificate,
    issuer: &Certificate,
    clock: &dyn Clock,
    random: &dyn Random,
) -> Result<Vec<u8>, Error> {
    const WHAT: &str = "the OCSP answer";
    let nonce: [u8; 32] = random_array(random);
    let cert_id = CertId::for_certificate(certificate, issuer, HashAlgorithm::Sha1);
    let query = OcspRequest { cert_ids: vec![cert_id], nonce: Some(nonce.to_vec()) };
    let request = client.post(url).header("content-type", "application/ocsp-request").body(query.to_der());
    let body = http::octets(request, RESPONDER, url).await?;
    let verified = OcspResponse::from_der(&body)
        .and_then(|answer| answer.verify(issuer, clock.now()))
        .map_err(Error::format(WHAT))?;
    let repeated = verified.nonce().map_or("missing".to_owned(), encoding::hex);
    equal("the nonce of the OCSP answer", &repeated, &encoding::hex(&nonce))?;
    if verified.single_for(certificate).is_none() {
        return Err(Error::Missing("the OCSP answer speaks of another certificate"));
    }
    Ok(body)
}

/// Fetches a file: a CRL or a CA certificate.
///
/// # Errors
/// Nobody answers at `url`, or with another status than success.
pub async fn fetch(client: &reqwest::Client, url: &str) -> Result<Vec<u8>, Error> {
    http::octets(client.get(url), "publication", url).await
}
