//! A demonstration country that runs in this process, in threads of its own, or in a process beside it; and those who use it.

use std::ops::Deref;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use greatseal::client::acts::Officer;
use greatseal::commands::demo::{DemoCountry, Ports};
use greatseal::narration::Narration;
use greatseal::parts::Parts;
use greatseal::roles::Running;
use phone_protocol::{Activation, Pin};
use phone_terminal::load::{self, Fleet};
use phone_terminal::{Door, Environment, HttpDoor, Phone, Pins};
use pki_types::{Clock, SystemClock, SystemRandom};
use relying_party::{Country, Credentials};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use words::DeviceKind;
use words::act::{Act, PersonReference, PersonRegistered, RegisterPerson};
use words::personal::{PersonName, PersonalCode};

/// A country that was founded, and where it is.
pub(crate) struct Place {
    pub(crate) home: TempDir,
    pub(crate) demo: DemoCountry,
    pub(crate) country: Country,
}

/// The country and its threads.
pub(crate) struct Scene {
    place: Place,
    pub(crate) running: Running,
    pub(crate) runtime: Runtime,
}

impl Deref for Scene {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
}

impl Scene {
    /// Founds a country whose authorities have keys of this kind, on SQLite or in this PostgreSQL database, and starts it.
    pub(crate) fn found(port: u16, authority_keys: &'static str, database: Option<String>) -> Result<Self> {
        Self::found_with(port, authority_keys, database, async |_| Ok(()))
    }

    /// The same, and `before` it starts something is done to its folder.
    pub(crate) fn found_with(
        port: u16,
        authority_keys: &'static str,
        database: Option<String>,
        before: impl AsyncFnOnce(&Path) -> Result<()>,
    ) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let demo = demo(&home, port, authority_keys, database);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().thread_name("service").enable_all().build()?;
        let (running, country) = runtime.block_on(async {
            demo.prepare(&mut Narration::silent()).await?;
            demo.ask_freely()?;
            before(&demo.data).await?;
            let mut config = demo.config()?;
            // The certificates that the benchmark asks about are the services' CA's.
            config.ocsp.prepared = vec!["services".to_owned()];
            let running = Running::start(config, Parts::ALL, Vec::new()).await?;
            let country = Country::discover(&running.config().landing.url).await?;
            Ok::<_, anyhow::Error>((running, country))
        })?;
        Ok(Self { place: Place { home, demo, country }, running, runtime })
    }

    pub(crate) fn close(self) {
        self.runtime.block_on(self.running.stop());
    }
}

fn demo(home: &TempDir, port: u16, authority_keys: &'static str, database: Option<String>) -> DemoCountry {
    DemoCountry {
        data: home.path().join("data"),
        ports: Ports::from(port),
        public_url: None,
        qualified_devices: false,
        database,
        authority_keys: Some(authority_keys),
        held_at: None,
    }
}

/// A country in a process of its own, with metrics.
pub(crate) struct Beside {
    /// Before its place: it ends before its folder goes.
    process: Process,
    place: Place,
    /// Where its metrics are.
    pub(crate) metrics: String,
}

impl Deref for Beside {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
}

impl Beside {
    /// Founds a country and starts it.
    pub(crate) async fn found(port: u16, authority_keys: &'static str) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let demo = demo(&home, port, authority_keys, None);
        demo.prepare(&mut Narration::silent()).await?;
        demo.ask_freely()?;
        let configuration = demo.data.join("greatseal.toml");
        let text = std::fs::read_to_string(&configuration)?;
        let text = text
            .replace("# [metrics]", "[metrics]")
            .replace("# listen = \"127.0.0.1:7607\"", &format!("listen = \"127.0.0.1:{}\"", port + 7));
        std::fs::write(&configuration, text)?;
        let log = std::fs::File::create(home.path().join("service.log"))?;
        let mut process = Command::new(env!("CARGO_BIN_EXE_greatseal"));
        process.args(["serve", "--all", "--config"]).arg(&configuration);
        let process = Process(process.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()?);
        let (landing, metrics) = (Ports::from(port).url(0), format!("{}/metrics", Ports::from(port).url(7)));
        let mut beside = None;
        for _ in 0..200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if let Ok(country) = Country::discover(&landing).await {
                beside = Some(country);
                break;
            }
        }
        let country = beside.context("the country does not answer")?;
        Ok(Self { process, place: Place { home, demo, country }, metrics })
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.0.id()
    }
}

/// A process that ends with its owner, also when what was to follow its start fails.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _status = self.0.wait();
    }
}

impl Place {
    pub(crate) fn credentials(&self, of: &str) -> Result<Credentials> {
        Ok(Credentials::read(&self.demo.folder(of))?)
    }

    /// Registers persons and enrols their phones; gives the phones, and the persons' codes in the same order.
    pub(crate) async fn phones(&self, many: usize, door: Arc<dyn Door>) -> Result<(Vec<Phone>, Vec<String>)> {
        let (activations, codes) = self.activations('B', many).await?;
        Ok((enrol(activations, door).await?, codes))
    }

    /// Registers persons whose codes begin with this letter; gives what their phones are enrolled with, and the codes.
    pub(crate) async fn activations(
        &self,
        letter: char,
        many: usize,
    ) -> Result<(Vec<Activation>, Vec<String>)> {
        let credentials = self.credentials("officer")?;
        let officer = Officer::new(&credentials, &self.country, &SystemClock, &SystemRandom)?;
        let (mut activations, mut codes) = (Vec::new(), Vec::new());
        for number in 0..many {
            let code = format!("{letter}{many:05}{number:05}");
            let person = PersonReference { country: "MU".to_owned(), code: PersonalCode::new(&code)? };
            let act = RegisterPerson {
                country: "MU".to_owned(),
                code: person.code.clone(),
                name: PersonName::new("LOAD", "PHONE")?,
            };
            let _: PersonRegistered = officer.perform(Act::RegisterPerson(act), "registering").await?;
            activations.push(officer.activate(person, DeviceKind::App, SystemClock.now().plus(3600)).await?);
            codes.push(code);
        }
        Ok((activations, codes))
    }

    /// Phones that sign everything, and their persons' codes.
    pub(crate) async fn fleet(&self, many: usize) -> Result<(Fleet, Vec<String>)> {
        let (phones, codes) = self.phones(many, Arc::new(HttpDoor::new(None)?)).await?;
        Ok((Fleet::answer(phones), codes))
    }
}

/// Enrols a phone with each, all at once.
pub(crate) async fn enrol(activations: Vec<Activation>, door: Arc<dyn Door>) -> Result<Vec<Phone>> {
    let pins = Pins { authentication: Pin::new("2749")?, signature: Pin::new("60318")? };
    let environment = Environment {
        door,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        pause: Duration::from_millis(200),
    };
    Ok(load::enrol(activations, &pins, &environment).await?)
}
