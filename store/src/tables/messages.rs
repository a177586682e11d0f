//! What phones sent about sessions, exactly as it came.

use pki_types::{Sha256Digest, UnixTime};
use words::{MessageKind, SessionId};

use crate::doors::changes::Change;
use crate::engine::sql::{row, sql};
use crate::{Error, Reads, Transaction};

/// A phone's message.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// SHA-256 of the body: each message counts once.
    pub sha256: Sha256Digest,
    /// The session that it is about.
    pub session: SessionId,
    /// What it says.
    pub kind: MessageKind,
    /// Compact JWS.
    pub body: String,
    /// When it came.
    pub created_at: UnixTime,
}
row!(Message { sha256, session, kind, body, created_at });

struct Count {
    count: u32,
}
row!(Count { count });

impl Reads {
    /// The message with this hash.
    pub async fn message(&self, sha256: &Sha256Digest) -> Result<Option<Message>, Error> {
        self.optional(sql("SELECT * FROM messages WHERE sha256 = $1").with(sha256)).await
    }

    /// The session's messages, oldest first.
    pub async fn messages_of_session(&self, session: &SessionId) -> Result<Vec<Message>, Error> {
        let select = sql("SELECT * FROM messages WHERE session = $1 ORDER BY created_at, sha256");
        self.all(select.with(session)).await
    }

    /// How many messages the session has.
    pub async fn message_count(&self, session: &SessionId) -> Result<u32, Error> {
        let select = sql("SELECT count(*) AS count FROM messages WHERE session = $1");
        Ok(self.one::<Count>(select.with(session)).await?.count)
    }
}

impl Transaction {
    /// Adds a message; tells whether it was not there before.
    pub(crate) async fn insert_message(&mut self, message: &Message) -> Result<bool, Error> {
        let insert = sql("INSERT INTO messages (sha256, session, kind, body, created_at) \
                          VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&message.sha256)
            .with(&message.session)
            .with(&message.kind)
            .with_text(&message.body)
            .with(&message.created_at);
        let inserted = self.inserted(insert).await?;
        if inserted {
            self.changed(Change::Session(message.session));
        }
        Ok(inserted)
    }
}
