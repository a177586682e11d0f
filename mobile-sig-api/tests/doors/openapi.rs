//! The OpenAPI document in `docs/api` is what the code says.

use std::path::Path;

use crate::scene::Scene;

fn document() -> String {
    let mut text = mobile_sig_api::openapi().to_pretty_json().unwrap();
    text.push('\n');
    text
}

#[test]
fn the_document_in_docs_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/api/mobile-signature.json");
    if std::env::var_os("GREATSEAL_WRITE_API").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, document()).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == document(), "stale: run GREATSEAL_WRITE_API=1 cargo test -p mobile-sig-api openapi");
}

#[tokio::test]
async fn the_doors_serve_the_document() {
    let scene = Scene::without_worker(|_| {}).await;
    let request = axum::http::Request::get("/v1/openapi.json").body(axum::body::Body::empty()).unwrap();
    let answer = crate::client::call(&scene, None, request).await;
    assert_eq!(answer.body, serde_json::from_str::<serde_json::Value>(&document()).unwrap());
    assert!(answer.body["openapi"].as_str().unwrap().starts_with("3.1"));
}
