//! Messages between phone and inner zone: each round trip works, and each one change to it is refused.

use phone_protocol::activation::ActivationSecret;
use phone_protocol::enrolment::verify_enrolment;
use phone_protocol::fixed::{ForRelyingParty, VersionOne};
use phone_protocol::keys::{
    ProofScope, derive_pin_keys, pin_proof, service_share, share_step, wrap_key, xor,
};
use phone_protocol::receipt::ReceiptState;
use phone_protocol::{
    Answer, Choice, Enrolment, Error, Fresh, Message, Pending, Pin, PinProof, Receipt, Received, Share,
    StatementKeyPin, Unlock, UnlockReply, WrongPins, WrongTries,
};
use pki_types::{SeededRandom, Sha256Digest, sha256};
use test_country::{DEVICE, Key, NOW, NewPhone, SESSION, World, certificate_request, twin};
use words::{ActivationId, DeviceId, Purpose, SessionId};

fn secret() -> ActivationSecret {
    ActivationSecret::new([0x5a; 16])
}

fn enrolment(world: &World) -> Enrolment {
    let phone = NewPhone {
        device: world.device.clone(),
        authentication: world.authentication.key.clone(),
        signature: world.signature.key.clone(),
    };
    let parts = phone.parts(ActivationId::from_bytes([0xac; 16]), &secret(), NOW);
    Enrolment::compose(&parts, world.opening.public_key(), &SeededRandom::new(1)).unwrap()
}

#[test]
fn an_enrolment_opens_for_the_inner_zone_alone_and_proves_its_activation() {
    let world = World::new();
    let compact = world.device.sign_message(&enrolment(&world));
    let received = verify_enrolment(Received::parse(&compact).unwrap()).unwrap();
    let keys = received.proven_keys().unwrap();
    assert_eq!(keys.authentication(), world.authentication.key.public_key());
    assert_eq!(keys.signature(), world.signature.key.public_key());

    let ephemeral = received.encrypted_secrets().unwrap().ephemeral_key().clone();
    let opened = received.open_secrets(&world.opening.agree(&ephemeral)).unwrap();
    opened.check_activation(&received, &secret()).unwrap();

    assert!(received.open_secrets(&world.statement.agree(&ephemeral)).is_err());
    let wrong = opened.check_activation(&received, &ActivationSecret::new([0x5b; 16]));
    assert!(matches!(wrong, Err(Error::WrongCode { .. })));
}

#[test]
fn an_enrolment_with_one_change_is_refused() {
    let world = World::new();
    let good = enrolment(&world);
    let ephemeral = good.encrypted_secrets().unwrap().ephemeral_key().clone();
    let opened = good.open_secrets(&world.opening.agree(&ephemeral)).unwrap();
    let proves = |changed: &Enrolment| opened.check_activation(changed, &secret()).is_ok();
    assert!(proves(&good));

    let swapped = Enrolment { csr_signature: good.csr_authentication.clone(), ..good.clone() };
    assert!(!proves(&swapped) && swapped.proven_keys().is_err());
    assert!(!proves(&Enrolment { activation_id: ActivationId::from_bytes([1; 16]), ..good.clone() }));
    assert!(!proves(&Enrolment { device_kind: words::act::DeviceKind::Qscd, ..good.clone() }));
    assert!(!proves(&Enrolment { iat: NOW.plus(1), ..good.clone() }));
    let other_device = phone_protocol::wire::Jwk(Key::of("another device").public_key().clone());
    assert!(!proves(&Enrolment { device_key: other_device.clone(), ..good.clone() }));

    // The header introduces the device key; another signer, another key in the payload, or none, is refused.
    let by_another = Key::of("another device").sign_message(&good);
    assert!(verify_enrolment(Received::parse(&by_another).unwrap()).is_err());

    // A device key that is also a signing key.
    let reused = Enrolment {
        device_key: phone_protocol::wire::Jwk(world.signature.key.public_key().clone()),
        ..good.clone()
    };
    assert!(reused.proven_keys().is_err());

    // A request that its key did not sign.
    let mut stolen = certificate_request(&world.signature.key);
    let last = stolen.len() - 1;
    stolen[last] ^= 1;
    let stolen = Enrolment {
        csr_signature: phone_protocol::enrolment::RequestDer::new(stolen).unwrap(),
        ..good.clone()
    };
    assert!(stolen.proven_keys().is_err());
}

