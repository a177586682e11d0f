//! What the stories read before they decide.

use phone_protocol::Statement;
use phone_protocol::message::{Received, Verified};
use pki_types::{Certificate, PublicKey, Sha256Digest};
use store::{MessageKind, SessionId};

use crate::admission::{CertificateFacts, RelyingPartyFacts};
use crate::hear::Scene;
use crate::{Consent, Error};

impl Consent {
    /// The session of a message, with its statement, its end and its phone's key.
    pub(crate) async fn scene(&self, session: &SessionId) -> Result<Scene, Error> {
        let view = self.store.session_view(session).await?.ok_or_else(|| missing("session", session))?;
        let device = view.session.device;
        let device = self.store.device(&device).await?.ok_or_else(|| missing("device", device))?;
        let statement = view.statement.map(|row| self.read_statement(&row.jws)).transpose()?;
        Ok(Scene {
            session: view.session,
            statement,
            outcome: view.outcome.map(|outcome| outcome.state),
            device_key: PublicKey::from_spki_der(&device.key_spki)
                .map_err(Error::damaged("a device's key"))?,
        })
    }

    /// A statement of our own: whoever changed its row could not sign it.
    fn read_statement(&self, jws: &str) -> Result<Verified<Statement>, Error> {
        Received::<Statement>::parse(jws)
            .and_then(|statement| statement.verify(self.keys.statement.public_key()))
            .map_err(Error::damaged("a statement"))
    }

    /// What the register says about a relying party; none if it does not know it.
    pub(crate) async fn relying_party_facts(&self, id: &str) -> Result<Option<RelyingPartyFacts>, Error> {
        let Some(row) = self.store.relying_party(id).await? else { return Ok(None) };
        let services_ca = self.issuer("services").await?.ok_or_else(|| missing("issuer", "services"))?;
        let certificate = self
            .store
            .certificate_by_hash(&row.certificate_sha256)
            .await?
            .ok_or_else(|| missing("certificate", row.certificate_sha256))?;
        let status = self.store.status(certificate.issuer, certificate.serial.as_bytes()).await?;
        Ok(Some(RelyingPartyFacts {
            row,
            certificate: parse_certificate(&certificate.der)?,
            status,
            services_ca,
        }))
    }

    /// The certificate of an authority of ours; none if this store does not have it.
    pub(crate) async fn issuer(&self, name: &str) -> Result<Option<Certificate>, Error> {
        let issuer = self.store.issuer_by_name(name).await?;
        issuer.map(|issuer| parse_certificate(&issuer.certificate)).transpose()
    }

    /// What is known about a person's certificate and its phone; none if no certificate has this digest.
    pub(crate) async fn certificate_facts(
        &self,
        sha256: &Sha256Digest,
    ) -> Result<Option<CertificateFacts>, Error> {
        let Some(row) = self.store.certificate_by_hash(sha256).await? else { return Ok(None) };
        let status = self.store.status(row.issuer, row.serial.as_bytes()).await?;
        let (mut block, mut locks) = (None, Vec::new());
        if let Some(device) = row.device {
            block = self.store.device_block(&device).await?.map(|block| block.reason);
            for &purpose in store::Purpose::ALL {
                let secret = self.store.device_secret(&device, purpose).await?;
                locks.extend(secret.and_then(|secret| secret.locked_until.map(|until| (purpose, until))));
            }
        }
        Ok(Some(CertificateFacts { row, status, block, locks }))
    }

    /// Was a right PIN proof given for the statement of this session?
    pub(crate) async fn unlocked(&self, session: &SessionId) -> Result<bool, Error> {
        for message in self.store.messages_of_session(session).await? {
            if message.kind == MessageKind::Unlock {
                let reply = self.store.reply(&message.sha256).await?;
                if reply.is_some_and(|reply| reply.status == 200) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// A certificate of our own.
pub(crate) fn parse_certificate(der: &[u8]) -> Result<Certificate, Error> {
    Certificate::from_der(der).map_err(Error::damaged("a certificate"))
}

/// Something that another row names is not there.
pub(crate) fn missing(what: &str, name: impl std::fmt::Display) -> Error {
    Error::Missing { what: format!("{what} {name}") }
}
