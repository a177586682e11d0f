//! What persons want done about their own keys, and what that writes.
//!
//! What a crash leaves behind: a wish and its job, or nothing; and of what is done about it all or nothing, because it is one
//! transaction with its reply, or with the outcome of the session that grants it.

use pki_types::{Serial, Sha256Digest, UnixTime};
use words::{DeviceId, Leaf};

use crate::engine::sql::{row, sql};
use crate::{Error, IssuedCertificate, IssuerId, Reads, RequestLimit, Session, StoredStatement, Transaction};

/// What stands in a session's row in the place of a relying party where the person asks. No relying party is called so: a short
/// name has no such sign.
pub const NO_RELYING_PARTY: &str = "_own";

/// A wish.
#[derive(Clone, PartialEq, Eq)]
pub struct WishRow {
    /// SHA-256 of the body.
    pub sha256: Sha256Digest,
    /// The phone that it says it came from.
    pub device: DeviceId,
    /// Compact JWS, typ `sign-wish+jwt`.
    pub body: String,
    /// When it came.
    pub created_at: UnixTime,
}
row!(WishRow { sha256, device, body, created_at });

pub(crate) struct Revoked {
    issued: u32,
    revoked: u32,
}
row!(Revoked { issued, revoked });

impl Revoked {
    /// Whether none is left. A phone that never got one, because its enrolment was refused at the end, never was a person's.
    pub(crate) const fn are_all(&self) -> bool {
        self.issued == self.revoked
    }
}

pub(crate) const REVOKED_OF_DEVICE: &str =
    "SELECT count(*) AS issued, count(r.serial) AS revoked FROM certificates c \
     LEFT JOIN revocations r ON r.issuer = c.issuer AND r.serial = c.serial WHERE c.device = $1";

struct Used {
    used_at: UnixTime,
}
row!(Used { used_at });

impl Reads {
    /// The wish with this hash.
    pub async fn wish(&self, sha256: &Sha256Digest) -> Result<Option<WishRow>, Error> {
        self.optional(sql("SELECT * FROM wishes WHERE sha256 = $1").with(sha256)).await
    }

    /// Whether a device has no certificates but revoked ones.
    pub async fn device_is_ended(&self, device: &DeviceId) -> Result<bool, Error> {
        Ok(self.one::<Revoked>(sql(REVOKED_OF_DEVICE).with(device)).await?.are_all())
    }

    /// When a device signed last; none if it never has.
    pub async fn device_used_at(&self, device: &DeviceId) -> Result<Option<UnixTime>, Error> {
        let select = sql("SELECT o.created_at AS used_at FROM sessions s JOIN outcomes o ON o.session = s.id \
             WHERE s.device = $1 AND o.state = 'completed' ORDER BY s.expires_at DESC LIMIT 1");
        Ok(self.optional::<Used>(select.with(device)).await?.map(|used| used.used_at))
    }

    /// Whether the person froze this certificate, and neither an officer nor the service has suspended it since.
    pub async fn is_frozen(&self, issuer: IssuerId, serial: &Serial) -> Result<bool, Error> {
        let holds = self.holds_of(issuer, serial.as_bytes()).await?;
        let open = holds.iter().find(|hold| hold.ended_at.is_none());
        Ok(open.is_some_and(|hold| hold.wish_sha256.is_some() && hold.act_sha256.is_none()))
    }

    /// What is open for the key of this certificate.
    pub async fn open_sessions_of_certificate(
        &self,
        certificate: &IssuedCertificate,
        now: UnixTime,
    ) -> Result<Vec<Session>, Error> {
        let select = sql("SELECT s.* FROM sessions s \
             WHERE s.device = $1 AND s.expires_at > $2 AND s.certificate_sha256 = $3 \
               AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.session = s.id) ORDER BY s.id");
        self.all(select.with(&certificate.device).with(&now).with(&certificate.sha256)).await
    }
}

