//! `signet serve`: runs the country's services until it is told to stop.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::config::Config;
use crate::{logging, roles};

/// Arguments of `signet serve`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Every process in this one: for a laptop, a demonstration, a small office
    #[arg(long, required = true)]
    all: bool,
    /// The country's configuration
    #[arg(long, value_name = "FILE", default_value = "signet.toml")]
    config: PathBuf,
}

/// Serves until SIGINT or SIGTERM.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let config = Config::read(&arguments.config)?;
    logging::start(&config)?;
    let running = roles::Running::start(config, Vec::new()).await?;
    running.until_asked_to_stop().await
}
