//! A phone's way to the service that a story can listen to and cut.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use phone_protocol::Message;
use phone_terminal::{Door, DoorFuture, DoorRequest, Error, HttpDoor, KeyPair};
use pki_types::encoding;
use reqwest::Response;
use serde_json::Value;

/// What goes wrong with the next messages of one type.
enum Fault {
    /// They arrive, and their replies do not.
    RepliesLost(u32),
    /// They do not arrive.
    RequestsLost(u32),
}

/// HTTP, with faults. All messages are remembered as the phone made them.
pub(crate) struct Wire {
    http: HttpDoor,
    faults: Mutex<BTreeMap<&'static str, Fault>>,
    sent: Mutex<Vec<(String, String)>>,
}

impl Wire {
    /// A wire without faults.
    pub(crate) fn new() -> Arc<Self> {
        let http = HttpDoor::new(None).expect("an HTTP client can be made");
        Arc::new(Self { http, faults: Mutex::default(), sent: Mutex::default() })
    }

    /// The next `count` replies to messages of type `T` do not come back.
    pub(crate) fn lose_replies<T: Message>(&self, count: u32) {
        self.faults().insert(T::TYP, Fault::RepliesLost(count));
    }

    /// The next `count` messages of type `T` do not arrive.
    pub(crate) fn lose_requests<T: Message>(&self, count: u32) {
        self.faults().insert(T::TYP, Fault::RequestsLost(count));
    }

    /// Ends all faults.
    pub(crate) fn repair(&self) {
        self.faults().clear();
    }

    /// What the phone sent of type `T`, every time that it did, oldest first.
    pub(crate) fn sent<T: Message>(&self) -> Vec<String> {
        let sent = self.sent.lock().expect("no story panics while it holds this");
        sent.iter().filter(|(typ, _)| typ == T::TYP).map(|(_, body)| body.clone()).collect()
    }

    fn faults(&self) -> MutexGuard<'_, BTreeMap<&'static str, Fault>> {
        self.faults.lock().expect("no story panics while it holds this")
    }

    /// What happens to this message: whether it arrives, and whether its reply comes back.
    fn treat(&self, body: &str) -> (bool, bool) {
        let typ = typ_of(body);
        let treated = match self.faults().get_mut(typ.as_str()) {
            Some(Fault::RepliesLost(left)) if *left > 0 => {
                *left -= 1;
                (true, false)
            }
            Some(Fault::RequestsLost(left)) if *left > 0 => {
                *left -= 1;
                (false, false)
            }
            _ => (true, true),
        };
        self.sent.lock().expect("no story panics while it holds this").push((typ, body.to_owned()));
        treated
    }
}

impl Door for Wire {
    fn send(&self, request: DoorRequest) -> DoorFuture<'_> {
        Box::pin(async move {
            let lost = || Error::Unreachable {
                host: "the service".to_owned(),
                reason: "the story cut the wire".to_owned(),
            };
            let (arrives, answered) = request.body.as_ref().map_or((true, true), |body| self.treat(body));
            if !arrives {
                return Err(lost());
            }
            let reply = self.http.send(request).await?;
            if answered { Ok(reply) } else { Err(lost()) }
        })
    }
}

/// The type in the header of a compact JWS; empty where there is none.
fn typ_of(compact: &str) -> String {
    let header = encoding::base64url_decode(compact.split('.').next().unwrap_or_default());
    let header: Value = serde_json::from_slice(&header.unwrap_or_default()).unwrap_or_default();
    header["typ"].as_str().unwrap_or_default().to_owned()
}

/// Changes a message that a phone made and signs it again with the phone's own key, as a phone with another program
/// would have made it.
pub(crate) fn remade<T: Message>(compact: &str, device_key: &KeyPair, change: impl FnOnce(&mut T)) -> String {
    let received = phone_protocol::Received::<T>::parse(compact).expect("a phone makes good messages");
    let payload = serde_json::to_value(received.claims()).expect("a message is JSON");
    let mut message: T = serde_json::from_value(payload).expect("what was written can be read");
    change(&mut message);
    sign_message(&message, device_key)
}

/// Signs a message as a phone does.
pub(crate) fn sign_message<T: Message>(message: &T, device_key: &KeyPair) -> String {
    let draft = message.draft().expect("the message keeps its rules");
    let signature = device_key.sign(draft.signing_input());
    draft.assemble(&signature).expect("the key is a P-256 key")
}

/// A refusal as it came over the wire: status, stable name, whole problem. Every refusal has the form of RFC 9457.
pub(crate) async fn problem(response: Response) -> (u16, String, Value) {
    let status = response.status().as_u16();
    let kind =
        response.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.to_owned();
    let body = response.text().await.expect("a problem has a body");
    assert_eq!(kind, "application/problem+json", "{status}: {body}");
    let value: Value = serde_json::from_str(&body).expect("a problem is JSON");
    for member in ["type", "title", "detail"] {
        assert!(value[member].as_str().is_some_and(|text| !text.is_empty()), "{member} is missing in {body}");
    }
    assert_eq!(value["status"], status);
    let slug = value["type"].as_str().and_then(|kind| kind.rsplit('/').next()).unwrap_or_default();
    (status, slug.to_owned(), value)
}
