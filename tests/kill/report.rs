//! How it goes, every few seconds, and what came of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::ledger::{Ledger, Zero};
use crate::options::Options;
use crate::world::World;

/// How often it is told how far it is.
const EVERY: Duration = Duration::from_secs(5);

/// Who died how often, and how long it took to come back.
#[derive(Default)]
pub(crate) struct Deaths {
    /// The program, while it served.
    pub(crate) under_load: usize,
    /// The program, while it started.
    pub(crate) during_start: usize,
    /// The database server.
    pub(crate) of_server: usize,
    /// From the start of a process until it serves.
    pub(crate) restarts: Vec<Duration>,
    /// From the server's return until the doors are ready.
    pub(crate) reconnections: Vec<Duration>,
}

/// How far a run is.
pub(crate) struct Progress {
    /// The deaths so far.
    pub(crate) deaths: Deaths,
    world: Arc<World>,
    wanted: usize,
    began: Instant,
    told: Instant,
}

impl Progress {
    /// A run begins.
    pub(crate) fn begin(world: Arc<World>, options: &Options) -> Self {
        let now = Instant::now();
        let wanted = options.kills + options.server_kills;
        Self { deaths: Deaths::default(), world, wanted, began: now, told: now }
    }

    /// Tells how far it is, if it was not told for a while.
    pub(crate) fn print(&mut self) {
        if self.told.elapsed() < EVERY {
            return;
        }
        self.told = Instant::now();
        let deaths = &self.deaths;
        let died = deaths.under_load + deaths.during_start + deaths.of_server;
        let ledger = self.world.ledger();
        let count = |kind: &str| ledger.counts.get(kind).copied().unwrap_or(0);
        eprintln!(
            "{:5} s: {died} of {} deaths; {} enrolments, {} signatures and logins, {} expired, {} acts, {} OCSP answers; {} faults",
            self.began.elapsed().as_secs(),
            self.wanted,
            count("enrolment"),
            count("signature") + count("login"),
            count("session expired"),
            count("suspend") + count("release") + count("revoke"),
            count("OCSP answer"),
            ledger.faults.len()
        );
    }

    /// The run is over.
    pub(crate) fn end(&self) {
        eprintln!("{:5} s: everything was looked at", self.began.elapsed().as_secs());
    }
}

/// What must have been acknowledged at least once: a run in which nobody revokes proves nothing about revocations.
const NEEDED: [&str; 9] = [
    "enrolment",
    "signature",
    "login",
    "suspend",
    "release",
    "revoke",
    "OCSP answer",
    "list fetched",
    "time-stamp",
];

/// A run that has not seen everything is blind.
pub(crate) fn refuse_blindness(ledger: &mut Ledger) {
    for kind in NEEDED {
        if !ledger.counts.contains_key(kind) {
            ledger.fault(Zero::Unexpected, format!("nothing of this kind was acknowledged: {kind}"));
        }
    }
}

/// Prints the summary; tells whether every zero is zero.
pub(crate) fn print(ledger: &Ledger, deaths: &Deaths, burnt: usize) -> bool {
    println!("killed: {} under load, {} during a start", deaths.under_load, deaths.during_start);
    println!("restarts: {}", spread(&deaths.restarts));
    if deaths.of_server > 0 {
        println!("server killed: {}; ready again: {}", deaths.of_server, spread(&deaths.reconnections));
    }
    println!("acknowledged and asked:");
    for (kind, count) in &ledger.counts {
        println!("{count:10}  {kind}");
    }
    println!("{:10}  certificates with {burnt} serials given up", ledger.certificates.len());
    println!("{:10}  answers that were asked for again at the end", ledger.answered.len());
    println!("what must be zero:");
    for (zero, name) in Zero::ALL {
        let count = ledger.faults.iter().filter(|(kind, _)| *kind == zero).count();
        println!("{count:10}  {name}");
    }
    ledger.faults.is_empty()
}

fn spread(times: &[Duration]) -> String {
    let mut times = times.to_vec();
    times.sort_unstable();
    match (times.get(times.len() / 2), times.last()) {
        (Some(median), Some(most)) => {
            format!("median {} ms, at most {} ms", median.as_millis(), most.as_millis())
        }
        _ => "none".to_owned(),
    }
}
