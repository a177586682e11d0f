//! An e-service that speaks Mobile-ID logs a citizen in and has a document signed, by that protocol's own requests alone.

use std::time::Duration;

use faces::{Catalogue, Language};
use mobile_sig_api::relying_party::mobile_id::relying_party_uuid;
use phone_protocol::RefusalReason;
use phone_terminal::Prompt;
use pki_types::encoding::{base64, base64_decode};
use pki_types::signature::{ecdsa_raw_to_der, verify_p256_digest};
use pki_types::{Certificate, Clock, sha256};
use relying_party::Credentials;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use words::{DeviceKind, Door, Doors, PhoneNumber};

use super::officers_commands::{greatseal, said};
use crate::testbed::ADA;
use crate::testbed::people::{pins, reference, register};
use crate::testbed::scene::{Holder, Scene};

const NUMBER: &str = "+23051234567";
const CODE: &str = "T0101800000011";
const LIBRARY: (&str, &str) = ("city-library", "City Library");

/// An e-service with a client of that protocol.
struct EService {
    client: Client,
    base: String,
    id: String,
    name: String,
}

impl EService {
    fn new(scene: &Scene, credentials: &Credentials, id: &str, name: &str) -> Self {
        let base = format!("{}/mid-api", scene.testbed.country.relying_party_api);
        let client = credentials.client().expect("an HTTP client can be made");
        Self { client, base, id: id.to_owned(), name: name.to_owned() }
    }

    /// The members that each request has.
    fn about(&self, number: &str, code: &str) -> Value {
        json!({
            "relyingPartyUUID": relying_party_uuid(&self.id), "relyingPartyName": self.name,
            "phoneNumber": number, "nationalIdentityNumber": code,
        })
    }

    /// A login with this digest.
    fn login(&self, number: &str, digest: &[u8]) -> Value {
        let mut body = self.about(number, CODE);
        body["hash"] = json!(base64(digest));
        body["hashType"] = json!(format!("SHA{}", digest.len() * 8));
        body["language"] = json!("ENG");
        body["displayText"] = json!("Log in to the library");
        body
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let sent = self.client.post(format!("{}{path}", self.base)).json(body).send().await;
        read(sent.expect("the door answers")).await
    }

    /// Starts a login; gives the session.
    async fn start(&self, body: &Value) -> String {
        self.start_at("/authentication", body).await
    }

    async fn start_at(&self, path: &str, body: &Value) -> String {
        let (status, started) = self.post(path, body).await;
        assert_eq!(status, 200, "{started}");
        started["sessionID"].as_str().expect("a start gives a session").to_owned()
    }

    async fn poll(&self, session: &str) -> (u16, Value) {
        self.poll_at("/authentication", session).await
    }

    async fn poll_at(&self, path: &str, session: &str) -> (u16, Value) {
        let url = format!("{}{path}/session/{session}?timeoutMs=5000", self.base);
        read(self.client.get(url).send().await.expect("the door answers")).await
    }

    /// A poll that waits beside the story.
    fn waits(&self, session: &str) -> JoinHandle<(u16, Value)> {
        let url = format!("{}/authentication/session/{session}?timeoutMs=90000", self.base);
        let poll = self.client.get(url).timeout(Duration::from_secs(95)).send();
        tokio::spawn(async move { read(poll.await.expect("the door answers")).await })
    }

    /// How a session ended.
    async fn result(&self, session: &str) -> String {
        let (status, body) = self.poll(session).await;
        assert_eq!((status, &body["state"]), (200, &json!("COMPLETE")), "{body}");
        body["result"].as_str().expect("what is complete has a result").to_owned()
    }
}

/// Every answer is JSON with its time and number, whatever its status.
async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/json");
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let body: Value = response.json().await.expect("every answer is JSON");
    if status != 200 {
        assert!(body["error"].is_string(), "{body}");
    }
    if body.get("sessionID").is_none() {
        assert_eq!(body["traceId"], json!(id));
        assert_eq!(body["time"].as_str().map(str::len), Some("2026-01-31T10:20:30".len()), "{body}");
    }
    (status, body)
}

