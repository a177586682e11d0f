//! Revocation lists: complete against the store, numbered upwards, renewed in time, verified before they are
//! stored.

use std::collections::BTreeMap;

use pki_types::crl::{Crl, Reason};
use pki_types::{Certificate, UnixTime};
use store::{CertificateStatus, CrlShard, IssuerId, Verdict};
use words::act::{Act, Release, Revoke, Suspend, Target};

use crate::world::*;

const CITIZENS: IssuerId = IssuerId(2);

impl World {
    pub(crate) async fn latest(&self, issuer: IssuerId, shard: u32) -> Crl {
        let row = self.store.latest_crl(issuer, shard).await.unwrap().expect("there is a list");
        let list = Crl::from_der(row.der).unwrap();
        assert_eq!(i64::try_from(list.number()).unwrap(), row.number);
        assert_eq!((list.this_update(), list.next_update()), (row.this_update, row.next_update));
        list
    }

    /// Runs the jobs that publish lists, as the worker does.
    pub(crate) async fn publish_ordered(&self) {
        for job in self.store.due_jobs(self.now(), 1_000).await.unwrap() {
            if job.kind == store::JobKind::Crl.as_str() {
                let shard = CrlShard::from_slice(&job.subject).unwrap();
                self.authority.publish_crl(shard).await.unwrap();
            }
            self.store
                .transaction("test", move |transaction| {
                    Box::pin(
                        async move { transaction.finish_jobs(std::slice::from_ref(&job)).await.map(|_| ()) },
                    )
                })
                .await
                .unwrap();
        }
    }

