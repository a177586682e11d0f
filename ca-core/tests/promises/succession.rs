//! Issuers are succeeded: a country of three issuing CAs, and a second generation of one, all alive.

use std::path::Path;
use std::sync::Arc;

use ca_core::ceremony::Place;
use ca_core::ceremony::install::{ArrivingKeys, install};
use ca_core::ceremony::succession::{self, SuccessionFile};
use hsm_adapter::{KeyStore as _, SoftwareKeyStore};
use pki_types::Certificate;
use pki_types::crl::Reason;
use store::{CertificateStatus, Verdict};
use words::act::{Act, RegisterRelyingParty, Revoke, Target};
use words::signer_request::SignerKind;

use crate::signers::issued;
use crate::world::*;

/// A country whose ceremony makes a third issuing CA.
fn of_three() -> String {
    let seals = "[[issuers]]\nrole = \"seals\"\ncommon_name = \"Example Seals CA\"\n\n[[officers]]";
    ceremony_text(PUBLIC_URL).replacen("[[officers]]", seals, 1)
}

/// One issuer, as a later ceremony is asked for it.
fn issuer(role: &str, generation: u32, common_name: &str) -> String {
    format!("[[issuers]]\nrole = {role:?}\ngeneration = {generation}\ncommon_name = {common_name:?}\n")
}

/// Holds a later ceremony of the root whose folder this is.
async fn succeed(text: &str, root: &Path, out: &Path, world: &World) -> Result<(), ca_core::Error> {
    let file = SuccessionFile::parse(text)?;
    let key = SoftwareKeyStore::open(root.join("keys"), &passphrase()).unwrap().signer("root")?;
    let place = Place::begin(out)?;
    let keys = place.software_keys(&passphrase())?;
    let clock = Arc::new(world.clock.clone());
    succession::run(&file, root, key, place, &keys, clock, world.random.clone()).await.map(drop)
}

async fn install_next(next: &Path, world: &World) -> Result<(), ca_core::Error> {
    let from = SoftwareKeyStore::open(next.join("install/keys"), &passphrase()).unwrap();
    install(next, ArrivingKeys::Travelling { from: &from, into: world.keys, here: &|_| true }, &world.store)
        .await
}

/// As the worker starts anew.
async fn started_anew(world: &mut World) {
    world.authority =
        authority(&world.store, world.keys, config(), &world.clock, &world.random).await.unwrap();
}

fn of(folder: &Path, name: &str) -> Certificate {
    let pem = std::fs::read_to_string(folder.join("public").join(format!("{name}.pem"))).unwrap();
    Certificate::from_pem(&pem).unwrap()
}

