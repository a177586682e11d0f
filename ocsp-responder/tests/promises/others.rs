//! Requests as the clients of others write them, each through the door, each answer verified by OpenSSL.

use axum::http::StatusCode;
use openssl::hash::MessageDigest;
use openssl::ocsp::{OcspCertId, OcspCertStatus, OcspFlag, OcspResponse as JudgedResponse};
use openssl::stack::Stack;
use openssl::x509::X509;
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::X509VerifyFlags;
use pki_types::encoding::base64;
use pki_types::ocsp::{CertStatus, OcspErrorStatus, OcspRequest, OcspResponse, error_response};
use pki_types::strict_der::{encode, sequence, tag};
use pki_types::{Certificate, HashAlgorithm, ObjectIdentifier, oid};
use test_country::{CITIZENS, Holder};

use crate::country::{Country, Reply, START};

/// 2.25 and an arc of 128 bits, which is how an identifier is made of a UUID (X.667 §6).
const OF_A_UUID: [u8; 20] = [
    0x69, 0x83, 0xf0, 0x9d, 0xa7, 0xeb, 0xcf, 0xde, 0xe0, 0xc7, 0xa1, 0xa7, 0xb2, 0xc0, 0x94, 0x8c, 0xc8,
    0xf9, 0xd7, 0x76,
];

fn identifier(content: &[u8]) -> Vec<u8> {
    encode(tag::OBJECT_IDENTIFIER, content)
}

/// An extension with the octets of its `critical` field, which may be none.
fn extension(identifier_octets: &[u8], critical: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&identifier(identifier_octets), critical, &encode(tag::OCTET_STRING, value)])
}

const TRUE: &[u8] = &[0x01, 0x01, 0xff];
const FALSE: &[u8] = &[0x01, 0x01, 0x00];

fn nonce(critical: &[u8], value: &[u8]) -> Vec<u8> {
    extension(oid::OCSP_NONCE.as_bytes(), critical, value)
}

/// A request, put together from the octets of its fields; an empty one is left out.
#[derive(Default)]
struct Written {
    version: Vec<u8>,
    requestor: Vec<u8>,
    singles: Vec<Vec<u8>>,
    extensions: Vec<Vec<u8>>,
    signature: Vec<u8>,
}

impl Written {
    fn about(cert_ids: &[Vec<u8>]) -> Self {
        let singles = cert_ids.iter().map(|cert_id| sequence(&[cert_id])).collect();
        Self { singles, ..Self::default() }
    }

    fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    fn to_be_signed(&self) -> Vec<u8> {
        let extensions = if self.extensions.is_empty() {
            Vec::new()
        } else {
            encode(0xa2, &encode(tag::SEQUENCE, &self.extensions.concat()))
        };
        let list = encode(tag::SEQUENCE, &self.singles.concat());
        sequence(&[&self.version, &self.requestor, &list, &extensions])
    }

    fn der(&self) -> Vec<u8> {
        sequence(&[&self.to_be_signed(), &self.signature])
    }
}

/// A country, a person with a good certificate, and the person's CertID by SHA-1.
struct Scene {
    country: Country,
    person: Holder,
    cert_id: Vec<u8>,
}

impl Scene {
    async fn new() -> Self {
        let country = Country::new().await;
        let person = country.issue(CITIZENS, "Person").await;
        let cert_id = country.cert_id(CITIZENS, &person, HashAlgorithm::Sha1).der().to_vec();
        Self { country, person, cert_id }
    }

    fn asks(&self) -> Written {
        Written::about(std::slice::from_ref(&self.cert_id))
    }

    async fn post(&self, request: Vec<u8>) -> Reply {
        self.country.post("/ocsp/citizens", request).await
    }

