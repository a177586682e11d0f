//! Binding an address and serving a router on it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use pki_types::random::Random;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::connection::{self, Application, Guest};
use crate::direct::Direct;
use crate::dressing::{Door, dressed_for};
use crate::error::Error;
use crate::guests::{Entry, Guests};
use crate::limits::Limits;
use crate::stop::Stop;
use crate::tls::ServerTls;
use crate::traffic::Traffic;
use crate::turns::Turns;

/// How the listener protects what passes over it.
#[derive(Debug, Clone)]
pub enum Security {
    /// Plain HTTP; loopback addresses only.
    LoopbackOnly,
    /// Plain HTTP on any address, for answers that are signed and public: OCSP (RFC 6960 Appendix A.1), CRLs and
    /// CA certificates (RFC 5280 §4.2.1.13 and §8: TLS there would need the very status that it fetches), and
    /// time-stamps.
    SignedAnswersOnly,
    /// TLS, mutual where [`ServerTls`] has client roots.
    Tls(ServerTls),
}

/// A bound address that does not accept yet.
#[derive(Debug)]
pub struct Listener {
    name: &'static str,
    socket: TcpListener,
    address: SocketAddr,
    security: Security,
    limits: Limits,
    traffic: Traffic,
    direct: Option<Direct>,
}

impl Listener {
    /// Takes the address. `name` is what the configuration calls this listener; errors and logs use it.
    pub async fn bind(
        name: &'static str,
        address: SocketAddr,
        security: Security,
        limits: Limits,
    ) -> Result<Self, Error> {
        if matches!(security, Security::LoopbackOnly) && !address.ip().is_loopback() {
            return Err(Error::NeedsTls { name, address });
        }
        let socket = TcpListener::bind(address).await.map_err(|source| match source.kind() {
            std::io::ErrorKind::AddrInUse => Error::PortBusy { name, address },
            _ => Error::Bind { name, address, source },
        })?;
        let address = socket.local_addr().map_err(|source| Error::Bind { name, address, source })?;
        Ok(Listener { name, socket, address, security, limits, traffic: Traffic::default(), direct: None })
    }

    /// Counts its requests there.
    #[must_use]
    pub fn counted_in(self, traffic: &Traffic) -> Self {
        Self { traffic: traffic.clone(), ..self }
    }

    /// Answers these addresses without the router.
    #[must_use]
    pub fn with_direct(self, direct: Direct) -> Self {
        Self { direct: Some(direct), ..self }
    }

    /// Where it listens; the port is the real one where 0 was asked for.
    pub fn local_address(&self) -> SocketAddr {
        self.address
    }

    /// Serves `router`, dressed as in [`crate::dressing`], until `stop`; then lets running requests finish for
    /// [`Limits::drain`] and returns. `random` draws request ids.
    pub async fn serve(self, router: Router, random: Arc<dyn Random>, stop: Stop) {
        // 1. One application for all connections, and the places that they may take.
        let door = Door { name: self.name, random, traffic: self.traffic.clone() };
        let application = Arc::new(Application {
            router: dressed_for(door.clone(), router),
            direct: self.direct.clone().map(|direct| (direct, door)),
        });
        let (guests, handshakes, turns) = (Guests::default(), Guests::default(), Turns::default());
        let mut connections = JoinSet::new();

        // 2. Accept, and give each a place; one for which there is none waits, and others in the system's queue behind it.
        'accepting: loop {
            let (socket, peer) = tokio::select! {
                biased;
                () = stop.requested() => break,
                Some(_ended) = connections.join_next(), if !connections.is_empty() => continue,
                accepted = self.accept() => accepted,
            };
            let place = loop {
                match guests.enter(
                    peer.ip().into(),
                    self.limits.connections,
                    self.limits.connections_per_address,
                ) {
                    Entry::Place(place) => break place,
                    Entry::Refused => {
                        tracing::debug!(door = self.name, "one address has too many connections");
                        continue 'accepting;
                    }
                    Entry::Full => tokio::select! {
                        () = stop.requested() => break 'accepting,
                        _ended = connections.join_next() => {}
                    },
                }
            };
            let guest = Guest::new(
                peer.ip().into(),
                turns.of(peer.ip().into()),
                application.clone(),
                self.limits,
                stop.clone(),
            );
            let serving = connection::serve(socket, guest, self.security.clone(), handshakes.clone());
            connections.spawn(async move {
                tokio::select! {
                    () = serving => {}
                    () = place.taken_away() => {}
                }
            });
        }

        // 3. Refuse new connections, let the old ones finish, then cut what is left.
        drop(self.socket);
        let finish = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(self.limits.drain + Duration::from_millis(500), finish).await.is_err() {
            tracing::warn!(
                door = self.name,
                "connections were cut because their requests did not finish in time"
            );
        }
    }

    /// The next connection; only failures of the system itself (no file descriptors) make it wait.
    async fn accept(&self) -> (TcpStream, SocketAddr) {
        loop {
            match self.socket.accept().await {
                Ok(accepted) => return accepted,
                Err(error) if is_of_the_client(&error) => {}
                Err(error) => {
                    tracing::warn!(door = self.name, %error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
}

fn is_of_the_client(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(
        error.kind(),
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}
