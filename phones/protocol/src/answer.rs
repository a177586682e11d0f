//! The phone's answer (`sign-answer+jwt`, by Kd): the signature, and what the person was shown.

use pki_types::signature::verify_p256_digest;
use pki_types::{PublicKey, Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{DeviceId, Door, SessionId};

use crate::display::{DomainLine, NameLine, TextLine};
use crate::error::equal;
use crate::fixed::{ForConsent, VersionOne};
use crate::message::Message;
use crate::payment::Payment;
use crate::statement::{Sign, Statement};
use crate::wire::Octets;
use crate::{Deed, Error};

/// An ECDSA P-256 signature in DER: 8 to 72 octets.
pub type SignatureDer = Octets<8, 72>;

/// What the phone's screen said, for the evidence. Both sides compute it from the statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Displayed {
    /// The registered name of the relying party; absent where the person asks through their own door.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<NameLine>,
    /// Its registered domain; absent with the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub domain: Option<DomainLine>,
    /// What the person wants done about their own keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub deed: Option<Deed>,
    /// The relying party's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<TextLine>,
    /// What the person pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub payment: Option<Payment>,
    /// The name of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document_name: Option<NameLine>,
    /// The digest of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document_sha256: Option<Sha256Digest>,
    /// The door that vouches for the request, where the relying party did not sign it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub vouched_for_by: Option<Door>,
    /// The verification code: that was compared, or that the person chose among three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[0-9]{4}$")]
    pub code: Option<String>,
}

impl Displayed {
    /// What a phone must show for a statement.
    #[must_use]
    pub fn of(statement: &Statement) -> Self {
        let (document_name, document_sha256) = match &statement.sign {
            Sign::ToBeSigned { document_name, document_sha256, .. }
            | Sign::Digest { document_name, document_sha256, .. } => {
                (document_name.clone(), *document_sha256)
            }
            Sign::Challenge { .. } | Sign::HeardDigest { .. } | Sign::Deed { .. } => (None, None),
        };
        let deed = match &statement.sign {
            Sign::Deed { deed, .. } => Some(deed.clone()),
            _ => None,
        };
        let asker = statement.relying_party.as_ref();
        Self {
            name: asker.map(|party| party.name.clone()),
            domain: asker.map(|party| party.domain.clone()),
            deed,
            text: statement.display.text.clone(),
            payment: statement.display.payment.clone(),
            document_name,
            document_sha256,
            vouched_for_by: (statement.door == Door::MobileId).then_some(statement.door),
            code: statement.code.value.clone(),
        }
    }
}

/// The payload of an answer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// 1.
    pub v: VersionOne,
    /// `consent`.
    pub aud: ForConsent,
    /// The session.
    pub session: SessionId,
    /// The sender.
    pub device: DeviceId,
    /// SHA-256 of the statement that is answered.
    pub statement_sha256: Sha256Digest,
    /// The signature, DER.
    pub signature: SignatureDer,
    /// What the person was shown.
    pub shown: Displayed,
    /// n + 1: the epoch to which the phone has moved its share.
    pub epoch: u64,
    /// When, seconds since 1970.
    pub iat: UnixTime,
}

impl Message for Answer {
    const TYP: &'static str = "sign-answer+jwt";
    const NAME: &'static str = "answer";
    const MAXIMUM_OCTETS: usize = 16 * 1024;
}

impl Answer {
    /// Composes the answer to a statement.
    ///
    /// # Errors
    /// The signature is not the DER of an ECDSA P-256 signature by its length.
    pub fn compose(
        statement: &Statement,
        statement_sha256: Sha256Digest,
        signature_der: &[u8],
        epoch: u64,
        iat: UnixTime,
    ) -> Result<Self, Error> {
        Ok(Self {
            v: VersionOne,
            aud: ForConsent,
            session: statement.session,
            device: statement.device,
            statement_sha256,
            signature: SignatureDer::new(signature_der.to_vec())
                .ok_or(Error::Field { field: "signature", rule: "must have 8 to 72 octets" })?,
            shown: Displayed::of(statement),
            epoch,
            iat,
        })
    }

    /// Does this answer fit the statement that the service made, and does its signature verify under the person's
    /// key? Device key, state of the session, certificate status and epoch are the caller's to check.
    ///
    /// # Errors
    /// Another session, device or statement; something else was shown; or the signature is not over what was stated.
    pub fn check_against(
        &self,
        statement: &Statement,
        statement_sha256: &Sha256Digest,
        person_key: &PublicKey,
    ) -> Result<(), Error> {
        equal("the answer's session", &self.session, &statement.session)?;
        equal("the answer's device", &self.device, &statement.device)?;
        equal("the statement that is answered", &self.statement_sha256, statement_sha256)?;
        if self.shown != Displayed::of(statement) {
            return Err(Error::mismatch("what was shown", "something else", "what the statement says"));
        }
        let digest = statement.digest_to_sign(statement_sha256);
        verify_p256_digest(person_key, digest.as_bytes(), self.signature.as_bytes())
            .map_err(Error::format("the answer's signature"))
    }
}
