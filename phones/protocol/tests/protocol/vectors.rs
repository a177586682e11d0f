//! The test vectors for other phones, `tests/vectors/phone.json` at the repository's root: made here from fixed
//! inputs, and compared with the file, so that neither code nor file can change alone.
//!
//! `GREATSEAL_WRITE_VECTORS=1 cargo test -p phone-protocol vectors` writes the file anew.

use std::path::PathBuf;

use phone_protocol::activation::ActivationSecret;
use phone_protocol::activation_code::activation_id;
use phone_protocol::content::authentication_input;
use phone_protocol::display::Line;
use phone_protocol::enrolment::{EnrolmentHashInput, ProofKeys};
use phone_protocol::keys::{
    DEFAULT_ITERATIONS, ProofScope, activation_proof, derive_pin_keys, pin_proof, service_share, share_step,
    wrap_key, wrapped_key_associated_data, xor,
};
use phone_protocol::memory::unlock_name;
use phone_protocol::verification::verify_wish;
use phone_protocol::wire::{Jwk, Octets, Secret32};
use phone_protocol::wish::WishGround;
use phone_protocol::{
    About, Activation, ActivationCode, Answer, Choice, Claim, Deed, DeviceLink, FurtherPhone, Inquiry,
    NewPin, Pending, Pin, PinProof, PushAddress, Received, Share, Statement, Subscription, Unlock,
    UnlockReply, Verifier, Way, Wish, WrongPins, WrongTries, comparison_code,
};
use pki_types::encoding::{base64, base64url, hex};
use pki_types::{SeededRandom, sha256};
use serde_json::{Map, Value, json};
use test_country::{DEVICE, Key, LINK_SECRET, NOW, SESSION, World};
use words::{ActivationId, DeviceId, DeviceKind, Nonce, Purpose};

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/phone.json")
}

fn jwk(key: &Key) -> Value {
    serde_json::to_value(Jwk(key.public_key().clone())).unwrap()
}

fn key_vector(key: &Key) -> Value {
    json!({
        "private_key": hex(&key.scalar()),
        "public_key": jwk(key),
        "spki_sha256": key.public_key().spki_sha256(),
    })
}

/// PIN → proof key and wrap part, with few and with the default number of iterations.
fn pins() -> Value {
    let vector = |digits: &str, iterations| {
        let salt: [u8; 32] = std::array::from_fn(|place| u8::try_from(place).unwrap());
        let keys = derive_pin_keys(&Pin::new(digits).unwrap(), &salt, iterations);
        json!({
            "pin": digits,
            "salt": hex(&salt),
            "iterations": iterations,
            "proof_key": hex(&*keys.proof_key),
            "wrap_part": hex(&*keys.wrap_part),
        })
    };
    json!([vector("2580", 1_000), vector("73914", DEFAULT_ITERATIONS)])
}

/// Seed and client share → shares of an epoch, the step, and the wrap key that stays.
fn shares() -> Value {
    let (seed, client_share, wrap_part) = ([0x11; 32], [0x22; 32], [0x33; 32]);
    let key = Key::of("greatseal test key: signature");
    let vector = |purpose: Purpose, epoch: u64| {
        let share = service_share(&seed, purpose, epoch);
        let step = share_step(&seed, purpose, epoch);
        json!({
            "seed": hex(&seed),
            "client_share": hex(&client_share),
            "wrap_part": hex(&wrap_part),
            "purpose": purpose,
            "epoch": epoch,
            "service_share": hex(&*share),
            "step": hex(&*step),
            "next_client_share": hex(&*xor(&client_share, &step)),
            "wrap_key": hex(&*wrap_key(&client_share, &share, &wrap_part, purpose)),
            "associated_data": hex(&wrapped_key_associated_data(purpose, key.public_key())),
        })
    };
    json!([
        vector(Purpose::Authentication, 0),
        vector(Purpose::Signature, 0),
        vector(Purpose::Signature, 1),
        vector(Purpose::Signature, 0x0102_0304_0506_0708),
    ])
}

