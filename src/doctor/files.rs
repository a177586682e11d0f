//! Who may read and write the country's files, and whether there is room for more.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use store::Database;

use super::Area;
use crate::config::Config;

/// Below this, somebody should make room.
const LITTLE: u64 = 2 * 1024 * 1024 * 1024;
/// Below this, writing is about to end.
const TOO_LITTLE: u64 = 256 * 1024 * 1024;
/// Rights of the group and of others.
const OTHERS: u32 = 0o077;
/// Rights of the group and of others to write.
const OTHERS_WRITE: u32 = 0o022;

pub(super) fn examine(path: &Path, config: &Config, area: &mut Area<'_>) {
    rights(path, OTHERS_WRITE, area);
    for file in config.keys.secret_files() {
        rights(file, OTHERS, area);
    }
    let database = match config.database.database() {
        Ok(Database::Sqlite(path)) => Some(path),
        // A server's files are its own; a password that cannot be read is told with the database.
        Ok(Database::Postgres(_)) | Err(_) => None,
    };
    for file in database.iter().flat_map(|database| database_files(database)) {
        rights(&file, OTHERS, area);
    }
    if let Some(keys) = config.keys.folder() {
        rights(keys, OTHERS, area);
    }
    for (_, key) in tls_files(config) {
        rights(&key, OTHERS, area);
    }
    if let Some(copy) = config.audit_log_copy.as_deref().filter(|copy| copy.exists()) {
        rights(copy, OTHERS_WRITE, area);
    }
    let folders =
        [database.as_deref().map(folder_of), config.keys.folder(), config.audit_log_copy.as_deref()];
    for folder in folders.into_iter().flatten().filter(|folder| folder.exists()) {
        room(folder, area);
    }
}

/// Certificate and key of each door that has some: the operator's, or those that the program made.
pub(super) fn tls_files(config: &Config) -> Vec<(PathBuf, PathBuf)> {
    let doors = [
        ("phone", &config.phone),
        ("relying_party", &config.relying_party),
        ("registration", &config.registration),
    ];
    let own = config.phone_app.iter().filter_map(|door| door.tls.clone());
    let files = doors.into_iter().map(|(name, door)| match &door.tls {
        Some(files) => files.clone(),
        None => crate::roles::tls::own_files(name, config),
    });
    files.chain(own).filter(|(certificate, _)| certificate.exists()).collect()
}

fn database_files(database: &Path) -> impl Iterator<Item = PathBuf> {
    let beside = ["", "-wal", "-shm", ".lock"].map(|suffix| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    });
    beside.into_iter().filter(|file| file.exists())
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn rights(path: &Path, forbidden: u32, area: &mut Area<'_>) {
    let subject = path.display().to_string();
    let mode = match std::fs::metadata(path) {
        Ok(metadata) => metadata.permissions().mode() & 0o777,
        Err(problem) => {
            let next =
                "Restore it, correct its name in the configuration, or run the doctor as the service's user.";
            return area.problem(subject, format!("cannot be looked at: {problem}"), next);
        }
    };
    if mode & forbidden == 0 {
        return area.ok(subject, format!("mode {mode:04o}"));
    }
    let (what, mended) = if forbidden == OTHERS { ("read or change", "go=") } else { ("change", "go-w") };
    let next = format!("chmod {mended} {}", path.display());
    area.problem(subject, format!("mode {mode:04o}: others may {what} it"), next);
}

fn room(folder: &Path, area: &mut Area<'_>) {
    let subject = format!("room in {}", folder.display());
    let room = match rustix::fs::statvfs(folder) {
        Ok(room) => room,
        Err(problem) => {
            let next = "Look at the disk and the rights of the folder.";
            return area.problem(subject, format!("cannot be measured: {problem}"), next);
        }
    };
    if room.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY) {
        return area.problem(
            subject,
            "it is mounted read-only",
            "Look for the reason in the system's log, then remount it.",
        );
    }
    let free = room.f_bavail.saturating_mul(room.f_frsize);
    let found = format!("{} MiB free", free / (1024 * 1024));
    let next = "Make room or enlarge the disk; a full disk refuses enrolments, signatures and acts until there is room again.";
    match free {
        ..TOO_LITTLE => area.problem(subject, found, next),
        TOO_LITTLE..LITTLE => area.warning(subject, found, next),
        LITTLE.. => area.ok(subject, found),
    }
}
