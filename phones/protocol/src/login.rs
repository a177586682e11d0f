//! What a relying party checks of a login before it lets anybody in.

use pki_types::signature::verify_p256_digest;
use pki_types::{Certificate, Sha256Digest, sha256};
use words::Purpose;

use crate::content::authentication_input;
use crate::error::equal;
use crate::message::Received;
use crate::{Error, Sign, Statement};

/// The login that a relying party asked for.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedLogin<'a> {
    /// Its own id in the registry.
    pub relying_party: &'a str,
    /// The challenge that it drew for this login alone.
    pub challenge: &'a [u8],
    /// The person's certificate for authentication, as the look-up gave it. Its issuer and status are the caller's to
    /// check.
    pub certificate: &'a Certificate,
}

impl ExpectedLogin<'_> {
    /// Is this statement about the expected login, and does the signature (DER) verify over it? Gives the statement's
    /// hash.
    ///
    /// The phone signs the statement and never the bare challenge, so a login that was signed for somebody else names
    /// somebody else: whoever relays it finds it refused here.
    ///
    /// # Errors
    /// The statement is malformed, for another purpose, relying party, certificate or challenge, or was not signed by
    /// the key of the certificate.
    pub fn check(&self, statement: &str, signature: &[u8]) -> Result<Sha256Digest, Error> {
        // 1. The statement is about this relying party's own question to this person.
        let received = Received::<Statement>::parse(statement)?;
        let stated = received.claims();
        equal("the purpose", &stated.purpose, &Purpose::Authentication)?;
        equal("the relying party", &stated.asker()?.id.as_str(), &self.relying_party)?;
        equal("the certificate", &stated.certificate_sha256, &self.certificate.sha256())?;
        match &stated.sign {
            Sign::Challenge { challenge, .. } if challenge.as_bytes() == self.challenge => {}
            _ => return Err(Error::mismatch("the challenge", "another one", "this relying party's")),
        }

        // 2. The person's key signed exactly this statement.
        let statement = received.sha256();
        let digest = sha256(&authentication_input(&statement));
        verify_p256_digest(self.certificate.public_key(), digest.as_bytes(), signature)
            .map_err(Error::format("the login's signature"))?;
        Ok(statement)
    }
}
