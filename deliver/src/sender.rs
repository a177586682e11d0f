//! How push services are spoken to: over connections that are kept, never for long, and by whom (RFC 8292).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hsm_adapter::Signer;
use pki_types::web_push::{vapid_authorization, vapid_signing_input};
use pki_types::{KeyKind, PublicKey, UnixTime, jws_assemble};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Url};

use crate::address::{PublicAddresses, is_allowed};
use crate::{DeliverConfig, Error};

/// A whole exchange, connection included.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// How long a token says who sends, in seconds; a day is the most (RFC 8292 §2). One is used for the first half of that.
const TOKEN_SECONDS: i64 = 12 * 3_600;
/// Places whose tokens are remembered.
const TOKENS: usize = 256;

/// The client of push services, and who it is to them.
pub(crate) struct Sender {
    client: Client,
    signer: Arc<dyn Signer>,
    config: DeliverConfig,
    /// The token for each place, and when it ends.
    tokens: Mutex<HashMap<String, (String, UnixTime)>>,
}

impl Sender {
    pub(crate) fn new(signer: Arc<dyn Signer>, config: DeliverConfig) -> Result<Self, Error> {
        if signer.public_key().kind() != KeyKind::P256 {
            return Err(Error::Key { found: signer.public_key().kind().to_string() });
        }
        let _already_chosen = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = client(config.loopback).build().or_else(|error| {
            tracing::warn!(%error, "no root certificates in the system: no push service can be reached");
            client(config.loopback).tls_certs_only([]).build().map_err(Error::Client)
        })?;
        Ok(Self { client, signer, config, tokens: Mutex::default() })
    }

    /// The key by which push services know who sends.
    pub(crate) fn key(&self) -> &PublicKey {
        self.signer.public_key()
    }

    /// The address, if it may be spoken to.
    pub(crate) fn address(&self, endpoint: &str) -> Option<Url> {
        Url::parse(endpoint).ok().filter(|address| is_allowed(address, self.config.loopback))
    }

    /// A request to this address that says who sends it.
    ///
    /// # Errors
    /// The key's keeper did not sign.
    pub(crate) async fn request(
        &self,
        address: &Url,
        now: UnixTime,
    ) -> Result<reqwest::RequestBuilder, hsm_adapter::Error> {
        let token = self.token(&address.origin().ascii_serialization(), now).await?;
        let authorization = vapid_authorization(&token, self.key());
        Ok(self.client.post(address.clone()).header("authorization", authorization))
    }

    /// The token for this place: the one that is remembered, or another one. Signing for every message would cost a token of PKCS#11
    /// more than the message is worth.
    async fn token(&self, origin: &str, now: UnixTime) -> Result<String, hsm_adapter::Error> {
        let remembered = self.tokens().get(origin).cloned();
        let fresh = |ends: UnixTime| (TOKEN_SECONDS / 2..=TOKEN_SECONDS).contains(&ends.since(now));
        if let Some((token, _)) = remembered.filter(|(_, ends)| fresh(*ends)) {
            return Ok(token);
        }
        let ends = now.plus(TOKEN_SECONDS);
        let input = vapid_signing_input(origin, ends, &self.config.contact);
        let signature = hsm_adapter::sign(self.signer.clone(), &input).await?;
        let token = jws_assemble(&input, &signature).expect("a key of P-256 signs ECDSA on P-256");
        let mut tokens = self.tokens();
        if tokens.len() >= TOKENS {
            tokens.clear();
        }
        tokens.insert(origin.to_owned(), (token.clone(), ends));
        Ok(token)
    }

    fn tokens(&self) -> std::sync::MutexGuard<'_, HashMap<String, (String, UnixTime)>> {
        // The map is whole after every line that holds the lock.
        self.tokens.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn client(loopback: bool) -> ClientBuilder {
    Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .dns_resolver(Arc::new(PublicAddresses { loopback }))
        .timeout(PATIENCE)
        .pool_max_idle_per_host(4)
        .user_agent("greatseal")
}

/// The deepest cause says what happened; the address, which is a person's, is left out.
pub(crate) fn innermost(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
