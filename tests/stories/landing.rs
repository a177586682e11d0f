//! What stands at the landing door: addresses that lead somewhere, and documents that nobody has to fetch twice.

use relying_party::plain_client;

use crate::testbed::Testbed;

#[tokio::test(flavor = "multi_thread")]
async fn every_document_is_there_and_is_not_sent_to_who_has_it() {
    let testbed = Testbed::start().await;
    let (client, landing) = (plain_client().unwrap(), testbed.founded.landing());
    let apis = &testbed.country.openapi;
    assert_eq!(apis.len(), 2, "what relying parties and phones, and what officers and phones speak");
    for api in apis {
        let document: serde_json::Value = client.get(api).send().await.unwrap().json().await.unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{api}");
    }
    let own = ["/", "/.well-known/greatseal", "/problems", "/problems/not-found"]
        .map(|path| format!("{landing}{path}"));
    let doors = [&testbed.country.phone_api, &testbed.country.status.ocsp, &testbed.country.time_stamp]
        .map(|door| door.trim_end_matches("/ocsp").trim_end_matches("/time-stamp"));
    // RFC 9457 §3.1.1: a relative type is resolved against the address at which the problem was met.
    let explained: Vec<String> = doors.iter().map(|door| format!("{door}/problems/media-type")).collect();
    for address in own.iter().chain(&explained).chain(apis).chain([&testbed.country.key_list]) {
        let first = client.get(address).send().await.unwrap();
        assert_eq!(first.status(), 200, "{address}");
        let tag = first.headers()["etag"].clone();
        let again = client.get(address).header("if-none-match", tag).send().await.unwrap();
        assert_eq!((again.status().as_u16(), again.bytes().await.unwrap().len()), (304, 0), "{address}");
    }
    let credentials = testbed.founded.credentials("relying-party");
    for door in [&testbed.country.relying_party_api, &testbed.country.registration_api] {
        let page = credentials
            .client()
            .unwrap()
            .get(format!("{door}/problems/malformed-jose"))
            .send()
            .await
            .unwrap();
        assert!(page.status() == 200 && page.text().await.unwrap().contains("malformed-jose"), "{door}");
    }
}
