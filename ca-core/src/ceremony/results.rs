//! What a ceremony ends with: the rows that it hands over, and the last leaf in its own store.

use pki_types::crl::Crl;
use words::leaf::{self, Leaf};

use super::Founding;
use crate::ceremony::install::{
    CountryFacts, InstallFile, InstallList, InstallOfficer, InstallRelyingParty, VERSION,
};
use crate::ceremony::output::Owned;
use crate::ceremony::table::Table;
use crate::ceremony::transcript::Transcript;
use crate::error::Error;

impl Founding<'_> {
    /// The rows for the country.
    pub(super) fn install_file(
        &self,
        root_list: &Crl,
        officers: &[Owned],
        relying_party: &Owned,
    ) -> Result<InstallFile, Error> {
        let (config, table) = (&self.file.config, &self.table);
        Ok(InstallFile {
            version: VERSION,
            reviewed: self.file.text.clone(),
            held_at: table.transcript.held_at,
            country: CountryFacts::of(table.country.config()),
            issuers: table.issuers.clone(),
            certificates: table.certificates.clone(),
            officers: config
                .officers
                .iter()
                .zip(officers)
                .map(|(officer, made)| InstallOfficer {
                    id: officer.id.clone(),
                    name: officer.name.clone(),
                    roles: officer.roles.clone(),
                    certificate_sha256: made.certificate.sha256(),
                })
                .collect(),
            relying_parties: vec![InstallRelyingParty {
                id: config.relying_party.id.clone(),
                name: config.relying_party.name.clone(),
                domain: config.relying_party.domain.clone(),
                country: config.relying_party.country.clone(),
                certificate_sha256: relying_party.certificate.sha256(),
            }],
            public_keys: table.keys_of_the_country(),
            root_list: Some(InstallList { der: root_list.der().to_vec() }),
        })
    }
}

impl Table<'_> {
    /// Writes the last leaf into the ceremony's store.
    pub(super) async fn end(self) -> Result<Transcript, Error> {
        let leaf = leaf::Ceremony {
            event: "held".to_owned(),
            file_sha256: self.file_sha256,
            at: self.transcript.held_at,
        };
        let leaf = Leaf::Ceremony(leaf);
        let facts = CountryFacts::of(self.country.config());
        self.store
            .transaction("ceremony: end", move |transaction| {
                Box::pin(async move {
                    facts.write(transaction).await?;
                    transaction.append_leaf(&leaf).await.map_err(Error::from)
                })
            })
            .await?;
        Ok(self.transcript)
    }
}
