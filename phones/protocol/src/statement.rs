//! What the inner zone signs for the phone (`sign-statement+jwt`, by the statement key Rk): who asks this device to
//! sign what, with which code, until when. A phone signs nothing that is not stated.

use pki_types::{Sha256Digest, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::{CodeMode, DeviceId, Door, Nonce, Purpose, SessionId};

use crate::Deed;
use crate::Error;
use crate::content::{Content, digests_to_sign};
use crate::device_link::{LinkStated, Way};
use crate::display::{CountryLine, DomainLine, NameLine, TextLine, check_language};
use crate::document::{MAXIMUM_DOCUMENTS, StatedDocument};
use crate::error::equal;
use crate::facts::{DoorFacts, HeardDigest, mobile_id_code};
use crate::fixed::{ForPhone, VersionOne};
use crate::message::Message;
use crate::payment::Payment;
use crate::request::{
    CLOCK_TOLERANCE, Challenge, MAXIMUM_LIFETIME, SignatureRequest, check_relying_party_id,
};

/// Who asks, as the registry knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RelyingParty {
    /// Its id.
    #[schema(pattern = "^[a-z0-9._-]{1,64}$", example = "city-registry")]
    pub id: String,
    /// Its registered name.
    pub name: NameLine,
    /// ISO 3166-1 alpha-2.
    pub country: CountryLine,
    /// Its registered domain.
    pub domain: DomainLine,
    /// SHA-256 of the certificate under which it signs its requests.
    pub certificate_sha256: Sha256Digest,
}

/// The signature algorithm of the phone; there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Algorithm {
    /// ECDSA on P-256 over SHA-256 (RFC 7518 §3.4).
    #[serde(rename = "ES256")]
    Es256,
}

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Sign {
    /// The documents of the request, in its order.
    Documents {
        /// Always `ES256`.
        algorithm: Algorithm,
        /// The documents, 1 to 50.
        #[schema(min_items = 1, max_items = 50)]
        documents: Vec<StatedDocument>,
    },
    /// An authentication: the phone signs the hash of this statement, which contains the challenge.
    Challenge {
        /// Always `ES256`.
        algorithm: Algorithm,
        /// The relying party's challenge.
        challenge: Challenge,
    },
    /// A digest that a door heard. Nobody signed that it was asked for, and only the sender knows its bytes.
    HeardDigest {
        /// Always `ES256`, over the leftmost 256 bits.
        algorithm: Algorithm,
        /// The digest.
        digest: HeardDigest,
    },
    /// What the person wants done about their own keys: the phone signs the hash of this statement, which contains it.
    Deed {
        /// Always `ES256`.
        algorithm: Algorithm,
        /// What is to be done.
        deed: Deed,
    },
}

impl Sign {
    /// What a request asks to sign, in the words of a statement; `all_opened` is a country's wish that whatever of it can be
    /// read is opened.
    ///
    /// # Errors
    /// As [`Content::all_of`].
    pub fn of(request: &SignatureRequest, all_opened: bool) -> Result<Self, Error> {
        let algorithm = Algorithm::Es256;
        let contents = Content::all_of(request)?;
        if let [Content::Challenge { challenge }] = contents.as_slice() {
            return Ok(Self::Challenge { algorithm, challenge: challenge.clone() });
        }
        let documents = request.documents.iter().zip(&contents);
        let documents = documents.map(|(document, content)| document.stated(content, all_opened)).collect();
        Ok(Self::Documents { algorithm, documents })
    }

    /// The documents; none of a login, nor of what a door heard.
    #[must_use]
    pub fn documents(&self) -> &[StatedDocument] {
        match self {
            Self::Documents { documents, .. } => documents,
            Self::Challenge { .. } | Self::HeardDigest { .. } | Self::Deed { .. } => &[],
        }
    }

    /// Does it say what the request asks? What must be opened may be more than the request wants.
    fn says(&self, request: &SignatureRequest) -> Result<bool, Error> {
        let mut asked = Self::of(request, false)?;
        if let Self::Documents { documents, .. } = &mut asked {
            for (asked, stated) in documents.iter_mut().zip(self.documents()) {
                asked.must_open |= stated.must_open;
            }
        }
        Ok(*self == asked)
    }
}

/// The relying party's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Display {
    /// The language of `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length = 35)]
    pub language: Option<String>,
    /// What the person reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<TextLine>,
    /// What the person pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub payment: Option<Payment>,
}

