//! Offline verification of a log's static files: every entry is hashed anew, every tile compared, the root held against
//! what the log's key signed, and the story checked.

use std::fs;
use std::path::Path;

use pki_types::{Certificate, Sha256Digest};
use serde::Serialize;

use crate::copy::{CHECKPOINT, read, read_hashes};
use crate::story::{SerialState, Story};
use crate::tile::{self, WIDTH};
use crate::tree::{Frontier, leaf_hash, root_of};
use crate::{Checkpoint, Error, NoteVerifier};

/// Findings that a report names one by one.
const MOST_FINDINGS: usize = 100;
/// Hashes in a full tile, as lengths are counted.
const FULL_WIDTH: usize = 256;

/// What a folder is held against, beside the log's key.
#[derive(Default)]
pub struct Options {
    /// Earlier checkpoints of this log: the log must have gone on from each.
    pub earlier: Vec<Checkpoint>,
    /// Certificates that must be in the log.
    pub certificates: Vec<Certificate>,
}

/// What was verified.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Which log.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Sha256Digest,
    /// Certificates that became final.
    pub certificates: usize,
    /// Serials that were given up.
    pub burnt: usize,
    /// Sessions that ended.
    pub sessions: usize,
    /// What must not be: empty if the log holds. At most 100 are named.
    pub findings: Vec<String>,
    /// How many findings there are in all.
    pub finding_count: usize,
}

impl Report {
    /// Whether nothing was found.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.finding_count == 0
    }
}

/// A verified folder, and what of it is needed to go on from it.
pub(crate) struct Proof {
    pub(crate) report: Report,
    pub(crate) story: Story,
    pub(crate) frontier: Frontier,
    /// The checkpoint as it was signed.
    pub(crate) note: String,
}

/// Verifies the log in a folder.
///
/// # Errors
/// [`Error::Unsigned`], [`Error::Malformed`]: there is no checkpoint of this key. [`Error::File`]: a file cannot be read.
/// Everything else that is wrong is in the report.
pub fn verify_folder(
    folder: &Path,
    verifier: &NoteVerifier,
    options: &Options,
) -> Result<(Report, Story), Error> {
    let proof = prove(folder, verifier, options)?;
    Ok((proof.report, proof.story))
}

pub(crate) fn prove(folder: &Path, verifier: &NoteVerifier, options: &Options) -> Result<Proof, Error> {
    // 1. What the log's key signed.
    let path = folder.join(CHECKPOINT);
    let note = fs::read_to_string(&path).map_err(Error::file(&path, "read"))?;
    let checkpoint = Checkpoint::open(&note, verifier)?;
    let mut findings = Vec::new();

    // 2. Every entry, in order: hashes, the story, and the root at the sizes of earlier checkpoints.
    let mut story = Story::default();
    let mut frontier = Frontier::default();
    let mut roots = Vec::new();
    for tile in tile::tiles_of(0, checkpoint.size) {
        let bytes = read(&folder.join(tile.entries_path()))?;
        let Some(entries) = tile::entries_from_bytes(&bytes, tile.width) else {
            findings.push(format!("{} does not hold {} entries", tile.entries_path().display(), tile.width));
            break;
        };
        let hashes: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        compare(&mut findings, folder, tile, &hashes);
        for (entry, hash) in entries.iter().zip(&hashes) {
            story.read(frontier.size(), entry);
            frontier.push(*hash);
            check_earlier(&mut findings, &options.earlier, &frontier);
        }
        if tile.width == WIDTH {
            roots.push(root_of(&hashes));
        }
    }

    // 3. The tiles above, each from the one below.
    for level in 1..tile::levels(checkpoint.size) {
        let mut above = Vec::new();
        for (tile, hashes) in tile::tiles_of(level, checkpoint.size).zip(roots.chunks(FULL_WIDTH)) {
            compare(&mut findings, folder, tile, hashes);
            if tile.width == WIDTH {
                above.push(root_of(hashes));
            }
        }
        roots = above;
    }

    // 4. The root, the earlier checkpoints and the certificates.
    if frontier.root() != checkpoint.root {
        findings.push(format!(
            "the entries give the root {}, but {} was signed for {} entries",
            frontier.root(),
            checkpoint.root,
            checkpoint.size
        ));
    }
    for earlier in options.earlier.iter().filter(|earlier| earlier.size > checkpoint.size) {
        findings.push(format!(
            "an earlier checkpoint covers {} entries, this one {}: the newest are missing",
            earlier.size, checkpoint.size
        ));
    }
    for certificate in &options.certificates {
        if !story.certificates().contains_key(&certificate.sha256()) {
            findings.push(format!("the certificate {} is not in the log", certificate.sha256()));
        }
    }
    let told = story.findings();
    let told = told.iter().map(|finding| format!("entry {}: {}", finding.position, finding.problem));
    findings.extend(told);

    let burnt = story.serials().values().filter(|state| **state == SerialState::Burnt).count();
    let finding_count = findings.len();
    findings.truncate(MOST_FINDINGS);
    let report = Report {
        origin: checkpoint.origin,
        size: checkpoint.size,
        root: checkpoint.root,
        certificates: story.certificates().len(),
        burnt,
        sessions: story.outcomes().len(),
        findings,
        finding_count,
    };
    Ok(Proof { report, story, frontier, note })
}

fn compare(findings: &mut Vec<String>, folder: &Path, tile: tile::Tile, expected: &[Sha256Digest]) {
    match read_hashes(folder, tile) {
        Ok(hashes) if hashes == expected => {}
        Ok(_) => findings.push(format!("{} does not hold the hashes of its entries", tile.path().display())),
        Err(error) => findings.push(error.to_string()),
    }
}

fn check_earlier(findings: &mut Vec<String>, earlier: &[Checkpoint], frontier: &Frontier) {
    for checkpoint in earlier.iter().filter(|checkpoint| checkpoint.size == frontier.size()) {
        if checkpoint.root != frontier.root() {
            findings.push(format!(
                "the first {} entries give the root {}, but an earlier checkpoint signed {}: the log was rewritten",
                checkpoint.size,
                frontier.root(),
                checkpoint.root
            ));
        }
    }
}
