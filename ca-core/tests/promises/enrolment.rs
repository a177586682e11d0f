//! From an activation to two certificates on a phone, and every way in which it is refused.

use hsm_adapter::KeyStore as _;
use phone_protocol::activation::ActivationSecret;
use phone_protocol::enrolment::{Enrolment, EnrolmentSecrets};
use pki_types::crl::Reason;
use pki_types::sha256;
use pki_types::{Certificate, ObjectIdentifier, oid};
use store::{Activation, CertificateStatus, Verdict, WishRow};
use test_country::rows;
use words::act::{Act, CancelActivation, Revoke, Target};
use words::problem;
use words::{ActivationId, DeviceKind, Purpose};

use crate::world::*;

/// A world in which somebody has an activation, and the phone that will use it.
async fn activated() -> (World, Phone) {
    let world = World::new().await;
    world.register("X1234567890").await;
    let (reply, id, secret) = world.activate("X1234567890", DeviceKind::App).await;
    assert_eq!(reply.0, Verdict::Done, "{}", reply.1);
    (world, Phone::new(id, secret, DeviceKind::App))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_two_certificates() {
    let (world, phone) = activated().await;
    let (verdict, reply) = world.enrol(&phone.message(&world)).await;
    assert_eq!(verdict, Verdict::Done, "{reply}");
    let [authentication, signature] = certificates(&reply);
    assert_eq!(authentication.public_key(), phone.keys.authentication.public_key());
    assert_eq!(signature.public_key(), phone.keys.signature.public_key());
    for certificate in [&authentication, &signature] {
        check_citizen(&world, certificate).await;
    }
    assert_eq!(authentication.key_usage().unwrap().bits(), [0]);
    assert_eq!(authentication.extended_key_usage().unwrap(), [oid::CLIENT_AUTH]);
    assert_eq!(signature.key_usage().unwrap().bits(), [1]);
    assert!(signature.extended_key_usage().is_none());
    assert!(signature.extension(oid::QC_STATEMENTS).is_none());
    let national = |text| ObjectIdentifier::new_unwrap(text);
    assert_eq!(authentication.policies(), [national("1.3.6.1.4.1.32473.1.1.1.1"), oid::NCP]);
    assert_eq!(signature.policies(), [national("1.3.6.1.4.1.32473.1.1.2.2"), oid::NCP]);
    let chain: Vec<_> = reply["chain"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pem| Certificate::from_pem(pem.as_str().unwrap()).unwrap())
        .collect();
    signature.verify_issued_by(&chain[0]).unwrap();
    chain[0].verify_issued_by(&chain[1]).unwrap();
}

async fn check_citizen(world: &World, certificate: &Certificate) {
    assert_eq!(certificate.country().as_deref(), Some("MU"));
    assert_eq!(certificate.common_name().as_deref(), Some("O’Brien,Zoé-Ève"));
    assert_eq!(certificate.surname().as_deref(), Some("O’Brien"));
    assert_eq!(certificate.given_name().as_deref(), Some("Zoé-Ève"));
    assert_eq!(certificate.serial_number().as_deref(), Some("PNOMU-X1234567890"));
    assert_eq!(certificate.ocsp_urls(), ["http://pki.example.org/ocsp/citizens"]);
    assert_eq!(certificate.ca_issuers_urls(), ["http://pki.example.org/certificates/citizens.cer"]);
    assert!(certificate.crl_urls()[0].starts_with("http://pki.example.org/crl/citizens/"));
    assert_eq!(certificate.not_after().since(certificate.not_before()), 1_095 * 86_400 - 1);
    assert_eq!(world.status_of(certificate).await, CertificateStatus::Final);
    let row = world.store.certificate_by_hash(&certificate.sha256()).await.unwrap().unwrap();
    let intent = world.store.intent(row.issuer, row.serial.as_bytes()).await.unwrap().unwrap();
    assert_eq!(intent.tbs, certificate.tbs_der());
    let profiles = ca_core::Profiles::built_in().unwrap();
    assert_eq!(intent.profile_digest, profiles.named(&row.profile).unwrap().digest());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_device_and_its_secrets_are_kept() {
    let (world, phone) = activated().await;
    let (_, reply) = world.enrol(&phone.message(&world)).await;
    let device: words::DeviceId = reply["device"].as_str().unwrap().parse().unwrap();
    let row = world.store.device(&device).await.unwrap().unwrap();
    assert_eq!(row.key_spki, phone.keys.device.public_key().spki_der());
    let protector = world.keys.protector("protection").unwrap();
    for (purpose, proof_key) in [(Purpose::Authentication, [1; 32]), (Purpose::Signature, [2; 32])] {
        let secret = world.store.device_secret(&device, purpose).await.unwrap().unwrap();
        assert_eq!((secret.epoch, secret.lineage.len(), secret.told_through), (0, 0, None));
        assert_eq!(secret.restore_grace_at, None);
        let data = [device.as_bytes().as_slice(), purpose.as_str().as_bytes()].concat();
        let opened = protector.open(&secret.ciphertext, &data).unwrap();
        assert_eq!(opened.as_slice(), [proof_key, [3; 32]].concat());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_qualified_device_gets_a_qualified_signing_certificate() {
    let mut on = config();
    on.qscd = true;
    let world = World::with(on).await;
    world.register("X1234567890").await;
    let (_, id, secret) = world.activate("X1234567890", DeviceKind::Qscd).await;
    let phone = Phone::new(id, secret, DeviceKind::Qscd);
    let (verdict, reply) = world.enrol(&phone.message(&world)).await;
    assert_eq!(verdict, Verdict::Done, "{reply}");
    let [authentication, signature] = certificates(&reply);
    assert!(authentication.extension(oid::QC_STATEMENTS).is_none());
    assert!(signature.policies().contains(&oid::QCP_NATURAL_QSCD));
    let (critical, value) = signature.extension(oid::QC_STATEMENTS).unwrap();
    assert!(!critical);
    assert_eq!(pki_types::qc_statements::from_der(value).unwrap().len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_again_is_the_same_enrolment() {
    let (world, phone) = activated().await;
    let message = phone.message(&world);
    let first = world.enrol(&message).await;
    assert_eq!(first.0, Verdict::Done);
    let leaves = world.leaf_kinds().await.len();
    world.clock.advance(30 * 86_400);
    assert_eq!(world.enrol(&message).await, first);
    assert_eq!(world.leaf_kinds().await.len(), leaves);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activation_is_used_once() {
    let (world, phone) = activated().await;
    assert_eq!(world.enrol(&phone.message(&world)).await.0, Verdict::Done);
    let other = Phone::new(phone.activation, phone.secret.clone(), DeviceKind::App);
    assert_eq!(slug(&world.enrol(&other.message(&world)).await), "activation-used");
}

/// Two phones race with one activation: one of them wins, whichever it is.
#[tokio::test(flavor = "multi_thread")]
async fn two_phones_cannot_share_an_activation() {
    let (world, phone) = activated().await;
    let other = Phone::new(phone.activation, phone.secret.clone(), DeviceKind::App);
    let one = world.hand_in_enrolment(&phone.message(&world)).await;
    let two = world.hand_in_enrolment(&other.message(&world)).await;
    let (first, second) = tokio::join!(world.authority.enrol(&one), world.authority.enrol(&two));
    first.unwrap();
    second.unwrap();
    let verdicts = [world.reply(one).await.0, world.reply(two).await.0];
    let used = Verdict::Refused(problem::ACTIVATION_USED);
    assert!(verdicts == [Verdict::Done, used] || verdicts == [used, Verdict::Done], "{verdicts:?}");
    assert_eq!(world.store.certificates_of_profile("citizen-signature").await.unwrap().len(), 1);
}

// ---- refusals

#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_that_is_none_is_refused() {
    let world = World::new().await;
    assert_eq!(slug(&world.enrol("not a JWS").await), "enrolment-malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_activation_is_refused() {
    let (world, mut phone) = activated().await;
    phone.activation = world.activation_id();
    assert_eq!(slug(&world.enrol(&phone.message(&world)).await), "activation-unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_activation_is_refused() {
    let (world, phone) = activated().await;
    world.clock.advance(86_400);
    assert_eq!(slug(&world.enrol(&phone.message(&world)).await), "activation-expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_activation_code_is_refused_and_uses_nothing_up() {
    let (world, mut phone) = activated().await;
    let right = phone.secret.clone();
    phone.secret = ActivationSecret::new([0; 16]);
    assert_eq!(slug(&world.enrol(&phone.message(&world)).await), "activation-wrong");
    phone.secret = right;
    assert_eq!(world.enrol(&phone.message(&world)).await.0, Verdict::Done);
}

/// Counted by the worker, each message once, in the commit that answers it; the fifth ends the activation and alone has a leaf.
#[tokio::test(flavor = "multi_thread")]
async fn five_messages_without_the_secret_end_an_activation() {
    let (world, phone) = activated().await;
    let leaves = world.leaf_kinds().await.len();
    let guess = || Phone::new(phone.activation, ActivationSecret::new([0; 16]), DeviceKind::App);
    let id = phone.activation;
    for remaining in [4, 3, 2, 1] {
        let message = guess().message(&world);
        let reply = world.enrol(&message).await;
        assert_eq!((slug(&reply), &reply.1["remaining"]), ("activation-wrong", &remaining.into()));
        assert_eq!(world.enrol(&message).await, reply, "the same bytes are counted once");
    }
    assert_eq!(world.leaf_kinds().await.len(), leaves, "anybody can send that");
    // Two that race for the last place: one is the fifth, the other finds it ended.
    let (one, two) = (guess().message(&world), guess().message(&world));
    let (one, two) = (world.hand_in_enrolment(&one).await, world.hand_in_enrolment(&two).await);
    let told = tokio::join!(world.authority.enrol(&one), world.authority.enrol(&two));
    told.0.unwrap();
    told.1.unwrap();
    for digest in [one, two] {
        assert_eq!(slug(&world.reply(digest).await), "activation-ended");
    }
    assert_eq!(world.leaf_kinds().await[leaves..], ["activation-ended"]);
    let ended = world.store.activation(&id).await.unwrap().unwrap();
    assert_eq!((ended.failures, ended.ended_at), (5, Some(world.now())));
    // The owner, who knows the secret, comes too late; another activation is good.
    assert_eq!(slug(&world.enrol(&phone.message(&world)).await), "activation-ended");
    assert_eq!(world.leaf_kinds().await.len(), leaves + 1);
    let (_, id, secret) = world.activate("X1234567890", DeviceKind::App).await;
    assert_eq!(world.enrol(&Phone::new(id, secret, DeviceKind::App).message(&world)).await.0, Verdict::Done);
}

/// What anybody can send leaves no leaf; what somebody sent who knows the secret does.
#[tokio::test(flavor = "multi_thread")]
async fn only_a_sender_who_knows_the_secret_leaves_a_leaf() {
    let (world, phone) = activated().await;
    let leaves = world.leaf_kinds().await.len();
    let mut stranger = Phone::new(world.activation_id(), ActivationSecret::new([0; 16]), DeviceKind::App);
    assert_eq!(slug(&world.enrol("not a JWS").await), "enrolment-malformed");
    assert_eq!(slug(&world.enrol(&stranger.message(&world)).await), "activation-unknown");
    (stranger.activation, stranger.kind) = (phone.activation, DeviceKind::Qscd);
    assert_eq!(slug(&world.enrol(&stranger.message(&world)).await), "activation-device-kind");
    assert_eq!(world.leaf_kinds().await.len(), leaves);

    let mut same = phone.parts(&world);
    same.csr_signature = same.csr_authentication.clone();
    let message = Enrolment::compose(&same, &world.opening, &*world.random).unwrap();
    assert_eq!(slug(&world.enrol(&phone.sign(&message)).await), "enrolment-keys");
    assert_eq!(world.leaf_kinds().await[leaves..], ["refusal"]);
}

/// A door that sees the message cannot put its own keys into it: the MAC covers them.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_changed_on_its_way_is_refused() {
    let (world, phone) = activated().await;
    let message = Enrolment::compose(&phone.parts(&world), &world.opening, &*world.random).unwrap();
    let thief = Phone::new(phone.activation, phone.secret.clone(), DeviceKind::App);
    let theirs = Enrolment::compose(&thief.parts(&world), &world.opening, &*world.random).unwrap();

    let mut other_key = message.clone();
    other_key.csr_signature = theirs.csr_signature.clone();
    assert_eq!(slug(&world.enrol(&phone.sign(&other_key)).await), "activation-wrong");

    let mut other_device = message.clone();
    other_device.device_key = theirs.device_key.clone();
    assert_eq!(slug(&world.enrol(&thief.sign(&other_device)).await), "activation-wrong");

    let mut later = message.clone();
    later.iat = later.iat.plus(1);
    assert_eq!(slug(&world.enrol(&phone.sign(&later)).await), "activation-wrong");

    let mut not_for_us = message.clone();
    let typ = phone_protocol::enrolment::SECRETS_TYP;
    let secrets = EnrolmentSecrets {
        proof_keys: phone.parts(&world).proof_keys,
        seed: phone_protocol::wire::Secret32::new([3; 32]),
        mac: phone_protocol::wire::Secret32::new([0; 32]),
    };
    let plaintext = serde_json::to_vec(&secrets).unwrap();
    not_for_us.secrets =
        pki_types::jwe::jwe_encrypt(new_key().public_key(), typ, &plaintext, &*world.random).unwrap();
    assert_eq!(slug(&world.enrol(&phone.sign(&not_for_us)).await), "enrolment-malformed");

    assert_eq!(world.enrol(&phone.sign(&message)).await.0, Verdict::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_signature_must_be_the_device_key_s() {
    let (world, phone) = activated().await;
    let message = phone.message(&world);
    let other = Phone::new(phone.activation, phone.secret.clone(), DeviceKind::App).message(&world);
    let (head, _) = message.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    assert_eq!(slug(&world.enrol(&format!("{head}.{signature}")).await), "enrolment-malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_cannot_choose_its_kind() {
    let (world, mut phone) = activated().await;
    phone.kind = DeviceKind::Qscd;
    assert_eq!(slug(&world.enrol(&phone.message(&world)).await), "activation-device-kind");
}

#[tokio::test(flavor = "multi_thread")]
async fn three_different_keys_are_needed() {
    let (world, phone) = activated().await;
    let mut same = phone.parts(&world);
    same.csr_signature = same.csr_authentication.clone();
    let message = Enrolment::compose(&same, &world.opening, &*world.random).unwrap();
    assert_eq!(slug(&world.enrol(&phone.sign(&message)).await), "enrolment-keys");

    let mut device_too = phone.parts(&world);
    device_too.csr_signature = certificate_request(&phone.keys.device);
    let message = Enrolment::compose(&device_too, &world.opening, &*world.random).unwrap();
    assert_eq!(slug(&world.enrol(&phone.sign(&message)).await), "enrolment-keys");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_must_be_signed_by_its_own_key() {
    let (world, phone) = activated().await;
    let mut parts = phone.parts(&world);
    *parts.csr_signature.last_mut().unwrap() ^= 1;
    let message = Enrolment::compose(&parts, &world.opening, &*world.random).unwrap();
    assert_eq!(slug(&world.enrol(&phone.sign(&message)).await), "enrolment-keys");
}

/// Incident of 2018: the same private key on several people's cards.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_another_person_is_refused() {
    let world = World::new().await;
    let (first, _) = world.enrolled("X1234567890").await;
    world.register("Y1234567890").await;
    for reuse in 0..3 {
        let (_, id, secret) = world.activate("Y1234567890", DeviceKind::App).await;
        let mut phone = Phone::new(id, secret, DeviceKind::App);
        match reuse {
            0 => phone.keys.authentication = first.keys.authentication.clone(),
            1 => phone.keys.signature = first.keys.authentication.clone(),
            _ => phone.keys.device = first.keys.signature.clone(),
        }
        assert_eq!(slug(&world.enrol(&phone.message(&world)).await), "key-used", "{reuse}");
    }
    let person = world.store.person_by_code("MU", &person("Y1234567890").code).await.unwrap().unwrap();
    assert!(world.store.certificates_of_person(&person.id).await.unwrap().is_empty());
    assert!(world.store.devices_of_person(&person.id).await.unwrap().is_empty());
}

// ---- the officer's act behind the activation

#[tokio::test(flavor = "multi_thread")]
async fn an_activation_falls_with_a_compromised_officer() {
    for (reason, slug_expected) in
        [(Reason::KeyCompromise, Some("activation-revoked")), (Reason::Superseded, None)]
    {
        let (world, phone) = activated().await;
        world.clock.advance(60);
        let target = Target::Certificate(world.officer.certificate().sha256());
        let revoke = Act::Revoke(Revoke { target, reason, occurred_at: None });
        assert_eq!(world.perform(revoke).await.0, Verdict::Done);
        let reply = world.enrol(&phone.message(&world)).await;
        match slug_expected {
            Some(expected) => assert_eq!(slug(&reply), expected),
            // An officer who leaves later has not acted wrongly before.
            None => assert_eq!(reply.0, Verdict::Done, "{}", reply.1),
        }
    }
}

/// Who can write rows but not sign acts cannot make an activation for somebody else.
#[tokio::test(flavor = "multi_thread")]
async fn an_activation_that_differs_from_its_act_is_not_used() {
    let (world, phone) = activated().await;
    world.register("Y1234567890").await;
    let victim = world.store.person_by_code("MU", &person("Y1234567890").code).await.unwrap().unwrap();
    let id = phone.activation;
    let mut forged = world.store.activation(&id).await.unwrap().unwrap();
    let forged_id = ActivationId::from_bytes([7; 16]);
    // The secret is bound to its activation, so it is wrapped anew by whoever can call the protector, too.
    let protector = world.keys.protector("protection").unwrap();
    let data = [b"sign-activation\0".as_slice(), forged_id.as_bytes()].concat();
    forged.secret = protector.protect(phone.secret.expose(), &data).unwrap();
    forged.id = forged_id;
    forged.person = victim.id;
    world
        .store
        .transaction("test", move |transaction| {
            Box::pin(async move { transaction.insert_activation(&forged).await })
        })
        .await
        .unwrap();
    let mut thief = Phone::new(phone.activation, phone.secret.clone(), DeviceKind::App);
    thief.activation = ActivationId::from_bytes([7; 16]);
    let digest = world.hand_in_enrolment(&thief.message(&world)).await;
    let error = world.authority.enrol(&digest).await.unwrap_err().to_string();
    assert!(error.contains("differs from its act"), "{error}");
    assert!(world.store.certificates_of_person(&victim.id).await.unwrap().is_empty());
}

/// Who can write rows but has no key of the person cannot make an activation in the name of a phone of theirs.
#[tokio::test(flavor = "multi_thread")]
async fn an_activation_that_nobody_granted_is_not_used() {
    let (world, phone) = activated().await;
    let (_, reply) = world.enrol(&phone.message(&world)).await;
    let [authentication, _] = certificates(&reply);
    let row = world.store.certificate_by_hash(&authentication.sha256()).await.unwrap().unwrap();
    let (device, person) = (row.device.unwrap(), row.person.unwrap());

    // A wish that a door took, and a row that says it was granted.
    let (id, body) = (ActivationId::from_bytes([7; 16]), "a wish".to_owned());
    let wish = WishRow { sha256: sha256(body.as_bytes()), device, body, created_at: world.now() };
    let wish_sha256 = wish.sha256;
    world.store.door().insert_wish(wish, rows::MANY).await.unwrap();
    let protector = world.keys.protector("protection").unwrap();
    let data = [b"sign-activation\0".as_slice(), id.as_bytes()].concat();
    let secret = protector.protect(phone.secret.expose(), &data).unwrap();
    let usual = rows::activation(id, person, wish_sha256, world.now());
    let forged = Activation { secret, act_sha256: None, wish_sha256: Some(wish_sha256), ..usual };
    rows::write(&world.store, move |unit| Box::pin(async move { unit.insert_activation(&forged).await }))
        .await;

    let thief = Phone::new(id, phone.secret.clone(), DeviceKind::App);
    let digest = world.hand_in_enrolment(&thief.message(&world)).await;
    let error = world.authority.enrol(&digest).await.unwrap_err().to_string();
    assert!(error.contains("session of a wish"), "{error}");
    assert_eq!(world.store.certificates_of_person(&person).await.unwrap().len(), 2);
}

/// An officer takes back what no phone has used, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_activation_is_good_for_nothing() {
    let (world, phone) = activated().await;
    let id = phone.activation;
    let cancel = |activation_id| Act::CancelActivation(CancelActivation { activation_id });
    assert_eq!(slug(&world.perform(cancel(ActivationId::from_bytes([0; 16]))).await), "activation-unknown");
    let (verdict, reply) = world.perform(cancel(phone.activation)).await;
    assert_eq!((verdict, &reply["cancelled"]), (Verdict::Done, &id.to_string().into()), "{reply}");
    let row = world.store.activation(&id).await.unwrap().unwrap();
    assert_eq!((row.ended_at, row.failures, row.used_by.is_some()), (Some(world.now()), 0, true));
    assert_eq!(slug(&world.perform(cancel(phone.activation)).await), "activation-cancelled");
    // Whoever knows the secret and whoever does not get the same answer, and nothing is counted.
    let guess = Phone::new(phone.activation, ActivationSecret::new([0; 16]), DeviceKind::App);
    for phone in [&phone, &guess] {
        assert_eq!(slug(&world.enrol(&phone.message(&world)).await), "activation-cancelled");
    }
    assert_eq!(world.store.activation(&id).await.unwrap().unwrap().failures, 0);
    // What a phone has used is revoked, not cancelled.
    let (_, id, secret) = world.activate("X1234567890", DeviceKind::App).await;
    let phone = Phone::new(id, secret, DeviceKind::App);
    assert_eq!(world.enrol(&phone.message(&world)).await.0, Verdict::Done);
    assert_eq!(slug(&world.perform(cancel(phone.activation)).await), "activation-used");
}
