//! What the dressing answers by itself, and what the log may hold.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{Request, StatusCode};
use axum::routing::{get as on_get, post as on_post};
use http_kit::problem::{refusal, status};
use http_kit::{Problem, problems};
use pki_types::{Clock, SystemClock};
use words::problem;

use crate::client::{call, get, post};

fn router() -> Router {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    Router::new()
        .route("/open", on_get(|| async { "open" }))
        .route(
            "/panic",
            on_get(|| async {
                if true {
                    panic!("a secret in a panic")
                }
            }),
        )
        .route(
            "/shut/{id}",
            on_get(|| async {
                Problem::new(problem::REQUEST_OPEN, "expected a closed one")
                    .with("field", "door")
                    .retry_after(3)
            }),
        )
        .route("/number/{n}", on_get(|_: axum::extract::Path<u8>| async { "number" }))
        .route("/json", on_post(|_: axum::Json<u8>| async { "json" }))
        .merge(problems::pages(&clock))
}

#[tokio::test]
async fn whatever_is_refused_is_a_problem() {
    for (request, status, slug) in [
        (get("/nowhere"), StatusCode::NOT_FOUND, "not-found"),
        (get("/json"), StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed"),
        (get("/panic"), StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        (get("/number/x"), StatusCode::BAD_REQUEST, "bad-request"),
        (post("/json", "text/plain", "1"), StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type"),
        (post("/json", "application/json", "x"), StatusCode::BAD_REQUEST, "bad-request"),
    ] {
        let answer = call(&router(), request).await;
        assert_eq!((answer.status, answer.problem().as_str()), (status, slug));
        assert!(!String::from_utf8(answer.body).unwrap().contains("secret"));
    }
}

#[tokio::test]
async fn a_problem_says_what_where_and_what_to_do() {
    let answer = call(&router(), get("/shut/1")).await;
    assert_eq!(answer.problem(), "request-open");
    assert_eq!(answer.headers["retry-after"], "3");
    assert_eq!(answer.json()["field"], "door");
    let remedy = problem::REQUEST_OPEN.remedy;
    assert_eq!(answer.json()["detail"], format!("expected a closed one. {remedy}"));
    let page = call(&router(), get("/problems/request-open")).await;
    assert!(String::from_utf8(page.body).unwrap().contains(remedy));
    assert_eq!(call(&router(), get("/problems/unheard-of")).await.problem(), "not-found");
}

#[tokio::test]
async fn every_type_is_listed_once_and_explained() {
    let page = String::from_utf8(call(&router(), get("/problems")).await.body).unwrap();
    for kind in problem::all() {
        let line = format!("{} (HTTP {})\n", kind.slug, status(kind).as_u16());
        assert_eq!(
            page.matches(&format!("\n{line}")).count() + usize::from(page.starts_with(&line)),
            1,
            "{line}"
        );
    }
}

#[test]
fn each_class_has_the_status_that_its_problems_always_had() {
    for (kind, number) in [
        (problem::MALFORMED_JSON, 400),
        (problem::CLIENT_CERTIFICATE_MISSING, 401),
        (problem::PIN_WRONG, 403),
        (problem::NOT_FOUND, 404),
        (problem::METHOD_NOT_ALLOWED, 405),
        (problem::BODY_TIMEOUT, 408),
        (problem::SESSION_OVER, 409),
        (problem::ACTIVATION_EXPIRED, 410),
        (problem::BODY_TOO_LARGE, 413),
        (problem::MEDIA_TYPE, 415),
        (problem::INVALID_MEMBER, 422),
        (problem::PIN_LOCKED, 423),
        (problem::ASKED_TOO_OFTEN, 429),
        (problem::INTERNAL, 500),
        (problem::SERVICE_RESTORED, 503),
    ] {
        assert_eq!(status(kind).as_u16(), number, "{}", kind.slug);
    }
}

#[tokio::test]
async fn what_was_decided_elsewhere_is_told_with_what_was_said_of_it() {
    let told = refusal(problem::PIN_WRONG, r#"{"detail":"It was wrong.","remaining":2}"#);
    assert_eq!(told.status(), StatusCode::FORBIDDEN);
    assert_eq!(told.headers()["content-type"], "application/problem+json");
    let body = axum::body::to_bytes(told.into_body(), usize::MAX).await.unwrap();
    assert_eq!(
        std::str::from_utf8(&body).unwrap(),
        r#"{"detail":"It was wrong.","remaining":2,"status":403,"title":"Wrong PIN","type":"/problems/pin-wrong"}"#
    );
    assert_eq!(refusal(problem::PIN_WRONG, "not JSON").status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn answers_carry_their_request_id_and_stay_out_of_caches() {
    let answer = call(&router(), get("/open")).await;
    assert_eq!(answer.headers["x-request-id"].len(), 16);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Kept {
    fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_knows_the_route_and_nothing_of_the_caller() {
    let kept = Kept::default();
    let writer = kept.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    // Where another test's thread comes to a line of the log first, while this one begins to listen, the line is taken for one to
    // which nobody listens, until what is known of lines is gathered anew.
    for _ in 0..1_000 {
        call(&router(), get("/open")).await;
        if !kept.0.lock().unwrap().is_empty() {
            break;
        }
        tracing::callsite::rebuild_interest_cache();
    }
    let request =
        Request::get("/shut/CANARY1?name=CANARY2").header("user-agent", "CANARY3").body("CANARY4".into());
    call(&router(), request.unwrap()).await;
    call(&router(), get("/CANARY5")).await;
    call(&router(), get("/number/CANARY6")).await;
    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("route=\"/shut/{id}\"") && log.contains("status=429"), "{log}");
    assert!(!log.contains("CANARY"), "{log}");
}
