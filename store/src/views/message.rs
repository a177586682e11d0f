//! A phone's message: what a door looks at when it arrives, and what the worker decides by.

use pki_types::Sha256Digest;
use words::{DeviceId, SessionId};

use super::certificate::{CERTIFICATE, CERTIFICATE_OF_PARTY, ISSUERS, PARTY, STATUS_OF_PARTY};
use super::status::{STATUS_OF_CERTIFICATE, status_in};
use crate::engine::Done;
use crate::engine::sql::{Query, row, sql};
use crate::tables::pin_tries::TRIES_OF_DEVICE;
use crate::tables::sessions::{VIEW, VIEW_OF_MESSAGE};
use crate::tables::shares::LAST_SHARE;
use crate::tables::wishes::{REVOKED_OF_DEVICE, Revoked};
use crate::{
    CertificateStatus, Device, DeviceBlock, DeviceSecret, Error, IssuedCertificate, Issuer, Message, Outcome,
    PinTry, Reads, ReleasedShare, RelyingPartyScene, Reply, Session, SessionView, Store, Transaction,
};

/// What a door knows when a phone's message arrives.
pub struct ArrivalScene {
    /// Whether the same message was stored before.
    pub is_known: bool,
    /// The session that it names.
    pub view: Option<SessionView>,
    /// How many messages that session has.
    pub messages: u32,
    /// The device that it names.
    pub device: Option<Device>,
}

/// What is known of a device that asks for something.
pub struct DeviceScene {
    /// Its row.
    pub device: Option<Device>,
    /// Its block.
    pub block: Option<DeviceBlock>,
    /// Whether it had certificates and all of them are revoked.
    pub is_ended: bool,
}

/// A phone's message and what it is about.
pub struct MessageScene {
    /// The message.
    pub message: Option<Message>,
    /// Its reply, once it has one.
    pub reply: Option<Reply>,
    /// The session that it names.
    pub view: Option<SessionView>,
    /// The device of that session.
    pub device: Option<Device>,
    /// The block of that device.
    pub block: Option<DeviceBlock>,
}

/// How things stand in the transaction that counts an unlock.
pub struct CountScene {
    /// Whether this very message was counted before.
    pub is_counted: bool,
    /// How many unlocks of the session were counted.
    pub of_session: u32,
    /// PINs of the device that were wrong or not compared, oldest first.
    pub tries: Vec<PinTry>,
    /// The secrets of the device, for each purpose.
    pub secrets: Vec<DeviceSecret>,
}

/// How things stand in the transaction that decides about a message.
pub struct DecisionScene {
    /// The reply that the message has already.
    pub reply: Option<Reply>,
    /// How the session has ended.
    pub outcome: Option<Outcome>,
    /// The block of the device.
    pub block: Option<DeviceBlock>,
    /// The secrets of the device, for each purpose.
    pub secrets: Vec<DeviceSecret>,
}

/// Everything that an answer is judged by before its receipt is made.
pub struct AnswerScene {
    /// The row of the certificate that the statement names.
    pub certificate: Option<IssuedCertificate>,
    /// The last share that left for the session.
    pub share: Option<ReleasedShare>,
    /// Who asked.
    pub relying_party: Option<RelyingPartyScene>,
    /// All authorities, by number.
    pub issuers: Vec<Issuer>,
}

struct Count {
    count: u32,
}
row!(Count { count });

const BLOCK: &str = "SELECT * FROM device_blocks WHERE device = $1";
const DEVICE: &str = "SELECT * FROM devices WHERE id = $1";
const MESSAGE: &str = "SELECT * FROM messages WHERE sha256 = $1";
const REPLY: &str = "SELECT * FROM replies WHERE request_sha256 = $1";
const SECRETS: &str = "SELECT * FROM device_secrets WHERE device = $1 ORDER BY purpose";
const DEVICE_OF_MESSAGE: &str = "SELECT * FROM devices WHERE id = \
    (SELECT device FROM sessions WHERE id = (SELECT session FROM messages WHERE sha256 = $1))";
const BLOCK_OF_MESSAGE: &str = "SELECT * FROM device_blocks WHERE device = \
    (SELECT device FROM sessions WHERE id = (SELECT session FROM messages WHERE sha256 = $1))";
const MESSAGES_OF_SESSION: &str = "SELECT count(*) AS count FROM messages WHERE session = $1";

impl Reads {
    /// What a door looks at when a phone's message arrives.
    pub async fn arrival_scene(
        &self,
        message: &Sha256Digest,
        session: &SessionId,
        device: &DeviceId,
    ) -> Result<ArrivalScene, Error> {
        let [known, view, messages, device] = self
            .together([
                sql(MESSAGE).with(message),
                sql(VIEW).with(session),
                sql(MESSAGES_OF_SESSION).with(session),
                sql(DEVICE).with(device),
            ])
            .await?;
        Ok(ArrivalScene {
            is_known: known.first::<Message>()?.is_some(),
            view: view.first()?,
            messages: messages.first::<Count>()?.map_or(0, |count| count.count),
            device: device.first()?,
        })
    }