struct Unlocking {
    world: World,
    ephemeral: Key,
    proof_key: [u8; 32],
    seed: [u8; 32],
    statement_sha256: Sha256Digest,
    before: Vec<Sha256Digest>,
}

impl Unlocking {
    fn new() -> Self {
        Self {
            world: World::new(),
            ephemeral: Key::of("ephemeral"),
            proof_key: [0x9f; 32],
            seed: [0x5d; 32],
            statement_sha256: sha256(b"a statement"),
            before: vec![sha256(b"first"), sha256(b"second")],
        }
    }

    fn scope(&self) -> ProofScope<'_> {
        ProofScope {
            device: DEVICE,
            purpose: Purpose::Signature,
            epoch: 3,
            statement_sha256: self.statement_sha256,
            ephemeral_key: self.ephemeral.public_key(),
            before: &self.before,
        }
    }

    fn reply(&self, share: &Share, signer: &Key) -> UnlockReply {
        let compact = signer.sign_message(share);
        UnlockReply::compose(&compact, self.ephemeral.public_key(), &SeededRandom::new(2)).unwrap()
    }
}

#[test]
fn a_pin_proof_opens_for_the_inner_zone_and_holds_for_its_scope_alone() {
    let case = Unlocking::new();
    let proof = PinProof::new(&case.proof_key, &case.scope());
    let unlock =
        Unlock::compose(SESSION, &proof, case.world.opening.public_key(), NOW, &SeededRandom::new(3))
            .unwrap();
    let ephemeral = unlock.encrypted_proof().unwrap().ephemeral_key().clone();
    let opened = unlock.open_proof(&case.world.opening.agree(&ephemeral)).unwrap();
    opened.check(&case.proof_key).unwrap();
    opened.check_scope(DEVICE, Purpose::Signature, &case.statement_sha256).unwrap();

    assert!(matches!(opened.check(&[0x9e; 32]), Err(Error::WrongCode { .. })));
    assert!(
        opened
            .check_scope(DeviceId::from_bytes([0; 16]), Purpose::Signature, &case.statement_sha256)
            .is_err()
    );
    assert!(opened.check_scope(DEVICE, Purpose::Authentication, &case.statement_sha256).is_err());
    assert!(opened.check_scope(DEVICE, Purpose::Signature, &sha256(b"another")).is_err());

    // Each part of the scope is inside the MAC.
    let other_key = Key::of("another ephemeral");
    let changes: [fn(&mut PinProof); 7] = [
        |proof| proof.device = DeviceId::from_bytes([0; 16]),
        |proof| proof.purpose = Purpose::Authentication,
        |proof| proof.epoch += 1,
        |proof| proof.statement_sha256 = sha256(b"another"),
        |proof| proof.before.truncate(1),
        |proof| proof.before.swap(0, 1),
        |proof| proof.before.push(sha256(b"third")),
    ];
    for change in changes {
        let mut changed = opened.clone();
        change(&mut changed);
        assert!(changed.check(&case.proof_key).is_err());
    }
    let mut changed = opened;
    changed.ephemeral_key = phone_protocol::wire::Jwk(other_key.public_key().clone());
    assert!(changed.check(&case.proof_key).is_err());
}

#[test]
fn an_unlock_is_named_by_its_ephemeral_key_and_names_at_most_twelve() {
    let mut case = Unlocking::new();
    let proof = PinProof::new(&case.proof_key, &case.scope());
    assert_eq!(proof.name(), sha256(case.ephemeral.public_key().subject_public_key()));
    let opened = |case: &Unlocking| {
        let proof = PinProof::new(&case.proof_key, &case.scope());
        let random = SeededRandom::new(3);
        let unlock = Unlock::compose(SESSION, &proof, case.world.opening.public_key(), NOW, &random).unwrap();
        let ephemeral = unlock.encrypted_proof().unwrap().ephemeral_key().clone();
        unlock.open_proof(&case.world.opening.agree(&ephemeral)).map(|proof| proof.before.len())
    };
    case.before = (0..12).map(|number| sha256(&[number])).collect();
    assert_eq!(opened(&case).unwrap(), 12);
    case.before.push(sha256(b"one too many"));
    assert!(matches!(opened(&case), Err(Error::Field { field: "before", .. })));
}

