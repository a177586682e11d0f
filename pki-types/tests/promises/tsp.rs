//! Time-stamps: asked for, made, read back, judged by openssl; each negative changes one thing.

use pki_types::tsp::{
    FailureInfo, MessageImprint, Rejection, TimeStampRequest, TimeStampToken, TokenDraft, TstInfo, granted,
    reject, token_for,
};
use pki_types::{HashAlgorithm, ObjectIdentifier, SignatureAlgorithm};
use proptest::prelude::*;
use test_country::judges::{openssl, said};
use test_country::{Holder, NOW, Profile, moment};

const DATA: &[u8] = b"the octets that existed";
const POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.2023.1.1");

struct Stamped {
    authority: Holder,
    unit: Holder,
    request: TimeStampRequest,
    token: Vec<u8>,
}

fn request() -> TimeStampRequest {
    TimeStampRequest {
        imprint: MessageImprint::of(HashAlgorithm::Sha256, DATA),
        policy: None,
        nonce: Some(vec![0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0]),
        certificate_requested: true,
    }
}

fn info(request: &TimeStampRequest) -> TstInfo {
    TstInfo {
        policy: POLICY,
        imprint: request.imprint.clone(),
        serial: vec![0x55; 16],
        time: NOW,
        accuracy_seconds: Some(1),
        nonce: request.nonce.clone(),
    }
}

fn token(unit: &Holder, info: &TstInfo, certificates: &[pki_types::Certificate]) -> Vec<u8> {
    let draft = TokenDraft::new(info, &unit.certificate, SignatureAlgorithm::EcdsaSha256).unwrap();
    let signature = unit.sign(draft.to_be_signed());
    draft.assemble(&signature, certificates).unwrap()
}

fn stamp_by(change: impl FnOnce(&mut rcgen::CertificateParams)) -> Stamped {
    let authority = Holder::root("Authority of a test");
    let unit = authority.issue_with(Profile::TimeStampingUnit, "Time-stamping unit of a test", change);
    let request = request();
    let token = token(&unit, &info(&request), std::slice::from_ref(&unit.certificate));
    Stamped { authority, unit, request, token }
}

fn stamp() -> Stamped {
    stamp_by(|_| {})
}

fn assert_refused<T: std::fmt::Debug, E: ToString>(found: Result<T, E>, why: &str) {
    let found = found.map_err(|error| error.to_string());
    assert!(found.as_ref().is_err_and(|error| error.contains(why)), "{found:?} should say {why}");
}

#[test]
fn a_stamp_verifies_and_says_when() {
    let stamped = stamp();
    let token = token_for(&stamped.request, &granted(&stamped.token).unwrap()).unwrap();
    assert_eq!(token.signed_data().version(), 3, "RFC 5652 §5.1: content other than id-data");
    let verified = token.verify_data(DATA, &[]).unwrap();
    assert_eq!(verified.time(), NOW);
    assert_eq!(verified.certificate(), &stamped.unit.certificate);
    assert_eq!(verified.info().nonce, stamped.request.nonce);
}

#[test]
fn openssl_verifies_the_stamp_and_reads_the_rejection() {
    let stamped = stamp();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("query.tsq", &stamped.request.to_der().unwrap());
    write("reply.tsr", &granted(&stamped.token).unwrap());
    write("data", DATA);
    write("root.pem", stamped.authority.certificate.pem().as_bytes());
    let run = |arguments: &str| openssl(folder.path(), &arguments.split_whitespace().collect::<Vec<_>>());

    let Some(by_query) = run("ts -verify -in reply.tsr -queryfile query.tsq -CAfile root.pem") else {
        return;
    };
    assert!(by_query.status.success(), "{}", said(&by_query));
    let by_data = run("ts -verify -in reply.tsr -data data -CAfile root.pem").unwrap();
    assert!(by_data.status.success(), "{}", said(&by_data));

    write("data", b"other octets");
    let other = run("ts -verify -in reply.tsr -data data -CAfile root.pem").unwrap();
    assert!(said(&other).contains("message imprint mismatch"), "{}", said(&other));

    let refusal = Rejection::new(FailureInfo::UnacceptedExtension, "no such extension");
    write("rejected.tsr", &reject(&refusal));
    let text = said(&run("ts -reply -in rejected.tsr -text").unwrap());
    assert!(text.contains("Rejected."), "{text}");
    assert!(text.contains("the requested extension is not supported by the TSA"), "{text}");
    assert!(text.contains("no such extension"), "{text}");
}

