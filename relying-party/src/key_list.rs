//! The service's keys, by the one key that is pinned.

use std::sync::{Arc, Mutex, PoisonError};

use phone_protocol::key_list::{KeyList, StatementKeyPin};
use phone_protocol::message::Verified;
use pki_types::Sha256Digest;

use crate::{Check, Country, Error, RelyingParty, http, plain_client};

/// Fetches the country's list of keys, which must be signed by the statement key that `pin` names.
///
/// # Errors
/// Nobody answers, or the list is not signed by the pinned key.
pub async fn key_list(country: &Country, pin: &Sha256Digest) -> Result<Verified<KeyList>, Error> {
    let url = &country.key_list;
    let body = http::octets(plain_client()?.get(url), "key list", url).await?;
    let compact = String::from_utf8(body).map_err(|_| Error::Missing("the key list is not text"))?;
    accepted_key_list(compact.trim(), pin)
}

/// A list as it travels, which must be signed by the statement key that `pin` names.
///
/// # Errors
/// [`Error::NotBelieved`]: it is not.
pub fn accepted_key_list(compact: &str, pin: &Sha256Digest) -> Result<Verified<KeyList>, Error> {
    StatementKeyPin::new(*pin).accept(compact, 0).map_err(Check::KeyList.failed())
}

/// The list that was accepted last.
#[derive(Default)]
pub(crate) struct KnownKeys(Mutex<Option<Arc<Verified<KeyList>>>>);

impl RelyingParty<'_> {
    /// The keys under which a statement is verified that names the list `named`; none without a pin. A list is fetched when
    /// there is none yet, or when the statement was made under another one.
    pub(crate) async fn keys(&self, named: Sha256Digest) -> Result<Option<Arc<Verified<KeyList>>>, Error> {
        let Some(pin) = self.credentials.statement_key_pin else { return Ok(None) };
        let known = self.keys.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(list) = known.filter(|list| list.sha256() == named) {
            return Ok(Some(list));
        }
        let list = Arc::new(key_list(self.country, &pin).await?);
        *self.keys.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&list));
        Ok(Some(list))
    }
}
