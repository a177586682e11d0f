use axum::http::StatusCode;
use http_kit::Health;

use crate::client::{call, get};

#[tokio::test]
async fn a_process_that_cannot_work_is_live_but_not_ready() {
    let well = Health::new().check("store", || async { Ok(()) }).routes();
    assert_eq!(call(&well, get("/health/ready")).await.json()["checks"]["store"], "ready");

    let ill = Health::new()
        .check("store", || async { Ok(()) })
        .check("clock", || async { Err("the hands fell off".to_owned()) })
        .routes();
    assert_eq!(call(&ill, get("/health/live")).await.status, StatusCode::OK);
    let answer = call(&ill, get("/health/ready")).await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
    assert_eq!(answer.json()["checks"], serde_json::json!({"store": "ready", "clock": "failing"}));
    assert!(!answer.json().to_string().contains("hands"));
}
