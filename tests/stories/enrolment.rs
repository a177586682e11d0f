//! Enrolments that break one rule each: refused, the activation stays usable, and no certificate comes into being.

use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::X509ReqBuilder;
use phone_protocol::activation::ActivationSecret;
use phone_protocol::enrolment::RequestDer;
use phone_protocol::{Activation, Enrolment, Received};
use phone_terminal::Error;
use pki_types::CertificateRequest;
use words::ActivationId;

use crate::testbed::people::pins;
use crate::testbed::scene::{Holder, Scene};
use crate::testbed::wire::{problem, remade, sign_message};

/// The enrolment that a phone in this folder makes, kept from being sent.
async fn kept_enrolment(scene: &Scene, folder: &str, activation: &Activation) -> String {
    let (mut phone, wire) = scene.phone(folder);
    wire.lose_requests::<Enrolment>(u32::MAX);
    let result = phone.enrol(activation, &pins()).await.map(|_| ());
    assert!(matches!(result, Err(Error::Unreachable { .. })), "{result:?}");
    wire.sent::<Enrolment>().pop().expect("the phone has made an enrolment")
}

/// Sends an enrolment that is refused, and changes nothing.
async fn refused(scene: &Scene, what: &str, enrolment: &str, status: u16, slug: &str, reason: &str) {
    let before = scene.census().await;
    let (found, kind, body) = problem(scene.post_to_phone_door("/v1/enrolments", enrolment).await).await;
    assert_eq!((found, kind.as_str()), (status, slug), "{what}: {body}");
    assert!(body["detail"].as_str().unwrap().contains(reason), "{what}: {body}");
    assert_eq!(scene.census().await, before, "{what}");
}

/// How a phone hears that its enrolment is refused.
async fn refusal(scene: &Scene, folder: &str, activation: &Activation) -> (u16, String) {
    let before = scene.census().await;
    let (mut phone, _) = scene.phone(folder);
    let Err(Error::Refused { status, problem }) = phone.enrol(activation, &pins()).await.map(|_| ()) else {
        panic!("{folder}: the enrolment should be refused");
    };
    assert!(phone.enrolled().is_none());
    assert_eq!(scene.census().await, before, "{folder}");
    (status, problem.slug().to_owned())
}

/// A certificate request by another program, with this key.
fn foreign_request(key: &PKey<Private>) -> Vec<u8> {
    let mut builder = X509ReqBuilder::new().unwrap();
    builder.set_version(0).unwrap();
    builder.set_pubkey(key).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    builder.build().to_der().unwrap()
}

/// A good request whose key is moved off the curve by its last bit.
fn off_the_curve(request: &[u8]) -> Vec<u8> {
    let key = CertificateRequest::from_der(request).unwrap().public_key().spki_der().to_vec();
    let place = request.windows(key.len()).position(|window| window == key).unwrap();
    let mut altered = request.to_vec();
    altered[place + key.len() - 1] ^= 1;
    altered
}

