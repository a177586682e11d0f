//! The listeners of a process: plain ones, and those of mutual TLS.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use http_kit::{Limits, Listener, Security, ServerTls, Stop, Traffic};
use pki_types::{Certificate, Clock, Random};
use words::profile::names;

use super::keys::Keys;
use super::reload::{self, Reloaded};
use super::rotation::ROUND_AFTER_FAILURE;
use super::signer_requests::SignerRequests;
use super::tls;
use crate::config::{Config, Door, PHONE_APP};
use crate::parts::Parts;

/// The addresses that need no certificate of ours, for the parts that have them.
pub struct PlainListeners {
    /// The api's landing page and phones' door.
    pub api: Option<(Listener, Listener)>,
    /// The phone as a page.
    pub phone_app: Option<Listener>,
    /// The status door.
    pub status: Option<Listener>,
    /// The time-stamping authority.
    pub time: Option<Listener>,
    /// The operator's metrics.
    pub metrics: Option<Listener>,
    /// The doors among them to which the operator gave a certificate.
    pub tls: Vec<(&'static str, ServerTls)>,
}

impl PlainListeners {
    /// Takes the addresses; a busy one is named.
    pub async fn bind(config: &Config, parts: Parts, clock: &Arc<dyn Clock>) -> Result<Self> {
        let mut listeners =
            Self { api: None, phone_app: None, status: None, time: None, metrics: None, tls: Vec::new() };
        if parts.api {
            let landing = bind("landing", &config.landing, Security::LoopbackOnly).await?;
            let phone = listeners.bind_protected("phone", &config.phone, clock).await?;
            listeners.api = Some((landing, phone));
            if let Some(door) = &config.phone_app {
                listeners.phone_app = Some(listeners.bind_protected(PHONE_APP, door, clock).await?);
            }
        }
        if parts.status {
            listeners.status = Some(bind("status", &config.status, Security::SignedAnswersOnly).await?);
        }
        if parts.time {
            listeners.time = Some(bind("time", &config.time, Security::SignedAnswersOnly).await?);
        }
        if let Some(metrics) = &config.metrics {
            listeners.metrics = Some(listeners.bind_protected("metrics", metrics, clock).await?);
        }
        Ok(listeners)
    }

