//! A phone that is not open is woken when something waits for it, by a message that says nothing.

use pki_types::sha256;
use relying_party::{Content, Country};
use words::Purpose;

use crate::testbed::people::{approve_one, enrolled, relying_party};
use crate::testbed::push_service::PushService;
use crate::testbed::{ADA, Founded, Testbed};

/// Asks Ada for a signature, which her phone gives once it was woken, or at once if it is not to be.
async fn signs(
    founded: &Founded,
    country: &Country,
    phone: phone_terminal::Phone,
    service: Option<&mut PushService>,
) -> phone_terminal::Phone {
    let credentials = founded.credentials("relying-party");
    let party = relying_party(&credentials, country);
    let (code_country, code) = ADA.split_once('-').unwrap();
    let holder = party.look_up(code_country, code, Purpose::Signature).await.unwrap();
    let session = party.start(&holder, &Content::digest(sha256(b"a lease")), "Sign the lease").await.unwrap();
    if let Some(service) = service {
        let (headers, body) = service.next().await;
        let left: i64 = headers["ttl"].to_str().unwrap().parse().unwrap();
        assert!((1..=180).contains(&left), "it is of use as long as the session is open: {left}");
        let seen = format!("{headers:?}{}", String::from_utf8_lossy(&body)).to_lowercase();
        for told in ["lease", "city-registry", ADA, &session.session.to_string()] {
            assert!(!seen.contains(&told.to_lowercase()), "{told}: {seen}");
        }
    }
    let approving = tokio::spawn(approve_one(phone));
    party.wait(&session, |_, _| {}).await.unwrap();
    approving.await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_woken_when_something_waits_and_only_as_long_as_it_wants() {
    let founded = Founded::new().await;
    let mut service = PushService::of(&founded).await;
    let testbed = Testbed::start_at(founded, std::sync::Arc::new(pki_types::SystemClock)).await;
    let (founded, country) = (&testbed.founded, &testbed.country);
    let phone = enrolled(founded, country, ADA, "Ada", "Example").await;
    let phone = signs(founded, country, phone, None).await;
    assert!(service.is_quiet(), "nobody said where");

    phone.say_where_to_wake(Some(service.address())).await.unwrap();
    let phone = signs(founded, country, phone, Some(&mut service)).await;
    phone.say_where_to_wake(None).await.unwrap();
    signs(founded, country, phone, None).await;
    assert!(service.is_quiet(), "it said that it is not to be woken any more");
}

/// A push service that is away takes nothing from anybody.
#[tokio::test(flavor = "multi_thread")]
async fn a_signature_needs_no_push() {
    let founded = Founded::new().await;
    let mut service = PushService::of(&founded).await;
    let testbed = Testbed::start_at(founded, std::sync::Arc::new(pki_types::SystemClock)).await;
    let (founded, country) = (&testbed.founded, &testbed.country);
    let phone = enrolled(founded, country, ADA, "Ada", "Example").await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut address = service.address();
    address.endpoint = format!("http://{nobody}/wake/a/browser");
    phone.say_where_to_wake(Some(address)).await.unwrap();
    signs(founded, country, phone, None).await;
    assert!(service.is_quiet());
}
