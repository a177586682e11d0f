//! A phone answers: a signature leaves only if it is over what was stated, in time, unlocked, by a certificate in force.

use phone_protocol::content::authentication_input;
use phone_protocol::message::Received;
use phone_protocol::receipt::ReceiptState;
use phone_protocol::{Answer, Receipt};
use pki_types::signature::verify_p256_digest;
use pki_types::{SignatureAlgorithm, sha256};
use store::Verdict;
use store::{Reply, SessionView};
use test_country::{bound_document, digest_document};
use words::{MessageKind, Purpose, SessionState};

use crate::asking::{line, scene};
use crate::country::{Country, slug};
use crate::phone::{Opened, Phone, after, read, stranger};
use crate::unlocking::asked;

/// The receipt of a session, verified under the receipt key.
pub(crate) fn receipt(country: &Country, view: &SessionView) -> Receipt {
    let compact = view.outcome.as_ref().unwrap().receipt.clone().expect("there is a receipt");
    let receipt = Received::<Receipt>::parse(&compact).unwrap();
    receipt.verify(country.keys.receipt.public_key()).unwrap().into_body()
}

/// What was released.
fn released(view: &SessionView) -> Vec<u8> {
    let outcome = view.outcome.as_ref().expect("the session has an end");
    assert_eq!((outcome.state, outcome.algorithm.as_deref()), (SessionState::Completed, Some("ES256")));
    outcome.signatures.clone().unwrap().0.remove(0).expect("it is signed")
}

pub(crate) async fn send(country: &Country, phone: &Phone, view: &SessionView, answer: &Answer) -> Reply {
    country.send(&view.session.id, MessageKind::Answer, &phone.message(answer)).await
}

