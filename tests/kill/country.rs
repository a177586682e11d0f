//! The country of a run, and the clients that use it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use store::Store;
use tokio::task::JoinSet;

use crate::dice::Dice;
use crate::ledger::Zero;
use crate::options::Options;
use crate::people::{self, Pool};
use crate::sessions::{self, SESSION_SECONDS};
use crate::testbed::{Founded, on_postgres};
use crate::world::{World, once};
use crate::{officers, watchers};

/// Phones that are asked to sign, for each share of the load.
const PHONES: u32 = 4;
/// People who enrol at a time, and officers' acts, for each share of the load.
const ENROLLING: u32 = 2;
const OFFICERS: u32 = 2;
/// Those who ask for statuses.
const ASKING: usize = 2;
/// How long the service may take after its server is back.
const RECONNECTION: Duration = Duration::from_secs(60);
/// What was begun must be answered within this.
const FINISH: Duration = Duration::from_secs(150);

/// Founds a country whose sessions are short, so that nobody waits long for those that a death left open.
pub(crate) async fn found(options: &Options) -> Result<Founded> {
    let founded = Founded::new().await;
    let path = founded.data().join("greatseal.toml");
    let text = std::fs::read_to_string(&path)?;
    let default = "session_seconds = 180";
    ensure!(text.contains(default), "the demonstration's sessions last as long as by default");
    std::fs::write(&path, text.replace(default, &format!("session_seconds = {SESSION_SECONDS}")))?;
    if options.in_zones {
        let database = founded.config().database.database()?;
        Store::grant_roles(&database).await?;
    }
    Ok(founded)
}

/// How much load there is. What a dead worker had in hand waits on PostgreSQL for the end of its lease, and who asked for
/// it with it: more clients keep the next worker as busy.
fn shares() -> u32 {
    if on_postgres() { 4 } else { 1 }
}

/// The clients.
pub(crate) struct Load {
    working: JoinSet<()>,
    watching: JoinSet<()>,
}

impl Load {
    /// Enrols the phones that will be asked to sign, then begins everything at once.
    pub(crate) async fn begin(world: &Arc<World>, seed: u64) -> Result<Self> {
        let (mut working, mut watching) = (JoinSet::new(), JoinSet::new());
        for number in 0..PHONES * shares() {
            let name = format!("MU-P{number:07}");
            let enrolled = people::enrol(world, &name).await;
            let (citizen, phone) = enrolled.context("a phone cannot be enrolled before any death")?;
            watching.spawn(people::keep_answering(world.clone(), phone));
            working.spawn(sessions::keep_asking(world.clone(), citizen, Dice::new(seed, &name)));
        }
        let pool = Arc::<Pool>::default();
        for number in 0..ENROLLING * shares() {
            let dice = Dice::new(seed, &format!("enrolling {number}"));
            working.spawn(people::keep_enrolling(world.clone(), pool.clone(), number, dice));
        }
        for number in 0..OFFICERS * shares() {
            let dice = Dice::new(seed, &format!("officer {number}"));
            working.spawn(officers::keep_changing(world.clone(), pool.clone(), dice));
        }
        for number in 0..ASKING {
            let dice = Dice::new(seed, &format!("status {number}"));
            watching.spawn(watchers::keep_asking_for_status(world.clone(), dice));
        }
        watching.spawn(watchers::keep_fetching_lists(world.clone(), Dice::new(seed, "lists")));
        watching.spawn(watchers::keep_stamping(world.clone(), Dice::new(seed, "time")));
        watching.spawn(watchers::keep_asking_again(world.clone(), Dice::new(seed, "again")));
        Ok(Self { working, watching })
    }

    /// Lets what was begun come to its end, then those who watch.
    pub(crate) async fn finish(mut self, world: &World) {
        for (clients, zero) in [(&mut self.working, Zero::WithoutEnd), (&mut self.watching, Zero::Unexpected)]
        {
            let end = tokio::time::Instant::now() + FINISH;
            while !clients.is_empty() {
                match tokio::time::timeout_at(end, clients.join_next()).await {
                    Ok(Some(Err(problem))) => world.fault(Zero::Unexpected, format!("a client: {problem}")),
                    Ok(_) => {}
                    Err(_) => {
                        let what = format!("{} clients do not come to an end", clients.len());
                        world.fault(zero, what);
                        clients.abort_all();
                        break;
                    }
                }
            }
            world.end();
        }
    }
}

/// Waits until the doors can read their store again.
pub(crate) async fn until_ready(world: &World, began: Instant) -> Result<()> {
    let url = format!("{}/health/ready", world.country.phone_api);
    while began.elapsed() < RECONNECTION {
        if once(world.plain.get(&url)).await.is_ok_and(|(status, _)| status == 200) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    anyhow::bail!("the service did not find its database again within {RECONNECTION:?}")
}
