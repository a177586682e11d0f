//! One network that asks too much at a public door is told when to come back; nobody has to ask twice why.

use std::fs;
use std::sync::Arc;

use pki_types::{SystemClock, SystemRandom};
use relying_party::{evidence, plain_client};

use crate::testbed::{Founded, Testbed};

/// A country whose public doors answer a network a few times a minute, this machine too.
async fn strict() -> Testbed {
    let founded = Founded::new().await;
    founded.show_metrics();
    let config = founded.data().join("greatseal.toml");
    let text = fs::read_to_string(&config).unwrap();
    let strict = text
        .replace("status_a_minute = 6000", "status_a_minute = 5")
        .replace("time_a_minute = 1200", "time_a_minute = 3")
        .replace("unlimited = [\"127.0.0.0/8\", \"::1/128\"]", "unlimited = [\"::1/128\", \"192.0.2.0/24\"]");
    assert_ne!(text, strict);
    fs::write(config, strict).unwrap();
    Testbed::start_at(founded, Arc::new(SystemClock)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_network_asks_a_public_door_so_often_and_no_more() {
    let testbed = strict().await;
    let client = plain_client().unwrap();
    let status = &testbed.country.status;

    // Whatever the status door is asked for counts; a request is given back every twelve seconds.
    let list = format!("{}/services/0.crl", status.crl);
    let mut answered = 0;
    let refused = loop {
        let answer = client.get(&list).send().await.unwrap();
        if answer.status() != 200 {
            break answer;
        }
        answered += 1;
        assert!(answered < 100, "it is never too much");
    };
    assert!(answered >= 5, "{answered}");
    assert_eq!(refused.status(), 429);
    let wait: u32 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=12).contains(&wait), "{wait}");
    let problem: serde_json::Value = serde_json::from_slice(&refused.bytes().await.unwrap()).unwrap();
    assert_eq!(problem["type"], "/problems/too-many-requests");
    let explained = format!("{}/problems/too-many-requests", testbed.founded.landing());
    assert_eq!(client.get(explained).send().await.unwrap().status(), 200);
    let ocsp = client.post(&status.ocsp).header("content-type", "application/ocsp-request").body("");
    assert_eq!(ocsp.send().await.unwrap().status(), 429, "before anything of it is read");

    // Each door counts for itself, and who watches over them is not counted.
    for number in 0.. {
        let stamp = evidence::time_stamp(&client, &testbed.country.time_stamp, b"data", &SystemRandom).await;
        match stamp {
            Ok(_) => assert!(number < 100, "it is never too much"),
            Err(refused) => {
                assert!(number >= 3 && refused.to_string().contains("429"), "{number}: {refused:#}");
                break;
            }
        }
    }
    for door in [status.ocsp.replace("/ocsp", ""), testbed.country.time_stamp.replace("/time-stamp", "")] {
        let ready = client.get(format!("{door}/health/ready")).send().await.unwrap();
        assert_eq!(ready.status(), 200, "{door}");
    }
    let metrics = client.get(testbed.founded.metrics()).send().await.unwrap().text().await.unwrap();
    for (door, least) in [("status", 2), ("time", 1)] {
        let series = format!("greatseal_answers_total{{door=\"{door}\",outcome=\"too-many-requests\"}} ");
        let counted = metrics.lines().find_map(|line| line.strip_prefix(&series)).expect("it is counted");
        assert!(counted.parse::<u32>().unwrap() >= least, "{door}: {counted}");
    }
    testbed.stop().await;
}
