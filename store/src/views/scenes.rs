//! What a decision reads before it is made: all of it on one connection, one read after the other.
//!
//! The reads of a scene see, each for itself, every commit that came before it began, as they would one by one.

use pki_types::Sha256Digest;

use crate::engine::Done;
use crate::engine::sql::{Statement as SqlStatement, row, sql};
use crate::tables::pin_tries::{TRIES_OF_CERTIFICATE, TRIES_OF_DEVICE};
use crate::tables::prompts::prompt_statements;
use crate::tables::sessions::{BY_JTI, OPEN_STATEMENTS_OF_PERSON, VIEW, VIEW_OF_MESSAGE};
use crate::tables::shares::LAST_SHARE;
use crate::views::status::{STATUS_OF_CERTIFICATE, status_in};
use crate::{
    CertificateStatus, Device, DeviceBlock, DeviceId, DeviceSecret, Error, IssuedCertificate, Issuer,
    KeyListRow, Message, Outcome, PinTry, PromptSpan, Prompts, Reads, ReleasedShare, RelyingParty, Reply,
    Session, SessionId, SessionView, Statement, Store, Transaction,
};

/// A certificate of ours, what its status is, and whether the secrets of its device are blocked.
pub struct CertificateScene {
    /// Its row.
    pub certificate: IssuedCertificate,
    /// Its status.
    pub status: CertificateStatus,
    /// The block of its device, if it has one and that is blocked.
    pub block: Option<DeviceBlock>,
}

/// A relying party and its registered certificate.
pub struct RelyingPartyScene {
    /// Its row.
    pub party: RelyingParty,
    /// The row of its certificate; none if it was not issued here.
    pub certificate: Option<IssuedCertificate>,
    /// The status of that certificate; none with it.
    pub status: CertificateStatus,
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

/// Everything that a request to sign is judged by, and what the statement is made of.
pub struct RequestScene {
    /// The relying party; none if the register does not know it.
    pub relying_party: Option<RelyingPartyScene>,
    /// The certificate that the request names; none if there is none.
    pub certificate: Option<CertificateScene>,
    /// PINs of its device that were wrong or not compared, oldest first.
    pub tries: Vec<PinTry>,
    /// What key lists are made of.
    pub key_list: KeyListScene,
}

/// The key list in force, and what it should say.
pub struct KeyListScene {
    /// The one with the highest number.
    pub last: Option<KeyListRow>,
    /// The highest number that a restore lost; 0 where none was.
    pub lost_number: i64,
    /// All authorities, by number.
    pub issuers: Vec<Issuer>,
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

/// What the limits of a person are decided by.
pub struct StatementScene {
    /// The statement that the session has already.
    pub statement: Option<Statement>,
    /// The relying parties of all statements that wait for the person on any device, one identifier for each.
    pub open: Vec<String>,
    /// What the relying party asked the person before.
    pub prompts: Prompts,
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

struct Count {
    count: u32,
}
row!(Count { count });

struct Asking {
    relying_party: String,
}
row!(Asking { relying_party });

const CERTIFICATE: &str = "SELECT * FROM certificates WHERE sha256 = $1";
const BLOCK_OF_CERTIFICATE: &str =
    "SELECT * FROM device_blocks WHERE device = (SELECT device FROM certificates WHERE sha256 = $1)";
const PARTY: &str = "SELECT * FROM relying_parties WHERE id = $1";
const CERTIFICATE_OF_PARTY: &str = "SELECT * FROM certificates WHERE sha256 = \
    (SELECT certificate_sha256 FROM relying_parties WHERE id = $1)";
const ISSUERS: &str = "SELECT * FROM issuers ORDER BY id";
const BLOCK: &str = "SELECT * FROM device_blocks WHERE device = $1";
const DEVICE: &str = "SELECT * FROM devices WHERE id = $1";
const MESSAGE: &str = "SELECT * FROM messages WHERE sha256 = $1";
const REPLY: &str = "SELECT * FROM replies WHERE request_sha256 = $1";
const SECRETS: &str = "SELECT * FROM device_secrets WHERE device = $1 ORDER BY purpose";
const LAST_KEY_LIST: &str = "SELECT * FROM key_lists ORDER BY number DESC LIMIT 1";
const DEVICE_OF_MESSAGE: &str = "SELECT * FROM devices WHERE id = \
    (SELECT device FROM sessions WHERE id = (SELECT session FROM messages WHERE sha256 = $1))";
const BLOCK_OF_MESSAGE: &str = "SELECT * FROM device_blocks WHERE device = \
    (SELECT device FROM sessions WHERE id = (SELECT session FROM messages WHERE sha256 = $1))";
const MESSAGES_OF_SESSION: &str = "SELECT count(*) AS count FROM messages WHERE session = $1";
/// A status query of the certificate of a relying party, by its identifier.
const STATUS_OF_PARTY: &str = crate::views::status::status_where!(
    "c.sha256 = (SELECT certificate_sha256 FROM relying_parties WHERE id = $1)"
);

impl CertificateScene {
    fn read([certificate, status, block]: [Done; 3]) -> Result<Option<Self>, Error> {
        let Some(certificate) = certificate.first()? else { return Ok(None) };
        Ok(Some(Self { certificate, status: status_in(&status)?, block: block.first()? }))
    }
}

impl RelyingPartyScene {
    fn read([party, certificate, status]: [Done; 3]) -> Result<Option<Self>, Error> {
        let Some(party) = party.first()? else { return Ok(None) };
        Ok(Some(Self { party, certificate: certificate.first()?, status: status_in(&status)? }))
    }
}

impl KeyListScene {
    fn read([last, lost, issuers]: [Done; 3]) -> Result<Self, Error> {
        let lost_number = Reads::lost_number_in(&lost)?;
        Ok(Self { last: last.first()?, lost_number, issuers: issuers.every()? })
    }
}

impl Reads {
    /// The certificate with this hash, its status, and the block of its device.
    pub async fn certificate_scene(&self, sha256: &Sha256Digest) -> Result<Option<CertificateScene>, Error> {
        let found = [
            sql(CERTIFICATE).with(sha256),
            sql(STATUS_OF_CERTIFICATE).with(sha256),
            sql(BLOCK_OF_CERTIFICATE).with(sha256),
        ];
        CertificateScene::read(self.together(found).await?)
    }

