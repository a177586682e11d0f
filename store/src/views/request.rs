//! A request to sign: what a door looks at when it comes, and what the worker judges it by and states.

use pki_types::{Sha256Digest, UnixTime};

use super::certificate::{
    BLOCK_OF_CERTIFICATE, CERTIFICATE, CERTIFICATE_OF_PARTY, ISSUERS, PARTY, STATUS_OF_PARTY,
};
use super::status::STATUS_OF_CERTIFICATE;
use crate::engine::Done;
use crate::engine::sql::{row, sql};
use crate::tables::pin_tries::TRIES_OF_CERTIFICATE;
use crate::tables::prompts::prompts_statement;
use crate::tables::reports::reported_statement;
use crate::tables::sessions::{BY_JTI, OPEN_STATEMENTS_OF_PERSON};
use crate::{
    CertificateScene, Error, Issuer, KeyListRow, PinTry, PromptSpan, Prompts, Reads, RelyingPartyScene,
    Reported, Session, Store, StoredStatement, Transaction,
};

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

/// What the limits of a person are decided by.
pub struct StatementScene {
    /// The statement that the session has already.
    pub statement: Option<StoredStatement>,
    /// The relying parties of all statements that wait for the person on any device, one identifier for each.
    pub open: Vec<String>,
    /// What the person was asked before.
    pub prompts: Prompts,
    /// What is known of the relying party.
    pub reported: Reported,
}

struct Asking {
    relying_party: String,
}
row!(Asking { relying_party });

const LAST_KEY_LIST: &str = "SELECT * FROM key_lists ORDER BY number DESC LIMIT 1";

impl KeyListScene {
    fn read([last, lost, issuers]: [Done; 3]) -> Result<Self, Error> {
        let lost_number = Reads::lost_number_in(&lost)?;
        Ok(Self { last: last.first()?, lost_number, issuers: issuers.every()? })
    }
}

impl Reads {
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
}

impl Transaction {
    /// What the limits of a person are decided by before a session gets its statement: reports after an instant count, up to so
    /// many.
    pub async fn statements_scene(
        &self,
        session: &Session,
        span: &PromptSpan,
        reports: (UnixTime, u32),
    ) -> Result<StatementScene, Error> {
        let now = self.now();
        let [statement, open, prompts, reported] = self
            .together([
                sql("SELECT * FROM statements WHERE session = $1").with(&session.id),
                sql(OPEN_STATEMENTS_OF_PERSON).with(&session.person).with(&now),
                prompts_statement(&session.person, span),
                reported_statement(&session.relying_party, reports, now),
            ])
            .await?;
        let open: Vec<Asking> = open.every()?;
        Ok(StatementScene {
            statement: statement.first()?,
            open: open.into_iter().map(|asking| asking.relying_party).collect(),
            prompts: Prompts { newest_first: prompts.every()? },
            reported: reported.first()?.unwrap_or_default(),
        })
    }
}
