//! Organisations that may ask for signatures.

use pki_types::{Sha256Digest, UnixTime};
use words::Doors;

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

/// A relying party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    /// A slug.
    pub id: String,
    /// The name that phones show.
    pub name: String,
    /// The domain that phones show.
    pub domain: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The doors that it uses: what comes through another in its name is refused.
    pub doors: Doors,
    /// The current certificate: of its TLS connections and its requests.
    pub certificate_sha256: Sha256Digest,
    /// The officer's act that registered it; none if the ceremony did.
    pub act_sha256: Option<Sha256Digest>,
    /// When it was registered.
    pub created_at: UnixTime,
    /// When it ended; none while it is active.
    pub ended_at: Option<UnixTime>,
}
row!(RelyingParty { id, name, domain, country, doors, certificate_sha256, act_sha256, created_at, ended_at });

impl Reads {
    /// The relying party with this identifier, active or ended.
    pub async fn relying_party(&self, id: &str) -> Result<Option<RelyingParty>, Error> {
        self.optional(sql("SELECT * FROM relying_parties WHERE id = $1").with_text(id)).await
    }

    /// The relying party whose current certificate this is, active or ended.
    pub async fn relying_party_by_certificate(
        &self,
        certificate: &Sha256Digest,
    ) -> Result<Option<RelyingParty>, Error> {
        self.optional(sql("SELECT * FROM relying_parties WHERE certificate_sha256 = $1").with(certificate))
            .await
    }

    /// All of them, by identifier.
    pub async fn relying_parties(&self) -> Result<Vec<RelyingParty>, Error> {
        self.all(sql("SELECT * FROM relying_parties ORDER BY id")).await
    }
}

impl Transaction {
    /// Adds a relying party.
    ///
    /// # Errors
    /// [`Error::Exists`] if the identifier or the certificate is taken.
    pub async fn insert_relying_party(&mut self, party: &RelyingParty) -> Result<(), Error> {
        let insert = sql("INSERT INTO relying_parties \
             (id, name, domain, country, doors, certificate_sha256, act_sha256, created_at, ended_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING");
        let insert = insert
            .with_text(&party.id)
            .with_text(&party.name)
            .with_text(&party.domain)
            .with_text(&party.country)
            .with(&party.doors)
            .with(&party.certificate_sha256)
            .with(&party.act_sha256)
            .with(&party.created_at)
            .with(&party.ended_at);
        self.insert_new("the relying party", insert).await
    }

    /// Gives a relying party a new certificate.
    ///
    /// # Errors
    /// [`Error::MovedOn`] if it is not active.
    pub async fn set_relying_party_certificate(
        &mut self,
        id: &str,
        certificate: &Sha256Digest,
    ) -> Result<(), Error> {
        let update =
            sql("UPDATE relying_parties SET certificate_sha256 = $2 WHERE id = $1 AND ended_at IS NULL");
        match self.execute(update.with_text(id).with(certificate)).await? {
            1 => Ok(()),
            _ => Err(Error::MovedOn { what: "the relying party", condition: "active" }),
        }
    }

    /// Has a relying party use these doors alone; tells whether it is active.
    pub async fn set_doors(&mut self, id: &str, doors: &Doors) -> Result<bool, Error> {
        let update = sql("UPDATE relying_parties SET doors = $2 WHERE id = $1 AND ended_at IS NULL");
        Ok(self.execute(update.with_text(id).with(doors)).await? == 1)
    }

    /// Ends a relying party now, and frees its looks; tells whether it had not ended before.
    pub async fn end_relying_party(&mut self, id: &str) -> Result<bool, Error> {
        let update = sql("UPDATE relying_parties SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL");
        let now = self.now();
        self.free_looks(id).await?;
        Ok(self.execute(update.with_text(id).with(&now)).await? == 1)
    }
}
