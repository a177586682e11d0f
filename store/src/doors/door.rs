//! The store as a door may use it: it inserts what came from the network, with the job that has it looked at, and
//! reads. It cannot write what the worker decides, because no method here does.
//!
//! What is to be decided about is inserted as a note: the disk is waited for when it is decided, which makes the request durable
//! with the decision. A sender is told of nothing before; where nothing is decided in time, the waits of [`DoorStore`] flush, and
//! only then is it told that its request was taken in. What is told without such a wait is durable by itself.
//!
//! What a crash leaves behind: before the commit nothing, and the sender, who was told nothing, sends the same bytes
//! again; after it the row and its job together, or, by a power cut, nothing, as before it.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use pki_types::clock::FUTURE_SECONDS;
use pki_types::{Sha256Digest, UnixTime};
use tokio::sync::{OnceCell, broadcast};
use words::{ActivationId, DeviceId, MessageKind, SessionId, SessionState};

use crate::doors::changes::Change;
use crate::engine::sql::{Query, row};
use crate::tables::sessions::InsertionScene;
use crate::{
    ActAnswer, ActRow, ActivationTerms, EnrolmentRequest, Error, JobKind, Lock, Message, OpenStatement,
    Reads, Reply, Session, SessionView, SignerRequest, StatusFeed, Store, Transaction, WishRow,
};

/// What came of inserting something that its hash identifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Insertion {
    /// It is there now, and its job.
    New,
    /// The same bytes were there before; nothing was written.
    Existing,
}

/// What came of inserting a session.
#[derive(Clone, PartialEq, Eq)]
pub enum SessionInsertion {
    /// It is there now, and its job.
    New,
    /// The relying party sent the same request before: this is its session.
    Existing(Box<Session>),
    /// The relying party used the idempotency key for other bytes.
    Conflict,
    /// The person has too many open sessions with this relying party.
    TooManyWithRelyingParty,
    /// The person has too many open sessions in all.
    TooManyOfPerson,
    /// The relying party has asked this person too often, or in vain.
    Paused {
        /// From then on it may ask again.
        until: UnixTime,
    },
}

/// What came of inserting something of which so many are taken in a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitedInsertion {
    /// It is there now, and its job.
    New,
    /// The same bytes were there before; nothing was written.
    Existing,
    /// Too many came for the same activation, or from the same phone, lately.
    TooMany {
        /// From then on another one is taken.
        until: UnixTime,
    },
}

/// How many messages about one thing are taken in a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestLimit {
    /// How many.
    pub at_most: u32,
    /// In how many seconds.
    pub within_seconds: u32,
}

/// How many sessions of one person may be open at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenLimits {
    /// With one relying party.
    pub with_relying_party: u32,
    /// With all of them.
    pub of_person: u32,
}

/// The store as a door may use it. Cheap to clone.
///
/// It has no transactions, and nothing else that writes what the worker decides:
///
/// ```compile_fail,E0599
/// # async fn door(door: store::DoorStore) -> Result<(), store::Error> {
/// door.transaction("door: cheats", |_| Box::pin(async { Ok(()) })).await
/// # }
/// ```
///
/// nor does it read devices' secrets:
///
/// ```compile_fail,E0599
/// # async fn door(door: store::DoorStore, device: store::DeviceId) {
/// door.device_secret(&device, store::Purpose::Signature).await;
/// # }
/// ```
#[derive(Clone)]
pub struct DoorStore {
    store: Store,
    /// What names are hidden under in `attempts`, once it was read: it never changes.
    attempts_key: Arc<OnceCell<[u8; 32]>>,
}