impl Transaction {
    /// Adds a wish; tells whether it was not there before.
    pub(crate) async fn insert_wish(&mut self, wish: &WishRow) -> Result<bool, Error> {
        let insert = sql("INSERT INTO wishes (sha256, device, body, created_at) VALUES ($1, $2, $3, $4) \
                          ON CONFLICT DO NOTHING");
        let insert = insert.with(&wish.sha256).with(&wish.device).with_text(&wish.body);
        self.inserted(insert.with(&wish.created_at)).await
    }

    /// Until when no further wish of a device is taken, if too many came lately.
    pub(crate) async fn wishes_used_up(
        &self,
        device: &DeviceId,
        limit: RequestLimit,
    ) -> Result<Option<UnixTime>, Error> {
        let lately = sql("SELECT count(*) AS count, min(created_at) AS oldest FROM wishes \
                          WHERE device = $1 AND created_at > $2 AND created_at <= $3");
        self.used_up(lately.with(device), limit).await
    }

    /// Adds the session of a wish with its statement, which goes to the phone that asked and to nobody else: no other phone is
    /// woken, and it is no prompt of anybody.
    pub async fn insert_own_session(
        &mut self,
        session: &Session,
        statement: &StoredStatement,
    ) -> Result<(), Error> {
        if !self.insert_session(session).await? {
            return Err(Error::Exists { what: "the session" });
        }
        let insert =
            sql("INSERT INTO statements (session, jws, sha256, code, expires_at, created_at, person) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&statement.session)
            .with_text(&statement.jws)
            .with(&statement.sha256)
            .with(&statement.code)
            .with(&statement.expires_at)
            .with(&statement.created_at)
            .with(&session.person);
        self.insert_new("the statement", insert).await
    }

    /// Suspends a certificate from now on by its person's wish and appends the leaf; tells whether it did: not if it is suspended.
    pub async fn freeze(
        &mut self,
        issuer: IssuerId,
        serial: &Serial,
        wish: &Sha256Digest,
        leaf: &Leaf,
    ) -> Result<bool, Error> {
        let insert = sql("INSERT INTO holds (issuer, serial, began_at, wish_sha256) VALUES ($1, $2, $3, $4) \
                          ON CONFLICT DO NOTHING");
        let now = self.now();
        let began = self.inserted(insert.with(&issuer).with(serial).with(&now).with(wish)).await?;
        self.status_changed(began, leaf).await
    }

    /// Ends from now on a suspension that is the person's own and appends the leaf; tells whether it did.
    pub async fn unfreeze(
        &mut self,
        issuer: IssuerId,
        serial: &Serial,
        wish: &Sha256Digest,
        leaf: &Leaf,
    ) -> Result<bool, Error> {
        let update = sql("UPDATE holds SET ended_at = $3, ended_by_wish = $4 WHERE issuer = $1 AND serial = $2 \
                          AND ended_at IS NULL AND wish_sha256 IS NOT NULL AND act_sha256 IS NULL");
        let now = self.now();
        let ended = self.execute(update.with(&issuer).with(serial).with(&now).with(wish)).await? == 1;
        self.status_changed(ended, leaf).await
    }

    /// Makes a suspension that is the person's own an officer's and appends the leaf; tells whether it did.
    pub async fn take_over_hold(
        &mut self,
        issuer: IssuerId,
        serial: &Serial,
        act: &Sha256Digest,
        leaf: &Leaf,
    ) -> Result<bool, Error> {
        let update = sql("UPDATE holds SET act_sha256 = $3 WHERE issuer = $1 AND serial = $2 \
                          AND ended_at IS NULL AND wish_sha256 IS NOT NULL AND act_sha256 IS NULL");
        let taken = self.execute(update.with(&issuer).with(serial).with(act)).await? == 1;
        if taken {
            self.append_leaf(leaf).await?;
        }
        Ok(taken)
    }

    /// Gives a device the name by which its person knows it.
    pub async fn name_device(&mut self, device: &DeviceId, name: &str) -> Result<(), Error> {
        let update = sql("UPDATE devices SET name = $2 WHERE id = $1").with(device).with_text(name);
        self.exactly_one("the device", "there", update).await
    }
}
