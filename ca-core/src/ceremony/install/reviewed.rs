//! The rows of a ceremony against the file that people reviewed, which the log names by its digest: what no certificate says is
//! believed because it stands there.

use hsm_adapter::labels;
use pki_types::{Certificate, Sha256Digest, sha256};
use store::{ROOT_ROLE, Reads};
use words::profile::names;

use super::{CountryFacts, InstallFile, InstallIssuer, InstallKey};
use crate::ceremony::file::{CeremonyConfig, CeremonyFile, CeremonyIssuer};
use crate::ceremony::succession::SuccessionFile;
use crate::error::Error;

impl InstallFile {
    /// SHA-256 of the reviewed file, by which transcript and log name the ceremony.
    pub(crate) fn reviewed_sha256(&self) -> Sha256Digest {
        sha256(self.reviewed.as_bytes())
    }

    /// Whether it is of the country that a store has.
    pub(super) async fn check_country(&self, reads: &Reads) -> Result<(), Error> {
        if CountryFacts::read(reads).await? == self.country {
            return Ok(());
        }
        Err(Error::Ceremony("these issuers are of another country".to_owned()))
    }

    /// Holds every row that people decided about against the reviewed file. `certificates` are those of the rows, in their order.
    pub(super) fn check_reviewed(&self, certificates: &[Certificate]) -> Result<(), Error> {
        if self.is_founding() {
            let file = CeremonyFile::parse(&self.reviewed)?;
            if CountryFacts::of(file.country.config()) != self.country {
                return Err(differs("country"));
            }
            self.check_issuers(&file.config.issuers, certificates)?;
            return self.check_people(&file.config, certificates);
        }
        let file = SuccessionFile::parse(&self.reviewed)?;
        self.check_issuers(file.issuers(), certificates)?;
        if !self.officers.is_empty() || !self.relying_parties.is_empty() || self.root_list.is_some() {
            return Err(differs("people or the root's list: a later ceremony brings issuers alone"));
        }
        self.check_keys(certificates)
    }

    fn check_issuers(&self, reviewed: &[CeremonyIssuer], certificates: &[Certificate]) -> Result<(), Error> {
        let ours: Vec<_> = self.issuers.iter().filter(|row| row.role != ROOT_ROLE).collect();
        let is_same = |row: &InstallIssuer, reviewed: &CeremonyIssuer| {
            let common_name = row.certificate_in(certificates).and_then(Certificate::common_name);
            (&row.role, row.generation, row.crl_shards, common_name.as_deref())
                == (
                    &reviewed.role,
                    reviewed.generation,
                    reviewed.crl_shards,
                    Some(reviewed.common_name.as_str()),
                )
        };
        let same = ours.len() == reviewed.len()
            && ours.iter().zip(reviewed).all(|(row, reviewed)| is_same(row, reviewed));
        if same { Ok(()) } else { Err(differs("issuers")) }
    }

    fn check_people(&self, reviewed: &CeremonyConfig, certificates: &[Certificate]) -> Result<(), Error> {
        let officers = self.officers.iter().map(|row| (&row.id, &row.name, &row.roles));
        if !officers.eq(reviewed.officers.iter().map(|officer| (&officer.id, &officer.name, &officer.roles)))
        {
            return Err(differs("officers"));
        }
        let party = &reviewed.relying_party;
        let [row] = self.relying_parties.as_slice() else { return Err(differs("relying parties")) };
        let own = self.certificates.iter().zip(certificates).any(|(own, certificate)| {
            own.profile == names::RELYING_PARTY
                && own.relying_party.as_ref() == Some(&row.id)
                && certificate.sha256() == row.certificate_sha256
        });
        let same = (&row.id, &row.name, &row.domain, &row.country)
            == (&party.id, &party.name, &party.domain, &party.country);
        if same && own { Ok(()) } else { Err(differs("relying parties")) }
    }

    /// The keys of later issuers are those of the certificates, each under the label that it has.
    fn check_keys(&self, certificates: &[Certificate]) -> Result<(), Error> {
        let has = |key: &InstallKey| {
            certificates.iter().any(|certificate| certificate.public_key().spki_der() == key.spki)
        };
        let is_of_a_ca = |row: &InstallIssuer| {
            let name = store::Issuer::name_of(&row.role, row.generation);
            let key = self.public_keys.iter().find(|key| key.label == labels::ca(&name));
            row.certificate_in(certificates)
                .zip(key)
                .is_some_and(|(one, key)| one.public_key().spki_der() == key.spki)
        };
        let same = self.public_keys.len() == certificates.len()
            && self.public_keys.iter().all(has)
            && self.issuers.iter().all(is_of_a_ca);
        if same { Ok(()) } else { Err(differs("keys")) }
    }
}

impl InstallIssuer {
    /// Its certificate, which is among these.
    pub(super) fn certificate_in<'c>(&self, certificates: &'c [Certificate]) -> Option<&'c Certificate> {
        certificates.iter().find(|one| one.sha256() == self.certificate_sha256)
    }
}

fn differs(what: &str) -> Error {
    Error::Ceremony(format!("what is to be installed does not say what the reviewed file says: {what}"))
}