impl Display {
    /// The words of a request, as they are.
    fn of(request: &SignatureRequest) -> Self {
        let SignatureRequest { language, text, payment, .. } = request;
        Self { language: language.clone(), text: text.clone(), payment: payment.clone() }
    }
}

/// The verification code: drawn by the inner zone, so that no outer party can grind a request until it gets a wanted
/// one. An attention aid, not a defence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// How it is used.
    pub mode: CodeMode,
    /// Four decimal digits, which the relying party shows; absent where the mode is `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[0-9]{4}$")]
    pub value: Option<String>,
    /// Two others, among which the person has to find it; there in mode `choose` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub decoys: Option<[String; 2]>,
}

impl Code {
    /// The code of a statement, of those that were drawn for it as far as the mode shows them.
    fn of(mode: CodeMode, [value, first, second]: [String; 3]) -> Self {
        let (value, decoys) = match mode {
            CodeMode::None => (None, None),
            CodeMode::Compare => (Some(value), None),
            CodeMode::Choose => (Some(value), Some([first, second])),
        };
        Self { mode, value, decoys }
    }

    /// The three among which the person chooses, in rising order: of three that were drawn alike, the right one is in each
    /// place equally often. None in other modes.
    #[must_use]
    pub fn choices(&self) -> Option<[&str; 3]> {
        let (value, [first, second]) = self.value.as_deref().zip(self.decoys.as_ref())?;
        let mut choices = [value, first, second];
        choices.sort_unstable();
        Some(choices)
    }

    fn check(&self) -> Result<(), Error> {
        let is_code = |code: &str| code.len() == 4 && code.bytes().all(|octet| octet.is_ascii_digit());
        let fits = match (self.mode, &self.value, self.choices()) {
            (CodeMode::None, None, _) => self.decoys.is_none(),
            (CodeMode::Compare, Some(value), None) => is_code(value),
            (CodeMode::Choose, Some(_), Some(choices)) => {
                choices.iter().all(|code| is_code(code)) && choices.windows(2).all(|pair| pair[0] != pair[1])
            }
            _ => false,
        };
        let rule =
            "must have four digits in mode compare, three times four that differ in mode choose, else none";
        if fits { Ok(()) } else { Err(Error::Field { field: "code", rule }) }
    }
}

/// The payload of a statement.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// 1.
    pub v: VersionOne,
    /// `phone`.
    pub aud: ForPhone,
    /// The session.
    pub session: SessionId,
    /// The one device that may answer.
    pub device: DeviceId,
    /// Which key signs.
    pub purpose: Purpose,
    /// Who asks; absent where the person does, through their own door.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub relying_party: Option<RelyingParty>,
    /// Through which door. Through the native one it signed its request; through the own one this phone did; for what came through
    /// any other the door vouches.
    pub door: Door,
    /// SHA-256 of the compact form of the relying party's request, of what the door heard, or of the phone's wish.
    pub request_sha256: Sha256Digest,
    /// What is signed.
    pub sign: Sign,
    /// SHA-256 of the person's certificate.
    pub certificate_sha256: Sha256Digest,
    /// What the person reads.
    pub display: Display,
    /// The verification code.
    pub code: Code,
    /// By which way the phone came to it, where its request names nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub link: Option<LinkStated>,
    /// SHA-256 of the compact form of the key list that was current.
    pub key_list_sha256: Sha256Digest,
    /// Makes each statement unique.
    pub nonce: Nonce,
    /// When it was made, seconds since 1970.
    pub issued_at: UnixTime,
    /// From then on the phone refuses; at most 600 s after `issued_at` and never after the request's `exp`.
    pub expires_at: UnixTime,
}

/// What the inner zone knows when it states a request, beside the request itself.
#[derive(Clone, Debug)]
pub struct StatementGround {
    /// The session.
    pub session: SessionId,
    /// The device that holds the certificate's key.
    pub device: DeviceId,
    /// The person's certificate.
    pub certificate_sha256: Sha256Digest,
    /// By which way this phone claimed it, where the request names nobody.
    pub way: Option<Way>,
    /// Who asks, from the registry.
    pub relying_party: RelyingParty,
    /// SHA-256 of the request's compact form, or of what a door heard.
    pub request_sha256: Sha256Digest,
    /// SHA-256 of the current key list's compact form.
    pub key_list_sha256: Sha256Digest,
    /// Three times four decimal digits, drawn for this session, each of the 10,000 equally likely and all different: the code,
    /// then its decoys; used as far as the request's mode shows them and its protocol has no code of its own.
    pub codes: [String; 3],
    /// Drawn for this statement.
    pub nonce: Nonce,
    /// Now.
    pub issued_at: UnixTime,
    /// The session's end; the request's `exp` cuts it.
    pub expires_at: UnixTime,
    /// Whether the country wants whatever can be read to be opened before it is signed.
    pub all_opened: bool,
}

