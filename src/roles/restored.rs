//! What a process looks at before it starts, in case its store came from a backup.

use anyhow::{Result, bail};
use ca_core::Authority;
use store::Store;

use crate::config::Config;

/// A store that was put back from a backup does not know what was revoked since.
pub(super) async fn refuse_a_backup(store: &Store, config: &Config) -> Result<()> {
    if store.is_unreconciled().await? {
        bail!(
            "{} is a backup that was not brought up to the audit log: it may call good what was revoked since. Move it \
             away and run `greatseal restore` with the backup's folder and a copy of the log",
            config.database
        );
    }
    Ok(())
}

/// After a restore the newest lists in the store are older than those that others have seen: new ones come before the
/// doors open. Where the keys are away, OCSP tells the truth and the worker goes on trying.
pub(super) async fn renew_lost_lists(authority: &Authority, store: &Store) -> Result<()> {
    for list in store.latest_crls().await? {
        if list.number >= store.lost_crl_number(list.issuer, list.shard).await? {
            continue;
        }
        if let Err(problem) = authority.renew_crls().await {
            tracing::warn!(%problem, "the revocation lists of a restored store cannot be renewed yet");
        }
        break;
    }
    Ok(())
}