/// A browser's address, the message that names it, and the one that ends it.
fn subscriptions(world: &World) -> Value {
    let browser = Key::of("greatseal test key: browser");
    let push = PushAddress {
        endpoint: "https://push.example.org/wake/me".to_owned(),
        key: Octets::new(browser.public_key().subject_public_key().to_vec()).unwrap(),
        secret: Octets::new(vec![0x77; 16]).unwrap(),
    };
    let signed = |push| world.device.sign_message(&Subscription::new(DEVICE, NOW, push));
    json!({ "push": push, "named": signed(Some(push.clone())), "ended": signed(None) })
}

fn proofs(world: &World) -> Value {
    let ephemeral = Key::of("greatseal test key: ephemeral");
    let before = [unlock_name(Key::of("greatseal test key: ephemeral before").public_key())];
    let scope = ProofScope {
        device: DEVICE,
        purpose: Purpose::Signature,
        epoch: 5,
        statement_sha256: sha256(b"statement"),
        ephemeral_key: ephemeral.public_key(),
        before: &before,
    };
    let proof_keys =
        ProofKeys { authentication: Secret32::new([0x44; 32]), signature: Secret32::new([0x55; 32]) };
    let input = EnrolmentHashInput {
        activation_id: ActivationId::from_bytes([0xac; 16]),
        device_kind: DeviceKind::App,
        csr_authentication: b"first request",
        csr_signature: b"second request",
        device_key: world.device.public_key(),
        proof_keys: &proof_keys,
        seed: &Secret32::new([0x66; 32]),
        iat: NOW,
    };
    json!({
        "pin_proof": {
            "proof_key": hex(&[0x55; 32]),
            "device": DEVICE,
            "purpose": Purpose::Signature,
            "epoch": 5,
            "statement_sha256": sha256(b"statement"),
            "ephemeral_key": jwk(&ephemeral),
            "name": unlock_name(ephemeral.public_key()),
            "before": before,
            "mac": hex(&*pin_proof(&[0x55; 32], &scope)),
        },
        "activation_proof": {
            "activation_secret": hex(&[0x5a; 16]),
            "activation_id": ActivationId::from_bytes([0xac; 16]),
            "device_kind": "app",
            "csr_authentication": base64(b"first request"),
            "csr_signature": base64(b"second request"),
            "device_key": jwk(&world.device),
            "proof_key_authentication": hex(&[0x44; 32]),
            "proof_key_signature": hex(&[0x55; 32]),
            "seed": hex(&[0x66; 32]),
            "iat": NOW,
            "mac": hex(&*activation_proof(&[0x5a; 16], &input)),
        },
    })
}

/// One session of each kind: what travels, and the digest that the phone signs.
fn sessions(world: &World) -> Value {
    let session = |name: &str, request: phone_protocol::SignatureRequest, key: &Key| {
        let pending = world.pending(&request);
        let statement = world.statement(&request, pending.request.as_ref().unwrap());
        let hash = sha256(pending.statement.as_bytes());
        let digests = statement.digests_to_sign(&hash);
        let mut choice = Choice::all(&statement.sign);
        if let [_, second, _] = choice.signed.as_mut_slice() {
            *second = false;
        }
        let chosen = digests.iter().zip(&choice.signed).filter(|(_, signed)| **signed);
        let signatures = chosen.map(|(digest, _)| key.sign_digest(digest.as_bytes())).collect();
        let answer = Answer::compose(&statement, hash, &choice, signatures, 1, NOW.plus(9)).unwrap();
        let leads_back = statement.link.is_some_and(|link| link.way == Way::SameDevice);
        let answer = answer.leading_back(leads_back.then(verifier).as_ref());
        json!({
            "name": name,
            "request": pending.request,
            "statement": pending.statement,
            "statement_sha256": hash,
            "relying_party_chain": pending.relying_party_chain,
            "digests_to_sign": digests,
            "answer": world.device.sign_message(&answer),
        })
    };
    json!([
        session("document", world.document_request(), &world.signature.key),
        session("text", world.text_request("I lend 1,000 rupees."), &world.signature.key),
        session("payment", world.payment_request(), &world.signature.key),
        session("digest", world.digest_request(), &world.signature.key),
        session("located", world.located_request(), &world.signature.key),
        session("batch", world.batch_request(), &world.signature.key),
        session("authentication", world.authentication_request(), &world.authentication.key),
        session("scanned", world.link_request(&[Way::Qr], None), &world.authentication.key),
        session(
            "led_back",
            world.link_request(&[Way::SameDevice], Some(CALLBACK)),
            &world.authentication.key
        ),
        vouched_session(world),
    ])
}

