//! What the dressing answers by itself, and what the log may hold.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{Request, StatusCode};
use axum::routing::{get as on_get, post as on_post};
use http_kit::{Problem, ProblemType, problems};
use pki_types::{Clock, SystemClock};

use crate::client::{call, get, post};

const SHUT: ProblemType =
    ProblemType { slug: "shut", title: "The door is shut", status: 409, remedy: "Knock." };

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
                Problem::new(&SHUT, "expected an open door").with("field", "door").retry_after(3)
            }),
        )
        .route("/number/{n}", on_get(|_: axum::extract::Path<u8>| async { "number" }))
        .route("/json", on_post(|_: axum::Json<u8>| async { "json" }))
        .merge(problems::pages(&[&[SHUT]], &clock))
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
    assert_eq!(answer.problem(), "shut");
    assert_eq!(answer.headers["retry-after"], "3");
    assert_eq!(answer.json()["field"], "door");
    assert_eq!(answer.json()["detail"], "expected an open door. Knock.");
    let page = call(&router(), get("/problems/shut")).await;
    assert!(String::from_utf8(page.body).unwrap().contains("Knock."));
    assert_eq!(call(&router(), get("/problems/unheard-of")).await.problem(), "not-found");
}

#[tokio::test]
async fn every_type_is_listed_once_and_explained() {
    let page = String::from_utf8(call(&router(), get("/problems")).await.body).unwrap();
    for kind in problems::ALL {
        assert_eq!(
            page.matches(&format!("{} (HTTP {})", kind.slug, kind.status)).count(),
            1,
            "{}",
            kind.slug
        );
        assert!(kind.remedy.ends_with('.') && !kind.title.ends_with('.'), "{}", kind.slug);
    }
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
    assert!(log.contains("route=\"/shut/{id}\"") && log.contains("status=409"), "{log}");
    assert!(!log.contains("CANARY"), "{log}");
}
