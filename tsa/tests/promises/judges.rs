//! openssl asks and judges.

use test_country::judges::{openssl, said};

use crate::authority::{START, Stamping};

#[tokio::test]
async fn openssl_asks_and_believes_the_token() {
    let stamping = Stamping::new();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("root.pem", stamping.root.certificate.pem().as_bytes());
    let unit = stamping.unit.current().unwrap().certificate().pem();
    write("chain.pem", (unit + &stamping.services.certificate.pem()).as_bytes());
    write("data", b"the octets that existed");
    let run = |arguments: String| openssl(folder.path(), &arguments.split_whitespace().collect::<Vec<_>>());
    for hash in ["-sha256", "-sha384", "-sha512"] {
        for certificates in ["-cert", ""] {
            for nonce in ["", "-no_nonce"] {
                let query = format!("ts -query -data data {hash} {certificates} {nonce} -out query.tsq");
                let Some(made) = run(query) else { return };
                assert!(made.status.success(), "{}", said(&made));
                let query = std::fs::read(folder.path().join("query.tsq")).unwrap();
                write("reply.tsr", &stamping.post(query).await.body);
                let untrusted = if certificates.is_empty() { "-untrusted chain.pem" } else { "" };
                let judged = run(format!(
                    "ts -verify -in reply.tsr -queryfile query.tsq -CAfile root.pem {untrusted} -attime {}",
                    START.seconds()
                ))
                .unwrap();
                assert!(judged.status.success(), "{hash} {certificates} {nonce}: {}", said(&judged));
            }
        }
    }
    let text = said(&run("ts -reply -in reply.tsr -text".to_owned()).unwrap());
    assert!(text.contains("Time stamp: Nov 24 06:00:00 2026 GMT"), "whole seconds: {text}");
    assert!(text.contains("Accuracy: 0x01 seconds"), "{text}");
}
