//! `greatseal restore`: a backup becomes the country's store again, brought up to what its audit log knows.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use audit_log::{Checkpoint, Import, reconcile};
use ca_core::ceremony::install::LaterCeremony;
use clap::Args;
use pki_types::{Clock, Sha256Digest, SystemClock, UnixTime, sha256};
use store::{Database, Restoration, Store, Transaction};
use words::leaf::{self, CLOCKS_DIFFER, Leaf};

use super::log;
use crate::backups::{Backup, Identity, OpenBackup};
use crate::config::Config;
use crate::database::DatabaseConfig;
use crate::output::{self, say};

/// Arguments of `greatseal restore`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The backup's folder
    pub folder: PathBuf,
    /// The log's key from the ceremony: public/log-key.pem, or a file with a verifier key (NAME+ID+KEY)
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// The file of mode 0600 with the key of an encrypted backup, as `greatseal backup-key` makes it
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
    /// The newest copy of the audit log. Default: the configuration's `audit_log.copy`
    #[arg(long, value_name = "FOLDER")]
    pub log: Option<PathBuf>,
    /// The folder of a ceremony that brought issuers after the backup was made (may be repeated)
    #[arg(long, value_name = "FOLDER")]
    pub ceremony: Vec<PathBuf>,
    /// The country's configuration
    #[arg(long, value_name = "FILE", default_value = "greatseal.toml")]
    pub config: PathBuf,
}

/// What a restore goes by, beside the backup.
pub struct Known<'a> {
    /// The log's key, a file.
    pub key: &'a Path,
    /// The newest copy of the log, a folder.
    pub copy: &'a Path,
    /// The folders of ceremonies that brought issuers later; those of which the backup knows are passed over.
    pub ceremonies: &'a [PathBuf],
}

/// What a restore did.
pub struct Restored {
    /// Entries of the audit log in the backup.
    pub backup_size: u64,
    /// Entries that the log's copy knew.
    pub known_size: u64,
    /// Certificates, acts, activations.
    pub authority: ca_core::restore::AuthorityRestored,
    /// Phones and sessions.
    pub consent: consent_core::restore::ConsentRestored,
}

/// Restores, and says what was lost.
pub async fn perform(arguments: Arguments) -> Result<()> {
    let config = Config::read(&arguments.config)?;
    let copy = arguments.log.or_else(|| config.audit_log_copy.clone());
    let copy = copy.context(
        "a restore needs a copy of the audit log, to know what was revoked since the backup: name it with --log",
    )?;
    output::promise(&format!("Restoring {} into {}.", arguments.folder.display(), config.database))?;
    let clock = Arc::new(SystemClock);
    let identity = arguments.identity.as_deref().map(Identity::read).transpose()?;
    let backup = Backup::read(&arguments.folder)?.open(identity)?;
    let known = Known { key: &arguments.key, copy: &copy, ceremonies: &arguments.ceremony };
    let restored = restore(&backup, known, &config.database, clock).await?;
    print(&restored);
    if matches!(config.database.database()?, Database::Postgres(_)) {
        say!("Give the processes' roles their rights again with `greatseal migrate --roles`.");
    }
    say!("Start the country with `greatseal serve --all --config {}`.", arguments.config.display());
    Ok(())
}

/// Makes the store from a backup and a copy of the audit log; nothing may be where it is to be.
///
/// A crash anywhere leaves nothing that a process would serve, and the same restore can be run again.
///
/// # Errors
/// The backup or the log is not what it should be, or they do not belong together: then there is no store.
pub async fn restore(
    backup: &OpenBackup,
    known: Known<'_>,
    database: &DatabaseConfig,
    clock: Arc<dyn Clock>,
) -> Result<Restored> {
    // 1. The log's copy holds, and goes on from where the backup's log ends.
    let Known { key, copy, ceremonies } = known;
    let verifier = log::verifier(key, &copy.join("checkpoint"))?;
    let checkpoint = backup.description().inventory().checkpoint.as_ref();
    let checkpoint = checkpoint.map(|note| Checkpoint::open(note, &verifier)).transpose();
    let checkpoint = checkpoint.context("the checkpoint in the backup")?;
    let import = Import::open(copy, &verifier, checkpoint.as_ref())?;
    let ceremonies = ceremonies.iter().map(|folder| LaterCeremony::read(folder));
    let beyond = Beyond {
        import,
        ceremonies: ceremonies.collect::<Result<_, _>>()?,
        backup: backup.description().sha256(),
    };
    // 2. What the backup holds is what was backed up. 3. One transaction brings it up to the log and proves it; then it is the store.
    match database.database()? {
        Database::Sqlite(place) => {
            // Beside the place, until everything in it is right.
            let restoration = Restoration::begin(&place).await?;
            backup.take_out(restoration.beside()).await?;
            let restored = reconciled(&restoration.beside().into(), beyond, clock).await?;
            restoration.finish()?;
            Ok(restored)
        }
        database_of_server => {
            // In its place, where no process serves it before that transaction.
            backup.put_into(database).await?;
            Store::migrate(&database_of_server).await?;
            reconciled(&database_of_server, beyond, clock).await
        }
    }
}

