//! A status node of a nation: ten million certificates beside ten thousand. How soon it knows the status of each, what each takes of
//! its memory, and what an answer costs.
//!
//! The certificates are rows alone, as a status node reads them: nobody could issue so many here.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use anyhow::{Context, Result};
use ocsp_responder::{Follower, Moment, StatusIndex};
use pki_types::ocsp::{CertId, OcspRequest};
use pki_types::{Clock, HashAlgorithm, SystemClock};
use reqwest::RequestBuilder;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Executor as _, Row as _};
use store::{Database, IssuerId, Store};
use tokio::runtime::Runtime;

use crate::measure::{Figures, ROUNDS, SERVICE, count, figures_of_a_process, resident_mebibytes};
use crate::report::{Goal, Report};
use crate::requests::per_processor_second;
use crate::scene::Scene;

/// A process that follows a store has this in its environment: the store's file.
pub(crate) const FOLLOWER: &str = "GREATSEAL_BENCH_FOLLOWER";

const FEW: u32 = 10_000;
const MANY: u32 = 10_000_000;
/// How many of them are asked about.
const ASKED: u32 = 10_000;

/// Prints both.
pub(crate) fn of_ten_million(load: &Runtime, report: &mut Report) -> Result<()> {
    let few = Scene::found_with(27_640, "p-384", None, async |data| issue(data, FEW).await)?;
    let many = Scene::found_with(27_660, "p-384", None, async |data| issue(data, MANY).await)?;
    let (mut seconds, mut octets) = (Figures::default(), Figures::default());
    for _ in 0..ROUNDS {
        // By a process that knew nothing.
        let [ready, each] = figures_of_a_process(FOLLOWER, many.demo.data.join(FILE))?;
        seconds.add(ready);
        octets.add(each);
    }
    eprintln!("the statuses of {MANY} certificates: known after {seconds} s, {octets} octets of memory each");
    report.promise("statuses of ten million known after, s", seconds, Goal::AtMost(30.0));
    report.promise("memory for the status of one of them, octets", octets, Goal::AtMost(40.0));
    let (mut of_few, mut of_many) = (Figures::default(), Figures::default());
    let (ask_few, ask_many) = (questions(&few)?, questions(&many)?);
    for _ in 0..ROUNDS {
        of_few.add(load.block_on(per_processor_second(&SERVICE, &ask_few))?);
        of_many.add(load.block_on(per_processor_second(&SERVICE, &ask_many))?);
    }
    eprintln!(
        "OCSP per processor second, each about another certificate: {of_many} of {MANY}, {of_few} of {FEW}"
    );
    let grown = of_many.beside(&of_few);
    report.promise("OCSP answers with ten million, of those with ten thousand", grown, Goal::AtLeast(0.9));
    few.close();
    many.close();
    Ok(())
}

/// The store of a demonstration country.
const FILE: &str = "country.sqlite";

/// Writes rows of final certificates of the services' authority, as a status node reads them.
async fn issue(data: &Path, many: u32) -> Result<()> {
    let mut store = SqliteConnectOptions::new().filename(data.join(FILE)).connect().await?;
    let issuer: i64 = store
        .fetch_one("SELECT max(issuer) AS issuer FROM certificates WHERE profile = 'relying-party'")
        .await?
        .try_get("issuer")?;
    // Nobody follows yet: there are no changes to tell of.
    let told = "SELECT sql FROM sqlite_master WHERE name = 'intents_come_in_order'";
    let told: String = store.fetch_one(told).await?.try_get("sql")?;
    store.execute("DROP TRIGGER intents_come_in_order").await?;
    let rows = format!(
        "WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < {last}) \
         INSERT INTO intents (issuer, serial, request_sha256, profile, tbs, spki_sha256, profile_digest, finalised_at, created_at) \
         SELECT {issuer}, unhex(printf('40%08x4000000000000000000000', n)), unhex(printf('%064x', n)), 'rows', x'00', \
         zeroblob(32), zeroblob(32), 1796000000, 1796000000 FROM n",
        last = many - 1
    );
    store.execute(sqlx::AssertSqlSafe(rows)).await?;
    store.execute(sqlx::AssertSqlSafe(told)).await?;
    Ok(())
}

/// The serial of one of these rows.
fn serial(number: u32) -> [u8; 16] {
    let mut serial = [0; 16];
    serial[0] = 0x40;
    serial[1..5].copy_from_slice(&number.to_be_bytes());
    serial[5] = 0x40;
    serial
}

/// Requests with a nonce about one certificate after the other.
fn questions(scene: &Scene) -> Result<impl Fn() -> RequestBuilder + use<>> {
    let credentials = scene.credentials("relying-party")?;
    let issuer = credentials.chain.first().context("the chain names the issuer")?.clone();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = scene.country.status.ocsp.clone();
    let next = AtomicU32::new(0);
    Ok(move || {
        let number = next.fetch_add(1, Ordering::Relaxed) % ASKED;
        let id = CertId::for_serial(&serial(number), &issuer, HashAlgorithm::Sha1);
        let request = OcspRequest { cert_ids: vec![id], nonce: Some(vec![7; 32]) };
        client.post(&url).header("content-type", "application/ocsp-request").body(request.to_der())
    })
}

/// Follows a store until it knows all statuses, and says what that took.
pub(crate) fn be_the_follower(store: &Path) -> Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let store = Store::open_beside(Database::Sqlite(store.to_owned()), Arc::new(SystemClock)).await?;
        let issuers = store.door().issuers().await?.iter().map(|issuer| issuer.id).collect::<Vec<IssuerId>>();
        let (index, before, began) = (StatusIndex::default(), resident_mebibytes()?, Instant::now());
        let now = || Moment { second: SystemClock.now(), at: Instant::now(), told: store.statuses_told() };
        Follower::new(store.door(), issuers).look(&index, now).await?;
        let (size, _) = index.size_and_age(Instant::now());
        let octets = (resident_mebibytes()? - before) * f64::from(1 << 20) / count(size);
        println!("{} {octets}", began.elapsed().as_secs_f64());
        Ok(())
    })
}