const CALLBACK: &str = "https://bank.example/back?from=phone";

fn verifier() -> Verifier {
    Verifier::parse(&base64url(&[0x7e; 32])).unwrap()
}

/// Links of some moments, the claim of one, and where a person is led back to.
fn links(world: &World) -> Value {
    let of = |way, step| {
        let link = DeviceLink::new(&LINK_SECRET, SESSION, way, step);
        json!({ "way": way, "step": step, "code": hex(link.code.expose()), "line": link.to_line() })
    };
    let link = DeviceLink::new(&LINK_SECRET, SESSION, Way::Qr, 7);
    json!({
        "secret": hex(&LINK_SECRET),
        "session": SESSION,
        "links": [of(Way::Qr, 0), of(Way::Qr, 7), of(Way::SameDevice, 599), of(Way::Qr, -60)],
        "address": link.to_address("https://phone.example"),
        "claim": world.device.sign_message(&Claim::new(DEVICE, &link, NOW)),
        "verifier": hex(&[0x7e; 32]),
        "verifier_sha256": verifier().sha256(),
        "callback": CALLBACK,
        "way_back": verifier().way_back(CALLBACK, SESSION),
    })
}

/// A login for which the Mobile-ID door vouches: nothing travels but the statement.
fn vouched_session(world: &World) -> Value {
    let facts = world.facts();
    let (statement, pending) = world.vouched(&facts);
    let hash = sha256(pending.statement.as_bytes());
    let digests = statement.digests_to_sign(&hash);
    let signatures = vec![world.authentication.key.sign_digest(digests[0].as_bytes())];
    let all = Choice::all(&statement.sign);
    let answer = Answer::compose(&statement, hash, &all, signatures, 1, NOW.plus(9)).unwrap();
    json!({
        "name": "mobile_id",
        "facts": facts.to_text(),
        "statement": pending.statement,
        "statement_sha256": hash,
        "digests_to_sign": digests,
        "answer": world.device.sign_message(&answer),
    })
}

/// An unlock and its reply, encrypted with fixed randomness so that the file stays the same.
fn unlocking(world: &World) -> Value {
    let ephemeral = Key::of("greatseal test key: ephemeral");
    let scope = ProofScope {
        device: DEVICE,
        purpose: Purpose::Signature,
        epoch: 0,
        statement_sha256: sha256(b"statement"),
        ephemeral_key: ephemeral.public_key(),
        before: &[],
    };
    let proof = PinProof::new(&[0x55; 32], &scope);
    let unlock =
        Unlock::compose(SESSION, &proof, world.opening.public_key(), NOW, &SeededRandom::new(1)).unwrap();
    let unlock = world.device.sign_message(&unlock);
    let wrong_pins =
        WrongPins { signature: WrongTries { since_last_use: 2, last_30_days: 2 }, ..WrongPins::default() };
    let share = Share::of(&[0x11; 32], Purpose::Signature, 0, sha256(unlock.as_bytes()), wrong_pins);
    let share = world.statement.sign_message(&share);
    let reply = UnlockReply::compose(&share, ephemeral.public_key(), &SeededRandom::new(2)).unwrap();
    json!({ "ephemeral": key_vector(&ephemeral), "unlock": unlock, "share": share, "reply": reply.reply })
}

/// The codes of some secrets for the statement key of the world.
fn activation_codes(world: &World) -> Value {
    let statement_key_sha256 = world.statement.public_key().spki_sha256();
    let of = |octets: [u8; 16]| {
        let secret = ActivationSecret::new(octets);
        let base_url = "https://phones.example".to_owned();
        let id = activation_id(&secret);
        let code = ActivationCode::of(&Activation { id, secret, statement_key_sha256, base_url });
        json!({ "secret": hex(&octets), "activation_id": id, "code": code.to_text().as_str() })
    };
    let mixed = std::array::from_fn(|at| u8::try_from(at * 37 % 256).unwrap());
    json!([of([0; 16]), of([0x5a; 16]), of([0xff; 16]), of(mixed)])
}

