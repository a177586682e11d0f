//! The commands' way to a running country: they are clients of its doors, on a laptop as in a nation.

pub mod acts;
pub mod completion;
pub mod country;
pub mod credentials;
pub mod evidence;
pub mod new_credentials;
pub mod problems;
pub mod relying_party;
pub mod session;

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use pki_types::display::{line, shown};
use reqwest::{RequestBuilder, Response};
use serde::de::DeserializeOwned;

pub use country::Country;
pub use credentials::Credentials;

/// The largest answer that a command reads from a door, in octets.
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;

/// A client builder with the rules of every outgoing connection: no proxy, no redirect, bounded time.
pub(crate) fn client_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(90))
}

/// A client for the doors that are plain HTTP by their standards (OCSP, CRL, time-stamps) or are on loopback.
pub fn plain_client() -> Result<reqwest::Client> {
    client_builder().build().context("cannot set up the HTTP client")
}

/// Reads a bounded body.
pub(crate) async fn bounded_body(mut response: Response) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) =
        response.chunk().await.context("the connection broke while the answer was read")?
    {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            bail!("the answer is longer than {LARGEST_ANSWER} octets");
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Posts a compact JWS to a door of the country and takes its JSON answer. `api` names the door in errors.
pub(crate) async fn post_jws<T: DeserializeOwned>(
    client: &reqwest::Client,
    api: &str,
    url: String,
    jws: String,
    what: &str,
) -> Result<T> {
    let request = client.post(&url).header("content-type", "application/jose").body(jws);
    asked(request, api, &url, what).await
}

/// Sends a request to a door of the country and takes its JSON answer.
pub(crate) async fn asked<T: DeserializeOwned>(
    request: RequestBuilder,
    api: &str,
    url: &str,
    what: &str,
) -> Result<T> {
    let response = request.send().await.with_context(|| format!("the {api} cannot be reached at {url}"))?;
    answer(response, what).await
}

/// Takes a JSON answer, or turns an RFC 9457 problem into an error in its own words.
pub(crate) async fn answer<T: DeserializeOwned>(response: Response, what: &str) -> Result<T> {
    let status = response.status();
    let body = bounded_body(response).await?;
    if status.is_success() {
        return serde_json::from_slice(&body).with_context(|| {
            format!("{what}: the service answered something that this command does not understand")
        });
    }
    Err(problem(status.as_u16(), &body, what))
}

fn problem(status: u16, body: &[u8], what: &str) -> anyhow::Error {
    let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let text =
        |name: &str| value.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let (title, detail, kind) = (shown(text("title")), line(&text("detail")), shown(text("type")));
    if title.is_empty() {
        return anyhow!("{what}: the service answered {status} without a reason");
    }
    anyhow!("{what}: {title}. {detail} ({status}, {kind})")
}

#[cfg(test)]
mod tests {
    use pki_types::display::is_hidden;

    use super::problem;

    /// Whoever answers in the name of a service may want to speak to the terminal.
    #[test]
    fn what_a_server_says_of_a_problem_is_only_text() {
        let hostile = "\u{1b}[2J\nSigned: contract.pdf\u{202e}";
        let body = serde_json::json!({ "type": hostile, "title": hostile, "detail": hostile });
        let text = format!("{:#}", problem(400, body.to_string().as_bytes(), "signing"));
        assert!(!text.chars().any(is_hidden), "{}", text.escape_debug());
        assert_eq!(text.matches("\\u{1b}[2J\\u{a}Signed: contract.pdf\\u{202e}").count(), 3, "{text}");
    }
}
