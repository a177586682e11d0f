//! OCSP: asked, answered, believed or not, judged by openssl; each negative changes one thing.

use pki_types::crl::Reason;
use pki_types::ocsp::{
    CertId, CertStatus, IssuerHashes, Nonce, OcspErrorStatus, OcspRequest, OcspResponse, ReceivedRequest,
    ResponderId, SingleResponse, assemble_response, error_response, response_to_be_signed,
};
use pki_types::{Certificate, HashAlgorithm, SignatureAlgorithm};
use proptest::prelude::*;
use test_country::judges::{openssl, said};
use test_country::{Holder, Key, NOW, Profile, YEAR, moment, nocheck};

const NONCE: [u8; 32] = [0x5a; 32];

/// An issuer, a person whose status is asked, and a signer to whom the issuer delegated answers.
struct World {
    authority: Holder,
    person: Holder,
    signer: Holder,
}

fn world_with(change: impl FnOnce(&mut rcgen::CertificateParams)) -> World {
    let authority = Holder::root("Authority of a test");
    let person = authority.issue(Profile::Signature, "Person of a test");
    let signer = authority.issue_with(Profile::OcspSigner, "OCSP signer of a test", change);
    World { authority, person, signer }
}

fn world() -> World {
    world_with(|_| {})
}

impl World {
    fn single(&self, hash: HashAlgorithm, status: CertStatus) -> SingleResponse {
        SingleResponse {
            cert_id: CertId::for_certificate(&self.person.certificate, &self.authority.certificate, hash),
            status,
            this_update: NOW,
            next_update: Some(NOW.plus(3600)),
            archive_cutoff: None,
        }
    }

    fn good(&self) -> SingleResponse {
        self.single(HashAlgorithm::Sha1, CertStatus::Good)
    }

    /// An answer by `signer` that carries `certificates`.
    fn answer_by(
        &self,
        signer: &Holder,
        singles: &[SingleResponse],
        certificates: &[Certificate],
    ) -> Vec<u8> {
        let responder = ResponderId::by_key(&signer.certificate);
        let to_be_signed = response_to_be_signed(responder, NOW, singles, Some(&Nonce::new(&NONCE)));
        let signature = signer.sign(&to_be_signed);
        assemble_response(&to_be_signed, SignatureAlgorithm::EcdsaSha256, &signature, certificates).unwrap()
    }

    fn answer(&self, single: SingleResponse) -> Vec<u8> {
        self.answer_by(&self.signer, &[single], std::slice::from_ref(&self.signer.certificate))
    }

    fn verify(&self, answer: &[u8]) -> Result<pki_types::ocsp::VerifiedOcsp, pki_types::Error> {
        OcspResponse::from_der(answer)?.verify(&self.authority.certificate, NOW)
    }
}

fn assert_refused<T: std::fmt::Debug, E: ToString>(found: Result<T, E>, why: &str) {
    let found = found.map_err(|error| error.to_string());
    assert!(found.as_ref().is_err_and(|error| error.contains(why)), "{found:?} should say {why}");
}

#[test]
fn every_status_reads_back_under_both_hashes() {
    let world = world();
    for hash in [HashAlgorithm::Sha1, HashAlgorithm::Sha256] {
        let held = CertStatus::Revoked { at: NOW.minus(60), reason: Some(Reason::CertificateHold) };
        let revoked = CertStatus::Revoked { at: NOW.minus(60), reason: None };
        for status in [CertStatus::Good, CertStatus::Unknown, held, revoked] {
            let single = world.single(hash, status);
            let verified = world.verify(&world.answer(single.clone())).unwrap();
            assert_eq!(verified.single_for(&world.person.certificate), Some(&single));
            assert_eq!(verified.signer(), &world.signer.certificate);
            assert_eq!((verified.produced_at(), verified.nonce()), (NOW, Some(&NONCE[..])));
        }
    }
}

#[test]
fn the_issuer_itself_may_answer() {
    let world = world();
    let answer = world.answer_by(&world.authority, &[world.good()], &[]);
    let verified = world.verify(&answer).unwrap();
    assert_eq!(verified.signer(), &world.authority.certificate);
    assert!(verified.response().certificates().is_empty());
}

#[test]
fn an_archive_cutoff_reads_back() {
    let world = world();
    let single = SingleResponse { archive_cutoff: Some(NOW.minus(YEAR)), ..world.good() };
    let verified = world.verify(&world.answer(single.clone())).unwrap();
    assert_eq!(verified.single_for(&world.person.certificate), Some(&single));
}

#[test]
fn an_answer_is_current_from_this_update_to_next_update() {
    let world = world();
    let single = world.good();
    assert!(single.is_current(NOW) && single.is_current(NOW.plus(3600)));
    assert!(!single.is_current(NOW.minus(1)) && !single.is_current(NOW.plus(3601)));
    let open_end = SingleResponse { next_update: None, ..single };
    assert!(open_end.is_current(NOW) && !open_end.is_current(NOW.plus(1)));
}