/// What is known beyond the backup.
struct Beyond {
    import: Import,
    ceremonies: Vec<LaterCeremony>,
    /// SHA-256 of the backup's file.
    backup: Sha256Digest,
}

async fn reconciled(database: &Database, beyond: Beyond, clock: Arc<dyn Clock>) -> Result<Restored> {
    let store = Store::open(database, clock).await?;
    let reconciled = store
        .transaction("restore: reconcile", move |transaction| {
            Box::pin(async move { bring_up_to_date(transaction, beyond).await })
        })
        .await;
    store.close().await;
    reconciled.context("nothing was restored")
}

async fn bring_up_to_date(transaction: &mut Transaction, beyond: Beyond) -> Result<Restored> {
    if !transaction.is_unreconciled().await? {
        bail!("this store is no backup");
    }
    let Beyond { mut import, ceremonies, backup: backup_sha256 } = beyond;
    // 1. Issuers that came after the backup come again: the log tells of their certificates, and has none of them.
    install_again(transaction, ceremonies, import.installed_later(transaction).await?).await?;
    // 2. The log goes on from its copy, and what it says happened after the backup is written again.
    let mut authority = ca_core::restore::Restore::begin(transaction).await?;
    let mut consent = consent_core::restore::Restore::default();
    let mut newest = transaction.last_leaf_at().await?;
    import.begin(transaction).await?;
    while let Some(leaves) = import.next(transaction).await? {
        for leaf in &leaves {
            newest = newest.max(Some(leaf.leaf().at()));
            authority.repeat(transaction, leaf).await?;
            consent.repeat(transaction, leaf).await?;
        }
    }
    import.finish(transaction).await?;
    // 3. The log tells of the restore; then what nobody can go on with ends.
    let (backup_size, known_size) = (import.backup_size(), import.known_size());
    let now = transaction.now();
    if let Some(was) = newest.filter(|newest| newest.since(now) > CLOCKS_DIFFER) {
        transaction.append_leaf(&Leaf::Clock(leaf::Clock { was, at: now })).await?;
    }
    let leaf = leaf::Restore { backup_sha256, backup_size, known_size, at: now };
    let leaf = Leaf::Restore(leaf);
    transaction.append_leaf(&leaf).await?;
    let authority = authority.conclude(transaction, &sha256(&leaf.to_bytes())).await?;
    let consent = consent.conclude(transaction).await?;
    // 4. The proof: the log holds with all of that, and the rows say what it says.
    let story = import.story(transaction).await?;
    let mut findings: Vec<_> = story
        .findings()
        .into_iter()
        .map(|finding| format!("entry {}: {}", finding.position, finding.problem))
        .collect();
    findings.extend(reconcile(transaction, &story, UnixTime::from_seconds(i64::MAX)).await?);
    if !findings.is_empty() {
        return Err(audit_log::Error::Refused { what: "the restored store".to_owned(), findings }.into());
    }
    // 5. The doors may open.
    transaction.mark_reconciled().await?;
    Ok(Restored { backup_size, known_size, authority, consent })
}

/// Writes what these ceremonies brought, as it was written then.
async fn install_again(
    transaction: &mut Transaction,
    mut ceremonies: Vec<LaterCeremony>,
    installed: Vec<leaf::Ceremony>,
) -> Result<()> {
    for leaf::Ceremony { file_sha256, at, .. } in installed {
        let place = ceremonies.iter().position(|ceremony| ceremony.file_sha256() == file_sha256);
        let place = place.with_context(|| {
            format!(
                "the ceremony of the file {file_sha256} was installed at {at}, after the backup: name its folder with --ceremony"
            )
        })?;
        ceremonies.swap_remove(place).install_again(transaction, at).await?;
    }
    Ok(())
}

fn print(restored: &Restored) {
    let (authority, consent) = (&restored.authority, &restored.consent);
    say!(
        "Restored: the backup had {} entries of the audit log, its copy {}.",
        restored.backup_size,
        restored.known_size
    );
    say!(
        "Written again: {} changes of status, {} blocks of phones.",
        authority.status_changes,
        consent.blocked_devices
    );
    for (profile, count) in &authority.lost_certificates {
        say!("Lost, and therefore revoked: {count} certificates of {profile}. Their holders need new ones.");
    }
    say!(
        "Lost: {} acts of officers (what they registered is to be registered again) and {} serials without certificate.",
        authority.lost_acts,
        authority.lost_intents
    );
    if authority.lost_corrections > 0 {
        say!(
            "{} of these acts corrected the name of a person: the register has the name from before, and the person no \
             certificate. Have it corrected again before the person gets an activation.",
            authority.lost_corrections
        );
    }
    say!(
        "Ended: {} sessions and {} enrolments that were open, and {} acts that waited for another officer; {} unused \
         activations are void.",
        consent.failed_sessions,
        authority.ended_enrolments,
        authority.lapsed_acts,
        authority.void_activations
    );
    say!("Every phone goes on; until its next right PIN one wrong PIN locks it.");
}
