//! After a restore from a backup: epochs, counts of wrong PINs and sessions went back, and phones did not.
//!
//! Wrong PINs and blocks that the audit log knows are written again, every count is set to one below its next lock until a
//! right PIN comes, every session that was open is over, and each phone may once be ahead of its epoch.

use std::collections::BTreeMap;

use store::{ImportedLeaf, JobKind, Outcome, Transaction};
use words::leaf::Leaf;
use words::{DeviceId, Purpose, SessionId, SessionState};

use crate::lock::{STRICT_COUNTS, WINDOW_SECONDS};
use crate::writes::{self, Ending};
use crate::{Error, Problem};

/// Sessions that are ended at a time.
const BATCH: u32 = 256;

/// What was done, for the operator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsentRestored {
    /// Sessions that ended because of the restore.
    pub failed_sessions: usize,
    /// Sessions that had ended after the backup.
    pub ended_sessions: usize,
    /// Devices that were blocked again.
    pub blocked_devices: usize,
    /// Devices' secrets, two for each device, whose phone may be ahead once.
    pub secrets: u64,
}

/// The restore of a store, phone by phone. In one transaction: [`repeat`](Self::repeat) for each leaf that the backup
/// did not have, in order, then [`conclude`](Self::conclude).
#[derive(Default)]
pub struct Restore {
    blocked: BTreeMap<DeviceId, String>,
    done: ConsentRestored,
}

impl Restore {
    /// Writes again what this leaf says of phones and sessions that the store knows.
    ///
    /// # Errors
    /// [`Error::Damaged`] for a leaf that no program of this service writes.
    pub async fn repeat(
        &mut self,
        transaction: &mut Transaction,
        imported: &ImportedLeaf,
    ) -> Result<(), Error> {
        match imported.leaf() {
            Leaf::WrongPin(leaf) => {
                let (device, purpose) = (device(&leaf.device)?, purpose(&leaf.purpose)?);
                transaction.repeat_wrong_pin(&device, purpose, &leaf.unlock_sha256, imported).await?;
            }
            Leaf::Unlock(leaf) => transaction.repeat_right_pin(&leaf.unlock_sha256).await?,
            Leaf::DeviceBlocked(leaf) => {
                let device = device(&leaf.device)?;
                if transaction.repeat_block(&device, &leaf.reason, imported).await? {
                    self.blocked.insert(device, leaf.reason.clone());
                }
            }
            Leaf::Outcome(leaf) => {
                let session: SessionId =
                    leaf.session.parse().map_err(Error::damaged("a session in the log"))?;
                let ended: SessionState = leaf.state.parse().map_err(Error::damaged("a state in the log"))?;
                // What a completed session released is lost; to whoever asks again, it failed.
                let lost = ended == SessionState::Completed;
                let outcome = Outcome {
                    retry_at: None,
                    session,
                    state: if lost { SessionState::Failed } else { ended },
                    problem: if lost {
                        Some(Problem::ServiceRestored.slug().to_owned())
                    } else {
                        leaf.problem.clone()
                    },
                    signatures: None,
                    algorithm: None,
                    receipt: None,
                    created_at: leaf.at,
                };
                if transaction.repeat_outcome(&outcome, imported).await? {
                    self.done.ended_sessions += 1;
                }
            }
            Leaf::KeyList(leaf) => transaction.note_lost_key_list_number(leaf.number).await?,
            _ => {}
        }
        Ok(())
    }

    /// Ends what was open, and makes every count strict.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn conclude(mut self, transaction: &mut Transaction) -> Result<ConsentRestored, Error> {
        // 1. Sessions: phone and service may stand at different places of each.
        loop {
            let open = transaction.open_sessions(BATCH).await?;
            if open.is_empty() {
                break;
            }
            for session in &open {
                let ending = Ending::for_problem(session.id, Problem::ServiceRestored);
                writes::end_session(transaction, ending).await?;
            }
            self.done.failed_sessions += open.len();
        }
        // 2. A blocked device whose suspension or revocation had not been done yet.
        for (device, reason) in std::mem::take(&mut self.blocked) {
            if transaction.device_block(&device).await?.is_none() {
                continue;
            }
            let copied = reason == Problem::PhoneCopied.slug();
            let job = if copied { JobKind::SuspendDevice } else { JobKind::RevokeDevice };
            transaction.enqueue(job, device.as_bytes()).await?;
            self.done.blocked_devices += 1;
        }
        // 3. Wrong PINs that nobody remembers: one more locks.
        let since = transaction.now().minus(WINDOW_SECONDS);
        for (from, to) in STRICT_COUNTS {
            transaction.raise_counts(from, to, since).await?;
        }
        // 4. No phone is lost for being ahead.
        self.done.secrets = transaction.grant_restore_grace().await?;
        Ok(self.done)
    }
}

fn device(hexadecimal: &str) -> Result<DeviceId, Error> {
    hexadecimal.parse().map_err(Error::damaged("a device in the log"))
}

fn purpose(word: &str) -> Result<Purpose, Error> {
    word.parse().map_err(Error::damaged("a purpose in the log"))
}