#[test]
fn a_share_opens_for_the_phone_alone_and_only_for_its_unlock() {
    let case = Unlocking::new();
    let unlock_sha256 = sha256(b"an unlock");
    let wrong_pins =
        WrongPins { signature: WrongTries { since_last_use: 2, last_30_days: 5 }, ..WrongPins::default() };
    let share = Share::of(&case.seed, Purpose::Signature, 3, unlock_sha256, wrong_pins);
    let reply = case.reply(&share, &case.world.statement);
    let sender = reply.encrypted_share().unwrap().ephemeral_key().clone();
    let shared = case.ephemeral.agree(&sender);
    let statement_key = case.world.statement.public_key();

    let opened = reply.open(&shared, statement_key, &unlock_sha256, 3).unwrap();
    assert_eq!(*opened.share, *service_share(&case.seed, Purpose::Signature, 3));
    assert_eq!(*opened.step, *share_step(&case.seed, Purpose::Signature, 3));
    assert_eq!(opened.next_epoch, 4);
    assert_eq!(opened.wrong_pins, wrong_pins);

    assert!(reply.open(&case.world.device.agree(&sender), statement_key, &unlock_sha256, 3).is_err());
    assert!(reply.open(&shared, statement_key, &sha256(b"another unlock"), 3).is_err());
    assert!(reply.open(&shared, statement_key, &unlock_sha256, 4).is_err());
    assert!(reply.open(&shared, case.world.receipt.public_key(), &unlock_sha256, 3).is_err());
    let forged = case.reply(&share, &Key::of("a door"));
    let sender = forged.encrypted_share().unwrap().ephemeral_key().clone();
    assert!(forged.open(&case.ephemeral.agree(&sender), statement_key, &unlock_sha256, 3).is_err());
}

#[test]
fn both_shares_move_and_the_wrap_key_stays() {
    let (seed, client, wrap_part) = ([1; 32], [2; 32], [3; 32]);
    let key = |client: &[u8; 32], epoch| {
        wrap_key(client, &service_share(&seed, Purpose::Signature, epoch), &wrap_part, Purpose::Signature)
    };
    let moved = xor(&client, &share_step(&seed, Purpose::Signature, 0));
    assert_eq!(*key(&client, 0), *key(&moved, 1));
    // A copy that stayed behind opens nothing with the next share, and another purpose has other shares.
    assert_ne!(*key(&client, 0), *key(&client, 1));
    assert_ne!(
        *service_share(&seed, Purpose::Signature, 0),
        *service_share(&seed, Purpose::Authentication, 0)
    );
}

#[test]
fn pin_keys_depend_on_pin_salt_and_iterations_and_are_two() {
    let derive = |digits: &str, salt: u8, iterations| {
        derive_pin_keys(&Pin::new(digits).unwrap(), &[salt; 32], iterations)
    };
    let base = derive("25806", 1, 10);
    assert_ne!(*base.proof_key, *base.wrap_part);
    for other in [derive("25807", 1, 10), derive("25806", 2, 10), derive("25806", 1, 11)] {
        assert_ne!(*base.proof_key, *other.proof_key);
        assert_ne!(*base.wrap_part, *other.wrap_part);
    }
    let case = Unlocking::new();
    assert_eq!(*pin_proof(&base.proof_key, &case.scope()), *pin_proof(&base.proof_key, &case.scope()));
}

#[test]
fn an_answer_must_fit_the_statement_and_its_signature_verify() {
    let world = World::new();
    let request = world.document_request();
    let statement = world.statement(&request, &world.bank.sign_request(&request));
    let hash = sha256(world.statement.sign_message(&statement).as_bytes());
    let all = Choice::all(&statement.sign);
    let signed = |digest: &Sha256Digest| vec![world.signature.key.sign_digest(digest.as_bytes())];
    let composed = |signatures| Answer::compose(&statement, hash, &all, signatures, 1, NOW).unwrap();
    let answer = composed(signed(&statement.digests_to_sign(&hash)[0]));
    let key = world.signature.key.public_key();
    answer.check_against(&statement, &hash, key).unwrap();

    assert!(answer.check_against(&statement, &sha256(b"another"), key).is_err());
    assert!(answer.check_against(&statement, &hash, world.authentication.key.public_key()).is_err());
    let refused = |change: fn(&mut Answer)| {
        let mut changed = answer.clone();
        change(&mut changed);
        changed.check_against(&statement, &hash, key).is_err()
    };
    assert!(refused(|answer| answer.session = SessionId::from_bytes([0; 16])));
    assert!(refused(|answer| answer.device = DeviceId::from_bytes([0; 16])));
    assert!(refused(|answer| answer.statement_sha256 = sha256(b"another")));
    assert!(refused(|answer| answer.shown.code = Some("0000".to_owned())));
    assert!(refused(|answer| answer.shown.documents[0].document_name = None));
    assert!(refused(|answer| answer.shown.documents.clear()));
    assert!(refused(|answer| answer.signatures.push(answer.signatures[0].clone())));
    assert!(refused(|answer| answer.signatures[0] = None));
    let other = composed(signed(&sha256(b"other bytes")));
    assert!(other.check_against(&statement, &hash, key).is_err());
}

