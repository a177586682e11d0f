//! The authorities whose certificates and status this store keeps.

use pki_types::UnixTime;

use crate::engine::sql::{row, sql};
use crate::{Error, IssuerId, Reads, Transaction};

/// The role of those who certify the other authorities.
pub const ROOT_ROLE: &str = "root";

/// An authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Its number in other rows.
    pub id: IssuerId,
    /// What labels of keys, addresses, leaves and people call it, for ever: [`Issuer::name_of`].
    pub name: String,
    /// What profiles ask for; [`ROOT_ROLE`], or one of those that a ceremony file has.
    pub role: String,
    /// Which one in that role, from 1.
    pub generation: u32,
    /// Its certificate, DER.
    pub certificate: Vec<u8>,
    /// How many CRLs share its serials, by range; at least 1.
    pub crl_shards: u32,
    /// When it was stored.
    pub created_at: UnixTime,
}
row!(Issuer { id, name, role, generation, certificate, crl_shards, created_at });

impl Issuer {
    /// The name of one generation of a role: the first has the role's, those that succeed it their number too
    /// (`citizens`, `citizens-2`). A role has no digits, so no name is another role's.
    #[must_use]
    pub fn name_of(role: &str, generation: u32) -> String {
        if generation == 1 { role.to_owned() } else { format!("{role}-{generation}") }
    }

    /// Whether it certifies the other authorities; its key is at no machine of the country.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.role == ROOT_ROLE
    }
}

impl Reads {
    /// The authority with this number.
    pub async fn issuer(&self, id: IssuerId) -> Result<Option<Issuer>, Error> {
        self.optional(sql("SELECT * FROM issuers WHERE id = $1").with(&id)).await
    }

    /// The authorities in this role, the newest generation first.
    pub async fn issuers_of_role(&self, role: &str) -> Result<Vec<Issuer>, Error> {
        self.all(sql("SELECT * FROM issuers WHERE role = $1 ORDER BY generation DESC").with_text(role)).await
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
    /// [`Error::Exists`] if its number, its name or its generation in its role is taken.
    pub async fn insert_issuer(&mut self, issuer: &Issuer) -> Result<(), Error> {
        let insert =
            sql("INSERT INTO issuers (id, name, role, generation, certificate, crl_shards, created_at) \
                          VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&issuer.id)
            .with_text(&issuer.name)
            .with_text(&issuer.role)
            .with(&issuer.generation)
            .with_bytes(&issuer.certificate)
            .with(&issuer.crl_shards)
            .with(&issuer.created_at);
        self.insert_new("the issuer", insert).await
    }
}
