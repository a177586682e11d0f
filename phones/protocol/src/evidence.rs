//! What a person can keep of a session: what was asked, what was stated, how it ended, and the proof that all of it stands in the
//! audit log. It is the answer to an inquiry about `evidence`, kept as it came.
//!
//! It proves itself. Whoever knows the log's key alone can check it: the key signed the checkpoint, the checkpoint covers the leaves,
//! a leaf names the list of keys, a key of that list signed the statement, and so on ([`Evidence::check`], then
//! [`CheckedEvidence::stands_in`]). No door has to be believed.

use pki_types::merkle::{includes, leaf_hash};
use pki_types::{Sha256Digest, UnixTime, sha256};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::leaf::{self, Leaf};
use words::{Door, SessionState};

use crate::error::equal;
use crate::fixed::{ForVerifier, VersionOne};
use crate::history::check_receipt;
use crate::message::{Received, Verified};
use crate::receipt::ReceiptState;
use crate::schema::{SignedKeyList, SignedReceipt, SignedStatement};
use crate::verification::{Askers, relying_party_certificate};
use crate::wire::CertificateBase64;
use crate::{Asked, Error, KeyList, Receipt, Sign, Statement, Wish};

/// The longest file, in octets: the longest request, statement, list of keys and receipt, a chain, and three paths.
pub const MAXIMUM_OCTETS: usize = 512 * 1024;
/// The longest checkpoint, in octets.
const LONGEST_CHECKPOINT: usize = 4 * 1024;
/// The longest path from a leaf to the root of a log.
const LONGEST_PATH: usize = 64;

/// The file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// 1.
    pub v: VersionOne,
    /// `verifier`.
    pub aud: ForVerifier,
    /// The list of keys that the statement names.
    #[schema(value_type = SignedKeyList)]
    pub key_list: String,
    /// What was stated to the phone.
    #[schema(value_type = SignedStatement)]
    pub statement: String,
    /// What was asked, as it came: the relying party's signed request, what a door heard, or the phone's signed wish.
    #[schema(max_length = 163_840)]
    pub request: String,
    /// The relying party's certificate first, then those above it; there where it signed its request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relying_party_chain: Vec<CertificateBase64>,
    /// The receipt, where somebody else asked and the person signed or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SignedReceipt>, nullable = false)]
    pub receipt: Option<String>,
    /// Where it stands in the audit log; absent until a checkpoint covers it, some moments after it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub log: Option<LogProof>,
}

/// Where leaves stand in the audit log.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogProof {
    /// A checkpoint that covers them: a signed note (C2SP tlog-checkpoint).
    #[schema(max_length = 4096)]
    pub checkpoint: String,
    /// The leaf of the list of keys, of the statement, and of the end where there was one.
    #[schema(min_items = 2, max_items = 3)]
    pub leaves: Vec<ProvenLeaf>,
}

/// A leaf, and the way from it to the root that the checkpoint signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvenLeaf {
    /// The entry of the log: JSON, exactly as it was hashed.
    #[schema(max_length = 16_384)]
    pub leaf: String,
    /// Its place in the log, from 0.
    pub place: u64,
    /// The hashes beside the way up, the lowest first (RFC 9162 §2.1.3).
    #[schema(max_items = 64)]
    pub path: Vec<Sha256Digest>,
}

/// A file whose messages fit together. That the keys are the country's, its log says.
#[derive(Debug)]
pub struct CheckedEvidence {
    /// The list of keys.
    pub key_list: Verified<KeyList>,
    /// What was stated.
    pub statement: Verified<Statement>,
    /// The relying party's certificate and those above it, where it signed its request.
    pub relying_party_chain: Vec<CertificateBase64>,
    /// The receipt.
    pub receipt: Option<Verified<Receipt>>,
    log: Option<LogProof>,
}

/// What the log says of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// When it was stated.
    pub stated_at: UnixTime,
    /// How it ended, with the problem that ended it, and when; none while it was open.
    pub ended: Option<(SessionState, Option<String>, UnixTime)>,
}

