//! What the key list says: the keys that phones trust, gathered from where they are.

use phone_protocol::KeyList;
use phone_protocol::display::Line;
use phone_protocol::fixed::{ForPhone, VersionOne};
use phone_protocol::message::Received;
use phone_protocol::wire::{CertificateBase64, Jwk};
use pki_types::{Certificate, PublicKey, UnixTime};

use crate::Error;

/// Everything in a key list but its number and its instant.
pub(crate) struct KeyListContents {
    pub(crate) country: String,
    pub(crate) statement_key: PublicKey,
    pub(crate) opening_key: PublicKey,
    pub(crate) receipt_key: PublicKey,
    pub(crate) services_ca: Certificate,
    pub(crate) citizens_ca: Option<Certificate>,
}

impl KeyListContents {
    /// Does this key list say the same, signed by the statement key?
    pub(crate) fn is_said_by(&self, compact: &str) -> bool {
        Received::<KeyList>::parse(compact).and_then(|list| list.verify(&self.statement_key)).is_ok_and(
            |list| {
                list.country.as_str() == self.country
                    && list.statement_key.0 == self.statement_key
                    && list.next_statement_key.is_none()
                    && list.opening_key.0 == self.opening_key
                    && list.receipt_key.0 == self.receipt_key
                    && list.services_ca.0 == self.services_ca
                    && list.citizens_ca.as_ref().map(|certificate| &certificate.0)
                        == self.citizens_ca.as_ref()
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
            services_ca: CertificateBase64(self.services_ca),
            citizens_ca: self.citizens_ca.map(CertificateBase64),
            issued_at,
        })
    }
}
