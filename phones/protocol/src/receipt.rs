//! What the inner zone says at the end of a session (`sign-receipt+jwt`, by the receipt key): for the relying party's
//! evidence.

use pki_types::{Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::SessionId;

use crate::Error;
use crate::document::MAXIMUM_DOCUMENTS;
use crate::fixed::{ForRelyingParty, VersionOne};
use crate::message::Message;
use crate::request::check_relying_party_id;

/// How a session ended with something to prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptState {
    /// The person signed, and the signature was verified.
    Completed,
    /// The person refused.
    Refused,
}

/// The payload.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// 1.
    pub v: VersionOne,
    /// `relying-party`.
    pub aud: ForRelyingParty,
    /// The session.
    pub session: SessionId,
    /// The relying party's id.
    #[schema(pattern = "^[a-z0-9._-]{1,64}$", example = "city-registry")]
    pub relying_party: String,
    /// SHA-256 of its request's compact form.
    pub request_sha256: Sha256Digest,
    /// SHA-256 of the statement's compact form.
    pub statement_sha256: Sha256Digest,
    /// SHA-256 of the person's certificate.
    pub certificate_sha256: Sha256Digest,
    /// SHA-256 of the signatures in DER, in the order of what was asked, null for a document that the person struck out; absent
    /// where the person refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub signatures_sha256: Option<Vec<Option<Sha256Digest>>>,
    /// SHA-256 of what the phone gives to the browser that it leads back: the answer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub verifier_sha256: Option<Sha256Digest>,
    /// How it ended.
    pub state: ReceiptState,
    /// When, seconds since 1970.
    pub completed_at: UnixTime,
}

impl Message for Receipt {
    const TYP: &'static str = "sign-receipt+jwt";
    const NAME: &'static str = "receipt";
    /// 50 hashes are 3,350 octets, and a third more in base64url.
    const MAXIMUM_OCTETS: usize = 8 * 1024;

    fn check(&self) -> Result<(), Error> {
        check_relying_party_id(&self.relying_party)?;
        let count = self.signatures_sha256.as_ref().map(Vec::len);
        let fits = match self.state {
            ReceiptState::Completed => count.is_some_and(|count| (1..=MAXIMUM_DOCUMENTS).contains(&count)),
            ReceiptState::Refused => count.is_none() && self.verifier_sha256.is_none(),
        };
        if fits {
            Ok(())
        } else {
            Err(Error::Field {
                field: "signatures_sha256",
                rule: "must be there when completed, and only then",
            })
        }
    }
}