impl Message for Statement {
    const TYP: &'static str = "sign-statement+jwt";
    const NAME: &'static str = "statement";
    /// 50 documents with the longest names are 36 KiB, and a third more in base64url.
    const MAXIMUM_OCTETS: usize = 64 * 1024;

    fn check(&self) -> Result<(), Error> {
        if let Some(party) = &self.relying_party {
            check_relying_party_id(&party.id)?;
        }
        let fits = match &self.sign {
            Sign::Challenge { .. } => (self.door, self.purpose) == (Door::Native, Purpose::Authentication),
            Sign::Documents { documents, .. } => {
                (self.door, self.purpose) == (Door::Native, Purpose::Signature)
                    && (1..=MAXIMUM_DOCUMENTS).contains(&documents.len())
            }
            Sign::HeardDigest { .. } => self.door == Door::MobileId,
            Sign::Deed { deed, .. } => (self.door, Some(self.purpose)) == (Door::Own, deed.purpose()),
        };
        if !fits || self.relying_party.is_none() != (self.door == Door::Own) {
            return Err(Error::Field { field: "sign", rule: "must fit door and purpose" });
        }
        if let Some(language) = &self.display.language {
            check_language(language)?;
        }
        if let Some(payment) = &self.display.payment {
            payment.check()?;
        }
        self.code.check()?;
        self.check_link()?;
        if let (Door::MobileId, Sign::HeardDigest { digest, .. }) = (self.door, &self.sign)
            && self.code.value.as_ref() != Some(&mobile_id_code(digest))
        {
            return Err(Error::Field {
                field: "code",
                rule: "must be the one that Mobile-ID has for the digest",
            });
        }
        if !(1..=MAXIMUM_LIFETIME).contains(&self.expires_at.since(self.issued_at)) {
            return Err(Error::Field {
                field: "expires_at",
                rule: "must be 1 to 600 seconds after issued_at",
            });
        }
        Ok(())
    }
}

impl Statement {
    /// A link is a relying party's that signed its request, and there is no code then.
    fn check_link(&self) -> Result<(), Error> {
        let has_code = self.code.mode != CodeMode::None;
        let fits = |link: &LinkStated| self.door == Door::Native && !has_code && link.fits();
        if self.link.as_ref().is_none_or(fits) {
            return Ok(());
        }
        Err(Error::Field {
            field: "link",
            rule: "must be of a signed request without a code, with a callback on the same device alone",
        })
    }

    /// States a request. Everything that the relying party wrote is taken over unchanged.
    ///
    /// # Errors
    /// The request breaks one of its rules.
    pub fn of(request: &SignatureRequest, ground: StatementGround) -> Result<Self, Error> {
        request.check_locations(ground.relying_party.domain.as_str())?;
        let link = match (&request.link, ground.way) {
            (Some(link), Some(way)) => Some(link.stated(way)),
            _ => None,
        };
        let statement = Self {
            v: VersionOne,
            aud: ForPhone,
            session: ground.session,
            device: ground.device,
            purpose: request.purpose,
            relying_party: Some(ground.relying_party),
            door: Door::Native,
            request_sha256: ground.request_sha256,
            sign: Sign::of(request, ground.all_opened)?,
            certificate_sha256: ground.certificate_sha256,
            display: Display::of(request),
            code: Code::of(request.code_mode(), ground.codes),
            link,
            key_list_sha256: ground.key_list_sha256,
            nonce: ground.nonce,
            issued_at: ground.issued_at,
            expires_at: ground.expires_at.min(request.exp),
        };
        statement.check()?;
        Ok(statement)
    }

