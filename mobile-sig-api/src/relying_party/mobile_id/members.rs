//! The members of a request, each looked at by itself, so that what is wrong is refused in the protocol's words and order.

use axum::extract::Request;
use http_kit::body::{read_body, require_media_type};
use http_kit::json;
use phone_protocol::HeardDigest;
use phone_protocol::wire::Octets;
use pki_types::{Sha256Digest, encoding, sha256};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use utoipa::ToSchema;
use words::{PersonalCode, PhoneNumber};

use super::refusal::Refusal;

/// A member as it came: further ones are ignored, as the protocol wishes.
#[derive(Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Member {
    Text(String),
    Null(()),
    Other(IgnoredAny),
    #[default]
    Absent,
}

/// How an absent member is refused: the one endpoint's words are not the other's.
pub(super) type AbsentWords = fn(&str) -> String;

/// The words of `/certificate`.
pub(super) fn cannot_be_null(member: &str) -> String {
    format!("{member} cannot be null.")
}

/// The words of what starts a session.
pub(super) fn is_missing(member: &str) -> String {
    format!("Required {member} is missing.")
}

impl Member {
    pub(super) fn required(&self, name: &str, words: AbsentWords) -> Result<&str, Refusal> {
        self.optional(name, words)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Refusal::words(400, words(name)))
    }

    fn optional(&self, name: &str, words: AbsentWords) -> Result<Option<&str>, Refusal> {
        match self {
            Self::Text(text) => Ok(Some(text)),
            Self::Null(()) | Self::Absent => Ok(None),
            Self::Other(_) => Err(Refusal::words(400, words(name))),
        }
    }

    fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }
}

/// A body, and the hash of its octets.
pub(super) async fn read<T: DeserializeOwned>(request: Request) -> Result<(T, Sha256Digest), Refusal> {
    require_media_type(request.headers(), "application/json")?;
    let body = read_body(request, json::MAX_OCTETS).await?;
    Ok((json::parse(&body)?, sha256(&body)))
}

/// Who asks, about whom. It travels in the body, because addresses end up in logs.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MobileIdAsking)]
pub(super) struct Asking {
    /// The registered name; upper and lower case are the same.
    #[serde(default)]
    #[schema(value_type = String, required = true)]
    relying_party_name: Member,
    /// The relying party's UUID, which is made from its id and proves nothing.
    #[serde(rename = "relyingPartyUUID", default)]
    #[schema(value_type = String, required = true, example = "00000000-0000-8000-8000-000000000000")]
    relying_party_uuid: Member,
    /// The number of the person's phone, with `+` and country code.
    #[serde(default)]
    #[schema(value_type = String, required = true, pattern = r"^\+[0-9]{8,30}$")]
    phone_number: Member,
    /// The person's code in the country's register.
    #[serde(default)]
    #[schema(value_type = String, required = true)]
    national_identity_number: Member,
}

/// Whom a request names; none where what it says can be nobody's.
pub(super) type Named = Option<(PhoneNumber, PersonalCode)>;

impl Asking {
    /// Refuses what is absent.
    pub(super) fn check(&self, words: AbsentWords) -> Result<(), Refusal> {
        self.relying_party_name.required("relyingPartyName", words)?;
        self.relying_party_uuid.required("relyingPartyUUID", words)?;
        self.phone_number.required("phoneNumber", words)?;
        self.national_identity_number.required("nationalIdentityNumber", words)?;
        Ok(())
    }

    pub(super) fn relying_party_uuid(&self) -> &str {
        self.relying_party_uuid.text()
    }

    pub(super) fn relying_party_name(&self) -> &str {
        self.relying_party_name.text()
    }

    /// Whom it names. The protocol admits numbers that nobody can have (ITU-T E.164 §6), and codes of any form.
    pub(super) fn named(&self) -> Result<Named, Refusal> {
        let number = self.phone_number.text();
        let digits = number.strip_prefix('+').unwrap_or_default();
        if !(8..=30).contains(&digits.len()) || !digits.bytes().all(|octet| octet.is_ascii_digit()) {
            return Err(Refusal::words(400, "phoneNumber must contain of + and numbers(8-30)"));
        }
        let code = PersonalCode::new(self.national_identity_number.text());
        Ok(PhoneNumber::new(number).ok().zip(code.ok()))
    }
}

/// What starts an authentication or a signature.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MobileIdStart)]
pub(super) struct Start {
    /// Who asks, and whom.
    #[serde(flatten)]
    pub(super) asking: Asking,
    /// The digest to be signed as it is, in base64 with padding; of a login, octets that were drawn for it alone.
    #[serde(default)]
    #[schema(value_type = String, required = true)]
    pub(super) hash: Member,
    /// `SHA256`, `SHA384` or `SHA512`.
    #[serde(default)]
    #[schema(value_type = String, required = true, pattern = "^SHA(256|384|512)$")]
    pub(super) hash_type: Member,
    /// `EST`, `ENG`, `RUS` or `LIT`.
    #[serde(default)]
    #[schema(value_type = String, required = true, pattern = "^(EST|ENG|RUS|LIT)$")]
    pub(super) language: Member,
    /// What the person reads: up to 100 characters of GSM-7, of which five from its extension table, or 50 of UCS-2.
    #[serde(default)]
    #[schema(value_type = String, required = false)]
    display_text: Member,
    /// `GSM-7`, the default, or `UCS-2`.
    #[serde(default)]
    #[schema(value_type = String, required = false, pattern = "^(GSM-7|UCS-2)$")]
    display_text_format: Member,
}

impl Start {
    /// Refuses what is absent.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        self.asking.check(is_missing)?;
        self.hash.required("hash", is_missing)?;
        self.hash_type.required("hashType", is_missing)?;
        self.language.required("language", is_missing)?;
        Ok(())
    }

    /// The language as RFC 5646 has it. Estonian to a number of Lithuania, and the other way round, becomes English.
    pub(super) fn language(&self) -> Result<&'static str, Refusal> {
        let number = self.asking.phone_number.text();
        match self.language.text() {
            "EST" if !number.starts_with("+370") => Ok("et"),
            "LIT" if !number.starts_with("+372") => Ok("lt"),
            "EST" | "LIT" | "ENG" => Ok("en"),
            "RUS" => Ok("ru"),
            _ => Err(Refusal::words(400, is_missing("language"))),
        }
    }

    /// Text and format.
    pub(super) fn display(&self) -> Result<(Option<&str>, Option<&str>), Refusal> {
        let text = self.display_text.optional("displayText", is_missing)?;
        Ok((text, self.display_text_format.optional("displayTextFormat", is_missing)?))
    }

    /// The digest.
    pub(super) fn digest(&self) -> Result<HeardDigest, Refusal> {
        let kind = self.hash_type.text();
        if !["SHA256", "SHA384", "SHA512"].contains(&kind) {
            return Err(Refusal::words(400, is_missing("hashType")));
        }
        let octets = encoding::base64_decode(self.hash.text())
            .map_err(|_| Refusal::words(400, "Hash must be Base64 encoded"))?;
        let digest = match kind {
            "SHA256" => Octets::new(octets).map(HeardDigest::Sha256),
            "SHA384" => Octets::new(octets).map(HeardDigest::Sha384),
            _ => Octets::new(octets).map(HeardDigest::Sha512),
        };
        digest.ok_or_else(|| Refusal::words(400, "The length of the hash must match the type of hash"))
    }
}
