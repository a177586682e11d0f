//! The way to the service by HTTP: what it refuses to do, and what it makes of odd answers.

use std::time::Duration;

use phone_terminal::{Door, DoorRequest, Error, HttpDoor};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn request(base_url: &str) -> DoorRequest {
    DoorRequest {
        base_url: base_url.to_owned(),
        path: "/v1/phone/messages".to_owned(),
        body: Some("a.b.c".to_owned()),
        patience: Duration::from_secs(5),
    }
}

/// Answers one connection with these octets, and gives what was asked.
async fn serve(answer: Vec<u8>) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"a.b.c") {
            let mut octets = [0; 1024];
            let length = connection.read(&mut octets).await.unwrap();
            asked.extend_from_slice(&octets[..length]);
        }
        let _phone_may_stop_reading = connection.write_all(&answer).await;
        String::from_utf8(asked).unwrap()
    });
    (base_url, asked)
}

#[tokio::test]
async fn a_message_is_posted_as_jose_and_its_answer_read() {
    let answer = b"HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\n{}".to_vec();
    let (base_url, asked) = serve(answer).await;
    let reply = HttpDoor::new(None).unwrap().send(request(&base_url)).await.unwrap();
    assert_eq!((reply.status, reply.body.as_slice()), (409, b"{}".as_slice()));
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("POST /v1/phone/messages HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("content-type: application/jose\r\n"), "{asked}");
}

#[tokio::test]
async fn redirects_are_not_followed_and_long_answers_not_read() {
    let answer = b"HTTP/1.1 307 x\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n".to_vec();
    let (base_url, _asked) = serve(answer).await;
    assert_eq!(HttpDoor::new(None).unwrap().send(request(&base_url)).await.unwrap().status, 307);

    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2000000\r\n\r\n".to_vec();
    answer.resize(answer.len() + 2_000_000, b' ');
    let (base_url, _asked) = serve(answer).await;
    let refused = HttpDoor::new(None).unwrap().send(request(&base_url)).await;
    assert!(matches!(refused, Err(Error::Unexpected { .. })));
}

#[tokio::test]
async fn plain_http_stays_on_this_machine() {
    let door = HttpDoor::new(None).unwrap();
    for elsewhere in ["http://phones.example", "http://192.0.2.1:7601", "ftp://127.0.0.1", "http://"] {
        assert!(matches!(door.send(request(elsewhere)).await, Err(Error::Input(_))), "{elsewhere}");
    }
}

#[tokio::test]
async fn a_service_that_is_away_is_named_without_the_path() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let refused = HttpDoor::new(None).unwrap().send(request(&base_url)).await.unwrap_err();
    assert!(matches!(refused, Error::Unreachable { .. }));
    assert!(!refused.to_string().contains("/v1/"), "{refused}");
}

#[test]
fn root_certificates_that_are_none_are_refused() {
    assert!(matches!(HttpDoor::new(Some("no certificate")), Err(Error::Input(_))));
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(matches!(HttpDoor::new(Some(broken)), Err(Error::Input(_))));
}