    /// States what a door heard. The code is that of the door's protocol, where it has one.
    ///
    /// # Errors
    /// The facts break one of their rules.
    pub fn of_facts(facts: &DoorFacts, ground: StatementGround) -> Result<Self, Error> {
        let [drawn, ..] = ground.codes;
        let code = match facts.door {
            Door::MobileId => mobile_id_code(&facts.digest),
            Door::Native | Door::Own => drawn,
        };
        let statement = Self {
            v: VersionOne,
            aud: ForPhone,
            session: ground.session,
            device: ground.device,
            purpose: facts.purpose,
            relying_party: Some(ground.relying_party),
            door: facts.door,
            request_sha256: ground.request_sha256,
            sign: Sign::HeardDigest { algorithm: Algorithm::Es256, digest: facts.digest.clone() },
            certificate_sha256: facts.certificate_id,
            display: Display { language: facts.language.clone(), text: facts.text.clone(), payment: None },
            code: Code { mode: CodeMode::Compare, value: Some(code), decoys: None },
            link: None,
            key_list_sha256: ground.key_list_sha256,
            nonce: ground.nonce,
            issued_at: ground.issued_at,
            expires_at: ground.expires_at.min(facts.expires_at),
        };
        statement.check()?;
        Ok(statement)
    }

    /// Does this statement say exactly what a door heard?
    ///
    /// # Errors
    /// The first field that differs, with both values.
    pub fn check_against_facts(&self, facts: &DoorFacts) -> Result<(), Error> {
        equal("the door", &self.door, &facts.door)?;
        let asker = self.asker()?;
        equal("the relying party", &asker.id, &facts.relying_party)?;
        let certificate = &asker.certificate_sha256;
        equal("the relying party's certificate", certificate, &facts.relying_party_certificate_sha256)?;
        equal("the purpose", &self.purpose, &facts.purpose)?;
        equal("the certificate", &self.certificate_sha256, &facts.certificate_id)?;
        let differs = |what| Err(Error::mismatch(what, "another in the statement", "what the door heard"));
        if self.sign != (Sign::HeardDigest { algorithm: Algorithm::Es256, digest: facts.digest.clone() }) {
            return differs("what is signed");
        }
        if self.display.text != facts.text || self.display.language != facts.language {
            return differs("the text");
        }
        if self.display.payment.is_some() {
            return differs("the payment");
        }
        self.ends_by(facts.expires_at)
    }

    /// The relying party that asks.
    ///
    /// # Errors
    /// None does: the person asks through their own door.
    pub fn asker(&self) -> Result<&RelyingParty, Error> {
        let wrong = Error::Field { field: "relying_party", rule: "must be there, through the door of one" };
        self.relying_party.as_ref().ok_or(wrong)
    }

    fn ends_by(&self, end: UnixTime) -> Result<(), Error> {
        if self.expires_at > end {
            return Err(Error::mismatch("expires_at", self.expires_at.rfc3339(), end.rfc3339()));
        }
        Ok(())
    }

    /// Does this statement say exactly what the request asks? The hash of the request is compared by the caller, who
    /// has its bytes.
    ///
    /// # Errors
    /// The first field that differs, with both values.
    pub fn check_against(&self, request: &SignatureRequest) -> Result<(), Error> {
        equal("the door", &self.door, &Door::Native)?;
        equal("the relying party", &self.asker()?.id, &request.iss)?;
        equal("the purpose", &self.purpose, &request.purpose)?;
        if let Some(named) = &request.certificate_id {
            equal("the certificate", &self.certificate_sha256, named)?;
        }
        let differs = |what| Err(Error::mismatch(what, "another in the statement", "the request's"));
        if !self.sign.says(request)? {
            return differs("what is signed");
        }
        request.check_locations(self.asker()?.domain.as_str())?;
        if self.display.text != request.text || self.display.language != request.language {
            return differs("the text");
        }
        if self.display.payment != request.payment {
            return differs("the payment");
        }
        if self.code.mode != request.code_mode() {
            return differs("the code mode");
        }
        match (&self.link, &request.link) {
            (None, None) => {}
            (Some(stated), Some(asked)) if asked.lets(stated) => {}
            _ => return differs("the device link"),
        }
        self.ends_by(request.exp)
    }

    /// Is the statement alive at `now`?
    ///
    /// # Errors
    /// It has expired, or was issued more than [`CLOCK_TOLERANCE`] ahead.
    pub fn check_time(&self, now: UnixTime) -> Result<(), Error> {
        if now >= self.expires_at {
            return Err(Error::expired("the statement", self.expires_at, now));
        }
        if self.issued_at > now.plus(CLOCK_TOLERANCE) {
            return Err(Error::not_yet("the statement", self.issued_at, now));
        }
        Ok(())
    }

    /// The digests that ES256 signs, given the SHA-256 of this statement's compact form.
    #[must_use]
    pub fn digests_to_sign(&self, statement_sha256: &Sha256Digest) -> Vec<Sha256Digest> {
        digests_to_sign(&self.sign, statement_sha256)
    }
}