    /// The answer says good of the person, under a signature that OpenSSL verifies up to the root.
    fn assert_good(&self, body: &[u8], digest: MessageDigest, what: &str) {
        let x509 = |certificate: &Certificate| X509::from_der(certificate.der()).unwrap();
        let response = JudgedResponse::from_der(body).expect(what);
        let basic = response.basic().expect(what);
        let issuer = x509(&self.country.citizens.certificate);
        let mut roots = X509StoreBuilder::new().unwrap();
        roots.add_cert(x509(&self.country.root.certificate)).unwrap();
        roots.set_flags(X509VerifyFlags::NO_CHECK_TIME).unwrap();
        let mut others = Stack::new().unwrap();
        others.push(issuer.clone()).unwrap();
        basic.verify(&others, &roots.build(), OcspFlag::empty()).expect(what);
        let cert_id = OcspCertId::from_cert(digest, &x509(&self.person.certificate), &issuer).unwrap();
        let status = basic.find_status(&cert_id).expect(what).status;
        assert_eq!(status, OcspCertStatus::GOOD, "{what}");
    }

    async fn assert_answered(&self, request: Written, what: &str) -> Vec<u8> {
        let reply = self.post(request.der()).await;
        self.assert_good(&reply.body, MessageDigest::sha1(), what);
        reply.body
    }

    async fn assert_malformed(&self, request: Written, what: &str) {
        let reply = self.post(request.der()).await;
        assert_eq!(reply.status, StatusCode::OK, "{what}");
        assert_eq!(reply.body, error_response(OcspErrorStatus::MalformedRequest), "{what}");
    }
}

fn contains(octets: &[u8], wanted: &[u8]) -> bool {
    octets.windows(wanted.len()).any(|window| window == wanted)
}

#[tokio::test]
async fn what_is_put_together_here_is_what_our_clients_write() {
    let scene = Scene::new().await;
    let cert_ids = vec![scene.country.cert_id(CITIZENS, &scene.person, HashAlgorithm::Sha1)];
    let plain = OcspRequest { cert_ids: cert_ids.clone(), nonce: None };
    assert_eq!(scene.asks().der(), plain.to_der());
    let with_nonce = OcspRequest { cert_ids, nonce: Some(vec![7; 32]) };
    let nonce = nonce(&[], &encode(tag::OCTET_STRING, &[7; 32]));
    assert_eq!(scene.asks().with(nonce).der(), with_nonce.to_der());
}

#[tokio::test]
async fn a_default_that_is_written_out_is_the_default() {
    let scene = Scene::new().await;
    let version = |octets: &[u8]| Written { version: encode(0xa0, octets), ..scene.asks() };
    scene.assert_answered(version(&[0x02, 0x01, 0x00]), "version v1").await;
    scene.assert_malformed(version(&[0x02, 0x01, 0x01]), "version v2").await;
    scene.assert_malformed(version(&[0x02, 0x02, 0x00, 0x00]), "a version in two octets").await;
    scene.assert_malformed(version(&[]), "no version in its place").await;

    let value = encode(tag::OCTET_STRING, &[7; 16]);
    let body = scene.assert_answered(scene.asks().with(nonce(FALSE, &value)), "critical FALSE").await;
    assert_eq!(OcspResponse::from_der(&body).unwrap().nonce(), Some(&[7; 16][..]));
    let not_a_boolean = scene.asks().with(nonce(&[0x01, 0x01, 0x01], &value));
    scene.assert_malformed(not_a_boolean, "critical 01").await;
}

/// RFC 2560 §4.4.1: "the nonce will be included as one of the requestExtensions", without an OCTET STRING of its own.
#[tokio::test]
async fn a_nonce_comes_back_octet_for_octet_however_it_is_wrapped() {
    let scene = Scene::new().await;
    let raw: Vec<u8> = (1..=16).collect();
    let an_integer = vec![0x02, 0x08, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x18];
    for value in [raw, an_integer, vec![0xff; 128], vec![0x04], encode(tag::OCTET_STRING, &[9; 128])] {
        let body = scene.assert_answered(scene.asks().with(nonce(&[], &value)), "nonce").await;
        assert!(contains(&body, &nonce(&[], &value)), "{value:02x?}");
    }
    for value in [vec![], vec![0xff; 129], vec![0x04, 0x00], encode(tag::OCTET_STRING, &[9; 129])] {
        scene.assert_malformed(scene.asks().with(nonce(&[], &value)), &format!("{value:02x?}")).await;
    }
}