    /// With the operator's certificate; without one, on loopback alone.
    async fn bind_protected(
        &mut self,
        name: &'static str,
        door: &Door,
        clock: &Arc<dyn Clock>,
    ) -> Result<Listener> {
        let Some(tls) = reload::own_tls(door, clock)? else {
            return bind(name, door, Security::LoopbackOnly).await;
        };
        self.tls.push((name, tls.clone()));
        bind(name, door, Security::Tls(tls)).await
    }
}

/// How often it is looked whether the doors' own certificates may still be used.
const LOOK: Duration = Duration::from_secs(1);

/// The doors of mutual TLS, as the configuration calls them.
const RELYING_PARTY: &str = "relying_party";
const REGISTRATION: &str = "registration";

/// A door of mutual TLS that has its address.
pub struct Bound {
    name: &'static str,
    listener: Listener,
    tls: ServerTls,
    certificate: Option<Certificate>,
}

/// The doors of mutual TLS: relying parties and registration.
pub struct MutualDoors {
    config: Config,
    /// Who issues the certificates of those who come, by the door's name.
    clients: [(&'static str, Vec<Certificate>); 2],
    requests: SignerRequests,
    clock: Arc<dyn Clock>,
    reloaded: Reloaded,
}

impl MutualDoors {
    /// What they need; `requests` is the api's way to certificates.
    pub fn new(
        config: &Config,
        keys: &Keys,
        requests: SignerRequests,
        clock: &Arc<dyn Clock>,
        reloaded: &Reloaded,
    ) -> Result<Self> {
        let clients = [
            (RELYING_PARTY, keys.issuers_for(names::RELYING_PARTY)?),
            (REGISTRATION, keys.issuers_for(names::OFFICER)?),
        ];
        Ok(Self {
            config: config.clone(),
            clients,
            requests,
            clock: clock.clone(),
            reloaded: reloaded.clone(),
        })
    }

    /// Takes the addresses, with the doors' own certificates: the worker issues what is missing.
    pub async fn bind(&self) -> Result<[Bound; 2]> {
        let relying_party = self.bind_one(RELYING_PARTY).await?;
        let registration = self.bind_one(REGISTRATION).await?;
        Ok([relying_party, registration])
    }

    async fn bind_one(&self, name: &'static str) -> Result<Bound> {
        let (tls, certificate) = self.tls(name, self.door(name)).await?;
        let listener = bind(name, self.door(name), Security::Tls(tls.clone())).await?;
        Ok(Bound { name, listener, tls, certificate })
    }

    fn door(&self, name: &str) -> &Door {
        if name == REGISTRATION { &self.config.registration } else { &self.config.relying_party }
    }

    /// What a door is opened with, and its certificate if it is one of ours.
    async fn tls(&self, name: &'static str, door: &Door) -> Result<(ServerTls, Option<Certificate>)> {
        let files = tls::files(name, door, &self.config, &self.requests, self.clock.as_ref()).await?;
        let clients =
            self.clients.iter().find(|(door, _)| *door == name).map(|(_, issuers)| issuers.as_slice());
        let tls = ServerTls::load(&files, clients, self.clock.clone())?;
        let own = if door.tls.is_none() { Some(tls::first_certificate(&files)?) } else { None };
        Ok((tls, own))
    }

    /// Looks after a door's certificate for as long as it serves. One that we made and that is revoked, suspended or not
    /// valid is not used for another connection, and a new one is made at once; the operator's is read again when the
    /// configuration is.
    async fn look_after(&self, name: &'static str, tls: ServerTls, mut own: Option<Certificate>) {
        let mut door = self.door(name).clone();
        let mut reloaded = self.reloaded.clone();
        loop {
            let read_again = tokio::select! {
                again = reloaded.next(name) => again,
                () = tokio::time::sleep(LOOK), if own.is_some() => None,
            };
            let is_read_again = read_again.is_some();
            if let Some(read_again) = read_again {
                // Its address is taken: of the rest, only the certificate can be another.
                door.tls = read_again.tls;
            }
            if let (Some(certificate), None) = (&own, &door.tls) {
                let is_ours_to_use = self.requests.goes_on(certificate).await;
                if is_ours_to_use && tls::may_be_shown(certificate, self.clock.now()) {
                    continue;
                }
                if !is_ours_to_use {
                    tls.withdraw();
                }
            } else if !is_read_again {
                continue;
            }
            match self.tls(name, &door).await {
                Ok((new, certificate)) => {
                    tls.exchange(&new);
                    own = certificate;
                    tracing::info!(door = name, "a door has a new certificate");
                }
                Err(problem) => {
                    tracing::error!(problem = %format!("{problem:#}"), door = name, "a door's certificate could not be replaced");
                    tokio::time::sleep(ROUND_AFTER_FAILURE).await;
                }
            }
        }
    }

    async fn bind_when_possible(&self) -> [Bound; 2] {
        loop {
            match self.bind().await {
                Ok(bound) => return bound,
                Err(problem) => {
                    tracing::warn!(problem = %format!("{problem:#}"), "the doors of mutual TLS stay closed");
                    tokio::time::sleep(ROUND_AFTER_FAILURE).await;
                }
            }
        }
    }

    /// Serves until `stop`. Doors that have no certificates, because the authority's token was away at the very first
    /// start, are opened when it is there.
    pub async fn serve(
        self,
        listeners: Option<[Bound; 2]>,
        routers: [Router; 2],
        traffic: Traffic,
        random: Arc<dyn Random>,
        stop: Stop,
    ) {
        let [relying_party, registration] = match listeners {
            Some(bound) => bound,
            None => tokio::select! {
                () = stop.requested() => return,
                bound = self.bind_when_possible() => bound,
            },
        };
        let [to_relying_parties, to_officers] = routers;
        let own = async {
            tokio::join!(
                self.look_after(relying_party.name, relying_party.tls, relying_party.certificate),
                self.look_after(registration.name, registration.tls, registration.certificate)
            );
        };
        let serve = |listener: Listener, router| {
            listener.counted_in(&traffic).serve(router, random.clone(), stop.clone())
        };
        let serving = async {
            tokio::join!(
                serve(relying_party.listener, to_relying_parties),
                serve(registration.listener, to_officers)
            )
        };
        tokio::select! {
            () = own => {}
            ((), ()) = serving => {}
        }
    }
}

async fn bind(name: &'static str, door: &Door, security: Security) -> Result<Listener> {
    Ok(Listener::bind(name, door.listen, security, Limits::default()).await?)
}
