//! Requests to sign. A session's row never changes: its state is its furthest row elsewhere.

use pki_types::{Sha256Digest, UnixTime};
use words::{CodeMode, DeviceId, Door, PersonId, Purpose, SessionId, SessionState};

use crate::engine::Done;
use crate::engine::sql::{FromRow, Row, row, sql};
use crate::tables::prompts::{PAUSE, Pause};
use crate::{Error, OpenLimits, Outcome, Reads, StoredStatement, Transaction};

/// A session, as a door inserted it.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Drawn by the door.
    pub id: SessionId,
    /// Through which door it came.
    pub door: Door,
    /// Who asks.
    pub relying_party: String,
    /// The relying party's idempotency key.
    pub jti: String,
    /// SHA-256 of the request.
    pub request_sha256: Sha256Digest,
    /// Compact JWS, typ `sign-request+jwt`; where nobody signed it, what the door heard, in JSON.
    pub request: String,
    /// What the signature is for.
    pub purpose: Purpose,
    /// The citizen's certificate: the `certificate_id` of the request.
    pub certificate_sha256: Sha256Digest,
    /// The citizen.
    pub person: PersonId,
    /// The device that holds the key.
    pub device: DeviceId,
    /// Whether the phone shows a code.
    pub code_mode: CodeMode,
    /// When it came.
    pub created_at: UnixTime,
    /// When the session ends if nobody answers.
    pub expires_at: UnixTime,
    /// `exp` of the request.
    pub request_expires_at: UnixTime,
}
row!(Session {
    id,
    door,
    relying_party,
    jti,
    request_sha256,
    request,
    purpose,
    certificate_sha256,
    person,
    device,
    code_mode,
    created_at,
    expires_at,
    request_expires_at,
});

/// A session with everything that has come of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionView {
    /// The request.
    pub session: Session,
    /// How far it is.
    pub state: SessionState,
    /// What the inner zone signed for the phone.
    pub statement: Option<StoredStatement>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

/// A session that waits for its phone.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenStatement {
    /// The request.
    pub session: Session,
    /// What the inner zone signed for the phone.
    pub statement: StoredStatement,
}

impl FromRow for SessionView {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let statement = row.column::<Option<Vec<u8>>>("statement_session")?;
        let outcome = row.column::<Option<Vec<u8>>>("outcome_session")?;
        Ok(Self {
            session: Session::from_row(row)?,
            state: row.column("state")?,
            statement: statement.map(|_| StoredStatement::from_joined_row(row)).transpose()?,
            outcome: outcome.map(|_| Outcome::from_joined_row(row)).transpose()?,
        })
    }
}

impl FromRow for OpenStatement {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { session: Session::from_row(row)?, statement: StoredStatement::from_joined_row(row)? })
    }
}

const OPEN: &str =
    "SELECT s.* FROM sessions s JOIN open_sessions o ON o.session = s.id ORDER BY o.session LIMIT $1";

/// A phone's message counts unless the worker refused it: a forged or late one changes nothing.
macro_rules! view {
    ($which:literal) => {
        concat!("\
    SELECT s.*, \
      st.session AS statement_session, st.jws AS statement_jws, st.sha256 AS statement_sha256, \
      st.code AS statement_code, st.expires_at AS statement_expires_at, st.created_at AS statement_created_at, \
      o.session AS outcome_session, o.state AS outcome_state, o.problem AS outcome_problem, \
      o.signatures AS outcome_signatures, o.algorithm AS outcome_algorithm, o.receipt AS outcome_receipt, \
      o.retry_at AS outcome_retry_at, o.created_at AS outcome_created_at, \
      CASE \
        WHEN o.session IS NOT NULL THEN o.state \
        WHEN st.session IS NULL THEN 'requested' \
        WHEN EXISTS (SELECT 1 FROM messages m LEFT JOIN replies r ON r.request_sha256 = m.sha256 \
             WHERE m.session = s.id AND m.kind IN ('answer', 'refusal') AND (r.verdict IS NULL OR r.verdict <> 'refused')) \
          THEN 'answered' \
        WHEN EXISTS (SELECT 1 FROM messages m LEFT JOIN replies r ON r.request_sha256 = m.sha256 \
             WHERE m.session = s.id AND m.kind IN ('shown', 'unlock') AND (r.verdict IS NULL OR r.verdict <> 'refused')) \
          THEN 'shown' \
        ELSE 'stated' END AS state \
    FROM sessions s \
    LEFT JOIN statements st ON st.session = s.id \
    LEFT JOIN outcomes o ON o.session = s.id \
    WHERE s.id = ", $which)
    };
}
pub(crate) const VIEW: &str = view!("$1");
pub(crate) const VIEW_OF_MESSAGE: &str = view!("(SELECT session FROM messages WHERE sha256 = $1)");

macro_rules! open_statements {
    ($columns:literal, $whose:literal) => {
        concat!("SELECT ", $columns, " FROM sessions s \
    JOIN statements st ON st.session = s.id \
    WHERE ", $whose, " = $1 AND s.expires_at > $2 AND st.expires_at > $2 AND s.door <> 'own' \
      AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.session = s.id) \
      AND NOT EXISTS (SELECT 1 FROM messages m LEFT JOIN replies r ON r.request_sha256 = m.sha256 \
           WHERE m.session = s.id AND m.kind IN ('answer', 'refusal') AND (r.verdict IS NULL OR r.verdict <> 'refused')) \
    ORDER BY s.created_at, s.id")
    };
}
const OPEN_OF_DEVICE: &str = open_statements!(
    "s.*, st.session AS statement_session, st.jws AS statement_jws, st.sha256 AS statement_sha256, \
      st.code AS statement_code, st.expires_at AS statement_expires_at, st.created_at AS statement_created_at",
    "s.device"
);
pub(crate) const OPEN_STATEMENTS_OF_PERSON: &str = open_statements!("s.relying_party", "s.person");

