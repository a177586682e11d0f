//! The index and the store: random lives of certificates, seen by nodes that look, lag, begin anew and lose their feed.
//!
//! What a node says is what the store said within the last second, and so it never says *good* of what was revoked more than a
//! second ago. What it says of everything, when it has looked and nothing was written since, is what database and revocation list say.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ocsp_responder::{Follower, Moment, StatusIndex};
use pki_types::{Clock, ManualClock, Reason, SeededRandom, Serial, UnixTime, random_array, sha256};
use scratch_postgres::Cluster;
use store::{
    CertificateStatus, CrlEntry, Database, IssuedCertificate, IssuerId, LostSerial, NewIntent,
    PostgresOptions, Revocation, Store, Transaction,
};
use test_country::rows::{leaf, write};
use test_country::{CITIZENS, SERVICES};

use crate::country::START;

const ISSUERS: [IssuerId; 2] = [CITIZENS, SERVICES];
/// Certificates whose lives are told side by side.
const LIVES: u32 = 200;
/// Steps for each life.
const STEPS: u32 = 12;
const SECOND: Duration = Duration::from_secs(1);

/// What is done to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    issuer: IssuerId,
    number: u32,
}

impl Name {
    fn serial(self) -> Serial {
        let digest = sha256(format!("{} {}", self.issuer.0, self.number).as_bytes());
        let mut octets: [u8; 16] = digest.as_bytes()[..16].try_into().unwrap();
        octets[0] = octets[0] & 0x3f | 0x40;
        Serial::from_bytes(&octets).unwrap()
    }

    fn intent(self) -> NewIntent {
        let about = |what: &str| sha256(format!("{what} {self:?}").as_bytes());
        NewIntent {
            issuer: self.issuer,
            serial: self.serial(),
            request_sha256: about("request"),
            profile: "citizen-signature".to_owned(),
            tbs: about("to be signed").as_bytes().to_vec(),
            spki_sha256: about("key"),
            spki_may_repeat: false,
            profile_digest: about("profile"),
        }
    }

    fn certificate(self, now: UnixTime) -> IssuedCertificate {
        let intent = self.intent();
        IssuedCertificate {
            issuer: self.issuer,
            serial: self.serial(),
            sha256: sha256(&intent.tbs),
            der: intent.tbs,
            profile: intent.profile,
            person: None,
            device: None,
            relying_party: None,
            subject_key_sha256: intent.spki_sha256,
            not_before: now,
            not_after: now.plus(1_000_000),
            created_at: now,
        }
    }
}

/// What happened to one certificate, and when that was committed.
#[derive(Default)]
struct Life(Vec<(Instant, CertificateStatus)>);

impl Life {
    fn now(&self) -> CertificateStatus {
        self.0.last().map_or(CertificateStatus::Never, |(_, status)| *status)
    }

    /// Whether it was so at some instant of the last second.
    fn was_within_a_second(&self, said: CertificateStatus, now: Instant) -> bool {
        let ends = self.0.iter().skip(1).map(|(at, _)| Some(*at)).chain([None]);
        let mut spans = self.0.iter().zip(ends);
        spans.any(|((_, status), end)| *status == said && end.is_none_or(|end| now - end < SECOND))
    }
}

/// A status process.
struct Node {
    store: Store,
    index: StatusIndex,
    follower: Follower,
    /// Whether its process is told of changes, or finds them by looking alone.
    is_told: bool,
}

impl Node {
    fn new(store: &Store, is_told: bool) -> Self {
        let follower = Follower::new(store.door(), ISSUERS.to_vec());
        Self { store: store.clone(), index: StatusIndex::default(), follower, is_told }
    }

    async fn look(&mut self, now: Moment) {
        let now = self.moment(now);
        self.follower.look(&self.index, || now).await.unwrap();
    }

    fn ask(&self, name: Name, now: Moment) -> Option<CertificateStatus> {
        let said = self.index.statuses(name.issuer, &[name.serial().as_bytes()], self.moment(now))?;
        said.first().copied()
    }

    fn moment(&self, now: Moment) -> Moment {
        Moment { told: if self.is_told { self.store.statuses_told() } else { 0 }, ..now }
    }
}

struct World {
    store: Store,
    clock: ManualClock,
    nodes: Vec<Node>,
    lives: BTreeMap<Name, Life>,
    random: SeededRandom,
    /// Parts of the second that the clock does not show.
    milliseconds: u64,
    /// The instant, by a clock that nobody sets; a test moves it.
    at: Instant,
    /// How often nodes said something of value: a test of silent nodes proves nothing.
    said: u64,
    goods: u64,
}

