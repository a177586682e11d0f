//! A demonstration country that runs in this process, in threads of its own, and those who use it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use greatseal::client::acts::Officer;
use greatseal::commands::demo::{DemoCountry, Ports};
use greatseal::narration::Narration;
use greatseal::parts::Parts;
use greatseal::roles::Running;
use phone_protocol::Pin;
use phone_terminal::load::{self, Fleet};
use phone_terminal::{Door, Environment, HttpDoor, Phone, Pins};
use pki_types::{Clock, SystemClock, SystemRandom};
use relying_party::{Country, Credentials};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use words::DeviceKind;
use words::act::{Act, PersonReference, PersonRegistered, RegisterPerson};
use words::personal::{PersonName, PersonalCode};

/// The country, its folder, and its threads.
pub(crate) struct Scene {
    pub(crate) home: TempDir,
    pub(crate) demo: DemoCountry,
    pub(crate) country: Country,
    pub(crate) running: Running,
    pub(crate) runtime: Runtime,
}

impl Scene {
    /// Founds a country whose authorities have keys of this kind, on SQLite or in this PostgreSQL database, and starts it.
    pub(crate) fn found(port: u16, authority_keys: &'static str, database: Option<String>) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let demo = DemoCountry {
            data: home.path().join("data"),
            ports: Ports::from(port),
            public_url: None,
            qualified_devices: false,
            database,
            authority_keys: Some(authority_keys),
            held_at: None,
        };
        let runtime =
            tokio::runtime::Builder::new_multi_thread().thread_name("service").enable_all().build()?;
        let (running, country) = runtime.block_on(async {
            demo.prepare(&mut Narration::silent()).await?;
            demo.ask_freely()?;
            let running = Running::start(demo.config()?, Parts::ALL, Vec::new()).await?;
            let country = Country::discover(&running.config().landing.url).await?;
            Ok::<_, anyhow::Error>((running, country))
        })?;
        Ok(Self { home, demo, country, running, runtime })
    }

    pub(crate) fn close(self) {
        self.runtime.block_on(self.running.stop());
    }

    pub(crate) fn credentials(&self, of: &str) -> Result<Credentials> {
        Ok(Credentials::read(&self.demo.folder(of))?)
    }

    /// Registers persons and enrols their phones; gives the phones, and the persons' codes in the same order.
    pub(crate) async fn phones(&self, many: usize, door: Arc<dyn Door>) -> Result<(Vec<Phone>, Vec<String>)> {
        let credentials = self.credentials("officer")?;
        let officer = Officer::new(&credentials, &self.country, &SystemClock, &SystemRandom)?;
        let pins = Pins { authentication: Pin::new("2749")?, signature: Pin::new("60318")? };
        let (mut activations, mut codes) = (Vec::new(), Vec::new());
        for number in 0..many {
            let code = format!("B{many:05}{number:05}");
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
        let environment = Environment {
            door,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            pause: Duration::from_millis(200),
        };
        Ok((load::enrol(activations, &pins, &environment).await?, codes))
    }

    /// Phones that sign everything, and their persons' codes.
    pub(crate) async fn fleet(&self, many: usize) -> Result<(Fleet, Vec<String>)> {
        let (phones, codes) = self.phones(many, Arc::new(HttpDoor::new(None)?)).await?;
        Ok((Fleet::answer(phones), codes))
    }
}
