//! What a backup is: a folder with the store in a file, and a manifest that says what must be in it.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use pki_types::{Clock, Sha256Digest, UnixTime, hash::Sha256Stream, sha256};
use serde::{Deserialize, Serialize};
use store::{Database, Inventory, Snapshot, look_into};

use crate::database::DatabaseConfig;
use crate::postgres_tools;
use crate::secrets::write_private;

/// The version of manifests that this program writes and reads.
const VERSION: u32 = 1;
/// The manifest's name in the folder.
const MANIFEST: &str = "manifest.json";
/// The largest manifest that is read, in octets.
const LARGEST: u64 = 1 << 20;
/// Octets that are copied at a time.
const PIECE: usize = 1 << 20;

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Engine {
    /// A database file.
    Sqlite,
    /// A dump in pg_dump's custom format.
    Postgres,
}

impl Engine {
    fn of(database: &Database) -> Self {
        match database {
            Database::Sqlite(_) => Self::Sqlite,
            Database::Postgres(_) => Self::Postgres,
        }
    }

    /// The name of the store's file in the folder.
    fn file(self) -> &'static str {
        match self {
            Self::Sqlite => "store.sqlite",
            Self::Postgres => "store.dump",
        }
    }
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    version: u32,
    engine: Engine,
    made_at: UnixTime,
    program: String,
    length: u64,
    sha256: Sha256Digest,
    inventory: Inventory,
}

/// A backup in a folder whose manifest was read; its file is not looked at yet.
pub struct Backup {
    folder: PathBuf,
    manifest: Manifest,
    sha256: Sha256Digest,
}

impl Backup {
    /// Backs a database up, beside whoever writes to it. The folder comes into being in one step when it is whole;
    /// what an interrupted attempt left is thrown away.
    ///
    /// # Errors
    /// The folder is there; the database cannot be read, or is damaged.
    pub async fn make(config: &DatabaseConfig, folder: &Path, clock: &dyn Clock) -> Result<Self> {
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
        let engine = Engine::of(&database);
        let file = unfinished.join(engine.file());
        let inventory = match &database {
            Database::Sqlite(path) => copy_file(path, &file).await,
            Database::Postgres(_) => dump(config, &database, &file).await,
        };
        let inventory = inventory.with_context(|| format!("cannot back {config} up"))?;
        // 3. The manifest, last.
        let (length, sha256) = read_through(&file, std::io::sink())?;
        let program = env!("CARGO_PKG_VERSION").to_owned();
        let manifest =
            Manifest { version: VERSION, engine, made_at: clock.now(), program, length, sha256, inventory };
        let text = serde_json::to_string_pretty(&manifest)?;
        write_private(&unfinished.join(MANIFEST), text.as_bytes())?;
        // 4. Its name, in one step.
        flush(&unfinished)?;
        fs::rename(&unfinished, folder).with_context(|| format!("cannot name {}", folder.display()))?;
        flush(parent)?;
        Self::open(folder)
    }

