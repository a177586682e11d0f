//! Octets that are counted and hashed on their way, so that no file is held in memory.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use anyhow::{Context as _, Result};
use pki_types::Sha256Digest;
use pki_types::hash::Sha256Stream;

/// Octets that are copied at a time.
const PIECE: usize = 1 << 18;

/// A reader or a writer whose octets are counted.
pub(super) struct Counted<F> {
    inner: F,
    length: u64,
    digest: Sha256Stream,
}

impl<F> Counted<F> {
    pub(super) fn new(inner: F) -> Self {
        Self { inner, length: 0, digest: Sha256Stream::new() }
    }

    /// What it is around, how many octets passed and their SHA-256.
    pub(super) fn finish(self) -> (F, (u64, Sha256Digest)) {
        (self.inner, (self.length, self.digest.finish()))
    }

    fn passed(&mut self, octets: &[u8]) {
        self.length += u64::try_from(octets.len()).expect("a piece is small");
        self.digest.update(octets);
    }
}

impl<F: Read> Read for Counted<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.passed(&buffer[..count]);
        Ok(count)
    }
}

impl<F: Write> Write for Counted<F> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(octets)?;
        self.passed(&octets[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// How many octets a file has, and their SHA-256.
pub(super) fn octets_in(path: &Path) -> Result<(u64, Sha256Digest)> {
    let mut octets =
        Counted::new(File::open(path).with_context(|| format!("cannot read {}", path.display()))?);
    copy(&mut octets, &mut io::sink()).with_context(|| path.display().to_string())?;
    Ok(octets.finish().1)
}

/// Copies everything; an error says on which side it was.
pub(super) fn copy(from: &mut dyn Read, into: &mut dyn Write) -> Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        let count = match from.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(problem) if problem.kind() == io::ErrorKind::Interrupted => continue,
            Err(problem) => return Err(problem).context("cannot be read"),
        };
        into.write_all(&piece[..count]).context("cannot be written")?;
    }
}
