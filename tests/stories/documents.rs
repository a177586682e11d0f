//! Several documents with one PIN, of which the person may strike some out; and documents that the phone itself reads at the
//! relying party.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use doc_signatures::verify::{Indication, verify_pdf};
use greatseal::cli::PersonName;
use greatseal::commands::sign;
use phone_protocol::{Answer, Pin};
use phone_terminal::{Decision, Event, Interaction, Phone, PinPrompt, Prompt, ReadDocument};
use pki_types::{Clock, SignatureAlgorithm, SystemClock, sha256, verify};
use relying_party::{Content, Document, RelyingParty};
use words::Purpose;

use super::crooked_phone::{completes, kept_answer, refused};
use crate::testbed::people::{enrolled, pins, relying_party};
use crate::testbed::scene::Scene;
use crate::testbed::wire::remade;
use crate::testbed::{ADA, Testbed};

const SAMPLE: &[u8] = include_bytes!("../../samples/garden-plot.pdf");

/// A person who strikes these out and signs the others.
#[derive(Default)]
struct Reader {
    struck_out: Vec<usize>,
    given: Mutex<Vec<Vec<u8>>>,
    told: Mutex<Vec<String>>,
}

impl Interaction for Reader {
    fn decide(&self, _prompt: &Prompt) -> Decision {
        Decision::SignBut(self.struck_out.clone())
    }

    fn pin(&self, _prompt: &PinPrompt) -> Option<Pin> {
        Some(pins().signature)
    }

    fn give(&self, document: &ReadDocument) -> bool {
        self.given.lock().unwrap().push(document.file.clone());
        true
    }

    fn tell(&self, event: &Event) {
        self.told.lock().unwrap().push(format!("{event:?}"));
    }
}