impl World {
    async fn new(database: Database, beside: Database, seed: u64) -> Self {
        let clock = ManualClock::new(START);
        let store = Store::open(database, Arc::new(clock.clone())).await.unwrap();
        let other = Store::open_beside(beside, Arc::new(clock.clone())).await.unwrap();
        let nodes = vec![Node::new(&store, true), Node::new(&other, false), Node::new(&other, false)];
        let lives = ISSUERS.iter().flat_map(|issuer| {
            (0..LIVES / 2).map(|number| (Name { issuer: *issuer, number }, Life::default()))
        });
        let (lives, random) = (lives.collect(), SeededRandom::new(seed));
        Self { store, clock, nodes, lives, random, milliseconds: 0, at: Instant::now(), said: 0, goods: 0 }
    }

    fn below(&self, end: u32) -> u32 {
        u32::from_be_bytes(random_array::<4>(&self.random)) % end
    }

    fn moment(&self) -> Moment {
        Moment { second: self.clock.now(), at: self.at, told: 0 }
    }

    fn anybody(&self) -> Name {
        let number = self.below(LIVES / 2);
        Name { issuer: ISSUERS[usize::from(self.below(2) == 1)], number }
    }

    async fn live(&mut self) {
        for step in 0..LIVES * STEPS {
            match self.below(20) {
                0..9 => self.change().await,
                9..13 => self.pass_time(),
                13..16 => self.look().await,
                16 if step % 7 == 0 => self.lose(),
                _ => self.ask(),
            }
        }
        self.compare().await;
    }

    /// What may come next in this life.
    async fn change(&mut self) {
        let (name, now) = (self.anybody(), self.clock.now());
        let serial = name.serial();
        let was = self.lives[&name].now();
        let is = match (was, self.below(8)) {
            (CertificateStatus::Never, 0) => {
                let (issuer, is_certificate) = (name.issuer, self.below(2) == 0);
                let (is, reason) = match is_certificate {
                    true => {
                        let reason = Reason::KeyCompromise;
                        (CertificateStatus::Revoked { at: now, reason }, reason)
                    }
                    false => (CertificateStatus::Burnt { at: now }, Reason::CessationOfOperation),
                };
                let certificate_sha256 = is_certificate.then(|| sha256(&name.intent().tbs));
                let lost = LostSerial {
                    issuer,
                    serial,
                    certificate_sha256,
                    revoked_at: now,
                    reason,
                    created_at: now,
                };
                self.write(move |unit| Box::pin(async move { unit.insert_lost_serial(&lost).await })).await;
                is
            }
            (CertificateStatus::Never, _) => {
                let intent = name.intent();
                self.write(move |unit| {
                    Box::pin(async move { unit.record_intent(&intent, &leaf("intent")).await })
                })
                .await;
                CertificateStatus::Intent
            }
            (CertificateStatus::Intent, 0) => {
                self.write(move |unit| {
                    Box::pin(async move { unit.burn_intent(name.issuer, &serial, &leaf("burnt")).await })
                })
                .await;
                CertificateStatus::Burnt { at: now }
            }
            (CertificateStatus::Intent, _) => {
                let certificate = name.certificate(now);
                self.write(move |unit| {
                    Box::pin(async move { unit.finalise_intent(&certificate, &leaf("certificate")).await })
                })
                .await;
                CertificateStatus::Final
            }
            (CertificateStatus::Final, 0..4) => {
                self.write(move |unit| {
                    Box::pin(async move { unit.begin_hold(name.issuer, &serial, None, &leaf("held")).await })
                })
                .await;
                CertificateStatus::Held { since: now }
            }
            (CertificateStatus::Held { .. }, 0..5) => {
                self.write(move |unit| {
                    Box::pin(
                        async move { unit.end_hold(name.issuer, &serial, None, &leaf("released")).await },
                    )
                })
                .await;
                CertificateStatus::Final
            }
            (CertificateStatus::Final, 4) | (CertificateStatus::Held { .. }, _) => {
                let (issuer, reason) = (name.issuer, Reason::Superseded);
                let row =
                    Revocation { issuer, serial, revoked_at: now, reason, act_sha256: None, created_at: now };
                self.write(move |unit| {
                    Box::pin(async move { unit.insert_revocation(&row, &leaf("revoked")).await })
                })
                .await;
                CertificateStatus::Revoked { at: now, reason }
            }
            (CertificateStatus::Revoked { at, reason: Reason::Superseded }, 0) => {
                self.write(move |unit| {
                    Box::pin(async move {
                        unit.raise_to_key_compromise(name.issuer, &serial, &leaf("raised")).await
                    })
                })
                .await;
                CertificateStatus::Revoked { at, reason: Reason::KeyCompromise }
            }
            _ => return,
        };
        self.lives.get_mut(&name).unwrap().0.push((self.at, is));
    }

