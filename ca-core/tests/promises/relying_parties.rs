//! Relying parties: each is registered once, with names that people tell apart, and ends with its certificates.

use pki_types::Certificate;
use pki_types::crl::Reason;
use store::CertificateStatus;
use store::Verdict;
use words::act::{Act, ChangeDoors, EndRelyingParty, RegisterOfficer, RegisterRelyingParty, Role};
use words::{Door, Doors};

use crate::world::*;

fn relying_party(id: &str, csr: Vec<u8>) -> RegisterRelyingParty {
    RegisterRelyingParty {
        id: id.to_owned(),
        name: "Example Shop".to_owned(),
        domain: "shop.example.org".to_owned(),
        country: "MU".to_owned(),
        doors: Doors::default(),
        csr,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relying_party_is_registered_with_its_certificate() {
    let world = World::new().await;
    let signer = new_key();
    let said = relying_party("example-shop", certificate_request(&*signer));
    let (verdict, reply) = world.perform(Act::RegisterRelyingParty(said)).await;
    assert_eq!(verdict, Verdict::Done, "{reply}");
    assert_eq!(reply["relying_party"], "example-shop");
    let certificate = Certificate::from_pem(reply["certificate"].as_str().unwrap()).unwrap();
    assert_eq!(certificate.public_key(), signer.public_key());
    assert_eq!(certificate.organization().as_deref(), Some("Example Shop"));
    assert_eq!(certificate.common_name().as_deref(), Some("shop.example.org"));
    assert_eq!(certificate.serial_number().as_deref(), Some("example-shop"));
    let row = world.store.relying_party("example-shop").await.unwrap().unwrap();
    assert_eq!(row.certificate_sha256, certificate.sha256());
    assert_eq!(world.status_of(&certificate).await, CertificateStatus::Final);
}

#[tokio::test(flavor = "multi_thread")]
async fn relying_parties_are_refused() {
    let world = World::new().await;
    let good = relying_party("example-shop", certificate_request(&*new_key()));
    let with = |change: fn(&mut RegisterRelyingParty)| {
        let mut said = good.clone();
        change(&mut said);
        Act::RegisterRelyingParty(said)
    };
    for act in [
        with(|said| said.id = "Example Shop".to_owned()),
        with(|said| said.id = "-shop".to_owned()),
        with(|said| said.name = String::new()),
        with(|said| said.name = "n".repeat(65)),
        with(|said| said.name = "pohs\u{202e}".to_owned()),
        with(|said| said.domain = "shop example".to_owned()),
        with(|said| said.domain = "Shop.example.org".to_owned()),
        with(|said| said.domain = "localhost".to_owned()),
        with(|said| said.domain = "org".to_owned()),
        with(|said| said.domain = "127.0.0.1".to_owned()),
        with(|said| said.domain = "127.0.0.0x1".to_owned()),
        with(|said| said.country = "XX".to_owned()),
    ] {
        let reply = world.perform(act).await;
        assert!(["act-malformed", "act-content"].contains(&slug(&reply)), "{}", reply.1);
    }
    assert_eq!(slug(&world.perform(with(|said| said.id = "example-bank".to_owned())).await), "id-taken");
    assert_eq!(slug(&world.perform(with(|said| said.csr = vec![0x30, 0x00])).await), "certificate-request");
    let mut wrong = good.clone();
    *wrong.csr.last_mut().unwrap() ^= 1;
    assert_eq!(slug(&world.perform(Act::RegisterRelyingParty(wrong)).await), "certificate-request");
    // Whatever the requests above left behind, the same key may still be certified.
    assert_eq!(world.perform(Act::RegisterRelyingParty(good)).await.0, Verdict::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_certified_once() {
    let world = World::new().await;
    let signer = new_key();
    let csr = || certificate_request(&*signer);
    assert_eq!(
        world.perform(Act::RegisterRelyingParty(relying_party("example-shop", csr()))).await.0,
        Verdict::Done
    );
    let mut second = relying_party("second-shop", csr());
    (second.name, second.domain) = ("Second Shop".to_owned(), "second.example.org".to_owned());
    let again = world.perform(Act::RegisterRelyingParty(second)).await;
    assert_eq!(slug(&again), "key-used");
    let officer = RegisterOfficer {
        id: "deputy".to_owned(),
        name: "Deputy".to_owned(),
        roles: [Role::Registration].into_iter().collect(),
        csr: csr(),
    };
    assert_eq!(slug(&world.perform(Act::RegisterOfficer(officer)).await), "key-used");
    assert!(world.store.relying_party("second-shop").await.unwrap().is_none());
    assert!(world.store.officer("deputy").await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relying_party_ends_with_its_certificates() {
    let world = World::new().await;
    let end = |id: &str| Act::EndRelyingParty(EndRelyingParty { id: id.to_owned() });
    assert_eq!(slug(&world.perform(end("nobody")).await), "no-such-relying-party");
    let first = world.perform(end("example-bank")).await;
    assert_eq!(first.0, Verdict::Done);
    let bank = client(&ceremony_folder().await.join("relying-party"));
    let revoked = world.status_of(bank.certificate()).await;
    assert!(matches!(revoked, CertificateStatus::Revoked { reason: Reason::CessationOfOperation, .. }));
    let row = world.store.relying_party("example-bank").await.unwrap().unwrap();
    assert_eq!(row.ended_at, Some(world.now()));
    world.clock.advance(60);
    assert_eq!(world.perform(end("example-bank")).await, first);
    let said = relying_party("example-bank", certificate_request(&*new_key()));
    assert_eq!(slug(&world.perform(Act::RegisterRelyingParty(said)).await), "id-taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_active_relying_party_uses_the_doors_that_were_said_last() {
    let world = World::new().await;
    let change = |id: &str, doors: &[Door]| {
        Act::ChangeDoors(ChangeDoors { id: id.to_owned(), doors: doors.to_vec().try_into().unwrap() })
    };
    assert_eq!(slug(&world.perform(change("nobody", &[Door::Native])).await), "no-such-relying-party");
    for doors in [vec![Door::Native, Door::MobileId], vec![Door::MobileId], vec![Door::Native]] {
        let (verdict, said) = world.perform(change("example-bank", &doors)).await;
        let doors: Doors = doors.try_into().unwrap();
        assert_eq!((verdict, &said["doors"]), (Verdict::Done, &serde_json::to_value(&doors).unwrap()));
        let row = world.store.relying_party("example-bank").await.unwrap().unwrap();
        assert_eq!(row.doors, doors);
    }
    let end = Act::EndRelyingParty(EndRelyingParty { id: "example-bank".to_owned() });
    assert_eq!(world.perform(end).await.0, Verdict::Done);
    assert_eq!(
        slug(&world.perform(change("example-bank", &[Door::MobileId])).await),
        "no-such-relying-party"
    );
}

/// People tell relying parties by name and domain alone, on a small screen.
#[tokio::test(flavor = "multi_thread")]
async fn no_two_active_relying_parties_look_alike() {
    let world = World::new().await;
    let register = |id: &str, name: &str, domain: &str| {
        let mut said = relying_party(id, certificate_request(&*new_key()));
        (said.name, said.domain) = (name.to_owned(), domain.to_owned());
        Act::RegisterRelyingParty(said)
    };
    // The ceremony's own relying party is "Example Bank" at bank.example.org.
    for (name, domain, field) in [
        ("Example Bank", "other.example.org", "name"),
        ("EXAMPLE BANK", "other.example.org", "name"),
        ("Ex\u{430}mple Bank", "other.example.org", "name"),
        ("Example  Bank", "other.example.org", "name"),
        ("Another Bank", "bank.example.org", "domain"),
        ("Another Bank", "bank.examp1e.org", "domain"),
    ] {
        let reply = world.perform(register("another", name, domain)).await;
        assert_eq!(slug(&reply), "look-taken", "{name} {domain}");
        let detail = reply.1["detail"].as_str().unwrap();
        assert!(
            detail.starts_with(&format!("the {field} is that of the relying party example-bank")),
            "{detail}"
        );
    }
    assert!(world.store.relying_party("another").await.unwrap().is_none());
    assert_eq!(world.perform(register("modern", "Modern Shop", "modern.example.org")).await.0, Verdict::Done);
    let confused = world.perform(register("modem", "Modem Shop", "modem.example.net")).await;
    assert_eq!(slug(&confused), "look-taken");
    // Whoever has ended looks like nobody any more.
    let end = Act::EndRelyingParty(EndRelyingParty { id: "modern".to_owned() });
    assert_eq!(world.perform(end).await.0, Verdict::Done);
    assert_eq!(world.perform(register("modem", "Modem Shop", "modem.example.net")).await.0, Verdict::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_refused_with_its_member_and_its_character() {
    let world = World::new().await;
    let mut said = relying_party("example-shop", certificate_request(&*new_key()));
    said.name = "Shop\u{200d}".to_owned();
    let reply = world.perform(Act::RegisterRelyingParty(said)).await;
    let detail = reply.1["detail"].as_str().unwrap();
    assert!(detail.contains("name: it must not have U+200D (its character 5)"), "{detail}");
}