impl Evidence {
    /// Reads a file.
    ///
    /// # Errors
    /// Too long, no such JSON, or a part beyond its bounds.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAXIMUM_OCTETS {
            return Err(Error::TooLong { what: "the evidence", octets: text.len(), limit: MAXIMUM_OCTETS });
        }
        let evidence: Self = pki_types::strict_json::from_slice("the evidence", text.trim().as_bytes())
            .map_err(Error::format("the evidence"))?;
        evidence.check_bounds()?;
        Ok(evidence)
    }

    fn check_bounds(&self) -> Result<(), Error> {
        let Some(log) = &self.log else { return Ok(()) };
        let fits = log.checkpoint.len() <= LONGEST_CHECKPOINT
            && (2..=3).contains(&log.leaves.len())
            && log
                .leaves
                .iter()
                .all(|leaf| leaf.path.len() <= LONGEST_PATH && leaf.leaf.len() <= leaf::LONGEST);
        let rule = "must have a checkpoint of at most 4,096 octets and two or three leaves with paths of at most 64 hashes";
        if fits { Ok(()) } else { Err(Error::Field { field: "log", rule }) }
    }

    /// Checks that its messages fit together.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<CheckedEvidence, Error> {
        // 1. A list of keys, signed by the statement key that it names.
        let key_list = Received::<KeyList>::parse(&self.key_list)?;
        let statement_key = key_list.claims().statement_key.0.clone();
        let key_list = key_list.verify(&statement_key)?;

        // 2. The statement, made under that list.
        let statement = Received::<Statement>::parse(&self.statement)?.verify(&statement_key)?;
        equal("the key list of the statement", &statement.key_list_sha256, &key_list.sha256())?;

        // 3. What was asked is what was stated.
        equal("the request's hash", &sha256(self.request.as_bytes()), &statement.request_sha256)?;
        self.check_request(&statement, &key_list)?;

        // 4. The receipt is of that.
        let receipt = self
            .receipt
            .as_deref()
            .map(|receipt| check_receipt(receipt, &statement, &key_list))
            .transpose()?;
        let (relying_party_chain, log) = (self.relying_party_chain.clone(), self.log.clone());
        Ok(CheckedEvidence { key_list, statement, relying_party_chain, receipt, log })
    }

    fn check_request(&self, statement: &Statement, key_list: &KeyList) -> Result<(), Error> {
        if statement.door != Door::Native && !self.relying_party_chain.is_empty() {
            return Err(Error::Field {
                field: "relying_party_chain",
                rule: "must be there where a request is signed, only",
            });
        }
        match statement.door {
            Door::Native => {
                let issuers = &key_list.relying_party_issuers;
                let askers = Askers { issuers, chain: &self.relying_party_chain, at: statement.issued_at };
                let certificate = relying_party_certificate(&askers)?;
                let request = Received::parse(&self.request)?;
                let request = crate::request::verify_request(
                    request,
                    certificate,
                    &statement.asker()?.certificate_sha256,
                )?;
                statement.check_against(&request)
            }
            Door::Own => {
                let wish = Received::<Wish>::parse(&self.request)?;
                match &statement.sign {
                    Sign::Deed { deed, .. } if *deed == wish.claims().deed => Ok(()),
                    _ => Err(Error::mismatch("what is signed", "another in the statement", "the wish's")),
                }
            }
            door @ Door::MobileId => Asked::parse(door, &self.request)?.check_stated(statement),
        }
    }
}

impl CheckedEvidence {
    /// The checkpoint, which the log's key must have signed; none where the file was made before one covered it.
    #[must_use]
    pub fn checkpoint(&self) -> Option<&str> {
        self.log.as_ref().map(|log| log.checkpoint.as_str())
    }

    /// Checks that it stands in the log with this size and root, and gives what that says of it.
    ///
    /// # Errors
    /// A leaf that is not in the log, or is of something else.
    pub fn stands_in(&self, size: u64, root: &Sha256Digest) -> Result<Logged, Error> {
        let log = self.log.as_ref().ok_or(Error::Field { field: "log", rule: "must be there" })?;
        // 1. Each leaf is in the log.
        let mut leaves = Vec::new();
        for proven in &log.leaves {
            if !includes(&leaf_hash(proven.leaf.as_bytes()), proven.place, size, &proven.path, root) {
                let rule = "must have leaves whose paths lead to the root of the checkpoint";
                return Err(Error::Field { field: "log", rule });
            }
            leaves.push(Leaf::from_bytes(proven.leaf.as_bytes()).map_err(Error::format("a leaf"))?);
        }
        // 2. They are of this list of keys, this statement and this end.
        let (list, stated, ended) = match leaves.as_slice() {
            [Leaf::KeyList(list), Leaf::Statement(stated)] => (list, stated, None),
            [Leaf::KeyList(list), Leaf::Statement(stated), Leaf::Outcome(ended)] => {
                (list, stated, Some(ended))
            }
            _ => {
                let rule = "must have the leaf of the key list, of the statement, and of the end";
                return Err(Error::Field { field: "log", rule });
            }
        };
        let session = self.statement.session.to_string();
        equal("the key list of the log", &list.key_list_sha256, &self.key_list.sha256())?;
        equal("the session of the log", &stated.session, &session)?;
        equal("the statement of the log", &stated.statement_sha256, &self.statement.sha256())?;
        equal("the request of the log", &stated.request_sha256, &self.statement.request_sha256)?;
        let ended = ended.map(|ended| self.check_end(ended, &session)).transpose()?;
        if ended.is_none() && self.receipt.is_some() {
            return Err(Error::Field { field: "receipt", rule: "must not be there before the end" });
        }
        Ok(Logged { stated_at: stated.at, ended })
    }

    fn check_end(
        &self,
        ended: &leaf::Outcome,
        session: &str,
    ) -> Result<(SessionState, Option<String>, UnixTime), Error> {
        equal("the session that ended by the log", &ended.session.as_str(), &session)?;
        let answered = ended.statement_sha256.unwrap_or(self.statement.sha256());
        equal("the statement that was answered", &answered, &self.statement.sha256())?;
        let receipt = self.receipt.as_ref();
        if receipt.map(Verified::sha256) != ended.receipt_sha256 {
            return Err(Error::Field {
                field: "receipt",
                rule: "must be the one of which the log knows, if it does",
            });
        }
        let state: SessionState = ended.state.parse().map_err(Error::format("the state in the log"))?;
        let fits = match receipt.map(|receipt| receipt.state) {
            Some(ReceiptState::Completed) => state == SessionState::Completed,
            Some(ReceiptState::Refused) => state == SessionState::Refused,
            None => state.is_final(),
        };
        if !fits {
            return Err(Error::mismatch("the end", state, "what the receipt says"));
        }
        Ok((state, ended.problem.clone(), ended.at))
    }
}