#[test]
fn openssl_s_request_is_read_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("data"), DATA).unwrap();
    let arguments = "ts -query -data data -sha512 -cert -tspolicy 1.2.3.4 -out query.tsq";
    let arguments: Vec<_> = arguments.split_whitespace().collect();
    if openssl(folder.path(), &arguments).is_none() {
        return;
    }
    let query = std::fs::read(folder.path().join("query.tsq")).unwrap();
    let request = TimeStampRequest::from_der(&query).unwrap();
    assert!(request.imprint.same_as(&MessageImprint::of(HashAlgorithm::Sha512, DATA)));
    assert_eq!(request.policy, Some(ObjectIdentifier::new_unwrap("1.2.3.4")));
    assert!(request.certificate_requested && request.nonce.is_some());
    assert_eq!(request.to_der().unwrap(), query, "NULL parameters are kept");
}

#[test]
fn requests_out_of_form_are_refused_in_the_protocol_s_words() {
    let good = request().to_der().unwrap();
    let refused = |der: &[u8], failure: FailureInfo| {
        let found = TimeStampRequest::from_der(der);
        assert!(found.as_ref().is_err_and(|refusal| refusal.failure == failure), "{found:?}");
    };
    assert_eq!(TimeStampRequest::from_der(&good).unwrap(), request());
    refused(&[], FailureInfo::BadDataFormat);
    refused(&[&good[..], &[0]].concat(), FailureInfo::BadDataFormat);
    refused(&good[..good.len() - 1], FailureInfo::BadDataFormat);
    refused(&vec![0x30; 5000], FailureInfo::BadDataFormat);

    let position_of = |wanted: &[u8]| good.windows(wanted.len()).position(|window| window == wanted).unwrap();
    let with = |position: usize, octet: u8| {
        let mut changed = good.clone();
        changed[position] = octet;
        changed
    };
    refused(&with(4, 2), FailureInfo::BadRequest); // the version
    let sha256 = position_of(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]);
    refused(&with(sha256 + 8, 0x0b), FailureInfo::BadAlg); // SHAKE128, which Great Seal does not know
    refused(&with(sha256 + 8, 0x03), FailureInfo::BadDataFormat); // SHA-512, but 32 octets

    let mut extended = good.clone();
    let extension =
        [0xa0, 0x0d, 0x30, 0x0b, 0x06, 0x03, 0x2a, 0x03, 0x04, 0x04, 0x04, 0x04, 0x02, 0x05, 0x00];
    extended.extend(extension);
    extended[1] += u8::try_from(extension.len()).unwrap();
    refused(&extended, FailureInfo::UnacceptedExtension);

    let nonce = TimeStampRequest { nonce: Some(vec![0x11; 129]), ..request() }.to_der().unwrap();
    refused(&nonce, FailureInfo::BadDataFormat);
}

#[test]
fn a_stamp_of_other_data_is_refused() {
    let stamped = stamp();
    let token = TimeStampToken::from_der(&stamped.token).unwrap();
    assert_refused(token.verify_data(b"other octets", &[]), "imprint");
    let wrong_hash = MessageImprint::of(HashAlgorithm::Sha512, DATA);
    assert_refused(token.verify_imprint(&wrong_hash, &[]), "imprint");
}

#[test]
fn an_answer_to_another_request_is_refused() {
    let stamped = stamp();
    let reply = granted(&stamped.token).unwrap();
    let nonce = TimeStampRequest { nonce: Some(vec![1]), ..stamped.request.clone() };
    assert_refused(token_for(&nonce, &reply), "nonce");
    let without_nonce = TimeStampRequest { nonce: None, ..stamped.request.clone() };
    assert_refused(token_for(&without_nonce, &reply), "nonce");
    let imprint = TimeStampRequest {
        imprint: MessageImprint::of(HashAlgorithm::Sha256, b"x"),
        ..stamped.request.clone()
    };
    assert_refused(token_for(&imprint, &reply), "imprint");
    let policy =
        TimeStampRequest { policy: Some(ObjectIdentifier::new_unwrap("1.2.3")), ..stamped.request.clone() };
    assert_refused(token_for(&policy, &reply), "policy");
    let refusal = reject(&Rejection::new(FailureInfo::BadAlg, "SHA-1 is not accepted"));
    assert_refused(token_for(&stamped.request, &refusal), "SHA-1 is not accepted");
}

