//! Requests as the clients of others write them, through the door.

use axum::http::StatusCode;
use pki_types::strict_der::{encode, sequence, tag};
use pki_types::tsp::{TimeStampToken, token_for};
use pki_types::{HashAlgorithm, sha256};

use crate::authority::{DATA, START, Stamping, request};
use crate::refusals::assert_refused;

/// 2.25 and an arc of 128 bits, which is how an identifier is made of a UUID (X.667 §6).
const OF_A_UUID: [u8; 20] = [
    0x69, 0x83, 0xf0, 0x9d, 0xa7, 0xeb, 0xcf, 0xde, 0xe0, 0xc7, 0xa1, 0xa7, 0xb2, 0xc0, 0x94, 0x8c, 0xc8,
    0xf9, 0xd7, 0x76,
];

/// A TimeStampReq about [`DATA`], its hash so called, with these elements behind the imprint.
fn written(hash: &[u8], behind: &[&[u8]]) -> Vec<u8> {
    let algorithm = sequence(&[&encode(tag::OBJECT_IDENTIFIER, hash)]);
    let digest = encode(tag::OCTET_STRING, sha256(DATA).as_bytes());
    sequence(&[&[0x02, 0x01, 0x01], &sequence(&[&algorithm, &digest]), &behind.concat()])
}

fn sha256_octets() -> Vec<u8> {
    HashAlgorithm::Sha256.oid().as_bytes().to_vec()
}

const NONCE: &[u8] = &[0x02, 0x04, 0x12, 0x34, 0x56, 0x78];

#[tokio::test]
async fn cert_req_false_may_be_written_out() {
    let stamping = Stamping::new();
    stamping.clock.advance(17);
    let mut asked = request();
    asked.certificate_requested = false;
    let left_out = asked.to_der().unwrap();
    assert_eq!(written(&sha256_octets(), &[NONCE]), left_out, "what is put together here is what we write");
    let written_out = written(&sha256_octets(), &[NONCE, &[0x01, 0x01, 0x00]]);
    let reply = stamping.post(written_out).await;
    assert_eq!(reply.status, StatusCode::OK);
    let token: TimeStampToken = token_for(&asked, &reply.body).unwrap();
    assert!(token.certificates().is_empty(), "FALSE is FALSE");
    let unit = stamping.unit.current().unwrap().certificate().clone();
    let verified = token.verify_data(DATA, &[unit]).unwrap();
    assert_eq!((verified.time(), &verified.info().nonce), (START.plus(17), &asked.nonce));

    let not_a_boolean = written(&sha256_octets(), &[NONCE, &[0x01, 0x01, 0x01]]);
    assert_refused(&stamping, not_a_boolean, "badDataFormat").await;
}

/// What cannot be ours is refused for what it is, and not as something that cannot be read.
#[tokio::test]
async fn identifiers_with_large_arcs_are_refused_in_their_own_words() {
    let stamping = Stamping::new();
    let theirs = encode(tag::OBJECT_IDENTIFIER, &OF_A_UUID);
    assert_refused(&stamping, written(&OF_A_UUID, &[NONCE]), "badAlg").await;
    assert_refused(&stamping, written(&sha256_octets(), &[&theirs, NONCE]), "unacceptedPolicy").await;
    let extension = sequence(&[&theirs, &[0x01, 0x01, 0x00], &encode(tag::OCTET_STRING, b"?")]);
    let extended = written(&sha256_octets(), &[NONCE, &encode(0xa0, &extension)]);
    assert_refused(&stamping, extended, "unacceptedExtension").await;
}

#[tokio::test]
async fn what_is_repeated_in_the_token_is_der_and_in_its_place() {
    let stamping = Stamping::new();
    for behind in [
        &[0x02, 0x03, 0x00, 0x00, 0x01][..],   // an INTEGER that is padded
        &[0x02, 0x00],                         // and one without octets
        &[0x01, 0x01, 0x00, 0x02, 0x01, 0x01], // certReq before the nonce
        &[0x06, 0x02, 0x80, 0x01],             // an OBJECT IDENTIFIER that is padded
        &[0xa0, 0x02, 0x30, 0x00],             // an extension without anything
        &[0x04, 0x00],
    ] {
        assert_refused(&stamping, written(&sha256_octets(), &[behind]), "badDataFormat").await;
    }
}
