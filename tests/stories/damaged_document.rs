//! A document that cannot be signed safely is refused before anybody is asked.

use greatseal::cli::PersonName;
use greatseal::commands::sign;

use crate::testbed::scene::Scene;

const DOCUMENT: &[u8] = include_bytes!("../../samples/garden-plot.pdf");
const STREAMS: &[u8] = include_bytes!("../../samples/garden-plot-object-streams.pdf");

/// The document with one text in the place of another of the same length, the last time that it stands there.
fn with(document: &[u8], old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let place = document.windows(old.len()).rposition(|window| window == old.as_bytes());
    let place = place.unwrap_or_else(|| panic!("{old} is not in the document"));
    [&document[..place], new.as_bytes(), &document[place + old.len()..]].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_document_is_refused_before_the_phone_is_asked() {
    let scene = Scene::start().await;
    let mut ada = scene.enrolled("MU-T0101800000011").await;
    let person: PersonName = ada.name.parse().unwrap();
    let party = scene.party(0);
    let before = scene.census().await;
    let damaged: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("no PDF", b"<html></html>".to_vec()),
        ("only its beginning", DOCUMENT[..100].to_vec()),
        ("cut in the middle", DOCUMENT[..DOCUMENT.len() / 2].to_vec()),
        ("cut in the middle, with streams", STREAMS[..STREAMS.len() / 2].to_vec()),
        ("cut before its end", DOCUMENT[..DOCUMENT.len() - 40].to_vec()),
        ("cut before its end, with streams", STREAMS[..STREAMS.len() - 40].to_vec()),
        ("no trailer", with(DOCUMENT, "trailer", "nothing")),
        ("no place of the table", with(DOCUMENT, "startxref", "nothing..")),
        ("without its beginning", DOCUMENT[200..].to_vec()),
    ];
    for (what, pdf) in damaged {
        let document = sign::Document { pdf, name: "garden-plot.pdf".to_owned(), field: None };
        let never = |state: words::SessionState, _: Option<&str>| panic!("{what}: a session is {state}");
        let asked = sign::sign(&party, &person, vec![document], "Sign", never, std::future::pending());
        let refused = asked.await.err().unwrap_or_else(|| panic!("{what}: it was signed"));
        assert!(refused.to_string().len() > 10, "{what}: the reason is said: {refused}");
        assert_eq!(scene.census().await, before, "{what}");
    }
    assert!(ada.phone.poll(0).await.unwrap().sessions.is_empty());
    scene.stop().await;
}
