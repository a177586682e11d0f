//! The `jti` of every act that had an effect, so that no officer's wish is carried out twice.

use pki_types::Sha256Digest;

use crate::engine::sql::sql;
use crate::{Error, Transaction};

impl Transaction {
    /// Notes that a `jti` is used up by this act, in the transaction that has the act's effects; tells whether it was not
    /// used before. `used` names officer and `jti` together.
    pub async fn use_jti(&mut self, used: &Sha256Digest, act: &Sha256Digest) -> Result<bool, Error> {
        let insert = sql("INSERT INTO act_jtis (used_sha256, act_sha256, created_at) VALUES ($1, $2, $3) \
                          ON CONFLICT DO NOTHING");
        let now = self.now();
        self.inserted(insert.with(used).with(act).with(&now)).await
    }
}
