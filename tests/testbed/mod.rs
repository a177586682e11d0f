//! A whole country for a story: its own folder, ports, ceremony and running services, in process or as a process of its
//! own that can be killed.

pub(crate) mod census;
pub(crate) mod child;
pub(crate) mod described;
pub(crate) mod detour;
pub(crate) mod log;
#[path = "../../hsm-adapter/tests/promises/moving.rs"]
mod moving;
pub(crate) mod older;
pub(crate) mod people;
pub(crate) mod place;
pub(crate) mod push_service;
pub(crate) mod scene;
pub(crate) mod scrape;
#[path = "../../hsm-adapter/tests/promises/soft_hsm.rs"]
pub(crate) mod soft_hsm;
pub(crate) mod terminal;
pub(crate) mod tokens;
pub(crate) mod traffic;
pub(crate) mod wire;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use greatseal::commands::demo::{DemoCountry, Ports};
use greatseal::config::Config;
use greatseal::narration::Narration;
use greatseal::parts::Parts;
use greatseal::roles::Running;
use pki_types::{Clock, Random, SystemClock, SystemRandom};
use relying_party::{Country, Credentials};
use scratch_postgres::Cluster;
use store::Store;
use tempfile::TempDir;

/// The code of the first person of a story, as commands write it.
pub(crate) const ADA: &str = "MU-T0101800000011";

/// Set to `postgres`, the stories of this process are told on PostgreSQL.
pub(crate) const ENGINE: &str = "GREATSEAL_TEST_ENGINE";

/// Whether the stories are told on PostgreSQL now.
pub(crate) fn on_postgres() -> bool {
    match std::env::var(ENGINE).as_deref() {
        Ok("postgres") => true,
        Ok("sqlite") | Err(_) => false,
        Ok(other) => panic!("{ENGINE} is {other}, which is neither sqlite nor postgres"),
    }
}

/// A founded country that does not run.
pub(crate) struct Founded {
    /// Its folder; removed with it.
    pub(crate) home: TempDir,
    /// The first of its nine ports.
    pub(crate) ports: u16,
    /// Its database on the server that is thrown away; none if it is a SQLite file.
    pub(crate) database: Option<String>,
    public_url: Option<String>,
}

impl Founded {
    /// Founds a country on free ports. The ceremony is performed for each, because its addresses stand in certificates.
    pub(crate) async fn new() -> Self {
        Self::found(None).await
    }

    /// As [`new`](Self::new), with certificates that name another address of the status door.
    pub(crate) async fn at(public_url: &str) -> Self {
        Self::found(Some(public_url.to_owned())).await
    }

    /// As [`new`](Self::new), in a folder of its own below this one.
    pub(crate) async fn within(folder: &Path) -> Self {
        Self::found_in(tempfile::tempdir_in(folder).expect("a temporary folder can be made"), None).await
    }

    async fn found(public_url: Option<String>) -> Self {
        Self::found_in(tempfile::tempdir().expect("a temporary folder can be made"), public_url).await
    }

    async fn found_in(home: TempDir, public_url: Option<String>) -> Self {
        let founded = Self::with_pauses_in(home, public_url).await;
        // Most stories ask one person again and again, about something else than that.
        founded.demo().ask_freely().expect("the configuration can be written");
        founded
    }

    /// As [`new`](Self::new), where people are left alone as by default.
    pub(crate) async fn with_pauses() -> Self {
        Self::with_pauses_in(tempfile::tempdir().expect("a temporary folder can be made"), None).await
    }

    async fn with_pauses_in(home: TempDir, public_url: Option<String>) -> Self {
        greatseal::install_crypto_provider();
        let founded = Self::nowhere_in(home, public_url);
        founded.demo().prepare(&mut Narration::silent()).await.expect("the country is founded");
        founded
    }

    /// As [`new`](Self::new), with a ceremony that was held so many days ago: what it certified is near its end.
    pub(crate) async fn days_ago(days: i64) -> Self {
        greatseal::install_crypto_provider();
        let founded = Self::nowhere();
        let then = SystemClock.now().minus(days * 86_400);
        let demo = DemoCountry { held_at: Some(then), ..founded.demo() };
        demo.prepare(&mut Narration::silent()).await.expect("the country is founded");
        demo.ask_freely().expect("the configuration can be written");
        founded
    }

