//! What one relying party has is of no use to another: its challenge, its login, its request, its session.

use relying_party::Content;
use words::Purpose;

use crate::testbed::people::pins;
use crate::testbed::scene::{Scene, right_pin};
use crate::testbed::wire::problem;

#[tokio::test(flavor = "multi_thread")]
async fn a_login_to_one_relying_party_is_none_to_another() {
    let scene = Scene::start().await;
    let mut ada = scene.enrolled("MU-T0101800000011").await;
    let bea = scene.enrolled("MU-T0102800000012").await;
    let person = scene.looked_up(&ada.name, Purpose::Authentication).await;
    let (asking, other) = (scene.party(0), scene.party(1));

    // The other one's challenge is put before the person, and the person logs in to the asking one.
    let challenge = [42; 32];
    let session = asking.start(&person, &Content::Challenge(&challenge), "Log in").await.unwrap();
    let shown = ada.waiting(1).await.remove(0);
    ada.try_to_sign(&shown, &pins().authentication).await.unwrap();
    let login = asking.wait(&session, |_, _| {}).await.unwrap();
    asking.check_login(&person, &challenge, &login).expect("it is this login");

    // The relay: the same challenge, the same person, a good signature, and still refused.
    let relayed = other.check_login(&person, &challenge, &login).unwrap_err().in_full();
    assert!(relayed.contains("the relying party"), "{relayed}");
    let stale = asking.check_login(&person, &[43; 32], &login).unwrap_err().in_full();
    assert!(stale.contains("challenge"), "{stale}");
    let somebody = scene.looked_up(&bea.name, Purpose::Authentication).await;
    let somebody = asking.check_login(&somebody, &challenge, &login).unwrap_err().in_full();
    assert!(somebody.contains("certificate"), "{somebody}");
    let mut altered = login.clone();
    *altered.values[0].as_mut().unwrap().last_mut().unwrap() ^= 1;
    asking.check_login(&person, &challenge, &altered).expect_err("the signature was altered");

    // A signature under a document is no login, even by the same person to the same relying party.
    let signer = scene.looked_up(&ada.name, Purpose::Signature).await;
    let digest = pki_types::sha256(b"a document");
    let session = asking.start(&signer, &Content::digest(digest), "Sign").await.unwrap();
    let shown = ada.waiting(1).await.remove(0);
    ada.try_to_sign(&shown, &right_pin()).await.unwrap();
    let signature = asking.wait(&session, |_, _| {}).await.unwrap();
    let wrong = asking.check_login(&signer, &challenge, &signature).unwrap_err().in_full();
    assert!(wrong.contains("purpose"), "{wrong}");

    // Nor can the other one fetch the session, or hand in the request as its own.
    let before = scene.census().await;
    let api = &scene.testbed.country.relying_party_api;
    let url = format!("{api}/v1/sessions/{}", session.session);
    let (status, slug, _) = problem(other.client.get(url).send().await.unwrap()).await;
    assert_eq!((status, slug.as_str()), (404, "session-unknown"));
    let request = asking.request(&signer, &Content::digest(digest), "Sign").unwrap();
    let sent = other.client.post(format!("{api}/v1/sessions")).header("content-type", "application/jose");
    let (status, slug, _) = problem(sent.body(request.compact().to_owned()).send().await.unwrap()).await;
    assert_eq!((status, slug.as_str()), (403, "relying-party-certificate"));
    assert_eq!(scene.census().await, before);
    scene.stop().await;
}
