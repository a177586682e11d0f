//! What stands at the landing door: addresses that lead somewhere, and documents that nobody has to fetch twice.

use signet::client::plain_client;

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
    let own = ["/", "/.well-known/signet", "/problems", "/problems/not-found"]
        .map(|path| format!("{landing}{path}"));
    for address in own.iter().chain(apis).chain([&testbed.country.key_list]) {
        let first = client.get(address).send().await.unwrap();
        assert_eq!(first.status(), 200, "{address}");
        let tag = first.headers()["etag"].clone();
        let again = client.get(address).header("if-none-match", tag).send().await.unwrap();
        assert_eq!((again.status().as_u16(), again.bytes().await.unwrap().len()), (304, 0), "{address}");
    }
}