#[test]
fn errors_are_five_octets_without_body() {
    let expect = |status, code| assert_eq!(error_response(status), [0x30, 0x03, 0x0a, 0x01, code]);
    expect(OcspErrorStatus::MalformedRequest, 1);
    expect(OcspErrorStatus::InternalError, 2);
    expect(OcspErrorStatus::TryLater, 3);
    expect(OcspErrorStatus::SigRequired, 5);
    expect(OcspErrorStatus::Unauthorized, 6);
    assert_refused(OcspResponse::from_der(&error_response(OcspErrorStatus::TryLater)), "TryLater");
}

#[test]
fn openssl_reads_the_answers() {
    let world = world();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("issuer.pem", world.authority.certificate.pem().as_bytes());
    write("person.pem", world.person.certificate.pem().as_bytes());
    let held = CertStatus::Revoked { at: NOW, reason: Some(Reason::CertificateHold) };
    let cases = [
        ("-sha1", HashAlgorithm::Sha1, CertStatus::Good, "person.pem: good"),
        ("-sha256", HashAlgorithm::Sha256, CertStatus::Good, "person.pem: good"),
        ("-sha256", HashAlgorithm::Sha256, held, "Reason: certificateHold"),
        ("-sha1", HashAlgorithm::Sha1, CertStatus::Unknown, "person.pem: unknown"),
    ];
    for (option, hash, status, expected) in cases {
        write("answer.der", &world.answer(world.single(hash, status)));
        // -validity_period: openssl looks at the machine's clock for thisUpdate, which the test's clock does not follow.
        let arguments = format!(
            "ocsp {option} -respin answer.der -issuer issuer.pem -cert person.pem -CAfile issuer.pem -no_nonce \
             -attime {} -validity_period 3000000000",
            NOW.seconds()
        );
        let Some(output) = openssl(folder.path(), &arguments.split_whitespace().collect::<Vec<_>>()) else {
            return;
        };
        let text = said(&output);
        assert!(text.contains("Response verify OK") && text.contains(expected), "{text}");
    }
}

#[test]
fn openssl_s_request_is_read_and_echoed_octet_for_octet() {
    let world = world();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("issuer.pem"), world.authority.certificate.pem()).unwrap();
    std::fs::write(folder.path().join("person.pem"), world.person.certificate.pem()).unwrap();
    for (option, hash) in [("-sha1", HashAlgorithm::Sha1), ("-sha256", HashAlgorithm::Sha256)] {
        let arguments =
            format!("ocsp {option} -issuer issuer.pem -cert person.pem -nonce -reqout request.der");
        let arguments: Vec<_> = arguments.split_whitespace().collect();
        if openssl(folder.path(), &arguments).is_none() {
            return;
        }
        let octets = std::fs::read(folder.path().join("request.der")).unwrap();
        let request = ReceivedRequest::from_der(&octets).unwrap();
        let [cert_id] = request.cert_ids.as_slice() else { panic!("one certificate") };
        assert_eq!(cert_id.hash_algorithm(), Some(hash));
        assert!(cert_id.names(&world.person.certificate, &world.authority.certificate));
        assert!(IssuerHashes::of(&world.authority.certificate).match_cert_id(cert_id));
        assert!(request.nonce.is_some());
        let echoed = cert_id.der();
        assert!(octets.windows(echoed.len()).any(|window| window == echoed));
    }
}

#[test]
fn requests_out_of_form_are_refused() {
    let world = world();
    let cert_id = world.good().cert_id;
    let request = |count: usize, nonce: Option<usize>| OcspRequest {
        cert_ids: vec![cert_id.clone(); count],
        nonce: nonce.map(|length| vec![7; length]),
    };
    for nonce in [None, Some(1), Some(32), Some(128)] {
        let good = request(8, nonce);
        let read = ReceivedRequest::from_der(&good.to_der()).unwrap();
        assert_eq!((read.cert_ids, read.nonce), (good.cert_ids, good.nonce.as_deref().map(Nonce::new)));
    }
    assert_refused(ReceivedRequest::from_der(&request(0, None).to_der()), "no certificate");
    assert_refused(ReceivedRequest::from_der(&request(9, None).to_der()), "more than 8");
    assert_refused(ReceivedRequest::from_der(&request(1, Some(0)).to_der()), "nonce has 0");
    assert_refused(ReceivedRequest::from_der(&request(1, Some(129)).to_der()), "nonce has 129");
    let good = request(1, Some(32)).to_der();
    assert_refused(ReceivedRequest::from_der(&[&good[..], &[0]].concat()), "after its end");
    assert_refused(ReceivedRequest::from_der(&good[..good.len() - 1]), "cut off");
    assert_refused(ReceivedRequest::from_der(b"GET / HTTP/1.1\r\n\r\n"), "");
    assert_refused(ReceivedRequest::from_der(&[]), "");
    assert_refused(ReceivedRequest::from_der(&vec![0x30; 17_000]), "limit");
}

