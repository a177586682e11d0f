//! A relying party that asks phones to sign and to log in, and remembers every outcome.

use std::sync::Arc;
use std::time::Duration;

use phone_protocol::ExpectedLogin;
use pki_types::{SignatureAlgorithm, encoding, sha256, verify};
use relying_party::{Content, PersonCertificate};
use serde_json::Value;
use words::{Purpose, SessionState};

use crate::dice::Dice;
use crate::ledger::{Ended, Zero};
use crate::people::Citizen;
use crate::world::{PATIENCE, World, once};

/// How long a session lasts: nobody wants to wait long for those that a death left open.
pub(crate) const SESSION_SECONDS: u64 = 30;
const PAUSE: Duration = Duration::from_millis(50);

/// Asks the same person again and again, for both purposes.
pub(crate) async fn keep_asking(world: Arc<World>, citizen: Citizen, mut dice: Dice) {
    let (country, code) = citizen.name.split_once('-').expect("a person is COUNTRY-CODE");
    let mut holders = Vec::new();
    for purpose in Purpose::ALL {
        let holder = loop {
            match world.party().look_up(country, code, purpose).await {
                Ok(holder) => break holder,
                Err(_away) if !world.is_closing() => tokio::time::sleep(PAUSE).await,
                Err(_) => return,
            }
        };
        holders.push((purpose, holder));
    }
    for number in 0_u64.. {
        if world.is_closing() {
            return;
        }
        let (purpose, holder) = &holders[dice.below(holders.len())];
        ask(&world, *purpose, holder, &format!("{} {number} of {code}", dice.below(1 << 30))).await;
        tokio::time::sleep(dice.milliseconds(0, 50)).await;
    }
}

/// One session, from the request to its end.
async fn ask(world: &World, purpose: Purpose, holder: &PersonCertificate, message: &str) {
    let party = world.party();
    let content = match purpose {
        Purpose::Authentication => Content::Challenge(message.as_bytes()),
        Purpose::Signature => Content::digest(sha256(message.as_bytes())),
    };
    let request = party.request(holder, &content, "Sign").expect("a good request").compact().to_owned();
    let url = format!("{}/v1/sessions", world.country.relying_party_api);
    let started = world
        .insist("a request to sign", || {
            party.client.post(&url).header("content-type", "application/jose").body(request.clone())
        })
        .await;
    let session = match started {
        Some((200 | 201, body)) => text(&body, "session"),
        // A session that a death left open is in the way until it has ended.
        Some((429, _)) => return tokio::time::sleep(PAUSE * 4).await,
        Some((status, body)) => {
            let body = String::from_utf8_lossy(&body).into_owned();
            return world.fault(Zero::Unexpected, format!("a request was refused with {status}: {body}"));
        }
        None => return,
    };
    world.ledger().count("session begun");
    let Some(value) = until_final(world, &session).await else { return };
    let ended = read(&value);
    check_signature(world, purpose, holder, message, &value);
    let mut ledger = world.ledger();
    ledger.count(match ended.state.as_str() {
        "completed" if purpose == Purpose::Signature => "signature",
        "completed" => "login",
        "expired" => "session expired",
        _ => "session ended otherwise",
    });
    ledger.end(&ended, None);
}

/// Waits for the end of a session; a fault if it does not come within its time.
async fn until_final(world: &World, session: &str) -> Option<Value> {
    let mut known = String::new();
    while !world.is_out_of(PATIENCE) {
        let query = if known.is_empty() { "?wait=1".to_owned() } else { format!("?wait=2&known={known}") };
        match status(world, session, &query).await {
            Some(value) => {
                known = value["state"].as_str().unwrap_or_default().to_owned();
                if is_final(&known) {
                    return Some(value);
                }
            }
            None => tokio::time::sleep(PAUSE).await,
        }
    }
    world.fault(Zero::WithoutEnd, format!("the session {session} is still {known}"));
    None
}

/// What the relying party hears of a session now; none while nobody answers.
async fn status(world: &World, session: &str, query: &str) -> Option<Value> {
    let url = format!("{}/v1/sessions/{session}{query}", world.country.relying_party_api);
    match once(world.party().client.get(url)).await {
        Ok((200, body)) => serde_json::from_slice(&body).ok(),
        Ok((404, _)) => {
            world.fault(Zero::AcknowledgedAndLost, format!("the session {session} is not known any more"));
            None
        }
        _ => None,
    }
}

/// Asks for a session that has ended, once more: it must have ended in the same way. Tells whether it was answered.
pub(crate) async fn ask_again(world: &World, before: &Ended) -> bool {
    let Some(value) = status(world, &before.session, "").await else { return false };
    world.ledger().end(&read(&value), Some(before));
    true
}

fn is_final(state: &str) -> bool {
    state.parse::<SessionState>().is_ok_and(SessionState::is_final)
}

fn read(value: &Value) -> Ended {
    let result = &value["result"];
    let signature = result["signatures"][0].as_str().map(str::to_owned);
    Ended {
        session: value["session"].as_str().unwrap_or_default().to_owned(),
        state: value["state"].as_str().unwrap_or_default().to_owned(),
        result: signature.zip(result["receipt"].as_str().map(str::to_owned)),
    }
}

fn text(body: &[u8], name: &str) -> String {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    value[name].as_str().unwrap_or_default().to_owned()
}

fn check_signature(
    world: &World,
    purpose: Purpose,
    holder: &PersonCertificate,
    message: &str,
    value: &Value,
) {
    if value["state"] != "completed" {
        return;
    }
    let result = &value["result"];
    let part = |name: &str| result[name].as_str().unwrap_or_default().to_owned();
    let signature = result["signatures"][0].as_str().unwrap_or_default();
    let signature = encoding::base64_decode(signature).unwrap_or_default();
    let is_good = match purpose {
        Purpose::Signature => {
            let key = holder.certificate.public_key();
            verify(key, SignatureAlgorithm::EcdsaSha256, message.as_bytes(), &signature).is_ok()
        }
        Purpose::Authentication => {
            let (party, challenge) = (world.party(), message.as_bytes());
            let login =
                ExpectedLogin { relying_party: &party.id, challenge, certificate: &holder.certificate };
            login.check(&part("statement"), &signature).is_ok()
        }
    };
    if !is_good {
        world.fault(Zero::Unexpected, format!("a {purpose} does not verify: {}", value["session"]));
    }
}
