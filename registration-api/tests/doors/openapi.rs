//! The OpenAPI document in `docs/api` is what the code says.

use std::path::Path;

use crate::client::get;
use crate::scene::Scene;

fn document() -> String {
    let mut text = registration_api::openapi().to_pretty_json().unwrap();
    text.push('\n');
    text
}

#[test]
fn the_document_in_docs_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/api/registration.json");
    if std::env::var_os("GREATSEAL_WRITE_API").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, document()).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == document(), "stale: run GREATSEAL_WRITE_API=1 cargo test -p registration-api openapi");
}

#[tokio::test]
async fn the_doors_serve_the_document() {
    let scene = Scene::new().await;
    let answer = get(&scene, None, "/v1/openapi.json").await;
    assert_eq!(answer.json(), serde_json::from_str::<serde_json::Value>(&document()).unwrap());
    assert!(answer.json()["openapi"].as_str().unwrap().starts_with("3.1"));
}
