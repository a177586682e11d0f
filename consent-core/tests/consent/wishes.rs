//! What a person wants done about their own keys: at once by any of their phones where it only takes away, with PIN 2 where it gives.

use consent_core::Deeds;
use phone_protocol::message::Received;
use phone_protocol::{Deed, Statement, Wish, WishReply};
use pki_types::{Sha256Digest, sha256};
use store::{
    LimitedInsertion, NO_RELYING_PARTY, Reply, RequestLimit, SessionView, Transaction, Verdict, WishRow,
};
use test_country::rows::leaf;
use words::problem::NOT_FROZEN;
use words::{DeviceId, Door, MessageKind, Nonce, PersonId, Purpose, SessionState};

use crate::country::{Country, slug};
use crate::phone::{PIN_1, PIN_2, Phone, after, stranger};

/// An authority that suspends and releases, and leaves everything else.
pub(crate) fn deeds() -> Deeds {
    Deeds::new(|transaction, granted| {
        Box::pin(async move { Ok(deed(transaction, granted.person, granted.wish, granted.sha256).await?) })
    })
}

async fn deed(
    transaction: &mut Transaction,
    person: PersonId,
    wish: &Wish,
    hash: Sha256Digest,
) -> Result<Result<(), consent_core::Undone>, store::Error> {
    let mut done = 0;
    for one in transaction.certificates_of_person(&person).await? {
        let (issuer, serial) = (one.issuer, one.serial);
        done += u32::from(match &wish.deed {
            Deed::Freeze {} => transaction.freeze(issuer, &serial, &hash, &leaf("hold")).await?,
            Deed::Unfreeze {} => transaction.unfreeze(issuer, &serial, &hash, &leaf("release")).await?,
            _ => true,
        });
    }
    if done == 0 && wish.deed == (Deed::Unfreeze {}) {
        return Ok(Err((NOT_FROZEN, "nothing was frozen".to_owned())));
    }
    Ok(Ok(()))
}

/// A wish of this phone, as it would send it.
pub(crate) fn wish(country: &Country, phone: &Phone, deed: Deed) -> String {
    let nonce = Nonce::draw(country.random.as_ref());
    phone.message(&Wish::new(phone.device, deed, nonce, country.now()))
}

/// Hands a wish in as a door that checks nothing would, and runs the worker.
pub(crate) async fn send(country: &Country, device: DeviceId, body: &str) -> Reply {
    let hash = sha256(body.as_bytes());
    let row = WishRow { sha256: hash, device, body: body.to_owned(), created_at: country.now() };
    let limit = RequestLimit { at_most: 99, within_seconds: 3_600 };
    let _new_or_not: LimitedInsertion = country.store.door().insert_wish(row, limit).await.unwrap();
    country.work().await;
    country.store.reply(&hash).await.unwrap().expect("the worker replies to every wish")
}

/// The session in which a wish was stated.
pub(crate) async fn stated(country: &Country, reply: &Reply) -> SessionView {
    assert_eq!(reply.verdict, Verdict::Done, "{}", reply.body);
    let reply: WishReply = serde_json::from_str(&reply.body).unwrap();
    let statement = Received::<Statement>::parse(&reply.statement.expect("it takes a PIN")).unwrap();
    country.view(&statement.claims().session).await
}

async fn is_held(country: &Country, phone: &Phone, purpose: Purpose) -> bool {
    let (issuer, serial) = country.place(phone.certificate(purpose));
    matches!(
        country.store.status(issuer, serial.as_bytes()).await.unwrap(),
        store::CertificateStatus::Held { .. }
    )
}

