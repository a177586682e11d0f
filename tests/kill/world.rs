//! What all clients share: addresses, credentials, and the ledger; and how each of them asks until it is answered.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

use anyhow::Result;
use greatseal::client::acts::Officer;
use phone_terminal::{Door, DoorFuture, DoorRequest, Environment, HttpDoor};
use pki_types::{SystemClock, SystemRandom, sha256};
use relying_party::{Country, Credentials, RelyingParty, plain_client};
use words::act::Act;

use crate::ledger::{Answered, Ledger, Way, Zero};
use crate::testbed::Founded;

/// How long a client goes on asking before it is a fault that nobody answers, once nobody is killed any more: while the
/// service dies every second, it promises no time.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// How soon a client asks again.
const PAUSE: Duration = Duration::from_millis(20);
/// How long one request may take. The worker's answer may be waited for, but nobody waits for a dead connection.
const ONE_REQUEST: Duration = Duration::from_secs(40);

/// The country as its clients see it.
pub(crate) struct World {
    /// Where everything is.
    pub(crate) country: Country,
    /// A client of the doors that are plain HTTP.
    pub(crate) plain: reqwest::Client,
    officer: Credentials,
    officer_client: reqwest::Client,
    party: Credentials,
    party_client: reqwest::Client,
    ledger: Arc<Mutex<Ledger>>,
    calm: OnceLock<Instant>,
    over: AtomicBool,
}

impl World {
    /// The world around a country that runs.
    pub(crate) fn new(founded: &Founded, country: Country) -> Result<Arc<Self>> {
        let officer = founded.credentials("officer");
        let party = founded.credentials("relying-party");
        Ok(Arc::new(Self {
            country,
            plain: plain_client()?,
            officer_client: officer.client()?,
            officer,
            party_client: party.client()?,
            party,
            ledger: Arc::default(),
            calm: OnceLock::new(),
            over: AtomicBool::new(false),
        }))
    }

    /// The ledger.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        lock(&self.ledger)
    }

    /// Writes down a fault.
    pub(crate) fn fault(&self, zero: Zero, what: impl Into<String>) {
        self.ledger().fault(zero, what.into());
    }

    /// Nobody is killed from now on and nothing new is begun; what was begun comes to its end.
    pub(crate) fn close(&self) {
        self.calm.get_or_init(Instant::now);
    }

    /// Whether nothing new is to be begun.
    pub(crate) fn is_closing(&self) -> bool {
        self.calm.get().is_some()
    }

    /// Whether a client that was to have an answer within `patience` has waited for it long enough in peace.
    pub(crate) fn is_out_of(&self, patience: Duration) -> bool {
        self.calm.get().is_some_and(|calm| calm.elapsed() > patience)
    }

    /// Nobody needs to look any more.
    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Whether nobody needs to look any more.
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// The officer at work.
    pub(crate) fn officer(&self) -> Officer<'_> {
        Officer {
            credentials: &self.officer,
            client: self.officer_client.clone(),
            country: &self.country,
            clock: &SystemClock,
            random: &SystemRandom,
            role: None,
        }
    }

    /// The relying party at work.
    pub(crate) fn party(&self) -> RelyingParty<'_> {
        let client = self.party_client.clone();
        RelyingParty::with_client(client, &self.party, &self.country, &SystemClock, &SystemRandom)
            .expect("the ceremony registered it")
    }

    /// What phones are given here: what the service answers to them is written down.
    pub(crate) fn environment(&self) -> Environment {
        let http = HttpDoor::new(None).expect("an HTTP client can be made");
        Environment {
            door: Arc::new(Notebook { http, ledger: self.ledger.clone() }),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            pause: PAUSE,
        }
    }

    /// Signs an act and sends the same bytes until it is answered; gives the answer's body if it was performed.
    pub(crate) async fn perform(&self, act: Act) -> Option<Vec<u8>> {
        let kind = act.kind();
        let body = self.officer().sign(act).expect("the officer's key signs");
        let url = format!("{}/v1/acts", self.country.registration_api);
        let (status, answer) = self.until_answered(Way::Officer, &url, &body).await?;
        self.note(Way::Officer, url, body, status, &answer);
        if matches!(status, 200 | 201) {
            self.ledger().count(kind);
            return Some(answer);
        }
        let told = String::from_utf8_lossy(&answer).into_owned();
        self.fault(Zero::Unexpected, format!("an act to {kind} was refused ({status}): {told}"));
        None
    }

    /// Writes down that a request was answered.
    pub(crate) fn note(&self, way: Way, url: String, body: String, status: u16, answer: &[u8]) {
        self.ledger().answer(Answered { way, url, body, status, answer: sha256(answer) });
    }

    /// The client of a way.
    pub(crate) const fn client(&self, way: Way) -> &reqwest::Client {
        match way {
            Way::Officer => &self.officer_client,
            Way::Phone => &self.plain,
        }
    }

    /// Sends the same bytes until they are answered; none, and a fault, if nobody ever does.
    pub(crate) async fn until_answered(&self, way: Way, url: &str, body: &str) -> Option<(u16, Vec<u8>)> {
        let client = self.client(way);
        self.insist(url, || client.post(url).header("content-type", "application/jose").body(body.to_owned()))
            .await
    }

    /// As [`until_answered`](Self::until_answered), for any request of the relying party or another client.
    pub(crate) async fn insist(
        &self,
        what: &str,
        request: impl Fn() -> reqwest::RequestBuilder,
    ) -> Option<(u16, Vec<u8>)> {
        let mut last = String::new();
        while !self.is_out_of(PATIENCE) {
            match once(request()).await {
                Ok((status, body)) if status != 202 && status < 500 => return Some((status, body)),
                Ok((status, body)) => last = format!("{status}: {}", String::from_utf8_lossy(&body)),
                Err(problem) => last = format!("{problem:?}"),
            }
            tokio::time::sleep(PAUSE).await;
        }
        self.fault(Zero::WithoutEnd, format!("{what} was never answered; last: {last}"));
        None
    }
}

/// One request, and its answer.
pub(crate) async fn once(request: reqwest::RequestBuilder) -> Result<(u16, Vec<u8>), reqwest::Error> {
    let response = request.timeout(ONE_REQUEST).send().await?;
    let status = response.status().as_u16();
    Ok((status, response.bytes().await?.to_vec()))
}

/// A phone's way to the service that writes down what was answered.
struct Notebook {
    http: HttpDoor,
    ledger: Arc<Mutex<Ledger>>,
}

impl Door for Notebook {
    fn send(&self, request: DoorRequest) -> DoorFuture<'_> {
        Box::pin(async move {
            let reply = self.http.send(request.clone()).await?;
            // A poll is asked anew each time; everything else is answered once, by its bytes.
            if let Some(body) = request.body.filter(|_| request.path != "/v1/phone/pending")
                && matches!(reply.status, 200 | 201)
            {
                let url = format!("{}{}", request.base_url, request.path);
                let answer = sha256(&reply.body);
                let answered = Answered { way: Way::Phone, url, body, status: reply.status, answer };
                lock(&self.ledger).answer(answered);
            }
            Ok(reply)
        })
    }
}

fn lock(ledger: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    ledger.lock().expect("no client panics while it holds this")
}
