//! What a backup is: a folder with the store in a file, encrypted to whoever may open it, and a manifest that says what must
//! be in it.

mod beside;
mod encryption;
mod manifest;
mod octets;

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use pki_types::{Clock, Sha256Digest, UnixTime};
use store::{Database, Depth, Inventory, Snapshot, look_into};

use crate::database::DatabaseConfig;
use crate::postgres_tools;
use crate::secrets::write_private;
use beside::Beside;
use manifest::{Engine, Manifest};
use octets::{Counted, copy, octets_in};

pub use encryption::{Identity, Protection, Recipient};

/// A backup in a folder whose manifest was read; its file is not looked at yet.
pub struct Backup {
    folder: PathBuf,
    manifest: Manifest,
    sha256: Sha256Digest,
}

/// A backup whose contents can be read: it is not encrypted, or its key is here.
pub struct OpenBackup {
    backup: Backup,
    identity: Option<Arc<Identity>>,
}

impl Backup {
    /// Backs a database up, beside whoever writes to it. The folder comes into being in one step when it is whole;
    /// what an interrupted attempt left is thrown away.
    ///
    /// # Errors
    /// The folder is there; the database cannot be read, or is damaged.
    pub async fn make(
        config: &DatabaseConfig,
        folder: &Path,
        protection: Protection,
        clock: &dyn Clock,
    ) -> Result<Self> {
        // 1. A folder beside, for its owner alone.
        if folder.exists() {
            bail!("{} is there already: a backup writes over nothing, give it a new name", folder.display());
        }
        let parent =
            folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = folder.file_name().context("the backup needs a name")?.to_string_lossy();
        let unfinished = parent.join(format!("{name}.unfinished"));
        if unfinished.exists() {
            let removed = fs::remove_dir_all(&unfinished);
            removed.with_context(|| format!("cannot remove {}", unfinished.display()))?;
        }
        let made = fs::DirBuilder::new().mode(0o700).create(&unfinished);
        made.with_context(|| format!("cannot create {}", unfinished.display()))?;
        // 2. The store as it is at one instant, and what is in it.
        let database = config.database()?;
        let (engine, encrypted_to) = (Engine::of(&database), protection.recipients());
        let file = unfinished.join(engine.file(!encrypted_to.is_empty()));
        let made = match &database {
            Database::Sqlite(path) => copy_store(path, &file, protection).await,
            Database::Postgres(_) => dump(config, &database, file, protection).await,
        };
        let (inventory, octets) = made.with_context(|| format!("cannot back {config} up"))?;
        // 3. The manifest, last.
        Manifest::new(engine, clock.now(), encrypted_to, octets, inventory).write(&unfinished)?;
        // 4. Its name, in one step.
        flush(&unfinished)?;
        fs::rename(&unfinished, folder).with_context(|| format!("cannot name {}", folder.display()))?;
        flush(parent)?;
        Self::read(folder)
    }

    /// Reads the manifest in a folder.
    ///
    /// # Errors
    /// There is none, or none of this program.
    pub fn read(folder: &Path) -> Result<Self> {
        let (manifest, sha256) = Manifest::read(folder)?;
        Ok(Self { folder: folder.to_owned(), manifest, sha256 })
    }

    /// What was counted when it was made.
    pub fn inventory(&self) -> &Inventory {
        &self.manifest.inventory
    }

    /// When it was made.
    pub fn made_at(&self) -> UnixTime {
        self.manifest.made_at
    }

    /// SHA-256 of the certificates whose keys open it; nobody's where it lies open.
    pub fn encrypted_to(&self) -> &[Sha256Digest] {
        &self.manifest.encrypted_to
    }

    /// SHA-256 of the manifest, which names everything else.
    pub fn sha256(&self) -> Sha256Digest {
        self.sha256
    }