/// Lets the person handle what comes next.
async fn handle_one(phone: &mut Phone, reader: Arc<Reader>) {
    let interaction: Arc<dyn Interaction> = reader.clone();
    while reader.told.lock().unwrap().is_empty() {
        phone.handle_pending(&interaction, 10).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_three_documents_but_one_with_one_pin() {
    let testbed = Testbed::start().await;
    let mut phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let credentials = testbed.founded.credentials("relying-party");
    let party = relying_party(&credentials, &testbed.country);
    let person: PersonName = ADA.parse().unwrap();
    let documents = ["lease.pdf", "annex.pdf", "rules.pdf"].map(|name| sign::Document {
        pdf: SAMPLE.to_vec(),
        name: name.to_owned(),
        field: None,
    });
    let reader = Arc::new(Reader { struck_out: vec![1], ..Reader::default() });
    let handling = handle_one(&mut phone, reader);
    let signing =
        sign::sign(&party, &person, documents.into(), "Please sign", |_, _| {}, std::future::pending());
    let (signed, ()) = tokio::join!(signing, handling);
    let signed = signed.unwrap();
    assert_eq!(signed.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
    for document in signed.iter().flatten() {
        let report = verify_pdf(&document.pdf, std::slice::from_ref(&credentials.root), SystemClock.now());
        assert_eq!(report.indication, Indication::TotalPassed);
    }
    testbed.stop().await;
}

/// Asks for signatures under these, and has the person sign all of them; gives what the relying party believes.
async fn signed(
    party: &RelyingParty<'_>,
    phone: &mut Phone,
    documents: Vec<Document<'_>>,
    reader: &Arc<Reader>,
) -> relying_party::Signatures {
    let (country, code) = ADA.split_once('-').unwrap();
    let holder = party.look_up(country, code, Purpose::Signature).await.unwrap();
    let session = party.start(&holder, &Content::Documents(documents), "Sign").await.unwrap();
    let (signatures, ()) = tokio::join!(party.wait(&session, |_, _| {}), handle_one(phone, reader.clone()));
    signatures.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_documents_are_signed_with_one_pin() {
    let testbed = Testbed::start().await;
    let mut phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let credentials = testbed.founded.credentials("relying-party");
    let party = relying_party(&credentials, &testbed.country);
    let texts: Vec<String> = (0..50).map(|number| format!("I have read rule {number}.")).collect();
    let names: Vec<String> = (0..50).map(|number| format!("{number} {}", "n".repeat(100))).collect();
    let documents = texts.iter().zip(&names).map(|(text, name)| Document::text(text).called(name).opened());
    let reader = Arc::default();
    let signatures = signed(&party, &mut phone, documents.collect(), &reader).await;
    let (country, code) = ADA.split_once('-').unwrap();
    let holder = party.look_up(country, code, Purpose::Signature).await.unwrap();
    let key = holder.certificate.public_key();
    assert_eq!(signatures.values.len(), 50);
    for (text, value) in texts.iter().zip(&signatures.values) {
        verify(key, SignatureAlgorithm::EcdsaSha256, text.as_bytes(), value.as_ref().unwrap()).unwrap();
    }
    testbed.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_swaps_its_signatures_is_refused_and_none_leaves() {
    let scene = Scene::start().await;
    let mut ada = scene.enrolled("MU-T100").await;
    let person = scene.looked_up(&ada.name, Purpose::Signature).await;
    let documents = [b"first".as_slice(), b"second"].map(|of| Document::digest(sha256(of)));
    let content = Content::Documents(documents.into());
    let id = scene.party(0).start(&person, &content, "Sign").await.unwrap().session.to_string();
    let session = ada.waiting(1).await.remove(0);
    let good = kept_answer(&mut ada, &session).await;
    let key = scene.device_key(&ada.name);
    let changes: [(_, _, _, fn(&mut Answer)); 4] = [
        ("two change places", 400, "signature-wrong", |it| it.signatures.swap(0, 1)),
        ("one is signed twice", 400, "signature-wrong", |it| it.signatures[1] = it.signatures[0].clone()),
        ("one is left out", 400, "shown-otherwise", |it| drop(it.signatures.pop())),
        ("all are struck out", 400, "shown-otherwise", |it| it.signatures.fill(None)),
    ];
    for (what, status, slug, change) in changes {
        refused(&scene, what, &remade::<Answer>(&good, &key, change), status, slug).await;
    }
    completes(&scene, &good).await;
    let ended = scene.ended_session(0, &id).await;
    assert_eq!(ended["result"]["signatures"].as_array().unwrap().len(), 2);
    scene.stop().await;
}

/// Gives these files, each by its path, to whoever asks, without a word of who asks; gives its address.
fn files(files: HashMap<&'static str, Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut asked, mut part) = (Vec::new(), [0; 4096]);
            while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
                let length = stream.read(&mut part).unwrap();
                assert!(length > 0, "a question has an end");
                asked.extend_from_slice(&part[..length]);
            }
            let asked = String::from_utf8(asked).unwrap();
            let named = ["cookie:", "authorization:", "referer:"];
            assert!(!asked.lines().any(|line| named.iter().any(|it| line.to_lowercase().starts_with(it))));
            let path = asked.split(' ').nth(1).unwrap();
            let (status, file) = match files.get(path) {
                Some(file) => ("200 OK", file.as_slice()),
                None => ("302 Found\r\nLocation: /lease.pdf", b"".as_slice()),
            };
            let head =
                format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", file.len());
            let _gone = stream.write_all(&[head.as_bytes(), file].concat());
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_reads_what_is_signed_and_refuses_another_file() {
    let testbed = Testbed::start().await;
    let mut phone = enrolled(&testbed.founded, &testbed.country, ADA, "ADA", "EXAMPLE").await;
    let credentials = testbed.founded.credentials("relying-party");
    let party = relying_party(&credentials, &testbed.country);
    let (country, code) = ADA.split_once('-').unwrap();
    let holder = party.look_up(country, code, Purpose::Signature).await.unwrap();
    let prepared = party.prepare(&holder, SAMPLE.to_vec(), None).unwrap();
    let lease = prepared.pdf().to_vec();
    let size = u32::try_from(lease.len()).unwrap();
    // One octet of it; and something in the place of the signature, which is not covered by it.
    let mut altered = lease.clone();
    altered[100] ^= 1;
    let mut filled = lease.clone();
    let gap = lease.windows(9).rposition(|zeros| zeros == b"000000000").unwrap();
    filled[gap] = b'1';
    let named = [("/lease.pdf", lease.clone()), ("/altered.pdf", altered), ("/filled.pdf", filled)];
    let address = files(named.into());

    // 1. The very file.
    let at =
        |path: &str| Document::prepared(&prepared, "lease.pdf").at(format!("{address}{path}"), size).opened();
    let reader = Arc::<Reader>::default();
    let signatures = signed(&party, &mut phone, vec![at("/lease.pdf")], &reader).await;
    assert_eq!(*reader.given.lock().unwrap(), [lease]);
    assert!(signatures.statement.len() > 100);

    // 2. Others: nothing is given to the person, and nothing signed. A phone follows nobody elsewhere.
    for (path, told) in [("/altered.pdf", "document 1"), ("/filled.pdf", "document 1"), ("/elsewhere", "302")]
    {
        let reader = Arc::<Reader>::default();
        let session = party.start(&holder, &Content::Documents(vec![at(path)]), "Sign").await.unwrap();
        handle_one(&mut phone, reader.clone()).await;
        assert!(reader.given.lock().unwrap().is_empty(), "{path}");
        let heard = reader.told.lock().unwrap().join("\n");
        assert!(heard.contains(told) && !heard.contains("Signed"), "{path}: {heard}");
        party.cancel(&session).await.unwrap();
        let ended = party.wait(&session, |_, _| {}).await.err().unwrap().to_string();
        assert!(ended.contains("taken back"), "{path}: {ended}");
    }
    testbed.stop().await;
}
