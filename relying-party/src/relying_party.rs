//! A relying party at work: it looks a person up and asks for a signature or a login; `session.rs` waits for it.

use anyhow::{Context, Result};
use phone_protocol::display::Line;
use phone_protocol::request::{Challenge, DigestAlgorithm, RequestDigest, ToBeSigned};
use phone_protocol::{ExpectedLogin, Purpose, SignatureRequest};
use pki_types::{Certificate, Clock, Random, Sha256Digest, encoding, random_array};
use serde::Deserialize;

use super::{Country, Credentials, answer};

pub use super::session::{Session, Signature};

/// How long a request may be redeemed, in seconds.
const REQUEST_LIFETIME: i64 = 300;

/// A relying party: credentials, and the country whose API is called.
pub struct RelyingParty<'a> {
    /// The relying party's certificate and key.
    pub credentials: &'a Credentials,
    /// Its registered id.
    pub id: String,
    /// One client for all calls, so that connections are used again.
    pub client: reqwest::Client,
    /// Where the country's doors are.
    pub country: &'a Country,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Randomness for identifiers and nonces.
    pub random: &'a dyn Random,
}

/// A certificate of a person, as the look-up returns it.
pub struct PersonCertificate {
    /// Names the certificate in a request.
    pub id: Sha256Digest,
    /// The certificate.
    pub certificate: Certificate,
    /// Its issuers, root left out.
    pub chain: Vec<Certificate>,
}

/// What the phone shall sign.
pub enum Content<'a> {
    /// CMS signed attributes that bind a document.
    Document {
        /// The attributes, DER SET OF.
        to_be_signed: &'a [u8],
        /// The document's digest, which they bind.
        sha256: Sha256Digest,
        /// What the phone calls it.
        name: &'a str,
    },
    /// A digest of something that only the sender knows.
    Digest(Sha256Digest),
    /// A login: 16 to 64 octets.
    Challenge(&'a [u8]),
}

#[derive(Deserialize)]
struct LookUp {
    certificates: Vec<LookUpEntry>,
}

#[derive(Deserialize)]
struct LookUpEntry {
    certificate_id: Sha256Digest,
    purpose: Purpose,
    certificate: String,
    chain: Vec<String>,
}

impl<'a> RelyingParty<'a> {
    /// The relying party that the credentials are for.
    pub fn new(
        credentials: &'a Credentials,
        country: &'a Country,
        clock: &'a dyn Clock,
        random: &'a dyn Random,
    ) -> Result<Self> {
        let id = credentials
            .certificate
            .serial_number()
            .context("the certificate names no registered relying party")?;
        Ok(Self { client: credentials.client()?, credentials, id, country, clock, random })
    }

    /// Looks a person up and takes the first certificate for `purpose`.
    pub async fn look_up(&self, country: &str, code: &str, purpose: Purpose) -> Result<PersonCertificate> {
        let response = self
            .client
            .post(format!("{}/v1/persons/lookup", self.country.relying_party_api))
            .json(&serde_json::json!({ "country": country, "code": code }))
            .send()
            .await
            .with_context(|| {
                format!("the relying-party API at {} cannot be reached", self.country.relying_party_api)
            })?;
        let found: LookUp = answer(response, "looking the person up").await?;
        let entry = found
            .certificates
            .into_iter()
            .find(|entry| entry.purpose == purpose)
            .with_context(|| format!("the person has no live certificate for {purpose}"))?;
        let chain = entry.chain.iter().map(|text| decode_certificate(text)).collect::<Result<_>>()?;
        Ok(PersonCertificate {
            id: entry.certificate_id,
            certificate: decode_certificate(&entry.certificate)?,
            chain,
        })
    }

    /// Writes a request and signs it.
    pub fn request(&self, person: &PersonCertificate, content: &Content<'_>, text: &str) -> Result<String> {
        let now = self.clock.now();
        let mut request = SignatureRequest {
            aud: Default::default(),
            iss: self.id.clone(),
            jti: encoding::hex(&random_array::<16>(self.random)),
            iat: now,
            exp: now.plus(REQUEST_LIFETIME),
            certificate_id: person.id,
            purpose: Purpose::Signature,
            to_be_signed: None,
            digest: None,
            challenge: None,
            document_name: None,
            document_sha256: None,
            text: Some(Line::new("text", text)?),
            language: Some("en".to_owned()),
            code_mode: None,
        };
        match content {
            Content::Document { to_be_signed, sha256, name } => {
                let octets =
                    ToBeSigned::new(to_be_signed.to_vec()).context("at most 64 KiB can be signed")?;
                request.to_be_signed = Some(octets);
                request.document_sha256 = Some(*sha256);
                request.document_name = Some(Line::new("document_name", *name)?);
            }
            Content::Digest(digest) => {
                let value = phone_protocol::wire::Octets::new(digest.as_bytes().to_vec())
                    .expect("a digest has 32 octets");
                request.digest = Some(RequestDigest { algorithm: DigestAlgorithm::Sha256, value });
            }
            Content::Challenge(challenge) => {
                request.purpose = Purpose::Authentication;
                request.challenge =
                    Some(Challenge::new(challenge.to_vec()).context("a challenge has 16 to 64 octets")?);
            }
        }
        let draft = request.draft_with_chain(&self.credentials.x5c())?;
        let signature = self.credentials.signer.sign(draft.signing_input())?;
        Ok(draft.assemble(&signature)?)
    }

    /// Asks a person's phone to sign, or to log in.
    pub async fn start(
        &self,
        person: &PersonCertificate,
        content: &Content<'_>,
        text: &str,
    ) -> Result<Session> {
        self.send(self.request(person, content, text)?).await
    }

    /// Checks that a signature is this person's login to this relying party, with this challenge: one that was signed for
    /// somebody else is refused. The status of the person's certificate is in `signature.ocsp`.
    pub fn check_login(
        &self,
        person: &PersonCertificate,
        challenge: &[u8],
        signature: &Signature,
    ) -> Result<()> {
        let expected = ExpectedLogin { relying_party: &self.id, challenge, certificate: &person.certificate };
        expected
            .check(&signature.statement, &signature.value)
            .context("this is not the login that was asked for")?;
        Ok(())
    }
}

fn decode_certificate(base64: &str) -> Result<Certificate> {
    Ok(Certificate::from_der(&encoding::base64_decode(base64)?)?)
}