    /// A phone's message, its reply, its session and that session's device.
    pub async fn message_scene(&self, sha256: &Sha256Digest) -> Result<MessageScene, Error> {
        let [reply, message, view, device, block] = self
            .together([
                sql(REPLY).with(sha256),
                sql(MESSAGE).with(sha256),
                sql(VIEW_OF_MESSAGE).with(sha256),
                sql(DEVICE_OF_MESSAGE).with(sha256),
                sql(BLOCK_OF_MESSAGE).with(sha256),
            ])
            .await?;
        Ok(MessageScene {
            message: message.first()?,
            reply: reply.first()?,
            view: view.first()?,
            device: device.first()?,
            block: block.first()?,
        })
    }

    /// A device, its block, and whether it was ended.
    pub async fn device_scene(&self, device: &DeviceId) -> Result<DeviceScene, Error> {
        let [found, block, revoked] = self
            .together([
                sql(DEVICE).with(device),
                sql(BLOCK).with(device),
                sql(REVOKED_OF_DEVICE).with(device),
            ])
            .await?;
        let is_ended = revoked.first::<Revoked>()?.is_some_and(|revoked| revoked.are_all());
        Ok(DeviceScene { device: found.first()?, block: block.first()?, is_ended })
    }
}

impl Store {
    /// What an answer is judged by before its receipt is made.
    pub async fn answer_scene(
        &self,
        session: &Session,
        certificate: &Sha256Digest,
    ) -> Result<AnswerScene, Error> {
        let [named, share, party, issued, status, issuers] = self
            .together([
                sql(CERTIFICATE).with(certificate),
                sql(LAST_SHARE).with(&session.id),
                sql(PARTY).with_text(&session.relying_party),
                sql(CERTIFICATE_OF_PARTY).with_text(&session.relying_party),
                sql(STATUS_OF_PARTY).with_text(&session.relying_party),
                sql(ISSUERS),
            ])
            .await?;
        Ok(AnswerScene {
            certificate: named.first()?,
            share: share.first()?,
            relying_party: RelyingPartyScene::read([party, issued, status])?,
            issuers: issuers.every()?,
        })
    }
}

fn decision_statements(message: &Sha256Digest, session: &Session) -> [Query; 4] {
    [
        sql(REPLY).with(message),
        sql("SELECT * FROM outcomes WHERE session = $1").with(&session.id),
        sql(BLOCK).with(&session.device),
        sql(SECRETS).with(&session.device),
    ]
}

impl DecisionScene {
    fn read([reply, outcome, block, secrets]: [Done; 4]) -> Result<Self, Error> {
        Ok(Self {
            reply: reply.first()?,
            outcome: outcome.first()?,
            block: block.first()?,
            secrets: secrets.every()?,
        })
    }
}

impl Transaction {
    /// How things stand about an unlock that is to be counted.
    pub async fn count_scene(
        &self,
        message: &Sha256Digest,
        session: &SessionId,
        device: &DeviceId,
    ) -> Result<CountScene, Error> {
        let [counted, of_session, tries, secrets] = self
            .together([
                sql("SELECT count(*) AS count FROM unlocks WHERE message = $1").with(message),
                sql("SELECT count(*) AS count FROM unlocks WHERE session = $1").with(session),
                sql(TRIES_OF_DEVICE).with(device),
                sql(SECRETS).with(device),
            ])
            .await?;
        let count = |done: &Done| Ok::<_, Error>(done.first::<Count>()?.map_or(0, |count| count.count));
        Ok(CountScene {
            is_counted: count(&counted)? > 0,
            of_session: count(&of_session)?,
            tries: tries.every()?,
            secrets: secrets.every()?,
        })
    }

    /// How things stand about a message, read in the transaction that decides.
    pub async fn decision_scene(
        &self,
        message: &Sha256Digest,
        session: &Session,
    ) -> Result<DecisionScene, Error> {
        DecisionScene::read(self.together(decision_statements(message, session)).await?)
    }

    /// The same where a signature is about to be released, with the status of the certificate that made it.
    pub async fn release_scene(
        &self,
        message: &Sha256Digest,
        session: &Session,
        certificate: &Sha256Digest,
    ) -> Result<(DecisionScene, CertificateStatus), Error> {
        let [reply, outcome, block, secrets] = decision_statements(message, session);
        let status = sql(STATUS_OF_CERTIFICATE).with(certificate);
        let [reply, outcome, block, secrets, status] =
            self.together([reply, outcome, block, secrets, status]).await?;
        Ok((DecisionScene::read([reply, outcome, block, secrets])?, status_in(&status)?))
    }
}
