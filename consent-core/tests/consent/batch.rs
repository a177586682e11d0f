//! Several documents in one request: one statement, one PIN, one commit; each signed in its place, or struck out.

use phone_protocol::{Answer, Choice};
use pki_types::{SignatureAlgorithm, sha256};
use store::{SessionView, Verdict};
use test_country::{digest_document, text_document};
use words::{Purpose, SessionState};

use crate::answering::{receipt, send};
use crate::asking::scene;
use crate::country::{Country, slug};
use crate::phone::{Opened, Phone, read};

const TEXTS: [&str; 3] = ["I lease the house", "and its garden", "and keep a dog"];

/// A request for three texts, stated.
async fn asked() -> (Country, Phone, SessionView) {
    let (country, bank, phone) = scene().await;
    let documents = TEXTS.map(text_document).to_vec();
    let view = country.ask(&bank, &country.documents_request(&bank, &phone, documents), &phone).await;
    (country, phone, view)
}

/// An answer that signs these and strikes out the others.
fn chosen(country: &Country, view: &SessionView, opened: &Opened, signed: [bool; 3]) -> Answer {
    let (statement, sha256) = read(view);
    let choice = Choice { signed: signed.to_vec(), opened: vec![true, false, false] };
    let signatures = opened.signatures.iter().zip(signed).filter(|(_, signed)| *signed);
    let signatures = signatures.map(|(signature, _)| signature.clone()).collect();
    Answer::compose(&statement, sha256, &choice, signatures, opened.epoch, country.now()).unwrap()
}

#[tokio::test]
async fn what_was_not_struck_out_is_signed_with_one_pin_and_confirmed() {
    let (country, mut phone, view) = asked().await;
    let opened = phone.sign(&country, &view).await;
    let commits = country.store.commits();
    let answer = chosen(&country, &view, &opened, [true, false, true]);
    assert_eq!(send(&country, &phone, &view, &answer).await.verdict, Verdict::Done);
    assert!(country.store.commits() - commits <= 3, "the message, what is decided, and the job that is done");

    let done = country.view(&view.session.id).await;
    let outcome = done.outcome.as_ref().unwrap();
    assert_eq!(outcome.state, SessionState::Completed);
    let released = outcome.signatures.clone().unwrap().0;
    assert!(released[1].is_none());
    let key = phone.certificate(Purpose::Signature).public_key();
    for at in [0, 2] {
        let signature = released[at].as_ref().unwrap();
        pki_types::verify(key, SignatureAlgorithm::EcdsaSha256, TEXTS[at].as_bytes(), signature).unwrap();
    }
    let hashes: Vec<_> = released.iter().map(|one| one.as_deref().map(sha256)).collect();
    assert_eq!(receipt(&country, &done).signatures_sha256, Some(hashes));
}

#[tokio::test]
async fn one_wrong_signature_lets_none_leave() {
    let (country, mut phone, view) = asked().await;
    let opened = phone.sign(&country, &view).await;
    let before = country.picture(&view.session.id, &phone).await;
    let honest = chosen(&country, &view, &opened, [true; 3]);
    let changed = |change: fn(&mut Answer)| {
        let mut answer = honest.clone();
        change(&mut answer);
        answer
    };
    for (what, problem, answer) in [
        ("two change places", "signature-wrong", changed(|it| it.signatures.swap(0, 1))),
        ("one is signed twice", "signature-wrong", changed(|it| it.signatures[2] = it.signatures[0].clone())),
        (
            "one in the place of what is struck out",
            "signature-wrong",
            changed(|it| {
                it.signatures[1] = None;
                it.signatures.swap(1, 2);
            }),
        ),
        ("one is left out", "shown-otherwise", changed(|it| drop(it.signatures.pop()))),
        ("one more", "shown-otherwise", changed(|it| it.signatures.push(it.signatures[0].clone()))),
        ("all are struck out", "shown-otherwise", changed(|it| it.signatures.fill(None))),
        ("one was not shown", "shown-otherwise", changed(|it| drop(it.shown.documents.pop()))),
    ] {
        assert_eq!(slug(&send(&country, &phone, &view, &answer).await), problem, "{what}");
        assert_eq!(country.picture(&view.session.id, &phone).await, before, "{what}");
    }
    assert_eq!(send(&country, &phone, &view, &honest).await.verdict, Verdict::Done);
}

#[tokio::test]
async fn what_must_be_opened_was_or_is_not_signed() {
    let (country, bank, mut phone) = scene().await;
    let mut documents = TEXTS.map(text_document).to_vec();
    documents[1].must_open = true;
    let request = country.documents_request(&bank, &phone, documents);
    let view = country.ask(&bank, &request, &phone).await;
    let opened = phone.sign(&country, &view).await;
    let (statement, sha256) = read(&view);
    assert!(statement.sign.documents()[1].must_open);
    let read_all = Choice { signed: vec![true; 3], opened: vec![false, true, false] };
    let signatures = opened.signatures.clone();
    let honest =
        Answer::compose(&statement, sha256, &read_all, signatures, opened.epoch, country.now()).unwrap();
    let mut unread = honest.clone();
    unread.shown.documents[1].opened = false;
    assert_eq!(slug(&send(&country, &phone, &view, &unread).await), "shown-otherwise");
    // What is struck out need not be read.
    unread.signatures[1] = None;
    assert_eq!(send(&country, &phone, &view, &unread).await.verdict, Verdict::Done);
}

#[tokio::test]
async fn a_country_may_want_everything_read_that_can_be() {
    let (country, bank, phone) = scene().await;
    let country = country.with_documents_opened();
    let documents = vec![text_document(TEXTS[0]), digest_document(b"known only to the bank")];
    let request = country.documents_request(&bank, &phone, documents);
    let (statement, _) = read(&country.ask(&bank, &request, &phone).await);
    let must_open: Vec<bool> = statement.sign.documents().iter().map(|document| document.must_open).collect();
    assert_eq!(must_open, [true, false]);
}

#[tokio::test]
async fn fifty_with_the_longest_names_fit_and_one_more_does_not() {
    let (country, bank, mut phone) = scene().await;
    let name = "\u{10330}".repeat(120);
    let longest = |at: usize| {
        let mut document = digest_document(at.to_string().as_bytes());
        document.document_name = Some(test_country::line(&name));
        document.document_sha256 = Some(sha256(b"a document"));
        document
    };
    let documents = (0..50).map(longest).collect();
    let view = country.ask(&bank, &country.documents_request(&bank, &phone, documents), &phone).await;
    assert_eq!(view.state, SessionState::Stated);
    assert_eq!(phone.consent(&country, &view).await.verdict, Verdict::Done);
    let outcome = country.view(&view.session.id).await.outcome.unwrap();
    assert_eq!(outcome.signatures.unwrap().0.iter().flatten().count(), 50);
    assert!(country.documents_request(&bank, &phone, (0..51).map(longest).collect()).contents().is_err());
}
