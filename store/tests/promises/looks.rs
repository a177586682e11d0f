//! A name and a domain that people could take for another's are given to one relying party at a time.

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use store::{Error, LookTaken, RelyingParty, Store};

use crate::country::{BANK, START, country, hash, write};
use crate::engines::Engine;

on_both_engines!(
    of_two_that_look_alike_one_is_registered,
    of_many_registrations_at_once_one_has_the_look,
    a_relying_party_from_before_there_were_looks_has_its_own,
    an_end_frees_the_look,
);

fn party(id: &str, name: &str, domain: &str) -> RelyingParty {
    RelyingParty {
        id: id.to_owned(),
        name: name.to_owned(),
        domain: domain.to_owned(),
        country: "MU".to_owned(),
        doors: words::door::Doors::default(),
        certificate_sha256: hash(id),
        act_sha256: None,
        created_at: START,
        ended_at: None,
    }
}

/// Why a registration was undone.
#[derive(Debug)]
enum Refused {
    Taken(LookTaken),
    Store(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

/// Registers as the worker does; `None` if it was done.
async fn register(store: &Store, party: RelyingParty) -> Option<LookTaken> {
    let registered = store.transaction("test: register", move |unit| {
        async move {
            unit.insert_relying_party(&party).await?;
            unit.claim_looks(&party).await?.map_or(Ok(()), |taken| Err(Refused::Taken(taken)))
        }
        .boxed()
    });
    match registered.await {
        Ok(()) => None,
        Err(Refused::Taken(taken)) => Some(taken),
        Err(Refused::Store(error)) => panic!("{error}"),
    }
}

fn taken(field: &'static str, by: &str) -> Option<LookTaken> {
    Some(LookTaken { field, by: by.to_owned() })
}

async fn of_two_that_look_alike_one_is_registered(engine: Engine) {
    let (store, _clock) = country(engine).await;
    assert_eq!(register(&store, party("shop", "The Shop", "shop.example")).await, None);
    for (name, domain, expected) in [
        ("THE SHOP", "another.example", taken("name", "shop")),
        ("\u{422}he Shop", "another.example", taken("name", "shop")),
        ("Another", "xn--hop-cyc.example", None),
        ("Another", "shop.example", taken("domain", "shop")),
    ] {
        assert_eq!(store.look_taken(name, domain).await.unwrap(), expected, "{name} {domain}");
    }
    assert_eq!(register(&store, party("other", "the shop", "other.example")).await, taken("name", "shop"));
    assert_eq!(register(&store, party("other", "Other", "shop.example")).await, taken("domain", "shop"));
    assert!(store.relying_party("other").await.unwrap().is_none(), "nothing is left of a refusal");
    assert_eq!(store.look_taken("Other", "other.example").await.unwrap(), None);
}

async fn of_many_registrations_at_once_one_has_the_look(engine: Engine) {
    let (store, _clock) = country(engine).await;
    for warm in [false, true] {
        // Not yet warm, the first of them also makes the looks of those that were there.
        let name = if warm { "Second" } else { "First" };
        let parties = (0..16).map(|number| {
            let id = format!("{}-{number}", name.to_lowercase());
            let spelling = if number % 2 == 0 { name.to_owned() } else { name.to_uppercase() };
            register(&store, party(&id, &spelling, &format!("{id}.example")))
        });
        let outcomes = join_all(parties).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_none()).count(), 1, "{outcomes:?}");
    }
}

async fn a_relying_party_from_before_there_were_looks_has_its_own(engine: Engine) {
    let (store, _clock) = country(engine).await;
    // BANK was inserted without claiming its looks, as by a program of before.
    assert_eq!(store.look_taken("The bank", "bank.example").await.unwrap(), None, "nobody has looked yet");
    assert_eq!(register(&store, party("fake", "the bank", "fake.example")).await, taken("name", BANK));
    assert_eq!(register(&store, party("fake", "Fake", "BANK.example")).await, taken("domain", BANK));
    assert_eq!(register(&store, party("shop", "The Shop", "shop.example")).await, None);
    assert_eq!(store.look_taken("The bank", "x.example").await.unwrap(), taken("name", BANK));
}

async fn an_end_frees_the_look(engine: Engine) {
    let (store, _clock) = country(engine).await;
    assert_eq!(register(&store, party("shop", "The Shop", "shop.example")).await, None);
    write(&store, |unit| async move { unit.end_relying_party("shop").await.map(|_| ()) }.boxed()).await;
    write(&store, |unit| async move { unit.end_relying_party(BANK).await.map(|_| ()) }.boxed()).await;
    assert_eq!(register(&store, party("shop-2", "The Shop", "shop.example")).await, None);
    assert_eq!(register(&store, party("bank-2", "The bank", "bank.example")).await, None);
}
