//! 10,000 changed requests through the router: never a panic, never a 5xx, never a token that does not verify.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use pki_types::tsp::{TimeStampRequest, token_for};
use test_country::Dice;
use tower::ServiceExt;

use crate::authority::{Stamping, request};

const MUTATIONS: usize = 10_000;

#[tokio::test]
async fn mutated_requests_get_a_token_or_a_refusal() {
    let stamping = Stamping::new();
    let plain = request().to_der().unwrap();
    // The same with certReq FALSE, which clients write out.
    let mut wide = plain.clone();
    *wide.last_mut().unwrap() = 0x00;
    assert!(TimeStampRequest::from_der(&wide).is_ok_and(|wide| !wide.certificate_requested));
    let originals = [plain, wide];
    let dice = Dice::new(3161);
    let router = stamping.router();
    let (mut stamped, mut refused) = (0, 0);
    for turn in 0..MUTATIONS {
        let octets = dice.mutate(&originals[turn % 2]);
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
