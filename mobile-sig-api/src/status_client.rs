//! Fetching an OCSP answer as any client would, for the result of a session.
//!
//! The only outbound connection of the doors. It goes to the configured address, follows no redirect, trusts nobody's
//! TLS (OCSP is plain HTTP by its standard: the answer is signed, RFC 6960 Appendix A.1), and takes a second at most:
//! a result without a fresh answer is better than none.

use std::sync::Arc;
use std::time::Duration;

use pki_types::ocsp::{CertId, OcspRequest, OcspResponse};
use pki_types::{Certificate, Clock, HashAlgorithm, Random, random_array};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use crate::Error;

/// The whole exchange, connection included.
const PATIENCE: Duration = Duration::from_secs(1);
/// An answer about one certificate with its signer's certificate is about 2 KiB.
const MAX_ANSWER_OCTETS: usize = 16 * 1024;
/// RFC 9654 §2.1 asks for 32 octets.
const NONCE_OCTETS: usize = 32;

/// A client of one country's OCSP responder.
pub(crate) struct StatusClient {
    client: Client,
    address: Url,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl StatusClient {
    /// `status_url` is `http://host:port`; the requests go to `/ocsp` there.
    pub(crate) fn new(
        status_url: &str,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, Error> {
        let unusable = || Error::StatusUrl { found: status_url.to_owned() };
        let base = Url::parse(status_url).map_err(|_| unusable())?;
        if base.scheme() != "http"
            || status_url.ends_with('/')
            || base.path() != "/"
            || base.query().is_some()
        {
            return Err(unusable());
        }
        let address = base.join("/ocsp").map_err(|_| unusable())?;
        let client = Client::builder()
            .tls_backend_preconfigured(http_kit::tls::trusting_nobody())
            .redirect(Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .build()
            .map_err(Error::StatusClient)?;
        Ok(StatusClient { client, address, clock, random })
    }

    /// A verified answer about `certificate`, made for this very request; none where there is none within a second.
    pub(crate) async fn answer(&self, certificate: &Certificate, issuer: &Certificate) -> Option<Vec<u8>> {
        match self.fetch(certificate, issuer).await {
            Ok(answer) => Some(answer),
            Err(reason) => {
                tracing::warn!(reason, "a result goes without an OCSP answer");
                None
            }
        }
    }

    async fn fetch(&self, certificate: &Certificate, issuer: &Certificate) -> Result<Vec<u8>, String> {
        let nonce: [u8; NONCE_OCTETS] = random_array(self.random.as_ref());
        // SHA-1 is what every client sends and every responder knows (RFC 5019 §2.1.1); it only names the certificate.
        let request = OcspRequest {
            cert_ids: vec![CertId::for_certificate(certificate, issuer, HashAlgorithm::Sha1)],
            nonce: Some(nonce.to_vec()),
        };
        let response = self
            .client
            .post(self.address.clone())
            .header("content-type", "application/ocsp-request")
            .body(request.to_der())
            .send()
            .await
            .map_err(|error| error.without_url().to_string())?;
        if !response.status().is_success() {
            return Err(format!("HTTP {}, expected 200", response.status().as_u16()));
        }
        let answer = read(response).await?;
        self.check(&answer, certificate, issuer, &nonce)?;
        Ok(answer)
    }

    fn check(
        &self,
        answer: &[u8],
        certificate: &Certificate,
        issuer: &Certificate,
        nonce: &[u8],
    ) -> Result<(), String> {
        let parsed = OcspResponse::from_der(answer).map_err(|error| error.to_string())?;
        let verified = parsed.verify(issuer, self.clock.now()).map_err(|error| error.to_string())?;
        if verified.nonce() != Some(nonce) {
            return Err("the answer has another nonce than the request".to_owned());
        }
        verified
            .single_for(certificate)
            .map(|_| ())
            .ok_or_else(|| "the answer is about another certificate".to_owned())
    }
}

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, String> {
    let mut answer = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| error.without_url().to_string())? {
        if answer.len() + part.len() > MAX_ANSWER_OCTETS {
            return Err(format!("the answer has more than {MAX_ANSWER_OCTETS} octets"));
        }
        answer.extend_from_slice(&part);
    }
    Ok(answer)
}
