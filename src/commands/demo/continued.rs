//! A country that is there is continued as it was founded: what else is asked for is refused, with the way to have it.

use anyhow::{Context, Result, bail};
use store::{Database, PostgresOptions};

use super::country::{DemoCountry, Ports};
use crate::config::Config;

/// What the command line says of a country, where it says something.
pub(super) struct Asked<'a> {
    /// The first of its ports.
    pub(super) ports: Option<u16>,
    /// What its certificates name.
    pub(super) public_url: Option<&'a str>,
    /// Whether qualified devices may be activated.
    pub(super) qualified_devices: bool,
    /// Its PostgreSQL database.
    pub(super) database: Option<&'a str>,
}

impl Asked<'_> {
    /// Takes the ports from the country in the folder.
    ///
    /// # Errors
    /// It was founded otherwise than is asked for now: says in what, and what can be done.
    pub(super) fn continue_with(&self, demo: &mut DemoCountry) -> Result<()> {
        let config = demo.config()?;
        let first = config.landing.listen.port();
        demo.ports = Ports::from(first);
        if let Some(difference) = self.differences(&config, first)? {
            bail!(
                "{} holds a country already, and {difference}. Leave the option out to continue this country, found \
                 another one beside it with --data FOLDER, or throw this one away with --fresh",
                demo.data.display()
            );
        }
        Ok(())
    }

    fn differences(&self, config: &Config, first: u16) -> Result<Option<String>> {
        if let Some(ports) = self.ports.filter(|ports| *ports != first) {
            return Ok(Some(format!(
                "its ports begin at {first}: its certificates name {}, so it cannot be moved to {ports}",
                config.public_url
            )));
        }
        if let Some(url) = self.public_url.filter(|url| *url != config.public_url) {
            return Ok(Some(format!("its certificates name {}, not {url}", config.public_url)));
        }
        if self.qualified_devices && !config.authority.qscd {
            return Ok(Some("it was founded without --qualified-devices".to_owned()));
        }
        if let Some(url) = self.database {
            let asked: Database = PostgresOptions::parse(url).context("--database")?.into();
            if asked.to_string() != config.database.to_string() {
                return Ok(Some(format!("it remembers in {}, not in {asked}", config.database)));
            }
        }
        Ok(None)
    }
}