    /// Proves that every octet of the file is what was written, which needs no key, and that this key opens it.
    ///
    /// # Errors
    /// The file is not what was backed up; or there is no key, or the key of somebody else. A key for a backup that is not
    /// encrypted is refused too: somebody may have put it in the place of one that was.
    pub fn open(self, identity: Option<Identity>) -> Result<OpenBackup> {
        let file = self.manifest.file(&self.folder);
        self.compare_octets(octets_in(&file)?)?;
        let identity = identity.map(Arc::new);
        let recipients =
            || self.manifest.encrypted_to.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
        match (&identity, self.manifest.is_encrypted()) {
            (None, false) => {}
            (None, true) => bail!(
                "the backup is encrypted to the certificates {}: name the file with the key of one of them with --identity",
                recipients()
            ),
            (Some(_), false) => bail!(
                "the backup is not encrypted, and a key was named: if that is what you made, restore it without --identity"
            ),
            (Some(identity), true) => {
                let encrypted =
                    File::open(&file).with_context(|| format!("cannot read {}", file.display()))?;
                identity.open(encrypted).map(drop).with_context(|| {
                    let file = file.display();
                    format!(
                        "{file} cannot be opened; its manifest says that it is encrypted to {}",
                        recipients()
                    )
                })?;
            }
        }
        Ok(OpenBackup { backup: self, identity })
    }

    fn compare_octets(&self, (length, sha256): (u64, Sha256Digest)) -> Result<()> {
        let Manifest { length: wanted, sha256: wished, .. } = &self.manifest;
        if (length, sha256) == (*wanted, *wished) {
            return Ok(());
        }
        bail!(
            "{} is not what was backed up: it has {length} octets with the SHA-256 {sha256}, the manifest says {wanted} \
             octets with {wished}",
            self.manifest.file(&self.folder).display()
        );
    }
}

impl OpenBackup {
    /// What it says of itself.
    pub fn description(&self) -> &Backup {
        &self.backup
    }

    /// Copies a SQLite store to a new file and proves that it is what was backed up: every octet, every page and
    /// reference, every count.
    ///
    /// # Errors
    /// The first thing that differs.
    pub async fn take_out(&self, to: &Path) -> Result<()> {
        self.check_engine(Engine::Sqlite)?;
        write_private(to, b"").with_context(|| format!("cannot create {}", to.display()))?;
        let mut into = OpenOptions::new().write(true).truncate(true).open(to)?;
        self.contents().into_writer(&mut into)?;
        into.sync_all().with_context(|| format!("cannot flush {}", to.display()))?;
        self.compare(&inventory(&to.into(), Depth::Everything).await?)
    }

    /// Puts a dump into an empty PostgreSQL database, in one transaction, and proves that it is what was backed up. One
    /// that is there already, because an earlier attempt or its administrator put it there, is only proved.
    ///
    /// # Errors
    /// The database holds something else; the dump is not what was backed up.
    pub async fn put_into(&self, config: &DatabaseConfig) -> Result<()> {
        self.check_engine(Engine::Postgres)?;
        let database = config.database()?;
        let reads = look_into(&database).await?;
        if reads.is_empty_database().await? {
            self.undump(config).await?;
        } else if !reads.is_unreconciled().await? {
            bail!("{config} is in the way: a restore needs an empty database");
        }
        reads.close_database().await;
        self.compare(&inventory(&database, Depth::Everything).await?)
    }

    /// Has PostgreSQL's own program put the dump in, but for the rights of roles, which may not be there:
    /// `greatseal migrate --roles` gives them again. It reads the dump from a pipe: what is encrypted is never on a disk in clear.
    async fn undump(&self, config: &DatabaseConfig) -> Result<()> {
        let contents = self.contents();
        let feed = move |pipe: &mut dyn Write| contents.into_writer(pipe);
        let list = postgres_tools::run_from(config, "pg_restore", &["--list".into()], feed).await?;
        let kept = list.lines().filter(|line| !line.contains(" POLICY ") && !line.contains(" ROW SECURITY "));
        let kept: String = kept.map(|line| format!("{line}\n")).collect();
        let list = std::env::temp_dir().join(format!("greatseal-{}.list", self.backup.sha256));
        fs::write(&list, kept).with_context(|| format!("cannot write {}", list.display()))?;
        let mut arguments: Vec<std::ffi::OsString> =
            ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--use-list"]
                .map(Into::into)
                .to_vec();
        arguments.extend([list.clone().into(), format!("--dbname={config}").into()]);
        let contents = self.contents();
        let feed = move |pipe: &mut dyn Write| contents.into_writer(pipe);
        let restored = postgres_tools::run_from(config, "pg_restore", &arguments, feed).await;
        let _only_a_list = fs::remove_file(&list);
        restored.map(|_| ())
    }

