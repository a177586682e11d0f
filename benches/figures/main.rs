//! The figures of this machine, each beside what it is compared with in the same run; docs/performance.md explains them.
//!
//! `scripts/bench` runs them all; a name as argument (`counts`, `signatures`, `latency`, `log`, `lists`, `issuance`, `ocsp`,
//! `statuses`, `stamps`, `validation`, `polls`) runs one. Everything is on loopback and bounded in count and time. The end is a table of what is
//! promised and what was measured, or the same as JSON (`--json`).

mod counts;
mod issuance;
mod lists;
mod log;
mod measure;
mod ocsp;
mod peers;
mod polls;
mod report;
mod requests;
mod scene;
mod signatures;
mod stamps;
mod statuses;
mod validation;

use anyhow::Result;
use scratch_postgres::Cluster;

use crate::report::Report;
use crate::scene::Scene;

fn main() -> Result<()> {
    greatseal::install_crypto_provider();
    if let Some(order) = std::env::var_os(polls::CLIENT) {
        return polls::be_the_client(&order);
    }
    if let Some(whom) = std::env::var_os(lists::MAKER) {
        return lists::be_the_maker(&whom);
    }
    if let Some(store) = std::env::var_os(statuses::FOLLOWER) {
        return statuses::be_the_follower(store.as_ref());
    }
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let mut report = Report::default();
    // The load has threads of its own, so that what the service costs can be told from what the load costs.
    let load = tokio::runtime::Builder::new_multi_thread().thread_name("load").enable_all().build()?;
    if wants("counts") {
        load.block_on(counts::measure(&mut report))?;
    }
    if wants("log") {
        load.block_on(log::appends(&mut report))?;
    }
    if wants("lists") {
        lists::of_a_million(&mut report)?;
    }
    if ["signatures", "latency", "ocsp", "stamps", "validation", "polls"].into_iter().any(wants) {
        let scene = Scene::found(27_600, "p-384", None)?;
        if wants("signatures") || wants("latency") {
            load.block_on(signatures::measure(&scene, wants("latency"), &mut report))?;
        }
        if wants("ocsp") {
            load.block_on(ocsp::signed_for_each_request(&scene, &mut report))?;
        }
        if wants("stamps") {
            load.block_on(stamps::signed(&scene, &mut report))?;
        }
        if wants("validation") {
            load.block_on(validation::offline(&scene, &mut report))?;
        }
        if wants("polls") {
            load.block_on(polls::parked(&scene, &mut report))?;
        }
        scene.close();
    }
    if wants("statuses") {
        statuses::of_ten_million(&load, &mut report)?;
    }
    if wants("issuance") {
        for key in ["p-256", "p-384"] {
            let scene = Scene::found(27_610, key, None)?;
            load.block_on(issuance::durable(&scene, key, "SQLite", &mut report))?;
            scene.close();
        }
        let server = Cluster::shared();
        let database = server.url("greatseal", &server.new_database());
        let scene = Scene::found(27_610, "p-256", Some(database))?;
        load.block_on(issuance::durable(&scene, "p-256", "PostgreSQL", &mut report))?;
        scene.close();
    }
    if std::env::args().any(|word| word == "--json") {
        println!("{:#}", report.json());
    } else {
        println!("{report}");
    }
    Ok(())
}
