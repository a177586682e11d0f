//! A push (RFC 8030): a hint without content, encrypted to a browser (RFC 8291).

use phone_protocol::{PushAddress, Received, Subscription};
use pki_types::encoding::hex;
use pki_types::{PublicKey, random_array, web_push};
use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};
use store::{Outgoing, PushTarget};
use words::DeviceId;

use crate::Deliver;
use crate::counts::Came;
use crate::sender::innermost;

/// Of several that a browser has not fetched yet, the last one is enough (RFC 8030 §5.4).
const TOPIC: &str = "waits";

impl Deliver {
    /// Wakes a phone.
    pub(crate) async fn push(&self, outgoing: &Outgoing) -> Came {
        // 1. Where, as the phone signed it.
        let Some(device) = DeviceId::from_slice(&outgoing.recipient) else { return Came::Refused };
        let target = match self.store.push_target(&device).await {
            Ok(Some(target)) => target,
            Ok(None) => return Came::Nobody,
            Err(problem) => {
                tracing::error!(%problem, "where a phone is woken cannot be read");
                return Came::Again { after: None };
            }
        };
        let push = match signed_by_its_phone(&device, &target) {
            Some(Subscription { push: Some(push), .. }) => push,
            Some(_) => return Came::Nobody,
            None => return self.gone(&device, &target, "its phone did not sign it").await,
        };
        let Some(address) = self.sender.address(&push.endpoint) else {
            return self.gone(&device, &target, "it is none of the public internet").await;
        };
        // 2. No push service takes more than its share.
        let Some(_place) = self.place(&address.origin().ascii_serialization()) else { return Came::Full };

        // 3. The hint, and by when it is of use.
        let Some(body) = self.hint(&push) else { return Came::Refused };
        let request = match self.sender.request(&address, self.now()).await {
            Ok(request) => request,
            Err(problem) => {
                tracing::warn!(%problem, "nobody can say who sends: the key is away");
                return Came::Again { after: None };
            }
        };
        let of_use = outgoing.expires_at.since(self.now()).max(0);
        let request = request
            .header("content-type", "application/octet-stream")
            .header("content-encoding", "aes128gcm")
            .header("ttl", of_use)
            .header("urgency", "high")
            .header("topic", TOPIC)
            .body(body);

        // 4. What the push service says to it.
        let came = match request.send().await {
            Ok(response) => read(&response),
            Err(error) => {
                tracing::warn!(reason = innermost(error), "a push service cannot be reached");
                Came::Again { after: None }
            }
        };
        if came == Came::Gone { self.gone(&device, &target, "its push service says so").await } else { came }
    }

    /// The same for everybody but for what is drawn: a push service learns that somebody is woken, and nothing else.
    fn hint(&self, push: &PushAddress) -> Option<Vec<u8>> {
        let drawn: [u8; 16] = random_array(self.random.as_ref());
        let hint = format!(r#"{{"v":1,"w":"{}"}}"#, hex(&drawn));
        let key = push.key().ok()?;
        web_push::encrypt(&key, &push.secret(), hint.as_bytes(), self.random.as_ref()).ok()
    }

    /// Forgets an address at which nobody is woken any more: the phone says where it is when it is opened next.
    async fn gone(&self, device: &DeviceId, target: &PushTarget, why: &'static str) -> Came {
        let (id, jws) = (*device, target.jws.clone());
        let forgotten = self.store.transaction("deliver: gone", move |transaction| {
            Box::pin(async move { transaction.forget_push_subscription(&id, &jws).await })
        });
        match forgotten.await {
            Ok(()) => tracing::info!(%device, why, "an address for pushes is forgotten"),
            Err::<_, store::Error>(problem) => {
                tracing::error!(%problem, "an address for pushes cannot be forgotten");
            }
        }
        Came::Gone
    }
}

/// What the phone said, if it did: a door that writes down something else has nobody spoken to.
fn signed_by_its_phone(device: &DeviceId, target: &PushTarget) -> Option<Subscription> {
    let key = PublicKey::from_spki_der(&target.key_spki).ok()?;
    let subscription = Received::<Subscription>::parse(&target.jws).ok()?.verify(&key).ok()?.into_body();
    (subscription.device == *device).then_some(subscription)
}

/// RFC 8030 §5 and §8.4, RFC 6585 §4. Its body is not read: whoever answers may be anybody.
fn read(response: &Response) -> Came {
    let status = response.status();
    match status {
        _ if status.is_success() => Came::Delivered,
        StatusCode::NOT_FOUND | StatusCode::GONE => Came::Gone,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Came::Again { after: named(response) },
        _ if status.is_server_error() => Came::Again { after: named(response) },
        _ => {
            tracing::warn!(status = status.as_u16(), "a push service refuses a push");
            Came::Refused
        }
    }
}

/// The seconds of Retry-After; a date says nothing to us.
fn named(response: &Response) -> Option<i64> {
    let seconds: u32 = response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(seconds.into())
}
