//! `greatseal demo`: a demonstration country on this machine, or its main job done once from beginning to end.

mod afresh;
mod continued;
pub mod country;
mod newcomer;
mod once;
mod suggestions;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use faces::{Catalogue, Language};
use http_kit::StopTrigger;
use pki_types::Certificate;
use relying_party::{Country, evidence, plain_client};

use crate::narration::Narration;
use crate::roles;
use continued::Asked;
use country::CONFIGURATION;
use suggestions::suggestions;

pub use country::{DemoCountry, Ports};
pub use newcomer::Door;

/// Where `--once` leaves its results, if nobody says otherwise.
const OUT: &str = "greatseal-demo";
/// The citizen's PINs: a demonstration cannot keep a secret.
const PIN_1: &str = "2749";
const PIN_2: &str = "60318";
/// The document that is signed, if no other is named.
const SAMPLE: &[u8] = include_bytes!("../../../samples/garden-plot.pdf");

/// Arguments of `greatseal demo`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Start over: throw the demonstration country away and make a new one
    #[arg(long)]
    fresh: bool,
    /// Do the main job once and end: a citizen signs FILE (or the sample document), an auditor checks it
    #[arg(long, num_args = 0..=1, value_name = "FILE.pdf")]
    #[expect(
        clippy::option_option,
        reason = "clap's way to tell the option without a value from its absence"
    )]
    once: Option<Option<PathBuf>>,
    /// Where the country keeps its data
    #[arg(long, value_name = "FOLDER", default_value = country::FOLDER)]
    data: PathBuf,
    /// Where --once leaves its results
    #[arg(long, value_name = "FOLDER", default_value = OUT)]
    out: PathBuf,
    /// The first of nine ports in a row, for a new country [default: 7600]; one that is there keeps its own
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1024..=65_527))]
    ports: Option<u16>,
    /// What certificates say of where status is, if not the status door on this machine
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Let officers give activations to qualified signature creation devices
    #[arg(long)]
    qualified_devices: bool,
    /// An empty PostgreSQL database to remember in, instead of a SQLite file: postgres://ROLE@HOST/DATABASE
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// Starts the country, or does its main job once.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let mut narration = Narration::new();
    let asked = Asked {
        ports: arguments.ports,
        public_url: arguments.public_url.as_deref(),
        qualified_devices: arguments.qualified_devices,
        database: arguments.database.as_deref(),
    };
    let mut demo = DemoCountry {
        data: arguments.data,
        ports: Ports::from(arguments.ports.unwrap_or(country::FIRST_PORT)),
        public_url: arguments.public_url.clone(),
        qualified_devices: arguments.qualified_devices,
        database: arguments.database.clone(),
        authority_keys: None,
        held_at: None,
    };
    if !arguments.fresh && demo.folder(CONFIGURATION).exists() {
        asked.continue_with(&mut demo)?;
    }
    let (fresh, out) = (arguments.fresh, arguments.out);
    match arguments.once {
        Some(file) => once::perform(&demo, fresh, file, &out, &mut narration).await,
        None => start(&demo, fresh, &out, &mut narration).await,
    }
}

/// Makes the country unless it is there, and runs it until it is told to stop.
async fn start(demo: &DemoCountry, fresh: bool, out: &Path, narration: &mut Narration) -> Result<()> {
    demo.begin(fresh, narration).await?;
    let config = demo.config()?;
    let door = Door::open(demo, &config).await?;
    let (begin, words) = (door.url(), Catalogue::of_terminals(Language::English));
    let suggestions = suggestions(demo, &config.landing.url, &begin, out);
    let mut termination = roles::Termination::listen()?;
    let running = roles::Running::start(config, crate::parts::Parts::ALL, suggestions.clone()).await?;
    let (trigger, stop) = StopTrigger::new();
    narration.step("The country is running");
    narration.say(&format!("Every address is on its page: {}", running.config().landing.url));
    for (number, (what, line)) in suggestions.iter().filter_map(|one| one.command(words)).enumerate() {
        narration.say(&format!("Try {}: {what}", number + 1));
        narration.say(&format!("       {line}"));
    }
    narration.say("Control-C stops it; the next start continues this same country.");
    narration.step("Begin in a browser");
    narration.say(&begin);
    let serving = tokio::spawn(door.serve(stop));
    running.until(&mut termination).await;
    trigger.stop();
    Ok(serving.await?)
}

/// The running country of this folder, if another process runs it already. Another country at its address is refused.
async fn already_running(demo: &DemoCountry) -> Result<Option<Country>> {
    let address = demo.config()?.landing.url;
    let Ok(country) = Country::discover(&address).await else { return Ok(None) };
    let url = format!("{}/root.cer", country.status.certificates);
    let root = Certificate::from_der(&evidence::fetch(&plain_client()?, &url).await?)?;
    let ours = Certificate::from_pem(&std::fs::read_to_string(demo.folder("root.pem"))?)?;
    if root != ours {
        bail!(
            "at {address} another country is running: stop it first, or found one beside it with --data FOLDER --ports \
             PORT"
        );
    }
    Ok(Some(country))
}
