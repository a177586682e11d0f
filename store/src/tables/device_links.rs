//! Requests that name nobody, and the claims of phones that came by their links.
//!
//! A link is claimed when there is a session of its identifier; nothing of it is ever changed. What a crash leaves behind: a row and its
//! job, or nothing; and of a claim all or nothing, because session, statement and reply are one transaction.

use pki_types::{Sha256Digest, UnixTime};
use words::{DeviceId, SessionId};

use crate::engine::sql::{row, sql};
use crate::{Error, Reads, RequestLimit, Transaction};

/// How long a link and its claims are kept after it has ended, in seconds: until nobody asks for it any more.
const KEPT_SECONDS: i64 = 86_400;

/// A request that names nobody, as a door inserted it.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceLink {
    /// The session that it becomes when a phone claims it; drawn by the door.
    pub session: SessionId,
    /// Who asks.
    pub relying_party: String,
    /// The relying party's idempotency key.
    pub jti: String,
    /// SHA-256 of the request.
    pub request_sha256: Sha256Digest,
    /// Compact JWS, typ `sign-request+jwt`.
    pub request: String,
    /// When it came.
    pub created_at: UnixTime,
    /// When it ends, claimed or not.
    pub expires_at: UnixTime,
}
row!(DeviceLink { session, relying_party, jti, request_sha256, request, created_at, expires_at });

/// A phone's claim.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimRow {
    /// SHA-256 of the body.
    pub sha256: Sha256Digest,
    /// The phone that it says it came from.
    pub device: DeviceId,
    /// The session of the link.
    pub session: SessionId,
    /// Compact JWS, typ `sign-claim+jwt`.
    pub body: String,
    /// When it came.
    pub created_at: UnixTime,
}
row!(ClaimRow { sha256, device, session, body, created_at });

impl Reads {
    /// The link of this session.
    pub async fn device_link(&self, session: &SessionId) -> Result<Option<DeviceLink>, Error> {
        self.optional(sql("SELECT * FROM device_links WHERE session = $1").with(session)).await
    }

    /// The relying party's link with this idempotency key.
    pub async fn device_link_by_jti(
        &self,
        relying_party: &str,
        jti: &str,
    ) -> Result<Option<DeviceLink>, Error> {
        let select = sql("SELECT * FROM device_links WHERE relying_party = $1 AND jti = $2");
        self.optional(select.with_text(relying_party).with_text(jti)).await
    }

    /// The claim with this hash.
    pub async fn claim(&self, sha256: &Sha256Digest) -> Result<Option<ClaimRow>, Error> {
        self.optional(sql("SELECT * FROM claims WHERE sha256 = $1").with(sha256)).await
    }
}

impl Transaction {
    /// Adds a link; tells whether neither its identifier nor its idempotency key was there before.
    pub(crate) async fn insert_device_link(&mut self, link: &DeviceLink) -> Result<bool, Error> {
        let insert = sql("INSERT INTO device_links (session, relying_party, jti, request_sha256, request, \
                          created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING");
        let insert = insert
            .with(&link.session)
            .with_text(&link.relying_party)
            .with_text(&link.jti)
            .with(&link.request_sha256)
            .with_text(&link.request)
            .with(&link.created_at)
            .with(&link.expires_at);
        self.inserted(insert).await
    }

    /// Until when no further link of a relying party is taken, if too many came lately.
    pub(crate) async fn device_links_used_up(
        &self,
        relying_party: &str,
        limit: RequestLimit,
    ) -> Result<Option<UnixTime>, Error> {
        let lately = sql("SELECT count(*) AS count, min(created_at) AS oldest FROM device_links \
                          WHERE relying_party = $1 AND created_at > $2 AND created_at <= $3");
        self.used_up(lately.with_text(relying_party), limit).await
    }

    /// Adds a claim; tells whether it was not there before.
    pub(crate) async fn insert_claim(&mut self, claim: &ClaimRow) -> Result<bool, Error> {
        let insert = sql("INSERT INTO claims (sha256, device, session, body, created_at) VALUES ($1, $2, $3, $4, $5) \
                          ON CONFLICT DO NOTHING");
        let insert = insert.with(&claim.sha256).with(&claim.device).with(&claim.session);
        self.inserted(insert.with_text(&claim.body).with(&claim.created_at)).await
    }

    /// Until when no further claim of a device is taken, if too many came lately.
    pub(crate) async fn claims_used_up(
        &self,
        device: &DeviceId,
        limit: RequestLimit,
    ) -> Result<Option<UnixTime>, Error> {
        let lately = sql("SELECT count(*) AS count, min(created_at) AS oldest FROM claims \
                          WHERE device = $1 AND created_at > $2 AND created_at <= $3");
        self.used_up(lately.with(device), limit).await
    }

    /// Adds the session of a link; tells whether it is the first: not if a phone has claimed it before.
    pub async fn insert_claimed_session(&mut self, session: &crate::Session) -> Result<bool, Error> {
        self.insert_session(session).await
    }

    /// Deletes links that ended a day ago, and claims that are as old. What came of them stands in their sessions.
    pub async fn forget_device_links(&mut self) -> Result<(), Error> {
        let before = self.now().minus(KEPT_SECONDS);
        self.execute(sql("DELETE FROM device_links WHERE expires_at <= $1").with(&before)).await?;
        self.execute(sql("DELETE FROM claims WHERE created_at <= $1").with(&before)).await.map(|_| ())
    }
}
