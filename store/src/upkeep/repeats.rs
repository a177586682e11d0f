//! What the audit log says happened after a backup, written again into the restored store.
//!
//! Each of these writes takes the leaf that was imported: the log has it already, so nothing is appended. The acts of
//! officers that led to them are lost with their bytes; a row names an act only if the restored store has it.

use pki_types::{Reason, Serial, Sha256Digest, sha256};
use words::{ActivationId, DeviceId, Leaf, Purpose};

use crate::engine::sql::{row, sql};
use crate::tables::pin_tries::insert_wrong;
use crate::{Error, IssuerId, Outcome, Revocation, Transaction};

/// A leaf that a restored store got from a copy of its log: proof that writing its effects again tells nothing new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedLeaf {
    leaf: Leaf,
    sha256: Sha256Digest,
}

impl ImportedLeaf {
    /// What it says.
    #[must_use]
    pub fn leaf(&self) -> &Leaf {
        &self.leaf
    }

    /// SHA-256 of its bytes.
    #[must_use]
    pub fn sha256(&self) -> Sha256Digest {
        self.sha256
    }
}

struct Id {
    id: i64,
}
row!(Id { id });

impl Transaction {
    /// Adds a leaf that the log has at this place and the store has not.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it is no leaf; [`Error::Database`] if the place is taken.
    pub async fn import_leaf(&mut self, position: i64, bytes: &[u8]) -> Result<ImportedLeaf, Error> {
        let leaf = Leaf::from_bytes(bytes)
            .map_err(|problem| Error::Damaged { column: "bytes".to_owned(), problem: problem.to_string() })?;
        let digest = sha256(bytes);
        let insert =
            sql("INSERT INTO leaves (kind, bytes, sha256, created_at) VALUES ($1, $2, $3, $4) RETURNING id");
        let insert = insert.with_text(leaf.kind()).with_bytes(bytes).with(&digest).with(&leaf.at());
        let Id { id } = self.one(insert).await?;
        self.place_leaf(position, id).await?;
        Ok(ImportedLeaf { leaf, sha256: digest })
    }

    /// Gives a leaf of the queue the place that it has in the log.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if it is not in the queue; [`Error::Database`] if the place is taken.
    pub async fn place_leaf(&mut self, position: i64, leaf: i64) -> Result<(), Error> {
        let insert = sql("INSERT INTO log_entries (position, leaf) VALUES ($1, $2)");
        self.execute(insert.with(&position).with(&leaf)).await?;
        let remove = sql("DELETE FROM leaf_queue WHERE leaf = $1").with(&leaf);
        self.exactly_one("the leaf", "without a place", remove).await
    }

    /// Gives a live intent up at that time; tells whether it was live.
    pub async fn repeat_burn(
        &mut self,
        issuer: IssuerId,
        serial: &Serial,
        imported: &ImportedLeaf,
    ) -> Result<bool, Error> {
        let update = sql("UPDATE intents SET burnt_at = $3 WHERE issuer = $1 AND serial = $2 \
                          AND finalised_at IS NULL AND burnt_at IS NULL");
        Ok(self.execute(update.with(&issuer).with(serial).with(&imported.leaf.at())).await? == 1)
    }

    /// Ends an unused activation at that time; nothing if the restored store does not have it.
    pub async fn repeat_activation_end(
        &mut self,
        activation: &ActivationId,
        failures: u32,
        imported: &ImportedLeaf,
    ) -> Result<(), Error> {
        let update = sql("UPDATE activations SET failures = $2, ended_at = $3 \
             WHERE id = $1 AND used_by IS NULL AND ended_at IS NULL");
        let update = update.with(activation).with(&failures).with(&imported.leaf.at());
        self.execute(update).await.map(|_| ())
    }

    /// Suspends a certificate from that time on; tells whether it was not suspended.
    pub async fn repeat_hold(
        &mut self,
        issuer: IssuerId,
        serial: &Serial,
        act: Option<Sha256Digest>,
        imported: &ImportedLeaf,
    ) -> Result<bool, Error> {
        let insert = sql("INSERT INTO holds (issuer, serial, began_at, act_sha256) \
             SELECT $1, $2, $3, (SELECT sha256 FROM acts WHERE sha256 = $4) WHERE 1 = 1 ON CONFLICT DO NOTHING");
        self.inserted(insert.with(&issuer).with(serial).with(&imported.leaf.at()).with(&act)).await
    }

