//! What the names and domains of active relying parties look like: who registers first has a look, until its admission
//! ends. The primary key decides, so two registrations at once are one.

use pki_types::visible::Look;

use crate::engine::sql::{row, sql};
use crate::{Error, Lock, Reads, RelyingParty, Transaction};

/// The fact that says by which table of Unicode the looks were made.
const LOOKS: &str = "looks";

/// A name or a domain that passes for that of another relying party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookTaken {
    /// `name` or `domain`.
    pub field: &'static str,
    /// The other relying party's identifier.
    pub by: String,
}

struct Holder {
    relying_party: String,
}
row!(Holder { relying_party });

fn looks(name: &str, domain: &str) -> [(&'static str, Look); 2] {
    [("name", Look::of_name(name)), ("domain", Look::of_domain(domain))]
}

impl Reads {
    /// Whose look this name or this domain has. To be asked before any work is done for a registration;
    /// [`Transaction::claim_looks`] decides.
    pub async fn look_taken(&self, name: &str, domain: &str) -> Result<Option<LookTaken>, Error> {
        if self.meta(LOOKS).await?.as_deref() != Some(&Look::table()) {
            return Ok(None);
        }
        for (field, look) in looks(name, domain) {
            for key in look.keys() {
                if let Some(by) = self.holder_of(field, key).await? {
                    return Ok(Some(LookTaken { field, by }));
                }
            }
        }
        Ok(None)
    }

    async fn holder_of(&self, field: &'static str, key: &str) -> Result<Option<String>, Error> {
        let select = sql("SELECT relying_party FROM relying_party_looks WHERE field = $1 AND look = $2");
        let holder: Option<Holder> = self.optional(select.with_text(field).with_text(key)).await?;
        Ok(holder.map(|holder| holder.relying_party))
    }
}

impl Transaction {
    /// Gives a relying party, which this unit has inserted, the looks of its name and domain. If another active one has one
    /// of them, says which; then the unit must end in an error.
    pub async fn claim_looks(&mut self, party: &RelyingParty) -> Result<Option<LookTaken>, Error> {
        self.bring_looks_up_to_date(party).await?;
        for (field, look) in looks(&party.name, &party.domain) {
            for key in look.keys() {
                if self.claim(field, key, &party.id).await? {
                    continue;
                }
                if let Some(by) = self.holder_of(field, key).await? {
                    return Ok(Some(LookTaken { field, by }));
                }
                return Err(Error::Missing { what: "the relying party that has this look" });
            }
        }
        Ok(None)
    }

    /// Frees the looks of a relying party whose admission has ended.
    pub(crate) async fn free_looks(&mut self, relying_party: &str) -> Result<(), Error> {
        let delete = sql("DELETE FROM relying_party_looks WHERE relying_party = $1");
        self.execute(delete.with_text(relying_party)).await.map(|_| ())
    }

    async fn claim(&mut self, field: &'static str, key: &str, by: &str) -> Result<bool, Error> {
        let insert = sql("INSERT INTO relying_party_looks (field, look, relying_party) VALUES ($1, $2, $3) \
             ON CONFLICT (field, look) DO NOTHING");
        Ok(self.execute(insert.with_text(field).with_text(key).with_text(by)).await? == 1)
    }

    /// Makes the looks of all others that are active, if that was never done or by an older table. Of two that look alike from
    /// before there were looks, the older one has the look; both stay admitted.
    async fn bring_looks_up_to_date(&mut self, newest: &RelyingParty) -> Result<(), Error> {
        let table = Look::table();
        if self.meta(LOOKS).await?.as_deref() == Some(&table) {
            return Ok(());
        }
        self.lock(Lock::RelyingParties).await?;
        if self.meta(LOOKS).await?.as_deref() == Some(&table) {
            return Ok(());
        }
        self.execute(sql("DELETE FROM relying_party_looks")).await?;
        let mut others = self.relying_parties().await?;
        others.retain(|party| party.ended_at.is_none() && party.id != newest.id);
        others.sort_by_key(|party| party.created_at);
        for party in others {
            for (field, look) in looks(&party.name, &party.domain) {
                for key in look.keys() {
                    self.claim(field, key, &party.id).await?;
                }
            }
        }
        self.set_meta(LOOKS, &table).await
    }
}