impl DoorStore {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, attempts_key: Arc::default() }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn attempts_key(&self) -> &OnceCell<[u8; 32]> {
        &self.attempts_key
    }

    /// Inserts a session with the job that states it. It is open until it ends, or until its time is over.
    ///
    /// The same request of the same relying party again gives the same session, even if that would be too many.
    pub async fn insert_session(
        &self,
        session: Session,
        limits: OpenLimits,
    ) -> Result<SessionInsertion, Error> {
        self.store
            .note("door: session", move |transaction| {
                async move { insert_session(transaction, &session, limits).await }.boxed()
            })
            .await
    }

    /// Inserts a relying party's wish to end its session, with its job; durable, because its session may be told as it is before
    /// anything is decided. The door has checked whose session it is.
    pub async fn insert_cancellation(&self, session: SessionId) -> Result<Insertion, Error> {
        self.store
            .transaction("door: cancellation", move |transaction| {
                async move {
                    let new = transaction.insert_cancellation(&session).await?;
                    with_job(transaction, new, JobKind::Cancel, session.as_bytes()).await
                }
                .boxed()
            })
            .await
    }

    /// Inserts a phone's message with its job, if there is something to be decided about it. One that is not is durable.
    pub async fn insert_message(&self, message: Message) -> Result<Insertion, Error> {
        let job = match message.kind {
            MessageKind::Shown => return self.insert_shown(message).await,
            MessageKind::Unlock => JobKind::Unlock,
            MessageKind::Answer => JobKind::Answer,
            MessageKind::Refusal => JobKind::Refusal,
        };
        self.store
            .note("door: message", move |transaction| {
                async move {
                    let new = transaction.insert_message(&message).await?;
                    with_job(transaction, new, job, message.sha256.as_bytes()).await
                }
                .boxed()
            })
            .await
    }

    /// The row says it all: nothing is decided about it, so nothing else would make it durable.
    async fn insert_shown(&self, message: Message) -> Result<Insertion, Error> {
        self.store
            .transaction("door: shown", move |transaction| {
                async move {
                    let new = transaction.insert_message(&message).await?;
                    Ok(if new { Insertion::New } else { Insertion::Existing })
                }
                .boxed()
            })
            .await
    }

    /// Inserts an officer's act with its job.
    pub async fn insert_act(&self, act: ActRow) -> Result<Insertion, Error> {
        self.store
            .note("door: act", move |transaction| {
                async move {
                    let new = transaction.insert_act(&act).await?;
                    with_job(transaction, new, JobKind::Act, act.sha256.as_bytes()).await
                }
                .boxed()
            })
            .await
    }

    /// Inserts an enrolment message with its job, unless too many came for its activation lately.
    pub async fn insert_enrolment(
        &self,
        request: EnrolmentRequest,
        limit: RequestLimit,
    ) -> Result<LimitedInsertion, Error> {
        self.store
            .note("door: enrolment", move |transaction| {
                async move { insert_enrolment(transaction, &request, limit).await }.boxed()
            })
            .await
    }

    /// Inserts a wish with its job, unless too many came from its phone lately.
    pub async fn insert_wish(&self, wish: WishRow, limit: RequestLimit) -> Result<LimitedInsertion, Error> {
        self.store
            .note("door: wish", move |transaction| {
                async move { insert_wish(transaction, &wish, limit).await }.boxed()
            })
            .await
    }

    /// Inserts a signer request with its job.
    pub async fn insert_signer_request(&self, request: SignerRequest) -> Result<Insertion, Error> {
        self.store
            .note("door: signer request", move |transaction| {
                async move {
                    let new = transaction.insert_signer_request(&request).await?;
                    with_job(transaction, new, JobKind::SignerRequest, request.sha256.as_bytes()).await
                }
                .boxed()
            })
            .await
    }

    /// The terms of the activation with this identifier, without its secret.
    pub async fn activation(&self, id: &ActivationId) -> Result<Option<ActivationTerms>, Error> {
        self.activation_terms(id).await
    }

    /// See [`Store::reply_within`]. Where there is none, what was asked is durable.
    pub async fn reply_within(
        &self,
        hash: &Sha256Digest,
        patience: Duration,
    ) -> Result<Option<Reply>, Error> {
        let reply = self.store.reply_within(hash, patience).await?;
        self.flush_unless(reply.is_some()).await?;
        Ok(reply)
    }

    /// See [`Store::act_answer_within`]. Where there is none, the act is durable.
    pub async fn act_answer_within(
        &self,
        act: &Sha256Digest,
        patience: Duration,
    ) -> Result<Option<ActAnswer>, Error> {
        let answer = self.store.act_answer_within(act, patience).await?;
        self.flush_unless(answer.is_some()).await?;
        Ok(answer)
    }

    /// See [`Store::session_change_within`]. A session that is still as it was requested is durable.
    pub async fn session_change_within(
        &self,
        id: &SessionId,
        known: SessionState,
        patience: Duration,
    ) -> Result<Option<SessionView>, Error> {
        let view = self.store.session_change_within(id, known, patience).await?;
        let is_decided = view.as_ref().is_none_or(|view| view.state != SessionState::Requested);
        self.flush_unless(is_decided).await?;
        Ok(view)
    }

    /// See [`Store::open_statements_within`].
    pub async fn open_statements_within(
        &self,
        device: &DeviceId,
        now: UnixTime,
        patience: Duration,
    ) -> Result<Vec<OpenStatement>, Error> {
        self.store.open_statements_within(device, now, patience).await
    }

    /// See [`Store::told_of_an_end`].
    pub async fn told_of_an_end(&self, device: &DeviceId) {
        self.store.told_of_an_end(device).await;
    }

    async fn flush_unless(&self, is_decided: bool) -> Result<(), Error> {
        if is_decided { Ok(()) } else { self.store.flush().await }
    }

    /// Follows the statuses from now on.
    pub async fn status_feed(&self) -> Result<StatusFeed, Error> {
        StatusFeed::begin(&self.store).await
    }

    /// See [`Store::statuses_told`].
    #[must_use]
    pub fn statuses_told(&self) -> u64 {
        self.store.statuses_told()
    }

    /// See [`Store::changes`].
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.store.changes()
    }
}

