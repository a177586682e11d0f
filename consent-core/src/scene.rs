//! What the stories read before they decide.

use phone_protocol::Statement;
use phone_protocol::message::{Received, Verified};
use pki_types::{Certificate, PublicKey, UnixTime};
use store::{CertificateScene, Issuer, Message, MessageScene, PinTry, RelyingPartyScene};

use crate::admission::{CertificateFacts, RelyingPartyFacts};
use crate::hear::Scene;
use crate::{Consent, Error};

impl Consent {
    /// The session of a message, with its statement, its end and its phone's key.
    pub(crate) fn scene(&self, message: &Message, found: MessageScene) -> Result<Scene, Error> {
        let view = found.view.ok_or_else(|| missing("session", message.session))?;
        let device = found.device.ok_or_else(|| missing("device", view.session.device))?;
        let statement = view.statement.map(|row| self.read_statement(&row.jws)).transpose()?;
        Ok(Scene {
            session: view.session,
            statement,
            outcome: view.outcome.map(|outcome| outcome.state),
            device_key: PublicKey::from_spki_der(&device.key_spki)
                .map_err(Error::damaged("a device's key"))?,
            block: found.block.map(|block| block.reason),
        })
    }

    /// A statement of our own: whoever changed its row could not sign it.
    fn read_statement(&self, jws: &str) -> Result<Verified<Statement>, Error> {
        Received::<Statement>::parse(jws)
            .and_then(|statement| statement.verify(self.keys.statement.public_key()))
            .map_err(Error::damaged("a statement"))
    }
}

/// What the register says about a relying party.
pub(crate) fn relying_party_facts(
    found: RelyingPartyScene,
    issuers: Vec<Certificate>,
) -> Result<RelyingPartyFacts, Error> {
    let certificate =
        found.certificate.ok_or_else(|| missing("certificate", found.party.certificate_sha256))?;
    Ok(RelyingPartyFacts {
        row: found.party,
        certificate: parse_certificate(&certificate.der)?,
        status: found.status,
        issuers,
    })
}

/// The certificates of our authorities in this role that are not over, all generations, in the order of their rows.
pub(crate) fn alive(issuers: &[Issuer], role: &str, now: UnixTime) -> Result<Vec<Certificate>, Error> {
    let in_role = issuers.iter().filter(|issuer| issuer.role == role);
    let mut certificates =
        in_role.map(|issuer| parse_certificate(&issuer.certificate)).collect::<Result<Vec<_>, _>>()?;
    certificates.retain(|certificate| !certificate.is_over(now));
    Ok(certificates)
}

/// What is known about a person's certificate and its phone.
pub(crate) fn certificate_facts(found: CertificateScene, tries: Vec<PinTry>) -> CertificateFacts {
    let block = found.block.map(|block| block.reason);
    CertificateFacts { row: found.certificate, status: found.status, block, tries }
}

/// A certificate of our own.
pub(crate) fn parse_certificate(der: &[u8]) -> Result<Certificate, Error> {
    Certificate::from_der(der).map_err(Error::damaged("a certificate"))
}

/// Something that another row names is not there.
pub(crate) fn missing(what: &str, name: impl std::fmt::Display) -> Error {
    Error::Missing { what: format!("{what} {name}") }
}
