//! What a door inserts about requests that name nobody, and how it waits for whoever claims one.

use std::time::Duration;

use futures_util::FutureExt as _;
use pki_types::UnixTime;
use words::SessionId;

use crate::doors::door::with_job;
use crate::{
    ClaimRow, DeviceLink, DoorStore, Error, JobKind, LimitedInsertion, RequestLimit, SessionView, Transaction,
};

/// What came of inserting a request that names nobody.
#[derive(Clone, PartialEq, Eq)]
pub enum LinkInsertion {
    /// It is there now.
    New,
    /// The relying party sent the same request before: this is its link.
    Existing(Box<DeviceLink>),
    /// The relying party used the idempotency key for other bytes.
    Conflict,
    /// Too many came from this relying party lately.
    TooMany {
        /// From then on another one is taken.
        until: UnixTime,
    },
}

impl DoorStore {
    /// Inserts a request that names nobody, unless too many came from its relying party lately; durable, because nothing is decided
    /// about it before a phone claims it.
    ///
    /// The same request of the same relying party again gives the same link.
    pub async fn insert_device_link(
        &self,
        link: DeviceLink,
        limit: RequestLimit,
    ) -> Result<LinkInsertion, Error> {
        self.store()
            .transaction("door: device link", move |transaction| {
                async move { insert_device_link(transaction, link, limit).await }.boxed()
            })
            .await
    }

    /// Inserts a claim with its job, unless too many came from its phone lately.
    pub async fn insert_claim(
        &self,
        claim: ClaimRow,
        limit: RequestLimit,
    ) -> Result<LimitedInsertion, Error> {
        self.store()
            .note("door: claim", move |transaction| {
                async move { insert_claim(transaction, &claim, limit).await }.boxed()
            })
            .await
    }

    /// See [`Store::claimed_within`].
    pub async fn claimed_within(
        &self,
        id: &SessionId,
        patience: Duration,
    ) -> Result<Option<SessionView>, Error> {
        self.store().claimed_within(id, patience).await
    }
}

async fn insert_device_link(
    transaction: &mut Transaction,
    link: DeviceLink,
    limit: RequestLimit,
) -> Result<LinkInsertion, Error> {
    // 1. The idempotency key first.
    if let Some(earlier) = transaction.device_link_by_jti(&link.relying_party, &link.jti).await? {
        return Ok(as_link_insertion(&link, earlier));
    }
    if transaction.session_by_jti(&link.relying_party, &link.jti).await?.is_some() {
        return Ok(LinkInsertion::Conflict);
    }
    // 2. The limit: what is shown to nobody must not fill the store.
    if let Some(until) = transaction.device_links_used_up(&link.relying_party, limit).await? {
        return Ok(LinkInsertion::TooMany { until });
    }
    // 3. The row.
    if transaction.insert_device_link(&link).await? {
        return Ok(LinkInsertion::New);
    }
    let earlier = transaction.device_link_by_jti(&link.relying_party, &link.jti).await?;
    Ok(as_link_insertion(&link, earlier.ok_or(Error::Exists { what: "the link" })?))
}

fn as_link_insertion(link: &DeviceLink, earlier: DeviceLink) -> LinkInsertion {
    if earlier.request_sha256 == link.request_sha256 {
        LinkInsertion::Existing(Box::new(earlier))
    } else {
        LinkInsertion::Conflict
    }
}

async fn insert_claim(
    transaction: &mut Transaction,
    claim: &ClaimRow,
    limit: RequestLimit,
) -> Result<LimitedInsertion, Error> {
    if transaction.claim(&claim.sha256).await?.is_some() {
        return Ok(LimitedInsertion::Existing);
    }
    if let Some(until) = transaction.claims_used_up(&claim.device, limit).await? {
        return Ok(LimitedInsertion::TooMany { until });
    }
    let new = transaction.insert_claim(claim).await?;
    Ok(with_job(transaction, new, JobKind::Claim, claim.sha256.as_bytes()).await?.into())
}