#[tokio::test]
async fn to_freeze_takes_no_pin_and_to_end_it_takes_pin_2() {
    let country = Country::new().await;
    let mut phone = country.phone("100").await;

    // One message, and the same bytes again are the same wish.
    let freeze = wish(&country, &phone, Deed::Freeze {});
    let reply = send(&country, phone.device, &freeze).await;
    assert_eq!((reply.verdict, reply.body.as_str()), (Verdict::Done, "{}"));
    assert!(is_held(&country, &phone, Purpose::Signature).await);
    assert_eq!(send(&country, phone.device, &freeze).await.created_at, reply.created_at);

    // What ends it is stated to this phone alone: it waits for nobody and is a prompt of nobody.
    let unfreeze = wish(&country, &phone, Deed::Unfreeze {});
    let view = stated(&country, &send(&country, phone.device, &unfreeze).await).await;
    assert_eq!((view.session.door, view.session.relying_party.as_str()), (Door::Own, NO_RELYING_PARTY));
    let open = country.store.open_statements_of_device(&phone.device, country.now()).await.unwrap();
    assert!(open.is_empty(), "no poll delivers it");
    assert_eq!(country.store.open_sessions_of_person(&phone.person, country.now()).await.unwrap(), 0);

    // The PIN is counted and compared like any other.
    let (wrong, _) = phone.unlock(&country, &view, PIN_1);
    let refused = country.send(&view.session.id, MessageKind::Unlock, &wrong).await;
    assert_eq!(slug(&refused), "pin-wrong");
    phone.resolve(false);
    let reply = phone.consent(&country, &view).await;
    assert_eq!((reply.verdict, reply.body.as_str()), (Verdict::Done, r#"{"state":"completed"}"#));
    assert!(!is_held(&country, &phone, Purpose::Signature).await);
    let outcome = country.view(&view.session.id).await.outcome.unwrap();
    assert!(outcome.signatures.is_some() && outcome.receipt.is_none(), "no relying party gets a receipt");

    // Nothing is left to end: that is told before a PIN is asked for nothing, or after.
    let again = wish(&country, &phone, Deed::Unfreeze {});
    let view = stated(&country, &send(&country, phone.device, &again).await).await;
    let reply = phone.consent(&country, &view).await;
    assert_eq!(slug(&reply), "not-frozen");
    assert_eq!(country.view(&view.session.id).await.state, SessionState::Failed);
}

#[tokio::test]
async fn what_an_officer_suspended_no_pin_of_the_person_releases() {
    let country = Country::new().await;
    let mut phone = country.phone("100").await;
    country.hold(phone.certificate(Purpose::Signature)).await;
    let unfreeze = wish(&country, &phone, Deed::Unfreeze {});
    assert_eq!(slug(&send(&country, phone.device, &unfreeze).await), "certificate-not-in-force");
    country.release(phone.certificate(Purpose::Signature)).await;

    // Suspended between the statement and the answer: the answer is judged in the transaction that would release.
    let freeze = wish(&country, &phone, Deed::Freeze {});
    send(&country, phone.device, &freeze).await;
    let unfreeze = wish(&country, &phone, Deed::Unfreeze {});
    let view = stated(&country, &send(&country, phone.device, &unfreeze).await).await;
    let (issuer, serial) = country.place(phone.certificate(Purpose::Signature));
    let act = country.act;
    let taken = country.write(move |unit| {
        Box::pin(async move { unit.take_over_hold(issuer, &serial, &act, &leaf("hold")).await })
    });
    assert!(taken.await);
    assert_eq!(slug(&phone.consent(&country, &view).await), "certificate-not-in-force");
    assert!(is_held(&country, &phone, Purpose::Signature).await);
}

#[tokio::test]
async fn a_wish_counts_from_its_own_phone_and_in_time() {
    let country = Country::new().await;
    let (phone, other) = (country.phone("100").await, country.phone("200").await);
    let good = Wish::new(phone.device, Deed::Freeze {}, Nonce::draw(country.random.as_ref()), country.now());
    let draft = phone_protocol::Message::draft(&good).unwrap();
    let signature = stranger().sign(draft.signing_input());
    let forged = draft.assemble(&signature).unwrap();
    let kept_back = Wish { iat: country.now().minus(601), ..good.clone() };
    let misplaced = Wish { nonce: Nonce::draw(country.random.as_ref()), ..good.clone() };
    let ahead = Wish { iat: country.now().plus(3_600), ..good.clone() };
    for (device, body, problem) in [
        (phone.device, forged, "other-device"),
        (phone.device, other.message(&good), "other-device"),
        (other.device, phone.message(&misplaced), "other-device"),
        (phone.device, phone.message(&kept_back), "wish-times"),
        (phone.device, phone.message(&ahead), "wish-times"),
        (phone.device, "nonsense".to_owned(), "message-malformed"),
    ] {
        assert_eq!(slug(&send(&country, device, &body).await), problem);
        assert!(!is_held(&country, &phone, Purpose::Signature).await);
    }
    assert_eq!(send(&country, phone.device, &phone.message(&good)).await.verdict, Verdict::Done);
}

#[tokio::test]
async fn a_wish_whose_pin_never_comes_ends_by_itself_and_harms_nobody() {
    let country = Country::new().await;
    let phone = country.phone("100").await;
    let bank = country.relying_party("bank").await;
    let end = Deed::EndDevice { device: phone.device };
    let wanted = wish(&country, &phone, end);
    let view = stated(&country, &send(&country, phone.device, &wanted).await).await;

    // Relying parties ask as if it were not there.
    let asked = country.ask(&bank, &country.text_request(&bank, &phone), &phone).await;
    assert_eq!(asked.state, SessionState::Stated);

    country.clock.set(after(&view));
    country.work().await;
    assert_eq!(country.view(&view.session.id).await.state, SessionState::Expired);
    let (late, _) = phone.unlock(&country, &view, PIN_2);
    assert_eq!(slug(&country.send(&view.session.id, MessageKind::Unlock, &late).await), "session-over");
}

#[tokio::test]
async fn a_door_that_makes_up_a_wish_of_its_own_states_nothing() {
    let country = Country::new().await;
    let phone = country.phone("100").await;
    let body = wish(&country, &phone, Deed::Unfreeze {});
    let now = country.now();
    let session = store::Session {
        id: words::SessionId::draw(country.random.as_ref()),
        door: Door::Own,
        relying_party: NO_RELYING_PARTY.to_owned(),
        jti: "made-up".to_owned(),
        request_sha256: sha256(body.as_bytes()),
        request: body,
        purpose: Purpose::Signature,
        certificate_sha256: phone.certificate(Purpose::Signature).sha256(),
        person: phone.person,
        device: phone.device,
        code_mode: words::CodeMode::None,
        created_at: now,
        expires_at: now.plus(120),
        request_expires_at: now.plus(120),
    };
    let view = country.insert(session).await;
    assert_eq!((view.state, view.statement.is_none()), (SessionState::Failed, true));
}

#[tokio::test]
async fn a_wish_run_twice_at_once_is_done_once_or_stated_once() {
    let country = Country::new().await;
    let phone = country.phone("100").await;
    country.consent.key_list().await.unwrap();
    for deed in [Deed::Freeze {}, Deed::Unfreeze {}] {
        let body = wish(&country, &phone, deed);
        let hash = sha256(body.as_bytes());
        let row = WishRow { sha256: hash, device: phone.device, body, created_at: country.now() };
        let limit = RequestLimit { at_most: 99, within_seconds: 3_600 };
        country.store.door().insert_wish(row, limit).await.unwrap();
        let (one, two) = tokio::join!(country.consent.wish(hash), country.consent.wish(hash));
        one.unwrap();
        two.unwrap();
        let leaves = country.store.leaf_count().await.unwrap();
        country.consent.wish(hash).await.unwrap();
        assert_eq!(country.store.leaf_count().await.unwrap(), leaves);
    }
    let leaves = country.store.leaves_after(0, 1_000).await.unwrap();
    assert_eq!(leaves.iter().filter(|leaf| leaf.kind == "statement").count(), 1);
    assert!(country.consent.wish(sha256(b"no wish")).await.is_err());
}
