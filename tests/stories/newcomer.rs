//! A newcomer's way through the demonstration's own door, as a browser without scripts goes it: from a person to a verdict.

use greatseal::commands::demo::Door;
use http_kit::StopTrigger;
use phone_protocol::Activation;
use reqwest::header::{HeaderMap, HeaderValue, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};
use tokio::task::JoinHandle;

use crate::testbed::Testbed;
use crate::testbed::people::{approve_one, phone, pins};

/// What stands between the parts of a form with a file.
const BOUNDARY: &str = "somewhere-no-document-has-it";

/// A browser at the door: it keeps cookies, and goes nowhere by itself.
struct Browser {
    client: Client,
    door: String,
    cookies: String,
}

/// What a browser got.
struct Got {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Got {
    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("a page is text")
    }

    fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.headers[LOCATION].to_str().unwrap()
    }
}

impl Browser {
    fn at(door: &str) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, door: door.to_owned(), cookies: String::new() }
    }

    async fn ask(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Vec<u8>,
    ) -> Got {
        let own = [("cookie", self.cookies.as_str()), ("accept-language", "en")];
        let own = own
            .iter()
            .chain(headers)
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap()));
        let request =
            self.client.request(method, format!("{}{path}", self.door)).headers(own.collect()).body(body);
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        if let Some(cookie) = headers.get(SET_COOKIE) {
            self.cookies = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        Got { status, headers, body: answer.bytes().await.unwrap().to_vec() }
    }

    async fn get(&mut self, path: &str) -> Got {
        self.ask(Method::GET, path, &[], Vec::new()).await
    }

    async fn form(&mut self, path: &str, form: &str) -> Got {
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        self.ask(Method::POST, path, &headers, form.into()).await
    }

    /// Gives a document to the check page; the verdict.
    async fn check(&mut self, document: &[u8]) -> String {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"document\"; filename=\"lease.pdf\"\r\nContent-Type: \
             application/pdf\r\n\r\n"
        );
        let form = [head.as_bytes(), document, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let sent = self.ask(Method::POST, "/check", &[("content-type", &kind)], form).await;
        self.get(sent.location()).await.text()
    }
}

/// The door beside a running country.
async fn opened(testbed: &Testbed) -> (String, StopTrigger, JoinHandle<()>) {
    let door = Door::open(&testbed.founded.demo(), &testbed.founded.config()).await.unwrap();
    let (url, (trigger, stop)) = (door.url(), StopTrigger::new());
    (url, trigger, tokio::spawn(door.serve(stop)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_goes_from_a_person_to_a_verdict() {
    let testbed = Testbed::start().await;
    let (door, trigger, serving) = opened(&testbed).await;
    let mut browser = Browser::at(&door);

    // 1. One click registers a person, and leads to the phone with its link.
    assert!(browser.get("/").await.text().contains("Register a person and open the phone"));
    let registered = browser.form("/persons", "").await;
    let app = testbed.country.phone_app.clone().unwrap();
    let (page, line) = registered.location().split_once("/#").expect("a link has its secret behind #");
    assert_eq!(page, app);
    let mut phone = phone(&testbed.founded, "newcomer");
    phone.enrol(&Activation::parse(line).unwrap(), &pins()).await.unwrap();
    let again = browser.form("/persons", "").await;
    assert_eq!(again.location(), app, "who has a phone is led to it, and not registered again");
    let number = browser.cookies.strip_prefix("person=").expect("the browser knows the person").to_owned();
    assert!(browser.get("/").await.text().contains(&number));

    // 2. The e-service asks, the person signs; meanwhile the page says the code.
    let asked = browser.form("/e-service/requests", &format!("number={}", number.to_lowercase())).await;
    let request = asked.location().to_owned();
    let mut known = String::from("requested");
    let open = loop {
        let page = browser.get(&format!("{request}?known={known}")).await.text();
        if page.contains("class=\"code\"") {
            break page;
        }
        known = page.split("data-known=\"").nth(1).expect("it is open").split('"').next().unwrap().to_owned();
    };
    assert!(open.contains("Another number? Refuse on the phone."), "{open}");
    approve_one(phone).await.unwrap();
    let signed = loop {
        let page = browser.get(&request).await.text();
        if !page.contains("data-known") {
            break page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    assert!(signed.contains("You signed the lease"), "{signed}");
    let document = browser.get(&format!("{request}/signed.pdf")).await;
    assert_eq!(document.headers["content-type"], "application/pdf");

    // 3. The check page judges it, and one in which an octet is another one.
    let verdict = browser.check(&document.body).await;
    assert!(verdict.contains("The signature holds") && verdict.contains("TOTAL-PASSED"), "{verdict}");
    let mut altered = document.body.clone();
    altered[1000] ^= 1;
    let verdict = browser.check(&altered).await;
    assert!(verdict.contains("Do not rely on this document"), "{verdict}");
    assert!(browser.check(b"no document").await.contains("This file cannot be read"));

    trigger.stop();
    serving.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_acts_for_nobody_elses_pages_and_only_the_demonstration_has_it() {
    let testbed = Testbed::start().await;
    let address = ("127.0.0.1", testbed.founded.ports + 8);
    assert!(
        tokio::net::TcpStream::connect(address).await.is_err(),
        "a country that is served has no such door"
    );
    let (door, trigger, serving) = opened(&testbed).await;
    let mut browser = Browser::at(&door);

    // 1. Another site's page, another port's page, and a name that somebody else lets lead here.
    let form = ("content-type", "application/x-www-form-urlencoded");
    for foreign in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
        ("origin", "http://localhost:7606"),
        ("host", "evil.example"),
    ] {
        for path in ["/persons", "/e-service/requests", "/check"] {
            let refused = browser.ask(Method::POST, path, &[form, foreign], Vec::new()).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{foreign:?} at {path}");
        }
    }
    assert_eq!(
        browser.ask(Method::GET, "/", &[("host", "evil.example")], Vec::new()).await.status,
        StatusCode::BAD_REQUEST
    );

    // 2. Every page says what it may load, and works in the language that is asked for.
    for path in ["/", "/e-service", "/check", "/check/none", "/e-service/requests/none"] {
        let page = browser.get(&format!("{path}?language=ar")).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert!(page.text().contains("<html lang=\"ar\" dir=\"rtl\""), "{path}");
    }

    // 3. What was typed wrong stays, and says what is wrong.
    for (number, said) in
        [("nobody", "This is no number of a person"), ("MU-T000", "Nobody with this number has a phone")]
    {
        browser.cookies.clear();
        let page = browser.form("/e-service/requests", &format!("number={number}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.text().contains(said)
                && page.text().contains(&format!("value=\"{}\"", number.to_uppercase())),
            "{}",
            page.text()
        );
    }

    trigger.stop();
    serving.await.unwrap();
}
