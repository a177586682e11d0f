//! A time-stamping authority for the tests.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use pki_types::tsp::{MessageImprint, TimeStampRequest, TimeStampToken, token_for};
use pki_types::{Certificate, HashAlgorithm, ManualClock, SeededRandom, UnixTime};
use test_country::{Holder, Profile, World};
use tower::ServiceExt;
use tsa::{CurrentUnit, TimeStampingAuthority, TimeStampingUnit, TsaConfig, router};

pub(crate) const START: UnixTime = test_country::NOW;
pub(crate) const DATA: &[u8] = b"the octets that existed";

pub(crate) struct Stamping {
    pub(crate) clock: ManualClock,
    pub(crate) root: Holder,
    pub(crate) services: Holder,
    pub(crate) unit: Arc<CurrentUnit>,
    pub(crate) authority: TimeStampingAuthority,
}

/// What came back over HTTP.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Stamping {
    pub(crate) fn new() -> Self {
        let stamping = Self::without_unit();
        stamping.rotate("Time-stamping unit");
        stamping
    }

    pub(crate) fn without_unit() -> Self {
        let clock = ManualClock::new(START);
        let World { root, services, .. } = World::new();
        let unit = Arc::new(CurrentUnit::new());
        let authority = TimeStampingAuthority::new(
            Arc::clone(&unit),
            Arc::new(clock.clone()),
            Arc::new(SeededRandom::new(3161)),
            &TsaConfig::default(),
        );
        Self { clock, root, services, unit, authority: authority.expect("the default policy") }
    }

    /// Puts a new unit in the place of the one that stamps; gives its certificate.
    pub(crate) fn rotate(&self, name: &str) -> Certificate {
        let holder = self.services.issue(Profile::TimeStampingUnit, name);
        let intermediates = std::slice::from_ref(&self.services.certificate);
        let unit = TimeStampingUnit::new(holder.certificate.clone(), intermediates, holder.key.signer());
        self.unit.replace(unit.expect("a time-stamping unit"));
        holder.certificate
    }

    pub(crate) fn router(&self) -> Router {
        http_kit::dressed(router(self.authority.clone()), "time", Arc::new(SeededRandom::new(1)))
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router().oneshot(request).await.expect("a router always answers");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn post(&self, body: Vec<u8>) -> Reply {
        let request = Request::post("/time-stamp").header("content-type", "application/timestamp-query");
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    /// Asks as a client does: the token answers this request, but is not verified yet.
    pub(crate) async fn stamp(&self, request: &TimeStampRequest) -> Result<TimeStampToken, String> {
        let reply = self.post(request.to_der().expect("a request")).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(reply.headers["content-type"], "application/timestamp-reply");
        token_for(request, &reply.body).map_err(|error| error.to_string())
    }
}

pub(crate) fn request() -> TimeStampRequest {
    TimeStampRequest {
        imprint: MessageImprint::of(HashAlgorithm::Sha256, DATA),
        policy: None,
        nonce: Some(vec![0x12, 0x34, 0x56, 0x78]),
        certificate_requested: true,
    }
}