impl Deref for DoorStore {
    type Target = Reads;
    fn deref(&self) -> &Reads {
        &self.store
    }
}

struct Lately {
    count: u32,
    oldest: Option<UnixTime>,
}
row!(Lately { count, oldest });

impl Transaction {
    /// Until when a limit is used up, if it is: `lately` counts what came between the two instants that stand behind its other values, and
    /// names the oldest of it. What is from the future came at another time.
    pub(crate) async fn used_up(
        &self,
        lately: Query,
        limit: RequestLimit,
    ) -> Result<Option<UnixTime>, Error> {
        let (now, within) = (self.now(), i64::from(limit.within_seconds));
        let lately = lately.with(&now.minus(within)).with(&now.plus(FUTURE_SECONDS));
        let Lately { count, oldest } = self.one(lately).await?;
        Ok(oldest.filter(|_| count >= limit.at_most).map(|oldest| oldest.plus(within)))
    }
}

impl From<Insertion> for LimitedInsertion {
    fn from(inserted: Insertion) -> Self {
        match inserted {
            Insertion::New => Self::New,
            Insertion::Existing => Self::Existing,
        }
    }
}

pub(super) async fn with_job(
    transaction: &mut Transaction,
    new: bool,
    kind: JobKind,
    subject: &[u8],
) -> Result<Insertion, Error> {
    if !new {
        return Ok(Insertion::Existing);
    }
    transaction.enqueue(kind, subject).await?;
    Ok(Insertion::New)
}

async fn insert_enrolment(
    transaction: &mut Transaction,
    request: &EnrolmentRequest,
    limit: RequestLimit,
) -> Result<LimitedInsertion, Error> {
    // 1. The same bytes are the same message, however many came.
    transaction.lock(Lock::Activation(request.activation)).await?;
    if transaction.enrolment_request(&request.sha256).await?.is_some() {
        return Ok(LimitedInsertion::Existing);
    }
    // 2. The limit, in the transaction that inserts: messages that race cannot slip past it together.
    if let Some(until) = transaction.enrolment_requests_used_up(&request.activation, limit).await? {
        return Ok(LimitedInsertion::TooMany { until });
    }
    // 3. The row and what is to be done about it.
    let new = transaction.insert_enrolment_request(request).await?;
    Ok(with_job(transaction, new, JobKind::Enrolment, request.sha256.as_bytes()).await?.into())
}

async fn insert_wish(
    transaction: &mut Transaction,
    wish: &WishRow,
    limit: RequestLimit,
) -> Result<LimitedInsertion, Error> {
    if transaction.wish(&wish.sha256).await?.is_some() {
        return Ok(LimitedInsertion::Existing);
    }
    if let Some(until) = transaction.wishes_used_up(&wish.device, limit).await? {
        return Ok(LimitedInsertion::TooMany { until });
    }
    let new = transaction.insert_wish(wish).await?;
    Ok(with_job(transaction, new, JobKind::Wish, wish.sha256.as_bytes()).await?.into())
}

async fn insert_session(
    transaction: &mut Transaction,
    session: &Session,
    limits: OpenLimits,
) -> Result<SessionInsertion, Error> {
    // 1. The idempotency key first: a repeated request is no new prompt.
    transaction.lock(Lock::Person(session.person)).await?;
    let InsertionScene { earlier, open, paused_until } = transaction.insertion_scene(session).await?;
    if let Some(earlier) = earlier {
        return Ok(as_insertion(session, earlier));
    }
    // 2. The limits, in the transaction that inserts: requests that race cannot slip past them together.
    if open.with_relying_party >= limits.with_relying_party {
        return Ok(SessionInsertion::TooManyWithRelyingParty);
    }
    if open.of_person >= limits.of_person {
        return Ok(SessionInsertion::TooManyOfPerson);
    }
    // 3. The worker decided that this person is left alone for now; it will decide anew, so this is a courtesy.
    if let Some(until) = paused_until {
        return Ok(SessionInsertion::Paused { until });
    }
    // 4. The row and what is to be done about it.
    if !transaction.insert_session(session).await? {
        // A request that raced with this one has the same key, or the identifier was drawn before.
        let earlier = transaction.session_by_jti(&session.relying_party, &session.jti).await?;
        let earlier = earlier.ok_or(Error::Exists { what: "the session" })?;
        return Ok(as_insertion(session, earlier));
    }
    transaction.enqueue(JobKind::State, session.id.as_bytes()).await?;
    Ok(SessionInsertion::New)
}

/// What became of a session with the same idempotency key.
fn as_insertion(session: &Session, earlier: Session) -> SessionInsertion {
    if earlier.request_sha256 == session.request_sha256 {
        SessionInsertion::Existing(Box::new(earlier))
    } else {
        SessionInsertion::Conflict
    }
}
