//! `--fresh`: a new country takes the place of the old one, which stays whole until the new one is there.

use std::fs;

use anyhow::{Context, Result, bail};
use store::WriterLock;

use super::already_running;
use super::country::{CONFIGURATION, DemoCountry};
use crate::narration::Narration;

impl DemoCountry {
    /// Makes the country unless it is there, or in any case.
    pub(super) async fn begin(&self, fresh: bool, narration: &mut Narration) -> Result<()> {
        if fresh { self.prepare_afresh(narration).await } else { self.prepare(narration).await }
    }

    /// Makes the country, and throws away what was in its folder. Nothing that runs is touched, and nothing that is no
    /// demonstration country.
    async fn prepare_afresh(&self, narration: &mut Narration) -> Result<()> {
        // 1. Nobody runs it, and nobody can start it now.
        let _nobody_starts_it = self.held_still().await?;
        // 2. The new one is made beside it, 3. and takes its place.
        self.make(narration, || self.throw_away()).await
    }

    /// Makes sure that the country in the folder does not run. Held, the lock of its SQLite file keeps others from it.
    async fn held_still(&self) -> Result<Option<WriterLock>> {
        let what = format!("the country in {}", self.data.display());
        if self.data.exists() && !self.is_ours()? {
            bail!("{} is not a demonstration country: it is left as it is", self.data.display());
        }
        let file = self.folder("country.sqlite");
        let lock = match file.exists() {
            true => Some(WriterLock::take(&file).await.with_context(|| {
                format!("{what} is running: stop it before --fresh throws it away; nothing was changed")
            })?),
            // On a server there is no such lock; a country that answers is asked which one it is.
            false => None,
        };
        if already_running(self).await.is_ok_and(|running| running.is_some()) {
            bail!("{what} is running: stop it before --fresh throws it away; nothing was changed");
        }
        Ok(lock)
    }

    /// Whether the folder is empty or a demonstration country's.
    fn is_ours(&self) -> Result<bool> {
        Ok(self.folder(CONFIGURATION).exists() || fs::read_dir(&self.data)?.next().is_none())
    }

    fn throw_away(&self) -> Result<()> {
        if !self.data.exists() {
            return Ok(());
        }
        fs::remove_dir_all(&self.data).with_context(|| format!("cannot remove {}", self.data.display()))
    }
}