/// What a phone tells the inner zone of a new PIN.
fn new_pin(world: &World) -> String {
    let proof_key = Secret32::new([0x4e; 32]);
    let new = NewPin { device: DEVICE, purpose: Purpose::Signature, proof_key };
    new.encrypt(world.opening.public_key(), &SeededRandom::new(3)).unwrap()
}

/// What a phone tells the inner zone of an activation that it gives.
fn further_phone(world: &World) -> String {
    let told = FurtherPhone::new(DEVICE, &ActivationSecret::new([0x5a; 16]));
    told.encrypt(world.opening.public_key(), &SeededRandom::new(4)).unwrap()
}

/// What a person wants done about their own keys, each as it travels; and the one that a PIN grants, as it is stated and granted.
fn own(world: &World) -> Value {
    let other = DeviceId::from_bytes([0xd2; 16]);
    let name = Line::new("name", "Grandmother’s phone").unwrap();
    let deeds = [
        Deed::Freeze {},
        Deed::Unfreeze {},
        Deed::NameDevice { device: other, name },
        Deed::EndDevice { device: other },
        Deed::ChangePin { purpose: Purpose::Signature, secret: new_pin(world) },
        Deed::Activate {
            activation_id: activation_id(&ActivationSecret::new([0x5a; 16])),
            device_kind: DeviceKind::App,
            secret: further_phone(world),
        },
    ];
    let wishes = deeds.map(|deed| Wish::new(DEVICE, deed, Nonce::from_bytes([0x77; 16]), NOW)).map(|wish| {
        let compact = world.device.sign_message(&wish);
        (wish, compact)
    });
    let (wish, compact) = &wishes[3];
    let ground = WishGround {
        session: SESSION,
        wish_sha256: sha256(compact.as_bytes()),
        certificate_sha256: world.signature.certificate.sha256(),
        key_list_sha256: sha256(world.key_list_compact().as_bytes()),
        nonce: Nonce::from_bytes([0x78; 16]),
        issued_at: NOW,
        expires_at: NOW.plus(300),
    };
    let statement = Statement::of_wish(wish, ground).unwrap();
    let stated = world.statement.sign_message(&statement);
    let hash = sha256(stated.as_bytes());
    let digests = statement.digests_to_sign(&hash);
    let signatures =
        digests.iter().map(|digest| world.signature.key.sign_digest(digest.as_bytes())).collect();
    let all = Choice::all(&statement.sign);
    let answer = Answer::compose(&statement, hash, &all, signatures, 1, NOW.plus(9)).unwrap();
    let session = statement.session;
    let abouts = [
        About::Keys {},
        About::History { after: None },
        About::History { after: Some(session) },
        About::Evidence { session },
    ];
    json!({
        "wishes": wishes.iter().map(|(_, compact)| compact).collect::<Vec<_>>(),
        "wish": compact,
        "statement": stated,
        "statement_sha256": hash,
        "digests_to_sign": digests,
        "answer": world.device.sign_message(&answer),
        "inquiries": abouts.map(|about| world.device.sign_message(&Inquiry::new(DEVICE, about, NOW))),
        "further_phone": { "secret": further_phone(world), "activation_secret": hex(&[0x5a; 16]) },
        "new_pin": { "secret": new_pin(world), "proof_key": hex(&[0x4e; 32]) },
    })
}

