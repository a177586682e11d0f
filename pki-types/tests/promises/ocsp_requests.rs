//! What is read of requests, and that nothing in them costs more than their length.

use pki_types::ocsp::{MAX_CERT_IDS, MAX_NONCE_OCTETS, MAX_REQUEST_OCTETS, ReceivedRequest};
use pki_types::strict_der::{encode, sequence, tag};
use proptest::prelude::*;

/// One element of a request, from what a client would write to what nobody would.
fn element() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        Just(vec![0x02, 0x01, 0x00]),
        Just(vec![0x01, 0x01, 0x00]),
        Just(vec![0x01, 0x01, 0xff]),
        Just(vec![0x05, 0x00]),
        Just(encode(tag::OBJECT_IDENTIFIER, &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02])),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(|octets| encode(tag::OBJECT_IDENTIFIER, &octets)),
        prop::collection::vec(any::<u8>(), 0..140).prop_map(|octets| encode(tag::OCTET_STRING, &octets)),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(|octets| encode(tag::INTEGER, &octets)),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        let tags = prop_oneof![Just(tag::SEQUENCE), Just(tag::SET), 0xa0u8..=0xa4];
        (tags, prop::collection::vec(inner, 0..6)).prop_map(|(tag, parts)| encode(tag, &parts.concat()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    /// Elements in any order around a CertID that is one: read or refused, and what is read is within the bounds.
    #[test]
    fn whatever_stands_around_a_cert_id_is_read_within_bounds(
        before in prop::collection::vec(element(), 0..2),
        beside in prop::collection::vec(element(), 0..2),
        behind in prop::collection::vec(element(), 0..3),
        copies in 1usize..12,
    ) {
        let hash = encode(tag::OCTET_STRING, &[0x11; 20]);
        let sha1 = sequence(&[&encode(tag::OBJECT_IDENTIFIER, &[0x2b, 0x0e, 0x03, 0x02, 0x1a]), &[0x05, 0x00]]);
        let cert_id = sequence(&[&sha1, &hash, &hash, &[0x02, 0x01, 0x05]]);
        let single = sequence(&[&cert_id, &beside.concat()]);
        let list = encode(tag::SEQUENCE, &single.repeat(copies));
        let request = sequence(&[&sequence(&[&before.concat(), &list, &behind.concat()])]);
        match ReceivedRequest::from_der(&request) {
            Ok(read) => {
                prop_assert!((1..=MAX_CERT_IDS).contains(&read.cert_ids.len()));
                prop_assert!(read.cert_ids.iter().all(|read| read.der() == cert_id));
                let longest = MAX_NONCE_OCTETS + 3;
                prop_assert!(read.nonce.is_none_or(|nonce| nonce.extension_value().len() <= longest));
                prop_assert!(request.len() <= MAX_REQUEST_OCTETS);
            }
            Err(refusal) => prop_assert!(refusal.to_string().len() < 400, "{refusal}"),
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_any_depth_or_length_makes_the_reader_stumble(depth in 0usize..2_000, tag in any::<u8>(), rest in prop::collection::vec(any::<u8>(), 0..64)) {
        let nested = (0..depth).fold(rest, |within, _| encode(tag | 0x20, &within));
        let _ = ReceivedRequest::from_der(&nested);
        let _ = ReceivedRequest::from_der(&sequence(&[&nested]));
        let _ = ReceivedRequest::from_der(&sequence(&[&sequence(&[&nested])]));
        let _ = ReceivedRequest::from_der(&sequence(&[&sequence(&[&sequence(&[&sequence(&[&nested])])])]));
    }
}
