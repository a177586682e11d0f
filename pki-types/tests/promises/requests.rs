use openssl::x509::X509Req;
use pki_types::strict_der::{encode, sequence, tag};
use pki_types::{CertificateRequest, Error, SignatureAlgorithm};

use crate::issuing::{key_of, name};
use test_country::Key;

fn request(key: &Key) -> Vec<u8> {
    let to_be_signed = CertificateRequest::to_be_signed(&name("x"), key.public_key().spki_der());
    CertificateRequest::assemble(&to_be_signed, SignatureAlgorithm::EcdsaSha256, &key.sign(&to_be_signed))
}

#[test]
fn a_request_proves_its_key_to_us_and_to_openssl() {
    let key = key_of(20);
    let der = request(&key);
    assert_eq!(CertificateRequest::from_der(&der).unwrap().public_key(), key.public_key());
    let theirs = X509Req::from_der(&der).unwrap();
    assert!(theirs.verify(&theirs.public_key().unwrap()).unwrap());
}

/// OpenSSL writes a request with a SHA-384 signature, and attributes, which are not read.
#[test]
fn a_request_of_openssl_is_read() {
    use openssl::stack::Stack;
    let group = openssl::ec::EcGroup::from_curve_name(openssl::nid::Nid::SECP384R1).unwrap();
    let key = openssl::pkey::PKey::from_ec_key(openssl::ec::EcKey::generate(&group).unwrap()).unwrap();
    let mut builder = X509Req::builder().unwrap();
    builder.set_pubkey(&key).unwrap();
    let mut extensions = Stack::new().unwrap();
    extensions.push(openssl::x509::extension::BasicConstraints::new().ca().build().unwrap()).unwrap();
    builder.add_extensions(&extensions).unwrap();
    builder.sign(&key, openssl::hash::MessageDigest::sha384()).unwrap();
    let der = builder.build().to_der().unwrap();
    let read = CertificateRequest::from_der(&der).unwrap();
    assert_eq!(read.public_key().spki_der(), key.public_key_to_der().unwrap());
}

#[test]
fn another_key_a_change_and_a_wrong_shape_are_refused() {
    let (key, other) = (key_of(20), key_of(21));
    let to_be_signed = CertificateRequest::to_be_signed(&name("x"), key.public_key().spki_der());
    let assemble = |to_be_signed: &[u8], signature: &[u8]| {
        CertificateRequest::from_der(&CertificateRequest::assemble(
            to_be_signed,
            SignatureAlgorithm::EcdsaSha256,
            signature,
        ))
    };
    let stolen = assemble(&to_be_signed, &other.sign(&to_be_signed));
    assert_eq!(stolen.unwrap_err(), Error::SignatureInvalid { what: "certification request" });
    let renamed = CertificateRequest::to_be_signed(&name("y"), key.public_key().spki_der());
    assert!(assemble(&renamed, &key.sign(&to_be_signed)).is_err());
    let version_2 =
        sequence(&[&encode(tag::INTEGER, &[1]), &name("x"), key.public_key().spki_der(), &encode(0xa0, &[])]);
    assert!(assemble(&version_2, &key.sign(&version_2)).is_err());
    let no_attributes = sequence(&[&encode(tag::INTEGER, &[0]), &name("x"), key.public_key().spki_der()]);
    assert!(assemble(&no_attributes, &key.sign(&no_attributes)).is_err());
    let attributes = encode(0xa0, &encode(tag::SEQUENCE, &[0x05; 10_000]));
    let large =
        sequence(&[&encode(tag::INTEGER, &[0]), &name("x"), key.public_key().spki_der(), &attributes]);
    assert!(matches!(assemble(&large, &key.sign(&large)), Err(Error::TooLarge { .. })));
    let trailing = [request(&key), vec![0]].concat();
    assert!(CertificateRequest::from_der(&trailing).is_err());
}