    /// Every certificate of the citizens CA has the status that its list says, and the lists say nothing
    /// else.
    async fn lists_agree_with_the_store(&self, certificates: &[Certificate]) {
        let mut expected: BTreeMap<Vec<u8>, (UnixTime, Reason)> = BTreeMap::new();
        let mut lists = Vec::new();
        for shard in 0..4 {
            lists.push(self.latest(CITIZENS, shard).await);
        }
        for certificate in certificates {
            let covering: Vec<_> = lists.iter().filter(|list| list.covers(certificate)).collect();
            assert_eq!(covering.len(), 1, "exactly one list speaks of it");
            let entry = covering[0].find(certificate.serial_bytes());
            match self.status_of(certificate).await {
                CertificateStatus::Final => assert!(entry.is_none()),
                CertificateStatus::Held { since } => {
                    expected.insert(certificate.serial_bytes().to_vec(), (since, Reason::CertificateHold));
                }
                CertificateStatus::Revoked { at, reason } => {
                    expected.insert(certificate.serial_bytes().to_vec(), (at, reason));
                }
                other => panic!("{other:?}"),
            }
        }
        let told: BTreeMap<_, _> = lists
            .iter()
            .flat_map(|list| list.entries())
            .map(|entry| (entry.serial.as_bytes().to_vec(), (entry.revoked_at, entry.reason.unwrap())))
            .collect();
        assert_eq!(told, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_lists_are_due_at_once_and_cover_all_shards() {
    let world = World::new().await;
    let published = world.authority.renew_crls().await.unwrap();
    assert_eq!(
        published.len(),
        5,
        "four shards of citizens, one of services; the root's comes from the ceremony"
    );
    let issuers = world.store.issuers().await.unwrap();
    for shard in published {
        let list = world.latest(shard.issuer, shard.shard).await;
        let issuer = issuers.iter().find(|issuer| issuer.id == shard.issuer).unwrap();
        let certificate = Certificate::from_der(&issuer.certificate).unwrap();
        list.verify(&certificate).unwrap();
        let url = format!("http://pki.example.org/crl/{}/{}.crl", issuer.name, shard.shard);
        assert_eq!(list.distribution_point(), Some(url.as_str()));
        assert_eq!(list.next_update().since(list.this_update()), 7 * 86_400 - 1);
        assert_eq!(list.len(), 0);
    }
    assert!(world.authority.renew_crls().await.unwrap().is_empty());
    assert_eq!(world.authority.root_list_lapses_at().await.unwrap(), Some(BEGINNING.plus(365 * 86_400 - 1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_renewed_daily_with_a_higher_number() {
    let world = World::new().await;
    world.authority.renew_crls().await.unwrap();
    let first = world.latest(CITIZENS, 0).await;
    world.clock.advance(86_399);
    assert!(world.authority.renew_crls().await.unwrap().is_empty());
    world.clock.advance(1);
    assert_eq!(world.authority.renew_crls().await.unwrap().len(), 5);
    let second = world.latest(CITIZENS, 0).await;
    assert!(second.number() > first.number());
    assert!(second.this_update() < first.next_update(), "renewed long before it lapses");
}

/// A demonstration that lay still for a month, and a clock that had run ahead and was set back.
#[tokio::test(flavor = "multi_thread")]
async fn lists_come_back_after_a_long_rest() {
    let world = World::new().await;
    world.authority.renew_crls().await.unwrap();
    world.clock.advance(31 * 86_400);
    assert_eq!(world.authority.renew_crls().await.unwrap().len(), 5);
    let number = world.latest(CITIZENS, 0).await.number();
    world.clock.advance(-86_400 * 2);
    assert_eq!(world.authority.renew_crls().await.unwrap().len(), 5, "what is dated ahead is replaced");
    let next = world.latest(CITIZENS, 0).await;
    assert!(next.number() > number, "the number goes on");
    assert_eq!(next.this_update(), world.now());
}

#[tokio::test(flavor = "multi_thread")]
async fn several_changes_ordered_one_by_one_need_one_list() {
    let world = World::new().await;
    world.authority.renew_crls().await.unwrap();
    let (_, reply) = world.enrolled("X1234567890").await;
    let [certificate, _] = certificates(&reply);
    let target = Target::Certificate(certificate.sha256());
    world.perform(Act::Suspend(Suspend { target: target.clone() })).await;
    world.perform(Act::Release(Release { target: target.clone() })).await;
    world.perform(Act::Suspend(Suspend { target })).await;
    let before = world.leaf_kinds().await.iter().filter(|kind| *kind == "crl").count();
    world.publish_ordered().await;
    let after = world.leaf_kinds().await.iter().filter(|kind| *kind == "crl").count();
    assert!(after - before <= 2, "{} lists for two certificates", after - before);
    world.lists_agree_with_the_store(&certificates(&reply)).await;
}

/// Jobs for one shard run at the same time; whoever is overtaken makes its list anew.
#[tokio::test(flavor = "multi_thread")]
async fn lists_of_one_shard_do_not_stand_in_each_others_way() {
    let world = World::new().await;
    let shard = CrlShard { issuer: CITIZENS, shard: 0 };
    let publish = || world.authority.publish_crl(shard);
    let (one, two, three) = tokio::join!(publish(), publish(), publish());
    for published in [one, two, three] {
        published.unwrap();
    }
    world.latest(CITIZENS, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_complete_against_the_store() {
    let world = World::new().await;
    let mut all = Vec::new();
    for person in 0..12 {
        let (_, reply) = world.enrolled(&format!("X{person:09}")).await;
        all.extend(certificates(&reply));
    }
    world.authority.renew_crls().await.unwrap();
    world.lists_agree_with_the_store(&all).await;
    for (number, pair) in all.chunks(2).enumerate() {
        let target = Target::Certificate(pair[0].sha256());
        world.clock.advance(1);
        let act = match number % 4 {
            0 => Act::Suspend(Suspend { target }),
            1 => Act::Revoke(Revoke { target, reason: Reason::KeyCompromise, occurred_at: None }),
            2 => Act::Revoke(Revoke { target, reason: Reason::CessationOfOperation, occurred_at: None }),
            _ => continue,
        };
        assert_eq!(world.perform(act).await.0, Verdict::Done);
    }
    world.publish_ordered().await;
    world.lists_agree_with_the_store(&all).await;

    let released = Act::Release(Release { target: Target::Certificate(all[0].sha256()) });
    assert_eq!(world.perform(released).await.0, Verdict::Done);
    let raised = Target::Certificate(all[4].sha256());
    let raise = Act::Revoke(Revoke { target: raised, reason: Reason::KeyCompromise, occurred_at: None });
    assert_eq!(world.perform(raise).await.0, Verdict::Done);
    world.publish_ordered().await;
    world.lists_agree_with_the_store(&all).await;
}

/// An entry stays until it stood on one list after the certificate expired (RFC 5280 §3.3), and then goes.
#[tokio::test(flavor = "multi_thread")]
async fn expired_entries_leave_after_one_more_list() {
    let world = World::new().await;
    let (_, reply) = world.enrolled("X1234567890").await;
    let [certificate, _] = certificates(&reply);
    let target = Target::Certificate(certificate.sha256());
    let revoke = Act::Revoke(Revoke { target, reason: Reason::Superseded, occurred_at: None });
    assert_eq!(world.perform(revoke).await.0, Verdict::Done);
    world.authority.renew_crls().await.unwrap();
    let entry = async |world: &World| {
        let mut found = 0;
        for shard in 0..4 {
            found +=
                usize::from(world.latest(CITIZENS, shard).await.find(certificate.serial_bytes()).is_some());
        }
        found
    };
    world.clock.set(certificate.not_after().minus(1));
    world.authority.renew_crls().await.unwrap();
    assert_eq!(entry(&world).await, 1);
    world.clock.advance(2 * 86_400);
    world.authority.renew_crls().await.unwrap();
    assert_eq!(entry(&world).await, 1, "one list after its end still tells it");
    world.clock.advance(2 * 86_400);
    world.authority.renew_crls().await.unwrap();
    assert_eq!(entry(&world).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_the_root_is_not_published_here_and_its_order_ends() {
    let world = World::new().await;
    let root = CrlShard { issuer: IssuerId(1), shard: 0 };
    world.clock.advance(2 * 86_400);
    let before = world.store.latest_crl(root.issuer, 0).await.unwrap();
    world.authority.publish_crl(root).await.unwrap();
    assert_eq!(world.store.latest_crl(root.issuer, 0).await.unwrap(), before);
    let nobody = CrlShard { issuer: IssuerId(99), shard: 0 };
    assert!(world.authority.publish_crl(nobody).await.is_err());
}
