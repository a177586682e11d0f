//! The phone's answer (`sign-answer+jwt`, by Kd): the signatures, and what the person was shown.

use pki_types::signature::verify_p256_digest;
use pki_types::{PublicKey, Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{DeviceId, Door, SessionId};

use crate::device_link::{LinkStated, Verifier, Way};
use crate::display::{DomainLine, NameLine, TextLine};
use crate::document::{MAXIMUM_DOCUMENTS, StatedDocument};
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
    /// The documents, in the order of the statement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub documents: Vec<ShownDocument>,
    /// The door that vouches for the request, where the relying party did not sign it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub vouched_for_by: Option<Door>,
    /// The verification code: that was compared, or that the person chose among three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[0-9]{4}$")]
    pub code: Option<String>,
    /// By which way the phone came to it, where the request names nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub link: Option<LinkStated>,
}

/// What the screen said of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownDocument {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document_name: Option<NameLine>,
    /// Its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document_sha256: Option<Sha256Digest>,
    /// Whether the person opened it.
    pub opened: bool,
}

impl Displayed {
    /// What a phone must show for a statement; `opened` says of each document whether the person opened it.
    #[must_use]
    pub fn of(statement: &Statement, opened: &[bool]) -> Self {
        let documents = statement.sign.documents().iter().enumerate().map(|(at, document)| ShownDocument {
            document_name: document.document_name.clone(),
            document_sha256: document.document_sha256,
            opened: opened.get(at).copied().unwrap_or_default(),
        });
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
            documents: documents.collect(),
            vouched_for_by: (statement.door == Door::MobileId).then_some(statement.door),
            code: statement.code.value.clone(),
            link: statement.link,
        }
    }
}

/// What a person made of what is asked, in its order: what is signed, and what was opened before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Of each, whether it is signed; what is not was struck out.
    pub signed: Vec<bool>,
    /// Of each, whether the person opened it.
    pub opened: Vec<bool>,
}

impl Choice {
    /// All is signed, and nothing was opened.
    #[must_use]
    pub fn all(sign: &Sign) -> Self {
        let count = sign.documents().len().max(1);
        Self { signed: vec![true; count], opened: vec![false; count] }
    }

    /// May this be made of it?
    ///
    /// # Errors
    /// Of another number; all of it is struck out, which is a refusal; or something is signed that must be opened first.
    pub fn check(&self, sign: &Sign) -> Result<(), Error> {
        let refused = |rule| Err(Error::Field { field: "signatures", rule });
        let documents = sign.documents();
        let count = documents.len().max(1);
        if (self.signed.len(), self.opened.len()) != (count, count) {
            return refused("must be one for each that is stated");
        }
        if !self.signed.contains(&true) {
            return refused("must be at least one: nothing signed is a refusal");
        }
        let unread = |(at, document): (usize, &StatedDocument)| {
            document.must_open && self.signed[at] && !self.opened[at]
        };
        if documents.iter().enumerate().any(unread) {
            return refused("must not be of a document that must be opened first");
        }
        Ok(())
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
    /// The signatures, DER, in the order of what is stated: one for each, null for a document that was struck out.
    #[schema(min_items = 1, max_items = 50)]
    pub signatures: Vec<Option<SignatureDer>>,
    /// What the person was shown.
    pub shown: Displayed,
    /// SHA-256 of what the phone alone gives to the browser that it leads back; with a link on the same device, and only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub verifier_sha256: Option<Sha256Digest>,
    /// n + 1: the epoch to which the phone has moved its share.
    pub epoch: u64,
    /// When, seconds since 1970.
    pub iat: UnixTime,
}

impl Message for Answer {
    const TYP: &'static str = "sign-answer+jwt";
    const NAME: &'static str = "answer";
    const MAXIMUM_OCTETS: usize = 64 * 1024;

    fn check(&self) -> Result<(), Error> {
        if (1..=MAXIMUM_DOCUMENTS).contains(&self.signatures.len()) {
            return Ok(());
        }
        Err(Error::Field { field: "signatures", rule: "must be 1 to 50" })
    }
}

impl Answer {
    /// Composes the answer to a statement: `signatures` has one for each that `choice` signs, in their order.
    ///
    /// # Errors
    /// The choice does not fit the statement, or a signature is not the DER of an ECDSA P-256 signature by its length.
    pub fn compose(
        statement: &Statement,
        statement_sha256: Sha256Digest,
        choice: &Choice,
        signatures: Vec<Vec<u8>>,
        epoch: u64,
        iat: UnixTime,
    ) -> Result<Self, Error> {
        choice.check(&statement.sign)?;
        let mut made = signatures.into_iter();
        let mut next = || {
            made.next()
                .and_then(SignatureDer::new)
                .ok_or(Error::Field { field: "signatures", rule: "must have 8 to 72 octets each" })
        };
        let signatures = choice.signed.iter().map(|signed| signed.then(&mut next).transpose());
        Ok(Self {
            v: VersionOne,
            aud: ForConsent,
            session: statement.session,
            device: statement.device,
            statement_sha256,
            signatures: signatures.collect::<Result<_, _>>()?,
            shown: Displayed::of(statement, &choice.opened),
            verifier_sha256: None,
            epoch,
            iat,
        })
    }

    /// The same, which says by what the browser that is led back will be known.
    #[must_use]
    pub fn leading_back(self, verifier: Option<&Verifier>) -> Self {
        Self { verifier_sha256: verifier.map(Verifier::sha256), ..self }
    }

    /// What the person made of what was asked, as the answer says.
    #[must_use]
    pub fn choice(&self) -> Choice {
        let count = self.signatures.len();
        let opened = self.shown.documents.iter().map(|document| document.opened);
        Choice {
            signed: self.signatures.iter().map(Option::is_some).collect(),
            opened: opened.chain(std::iter::repeat(false)).take(count).collect(),
        }
    }

    /// The signatures as octets.
    pub fn octets(&self) -> impl Iterator<Item = Option<&[u8]>> {
        self.signatures.iter().map(|signature| signature.as_ref().map(SignatureDer::as_bytes))
    }

    /// Does this answer fit the statement that the service made, and do all its signatures verify under the person's
    /// key, each over what is stated in its place? Device key, state of the session, certificate status and epoch are the
    /// caller's to check.
    ///
    /// # Errors
    /// Another session, device or statement; something else was shown, or not opened that must be; or a signature is not over
    /// what was stated in its place.
    pub fn check_against(
        &self,
        statement: &Statement,
        statement_sha256: &Sha256Digest,
        person_key: &PublicKey,
    ) -> Result<(), Error> {
        equal("the answer's session", &self.session, &statement.session)?;
        equal("the answer's device", &self.device, &statement.device)?;
        equal("the statement that is answered", &self.statement_sha256, statement_sha256)?;
        let choice = self.choice();
        choice.check(&statement.sign)?;
        if self.shown != Displayed::of(statement, &choice.opened) {
            return Err(Error::mismatch("what was shown", "something else", "what the statement says"));
        }
        let leads_back = statement.link.is_some_and(|link| link.way == Way::SameDevice);
        if self.verifier_sha256.is_some() != leads_back {
            let rule = "must be there with a link on the same device, and only then";
            return Err(Error::Field { field: "verifier_sha256", rule });
        }
        for (digest, signature) in statement.digests_to_sign(statement_sha256).iter().zip(self.octets()) {
            let Some(signature) = signature else { continue };
            verify_p256_digest(person_key, digest.as_bytes(), signature)
                .map_err(Error::format("the answer's signature"))?;
        }
        Ok(())
    }
}
