//! The program is killed at random moments under load, and the database server under it: afterwards everything that a
//! client was ever told must still be so.
//!
//! `scripts/kill` runs it. The clients live in this process: people enrol, phones sign, an officer suspends, releases and
//! revokes, others ask for statuses, lists and time-stamps, and everybody writes down what was acknowledged. Who was not
//! answered sends the same bytes again.

mod country;
mod dice;
mod ledger;
mod mortal;
mod officers;
mod options;
mod people;
mod proof;
mod report;
mod sessions;
#[path = "../testbed/mod.rs"]
#[expect(dead_code, reason = "the stories need more of the testbed than this proof")]
mod testbed;
mod timeline;
mod watchers;
mod world;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use dice::Dice;
use ledger::Zero;
use mortal::Mortal;
use options::Options;
use report::{Deaths, Progress};
use scratch_postgres::Cluster;
use world::World;

/// What must be over before the store is looked into: the longest session, and the time to end it.
const LAST_SESSION: Duration = Duration::from_secs(sessions::SESSION_SECONDS + 5);

fn main() -> Result<ExitCode> {
    let options = Options::read(std::env::args().skip(1))?;
    greatseal::install_crypto_provider();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(prove(&options))
}

async fn prove(options: &Options) -> Result<ExitCode> {
    eprintln!("{options}");
    // 1. A country that runs, and people who use it.
    let mut mortal = Mortal::new(country::found(options).await?, options.in_zones)?;
    mortal.start_all().await?;
    let world = World::new(&mortal.founded, mortal.discover().await?)?;
    let load = country::Load::begin(&world, options.seed).await?;

    // 2. It dies again and again.
    let mut progress = Progress::begin(world.clone(), options);
    let killed = kill(options, &mut mortal, &world, &mut progress).await;
    let crashed = match killed {
        Ok(()) => crash_server(options, &mut mortal, &world, &mut progress).await,
        Err(problem) => Err(problem),
    };
    crashed.with_context(|| format!("the folder is left: {}", mortal.founded.home.path().display()))?;

    // 3. Everything that was begun comes to its end, and is looked at from outside, then from inside.
    world.close();
    load.finish(&world).await;
    tokio::time::sleep(LAST_SESSION).await;
    proof::from_outside(&world).await;
    mortal.stop_all().await;
    let burnt = proof::from_inside(&mortal, &world).await?;

    // 4. What came of it.
    progress.end();
    report::refuse_blindness(&mut world.ledger());
    let is_clean = report::print(&world.ledger(), &progress.deaths, burnt);
    if !is_clean {
        eprintln!("The country is left in {}", mortal.founded.home.keep().display());
    }
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The program is killed where it is: mostly under load, sometimes during its start.
async fn kill(options: &Options, mortal: &mut Mortal, world: &World, progress: &mut Progress) -> Result<()> {
    let mut dice = Dice::new(options.seed, "kill");
    while progress.deaths.all() < options.kills {
        let place = dice.below(mortal.size());
        tokio::time::sleep(dice.milliseconds(20, 800)).await;
        mortal.is_alive(place)?;
        died(world, mortal.kill(place));
        progress.deaths.under_load += 1;
        mortal.start(place);
        while dice.chance(10) && progress.deaths.all() < options.kills {
            tokio::time::sleep(dice.milliseconds(0, 400)).await;
            died(world, mortal.kill(place));
            progress.deaths.during_start += 1;
            mortal.start(place);
        }
        progress.deaths.restarts.push(mortal.until_ready(place).await?);
        progress.print();
    }
    Ok(())
}

fn died(world: &World, panic: Option<String>) {
    if let Some(panic) = panic {
        world.fault(Zero::Unexpected, format!("the program panicked before it was killed: {panic}"));
    }
}

/// The database server dies, and the program goes on.
async fn crash_server(
    options: &Options,
    mortal: &mut Mortal,
    world: &World,
    progress: &mut Progress,
) -> Result<()> {
    let mut dice = Dice::new(options.seed, "server");
    for _ in 0..options.server_kills {
        tokio::time::sleep(dice.milliseconds(100, 3000)).await;
        tokio::task::block_in_place(|| Cluster::shared().crash());
        progress.deaths.of_server += 1;
        tokio::time::sleep(dice.milliseconds(0, 700)).await;
        tokio::task::block_in_place(|| Cluster::shared().revive());
        let began = Instant::now();
        country::until_ready(world, began).await?;
        progress.deaths.reconnections.push(began.elapsed());
        for place in 0..mortal.size() {
            mortal.is_alive(place)?;
        }
        progress.print();
    }
    Ok(())
}

impl Deaths {
    fn all(&self) -> usize {
        self.under_load + self.during_start
    }
}