    /// A place for a country that is still to be founded.
    pub(crate) fn nowhere() -> Self {
        Self::nowhere_in(tempfile::tempdir().expect("a temporary folder can be made"), None)
    }

    fn nowhere_in(home: TempDir, public_url: Option<String>) -> Self {
        let database = on_postgres().then(|| Cluster::shared().new_database());
        Self { home, ports: free_ports(), database, public_url }
    }

    /// The country as `greatseal demo` knows it.
    pub(crate) fn demo(&self) -> DemoCountry {
        DemoCountry {
            data: self.data(),
            ports: Ports::from(self.ports),
            public_url: self.public_url.clone(),
            qualified_devices: false,
            database: self.database.as_ref().map(|name| Cluster::shared().url("greatseal", name)),
            authority_keys: None,
            held_at: None,
        }
    }

    /// Its data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Where its metrics are, if [`show_metrics`](Self::show_metrics) was asked for.
    pub(crate) fn metrics(&self) -> String {
        format!("{}/metrics", Ports::from(self.ports).url(7))
    }

    /// Lets its configuration ask for metrics.
    pub(crate) fn show_metrics(&self) {
        let path = self.data().join("greatseal.toml");
        let text = std::fs::read_to_string(&path).expect("the configuration can be read");
        let text = text
            .replace("# [metrics]", "[metrics]")
            .replace("# listen = \"127.0.0.1:7607\"", &format!("listen = \"127.0.0.1:{}\"", self.ports + 7));
        std::fs::write(&path, text).expect("the configuration can be written");
    }

    /// Its configuration.
    pub(crate) fn config(&self) -> Config {
        self.demo().config().expect("the country's configuration is good")
    }

    /// Its store, beside the running country or after it.
    pub(crate) async fn store(&self) -> Store {
        let store = self.config().database.open(Arc::new(SystemClock)).await;
        store.expect("the store opens")
    }

    /// The address of its landing page.
    pub(crate) fn landing(&self) -> String {
        Ports::from(self.ports).url(0)
    }

    /// Credentials of the officer or the relying party.
    pub(crate) fn credentials(&self, holder: &str) -> Credentials {
        Credentials::read(&self.data().join(holder)).expect("the ceremony made these credentials")
    }
}

/// A running country, in this process.
pub(crate) struct Testbed {
    /// Its folder and ports.
    pub(crate) founded: Founded,
    /// Its addresses.
    pub(crate) country: Country,
    running: Option<Running>,
}

impl Testbed {
    /// Founds and starts a country.
    pub(crate) async fn start() -> Self {
        Self::start_at(Founded::new().await, Arc::new(SystemClock)).await
    }

    /// Starts a founded country by another clock.
    pub(crate) async fn start_at(founded: Founded, clock: Arc<dyn Clock>) -> Self {
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let running = Running::start_with(founded.config(), Parts::ALL, Vec::new(), clock, random)
            .await
            .expect("the country starts");
        let country =
            Country::discover(&founded.landing()).await.expect("the country says where everything is");
        Self { founded, country, running: Some(running) }
    }

    /// Stops it gracefully and gives its folder back.
    pub(crate) async fn stop(mut self) -> Founded {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        self.founded
    }
}

/// Nine free ports in a row: seven doors, metrics, and where a newcomer begins. Tests of one process never get the same ones.
///
/// They are below those that the system gives to connections, which would be in the way; and a country that is killed frees
/// its ports for a moment, so the stories on the other engine have others.
fn free_ports() -> u16 {
    const MANY: u16 = 6_000;
    static NEXT: OnceLock<Mutex<u16>> = OnceLock::new();
    let beginning = if on_postgres() { 26_000 } else { 20_000 };
    let next = NEXT.get_or_init(|| {
        let spread = u16::try_from(std::process::id() % 200).expect("a remainder below 200") * 16;
        Mutex::new(beginning + spread)
    });
    let mut next = next.lock().expect("no test panics while it holds this");
    loop {
        let first = *next;
        *next = if first + 18 > beginning + MANY { beginning } else { first + 9 };
        if (first..first + 9).all(|port| TcpListener::bind(("127.0.0.1", port)).is_ok()) {
            return first;
        }
    }
}
