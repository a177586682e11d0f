//! What a later ceremony brought into the country comes again into a store that a backup has set back to before it.

use std::path::Path;

use pki_types::{Sha256Digest, UnixTime};
use store::Transaction;

use super::{Checked, InstallFile, read};
use crate::error::Error;
use crate::problem::Stop;

/// The results of a ceremony that brought issuers into a country that was there.
pub struct LaterCeremony(InstallFile);

impl LaterCeremony {
    /// Reads what a ceremony handed over; `directory` is its output.
    ///
    /// # Errors
    /// It cannot be read, or is of a ceremony that founded a country: no backup is from before that.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let file = read(directory)?;
        if file.is_founding() {
            let problem =
                format!("{} founded a country; every backup has what it brought", directory.display());
            return Err(Error::Ceremony(problem));
        }
        Ok(Self(file))
    }

    /// SHA-256 of the file that was reviewed before the ceremony, by which the log names it.
    pub fn file_sha256(&self) -> Sha256Digest {
        self.0.reviewed_sha256()
    }

    /// Writes all rows again, with the leaves that were written when they came, at `installed_at`. Every signature is checked
    /// as it was then. The keys are not looked at: they are where they were.
    ///
    /// # Errors
    /// The issuers are of another country or root, are there already, or do not verify.
    pub async fn install_again(
        self,
        transaction: &mut Transaction,
        installed_at: UnixTime,
    ) -> Result<(), Error> {
        self.0.check_country(transaction).await?;
        let known = transaction.issuers().await?;
        let checked = Checked::new(self.0, &known)?;
        let now = transaction.date_by(installed_at);
        let written = checked.write(transaction).await;
        transaction.date_by(now);
        written.map_err(Stop::into_error)
    }
}
