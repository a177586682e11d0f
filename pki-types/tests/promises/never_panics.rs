//! No input makes a parser panic: neither noise nor a good value with a few octets changed.

use std::sync::LazyLock;

use pki_types::crl::{CrlContents, RevokedEntry, assemble, to_be_signed};
use pki_types::{
    Certificate, CertificateRequest, Crl, Jwe, Jws, JwsHeader, PublicKey, Reason, SeededRandom, SerialNumber,
    SignatureAlgorithm, jwe_encrypt, jws_assemble, jws_signing_input, name, oid, strict_der, strict_json,
};
use proptest::prelude::*;

use crate::issuing::{NOW, Recipe, key_of, name as dn};

/// One good value of each format; each parser is fed with all of them.
static GOOD: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let key = key_of(90);
    let certificate = Recipe::leaf("Citizen", "CA", key.public_key())
        .with(oid::CERTIFICATE_POLICIES, false, "300a3008060604008f7a0102")
        .with(oid::SUBJECT_ALT_NAME, false, "300687047f000001")
        .sign(&key);
    let request = CertificateRequest::to_be_signed(&dn("x"), key.public_key().spki_der());
    let request =
        CertificateRequest::assemble(&request, SignatureAlgorithm::EcdsaSha256, &key.sign(&request));
    let contents = CrlContents {
        issuer_der: dn("CA"),
        authority_key_identifier: vec![1; 20],
        number: 5,
        this_update: NOW,
        next_update: NOW.plus(60),
        shard_url: Some("http://crl.example/1".into()),
        entries: vec![RevokedEntry {
            serial: SerialNumber::from_bytes(&[5]).unwrap(),
            revoked_at: NOW,
            reason: Some(Reason::Superseded),
        }],
    };
    let list = to_be_signed(&contents, SignatureAlgorithm::EcdsaSha256);
    let signature = key.sign(&list);
    let list = assemble(list, SignatureAlgorithm::EcdsaSha256, &signature);
    let signed = jws_signing_input(&JwsHeader::with_chain("t", std::slice::from_ref(&certificate)), b"{}");
    let signed = jws_assemble(&signed, &key.sign(&signed)).unwrap();
    let encrypted = jwe_encrypt(key.public_key(), "t", b"secret", &SeededRandom::new(1)).unwrap();
    vec![
        certificate.der().to_vec(),
        certificate.pem().into_bytes(),
        request,
        list,
        key.public_key().spki_der().to_vec(),
        signed.into_bytes(),
        encrypted.into_bytes(),
        SignatureAlgorithm::RsaPssSha256.identifier_der(),
    ]
});

fn feed(bytes: &[u8]) {
    let _ = strict_der::check("value", bytes, 100_000);
    let _ = strict_der::elements("value", bytes);
    let _ = SignatureAlgorithm::from_identifier_der(bytes);
    let _ = PublicKey::from_spki_der(bytes);
    let _ = PublicKey::from_sec1_p256(bytes);
    let _ = CertificateRequest::from_der(bytes);
    let _ = name::display(bytes);
    let _ = name::attribute(bytes, oid::COMMON_NAME);
    let _ = strict_json::from_slice::<serde_json::Value>("value", bytes);
    if let Ok(certificate) = Certificate::from_der(bytes) {
        let _ = (certificate.subject_display(), certificate.common_name(), certificate.dns_names());
        let _ = certificate.verify_issued_by(&certificate);
        let _ = pki_types::validate_chain(&certificate, &[], std::slice::from_ref(&certificate), NOW);
    }
    if let Ok(list) = Crl::from_der(bytes) {
        let _ = (list.find(bytes), list.entries().count());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Certificate::many_from_pem(text);
        let _ = Jws::parse(text, "t", 100_000);
        let _ = Jwe::parse(text, "t", 100_000);
        let _ = pki_types::UnixTime::parse_rfc3339(text);
    }
}

#[test]
fn the_good_values_are_good() {
    let text = |index: usize| std::str::from_utf8(&GOOD[index]).unwrap();
    assert!(Certificate::from_der(&GOOD[0]).is_ok() && Certificate::from_pem(text(1)).is_ok());
    assert!(CertificateRequest::from_der(&GOOD[2]).is_ok() && Crl::from_der(GOOD[3].as_slice()).is_ok());
    assert!(PublicKey::from_spki_der(&GOOD[4]).is_ok() && Jws::parse(text(5), "t", 100_000).is_ok());
    assert!(Jwe::parse(text(6), "t", 100_000).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn noise(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        feed(&bytes);
    }

    #[test]
    fn text(text in "[A-Za-z0-9_.{}\":,\\[\\]-]{0,200}") {
        feed(text.as_bytes());
    }

    #[test]
    fn good_values_with_changes(
        which in 0..8usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..4),
    ) {
        let mut bytes = GOOD[which].clone();
        for (position, octet, kind) in changes {
            let position = position.index(bytes.len());
            match kind {
                0 => bytes[position] = octet,
                1 => { bytes.remove(position); }
                _ => bytes.insert(position, octet),
            }
        }
        feed(&bytes);
    }
}
