//! What a ceremony ends with: the rows that it hands over, and the last leaf in its own store.

use hsm_adapter::labels;
use pki_types::crl::Crl;
use words::leaf::{self, Leaf};

use super::Table;
use crate::ceremony::install::{
    CountryFacts, InstallFile, InstallKey, InstallList, InstallOfficer, InstallRelyingParty, VERSION,
};
use crate::ceremony::output::Owned;
use crate::ceremony::transcript::Transcript;
use crate::error::Error;

impl Table<'_> {
    /// The rows for the country.
    pub(super) fn install_file(
        &self,
        root_list: &Crl,
        officers: &[Owned],
        relying_party: &Owned,
    ) -> Result<InstallFile, Error> {
        let config = &self.file.config;
        Ok(InstallFile {
            version: VERSION,
            ceremony_sha256: self.file.sha256,
            held_at: self.transcript.held_at,
            country: CountryFacts::of(self.country.config()),
            issuers: self.issuers.clone(),
            certificates: self.certificates.clone(),
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
            public_keys: self
                .public_keys
                .iter()
                .filter(|(label, _)| *label != labels::ROOT)
                .map(|(label, key)| InstallKey { label: label.clone(), spki: key.spki_der().to_vec() })
                .collect(),
            root_list: InstallList { der: root_list.der().to_vec() },
        })
    }

    /// Closes the store, with the last leaf in it.
    pub(super) async fn close(self) -> Result<Transcript, Error> {
        let leaf = leaf::Ceremony {
            event: "held".to_owned(),
            file_sha256: self.file.sha256,
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
        self.store.close().await;
        Ok(self.transcript)
    }
}