async fn wrong_keys_and_requests(scene: &Scene, enrolled: &Holder) {
    let name = "MU-T0102800000012";
    let activation = scene.activated(name).await;
    let good = kept_enrolment(scene, name, &activation).await;
    let key = scene.device_key(name);
    let with = |csr: Vec<u8>| {
        remade::<Enrolment>(&good, &key, |enrolment| enrolment.csr_signature = RequestDer::new(csr).unwrap())
    };
    let claims = Received::<Enrolment>::parse(&good).unwrap().claims().clone();
    let own = claims.csr_signature.as_bytes();

    let mut unsigned = own.to_vec();
    *unsigned.last_mut().unwrap() ^= 1;
    refused(scene, "CSR of a wrong signature", &with(unsigned), 400, "enrolment-keys", "signature").await;
    let rsa = |bits| foreign_request(&PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap());
    refused(scene, "RSA of 1024 bits", &with(rsa(1024)), 400, "enrolment-keys", "1024").await;
    refused(scene, "RSA of 2048 bits", &with(rsa(2048)), 400, "enrolment-keys", "P-256").await;
    let curve = EcGroup::from_curve_name(Nid::SECP384R1).unwrap();
    let p384 = foreign_request(&PKey::from_ec_key(EcKey::generate(&curve).unwrap()).unwrap());
    refused(scene, "P-384", &with(p384), 400, "enrolment-keys", "P-256").await;
    refused(scene, "no point of the curve", &with(off_the_curve(own)), 400, "enrolment-keys", "point").await;
    let twice = with(claims.csr_authentication.as_bytes().to_vec());
    refused(scene, "one key for both purposes", &twice, 400, "enrolment-keys", "different").await;

    // The request of another person's enrolment: well signed, and everybody on the way has seen it.
    let theirs = enrolled.wire.sent::<Enrolment>().pop().unwrap();
    let theirs = Received::<Enrolment>::parse(&theirs).unwrap().claims().csr_signature.as_bytes().to_vec();
    refused(scene, "a key of somebody else", &with(theirs), 409, "key-used", "csr_signature").await;
    // A fresh request of a thief: the proof of the activation covers it.
    let thief = kept_enrolment(scene, "thief", &activation).await;
    let thief = Received::<Enrolment>::parse(&thief).unwrap().claims().csr_signature.as_bytes().to_vec();
    let before = scene.census().await;
    let put_in = with(thief);
    for _ in 0..2 {
        let (status, slug, body) = problem(scene.post_to_phone_door("/v1/enrolments", &put_in).await).await;
        assert_eq!((status, slug.as_str()), (403, "activation-wrong"), "a key put in on the way");
        assert_eq!(body["remaining"], 4, "the same bytes are counted once");
    }
    assert_eq!(scene.census().await.since(&before), [("activation failures", 1)].into());
    let other_key = sign_message(&claims, &scene.device_key("thief"));
    refused(scene, "signed by another device", &other_key, 400, "enrolment-signature", "").await;

    // None of them has used the activation up: the honest one works, and the same bytes again are the same enrolment.
    let before = scene.census().await;
    let response = scene.post_to_phone_door("/v1/enrolments", &good).await;
    assert_eq!(response.status(), 201);
    let reply = response.bytes().await.unwrap();
    let after = scene.census().await;
    assert_eq!((after.since(&before)["certificates"], after.since(&before)["devices"]), (2, 1));
    let again = scene.post_to_phone_door("/v1/enrolments", &good).await;
    assert_eq!((again.status().as_u16(), again.bytes().await.unwrap()), (201, reply));
    assert_eq!(scene.census().await, after);
    // Its own keys, once more, in another enrolment of the same person.
    let another = scene.activation(name).await;
    let reused = remade::<Enrolment>(&good, &key, |enrolment| enrolment.activation_id = another.id);
    refused(scene, "its own keys again", &reused, 409, "key-used", "certificate").await;
}

async fn wrong_activations(scene: &Scene, used: &Activation) {
    let name = "MU-T0103800000013";
    let good = scene.activated(name).await;
    let wrong = Activation { secret: ActivationSecret::new([0; 16]), ..good.clone() };
    let before = scene.census().await;
    let (mut guessing, _) = scene.phone("wrong-code");
    let refused = guessing.enrol(&wrong, &pins()).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.slug(), Some("activation-wrong"));
    assert_eq!(scene.census().await.since(&before), [("activation failures", 1)].into(), "and no leaf");
    let unknown = Activation { id: ActivationId::from_bytes([9; 16]), ..good.clone() };
    assert_eq!(refusal(scene, "unknown", &unknown).await, (404, "activation-unknown".to_owned()));
    assert_eq!(refusal(scene, "used", used).await, (409, "activation-used".to_owned()));
    let late = scene.activation(name).await;
    let (mut phone, _) = scene.phone(name);
    phone.enrol(&good, &pins()).await.expect("wrong codes use nothing up");
    scene.clock.set(late_by_one_second(scene));
    assert_eq!(refusal(scene, "late", &late).await, (410, "activation-expired".to_owned()));
}

/// The second after the end of an activation that was given just now.
fn late_by_one_second(scene: &Scene) -> pki_types::UnixTime {
    pki_types::Clock::now(&scene.clock).plus(3601)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_that_breaks_one_rule_gives_no_certificate() {
    let scene = Scene::start().await;
    let name = "MU-T0101800000011";
    let activation = scene.activated(name).await;
    let (mut phone, wire) = scene.phone(name);
    let enrolled = phone.enrol(&activation, &pins()).await.unwrap().clone();
    let ada = Holder { name: name.to_owned(), phone, wire, enrolled };
    wrong_keys_and_requests(&scene, &ada).await;
    wrong_activations(&scene, &activation).await;
    scene.stop().await;
}
