//! The authorities whose certificates and status this store keeps.

use pki_types::UnixTime;

use crate::engine::sql::{row, sql};
use crate::{Error, IssuerId, Reads, Transaction};

/// An authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Its number in other rows.
    pub id: IssuerId,
    /// `root`, `citizens` or `services`.
    pub name: String,
    /// Its certificate, DER.
    pub certificate: Vec<u8>,
    /// How many CRLs share its serials, by range; at least 1.
    pub crl_shards: u32,
    /// When it was stored.
    pub created_at: UnixTime,
}
row!(Issuer { id, name, certificate, crl_shards, created_at });

impl Reads {
    /// The authority with this number.
    pub async fn issuer(&self, id: IssuerId) -> Result<Option<Issuer>, Error> {
        self.optional(sql("SELECT * FROM issuers WHERE id = $1").with(&id)).await
    }

    /// The authority with this name.
    pub async fn issuer_by_name(&self, name: &str) -> Result<Option<Issuer>, Error> {
        self.optional(sql("SELECT * FROM issuers WHERE name = $1").with_text(name)).await
    }

    /// All of them, by number.
    pub async fn issuers(&self) -> Result<Vec<Issuer>, Error> {
        self.all(sql("SELECT * FROM issuers ORDER BY id")).await
    }
}

impl Transaction {
    /// Adds an authority.
    ///
    /// # Errors
    /// [`Error::Exists`] if its number or name is taken.
    pub async fn insert_issuer(&mut self, issuer: &Issuer) -> Result<(), Error> {
        let insert = sql("INSERT INTO issuers (id, name, certificate, crl_shards, created_at) \
                          VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&issuer.id)
            .with_text(&issuer.name)
            .with_bytes(&issuer.certificate)
            .with(&issuer.crl_shards)
            .with(&issuer.created_at);
        self.insert_new("the issuer", insert).await
    }
}
