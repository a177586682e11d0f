use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get as on_get, post as on_post};
use http_kit::identifier::HexIdentifier;
use http_kit::{Jose, StrictJson, StrictQuery};
use serde::Deserialize;

use crate::client::{call, get, post};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    country: String,
    #[serde(default)]
    names: Vec<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    surname: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wait {
    wait: Option<u8>,
}

fn router() -> Router {
    Router::new()
        .route(
            "/persons",
            on_post(|StrictJson(person): StrictJson<Person>| async move {
                person.names.iter().fold(person.country, |all, name| all + &name.surname)
            }),
        )
        .route("/messages", on_post(|Jose(compact): Jose<64>| async move { compact }))
        .route(
            "/wait",
            on_get(|StrictQuery(Wait { wait }): StrictQuery<Wait>| async move { format!("{wait:?}") }),
        )
        .route("/things/{id}", on_get(|HexIdentifier(id): HexIdentifier<2>| async move { format!("{id:?}") }))
}

async fn refused_json(body: &str) -> (StatusCode, String, serde_json::Value) {
    let answer = call(&router(), post("/persons", "application/json", body.to_owned())).await;
    (answer.status, answer.problem(), answer.json())
}

#[tokio::test]
async fn json_that_fits_is_taken() {
    let body = r#"{"country":"MU","names":[{"surname":"Ramgoolam"}]}"#;
    let answer = call(&router(), post("/persons", "application/json; charset=utf-8", body)).await;
    assert_eq!((answer.status, answer.body.as_slice()), (StatusCode::OK, b"MURamgoolam".as_slice()));
}

#[tokio::test]
async fn json_that_is_none_or_may_be_read_in_two_ways_is_malformed() {
    let deep = format!("{}{}", "[".repeat(17), "]".repeat(17));
    let deeper = "[".repeat(15_000);
    for body in [
        "",
        "{",
        "null x",
        r#"{"country":"MU"} {}"#,
        r#"{"country":"MU","country":"MU"}"#,
        r#"{"country":"MU","names":[{"surname":"a","surname":"b"}]}"#,
        r#"{"country":"MU","unknown":{"a":1,"a":2}}"#,
        "{\"country\":\"\u{7}\"}",
        deep.as_str(),
        deeper.as_str(),
    ] {
        let (status, slug, _) = refused_json(body).await;
        assert_eq!((status, slug.as_str()), (StatusCode::BAD_REQUEST, "malformed-json"), "{body:.40}");
    }
    let answer = call(&router(), post("/persons", "application/json", vec![b'{', b'"', 0xff, b'"'])).await;
    assert_eq!(answer.problem(), "malformed-json");
}

#[tokio::test]
async fn json_that_does_not_fit_names_its_member() {
    for (body, field) in [
        (r#"{"country":5}"#, "country"),
        (r#"{"country":"MU","names":[{"surname":"a"},{"surname":true}]}"#, "names[1].surname"),
        (r#"{"country":"MU","nationality":"MU"}"#, "nationality"),
        (r#"{"names":[]}"#, "country"),
        (r#"{"country":"MU","names":[{}]}"#, "names[0].surname"),
    ] {
        let (status, slug, body) = refused_json(body).await;
        assert_eq!((status, slug.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid-member"));
        assert_eq!(body["field"], field);
    }
    let (_, _, missing) = refused_json(r#"{"names":[]}"#).await;
    assert!(missing["detail"].as_str().unwrap().contains("`country`"));
}

#[tokio::test]
async fn a_body_of_another_media_type_is_refused() {
    for (path, sent) in
        [("/persons", "application/jose"), ("/persons", "text/json"), ("/messages", "application/json")]
    {
        let answer = call(&router(), post(path, sent, "{}")).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type")
        );
    }
}

#[tokio::test]
async fn a_body_over_its_limit_is_refused_with_the_limit() {
    let json = format!("\"{}\"", "a".repeat(16 * 1024));
    let answer = call(&router(), post("/persons", "application/json", json)).await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large"));
    let at_the_limit = call(&router(), post("/messages", "application/jose", "a".repeat(64))).await;
    assert_eq!(at_the_limit.status, StatusCode::OK);
    let over = call(&router(), post("/messages", "application/jose", "a".repeat(65))).await;
    assert_eq!(over.problem(), "body-too-large");
    assert_eq!(over.json()["max_octets"], 64);
}

#[tokio::test]
async fn a_jose_body_is_compact_or_refused() {
    for body in ["", " a.b.c", "a.b.c\n", "a.b.c=", "a.b.ç"] {
        let answer = call(&router(), post("/messages", "application/jose", body.to_owned())).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (StatusCode::BAD_REQUEST, "malformed-jose"),
            "{body}"
        );
    }
    let answer = call(&router(), post("/messages", "application/jose", "aZ09-_.b.c")).await;
    assert_eq!(answer.body, b"aZ09-_.b.c");
}

#[tokio::test]
async fn a_parameter_that_is_unknown_or_wrong_is_refused() {
    for (query, field) in [
        ("?wait=a", "wait"),
        ("?wait=256", "wait"),
        ("?wait=-1", "wait"),
        ("?what=1", "what"),
        ("?wait=1&wait=2", "wait"),
    ] {
        let answer = call(&router(), get(&format!("/wait{query}"))).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (StatusCode::BAD_REQUEST, "invalid-parameter"),
            "{query}"
        );
        assert_eq!(answer.json()["field"], field, "{query}");
    }
    assert_eq!(call(&router(), get("/wait?wait=60")).await.body, b"Some(60)");
}

#[tokio::test]
async fn an_identifier_has_one_address() {
    assert_eq!(call(&router(), get("/things/00ff")).await.body, b"[0, 255]");
    for id in ["00FF", "00f", "00ff0", "00fg", "%ff", "00ff/"] {
        let answer = call(&router(), get(&format!("/things/{id}"))).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::NOT_FOUND, "not-found"), "{id}");
    }
}
