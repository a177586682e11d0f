//! What is pushed, to whom, and what comes of it: against a push service that answers as it is told.

#![expect(clippy::unwrap_used, reason = "a test fails where its scene does not hold")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use deliver::{Deliver, DeliverConfig, Deliveries};
use phone_protocol::wire::Octets;
use phone_protocol::{PushAddress, Subscription};
use pki_types::encoding::{base64url, base64url_decode};
use pki_types::signature::ecdsa_raw_to_der;
use pki_types::{PublicKey, SignatureAlgorithm, SystemRandom, verify};
use store::{Outgoing, PushSubscription};
use test_country::{Country, Key, Phone};
use tokio::sync::{Notify, oneshot};
use words::SessionId;

/// One push as it came.
struct Came {
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

/// Statuses, and what `Retry-After` says.
type Answers = VecDeque<(StatusCode, Option<&'static str>)>;

/// A push service: what came, and what it answers next; 201 if nothing was said.
#[derive(Clone, Default)]
struct PushService {
    came: Arc<Mutex<Vec<Came>>>,
    answers: Arc<Mutex<Answers>>,
    heard: Arc<Notify>,
}

async fn take(State(service): State<PushService>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    service.came.lock().unwrap().push(Came { path: uri.path().to_owned(), headers, body });
    service.heard.notify_one();
    match service.answers.lock().unwrap().pop_front() {
        None => StatusCode::CREATED.into_response(),
        Some((status, None)) => status.into_response(),
        Some((status, Some(after))) => {
            (status, [("retry-after", after), ("location", "http://127.0.0.1:1/")]).into_response()
        }
    }
}

/// A country with one phone, somebody who delivers, and a push service.
struct Scene {
    country: Country,
    phone: Phone,
    service: PushService,
    origin: String,
    key: Key,
    stop: Option<oneshot::Sender<()>>,
    delivering: Option<tokio::task::JoinHandle<()>>,
}

impl Scene {
    async fn new() -> Self {
        let country = Country::new().await;
        let phone = country.phone("DEMO-1").await;
        let service = PushService::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(take).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let key = Key::of("by which push services know the country");
        Scene { country, phone, service, origin, key, stop: None, delivering: None }
    }

    /// Delivers from now on; with `loopback` also to this machine.
    async fn delivering(mut self, loopback: bool) -> Self {
        let config = DeliverConfig { contact: "mailto:operator@example.org".to_owned(), loopback };
        let (store, clock) = (self.country.store.clone(), Arc::new(self.country.clock.clone()));
        let (signer, random, counts) = (self.key.signer(), Arc::new(SystemRandom), Deliveries::default());
        let deliver = Deliver::new(store, signer, clock, random, config, counts).unwrap();
        deliver.announce().await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        self.delivering = Some(tokio::spawn(deliver.run(async move { drop(stopped.await) })));
        self.stop = Some(stop);
        self
    }

    fn address(&self, path: &str) -> PushAddress {
        self.address_at(&format!("{}{path}", self.origin))
    }

    fn address_at(&self, endpoint: &str) -> PushAddress {
        let browser = Key::of("a browser's").public_key().subject_public_key().to_vec();
        PushAddress {
            endpoint: endpoint.to_owned(),
            key: Octets::new(browser).unwrap(),
            secret: Octets::new(vec![7; 16]).unwrap(),
        }
    }

    /// Writes down what somebody signed, as a door does.
    async fn subscribe(&self, by: &Key, push: Option<PushAddress>) {
        let (device, iat) = (self.phone.device, self.country.now());
        let jws = by.sign_message(&Subscription::new(device, iat, push));
        let row = PushSubscription { device, iat, jws, created_at: iat };
        self.country.store.door().insert_push_subscription(row).await.unwrap();
    }

    /// Something waits for the phone, for so many seconds.
    async fn wake(&self, seconds: i64) {
        let (device, until) = (self.phone.device, self.country.now().plus(seconds));
        self.country
            .write(move |unit| {
                Box::pin(async move {
                    unit.wake(&device, &SessionId::from_bytes([3; 16]), until).await;
                    Ok(())
                })
            })
            .await;
    }

    async fn next(&self) -> Came {
        loop {
            if let Some(came) = self.service.came.lock().unwrap().pop() {
                return came;
            }
            tokio::time::timeout(Duration::from_secs(20), self.service.heard.notified()).await.unwrap();
        }
    }

    /// Waits until nothing is to be delivered any more.
    async fn until_empty(&self) {
        for _ in 0..400 {
            if self.country.store.next_outgoing_due_at().await.unwrap().is_none() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("something is still in the outbox");
    }

    async fn is_subscribed(&self) -> bool {
        self.country.store.push_subscription(&self.phone.device).await.unwrap().is_some()
    }

    fn has_pushed(&self) -> bool {
        !self.service.came.lock().unwrap().is_empty()
    }

    fn answers(&self, status: u16, after: Option<&'static str>) {
        self.service.answers.lock().unwrap().push_back((StatusCode::from_u16(status).unwrap(), after));
    }
}

/// The claims of the token, after its signature was verified under the key beside it (RFC 8292 §3).
fn claims(authorization: &str, key: &PublicKey) -> serde_json::Value {
    let (token, named) = authorization.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(named, base64url(key.subject_public_key()));
    let (input, signature) = token.rsplit_once('.').unwrap();
    let signature = ecdsa_raw_to_der(&base64url_decode(signature).unwrap()).unwrap();
    verify(key, SignatureAlgorithm::EcdsaSha256, input.as_bytes(), &signature).unwrap();
    let (header, claims) = input.split_once('.').unwrap();
    let json =
        |part: &str| serde_json::from_slice::<serde_json::Value>(&base64url_decode(part).unwrap()).unwrap();
    assert_eq!(json(header), serde_json::json!({ "alg": "ES256", "typ": "JWT" }));
    json(claims)
}

#[tokio::test]
async fn a_push_says_who_sends_and_how_long_it_is_of_use_and_nothing_else() {
    let scene = Scene::new().await.delivering(true).await;
    scene.subscribe(&scene.phone.device_key, Some(scene.address("/wake/me"))).await;
    scene.wake(100).await;
    let first = scene.next().await;
    assert_eq!(first.path, "/wake/me");
    let header = |name: &str| first.headers[name].to_str().unwrap();
    assert_eq!(header("content-encoding"), "aes128gcm");
    assert_eq!((header("urgency"), header("topic"), header("ttl")), ("high", "waits", "100"));
    let now = scene.country.now();
    let claims = claims(header("authorization"), scene.key.public_key());
    assert_eq!(
        (&claims["aud"], &claims["sub"]),
        (&scene.origin.clone().into(), &"mailto:operator@example.org".into())
    );
    assert!((1..=86_400).contains(&(claims["exp"].as_i64().unwrap() - now.seconds())));
    scene.until_empty().await;

    // Another one is as long, has another key pair, and is otherwise the same.
    scene.wake(100).await;
    let second = scene.next().await;
    assert_eq!(second.body.len(), first.body.len());
    assert_eq!(first.body[16..21], [0, 0, 16, 0, 65]);
    assert_ne!(first.body[..86], second.body[..86]);
    assert_eq!(second.headers["authorization"], first.headers["authorization"], "one token for a while");
}

#[tokio::test]
async fn what_fails_is_tried_again_until_nobody_needs_it() {
    let scene = Scene::new().await.delivering(true).await;
    scene.subscribe(&scene.phone.device_key, Some(scene.address("/slow"))).await;
    // 1. An error of the service, one that names a time, and then it is taken.
    scene.answers(503, None);
    scene.answers(429, Some("5"));
    scene.wake(100).await;
    for seconds in [0, 1, 5] {
        scene.country.clock.set(scene.country.now().plus(seconds));
        scene.next().await;
    }
    scene.until_empty().await;
    assert!(scene.is_subscribed().await);
    // 2. A time that is later than anybody needs it.
    scene.answers(503, Some("3600"));
    scene.wake(100).await;
    scene.next().await;
    scene.until_empty().await;
    // 3. What is refused for good, or leads elsewhere, is not tried again.
    for status in [400, 403, 413, 307] {
        scene.answers(status, Some("0"));
        scene.wake(100).await;
        scene.next().await;
        scene.until_empty().await;
        assert!(scene.is_subscribed().await && !scene.has_pushed(), "{status}");
    }
}

#[tokio::test]
async fn an_address_that_nobody_answers_at_any_more_is_forgotten() {
    for status in [404, 410] {
        let scene = Scene::new().await.delivering(true).await;
        scene.subscribe(&scene.phone.device_key, Some(scene.address("/gone"))).await;
        scene.answers(status, None);
        scene.wake(100).await;
        scene.next().await;
        scene.until_empty().await;
        assert!(!scene.is_subscribed().await, "{status}");
        // Nobody is woken for the next one.
        scene.wake(100).await;
        scene.until_empty().await;
        assert!(!scene.has_pushed());
    }
}

#[tokio::test]
async fn nobody_is_spoken_to_whom_the_phone_did_not_name() {
    let scene = Scene::new().await;
    let thief = Key::of("a door that lies");
    let address = scene.address("/not/mine");
    scene.subscribe(&thief, Some(address.clone())).await;
    scene.wake(100).await;
    let scene = scene.delivering(true).await;
    scene.until_empty().await;
    assert!(!scene.has_pushed() && !scene.is_subscribed().await);

    // And nobody whom it does not name any more.
    scene.subscribe(&scene.phone.device_key, Some(address)).await;
    scene.subscribe(&scene.phone.device_key, None).await;
    scene.wake(100).await;
    scene.until_empty().await;
    assert!(!scene.has_pushed() && scene.is_subscribed().await, "that it is not woken stays known");
}

#[tokio::test]
async fn only_the_public_internet_is_spoken_to() {
    let scene = Scene::new().await.delivering(false).await;
    let at_home = scene.address("/at/home").endpoint;
    for endpoint in
        [at_home.as_str(), "https://127.0.0.1/a", "https://[::1]/a", "https://169.254.169.254/latest"]
    {
        scene.subscribe(&scene.phone.device_key, Some(scene.address_at(endpoint))).await;
        scene.wake(100).await;
        scene.until_empty().await;
        assert!(!scene.has_pushed() && !scene.is_subscribed().await, "{endpoint}");
    }
}

#[tokio::test]
async fn what_is_under_way_when_it_stops_is_ended_first() {
    let mut scene = Scene::new().await.delivering(true).await;
    scene.subscribe(&scene.phone.device_key, Some(scene.address("/last"))).await;
    scene.wake(100).await;
    scene.next().await;
    drop(scene.stop.take());
    scene.delivering.take().unwrap().await.unwrap();
    let left: Vec<Outgoing> = scene.country.store.take_outgoing(1).await.unwrap();
    assert!(left.is_empty());
}
