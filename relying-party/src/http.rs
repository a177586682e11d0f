//! The rules of every outgoing connection, and how the doors' answers are read. Officers' clients use them too.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, RequestBuilder, Response};
use serde::de::DeserializeOwned;

use crate::{Error, ServiceProblem};

/// The largest answer that is read from a door, in octets.
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;

/// A client builder with the rules of every outgoing connection: no proxy, no redirect, bounded time from the first octet to the
/// last. It unpacks nothing, because reqwest is built without gzip and its kin: an answer's size is that of its octets.
pub(crate) fn client_builder() -> ClientBuilder {
    // Whoever came first in this process has chosen.
    let _already_chosen = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(90))
}

/// A client for the doors that are plain HTTP by their standards (OCSP, CRL, time-stamps) or are on loopback.
///
/// # Errors
/// [`Error::Client`]: the system has no roots to trust, or no TLS.
pub fn plain_client() -> Result<Client, Error> {
    client_builder().build().map_err(Error::Client)
}

/// Posts a compact JWS to a door of the country and takes its JSON answer. `api` names the door in errors, `what` says what
/// was asked.
///
/// # Errors
/// As [`asked`].
pub async fn post_jws<T: DeserializeOwned>(
    client: &Client,
    api: &'static str,
    url: String,
    jws: String,
    what: &str,
) -> Result<T, Error> {
    let request = client.post(&url).header("content-type", "application/jose").body(jws);
    asked(request, api, &url, what).await
}

/// Sends a request to a door of the country and takes its JSON answer.
///
/// # Errors
/// Nobody answers, the answer is a problem, or it cannot be read.
pub async fn asked<T: DeserializeOwned>(
    request: RequestBuilder,
    api: &'static str,
    url: &str,
    what: &str,
) -> Result<T, Error> {
    let response = reached(request, api, url).await?;
    let status = response.status();
    let body = bounded_body(response).await?;
    if status.is_success() {
        return serde_json::from_slice(&body)
            .map_err(|source| Error::NotUnderstood { what: what.to_owned(), source });
    }
    Err(Error::Refused(Box::new(ServiceProblem::read(status.as_u16(), &body, what))))
}

/// Sends a request and takes the octets of a successful answer.
pub(crate) async fn octets(request: RequestBuilder, who: &'static str, url: &str) -> Result<Vec<u8>, Error> {
    let response = reached(request, who, url).await?;
    let status = response.status();
    let body = bounded_body(response).await?;
    if !status.is_success() {
        return Err(Error::Status { who, url: url.to_owned(), status: status.as_u16() });
    }
    Ok(body)
}

async fn reached(request: RequestBuilder, who: &'static str, url: &str) -> Result<Response, Error> {
    request.send().await.map_err(|source| Error::Unreachable { who, url: url.to_owned(), source })
}

async fn bounded_body(mut response: Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Error::Broken)? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(Error::TooLong { limit: LARGEST_ANSWER });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
