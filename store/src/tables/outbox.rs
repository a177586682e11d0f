//! Messages that leave the country by themselves, each until it is delivered or its time is over.
//!
//! One is written in the transaction that makes it necessary, so a crash loses none. Who delivers takes it for a while and deletes
//! it afterwards: whoever stops in between has it delivered again, by whoever looks next.

use pki_types::UnixTime;
use words::{DeviceId, SessionId};

use crate::engine::sql::{row, sql};
use crate::{Channel, Error, Reads, Store, Transaction};

/// How long a message is with who has taken it, in seconds: longer than any attempt lasts.
pub const DELIVERY_LEASE_SECONDS: i64 = 20;

/// A message to be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Given by the store.
    pub number: i64,
    /// By which way.
    pub channel: Channel,
    /// To whom; of a push the device.
    pub recipient: Vec<u8>,
    /// About what; of a push the session.
    pub about: Vec<u8>,
    /// How often it was taken, this time among them.
    pub attempts: u32,
    /// From then on nobody needs it.
    pub expires_at: UnixTime,
    /// When it was written down.
    pub created_at: UnixTime,
}
row!(Outgoing { number, channel, recipient, about, attempts, expires_at, created_at });

struct Due {
    due_at: Option<UnixTime>,
}
row!(Due { due_at });

impl Reads {
    /// When the next message is due, be it past or future.
    pub async fn next_outgoing_due_at(&self) -> Result<Option<UnixTime>, Error> {
        Ok(self.one::<Due>(sql("SELECT min(due_at) AS due_at FROM outbox")).await?.due_at)
    }
}

impl Store {
    /// Takes messages that are due, the most overdue first, at most `limit`. Should the taking be lost in a crash, it is as if it
    /// had not been.
    pub async fn take_outgoing(&self, limit: u32) -> Result<Vec<Outgoing>, Error> {
        self.note("outbox: take", move |transaction| {
            Box::pin(async move {
                let now = transaction.now();
                let take = sql(transaction.take_outgoing_statement().await);
                let take = take.with(&now).with(&limit).with(&now.plus(DELIVERY_LEASE_SECONDS));
                let mut taken: Vec<Outgoing> = transaction.all(take).await?;
                taken.sort_by_key(|outgoing| outgoing.number);
                Ok(taken)
            })
        })
        .await
    }

    /// Deletes a message that needs no further attempt.
    pub async fn finish_outgoing(&self, number: i64) -> Result<(), Error> {
        self.note("outbox: finish", move |transaction| {
            Box::pin(async move {
                let delete = sql("DELETE FROM outbox WHERE number = $1").with(&number);
                transaction.execute(delete).await.map(|_| ())
            })
        })
        .await
    }

    /// Has a message tried again then.
    pub async fn put_off_outgoing(&self, number: i64, due_at: UnixTime) -> Result<(), Error> {
        self.note("outbox: put off", move |transaction| {
            Box::pin(async move {
                let update = sql("UPDATE outbox SET due_at = $2 WHERE number = $1").with(&number);
                transaction.execute(update.with(&due_at)).await.map(|_| ())
            })
        })
        .await
    }
}

impl Transaction {
    /// Has a phone woken for a session, if it said where.
    pub async fn wake(&mut self, device: &DeviceId, session: &SessionId, expires_at: UnixTime) {
        let insert = sql(
            "INSERT INTO outbox (channel, recipient, about, due_at, attempts, expires_at, created_at) \
             SELECT $1, p.device, $2, $3, 0, $4, $3 FROM push_subscriptions p WHERE p.device = $5",
        );
        let now = self.now();
        let insert = insert.with(&Channel::Push).with(session).with(&now).with(&expires_at).with(device);
        self.later(insert).await;
    }

    /// Deletes messages whose time is over, and those from the future: a clock that ran ahead wrote them.
    pub async fn forget_outgoing(&mut self) -> Result<u64, Error> {
        let now = self.now();
        let delete = sql("DELETE FROM outbox WHERE expires_at <= $1 OR created_at > $2");
        let ahead = now.plus(pki_types::clock::FUTURE_SECONDS);
        self.execute(delete.with(&now).with(&ahead)).await
    }
}