/// A scene with the library, which is admitted with this door, and Ada, whose phone has a number.
async fn scene() -> (Scene, EService, Holder) {
    let scene = Scene::start().await;
    let doors = Doors::try_from(vec![Door::MobileId]).unwrap();
    let credentials = scene.admitted(LIBRARY.0, LIBRARY.1, doors).await;
    let library = EService::new(&scene, &credentials, LIBRARY.0, LIBRARY.1);
    register(&scene.officer(), ADA, "ADA", "EXAMPLE").await.unwrap();
    let number = PhoneNumber::new(NUMBER).unwrap();
    let expires_at = scene.clock.now().plus(3600);
    let officer = scene.officer();
    let activation =
        officer.activate_reached_at(reference(ADA), DeviceKind::App, expires_at, Some(number)).await.unwrap();
    let (mut phone, wire) = scene.phone(ADA);
    let enrolled = phone.enrol(&activation, &pins()).await.unwrap().clone();
    (scene, library, Holder { name: ADA.to_owned(), phone, wire, enrolled })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_logs_in_and_the_phone_says_who_vouches() {
    let (scene, library, mut ada) = scene().await;

    // 1. The signing certificate, for whoever needs it before anything is signed.
    let (status, found) = library.post("/certificate", &library.about(NUMBER, CODE)).await;
    assert_eq!((status, &found["result"]), (200, &json!("OK")));
    assert_eq!(found["cert"], json!(base64(ada.enrolled.signature.der())));

    for digest in [sha256(b"random").as_bytes().to_vec(), (0..64).collect::<Vec<u8>>()] {
        // 2. A login begins, and runs until the person has answered.
        let session = library.start(&library.login(NUMBER, &digest)).await;
        let quick = format!("{}/authentication/session/{session}?timeoutMs=1", library.base);
        let (status, running) = read(library.client.get(quick).send().await.unwrap()).await;
        assert_eq!((status, &running["state"]), (200, &json!("RUNNING")));
        assert!(running.get("result").is_none() && running.get("signature").is_none(), "{running}");

        // 3. The phone shows the registered name, the protocol's code, and that nobody but the service vouches for it.
        let shown = ada.waiting(1).await.remove(0);
        let lines = Prompt::of(&shown, &[], scene.clock.now())
            .lines(Catalogue::of_terminals(Language::English))
            .join("\n");
        let code = (u16::from(digest[0] & 0xfc) << 5) | u16::from(digest[digest.len() - 1] & 0x7f);
        assert!(
            lines.contains("City Library (city-library.example, MU) asks you to log in (PIN 1)"),
            "{lines}"
        );
        assert!(lines.contains("Log in to the library"), "{lines}");
        assert!(lines.contains("Asked through Mobile-ID") && lines.contains("did NOT sign"), "{lines}");
        assert!(lines.contains("known only to the sender"), "{lines}");
        assert!(lines.contains(&format!("Code:     {code:04} ")), "{lines}");
        let waiting = library.waits(&session);
        ada.try_to_sign(&shown, &pins().authentication).await.unwrap();

        // 4. Whoever waits hears of it; the signature is over the digest, by the authentication certificate.
        let (status, ended) = waiting.await.unwrap();
        assert_eq!((status, &ended["state"], &ended["result"]), (200, &json!("COMPLETE"), &json!("OK")));
        let signature = base64_decode(ended["signature"]["value"].as_str().unwrap()).unwrap();
        assert_eq!(signature.len(), 64, "r and s, each of the length of the field");
        let algorithm = format!("SHA{}WithECEncryption", digest.len() * 8);
        assert_eq!(ended["signature"]["algorithm"], json!(algorithm));
        assert_eq!(ended["cert"], json!(base64(ada.enrolled.authentication.der())));
        let key = ada.enrolled.authentication.public_key();
        verify_p256_digest(key, digest.first_chunk().unwrap(), &ecdsa_raw_to_der(&signature).unwrap())
            .unwrap();

        // 5. It is told again for five minutes, and then there is no such session.
        let (_, again) = library.poll(&session).await;
        assert_eq!(again["signature"], ended["signature"]);
        scene.clock.advance(301);
        let (status, gone) = library.poll(&session).await;
        assert_eq!((status, &gone["error"]), (404, &json!("SessionID not found")));
    }
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_come_to_a_signature_ends_in_the_protocols_words() {
    let (scene, library, mut ada) = scene().await;
    let login = library.login(NUMBER, sha256(b"random").as_bytes());

    // 1. Nobody, and somebody else's number: a session all the same, which is over.
    for (number, code) in [("+23059999999", CODE), (NUMBER, "T0000000000000"), ("+00000000", CODE)] {
        let mut body = login.clone();
        (body["phoneNumber"], body["nationalIdentityNumber"]) = (json!(number), json!(code));
        let session = library.start(&body).await;
        assert_eq!(library.result(&session).await, "NOT_MID_CLIENT");
        let (status, found) = library.post("/certificate", &library.about(number, code)).await;
        assert_eq!((status, &found["result"]), (200, &json!("NOT_FOUND")));
        assert!(found.get("cert").is_none());
    }

    // 2. While one is open no other is: the same request again is no second prompt.
    let session = library.start(&login).await;
    let shown = ada.waiting(1).await.remove(0);
    let (status, refused) = library.post("/authentication", &login).await;
    assert_eq!(status, 580, "{refused}");
    ada.phone.refuse(&shown, RefusalReason::NotMine).await.unwrap();
    assert_eq!(library.result(&session).await, "USER_CANCELLED");

    // 3. After it the same request is another session; its statement is another, so no answer fits both.
    scene.clock.advance(2);
    let again = library.start(&login).await;
    assert_ne!(again, session);
    let other = ada.waiting(1).await.remove(0);
    assert_ne!(other.statement().sha256(), shown.statement().sha256());

    // 4. It waits for two minutes, not for the three of a request that is signed.
    let lasts = other.statement().expires_at.since(scene.clock.now());
    assert!((118..=120).contains(&lasts), "{lasts}");
    ada.phone.shown(&other).await.unwrap();
    scene.clock.advance(121);
    assert_eq!(library.result(&again).await, "TIMEOUT");

    // 5. The phone is off: nothing says that it was shown.
    scene.clock.advance(301);
    let unseen = library.start(&login).await;
    scene.clock.advance(121);
    assert_eq!(library.result(&unseen).await, "PHONE_ABSENT");
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_signs_a_document_of_which_the_service_sends_the_digest() {
    let (scene, library, mut ada) = scene().await;
    let octets: Vec<u8> = (100..164).collect();
    for digest in [sha256(b"contract").as_bytes().to_vec(), octets[..48].to_vec(), octets] {
        // 1. The certificate comes first: what is signed names it.
        let (_, found) = library.post("/certificate", &library.about(NUMBER, CODE)).await;
        let mut body = library.login(NUMBER, &digest);
        body["displayText"] = json!("Contract of the library");
        let session = library.start_at("/signature", &body).await;

        // 2. The phone asks for the other PIN, and says what it does not know.
        let shown = ada.waiting(1).await.remove(0);
        let lines = Prompt::of(&shown, &[], scene.clock.now())
            .lines(Catalogue::of_terminals(Language::English))
            .join("\n");
        assert!(lines.contains("asks you to sign (PIN 2)"), "{lines}");
        assert!(lines.contains("Contract of the library"), "{lines}");
        assert!(lines.contains("did NOT sign") && lines.contains("known only to the sender"), "{lines}");
        ada.try_to_sign(&shown, &pins().signature).await.unwrap();

        // 3. The signature is by the certificate that the service has; the session carries none.
        let (status, ended) = library.poll_at("/signature", &session).await;
        assert_eq!((status, &ended["state"], &ended["result"]), (200, &json!("COMPLETE"), &json!("OK")));
        assert!(ended.get("cert").is_none(), "{ended}");
        let algorithm = format!("SHA{}WithECEncryption", digest.len() * 8);
        assert_eq!(ended["signature"]["algorithm"], json!(algorithm));
        let signature = base64_decode(ended["signature"]["value"].as_str().unwrap()).unwrap();
        let der = ecdsa_raw_to_der(&signature).unwrap();
        let certificate = base64_decode(found["cert"].as_str().unwrap()).unwrap();
        let certificate = Certificate::from_der(&certificate).unwrap();
        let signs = digest.first_chunk().unwrap();
        verify_p256_digest(certificate.public_key(), signs, &der).unwrap();
        assert!(verify_p256_digest(ada.enrolled.authentication.public_key(), signs, &der).is_err());

        // 4. It is no login, whoever asks for it as one.
        let (status, other) = library.poll_at("/authentication", &session).await;
        assert_eq!((status, &other["error"]), (404, &json!("SessionID not found")));
        scene.clock.advance(301);
    }
    let nobody = library.start_at("/signature", &library.login("+23059999999", &[1; 32])).await;
    assert_eq!(library.poll_at("/signature", &nobody).await.1["result"], json!("NOT_MID_CLIENT"));
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_polls_the_newer_one_waits() {
    let (scene, library, mut ada) = scene().await;
    let session = library.start(&library.login(NUMBER, sha256(b"random").as_bytes())).await;
    let shown = ada.waiting(1).await.remove(0);
    let first = library.waits(&session);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!first.is_finished(), "the one poll waits");
    let second = library.waits(&session);
    let (status, displaced) = first.await.unwrap();
    assert_eq!((status, &displaced["state"]), (200, &json!("RUNNING")));
    assert!(!second.is_finished(), "the other one waits");
    ada.try_to_sign(&shown, &pins().authentication).await.unwrap();
    assert_eq!(second.await.unwrap().1["result"], json!("OK"));
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_did_not_wish_it_is_not_asked_for_through_this_door() {
    let (scene, library, _ada) = scene().await;
    let digest = sha256(b"random");
    let before = scene.census().await;
    let unauthorized = (401, json!("Failed to authorize user"));
    let refused = async |service: &EService, body: &Value| {
        let (status, body) = service.post("/authentication", body).await;
        (status, body["error"].clone())
    };

    // A relying party that signs its requests, with its own name and with the library's.
    let credentials = scene.testbed.founded.credentials("second-service");
    let second = EService::new(&scene, &credentials, "second-service", "Second Service");
    assert_eq!(refused(&second, &second.login(NUMBER, digest.as_bytes())).await, unauthorized);
    assert_eq!(refused(&second, &library.login(NUMBER, digest.as_bytes())).await, unauthorized);

    // The library with another UUID or another name; in other letters it is the same name.
    let mut other = library.login(NUMBER, digest.as_bytes());
    other["relyingPartyUUID"] = json!(relying_party_uuid("second-service"));
    assert_eq!(refused(&library, &other).await, unauthorized);
    let mut other = library.login(NUMBER, digest.as_bytes());
    other["relyingPartyName"] = json!("City Librarx");
    assert_eq!(refused(&library, &other).await, unauthorized);

    // Nor is the library, which does not sign, heard at the native door.
    let url = format!("{}/v1/persons/lookup", scene.testbed.country.relying_party_api);
    let lookup = json!({ "country": "MU", "code": CODE });
    let sent = library.client.post(url).json(&lookup).send().await.unwrap();
    let problem: Value = sent.json().await.unwrap();
    assert_eq!(problem["type"], json!("/problems/door-not-used"));
    assert_eq!(scene.census().await, before, "nothing was stored");

    let mut same = library.login(NUMBER, digest.as_bytes());
    same["relyingPartyName"] = json!("CITY library");
    let session = library.start(&same).await;
    // A session belongs to who began it.
    let (status, error) = second.poll(&session).await;
    assert_eq!((status, &error["error"]), (401, &json!("Failed to authorize user")));

    // An officer closes this door to the library, and nobody asks in its name through it any more.
    let text =
        said(&greatseal(&scene, "officer", &["relying-party", "doors", LIBRARY.0, "--door", "native"]));
    assert!(text.contains("city-library asks through native and no other door"), "{text}");
    assert_eq!(refused(&library, &library.login(NUMBER, digest.as_bytes())).await, unauthorized);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_are_refused_in_the_words_that_clients_know() {
    let (scene, library, _ada) = scene().await;
    let digest = sha256(b"random");
    let before = scene.census().await;
    let changed = |member: &str, value: Value| {
        let mut body = library.login(NUMBER, digest.as_bytes());
        body[member] = value;
        body
    };
    for (body, error) in [
        (changed("phoneNumber", Value::Null), "Required phoneNumber is missing."),
        (changed("relyingPartyUUID", json!(5)), "Required relyingPartyUUID is missing."),
        (changed("hash", json!("")), "Required hash is missing."),
        (changed("phoneNumber", json!("23051234567")), "phoneNumber must contain of + and numbers(8-30)"),
        (changed("hashType", json!("SHA-256")), "Required hashType is missing."),
        (changed("hashType", json!("SHA512")), "The length of the hash must match the type of hash"),
        (changed("hash", json!("not base64!")), "Hash must be Base64 encoded"),
        (changed("language", json!("FRA")), "Required language is missing."),
        (changed("displayText", json!("a".repeat(101))), "Required displayText is missing."),
        (changed("displayTextFormat", json!("UTF-8")), "Required displayTextFormat is missing."),
    ] {
        let (status, refused) = library.post("/authentication", &body).await;
        assert_eq!((status, &refused["error"]), (400, &json!(error)), "{body}");
    }
    let mut body = library.about(NUMBER, CODE);
    body["nationalIdentityNumber"] = Value::Null;
    let (status, refused) = library.post("/certificate", &body).await;
    assert_eq!((status, &refused["error"]), (400, &json!("nationalIdentityNumber cannot be null.")));

    let call = async |method: Method, path: &str| {
        let sent = library.client.request(method, format!("{}{path}", library.base)).send().await.unwrap();
        let allow = sent.headers().get("allow").map(|allow| allow.to_str().unwrap().to_owned());
        let (status, body) = read(sent).await;
        (status, body["error"].clone(), allow)
    };
    let (status, error, allow) = call(Method::GET, "/certificate").await;
    assert_eq!((status, error), (405, json!("Method Not Allowed")));
    assert!(allow.is_some_and(|allow| allow.contains("POST")), "what is allowed is said");
    for path in ["/authentication/session/", "/signature/session"] {
        let nothing = call(Method::GET, path).await;
        assert_eq!((nothing.0, nothing.1), (400, json!("Required sessionId is missing")));
    }
    // However a client joins its base and a path, without a redirection that would lose the body.
    for path in ["/certificate/", "//certificate"] {
        let (status, found) = library.post(path, &library.about("+23059999999", CODE)).await;
        assert_eq!((status, &found["result"]), (200, &json!("NOT_FOUND")));
    }
    let unknown = call(Method::GET, "/authentication/session/5e5e5e5e-5e5e-5e5e-5e5e-5e5e5e5e5e5e").await;
    assert_eq!((unknown.0, unknown.1), (404, json!("SessionID not found")));
    let soon =
        call(Method::GET, "/authentication/session/5e5e5e5e-5e5e-5e5e-5e5e-5e5e5e5e5e5e?timeoutMs=soon")
            .await;
    assert_eq!(soon.0, 400);
    assert_eq!(call(Method::GET, "/elsewhere").await.0, 404);
    assert_eq!(call(Method::POST, "/certificate").await.0, 415);
    let url = format!("{}/certificate", library.base);
    let options = library.client.request(Method::OPTIONS, url).send().await.unwrap();
    assert_eq!(
        (options.status().as_u16(), &options.headers()["allow"]),
        (204, &"POST, OPTIONS".parse().unwrap())
    );
    assert_eq!(scene.census().await, before, "nothing was stored");
    scene.stop().await;
}
