//! `greatseal migrate`: the schema of the country's database is brought up to date, by the role that owns it.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use store::Store;

use crate::config::Config;
use crate::output::{self, say};

/// Arguments of `greatseal migrate`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The country's configuration; on PostgreSQL its role must own the database
    #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
    pub config: PathBuf,
    /// Also make the roles greatseal_api, greatseal_status, greatseal_time, greatseal_deliver, greatseal_work and greatseal_backup on the
    /// PostgreSQL server, and give each the rights of its process in this database and no other
    #[arg(long)]
    pub roles: bool,
}

/// What an administrator runs in the country's database, for whom it does not belong to the role that migrates.
const FORBID: &str = "REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), \
    lo_open(oid, integer), lo_put(oid, bigint, bytea), lowrite(integer, bytea) FROM PUBLIC;";

/// Applies what is missing; a schema of a later program is refused and left as it is.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let config = Config::read(&arguments.config)?;
    output::promise(&format!("Bringing {} up to date.", config.database))?;
    Store::migrate(&config.database.database()?)
        .await
        .with_context(|| format!("cannot bring {} up to date", config.database))?;
    say!("{} has the schema of this program.", config.database);
    if arguments.roles {
        let granted = Store::grant_roles(&config.database.database()?)
            .await
            .with_context(|| format!("cannot give the roles of {} their rights", config.database))?;
        say!(
            "The roles greatseal_api, greatseal_status, greatseal_time, greatseal_deliver, greatseal_work and greatseal_backup have their rights in it."
        );
        if granted.large_objects {
            say!(
                "They may still keep large objects, which only the server's administrator can forbid: {FORBID}"
            );
        }
        say!(
            "Give each a way to prove itself: a password (SCRAM), or the peer of a Unix socket, in pg_hba.conf."
        );
    }
    Ok(())
}