    /// Reads the manifest in a folder.
    ///
    /// # Errors
    /// There is none, or none of this program.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(MANIFEST);
        let found = fs::metadata(&path).with_context(|| format!("{} is no backup", folder.display()))?;
        if found.len() > LARGEST {
            bail!("{} has {} octets, at most {LARGEST}", path.display(), found.len());
        }
        let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let manifest: Manifest = serde_json::from_slice(&text)
            .with_context(|| format!("{} is no manifest of a backup", path.display()))?;
        if manifest.version != VERSION {
            bail!("the backup has version {}, this program reads {VERSION}", manifest.version);
        }
        Ok(Self { folder: folder.to_owned(), manifest, sha256: sha256(&text) })
    }

    /// What was counted when it was made.
    pub fn inventory(&self) -> &Inventory {
        &self.manifest.inventory
    }

    /// When it was made.
    pub fn made_at(&self) -> UnixTime {
        self.manifest.made_at
    }

    /// SHA-256 of the manifest, which names everything else.
    pub fn sha256(&self) -> Sha256Digest {
        self.sha256
    }

    /// Copies a SQLite store to a new file and proves that it is what was backed up: every octet, every page and
    /// reference, every count.
    ///
    /// # Errors
    /// The first thing that differs.
    pub async fn take_out(&self, to: &Path) -> Result<()> {
        self.check_engine(Engine::Sqlite)?;
        write_private(to, b"").with_context(|| format!("cannot create {}", to.display()))?;
        let into = fs::OpenOptions::new().write(true).truncate(true).open(to)?;
        self.read_whole(&into)?;
        into.sync_all().with_context(|| format!("cannot flush {}", to.display()))?;
        self.compare(&inventory(&to.into()).await?)
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
            self.read_whole(std::io::sink())?;
            self.undump(config).await?;
        } else if !reads.is_unreconciled().await? {
            bail!("{config} is in the way: a restore needs an empty database");
        }
        reads.close_database().await;
        self.compare(&inventory(&database).await?)
    }

    /// Has PostgreSQL's own program put the dump in, but for the rights of roles, which may not be there:
    /// `signet migrate --roles` gives them again.
    async fn undump(&self, config: &DatabaseConfig) -> Result<()> {
        let dump = self.folder.join(self.manifest.engine.file());
        let list = postgres_tools::run(config, "pg_restore", &["--list".into(), dump.clone().into()]).await?;
        let kept = list.lines().filter(|line| !line.contains(" POLICY ") && !line.contains(" ROW SECURITY "));
        let kept: String = kept.map(|line| format!("{line}\n")).collect();
        let contents = std::env::temp_dir().join(format!("signet-{}.list", self.sha256));
        fs::write(&contents, kept).with_context(|| format!("cannot write {}", contents.display()))?;
        let mut arguments: Vec<std::ffi::OsString> =
            ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--use-list"]
                .map(Into::into)
                .to_vec();
        arguments.extend([contents.clone().into(), format!("--dbname={config}").into(), dump.into()]);
        let restored = postgres_tools::run(config, "pg_restore", &arguments).await;
        let _only_a_list = fs::remove_file(&contents);
        restored.map(|_| ())
    }

    fn check_engine(&self, wanted: Engine) -> Result<()> {
        let found = self.manifest.engine;
        ensure!(found == wanted, "the backup is one of {found:?}, the configuration names {wanted:?}");
        Ok(())
    }

    /// Reads every octet of the store's file.
    fn read_whole(&self, into: impl Write) -> Result<()> {
        let from = self.folder.join(self.manifest.engine.file());
        let (length, sha256) = read_through(&from, into)?;
        if (length, sha256) == (self.manifest.length, self.manifest.sha256) {
            return Ok(());
        }
        bail!(
            "{} is not what was backed up: it has {length} octets with the SHA-256 {sha256}, the manifest says {} \
             octets with {}",
            from.display(),
            self.manifest.length,
            self.manifest.sha256
        );
    }

    fn compare(&self, found: &Inventory) -> Result<()> {
        match self.manifest.inventory.difference(found) {
            None => Ok(()),
            Some((what, said, found)) => bail!(
                "the backup does not hold what its manifest says: {what} is {found}, it should be {said}"
            ),
        }
    }
}

/// Copies a SQLite file; what is in it is proved and counted from the copy itself.
async fn copy_file(database: &Path, file: &Path) -> Result<Inventory> {
    store::back_up(database, file).await?;
    inventory(&file.into()).await
}

/// Has PostgreSQL's own program dump the instant in which everything is counted.
async fn dump(config: &DatabaseConfig, database: &Database, file: &Path) -> Result<Inventory> {
    let Database::Postgres(options) = database else { bail!("{config} is no PostgreSQL database") };
    let snapshot = Snapshot::take(options).await?;
    write_private(file, b"")?;
    let arguments = [
        "--format=custom".into(),
        // The role of backups sees every row by policies of its own (roles.sql); whoever lacks a table is refused.
        "--enable-row-security".into(),
        "--no-owner".into(),
        "--no-privileges".into(),
        format!("--snapshot={}", snapshot.name()).into(),
        "--file".into(),
        file.to_owned().into(),
        format!("--dbname={}", options.url()).into(),
    ];
    postgres_tools::run(config, "pg_dump", &arguments).await?;
    File::open(file)
        .and_then(|file| file.sync_all())
        .with_context(|| format!("cannot flush {}", file.display()))?;
    Ok(snapshot.inventory().await?)
}

/// Counts what is where nobody writes, after the engine has checked it.
async fn inventory(database: &Database) -> Result<Inventory> {
    let read = async {
        let reads = look_into(database).await?;
        reads.check_integrity().await?;
        let inventory = reads.inventory().await;
        reads.close_database().await;
        inventory
    };
    read.await.with_context(|| format!("{database} is no whole store"))
}

/// Copies a file; gives its length and its SHA-256.
fn read_through(from: &Path, mut into: impl Write) -> Result<(u64, Sha256Digest)> {
    let cannot_read = || format!("cannot read {}", from.display());
    let mut file = File::open(from).with_context(cannot_read)?;
    let (mut piece, mut length, mut digest) = (vec![0; PIECE], 0, Sha256Stream::new());
    loop {
        let count = file.read(&mut piece).with_context(cannot_read)?;
        if count == 0 {
            return Ok((length, digest.finish()));
        }
        digest.update(&piece[..count]);
        into.write_all(&piece[..count]).context("cannot write the copy")?;
        length += u64::try_from(count).context("a piece is small")?;
    }
}

fn flush(folder: &Path) -> Result<()> {
    let flushed = File::open(folder).and_then(|folder| folder.sync_all());
    flushed.with_context(|| format!("cannot flush {}", folder.display()))
}