#[test]
fn of_several_documents_each_has_its_own_signature_or_was_struck_out() {
    let world = World::new();
    let request = world.batch_request();
    let statement = world.statement(&request, &world.bank.sign_request(&request));
    let hash = sha256(world.statement.sign_message(&statement).as_bytes());
    let key = world.signature.key.public_key();
    let made: Vec<_> = statement
        .digests_to_sign(&hash)
        .iter()
        .map(|it| world.signature.key.sign_digest(it.as_bytes()))
        .collect();
    let composed = |signed: [bool; 3], signatures: &[&Vec<u8>]| {
        let choice = Choice { signed: signed.to_vec(), opened: vec![true, false, false] };
        let signatures = signatures.iter().map(|it| (*it).clone()).collect();
        Answer::compose(&statement, hash, &choice, signatures, 1, NOW)
    };
    let check = |answer: &Answer| answer.check_against(&statement, &hash, key);
    let all = composed([true; 3], &[&made[0], &made[1], &made[2]]).unwrap();
    check(&all).unwrap();
    let two = composed([true, false, true], &[&made[0], &made[2]]).unwrap();
    check(&two).unwrap();
    assert!(two.signatures[1].is_none() && two.shown.documents[0].opened);
    // Nothing signed is a refusal, and each signature has its place.
    assert!(composed([false; 3], &[]).is_err());
    assert!(check(&composed([true; 3], &[&made[1], &made[0], &made[2]]).unwrap()).is_err());
    assert!(check(&composed([true, false, true], &[&made[0], &made[1]]).unwrap()).is_err());
    assert!(composed([true; 3], &[&made[0], &made[1]]).is_err());
}

#[test]
fn what_must_be_opened_is_not_signed_before() {
    let world = World::new();
    let mut request = world.batch_request();
    request.documents[0].must_open = true;
    let statement = world.statement(&request, &world.bank.sign_request(&request));
    let choice = |signed: [bool; 3], opened: bool| {
        Choice { signed: signed.to_vec(), opened: vec![opened, false, false] }.check(&statement.sign)
    };
    assert!(choice([true; 3], false).is_err());
    choice([true; 3], true).unwrap();
    choice([false, true, true], false).expect("what is struck out need not be read");
    // What nobody can read cannot be asked to be read.
    request.documents[1].must_open = true;
    assert!(request.contents().is_err());
}

#[test]
fn a_key_list_is_accepted_under_its_pin_and_never_goes_back() {
    let world = World::new();
    let pin = StatementKeyPin::new(world.statement.public_key().spki_sha256());
    let compact = world.key_list_compact();
    assert_eq!(pin.accept(&compact, 7).unwrap().number, 7);
    assert!(matches!(pin.accept(&compact, 8), Err(Error::KeyListWentBack { found: 7, lowest: 8 })));

    let other = Key::of("another statement key");
    assert!(pin.accept(&other.sign_message(&world.key_list()), 0).is_err());
    let claimed = phone_protocol::KeyList {
        statement_key: phone_protocol::wire::Jwk(other.public_key().clone()),
        ..world.key_list()
    };
    assert!(pin.accept(&other.sign_message(&claimed), 0).is_err());

    // The announced next key, and no other, may take over.
    let announcing = phone_protocol::KeyList {
        next_statement_key: Some(phone_protocol::wire::Jwk(other.public_key().clone())),
        ..world.key_list()
    };
    let announced = pin.accept(&world.statement.sign_message(&announcing), 0).unwrap();
    let pin = StatementKeyPin::after(&announced);
    assert!(pin.accept(&other.sign_message(&claimed), 7).is_ok());
    assert!(pin.accept(&Key::of("a third").sign_message(&claimed), 7).is_err());

    let reused = phone_protocol::KeyList {
        opening_key: phone_protocol::wire::Jwk(world.statement.public_key().clone()),
        ..world.key_list()
    };
    assert!(reused.check().is_err());
}