fn vectors() -> Value {
    let world = World::new();
    json!({
        "about": "Test vectors of docs/protocol/phone.md. Octets are lower-case hexadecimal, except in messages.",
        "now": NOW,
        "device": DEVICE,
        "keys": {
            "statement": key_vector(&world.statement),
            "opening": key_vector(&world.opening),
            "receipt": key_vector(&world.receipt),
            "device": key_vector(&world.device),
            "authentication": key_vector(&world.authentication.key),
            "signature": key_vector(&world.signature.key),
        },
        "certificates": {
            "authentication": base64(world.authentication.certificate.der()),
            "signature": base64(world.signature.certificate.der()),
        },
        "pin_keys": pins(),
        "shares": shares(),
        "proofs": proofs(&world),
        "activation_codes": activation_codes(&world),
        "comparison_code": comparison_code(
            &world.authentication.certificate.sha256(),
            &world.signature.certificate.sha256(),
        ),
        "authentication_input": {
            "statement_sha256": sha256(b"statement"),
            "input": hex(&authentication_input(&sha256(b"statement"))),
        },
        "key_list": world.key_list_compact(),
        "poll": world.device.sign_message(&Pending::new(DEVICE, NOW, 30, Vec::new())),
        "subscriptions": subscriptions(&world),
        "sessions": sessions(&world),
        "unlock": unlocking(&world),
        "own": own(&world),
        "device_links": links(&world),
        "history": crate::evidence::vectors(),
    })
}

#[test]
fn the_vectors_are_fresh() {
    let made = vectors();
    if std::env::var_os("GREATSEAL_WRITE_VECTORS").is_some() {
        std::fs::write(file(), format!("{made:#}\n")).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap();
    assert!(
        kept == made,
        "tests/vectors/phone.json is stale: if the protocol changed on purpose, write it with GREATSEAL_WRITE_VECTORS=1"
    );
}

/// The file alone, read as another implementation would, is accepted by the phone's own checks.
#[test]
fn the_sessions_of_the_file_are_accepted_and_their_answers_fit() {
    let world = World::new();
    let file: Value = serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap();
    let list = world.verified_key_list();
    assert_eq!(file["key_list"], list.compact());
    for session in file["sessions"].as_array().unwrap() {
        let travels = ["statement", "request", "relying_party_chain"];
        let pending = session.as_object().unwrap().iter();
        let pending: Map<String, Value> = pending
            .filter(|(member, _)| travels.contains(&member.as_str()))
            .map(|(member, value)| (member.clone(), value.clone()))
            .collect();
        let pending = serde_json::from_value(Value::from(pending)).unwrap();
        let checked =
            phone_protocol::verification::verify_pending(&pending, &world.knowledge(&list)).unwrap();
        assert_eq!(json!(checked.digests_to_sign()), session["digests_to_sign"], "{}", session["name"]);
        let answer = Received::<Answer>::parse(session["answer"].as_str().unwrap()).unwrap();
        let answer = answer.verify(world.device.public_key()).unwrap();
        let key = &world.person(checked.statement().purpose).key;
        answer.check_against(checked.statement(), &checked.statement().sha256(), key.public_key()).unwrap();
    }
}

#[test]
fn the_wish_of_the_file_is_granted_by_its_own_phone_alone() {
    let world = World::new();
    let file: Value = serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap();
    let (list, own) = (world.verified_key_list(), &file["own"]);
    let read = |place: usize| {
        let compact = own["wishes"][place].as_str().unwrap();
        let wish = Received::<Wish>::parse(compact).unwrap().verify(world.device.public_key()).unwrap();
        (wish.sha256(), wish.into_body())
    };
    let (statement, knowledge) = (own["statement"].as_str().unwrap(), world.knowledge(&list));
    let (hash, wish) = read(3);
    let checked = verify_wish(statement, &wish, hash, &knowledge).unwrap();
    assert_eq!(json!(checked.digests_to_sign()), own["digests_to_sign"]);
    let answer = Received::<Answer>::parse(own["answer"].as_str().unwrap()).unwrap();
    let answer = answer.verify(world.device.public_key()).unwrap();
    let key = world.signature.key.public_key();
    answer.check_against(checked.statement(), &checked.statement().sha256(), key).unwrap();

    // Another wish of the same phone, the same wish under another hash, another deed under that hash; and as what a poll brought.
    let (other_hash, other) = read(1);
    for (wish, hash) in [(&other, other_hash), (&wish, other_hash), (&other, hash)] {
        assert!(verify_wish(statement, wish, hash, &knowledge).is_err());
    }
    let pending = serde_json::from_value(json!({ "statement": statement })).unwrap();
    assert!(phone_protocol::verification::verify_pending(&pending, &knowledge).is_err());
}