    fn contents(&self) -> Contents {
        Contents { file: self.backup.manifest.file(&self.backup.folder), identity: self.identity.clone() }
    }

    fn check_engine(&self, wanted: Engine) -> Result<()> {
        let found = self.backup.manifest.engine;
        ensure!(found == wanted, "the backup is one of {found:?}, the configuration names {wanted:?}");
        Ok(())
    }

    fn compare(&self, found: &Inventory) -> Result<()> {
        match self.backup.manifest.inventory.difference(found) {
            None => Ok(()),
            Some((what, said, found)) => bail!(
                "the backup does not hold what its manifest says: {what} is {found}, it should be {said}"
            ),
        }
    }
}

/// The file of a backup, and what opens it.
struct Contents {
    file: PathBuf,
    identity: Option<Arc<Identity>>,
}

impl Contents {
    /// Writes out what the file holds, in clear.
    fn into_writer(self, into: &mut dyn Write) -> Result<()> {
        let named = || self.file.display().to_string();
        let file = File::open(&self.file).with_context(named)?;
        let mut contents: Box<dyn Read> = match &self.identity {
            Some(identity) => Box::new(identity.open(file).with_context(named)?),
            None => Box::new(file),
        };
        copy(contents.as_mut(), into).with_context(named)
    }
}

/// Copies a SQLite store into the file of a backup; what is in it is read and counted in the copy itself: every page, but indexes
/// and references only where a backup is taken out, or the doctor is thorough, because that takes ten times as long. On its way
/// into an encrypted one the copy lies beside the store.
async fn copy_store(
    store: &Path,
    file: &Path,
    protection: Protection,
) -> Result<(Inventory, (u64, Sha256Digest))> {
    if let Protection::Plain = protection {
        store::back_up(store, file).await?;
        return Ok((inventory(&file.into(), Depth::Pages).await?, octets_in(file)?));
    }
    let beside = Beside::begin(store)?;
    store::back_up(store, &beside.copy()).await?;
    let inventory = inventory(&(&beside.copy()).into(), Depth::Pages).await?;
    let mut copied = File::open(beside.copy())?;
    let octets = write_file(file, &protection, |into| copy(&mut copied, into))?;
    Ok((inventory, octets))
}

/// Has PostgreSQL's own program dump the instant in which everything is counted, into a pipe.
async fn dump(
    config: &DatabaseConfig,
    database: &Database,
    file: PathBuf,
    protection: Protection,
) -> Result<(Inventory, (u64, Sha256Digest))> {
    let Database::Postgres(options) = database else { bail!("{config} is no PostgreSQL database") };
    let snapshot = Snapshot::take(options).await?;
    let arguments = [
        "--format=custom".into(),
        // The role of backups sees every row by policies of its own (roles.sql); whoever lacks a table is refused.
        "--enable-row-security".into(),
        "--no-owner".into(),
        "--no-privileges".into(),
        format!("--snapshot={}", snapshot.name()).into(),
        format!("--dbname={}", options.url()).into(),
    ];
    let keep = move |pipe: &mut dyn Read| write_file(&file, &protection, |into| copy(pipe, into));
    let octets = postgres_tools::run_into(config, "pg_dump", &arguments, keep).await?;
    Ok((snapshot.inventory().await?, octets))
}

/// Writes a new file that only its owner can read, under this protection, and flushes it; gives what its octets are.
fn write_file(
    path: &Path,
    protection: &Protection,
    write: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<(u64, Sha256Digest)> {
    let named = || format!("cannot write {}", path.display());
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).with_context(named)?;
    let (file, octets) = protection.protect(Counted::new(file), write).with_context(named)?.finish();
    file.sync_all().with_context(named)?;
    Ok(octets)
}

/// Counts what is where nobody writes, after the engine has looked into it.
async fn inventory(database: &Database, depth: Depth) -> Result<Inventory> {
    let read = async {
        let reads = look_into(database).await?;
        reads.check_integrity(depth).await?;
        let inventory = reads.inventory().await;
        reads.close_database().await;
        inventory
    };
    read.await.with_context(|| format!("{database} is no whole store"))
}

fn flush(folder: &Path) -> Result<()> {
    let flushed = File::open(folder).and_then(|folder| folder.sync_all());
    flushed.with_context(|| format!("cannot flush {}", folder.display()))
}
