//! `greatseal serve`, `greatseal work` and `greatseal deliver`: run the country's processes, each until it is told to stop.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::config::Config;
use crate::parts::Parts;
use crate::roles::reload::HangUps;
use crate::roles::{Running, Termination};
use crate::{logging, service_manager};

/// Arguments of `greatseal serve`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Which of the country's doors this process is
    #[arg(required_unless_present = "all")]
    door: Option<DoorProcess>,
    /// Every process in this one: for a laptop, a demonstration, a small office
    #[arg(long, conflicts_with = "door")]
    all: bool,
    /// The configuration of this process
    #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
    config: PathBuf,
}

/// A process that answers a network.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum DoorProcess {
    /// Phones, relying parties and officers
    Api,
    /// OCSP, revocation lists and CA certificates
    Status,
    /// Time-stamps
    Time,
}

/// Arguments of `greatseal work`.
#[derive(Debug, Args)]
pub struct WorkArguments {
    /// The configuration of this process
    #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
    config: PathBuf,
}

/// Arguments of `greatseal deliver`.
#[derive(Debug, Args)]
pub struct DeliverArguments {
    /// The configuration of this process
    #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
    config: PathBuf,
}

/// Serves until SIGINT or SIGTERM.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let parts = match arguments.door {
        None => Parts::ALL,
        Some(DoorProcess::Api) => Parts { api: true, ..Parts::NONE },
        Some(DoorProcess::Status) => Parts { status: true, ..Parts::NONE },
        Some(DoorProcess::Time) => Parts { time: true, ..Parts::NONE },
    };
    run(&arguments.config, parts).await
}

/// Works until SIGINT or SIGTERM.
pub async fn work(arguments: WorkArguments) -> Result<()> {
    run(&arguments.config, Parts { work: true, ..Parts::NONE }).await
}

/// Delivers until SIGINT or SIGTERM.
pub async fn deliver(arguments: DeliverArguments) -> Result<()> {
    if Config::read(&arguments.config)?.deliver.is_none() {
        bail!("{} has no [deliver]: nobody is to be woken", arguments.config.display());
    }
    run(&arguments.config, Parts { deliver: true, ..Parts::NONE }).await
}

async fn run(file: &Path, parts: Parts) -> Result<()> {
    let config = Config::read(file)?;
    let _logging = logging::start(&config)?;
    faces::offer(config.appearance.languages.clone());
    if std::env::var_os("FAILPOINTS").is_none() {
        logging::log_panics();
    }
    let mut termination = Termination::listen()?;
    let hang_ups = HangUps::listen()?;
    let mut running = tokio::select! {
        running = Running::start(config, parts, Vec::new()) => running?,
        // What was begun is put right at the next start, as after a crash.
        () = termination.requested() => return Ok(()),
    };
    running.reload_at(hang_ups, file.to_owned());
    service_manager::ready();
    running.until(&mut termination).await;
    Ok(())
}