    /// A hold that the person began is the service's from now on, because an officer wanted it whose act is lost: only an officer
    /// ends it. Tells whether there is a hold.
    pub async fn keep_hold(&mut self, issuer: IssuerId, serial: &Serial) -> Result<bool, Error> {
        let update = sql("UPDATE holds SET wish_sha256 = NULL \
                          WHERE issuer = $1 AND serial = $2 AND ended_at IS NULL");
        Ok(self.execute(update.with(&issuer).with(serial)).await? == 1)
    }

    /// Ends the hold of a certificate at that time; tells whether it was suspended.
    pub async fn repeat_end_of_hold(
        &mut self,
        issuer: IssuerId,
        serial: &Serial,
        act: Option<Sha256Digest>,
        imported: &ImportedLeaf,
    ) -> Result<bool, Error> {
        let update =
            sql("UPDATE holds SET ended_at = $3, ended_by = (SELECT sha256 FROM acts WHERE sha256 = $4) \
                          WHERE issuer = $1 AND serial = $2 AND ended_at IS NULL");
        let update = update.with(&issuer).with(serial).with(&imported.leaf.at()).with(&act);
        Ok(self.execute(update).await? == 1)
    }

    /// Revokes a certificate, or raises the reason of its revocation to keyCompromise; tells whether it did.
    pub async fn repeat_revocation(
        &mut self,
        revocation: &Revocation,
        _imported: &ImportedLeaf,
    ) -> Result<bool, Error> {
        let insert =
            sql("INSERT INTO revocations (issuer, serial, revoked_at, reason, act_sha256, created_at) \
             SELECT $1, $2, $3, $4, (SELECT sha256 FROM acts WHERE sha256 = $5), $6 WHERE 1 = 1 \
             ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&revocation.issuer)
            .with(&revocation.serial)
            .with(&revocation.revoked_at)
            .with(&revocation.reason)
            .with(&revocation.act_sha256)
            .with(&revocation.created_at);
        if self.inserted(insert).await? {
            return Ok(true);
        }
        if revocation.reason != Reason::KeyCompromise {
            return Ok(false);
        }
        let update =
            sql("UPDATE revocations SET reason = $3 WHERE issuer = $1 AND serial = $2 AND reason <> $3");
        let update = update.with(&revocation.issuer).with(&revocation.serial).with(&Reason::KeyCompromise);
        Ok(self.execute(update).await? == 1)
    }

    /// Counts a wrong PIN as it had been counted at that time; tells whether the device is known.
    pub async fn repeat_wrong_pin(
        &mut self,
        device: &DeviceId,
        purpose: Purpose,
        unlock: &Sha256Digest,
        imported: &ImportedLeaf,
    ) -> Result<bool, Error> {
        // A backup may have had it counted and not yet compared.
        self.repeat_right_pin(unlock).await?;
        let at = imported.leaf().at();
        self.inserted(insert_wrong(device, purpose, unlock, at, at)).await
    }

    /// Blocks a device from that time on; tells whether it is known and was not blocked.
    pub async fn repeat_block(
        &mut self,
        device: &DeviceId,
        reason: &str,
        imported: &ImportedLeaf,
    ) -> Result<bool, Error> {
        let insert = sql("INSERT INTO device_blocks (device, reason, at) SELECT $1, $2, $3 \
             WHERE EXISTS (SELECT 1 FROM devices WHERE id = $1) ON CONFLICT DO NOTHING");
        self.inserted(insert.with(device).with_text(reason).with(&imported.leaf.at())).await
    }

    /// Ends a session as it had ended; tells whether it is known and was open.
    pub async fn repeat_outcome(
        &mut self,
        outcome: &Outcome,
        _imported: &ImportedLeaf,
    ) -> Result<bool, Error> {
        let insert = sql("INSERT INTO outcomes (session, state, problem, created_at) SELECT $1, $2, $3, $4 \
             WHERE EXISTS (SELECT 1 FROM sessions WHERE id = $1) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&outcome.session)
            .with(&outcome.state)
            .with(&outcome.problem)
            .with(&outcome.created_at);
        self.inserted(insert).await
    }
}