#[tokio::test]
async fn a_text_is_signed_and_released_with_a_receipt() {
    let (country, _, mut phone, view) = asked().await;
    let reply = phone.consent(&country, &view).await;
    assert_eq!((reply.verdict, reply.body.as_str()), (Verdict::Done, r#"{"state":"completed"}"#));
    let done = country.view(&view.session.id).await;
    let signature = released(&done);
    let key = phone.certificate(Purpose::Signature).public_key();
    pki_types::verify(key, SignatureAlgorithm::EcdsaSha256, b"I lease the house", &signature).unwrap();

    let receipt = receipt(&country, &done);
    assert_eq!(receipt.relying_party, "bank");
    assert_eq!(receipt.statement_sha256, view.statement.unwrap().sha256);
    assert_eq!(receipt.request_sha256, view.session.request_sha256);
    assert_eq!(receipt.signatures_sha256, Some(vec![Some(sha256(&signature))]));
    assert_eq!(receipt.state, ReceiptState::Completed);
    assert_eq!(receipt.completed_at, country.now());
    // The next epoch has been in force since the unlock.
    assert_eq!(country.picture(&view.session.id, &phone).await.secrets, [(0, None, 0), (0, None, 1)]);
}

#[tokio::test]
async fn a_bare_digest_is_signed_as_it_is() {
    let (country, bank, mut phone) = scene().await;
    let digest = sha256(b"known only to the bank");
    let request = country.documents_request(&bank, &phone, vec![digest_document(b"known only to the bank")]);
    let view = country.ask(&bank, &request, &phone).await;
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let signature = released(&country.view(&view.session.id).await);
    verify_p256_digest(phone.certificate(Purpose::Signature).public_key(), digest.as_bytes(), &signature)
        .unwrap();
}

#[tokio::test]
async fn a_documents_attributes_are_signed_if_they_bind_document_and_certificate() {
    let (country, bank, mut phone) = scene().await;
    let bound = bound_document(b"%PDF-1.7 a lease", "lease.pdf", phone.certificate(Purpose::Signature));
    let bytes = bound.to_be_signed.clone().unwrap();
    let request = country.documents_request(&bank, &phone, vec![bound]);
    let view = country.ask(&bank, &request, &phone).await;
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let signature = released(&country.view(&view.session.id).await);
    let key = phone.certificate(Purpose::Signature).public_key();
    pki_types::verify(key, SignatureAlgorithm::EcdsaSha256, bytes.as_bytes(), &signature).unwrap();
}

#[tokio::test]
async fn an_authentication_signs_the_statement_and_never_the_challenge() {
    let (country, bank, mut phone) = scene().await;
    let view = country.ask(&bank, &country.challenge_request(&bank, &phone), &phone).await;
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let signature = released(&country.view(&view.session.id).await);
    let key = phone.certificate(Purpose::Authentication).public_key();
    let statement = view.statement.unwrap().sha256;
    let verify =
        |message: &[u8]| pki_types::verify(key, SignatureAlgorithm::EcdsaSha256, message, &signature);
    verify(&[b"mobile-signature-authentication-v1\0".as_slice(), statement.as_bytes()].concat()).unwrap();
    verify(&authentication_input(&statement)).unwrap();
    assert!(verify(&[7; 32]).is_err());
    assert_eq!(country.picture(&view.session.id, &phone).await.secrets, [(0, None, 1), (0, None, 0)]);
}

#[tokio::test]
async fn another_relying_partys_challenge_is_of_no_use() {
    let (country, bank, mut phone) = scene().await;
    let shop = country.relying_party("shop").await;
    // The shop relays the bank's challenge into a login of its own. The person consents to the shop.
    let at_the_bank = country.ask(&bank, &country.challenge_request(&bank, &phone), &phone).await;
    let at_the_shop = country.ask(&shop, &country.challenge_request(&shop, &phone), &phone).await;
    let opened = phone.sign(&country, &at_the_shop).await;
    let before = country.picture(&at_the_bank.session.id, &phone).await;

    // The bank's statement is not what was signed, so it verifies for nobody as the bank's login.
    let key = phone.certificate(Purpose::Authentication).public_key();
    let (bank_statement, bank_sha256) = read(&at_the_bank);
    let digest = bank_statement.digests_to_sign(&bank_sha256)[0];
    assert!(verify_p256_digest(key, digest.as_bytes(), &opened.signatures[0]).is_err());

    // Nor does it complete the bank's session, even from the same phone.
    let relayed = phone.answer(&country, &at_the_bank, &opened);
    let reply = send(&country, &phone, &at_the_bank, &relayed).await;
    assert_eq!(slug(&reply), "not-unlocked");
    let picture = country.picture(&at_the_bank.session.id, &phone).await;
    assert_eq!(picture, before);
}

#[tokio::test]
async fn a_signature_over_anything_else_than_what_was_stated_is_refused() {
    let (country, _, mut phone, view) = asked().await;
    let opened = phone.sign(&country, &view).await;
    let honest = phone.answer(&country, &view, &opened);
    let before = country.picture(&view.session.id, &phone).await;
    let with_signature = |signature: Vec<u8>| {
        phone.answer(
            &country,
            &view,
            &Opened { signatures: vec![signature], epoch: opened.epoch, wrong_pins: opened.wrong_pins },
        )
    };
    let mut flipped = opened.signatures[0].clone();
    *flipped.last_mut().unwrap() ^= 1;
    let (statement, statement_sha256) = read(&view);
    let digest = statement.digests_to_sign(&statement_sha256)[0];
    for (answer, problem) in [
        (with_signature(flipped), "signature-wrong"),
        // By a key that is not the certificate's.
        (with_signature(stranger().sign_digest(digest.as_bytes())), "signature-wrong"),
        // The device key is not the signing key.
        (with_signature(phone.device_key.sign_digest(digest.as_bytes())), "signature-wrong"),
        // Another statement's hash, as one octet changed on the way.
        (Answer { statement_sha256: sha256(b"another statement"), ..honest.clone() }, "other-statement"),
        (Answer { session: words::SessionId::from_bytes([9; 16]), ..honest.clone() }, "other-statement"),
        (Answer { device: words::DeviceId::from_bytes([9; 16]), ..honest.clone() }, "other-device"),
        // The phone showed something else.
        (
            Answer {
                shown: phone_protocol::Displayed { text: line("Sign the loan"), ..honest.shown.clone() },
                ..honest.clone()
            },
            "shown-otherwise",
        ),
    ] {
        let reply = send(&country, &phone, &view, &answer).await;
        assert_eq!(slug(&reply), problem);
        assert_eq!(country.picture(&view.session.id, &phone).await, before, "{problem}");
    }
    // The honest one still counts.
    assert_eq!(send(&country, &phone, &view, &honest).await.verdict, Verdict::Done);
}

#[tokio::test]
async fn an_answer_of_another_phone_or_by_another_device_key_is_refused() {
    let (country, _, mut phone, view) = asked().await;
    let other = country.phone("200").await;
    let opened = phone.sign(&country, &view).await;
    let honest = phone.answer(&country, &view, &opened);
    let before = country.picture(&view.session.id, &phone).await;
    let draft = phone_protocol::Message::draft(&honest).unwrap();
    let signature = stranger().sign(draft.signing_input());
    let forged = draft.assemble(&signature).unwrap();
    let by_other_phone = other.message(&honest);
    let in_its_own_name = other.message(&Answer { device: other.device, ..honest.clone() });
    for message in [forged, by_other_phone, in_its_own_name] {
        let reply = country.send(&view.session.id, MessageKind::Answer, &message).await;
        assert_eq!(slug(&reply), "other-device");
        assert_eq!(country.picture(&view.session.id, &phone).await, before);
    }
}

#[tokio::test]
async fn an_answer_to_another_statement_changes_nothing() {
    let (country, _, mut phone, view) = asked().await;
    let court = country.relying_party("court").await;
    let other = country.ask(&court, &country.text_request(&court, &phone), &phone).await;
    let opened = phone.sign(&country, &view).await;
    let answer = phone.message(&phone.answer(&country, &view, &opened));
    let before = country.picture(&other.session.id, &phone).await;
    let reply = country.send(&other.session.id, MessageKind::Answer, &answer).await;
    assert_eq!(slug(&reply), "other-statement");
    assert_eq!(country.picture(&other.session.id, &phone).await, before);
}

#[tokio::test]
async fn a_key_in_memory_is_of_no_use_without_a_pin_for_the_statement() {
    let (country, bank, mut phone, view) = asked().await;
    let opened = phone.sign(&country, &view).await;
    assert_eq!(
        send(&country, &phone, &view, &phone.answer(&country, &view, &opened)).await.verdict,
        Verdict::Done
    );

    // Malware kept the opened key and signs the next statement with it; the person's PIN is never asked for.
    let next = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    let before = country.picture(&next.session.id, &phone).await;
    let (statement, statement_sha256) = read(&next);
    let digest = statement.digests_to_sign(&statement_sha256)[0];
    let stolen = Opened {
        signatures: vec![phone.steal_key(Purpose::Signature).sign_digest(digest.as_bytes())],
        epoch: 1,
        wrong_pins: opened.wrong_pins,
    };
    let reply = send(&country, &phone, &next, &phone.answer(&country, &next, &stolen)).await;
    assert_eq!(slug(&reply), "not-unlocked");
    assert_eq!(country.picture(&next.session.id, &phone).await, before);
}

#[tokio::test]
async fn an_answer_carries_the_epoch_after_its_own_unlock_or_betrays_a_copy() {
    for epoch in [0, 2, u64::MAX] {
        let (country, _, mut phone, view) = asked().await;
        let opened = phone.sign(&country, &view).await;
        assert_eq!(opened.epoch, 1);
        let honest = phone.answer(&country, &view, &opened);
        let before = country.picture(&view.session.id, &phone).await;

        // Whoever has no key learns nothing of the epoch: each one is refused for the signature.
        let stranger = stranger().sign_digest(&[7; 32]);
        let guess = Answer {
            signatures: vec![phone_protocol::answer::SignatureDer::new(stranger)],
            epoch,
            ..honest.clone()
        };
        assert_eq!(slug(&send(&country, &phone, &view, &guess).await), "signature-wrong", "{epoch}");
        assert_eq!(country.picture(&view.session.id, &phone).await, before);

        // Whoever has it and was not given this share is another phone.
        let liar = Answer { epoch, ..honest };
        assert_eq!(slug(&send(&country, &phone, &view, &liar).await), "phone-copied", "{epoch}");
        let picture = country.picture(&view.session.id, &phone).await;
        assert_eq!((picture.blocked.as_deref(), picture.state), (Some("phone-copied"), SessionState::Failed));
        assert!(country.view(&view.session.id).await.outcome.unwrap().signatures.is_none());
    }
}

#[tokio::test]
async fn a_late_answer_is_refused() {
    let (country, _, mut phone, view) = asked().await;
    let opened = phone.sign(&country, &view).await;
    let answer = phone.message(&phone.answer(&country, &view, &opened));
    country.clock.set(after(&view));
    let message = store::Message {
        sha256: sha256(answer.as_bytes()),
        session: view.session.id,
        kind: MessageKind::Answer,
        body: answer,
        created_at: country.now(),
    };
    let hash = message.sha256;
    let before = country.picture(&view.session.id, &phone).await;
    country.store.door().insert_message(message).await.unwrap();
    country.consent.complete(hash).await.unwrap();
    assert_eq!(slug(&country.store.reply(&hash).await.unwrap().unwrap()), "session-expired");
    assert_eq!(country.picture(&view.session.id, &phone).await, before);
    country.work().await;
    assert_eq!(country.view(&view.session.id).await.state, SessionState::Expired);
}

#[tokio::test]
async fn a_used_session_keeps_its_one_outcome() {
    let (country, _, mut phone, view) = asked().await;
    let opened = phone.sign(&country, &view).await;
    let answer = phone.answer(&country, &view, &opened);
    let first = send(&country, &phone, &view, &answer).await;
    let before = country.picture(&view.session.id, &phone).await;
    let signature = released(&country.view(&view.session.id).await);

    // The same bytes again: the stored reply.
    assert!(send(&country, &phone, &view, &answer).await == first);
    // Other bytes: the session is over.
    let again = Answer { iat: country.now().plus(1), ..answer };
    let reply = send(&country, &phone, &view, &again).await;
    assert_eq!(slug(&reply), "session-over");
    assert_eq!(country.picture(&view.session.id, &phone).await, before);
    assert_eq!(released(&country.view(&view.session.id).await), signature);
}

#[tokio::test]
async fn a_certificate_that_ended_between_unlock_and_answer_releases_nothing() {
    for suspended in [true, false] {
        let (country, _, mut phone, view) = asked().await;
        let opened = phone.sign(&country, &view).await;
        let certificate = phone.certificate(Purpose::Signature);
        if suspended {
            country.hold(certificate).await;
        } else {
            country.revoke(certificate).await;
        }
        let reply = send(&country, &phone, &view, &phone.answer(&country, &view, &opened)).await;
        assert_eq!(slug(&reply), "certificate-not-in-force");
        let outcome = country.view(&view.session.id).await.outcome.unwrap();
        assert_eq!(outcome.problem.as_deref(), Some("certificate-not-in-force"));
        assert!(
            outcome.state == SessionState::Failed
                && outcome.signatures.is_none()
                && outcome.receipt.is_none()
        );
    }
}

#[tokio::test]
async fn a_phone_that_was_blocked_between_unlock_and_answer_releases_nothing() {
    let (country, _, mut phone, view) = asked().await;
    let opened = phone.sign(&country, &view).await;
    let device = phone.device;
    country
        .write(move |t| Box::pin(async move { t.block_device(&device, "phone-copied").await.map(|_| ()) }))
        .await;
    let reply = send(&country, &phone, &view, &phone.answer(&country, &view, &opened)).await;
    assert_eq!(slug(&reply), "device-blocked");
    assert!(country.view(&view.session.id).await.outcome.unwrap().signatures.is_none());
}

#[tokio::test]
async fn a_relying_party_that_ended_meanwhile_gets_nothing() {
    let (country, _, mut phone, view) = asked().await;
    let opened = phone.sign(&country, &view).await;
    country.write(|t| Box::pin(async move { t.end_relying_party("bank").await.map(|_| ()) })).await;
    let reply = send(&country, &phone, &view, &phone.answer(&country, &view, &opened)).await;
    assert_eq!(slug(&reply), "relying-party-not-registered");
    assert!(country.view(&view.session.id).await.outcome.unwrap().signatures.is_none());
}

#[tokio::test]
async fn two_open_sessions_can_be_answered_in_either_order() {
    let (country, _, mut phone, view) = asked().await;
    let court = country.relying_party("court").await;
    let other = country.ask(&court, &country.text_request(&court, &phone), &phone).await;
    let first = phone.sign(&country, &view).await;
    let second = phone.sign(&country, &other).await;
    assert_eq!((first.epoch, second.epoch), (1, 2));
    assert_eq!(
        send(&country, &phone, &other, &phone.answer(&country, &other, &second)).await.verdict,
        Verdict::Done
    );
    assert_eq!(
        send(&country, &phone, &view, &phone.answer(&country, &view, &first)).await.verdict,
        Verdict::Done
    );
    assert_eq!(country.picture(&view.session.id, &phone).await.secrets[1].2, 2);
}