fn chain(reply: &serde_json::Value) -> Vec<Certificate> {
    let chain = reply["chain"].as_array().unwrap();
    chain.iter().map(|pem| Certificate::from_pem(pem.as_str().unwrap()).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_generations_are_alive_and_the_newest_issues() {
    // 1. Three issuing CAs; the first generation certifies somebody.
    let (root, next) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    hold_ceremony(&of_three(), root.path()).await.unwrap();
    let mut world = World::of(root.path()).await;
    world.enrolled("X1234567890").await;
    // 2. Years later the second generation is made by the same root, and installed beside it.
    world.clock.advance(4 * 365 * 86_400);
    let text =
        issuer("citizens", 2, "Example Citizens CA 2") + &issuer("services", 2, "Example Services CA 2");
    succeed(&text, root.path(), next.path(), &world).await.unwrap();
    install_next(next.path(), &world).await.unwrap();
    started_anew(&mut world).await;
    let rows = world.store.issuers().await.unwrap();
    let names: Vec<_> =
        rows.iter().map(|row| (row.id.0, row.name.as_str(), row.role.as_str(), row.generation)).collect();
    assert_eq!(
        names,
        [
            (1, "root", "root", 1),
            (2, "citizens", "citizens", 1),
            (3, "services", "services", 1),
            (4, "seals", "seals", 1),
            (5, "citizens-2", "citizens", 2),
            (6, "services-2", "services", 2),
        ]
    );
    // 3. Every CA has its OCSP signer, and a status process gets the next one from each.
    for name in ["citizens", "seals", "citizens-2"] {
        let asked = world.asked(SignerKind::OcspSigner, Some(name), &*new_key());
        let (certificate, above) = issued(&world.ask("status", &asked).await);
        let folder = if name == "citizens-2" { next.path() } else { root.path() };
        assert_eq!(above, [of(folder, name), of(root.path(), "root")]);
        certificate.verify_issued_by(&above[0]).unwrap();
    }
    for name in ["root", "citizens-3", "citizens-1"] {
        let asked = world.asked(SignerKind::OcspSigner, Some(name), &*new_key());
        assert_eq!(slug(&world.ask("status", &asked).await), "signer-request-malformed");
    }
    // 4. Lists of all that are alive, before anything is revoked.
    let published = world.authority.renew_crls().await.unwrap();
    assert_eq!(published.len(), 4 + 1 + 1 + 1 + 1, "of citizens, services, seals and the two that came");
}

/// The officers' own certificates are near their end after years, so this country's second generation comes at once.
#[tokio::test(flavor = "multi_thread")]
async fn what_each_generation_issued_is_verified_revoked_and_listed_by_it() {
    let (root, next) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    hold_ceremony(&of_three(), root.path()).await.unwrap();
    let mut world = World::of(root.path()).await;
    let (_, before) = world.enrolled("X1234567890").await;
    let text =
        issuer("citizens", 2, "Example Citizens CA 2") + &issuer("services", 2, "Example Services CA 2");
    succeed(&text, root.path(), next.path(), &world).await.unwrap();
    install_next(next.path(), &world).await.unwrap();
    started_anew(&mut world).await;
    // Officers whom the first generation certified go on; who comes now is certified by the second.
    let (_, after) = world.enrolled("X0987654321").await;
    let party = Act::RegisterRelyingParty(RegisterRelyingParty {
        id: "post".to_owned(),
        name: "Post".to_owned(),
        domain: "post.example.org".to_owned(),
        country: "MU".to_owned(),
        doors: words::Doors::default(),
        csr: certificate_request(&*new_key()),
    });
    let (verdict, registered) = world.perform(party).await;
    assert_eq!(verdict, Verdict::Done, "{registered}");
    let post = Certificate::from_pem(registered["certificate"].as_str().unwrap()).unwrap();
    post.verify_issued_by(&of(next.path(), "services-2")).unwrap();
    assert_eq!(chain(&registered), [of(next.path(), "services-2"), of(root.path(), "root")]);
    for (reply, folder, name, id) in
        [(before, root.path(), "citizens", 2), (after, next.path(), "citizens-2", 5)]
    {
        let issuer = of(folder, name);
        assert_eq!(chain(&reply), [issuer.clone(), of(root.path(), "root")]);
        let [_, certificate] = certificates(&reply);
        certificate.verify_issued_by(&issuer).unwrap();
        assert!(certificate.crl_urls()[0].starts_with(&format!("{PUBLIC_URL}/crl/{name}/")));
        assert_eq!(certificate.ocsp_urls(), [format!("{PUBLIC_URL}/ocsp/{name}")]);
        let target = Target::Certificate(certificate.sha256());
        let reason = Reason::CessationOfOperation;
        let revoke = Act::Revoke(Revoke { target, reason, occurred_at: None });
        assert_eq!(world.perform(revoke).await.0, Verdict::Done);
        assert!(matches!(world.status_of(&certificate).await, CertificateStatus::Revoked { .. }));
        world.publish_ordered().await;
        let row = world.store.issuer(store::IssuerId(id)).await.unwrap().unwrap();
        let mut found = 0;
        for shard in 0..row.crl_shards {
            let Some(stored) = world.store.latest_crl(row.id, shard).await.unwrap() else { continue };
            let list = pki_types::crl::Crl::from_der(stored.der).unwrap();
            list.verify(&issuer).unwrap();
            found += usize::from(list.find(certificate.serial_bytes()).is_some());
        }
        assert_eq!(found, 1, "one list of {name} has it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_that_is_over_has_nothing_left_to_do() {
    let (root, next) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    hold_ceremony(&of_three(), root.path()).await.unwrap();
    let mut world = World::of(root.path()).await;
    world.clock.advance(9 * 365 * 86_400);
    succeed(&issuer("seals", 2, "Example Seals CA 2"), root.path(), next.path(), &world).await.unwrap();
    install_next(next.path(), &world).await.unwrap();
    started_anew(&mut world).await;
    let due = |due: Vec<store::CrlShard>| due.into_iter().map(|shard| shard.issuer.0).collect::<Vec<_>>();
    assert!(due(world.authority.crls_due().await.unwrap()).contains(&4));
    world.clock.advance(2 * 365 * 86_400);
    assert_eq!(due(world.authority.crls_due().await.unwrap()), [5], "of the second generation alone");
    let asked = world.asked(SignerKind::OcspSigner, Some("seals"), &*new_key());
    let body = world.ask("status", &asked).await;
    assert!(matches!(body.0, Verdict::Refused(_)), "{}", body.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_beside_the_issuers_that_there_are_is_refused() {
    let (root, next) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    hold_ceremony(&of_three(), root.path()).await.unwrap();
    let world = World::of(root.path()).await;
    // Before a key exists.
    for (text, why) in [
        (issuer("citizens", 1, "Another CA"), "is there twice in the role citizens"),
        (issuer("citizens", 2, "example citizens ca"), "look like, that of citizens"),
        (issuer("root", 2, "Another Root"), "and not root"),
        ("issuers = []".to_owned(), "must be one at least"),
        (issuer("citizens", 2, "Another CA") + "[officers]", "unknown field `officers`"),
    ] {
        let out = tempfile::tempdir().unwrap();
        let refused = succeed(&text, root.path(), out.path(), &world).await.unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
        assert_eq!(world.store.issuers().await.unwrap().len(), 4);
    }
    // Results belong to the country of their root, once.
    succeed(&issuer("citizens", 2, "Example Citizens CA 2"), root.path(), next.path(), &world).await.unwrap();
    let stranger = World::new().await;
    assert!(install_next(next.path(), &stranger).await.is_err());
    assert_eq!(stranger.store.issuers().await.unwrap().len(), 3);
    install_next(next.path(), &world).await.unwrap();
    let leaves = world.store.leaf_count().await.unwrap();
    let again = install_next(next.path(), &world).await.unwrap_err().to_string();
    assert!(again.contains("citizens-2 is in this store already"), "{again}");
    assert_eq!(world.store.leaf_count().await.unwrap(), leaves);
}