#[test]
fn a_poll_is_fresh_for_a_minute() {
    let poll = Pending::new(DEVICE, NOW, 30, Vec::new());
    assert!(poll.check_time(NOW.plus(60)).is_ok());
    assert!(poll.check_time(NOW.plus(61)).is_err());
    assert!(poll.check_time(NOW.minus(61)).is_err());
    assert!(Pending::new(DEVICE, NOW, 61, Vec::new()).check().is_err());
    assert!(Pending::new(DEVICE, NOW, 30, vec![SESSION; 17]).check().is_err());
}

#[test]
fn a_message_is_read_as_what_it_is_alone() {
    let world = World::new();
    let poll = world.device.sign_message(&Pending::new(DEVICE, NOW, 30, Vec::new()));
    assert!(Received::<Pending>::parse(&poll).unwrap().verify(world.device.public_key()).is_ok());
    assert!(Received::<Unlock>::parse(&poll).is_err());
    assert!(Received::<Pending>::parse(&poll).unwrap().verify(world.opening.public_key()).is_err());

    // An unknown member, another audience, another version.
    let changed = |from: &str, to: &str| {
        let parts: Vec<&str> = poll.split('.').collect();
        let payload = String::from_utf8(pki_types::encoding::base64url_decode(parts[1]).unwrap()).unwrap();
        assert!(payload.contains(from));
        let payload = pki_types::encoding::base64url(payload.replacen(from, to, 1).as_bytes());
        let input = format!("{}.{payload}", parts[0]);
        pki_types::jws_assemble(input.as_bytes(), &world.device.sign(input.as_bytes())).unwrap()
    };
    for (from, to) in [
        ("\"wait\":30", "\"wait\":30,\"more\":1"),
        ("\"wait\":30", "\"wait\":30,\"wait\":30"),
        ("phone-door", "consent"),
        ("\"v\":1", "\"v\":2"),
        ("\"wait\":30", "\"wait\":-1"),
    ] {
        assert!(Received::<Pending>::parse(&changed(from, to)).is_err(), "{to}");
    }
    assert!(Received::<Pending>::parse(&changed("\"wait\":30", "\"wait\":31")).is_ok());
}

#[test]
fn a_receipt_has_signatures_exactly_when_completed() {
    let receipt = |state, signatures_sha256| Receipt {
        v: VersionOne,
        aud: ForRelyingParty,
        session: SESSION,
        relying_party: "bank".to_owned(),
        request_sha256: sha256(b"request"),
        statement_sha256: sha256(b"statement"),
        certificate_sha256: sha256(b"certificate"),
        signatures_sha256,
        verifier_sha256: None,
        state,
        completed_at: NOW,
    };
    let signed = || Some(vec![Some(sha256(b"signature")), None]);
    assert!(receipt(ReceiptState::Completed, signed()).check().is_ok());
    assert!(receipt(ReceiptState::Completed, None).check().is_err());
    assert!(receipt(ReceiptState::Completed, Some(Vec::new())).check().is_err());
    assert!(receipt(ReceiptState::Completed, Some(vec![None; 51])).check().is_err());
    assert!(receipt(ReceiptState::Refused, signed()).check().is_err());
    assert!(receipt(ReceiptState::Refused, None).check().is_ok());
}

#[test]
fn a_message_has_one_form_so_that_nobody_can_make_it_count_twice() {
    let world = World::new();
    let poll = world.device.sign_message(&Pending::new(DEVICE, NOW, 30, Vec::new()));
    let refused = Received::<Pending>::parse(&twin(&poll)).unwrap_err().to_string();
    assert!(refused.starts_with("poll: "), "{refused}");

    // A relying party's library may write either; its request is known by its id.
    let request = world.bank.sign_request(&world.document_request());
    let key = world.bank.certificate.public_key();
    for form in [twin(&request), request] {
        Received::<phone_protocol::SignatureRequest>::parse(&form).unwrap().verify(key).unwrap();
    }
}
