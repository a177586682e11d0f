//! `signet demo`: a demonstration country on this machine, or its main job done once from beginning to end.

pub mod country;
mod once;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use pki_types::Certificate;

use crate::client::{Country, evidence, plain_client};
use crate::narration::Narration;
use crate::roles;
use crate::roles::landing::Suggestion;

pub use country::{DemoCountry, Ports};

/// Arguments of `signet demo`.
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
    #[arg(long, value_name = "FOLDER", default_value = "signet-data")]
    data: PathBuf,
    /// Where --once leaves its results
    #[arg(long, value_name = "FOLDER", default_value = "signet-demo")]
    out: PathBuf,
    /// The first of six ports in a row
    #[arg(long, value_name = "PORT", default_value_t = country::FIRST_PORT, value_parser = clap::value_parser!(u16).range(1024..=65_529))]
    ports: u16,
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
    let demo = DemoCountry {
        data: arguments.data,
        ports: Ports::from(arguments.ports),
        public_url: arguments.public_url,
        qualified_devices: arguments.qualified_devices,
        database: arguments.database,
        authority_keys: None,
    };
    if arguments.fresh {
        demo.throw_away()?;
    }
    match arguments.once {
        Some(file) => once::perform(&demo, file, &arguments.out, &mut narration).await,
        None => start(&demo, &mut narration).await,
    }
}

/// Makes the country unless it is there, and runs it until it is told to stop.
async fn start(demo: &DemoCountry, narration: &mut Narration) -> Result<()> {
    demo.prepare(narration).await?;
    let config = demo.config()?;
    let mut termination = roles::Termination::listen()?;
    let running = roles::Running::start(config, roles::Parts::ALL, suggestions(demo)).await?;
    narration.step("The country is running");
    narration.say(&format!("Every address is on its page: {}", running.config().landing.url));
    for (number, suggestion) in suggestions(demo).iter().enumerate() {
        narration.say(&format!("Try {}: {}", number + 1, suggestion.what));
        for line in suggestion.line.lines() {
            narration.say(&format!("       {line}"));
        }
    }
    narration.say("Control-C stops it; the next start continues this same country.");
    running.until(&mut termination).await;
    Ok(())
}

/// The three commands that a newcomer may try next, in order.
fn suggestions(demo: &DemoCountry) -> Vec<Suggestion> {
    let program = program();
    let suggestion = |what: &str, line: String| Suggestion { what: what.to_owned(), line };
    let phone = demo.folder("phone");
    let place = demo.place();
    vec![
        suggestion(
            "See the whole job: a citizen signs a PDF on a phone, and an auditor checks it without a network.",
            format!("{program} demo --once{}", demo.options()),
        ),
        suggestion(
            "Sign a document of your own. The citizen's phone waits in a second terminal (PIN 2 is 60318).",
            format!(
                "{program} phone wait --folder {}\n{program} sign FILE.pdf --person {}{place}",
                phone.display(),
                country::CITIZEN,
            ),
        ),
        suggestion(
            "Check the signed document as an auditor, with nothing but the file and the country's root.",
            format!("{program} verify FILE.signed.pdf --trust {}", demo.folder("root.pem").display()),
        ),
    ]
}

/// How this program was called, as somebody in the same folder would call it again.
fn program() -> String {
    let called = std::env::args().next().unwrap_or_else(|| "signet".to_owned());
    let here = std::env::current_dir().unwrap_or_default();
    match Path::new(&called).strip_prefix(&here) {
        Ok(below) => below.display().to_string(),
        Err(_) => called,
    }
}

/// The running country of this folder, if another process runs it already. Another country at its address is refused.
async fn already_running(demo: &DemoCountry) -> Result<Option<Country>> {
    let address = demo.ports.url(0);
    let Ok(country) = Country::discover(&address).await else { return Ok(None) };
    let url = format!("{}/root.cer", country.status.certificates);
    let root = Certificate::from_der(&evidence::fetch(&plain_client()?, &url).await?)?;
    let ours = Certificate::from_pem(&std::fs::read_to_string(demo.folder("root.pem"))?)?;
    if root != ours {
        bail!("at {address} another country is running: stop it, or give this one other ports with --ports");
    }
    Ok(Some(country))
}
