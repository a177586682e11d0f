//! A request says once for which host it is (RFC 9112 §3.2).

use http_kit::{Limits, Security};

use crate::client::listening;
use crate::listening::{echo, send, until_closed};

#[tokio::test]
async fn a_request_without_one_host_is_refused_and_its_connection_closed() {
    let running = listening(echo(), Security::LoopbackOnly, Limits::default()).await;
    for head in [
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n",
        "GET / HTTP/1.1\r\nHost: a@b\r\n",
        "GET http://a/ HTTP/1.1\r\n",
        "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 0\r\n",
    ] {
        let refused = until_closed(send(running.address, &format!("{head}\r\n")).await).await;
        assert!(refused.contains(" 400 ") && refused.contains("/problems/bad-request"), "{head}: {refused}");
    }
    for head in [
        "GET / HTTP/1.1\r\nHost: a\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:7604\r\n",
        "GET / HTTP/1.1\r\nHost: [::1]:7604\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n",
        "GET http://a/ HTTP/1.1\r\nHost: a\r\n",
        "GET / HTTP/1.0\r\n",
    ] {
        let answered =
            until_closed(send(running.address, &format!("{head}Connection: close\r\n\r\n")).await).await;
        assert!(answered.contains(" 200 OK") && answered.ends_with("hello"), "{head}: {answered}");
    }
}
