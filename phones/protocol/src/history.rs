//! What a person was asked, by whomever and on whichever phone: the answer to an inquiry about `history`.
//!
//! The door that answers is believed nothing that can be signed: a phone shows what the inner zone stated and what it receipted, and
//! of an end without a receipt says that the service says so; [`crate::evidence`] proves it.

use pki_types::{Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{SessionId, SessionState};

use crate::display::NameLine;
use crate::error::equal;
use crate::message::{Received, Verified};
use crate::receipt::ReceiptState;
use crate::schema::{SignedReceipt, SignedStatement};
use crate::{Error, KeyList, Receipt, Statement};

/// How many entries a page has at most.
pub const MOST_ENTRIES: usize = 20;

/// A page.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryReply {
    /// The newest first, at most [`MOST_ENTRIES`].
    pub entries: Vec<HistoryEntry>,
    /// Whether there are older ones: the next inquiry names the session of the last entry.
    pub more: bool,
}

/// One session that was stated to a phone of the person.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryEntry {
    /// What was stated.
    #[schema(value_type = SignedStatement)]
    pub statement: String,
    /// The name that the person gave the phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<NameLine>,
    /// How far it is.
    pub state: SessionState,
    /// What ended it, if a problem did: the stable name of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[a-z0-9-]{1,64}$", example = "not-mine")]
    pub problem: Option<String>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ended_at: Option<UnixTime>,
    /// The receipt; there exactly when somebody else asked and the person signed or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SignedReceipt>, nullable = false)]
    pub receipt: Option<String>,
}

/// An entry that may be shown.
#[derive(Clone, Debug)]
pub struct PastSession {
    /// What was stated.
    pub statement: Verified<Statement>,
    /// The name of the phone; the door says so.
    pub phone: Option<NameLine>,
    /// How far it is; proven by the receipt where there is one, else the door says so.
    pub state: SessionState,
    /// What ended it; the door says so.
    pub problem: Option<String>,
    /// When it ended.
    pub ended_at: Option<UnixTime>,
    /// The receipt.
    pub receipt: Option<Verified<Receipt>>,
}

impl HistoryEntry {
    /// Checks an entry by the keys of the service.
    ///
    /// # Errors
    /// The inner zone stated no such thing, or its end is another than the receipt says.
    pub fn check(&self, keys: &KeyList) -> Result<PastSession, Error> {
        let statement = Received::<Statement>::parse(&self.statement)?.verify(&keys.statement_key.0)?;
        let receipt =
            self.receipt.as_deref().map(|receipt| check_receipt(receipt, &statement, keys)).transpose()?;
        let told = receipt.as_ref().map(|receipt| receipt.state);
        let must = match self.state {
            // Of what the person wanted themselves nobody else has a receipt.
            _ if statement.relying_party.is_none() => None,
            SessionState::Completed => Some(ReceiptState::Completed),
            SessionState::Refused => Some(ReceiptState::Refused),
            _ => None,
        };
        if told != must || self.ended_at.is_some() != self.state.is_final() {
            return Err(Error::Field {
                field: "state",
                rule: "must be what the receipt says, and over exactly when it ended",
            });
        }
        if self.problem.as_deref().is_some_and(|slug| !is_slug(slug)) {
            return Err(Error::Field { field: "problem", rule: "must be the name of a problem" });
        }
        let (phone, state, problem, ended_at) =
            (self.phone.clone(), self.state, self.problem.clone(), self.ended_at);
        Ok(PastSession { statement, phone, state, problem, ended_at, receipt })
    }

    /// Which session it calls itself; unverified.
    #[must_use]
    pub fn claimed_session(&self) -> Option<SessionId> {
        Received::<Statement>::parse(&self.statement).ok().map(|statement| statement.claims().session)
    }
}

fn is_slug(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-')
}

/// A receipt of this statement, by the receipt key.
pub(crate) fn check_receipt(
    compact: &str,
    statement: &Verified<Statement>,
    keys: &KeyList,
) -> Result<Verified<Receipt>, Error> {
    let receipt = Received::<Receipt>::parse(compact)?.verify(&keys.receipt_key.0)?;
    let hash: Sha256Digest = statement.sha256();
    equal("the receipt's session", &receipt.session, &statement.session)?;
    equal("the receipt's relying party", &receipt.relying_party, &statement.asker()?.id)?;
    equal("the receipt's request", &receipt.request_sha256, &statement.request_sha256)?;
    equal("the receipt's statement", &receipt.statement_sha256, &hash)?;
    equal("the receipt's certificate", &receipt.certificate_sha256, &statement.certificate_sha256)?;
    Ok(receipt)
}
