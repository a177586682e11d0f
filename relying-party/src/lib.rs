//! THE CLIENT OF AN E-SERVICE: ask a person's phone to log in or to sign, and get a signature that was verified, or a
//! document that lasts.
//!
//! **It promises** that [`Signatures`] which exist were verified: the person's certificate is of whom the look-up asked for,
//! leads to the country's root and is for the purpose that was asked for, the statement that the phone signed says what was
//! asked and names the one who asked, each signature is the person's over exactly what stands in its place, the receipt confirms them, and the
//! status of the certificate was good afterwards. Where the folder of the credentials pins the country's statement key,
//! statement and receipt are also proven to be signed by the service's own keys. A completed document has passed the
//! verifier that an auditor will use.
//!
//! **It never** trusts another certificate than the root in its folder, follows an address that stands in a certificate,
//! prints, or writes a file. Clock and randomness are passed in.
//!
//! **Start reading** at [`RelyingParty`] and follow a signature: `person.rs` (look up) → `request.rs` (ask) →
//! or `link.rs` (ask whoever comes) → `session.rs` (wait) → `answer.rs` (verify everything) → `document.rs` (complete a PDF). `examples/` has both ways, from
//! the first line to the last, as an e-service would write them.
//!
//! **To add one more** thing that may be asked of a phone: a variant of [`Content`] or a kind of [`Document`], which `request.rs` writes and
//! `phone_protocol::Content` reads; `answer.rs` compares whatever was asked. One more document format: a file beside
//! `document.rs` that prepares and completes it.

mod answer;
mod check;
mod country;
mod credentials;
mod document;
mod ended;
mod error;
pub mod evidence;
pub mod http;
mod key_list;
mod link;
mod person;
mod request;
mod session;

use std::sync::OnceLock;

use pki_types::{Clock, Random};

pub use answer::{Expected, Signatures};
pub use check::Check;
pub use country::{Country, StatusAddresses};
pub use credentials::{Credentials, STATEMENT_KEY_PIN, require_private};
pub use document::SignedDocument;
pub use ended::Ended;
pub use error::{Error, ServiceProblem};
pub use http::plain_client;
pub use key_list::{accepted_key_list, key_list};
pub use link::{Link, LinkRequest, Ways};
pub use person::PersonCertificate;
pub use phone_protocol::{Payment, Way};
pub use request::{Content, Document, Request, Showing};
pub use session::Session;
pub use words::{CodeMode, Purpose};

use key_list::KnownKeys;

/// A relying party: credentials, and the country whose API is called.
pub struct RelyingParty<'a> {
    /// The relying party's certificate and key.
    pub credentials: &'a Credentials,
    /// Its registered id.
    pub id: String,
    /// One client for all calls that show the certificate, so that connections are used again.
    pub client: reqwest::Client,
    /// The same for the doors that ask nobody for one; made when it is needed, and once, because it reads the system's roots.
    plain: OnceLock<reqwest::Client>,
    /// Where the country's doors are.
    pub country: &'a Country,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Randomness for identifiers and nonces.
    pub random: &'a dyn Random,
    keys: KnownKeys,
}

impl<'a> RelyingParty<'a> {
    /// The relying party that the credentials are for.
    ///
    /// # Errors
    /// The certificate names no relying party, or the credentials are of no use for TLS.
    pub fn new(
        credentials: &'a Credentials,
        country: &'a Country,
        clock: &'a dyn Clock,
        random: &'a dyn Random,
    ) -> Result<Self, Error> {
        Self::with_client(credentials.client()?, credentials, country, clock, random)
    }

    /// As [`new`](Self::new), with a client of [`Credentials::client`] that is there already.
    ///
    /// # Errors
    /// The certificate names no relying party.
    pub fn with_client(
        client: reqwest::Client,
        credentials: &'a Credentials,
        country: &'a Country,
        clock: &'a dyn Clock,
        random: &'a dyn Random,
    ) -> Result<Self, Error> {
        let id = credentials.certificate.serial_number().ok_or(Error::NoRelyingParty)?;
        let (plain, keys) = (OnceLock::new(), KnownKeys::default());
        Ok(Self { credentials, id, client, plain, country, clock, random, keys })
    }

    /// The client for the doors that ask nobody for a certificate.
    fn plain(&self) -> Result<&reqwest::Client, Error> {
        if let Some(client) = self.plain.get() {
            return Ok(client);
        }
        let client = plain_client()?;
        Ok(self.plain.get_or_init(|| client))
    }
}
