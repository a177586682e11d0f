//! A citizen signs, logs in, refuses; a relying party and an auditor can rely on what comes out.

use doc_signatures::verify::{Indication, Level, verify_pdf};
use greatseal::cli::PersonName;
use greatseal::commands::sign;
use phone_protocol::content;
use pki_types::jws::Jws;
use pki_types::{SignatureAlgorithm, sha256, verify};
use relying_party::Content;
use words::Purpose;

use crate::testbed::people::{approve_one, enrolled, relying_party};
use crate::testbed::{ADA, Testbed};

/// The sample documents: one with a cross-reference table, one with cross-reference streams.
const SAMPLES: [&[u8]; 2] = [
    include_bytes!("../../samples/garden-plot.pdf"),
    include_bytes!("../../samples/garden-plot-object-streams.pdf"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_signs_a_document_and_an_auditor_accepts_it() {
    let testbed = Testbed::start().await;
    let mut phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let credentials = testbed.founded.credentials("relying-party");
    let relying_party = relying_party(&credentials, &testbed.country);
    let person: PersonName = ADA.parse().unwrap();

    for original in SAMPLES {
        let approving = tokio::spawn(approve_one(phone));
        let mut codes = Vec::new();
        let unsigned =
            sign::Document { pdf: original.to_vec(), name: "garden-plot.pdf".to_owned(), field: None };
        let document = sign::sign(
            &relying_party,
            &person,
            vec![unsigned],
            "Please sign",
            |_, code| {
                codes.extend(code.map(str::to_owned));
            },
            std::future::pending(),
        )
        .await
        .unwrap()
        .remove(0)
        .expect("it was not struck out");
        phone = approving.await.unwrap().unwrap();

        assert_eq!(document.report.indication, Indication::TotalPassed);
        assert_eq!(document.report.signatures[0].level, Some(Level::Lt));
        assert!(document.pdf.starts_with(original), "the original octets are untouched");
        assert!(
            codes.iter().all(|code| code.len() == 4 && code == &codes[0]),
            "one code of four digits: {codes:?}"
        );
        // The auditor has the file and the root, and another time.
        let in_a_year = verify_pdf(
            &document.pdf,
            std::slice::from_ref(&credentials.root),
            relying_party.clock.now().plus(365 * 86_400),
        );
        assert_eq!(in_a_year.indication, Indication::TotalPassed);
        // Under another country's root it is nobody's signature.
        let elsewhere = verify_pdf(
            &document.pdf,
            std::slice::from_ref(&credentials.certificate),
            relying_party.clock.now(),
        );
        assert_ne!(elsewhere.indication, Indication::TotalPassed);
    }
    testbed.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_signs_the_statement_and_never_the_bare_challenge() {
    let testbed = Testbed::start().await;
    let phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let credentials = testbed.founded.credentials("relying-party");
    let relying_party = relying_party(&credentials, &testbed.country);
    let (country, code) = ADA.split_once('-').unwrap();
    let holder = relying_party.look_up(country, code, Purpose::Authentication).await.unwrap();

    let challenge = [7_u8; 32];
    let session = relying_party
        .start(&holder, &Content::Challenge(&challenge), "Log in to the register")
        .await
        .unwrap();
    let approving = tokio::spawn(approve_one(phone));
    let signature = relying_party.wait(&session, |_, _| {}).await.unwrap();
    approving.await.unwrap().unwrap();

    let statement = sha256(signature.statement.as_bytes());
    let key = holder.certificate.public_key();
    let signed = content::authentication_input(&statement);
    verify(key, SignatureAlgorithm::EcdsaSha256, &signed, signature.first()).expect("it signs the statement");
    verify(key, SignatureAlgorithm::EcdsaSha256, &challenge, signature.first())
        .expect_err("it does not sign the challenge");
    // The statement names this relying party and this challenge.
    let statement = Jws::parse(&signature.statement, "sign-statement+jwt", 64 * 1024).unwrap();
    let statement: serde_json::Value = serde_json::from_slice(statement.payload()).unwrap();
    assert_eq!(statement["relying_party"]["id"], relying_party.id.as_str());
    assert!(statement["sign"].to_string().contains(&pki_types::encoding::base64(&challenge)));
    relying_party.check_login(&holder, &challenge, &signature).unwrap();
    assert!(signature.is_by_known_keys, "the ceremony gives the relying party the pin of the statement key");
    testbed.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_that_only_the_sender_knows_is_signed_as_it_is() {
    let testbed = Testbed::start().await;
    let phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let credentials = testbed.founded.credentials("relying-party");
    let relying_party = relying_party(&credentials, &testbed.country);
    let (country, code) = ADA.split_once('-').unwrap();
    let holder = relying_party.look_up(country, code, Purpose::Signature).await.unwrap();

    let message = b"an answer to another protocol";
    let content = Content::digest(sha256(message));
    let request = relying_party.request(&holder, &content, "Confirm").unwrap();
    let session = relying_party.send(&request).await.unwrap();
    let again = relying_party.send(&request).await.unwrap();
    assert_eq!(session.session, again.session, "the same bytes are the same session");
    let approving = tokio::spawn(approve_one(phone));
    let signature = relying_party.wait(&session, |_, _| {}).await.unwrap();
    approving.await.unwrap().unwrap();
    verify(holder.certificate.public_key(), SignatureAlgorithm::EcdsaSha256, message, signature.first())
        .unwrap();
    testbed.stop().await;
}