pub(crate) const BY_JTI: &str = "SELECT * FROM sessions WHERE relying_party = $1 AND jti = $2";
const OPEN_OF_PERSON: &str = "SELECT count(*) AS count FROM sessions s \
    WHERE s.person = $1 AND s.expires_at > $2 AND s.door <> 'own' \
    AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.session = s.id)";
const OPEN_WITH: &str = "SELECT count(*) AS count FROM sessions s \
    WHERE s.person = $1 AND s.expires_at > $2 AND s.relying_party = $3 \
    AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.session = s.id)";

struct Count {
    count: u32,
}
row!(Count { count });

/// What limits a new session.
pub(crate) struct InsertionScene {
    /// The session with the same idempotency key.
    pub(crate) earlier: Option<Session>,
    /// How many are open.
    pub(crate) open: OpenLimits,
    /// Until when the relying party leaves the person alone, if it does.
    pub(crate) paused_until: Option<UnixTime>,
}

impl Reads {
    /// Sessions that have not ended, at most `limit`.
    pub async fn open_sessions(&self, limit: u32) -> Result<Vec<Session>, Error> {
        self.all(sql(OPEN).with(&limit)).await
    }

    /// The session with this identifier.
    pub async fn session(&self, id: &SessionId) -> Result<Option<Session>, Error> {
        self.optional(sql("SELECT * FROM sessions WHERE id = $1").with(id)).await
    }

    /// The session with this identifier and everything that has come of it, from one read.
    pub async fn session_view(&self, id: &SessionId) -> Result<Option<SessionView>, Error> {
        self.optional(sql(VIEW).with(id)).await
    }

    /// The relying party's session with this idempotency key.
    pub async fn session_by_jti(&self, relying_party: &str, jti: &str) -> Result<Option<Session>, Error> {
        self.optional(sql(BY_JTI).with_text(relying_party).with_text(jti)).await
    }

    /// What waits for this device: stated, not expired, not ended, and not answered by it (unless the worker refused
    /// the answer). Oldest first.
    pub async fn open_statements_of_device(
        &self,
        device: &DeviceId,
        now: UnixTime,
    ) -> Result<Vec<OpenStatement>, Error> {
        self.all(sql(OPEN_OF_DEVICE).with(device).with(&now)).await
    }

    /// How many sessions of this person are open.
    pub async fn open_sessions_of_person(&self, person: &PersonId, now: UnixTime) -> Result<u32, Error> {
        Ok(self.one::<Count>(sql(OPEN_OF_PERSON).with(person).with(&now)).await?.count)
    }

    /// How many sessions of this person with this relying party are open.
    pub async fn open_sessions_of_person_with(
        &self,
        person: &PersonId,
        relying_party: &str,
        now: UnixTime,
    ) -> Result<u32, Error> {
        let select = sql(OPEN_WITH);
        Ok(self.one::<Count>(select.with(person).with(&now).with_text(relying_party)).await?.count)
    }
}

impl Transaction {
    /// What limits a new session.
    pub(crate) async fn insertion_scene(&self, session: &Session) -> Result<InsertionScene, Error> {
        let now = self.now();
        let [earlier, with_relying_party, of_person, pause] = self
            .together([
                sql(BY_JTI).with_text(&session.relying_party).with_text(&session.jti),
                sql(OPEN_WITH).with(&session.person).with(&now).with_text(&session.relying_party),
                sql(OPEN_OF_PERSON).with(&session.person).with(&now),
                sql(PAUSE).with(&session.person).with_text(&session.relying_party).with(&now),
            ])
            .await?;
        let count = |done: &Done| Ok::<_, Error>(done.first::<Count>()?.map_or(0, |count| count.count));
        let open =
            OpenLimits { with_relying_party: count(&with_relying_party)?, of_person: count(&of_person)? };
        let paused_until = pause.first::<Pause>()?.and_then(|pause| pause.paused_until);
        Ok(InsertionScene { earlier: earlier.first()?, open, paused_until })
    }

    /// Adds a session; tells whether its identifier and idempotency key were not there before.
    pub(crate) async fn insert_session(&mut self, session: &Session) -> Result<bool, Error> {
        let insert =
            sql("INSERT INTO sessions (id, door, relying_party, jti, request_sha256, request, purpose, \
             certificate_sha256, person, device, code_mode, created_at, expires_at, request_expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&session.id)
            .with(&session.door)
            .with_text(&session.relying_party)
            .with_text(&session.jti)
            .with(&session.request_sha256)
            .with_text(&session.request)
            .with(&session.purpose)
            .with(&session.certificate_sha256)
            .with(&session.person)
            .with(&session.device)
            .with(&session.code_mode)
            .with(&session.created_at)
            .with(&session.expires_at)
            .with(&session.request_expires_at);
        self.inserted(insert).await
    }
}