#[tokio::test]
async fn identifiers_with_large_arcs_stand_in_nobody_s_way() {
    let scene = Scene::new().await;
    let private = scene.asks().with(extension(&OF_A_UUID, &[], b"theirs"));
    scene.assert_answered(private, "an extension of their own").await;
    let critical = scene.asks().with(extension(&OF_A_UUID, TRUE, b"theirs"));
    scene.assert_malformed(critical, "a critical extension of their own").await;
    // directoryName { commonName-like attribute of a private type }.
    let value = encode(0x0c, b"a client");
    let name = encode(tag::SEQUENCE, &encode(tag::SET, &sequence(&[&identifier(&OF_A_UUID), &value])));
    let requestor = encode(0xa1, &encode(0xa4, &name));
    scene.assert_answered(Written { requestor, ..scene.asks() }, "a requestor's name").await;

    // A CertID by a hash that only its client knows: unknown, and echoed.
    let hashes = encode(tag::OCTET_STRING, &[0x11; 24]);
    let serial = [0x02, 0x01, 0x05];
    let private = sequence(&[&sequence(&[&identifier(&OF_A_UUID)]), &hashes, &hashes, &serial]);
    let both = Written::about(&[scene.cert_id.clone(), private.clone()]);
    let body = scene.post(both.der()).await.body;
    // OpenSSL looks for the hash before it looks at the signature, so this answer is verified by its own reader.
    let answer = OcspResponse::from_der(&body).unwrap();
    let answer = answer.verify(&scene.country.citizens.certificate, START).unwrap();
    let statuses: Vec<_> = answer.response().responses().iter().map(|single| single.status).collect();
    assert_eq!(statuses, [CertStatus::Good, CertStatus::Unknown]);
    assert!(contains(&body, &[&private[..], &[0x82, 0x00]].concat()), "unknown [2], under its own name");
}