/// The matrix of OpenSSL's test data, made with a PKI whose algorithms Great Seal accepts.
#[test]
fn answers_that_prove_nothing_are_refused() {
    let world = world();
    let others = Holder::root_of(Key::of("others"), "Authority of a test");
    let ours = std::slice::from_ref(&world.signer.certificate);
    let stranger = others.issue(Profile::OcspSigner, "OCSP signer of a test");

    // The signature is wrong.
    let responder = ResponderId::by_key(&world.signer.certificate);
    let to_be_signed = response_to_be_signed(responder, NOW, &[world.good()], None);
    let signature = world.signer.sign(b"something else");
    let algorithm = SignatureAlgorithm::EcdsaSha256;
    let answer = assemble_response(&to_be_signed, algorithm, &signature, ours).unwrap();
    assert_refused(world.verify(&answer), "does not verify");

    // The responderID names nobody.
    let nobody =
        response_to_be_signed(ResponderId::by_key(&stranger.certificate), NOW, &[world.good()], None);
    let answer = assemble_response(&nobody, algorithm, &world.signer.sign(&nobody), ours).unwrap();
    assert_refused(world.verify(&answer), "responderID");

    // The signer's certificate is another issuer's, of the same name; and the signer is not there at all.
    let certificates = std::slice::from_ref(&stranger.certificate);
    assert_refused(
        world.verify(&world.answer_by(&stranger, &[world.good()], certificates)),
        "does not verify",
    );
    assert_refused(world.verify(&world.answer_by(&world.signer, &[world.good()], &[])), "responderID");

    // Another key signed under the certificate's name.
    let impostor = world.signer.impostor(Key::of("an impostor"));
    assert_refused(world.verify(&world.answer_by(&impostor, &[world.good()], ours)), "does not verify");
}

#[test]
fn only_a_delegated_signer_may_answer() {
    let verify = |world: World| world.verify(&world.answer(world.good()));
    let without_purpose = |params: &mut rcgen::CertificateParams| params.custom_extensions = vec![nocheck()];
    assert_refused(verify(world_with(without_purpose)), "extended key usage");
    let without_nocheck = |params: &mut rcgen::CertificateParams| {
        params.custom_extensions.retain(|extension| *extension != nocheck());
    };
    assert_refused(verify(world_with(without_nocheck)), "nocheck");
    let expired = |params: &mut rcgen::CertificateParams| {
        params.not_after = moment(NOW.minus(60));
    };
    assert_refused(verify(world_with(expired)), "must be valid");

    // A person's certificate does not let the person answer for others.
    let world = world();
    let certificates = std::slice::from_ref(&world.person.certificate);
    assert_refused(
        world.verify(&world.answer_by(&world.person, &[world.good()], certificates)),
        "extended key usage",
    );
}

#[test]
fn an_answer_about_another_issuer_or_serial_is_no_answer() {
    let world = world();
    let other_issuer = Holder::root("Another authority");
    let same_serial = other_issuer.issue(Profile::Signature, "Person of a test");
    assert_eq!(same_serial.certificate.serial_bytes(), world.person.certificate.serial_bytes());
    let verified = world.verify(&world.answer(world.good())).unwrap();
    assert!(verified.single_for(&same_serial.certificate).is_none());

    let other_key = Holder::root_of(Key::of("another"), "Authority of a test");
    let other_name = Holder::root_of(world.authority.key.clone(), "Another name");
    for issuer in [other_key, other_name] {
        let cert_id =
            CertId::for_certificate(&world.person.certificate, &issuer.certificate, HashAlgorithm::Sha256);
        assert!(!IssuerHashes::of(&world.authority.certificate).match_cert_id(&cert_id));
        let verified = world.verify(&world.answer(SingleResponse { cert_id, ..world.good() })).unwrap();
        assert!(verified.single_for(&world.person.certificate).is_none());
    }
    let neighbour = world.authority.issue(Profile::Signature, "Neighbour of a test");
    let verified = world.verify(&world.answer(world.good())).unwrap();
    assert!(verified.single_for(&neighbour.certificate).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn reading_never_panics(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = ReceivedRequest::from_der(&octets);
        let _ = OcspResponse::from_der(&octets);
    }

    #[test]
    fn a_changed_octet_never_changes_the_answer(position in 0usize..2_000, change in 1u8..=255) {
        use std::sync::OnceLock;
        static MADE: OnceLock<(World, Vec<u8>)> = OnceLock::new();
        let (world, answer) = MADE.get_or_init(|| { let world = world(); let answer = world.answer(world.good()); (world, answer) });
        let mut answer = answer.clone();
        let position = position % answer.len();
        answer[position] ^= change;
        if let Ok(verified) = world.verify(&answer) {
            prop_assert_eq!(verified.single_for(&world.person.certificate), Some(&world.good()));
        }
    }
}