#[test]
fn only_a_time_stamping_unit_may_stamp() {
    let verify = |stamped: Stamped| TimeStampToken::from_der(&stamped.token).unwrap().verify_data(DATA, &[]);
    let no_purpose = |params: &mut rcgen::CertificateParams| params.custom_extensions.clear();
    assert_refused(verify(stamp_by(no_purpose)), "extended key usage");
    let not_critical = |params: &mut rcgen::CertificateParams| {
        params.custom_extensions.iter_mut().for_each(|extension| extension.set_criticality(false));
    };
    assert_refused(verify(stamp_by(not_critical)), "extended key usage");
    let not_yet_valid = |params: &mut rcgen::CertificateParams| {
        params.not_before = moment(NOW.plus(60));
    };
    assert_refused(verify(stamp_by(not_yet_valid)), "time of the stamp");
}

#[test]
fn without_certificates_the_verifier_brings_them() {
    let stamped = stamp();
    let bare = token(&stamped.unit, &info(&stamped.request), &[]);
    let token = TimeStampToken::from_der(&bare).unwrap();
    assert!(token.certificates().is_empty());
    assert_refused(token.verify_data(DATA, &[]), "absent");
    assert_eq!(token.verify_data(DATA, &[stamped.unit.certificate]).unwrap().time(), NOW);
}

#[test]
fn a_fraction_of_a_second_is_read_and_dropped() {
    let stamped = stamp();
    let der = info(&stamped.request).to_der().unwrap();
    let time = b"20261124";
    let at = der.windows(time.len()).position(|window| window == time).unwrap();
    let with_fraction = |fraction: &[u8]| {
        let (before, after) = der.split_at(at + 14);
        let mut changed = [before, fraction, after].concat();
        changed[1] += u8::try_from(fraction.len()).unwrap();
        changed[at - 1] += u8::try_from(fraction.len()).unwrap();
        TstInfo::from_der(&changed)
    };
    assert_eq!(with_fraction(b"").unwrap().time, NOW);
    assert_eq!(with_fraction(b".123").unwrap().time, NOW);
    assert_refused(with_fraction(b".120"), "fraction");
    assert_refused(with_fraction(b"."), "fraction");
    assert_refused(with_fraction(b",5"), "fraction");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn reading_never_panics(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = TimeStampRequest::from_der(&octets);
        let _ = TimeStampToken::from_der(&octets);
        let _ = TstInfo::from_der(&octets);
        let _ = token_for(&request(), &octets);
    }

    #[test]
    fn a_request_reads_back(
        digest in prop::collection::vec(any::<u8>(), 48),
        nonce in prop::option::of(1u64..u64::MAX / 2),
        certificate_requested in any::<bool>(),
    ) {
        let nonce = nonce.map(|nonce| {
            let octets = nonce.to_be_bytes();
            let zeros = octets.iter().take_while(|octet| **octet == 0).count();
            let mut octets = octets[zeros..].to_vec();
            if octets[0] >= 0x80 {
                octets.insert(0, 0);
            }
            octets
        });
        let imprint = MessageImprint::of_digest(HashAlgorithm::Sha384, &digest).unwrap();
        let request = TimeStampRequest { imprint, policy: Some(POLICY), nonce, certificate_requested };
        prop_assert_eq!(TimeStampRequest::from_der(&request.to_der().unwrap()).unwrap(), request);
    }

    #[test]
    fn a_changed_octet_never_changes_the_time(position in 0usize..2_000, change in 1u8..=255) {
        use std::sync::OnceLock;
        static TOKEN: OnceLock<Vec<u8>> = OnceLock::new();
        let mut token = TOKEN.get_or_init(|| stamp().token).clone();
        let position = position % token.len();
        token[position] ^= change;
        if let Ok(verified) = TimeStampToken::from_der(&token).and_then(|token| token.verify_data(DATA, &[])) {
            prop_assert_eq!(verified.time(), NOW);
        }
    }
}
