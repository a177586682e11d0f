//! 10,000 changed requests through the router: never a panic, never a 5xx, never an unsigned *good*.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use pki_types::HashAlgorithm;
use pki_types::encoding::base64;
use pki_types::ocsp::{OcspRequest, OcspResponse, ReceivedRequest};
use pki_types::strict_der::sequence;
use test_country::{CITIZENS, Dice};
use tower::ServiceExt;

use crate::country::Country;

const MUTATIONS: usize = 10_000;

#[tokio::test]
async fn mutated_requests_get_an_answer_or_a_refusal() {
    let country = Country::new().await;
    let person = country.issue(CITIZENS, "Person").await;
    let hashes = [HashAlgorithm::Sha1, HashAlgorithm::Sha256];
    let cert_ids = hashes.map(|hash| country.cert_id(CITIZENS, &person, hash)).to_vec();
    let plain = OcspRequest { cert_ids, nonce: Some(vec![7; 32]) }.to_der();
    // The same with all that clients may write: version, name, critical FALSE, a signature without meaning.
    let content = |der: &[u8]| der[if der[1] < 0x80 { 2 } else { 3 }..].to_vec();
    let asked = content(&content(&plain));
    let wide = [&[0xa0, 3, 2, 1, 0, 0xa1, 4, 0x82, 2, b'm', b'u'], &asked[..]].concat();
    let signature = [0xa0, 0x0b, 0x30, 0x09, 0x30, 0x03, 0x06, 0x01, 0x2a, 0x03, 0x02, 0x00, 0x00];
    let wide = sequence(&[&sequence(&[&wide]), &signature]);
    assert!(ReceivedRequest::from_der(&wide).is_ok());
    let originals = [plain, wide];
    let dice = Dice::new(6960);
    let router = country.router();
    let (mut answered, mut refused) = (0, 0);
    for turn in 0..MUTATIONS {
        let octets = dice.mutate(&originals[turn / 2 % 2]);
        let request = if turn % 2 == 0 {
            let request = Request::post("/ocsp").header("content-type", "application/ocsp-request");
            request.body(Body::from(octets)).unwrap()
        } else {
            Request::get(format!("/ocsp/citizens/{}", base64(&octets))).body(Body::empty()).unwrap()
        };
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        if status == StatusCode::NOT_FOUND {
            continue; // An empty request has no address.
        }
        assert_eq!(status, StatusCode::OK);
        let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
        match OcspResponse::from_der(&body) {
            Ok(response) => {
                let now = pki_types::Clock::now(&country.clock);
                let issuers = [&country.citizens.certificate, &country.services.certificate];
                assert!(issuers.iter().any(|issuer| response.verify(issuer, now).is_ok()));
                answered += 1;
            }
            Err(_) if body.len() == 5 => refused += 1,
            Err(strict) => {
                // A nonce of RFC 2560 came back as it was; ours have an OCTET STRING of their own.
                assert!(strict.to_string().contains("nonce"), "{strict}");
                openssl::ocsp::OcspResponse::from_der(&body).unwrap().basic().unwrap();
                answered += 1;
            }
        }
    }
    assert!(answered > 100 && refused > 100, "{answered} answered, {refused} refused");
}
