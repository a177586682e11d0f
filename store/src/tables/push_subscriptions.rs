//! Where phones are woken, and the keys by which push services know who wakes them.

use pki_types::UnixTime;
use words::DeviceId;

use crate::engine::sql::{row, sql};
use crate::{DoorStore, Error, Reads, Store, Transaction};

/// The newest subscription of a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushSubscription {
    /// Whose it is.
    pub device: DeviceId,
    /// When the phone made it, as it is signed.
    pub iat: UnixTime,
    /// Compact JWS, typ `sign-subscription+jwt`.
    pub jws: String,
    /// When it was written down.
    pub created_at: UnixTime,
}
row!(PushSubscription { device, iat, jws, created_at });

/// A subscription with the key of the phone that must have signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushTarget {
    /// Compact JWS, typ `sign-subscription+jwt`.
    pub jws: String,
    /// SubjectPublicKeyInfo (DER) of the phone's key.
    pub key_spki: Vec<u8>,
}
row!(PushTarget { jws, key_spki });

struct Key {
    spki: Vec<u8>,
}
row!(Key { spki });

impl Reads {
    /// The newest subscription of this phone.
    pub async fn push_subscription(&self, device: &DeviceId) -> Result<Option<PushSubscription>, Error> {
        let select = sql("SELECT device, iat, jws, created_at FROM push_subscriptions WHERE device = $1");
        self.optional(select.with(device)).await
    }

    /// The newest subscription of this phone, with the key that it is to be verified with.
    pub async fn push_target(&self, device: &DeviceId) -> Result<Option<PushTarget>, Error> {
        let select = sql("SELECT p.jws, d.key_spki FROM push_subscriptions p \
                          JOIN devices d ON d.id = p.device WHERE p.device = $1");
        self.optional(select.with(device)).await
    }

    /// SubjectPublicKeyInfo (DER) of the key by which push services know this country; none where nothing is pushed.
    pub async fn push_key(&self) -> Result<Option<Vec<u8>>, Error> {
        let select = sql("SELECT spki FROM push_keys ORDER BY number DESC LIMIT 1");
        Ok(self.optional::<Key>(select).await?.map(|key| key.spki))
    }
}

impl DoorStore {
    /// Writes down where a phone is woken, in the place of what it said before. One that is older than that changes nothing.
    pub async fn insert_push_subscription(&self, subscription: PushSubscription) -> Result<(), Error> {
        self.store()
            .transaction("door: push subscription", move |transaction| {
                Box::pin(async move { transaction.insert_push_subscription(&subscription).await })
            })
            .await
    }
}

impl Store {
    /// Notes the key by which push services know this country from now on, unless it is that already.
    pub async fn note_push_key(&self, spki: Vec<u8>, now: UnixTime) -> Result<(), Error> {
        if self.push_key().await?.is_some_and(|known| known == spki) {
            return Ok(());
        }
        self.transaction("deliver: push key", move |transaction| {
            Box::pin(async move {
                let insert = sql("INSERT INTO push_keys (spki, created_at) VALUES ($1, $2)");
                transaction.execute(insert.with_bytes(&spki).with(&now)).await.map(|_| ())
            })
        })
        .await
    }
}

impl Transaction {
    async fn insert_push_subscription(&mut self, subscription: &PushSubscription) -> Result<(), Error> {
        let insert = sql("INSERT INTO push_subscriptions (device, iat, jws, created_at) \
                          VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&subscription.device)
            .with(&subscription.iat)
            .with_text(&subscription.jws)
            .with(&subscription.created_at);
        self.execute(insert).await.map(|_| ())
    }

    /// Forgets a subscription that its push service does not know any more, unless the phone has said another since.
    pub async fn forget_push_subscription(&mut self, device: &DeviceId, jws: &str) -> Result<(), Error> {
        let delete = sql("DELETE FROM push_subscriptions WHERE device = $1 AND jws = $2");
        self.execute(delete.with(device).with_text(jws)).await.map(|_| ())
    }
}