    async fn write<T, F>(&self, unit: F)
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction) -> store::BoxFuture<'t, Result<T, store::Error>>
            + Send
            + 'static,
    {
        write(&self.store, unit).await;
    }

    /// Both clocks go on by some of a second, seldom by seconds; the one that people set is sometimes put wrong.
    fn pass_time(&mut self) {
        let by = if self.below(20) == 0 { 2_500 } else { u64::from(self.below(300)) };
        self.at += Duration::from_millis(by);
        self.milliseconds += by;
        self.clock.advance(i64::try_from(self.milliseconds / 1_000).unwrap());
        self.milliseconds %= 1_000;
        match self.below(60) {
            0 => self.clock.advance(-3),
            1 => self.clock.advance(3),
            _ => {}
        }
    }

    /// One node looks; the others lag.
    async fn look(&mut self) {
        let place = usize::try_from(self.below(3)).unwrap();
        let now = self.moment();
        self.nodes[place].look(now).await;
    }

    /// One node begins anew, or loses its feed and keeps what it knew.
    fn lose(&mut self) {
        let place = usize::try_from(self.below(3)).unwrap();
        let begins_anew = self.below(2) == 0;
        let node = &mut self.nodes[place];
        let fresh = Node::new(&node.store, node.is_told);
        if begins_anew {
            *node = fresh;
        } else {
            node.follower = fresh.follower;
        }
    }

    /// Everybody is asked about somebody.
    fn ask(&mut self) {
        let (name, now) = (self.anybody(), self.moment());
        let life = &self.lives[&name];
        for node in &self.nodes {
            let Some(said) = node.ask(name, now) else { continue };
            assert!(
                life.was_within_a_second(said, now.at),
                "{said:?} is said of {name:?}, which is {:?}",
                life.now()
            );
            if said == CertificateStatus::Final && node.is_told {
                assert_eq!(life.now(), said, "who was told of a revocation does not say good");
            }
            self.said += 1;
            self.goods += u64::from(said == CertificateStatus::Final);
        }
    }

    /// Index, database and revocation list.
    async fn compare(&mut self) {
        let now = self.moment();
        for node in &mut self.nodes {
            node.look(now).await;
        }
        for issuer in ISSUERS {
            let mut list = Vec::new();
            for (name, life) in self.lives.iter().filter(|(name, _)| name.issuer == issuer) {
                let status = self.store.status(issuer, name.serial().as_bytes()).await.unwrap();
                assert_eq!(status, life.now());
                for node in &self.nodes {
                    let said = node.ask(*name, now);
                    match status {
                        CertificateStatus::Never | CertificateStatus::Intent => assert_eq!(said, None),
                        known => assert_eq!(said, Some(known), "{name:?}"),
                    }
                }
                list.extend(listed(status).map(|(at, reason)| (name.serial(), at, reason)));
            }
            list.sort();
            let entries = self.store.crl_entries(issuer, &[0; 16], &[0xff; 16]).await.unwrap();
            let of = |entry: CrlEntry| (entry.serial, entry.revoked_at, entry.reason.code());
            assert_eq!(entries.into_iter().map(of).collect::<Vec<_>>(), list);
        }
    }
}

/// What the list says of a certificate.
fn listed(status: CertificateStatus) -> Option<(UnixTime, u8)> {
    match status {
        CertificateStatus::Held { since } => Some((since, Reason::CertificateHold.code())),
        CertificateStatus::Burnt { at } => Some((at, Reason::CessationOfOperation.code())),
        CertificateStatus::Revoked { at, reason } => Some((at, reason.code())),
        CertificateStatus::Never | CertificateStatus::Intent | CertificateStatus::Final => None,
    }
}

async fn lives_on_sqlite(worlds: u64) {
    let (mut said, mut goods) = (0, 0);
    for seed in 0..worlds {
        // A file that is flushed costs a disk's time and proves nothing here.
        let folder = tempfile::tempdir_in(if cfg!(target_os = "linux") { "/dev/shm" } else { "." }).unwrap();
        let path = folder.path().join("store.sqlite");
        let mut world = World::new(path.clone().into(), path.into(), seed).await;
        world.live().await;
        (said, goods) = (said + world.said, goods + world.goods);
    }
    assert!(said > 200 * worlds && goods > 100 * worlds, "{said}, of them {goods} good, in {worlds} worlds");
}

/// Worlds of two hundred lives each; `GREATSEAL_TEST_WORLDS=500` tells a hundred thousand lives.
#[tokio::test]
async fn the_index_says_what_the_store_says_or_said_within_a_second() {
    let worlds = std::env::var("GREATSEAL_TEST_WORLDS").map_or(20, |worlds| worlds.parse().unwrap());
    lives_on_sqlite(worlds).await;
}

#[tokio::test]
async fn the_index_follows_postgres() {
    let database = Cluster::shared().new_database();
    let options = PostgresOptions::parse(&Cluster::shared().url("greatseal", &database)).unwrap();
    Store::migrate(&options.clone().into()).await.unwrap();
    let mut world = World::new(options.clone().into(), options.into(), 1).await;
    for _ in 0..LIVES * STEPS {
        match world.below(3) {
            0 => world.look().await,
            1 => world.change().await,
            _ => world.ask(),
        }
    }
    world.compare().await;
    assert!(world.said > 200 && world.goods > 100, "{}, of them {} good", world.said, world.goods);
}
