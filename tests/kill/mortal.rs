//! The country that is killed: one process, or one for each zone; and how it comes back.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use relying_party::{Country, plain_client};

use crate::testbed::Founded;
use crate::testbed::child::Process;
use crate::world::once;

/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// The processes of a country in zones: command line, database role, and the suffix of its configuration.
const ZONES: [(&[&str], &str, u8); 5] = [
    (&["serve", "api"], "greatseal_api", 1),
    (&["serve", "status"], "greatseal_status", 2),
    (&["serve", "time"], "greatseal_time", 3),
    (&["work"], "greatseal_work", 4),
    (&["work"], "greatseal_work", 5),
];

/// A country whose processes are started, killed and started again.
pub(crate) struct Mortal {
    /// Where it is.
    pub(crate) founded: Founded,
    logs: PathBuf,
    client: reqwest::Client,
    in_zones: bool,
    processes: Vec<Option<Process>>,
    starts: usize,
}

impl Mortal {
    /// A country that does not run yet.
    pub(crate) fn new(founded: Founded, in_zones: bool) -> Result<Self> {
        let logs = founded.home.path().join("logs");
        std::fs::create_dir_all(&logs)?;
        let processes = if in_zones { ZONES.len() } else { 1 };
        let processes = (0..processes).map(|_| None).collect();
        Ok(Self { founded, logs, client: plain_client()?, in_zones, processes, starts: 0 })
    }

    /// How many processes it has.
    pub(crate) const fn size(&self) -> usize {
        self.processes.len()
    }

    /// Starts every process.
    pub(crate) async fn start_all(&mut self) -> Result<()> {
        for place in 0..self.size() {
            self.start(place);
        }
        for place in 0..self.size() {
            self.until_ready(place).await?;
        }
        Ok(())
    }

    /// Starts a process, and does not wait for it.
    pub(crate) fn start(&mut self, place: usize) {
        self.starts += 1;
        let process = if self.in_zones {
            let (words, role, number) = ZONES[place];
            Process::part(&self.founded, words, role, number)
        } else {
            Process::start(&self.founded, None, &self.log(place))
        };
        self.processes[place] = Some(process);
    }

    fn log(&self, place: usize) -> PathBuf {
        if self.in_zones {
            return self.founded.home.path().join(format!("part-{}.log", ZONES[place].2));
        }
        self.logs.join(format!("{:04}.log", self.starts))
    }

    /// Waits until a process serves; gives for how long. A worker has no door, so nobody waits for it.
    pub(crate) async fn until_ready(&mut self, place: usize) -> Result<Duration> {
        let began = Instant::now();
        let config = self.founded.config();
        let door = if self.in_zones { ZONES[place].0.last().copied().unwrap_or_default() } else { "api" };
        let url = match door {
            "api" => format!("{}/.well-known/greatseal", self.founded.landing()),
            "status" => format!("{}/health/live", config.status.url),
            "time" => format!("{}/health/live", config.time.url),
            _ => return Ok(Duration::ZERO),
        };
        while began.elapsed() < PATIENCE {
            if once(self.client.get(&url)).await.is_ok_and(|(status, _)| status < 500) {
                return Ok(began.elapsed());
            }
            self.is_alive(place)?;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        bail!("the country does not start within {PATIENCE:?}: {}", self.last_words(place))
    }

    /// An error, with its last words, if a process has ended by itself.
    pub(crate) fn is_alive(&mut self, place: usize) -> Result<()> {
        let has_ended = self.processes[place].as_mut().is_none_or(Process::has_ended);
        ensure!(!has_ended, "the country has ended by itself: {}", self.last_words(place));
        Ok(())
    }

    /// Kills a process where it is; tells whether it had panicked anywhere, in its own words.
    pub(crate) fn kill(&mut self, place: usize) -> Option<String> {
        if let Some(mut process) = self.processes[place].take() {
            process.kill();
        }
        panic_in(&self.log(place))
    }

    /// Asks every process to end in order.
    pub(crate) async fn stop_all(&mut self) {
        for process in &mut self.processes {
            if let Some(mut process) = process.take() {
                let _code = process.stop().await;
            }
        }
    }

    /// Where the country is.
    pub(crate) async fn discover(&self) -> Result<Country> {
        Country::discover(&self.founded.landing()).await
    }

    fn last_words(&self, place: usize) -> String {
        let log = std::fs::read_to_string(self.log(place)).unwrap_or_default();
        let lines: Vec<_> = log.lines().rev().take(8).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

fn panic_in(log: &Path) -> Option<String> {
    let text = std::fs::read_to_string(log).ok()?;
    text.lines().find(|line| line.contains("panicked at")).map(str::to_owned)
}
