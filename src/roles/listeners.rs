//! The listeners of a process: plain ones, and those of mutual TLS.

use std::sync::Arc;

use anyhow::Result;
use http_kit::{Limits, Listener, Security, ServerTls};
use pki_types::{Clock, SystemClock};

use super::keys::Keys;
use super::{Parts, signer_requests, tls};
use crate::config::{Config, Door};

/// The addresses that need no certificate of ours, for the parts that have them.
pub struct PlainListeners {
    /// The api's landing page and phones' door.
    pub api: Option<(Listener, Listener)>,
    /// The status door.
    pub status: Option<Listener>,
    /// The time-stamping authority.
    pub time: Option<Listener>,
}

impl PlainListeners {
    /// Takes the addresses; a busy one is named.
    pub async fn bind(config: &Config, parts: Parts) -> Result<Self> {
        let mut listeners = Self { api: None, status: None, time: None };
        if parts.api {
            let phone = match &config.phone.tls {
                None => Security::LoopbackOnly,
                Some((certificate, key)) => {
                    crate::secrets::require_private(key)?;
                    let files = http_kit::TlsFiles { certificate: certificate.clone(), key: key.clone() };
                    Security::Tls(ServerTls::load(&files, None, Arc::new(SystemClock))?)
                }
            };
            let landing = bind("landing", &config.landing, Security::LoopbackOnly).await?;
            listeners.api = Some((landing, bind("phone", &config.phone, phone).await?));
        }
        if parts.status {
            listeners.status = Some(bind("status", &config.status, Security::SignedAnswersOnly).await?);
        }
        if parts.time {
            listeners.time = Some(bind("time", &config.time, Security::SignedAnswersOnly).await?);
        }
        Ok(listeners)
    }
}

/// The doors of mutual TLS.
pub struct MutualListeners {
    /// For relying parties.
    pub relying_party: Listener,
    /// For officers.
    pub registration: Listener,
}

impl MutualListeners {
    /// Takes the addresses, with the doors' own certificates: the worker issues what is missing.
    pub async fn bind(
        config: &Config,
        keys: &Keys,
        requests: &signer_requests::SignerRequests,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self> {
        let mut listeners = Vec::new();
        for (name, door) in [("relying_party", &config.relying_party), ("registration", &config.registration)]
        {
            let files = tls::files(name, door, config, requests, clock.as_ref()).await?;
            let roots = [keys.services_ca.clone()];
            let tls = ServerTls::load(&files, Some(&roots), clock.clone())?;
            listeners.push(bind(name, door, Security::Tls(tls)).await?);
        }
        let registration = listeners.pop().expect("two were bound");
        let relying_party = listeners.pop().expect("two were bound");
        Ok(Self { relying_party, registration })
    }
}

async fn bind(name: &'static str, door: &Door, security: Security) -> Result<Listener> {
    Ok(Listener::bind(name, door.listen, security, Limits::default()).await?)
}