    /// The relying party whose registered certificate this is, and that certificate.
    pub async fn relying_party_scene(
        &self,
        certificate: &Sha256Digest,
    ) -> Result<Option<RelyingPartyScene>, Error> {
        let found = [
            sql("SELECT * FROM relying_parties WHERE certificate_sha256 = $1").with(certificate),
            sql(CERTIFICATE).with(certificate),
            sql(STATUS_OF_CERTIFICATE).with(certificate),
        ];
        RelyingPartyScene::read(self.together(found).await?)
    }

    /// What a start of a session looks at first: the session with the same idempotency key, and the certificate.
    pub async fn start_scene(
        &self,
        relying_party: &str,
        jti: &str,
        certificate: &Sha256Digest,
    ) -> Result<(Option<Session>, Option<CertificateScene>), Error> {
        let [earlier, issued, status, block] = self
            .together([
                sql(BY_JTI).with_text(relying_party).with_text(jti),
                sql(CERTIFICATE).with(certificate),
                sql(STATUS_OF_CERTIFICATE).with(certificate),
                sql(BLOCK_OF_CERTIFICATE).with(certificate),
            ])
            .await?;
        Ok((earlier.first()?, CertificateScene::read([issued, status, block])?))
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

    /// A device and its block.
    pub async fn device_scene(
        &self,
        device: &DeviceId,
    ) -> Result<(Option<Device>, Option<DeviceBlock>), Error> {
        let [found, block] = self.together([sql(DEVICE).with(device), sql(BLOCK).with(device)]).await?;
        Ok((found.first()?, block.first()?))
    }

    /// The certificate with this hash, and all authorities by number.
    pub async fn certificate_and_issuers(
        &self,
        sha256: &Sha256Digest,
    ) -> Result<(Option<IssuedCertificate>, Vec<Issuer>), Error> {
        let [certificate, issuers] = self.together([sql(CERTIFICATE).with(sha256), sql(ISSUERS)]).await?;
        Ok((certificate.first()?, issuers.every()?))
    }

    /// The key list in force, and what it should say.
    pub async fn key_list_scene(&self) -> Result<KeyListScene, Error> {
        let found = [sql(LAST_KEY_LIST), Self::lost_key_list_statement(), sql(ISSUERS)];
        KeyListScene::read(self.together(found).await?)
    }
}

impl Store {
    /// What a request to sign is judged by, and what its statement is made of.
    pub async fn request_scene(
        &self,
        relying_party: &str,
        certificate: &Sha256Digest,
    ) -> Result<RequestScene, Error> {
        let [party, issued, status, named, named_status, block, tries, last, lost, issuers] = self
            .together([
                sql(PARTY).with_text(relying_party),
                sql(CERTIFICATE_OF_PARTY).with_text(relying_party),
                sql(STATUS_OF_PARTY).with_text(relying_party),
                sql(CERTIFICATE).with(certificate),
                sql(STATUS_OF_CERTIFICATE).with(certificate),
                sql(BLOCK_OF_CERTIFICATE).with(certificate),
                sql(TRIES_OF_CERTIFICATE).with(certificate),
                sql(LAST_KEY_LIST),
                Reads::lost_key_list_statement(),
                sql(ISSUERS),
            ])
            .await?;
        Ok(RequestScene {
            relying_party: RelyingPartyScene::read([party, issued, status])?,
            certificate: CertificateScene::read([named, named_status, block])?,
            tries: tries.every()?,
            key_list: KeyListScene::read([last, lost, issuers])?,
        })
    }

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

fn decision_statements(message: &Sha256Digest, session: &Session) -> [SqlStatement; 4] {
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

    /// What the limits of a person are decided by before a session gets its statement.
    pub async fn statements_scene(
        &self,
        session: &Session,
        span: &PromptSpan,
    ) -> Result<StatementScene, Error> {
        let now = self.now();
        let [stated, ended] = prompt_statements(&session.person, &session.relying_party, span);
        let [statement, open, stated, ended] = self
            .together([
                sql("SELECT * FROM statements WHERE session = $1").with(&session.id),
                sql(OPEN_STATEMENTS_OF_PERSON).with(&session.person).with(&now),
                stated,
                ended,
            ])
            .await?;
        let open: Vec<Asking> = open.every()?;
        Ok(StatementScene {
            statement: statement.first()?,
            open: open.into_iter().map(|asking| asking.relying_party).collect(),
            prompts: Prompts::new(stated.every()?, ended.every()?),
        })
    }
}
