//! 10,000 changed requests through the router: never a panic, never a 5xx, never a token that does not verify.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use pki_types::random::{Random, SeededRandom, random_array};
use pki_types::tsp::{TimeStampRequest, token_for};
use tower::ServiceExt;

use crate::authority::{Stamping, request};

const MUTATIONS: usize = 10_000;

/// Changes, removes, repeats or inserts octets somewhere.
fn mutate(original: &[u8], random: &dyn Random) -> Vec<u8> {
    let mut octets = original.to_vec();
    for _ in 0..=random_array::<1>(random)[0] % 3 {
        let [kind, value, high, low, length] = random_array::<5>(random);
        let at = usize::from(u16::from_be_bytes([high, low])) % (octets.len() + 1);
        let end = (at + usize::from(length % 16)).min(octets.len());
        match kind % 5 {
            0 if at < octets.len() => octets[at] ^= value | 1,
            1 => drop(octets.drain(at..end)),
            2 => {
                let repeated = octets[at..end].to_vec();
                octets.splice(at..at, repeated);
            }
            3 => octets.insert(at, value),
            _ => octets.truncate(at),
        }
    }
    octets
}

#[tokio::test]
async fn mutated_requests_get_a_token_or_a_refusal() {
    let stamping = Stamping::new();
    let plain = request().to_der().unwrap();
    // The same with certReq FALSE, which clients write out.
    let mut wide = plain.clone();
    *wide.last_mut().unwrap() = 0x00;
    assert!(TimeStampRequest::from_der(&wide).is_ok_and(|wide| !wide.certificate_requested));
    let originals = [plain, wide];
    let random = SeededRandom::new(3161);
    let router = stamping.router();
    let (mut stamped, mut refused) = (0, 0);
    for turn in 0..MUTATIONS {
        let octets = mutate(&originals[turn % 2], &random);
        let request = Request::post("/time-stamp").header("content-type", "application/timestamp-query");
        let response =
            router.clone().oneshot(request.body(Body::from(octets.clone())).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
        let understood = TimeStampRequest::from_der(&octets).ok();
        match understood.and_then(|understood| token_for(&understood, &body).ok()) {
            Some(token) => {
                let unit = stamping.unit.current().unwrap().certificate().clone();
                let _verified = token.verify_imprint(&token.info().imprint, &[unit]).unwrap();
                stamped += 1;
            }
            None => refused += 1,
        }
    }
    assert!(stamped > 100 && refused > 100, "{stamped} stamped, {refused} refused");
}
