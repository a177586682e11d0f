//! openssl asks and judges: both hashes, with and without nonce, good, suspended, revoked, unknown.

use pki_types::Reason;
use pki_types::ocsp::{Nonce, OcspResponse, ReceivedRequest};
use test_country::judges::{openssl, said};
use test_country::{CITIZENS, Holder, Profile};

use crate::country::{Country, START};

/// Lets openssl make a request, gives it to the door, and lets openssl judge the answer.
async fn judged(country: &Country, person: &Holder, hash: &str, nonce: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("root.pem", country.root.certificate.pem().as_bytes());
    write("issuer.pem", country.citizens.certificate.pem().as_bytes());
    write("person.pem", person.certificate.pem().as_bytes());
    let run = |arguments: String| openssl(folder.path(), &arguments.split_whitespace().collect::<Vec<_>>());

    let made = run(format!("ocsp {hash} -issuer issuer.pem -cert person.pem {nonce} -reqout request.der"))?;
    assert!(made.status.success(), "{}", said(&made));
    let request = std::fs::read(folder.path().join("request.der")).unwrap();
    let nonce = ReceivedRequest::from_der(&request).unwrap().nonce;
    let reply = country.post("/ocsp/citizens", request).await;
    assert_eq!(OcspResponse::from_der(&reply.body).unwrap().nonce().map(Nonce::new), nonce);
    write("answer.der", &reply.body);
    // -validity_period: openssl compares thisUpdate with the machine's clock, which the test's clock does not follow.
    let judged = run(format!(
        "ocsp -no_nonce -respin answer.der {hash} -issuer issuer.pem -cert person.pem -CAfile root.pem \
         -verify_other issuer.pem -attime {} -validity_period 3000000000",
        START.seconds()
    ))?;
    Some(said(&judged))
}

#[tokio::test]
async fn openssl_believes_every_answer() {
    let country = Country::new().await;
    let good = country.issue(CITIZENS, "Good").await;
    let held = country.issue(CITIZENS, "Held").await;
    country.hold(&held.certificate).await;
    let revoked = country.issue(CITIZENS, "Revoked").await;
    country.revoke_at(&revoked.certificate, START, Reason::Superseded).await;
    let unknown = country.citizens.issue(Profile::Signature, "Never recorded");
    let cases = [
        (&good, "person.pem: good"),
        (&held, "Reason: certificateHold"),
        (&revoked, "Reason: superseded"),
        (&unknown, "person.pem: unknown"),
    ];
    for (person, expected) in cases {
        for hash in ["-sha1", "-sha256"] {
            for nonce in ["-nonce", "-no_nonce"] {
                let Some(text) = judged(&country, person, hash, nonce).await else { return };
                assert!(text.contains("Response verify OK"), "{expected} {hash} {nonce}: {text}");
                assert!(text.contains(expected), "{expected} {hash} {nonce}: {text}");
            }
        }
    }
}
