//! What the key list says: the keys that phones trust, gathered from where they are.

use std::sync::{Arc, Mutex, PoisonError};

use phone_protocol::KeyList;
use phone_protocol::display::Line;
use phone_protocol::fixed::{ForPhone, VersionOne};
use phone_protocol::message::Received;
use phone_protocol::wire::{CertificateBase64, Jwk};
use pki_types::{Certificate, PublicKey, UnixTime};

use crate::Error;

/// The key list that was found to say what is true, and what that was: what was verified once need not be for every statement.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<Option<(String, KeyListContents)>>>);

impl Told {
    /// Does this key list say what is wanted?
    pub(crate) fn is_wanted(&self, compact: &str, wanted: &KeyListContents) -> bool {
        // It is whole after every line that holds the lock.
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.as_ref().is_some_and(|(known, says)| known == compact && says == wanted) {
            return true;
        }
        let is_said = wanted.is_said_by(compact);
        if is_said {
            *told = Some((compact.to_owned(), wanted.clone()));
        }
        is_said
    }
}

/// Everything in a key list but its number and its instant.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct KeyListContents {
    pub(crate) country: String,
    pub(crate) statement_key: PublicKey,
    pub(crate) opening_key: PublicKey,
    pub(crate) receipt_key: PublicKey,
    pub(crate) relying_party_issuers: Vec<Certificate>,
    pub(crate) person_issuers: Vec<Certificate>,
}

impl KeyListContents {
    /// Does this key list say the same, signed by the statement key?
    fn is_said_by(&self, compact: &str) -> bool {
        Received::<KeyList>::parse(compact).and_then(|list| list.verify(&self.statement_key)).is_ok_and(
            |list| {
                list.country.as_str() == self.country
                    && list.statement_key.0 == self.statement_key
                    && list.next_statement_key.is_none()
                    && list.opening_key.0 == self.opening_key
                    && list.receipt_key.0 == self.receipt_key
                    && list.relying_party_issuers == written(&self.relying_party_issuers)
                    && list.person_issuers == written(&self.person_issuers)
            },
        )
    }

    /// The list with its number.
    pub(crate) fn into_list(self, number: i64, issued_at: UnixTime) -> Result<KeyList, Error> {
        Ok(KeyList {
            v: VersionOne,
            aud: ForPhone,
            number: u64::try_from(number).map_err(Error::damaged("the number of a key list"))?,
            country: Line::new("country", self.country)?,
            statement_key: Jwk(self.statement_key),
            next_statement_key: None,
            opening_key: Jwk(self.opening_key),
            receipt_key: Jwk(self.receipt_key),
            relying_party_issuers: written(&self.relying_party_issuers),
            person_issuers: written(&self.person_issuers),
            issued_at,
        })
    }
}

fn written(certificates: &[Certificate]) -> Vec<CertificateBase64> {
    certificates.iter().cloned().map(CertificateBase64).collect()
}