/// RFC 6960 §4.4: the extensions that a client may say it insists on.
#[tokio::test]
async fn standard_extensions_may_be_critical() {
    let scene = Scene::new().await;
    let kinds = |list: &[ObjectIdentifier]| {
        encode(tag::SEQUENCE, &list.iter().flat_map(|kind| identifier(kind.as_bytes())).collect::<Vec<_>>())
    };
    let acceptable =
        |list: &[ObjectIdentifier]| extension(oid::OCSP_ACCEPTABLE_RESPONSES.as_bytes(), TRUE, &kinds(list));
    let other = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.99999.1");
    // PreferredSignatureAlgorithms of ecdsa-with-SHA256 alone.
    let ecdsa = identifier(ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2").as_bytes());
    let preferred = sequence(&[&sequence(&[&sequence(&[&ecdsa])])]);
    let preferred = extension(oid::OCSP_PREFERRED_SIGNATURE_ALGORITHMS.as_bytes(), TRUE, &preferred);
    let value = encode(tag::OCTET_STRING, &[7; 32]);
    for (name, critical) in [
        ("nonce", nonce(TRUE, &value)),
        ("acceptable responses", acceptable(&[oid::OCSP_BASIC])),
        ("acceptable responses, ours among them", acceptable(&[other, oid::OCSP_BASIC])),
        ("preferred signature algorithms", preferred),
    ] {
        scene.assert_answered(scene.asks().with(critical), name).await;
    }
    // ServiceLocator ::= SEQUENCE { issuer Name, locator AuthorityInfoAccessSyntax OPTIONAL }, of one certificate.
    let locator = sequence(&[scene.country.citizens.certificate.subject_der()]);
    let locator = extension(oid::OCSP_SERVICE_LOCATOR.as_bytes(), TRUE, &locator);
    let single = |extension: &[u8]| {
        let extensions = encode(0xa0, &sequence(&[extension]));
        Written { singles: vec![sequence(&[&scene.cert_id, &extensions])], ..Written::default() }
    };
    scene.assert_answered(single(&locator), "service locator").await;

    let unknown = extension(other.as_bytes(), TRUE, b"?");
    scene.assert_malformed(single(&unknown), "an unknown critical extension of a certificate").await;
    scene.assert_malformed(scene.asks().with(unknown), "an unknown critical extension").await;
    scene.assert_malformed(scene.asks().with(acceptable(&[other])), "another kind of answer alone").await;
    scene.assert_malformed(scene.asks().with(acceptable(&[])), "no kind of answer").await;
}

/// RFC 6960 §4.1.2 lets clients sign, RFC 9919 §3.1.2 lets responders ignore it: status is public.
#[tokio::test]
async fn a_signed_request_is_answered_up_to_16_kib() {
    let scene = Scene::new().await;
    let name = encode(0xa4, scene.person.certificate.subject_der());
    let unsigned = Written { requestor: encode(0xa1, &name), ..scene.asks() };
    let ecdsa = sequence(&[&identifier(ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2").as_bytes())]);
    let signed = |signature: &[u8], certificates: usize| {
        let certificates = vec![scene.person.certificate.der(); certificates].concat();
        let certificates = encode(0xa0, &encode(tag::SEQUENCE, &certificates));
        let bits = encode(tag::BIT_STRING, &[&[0], signature].concat());
        let signature = encode(0xa0, &sequence(&[&ecdsa, &bits, &certificates]));
        Written { signature, requestor: unsigned.requestor.clone(), ..scene.asks() }
    };
    let signature = scene.person.sign(&unsigned.to_be_signed());
    let one = scene.person.certificate.der().len();
    for (name, request) in [
        ("signed", signed(&signature, 1)),
        ("signed by nobody knows whom", signed(b"not a signature", 0)),
        ("signed, with many certificates", signed(&signature, 15_500 / one)),
    ] {
        assert!(request.der().len() <= 16 * 1024, "{name}");
        scene.assert_answered(request, name).await;
    }
    let larger = signed(&signature, 17_000 / one).der();
    assert!(larger.len() > 16 * 1024);
    assert_eq!(scene.post(larger).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn certificates_are_named_by_every_sha2_that_clients_use() {
    let scene = Scene::new().await;
    for (hash, digest) in [
        (HashAlgorithm::Sha1, MessageDigest::sha1()),
        (HashAlgorithm::Sha256, MessageDigest::sha256()),
        (HashAlgorithm::Sha384, MessageDigest::sha384()),
        (HashAlgorithm::Sha512, MessageDigest::sha512()),
    ] {
        let cert_id = scene.country.cert_id(CITIZENS, &scene.person, hash).der().to_vec();
        let reply = scene.post(Written::about(std::slice::from_ref(&cert_id)).der()).await;
        scene.assert_good(&reply.body, digest, &hash.to_string());
        assert!(contains(&reply.body, &cert_id));
        // OpenSSL and Java write NULL parameters for SHA-2 too; the answer has them as well.
        let with_null = OcspCertId::from_cert(
            digest,
            &X509::from_der(scene.person.certificate.der()).unwrap(),
            &X509::from_der(scene.country.citizens.certificate.der()).unwrap(),
        );
        let mut theirs = openssl::ocsp::OcspRequest::new().unwrap();
        theirs.add_id(with_null.unwrap()).unwrap();
        let reply = scene.post(theirs.to_der().unwrap()).await;
        scene.assert_good(&reply.body, digest, &format!("{hash} as OpenSSL writes it"));
    }
}

/// A request of which the base64 has `+`, `/` and, at its end, `=`.
fn awkward(scene: &Scene) -> String {
    let with = |length: usize| {
        let octets = [[0xff; 8].as_slice(), &[0xfb; 8], &vec![0xef; length]].concat();
        base64(&scene.asks().with(nonce(&[], &encode(tag::OCTET_STRING, &octets))).der())
    };
    let is_awkward = |text: &String| text.contains('+') && text.contains("//") && text.ends_with('=');
    (0..64).map(with).find(is_awkward).expect("one of them is awkward")
}

#[tokio::test]
async fn a_get_is_answered_in_every_spelling() {
    let scene = Scene::new().await;
    let text = awkward(&scene);
    let url = text.replace('+', "-").replace('/', "_");
    let unpadded = text.trim_end_matches('=');
    let spellings = [
        text.clone(),
        unpadded.to_owned(),
        unpadded.replace('+', "%2B").replace('/', "%2F"),
        url.clone(),
        url.trim_end_matches('=').to_owned(),
        format!("/{text}"),
        format!("/{}", url.trim_end_matches('=')),
        format!("%2F{}", text.replace('/', "%2F")),
        text.replace('+', "%20"),
        format!("{}%0A{}", &text[..64], &text[64..]),
    ];
    for spelling in spellings {
        for path in [format!("/ocsp/{spelling}"), format!("/ocsp/citizens/{spelling}")] {
            let reply = scene.country.get(&path).await;
            assert_eq!(reply.status, StatusCode::OK, "{path}");
            scene.assert_good(&reply.body, MessageDigest::sha1(), &path);
        }
    }
}

#[tokio::test]
async fn a_post_may_end_its_address_with_a_slash() {
    let scene = Scene::new().await;
    for path in ["/ocsp", "/ocsp/", "/ocsp/citizens", "/ocsp/citizens/"] {
        let reply = scene.country.post(path, scene.asks().der()).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        scene.assert_good(&reply.body, MessageDigest::sha1(), path);
    }
    assert_eq!(scene.country.post("/ocsp/nobody/", scene.asks().der()).await.status, StatusCode::NOT_FOUND);
}

/// However much stands in a request, it is read once and in its place.
#[tokio::test]
async fn what_is_hostile_stays_within_bounds() {
    let scene = Scene::new().await;
    scene.assert_answered(Written::about(&vec![scene.cert_id.clone(); 8]), "eight").await;
    scene.assert_malformed(Written::about(&vec![scene.cert_id.clone(); 9]), "nine").await;
    scene.assert_malformed(Written::about(&[]), "none").await;
    let nested = (0..3_000).fold(Vec::new(), |within, _| encode(0xa4, &within));
    let deep = Written { requestor: encode(0xa1, &nested), ..scene.asks() };
    scene.assert_answered(deep, "a name 3,000 deep, which nobody looks into").await;
    let deep_id = sequence(&[&nested]);
    scene.assert_malformed(Written::about(&[deep_id]), "a CertID 3,000 deep").await;

    let private = |number: u8| extension(&[0x2a, 0x03, number], &[], b"");
    let many = |count: u8| (0..count).fold(scene.asks(), |asks, number| asks.with(private(number)));
    scene.assert_answered(many(16), "sixteen extensions").await;
    scene.assert_malformed(many(17), "seventeen extensions").await;
    scene.assert_malformed(scene.asks().with(private(1)).with(private(1)), "an extension twice").await;
    let twice = encode(tag::OCTET_STRING, &[7; 16]);
    let twice = scene.asks().with(nonce(&[], &twice)).with(nonce(&[], &twice));
    scene.assert_malformed(twice, "two nonces").await;

    // What is echoed is DER, and nothing follows what is read.
    let mut loose = scene.cert_id.clone();
    let serial = loose.len() - scene.person.certificate.serial_bytes().len() - 2;
    loose.insert(serial + 2, 0x00);
    loose[serial + 1] += 1;
    loose[1] += 1;
    scene.assert_malformed(Written::about(&[loose]), "a serial that is padded").await;
    let after = Written { signature: vec![0x05, 0x00], ..scene.asks() };
    scene.assert_malformed(after, "something else than a signature").await;
    assert_eq!(START, pki_types::Clock::now(&scene.country.clock));
}
