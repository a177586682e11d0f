//! One budget for everything that is read of a file, so that no file costs more than its size is worth.
//!
//! Small files can ask for much: streams that unpack to a thousand times their size, objects to which many places lead.
//! What is read, parsed or unpacked is paid for in octets here, whoever asks for it and whatever for.

use std::cell::Cell;

use crate::error::Error;
use crate::limits;

/// What may still be read and unpacked of one file.
#[derive(Debug)]
pub(crate) struct Work {
    octets: Cell<usize>,
    unpacked: Cell<usize>,
    unpacked_limit: usize,
}

impl Work {
    /// The budget for a file of this many octets.
    pub(crate) fn for_file(octets: usize) -> Self {
        let unpacked =
            octets.saturating_mul(limits::UNPACKED_FOR_EACH_OCTET).saturating_add(limits::WORK_AT_LEAST);
        let unpacked_limit = unpacked.min(limits::UNPACKED_OCTETS);
        let reading = octets.saturating_mul(limits::READINGS).saturating_add(limits::WORK_AT_LEAST);
        Self { octets: Cell::new(reading), unpacked: Cell::new(unpacked_limit), unpacked_limit }
    }

    /// Pays for octets that were parsed.
    pub(crate) fn spend(&self, octets: usize) -> Result<(), Error> {
        // A value costs something even where it is written in a single octet.
        let left = self.octets.get().checked_sub(octets.saturating_add(1));
        self.octets.set(left.ok_or(Error::Work { readings: limits::READINGS })?);
        Ok(())
    }

    /// How many octets may still be unpacked.
    pub(crate) fn unpackable(&self) -> usize {
        self.unpacked.get()
    }

    /// Pays for octets that were unpacked; they may be read as often as those of the file itself.
    pub(crate) fn unpacked(&self, octets: usize) -> Result<(), Error> {
        let left = self.unpacked.get().checked_sub(octets);
        self.unpacked.set(left.ok_or_else(|| self.too_much_unpacked())?);
        self.octets.set(self.octets.get().saturating_add(octets.saturating_mul(limits::READINGS)));
        Ok(())
    }

    /// A stream that does not fit uses up what was left: many of them must not cost as many times that.
    pub(crate) fn too_much_unpacked(&self) -> Error {
        self.unpacked.set(0);
        Error::Limit { what: "octets of unpacked structure", limit: self.unpacked_limit }
    }
}
