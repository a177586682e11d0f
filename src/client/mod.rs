//! The officers' way to a running country, on a laptop as in a nation, and what commands say of what comes back.
//! An e-service's way is the crate `relying-party`, whose rules of connections these share.

pub mod acts;
pub mod new_credentials;
pub mod problems;

use anyhow::{Context, Result};
use relying_party::{Country, Error};

/// Where a country on this machine is, if nobody says otherwise.
pub const DEFAULT_ADDRESS: &str = "http://127.0.0.1:7600";

/// The country at this address, for a command.
///
/// # Errors
/// Nobody answers there: says how a country is started.
pub async fn discover(base: &str) -> Result<Country> {
    let found = Country::discover(base).await;
    let hint = match &found {
        Err(Error::Unreachable { url, .. }) => {
            format!("nobody answers at {url}: is the country running? Start it with `greatseal serve --all`")
        }
        _ => return Ok(found?),
    };
    found.context(hint)
}
