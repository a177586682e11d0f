//! What a decision writes: the rows that belong together, for the transactions of the stories.

use phone_protocol::unlock::UnlockReply;
use phone_protocol::{PinProof, Unlock, WrongPins};
use pki_types::{Sha256Digest, UnixTime};
use serde_json::{Value, json};
use store::{
    CertificateStatus, DeviceSecret, JobKind, KeyListRow, Outcome, ReleasedShare, Reply, Session, Signatures,
    Transaction, Verdict,
};
use words::leaf::{self, Leaf};
use words::{DeviceId, SessionId, SessionState};

use crate::admission::check_in_force;
use crate::config::Policy;
use crate::hear::Heard;
use crate::lineage::{Judgement, Line, Shown, judge};
use crate::lock::{KEPT_SECONDS, Lock, standing, tries_before_next_lock, wrong_pins, wrong_try};
use crate::prompting::end_prompt;
use crate::release::Release;
use crate::scene::missing;
use crate::wishes::may_be_frozen;
use crate::{Deeds, Error, Problem};

/// The algorithm of every signature that is released: ECDSA on P-256 over SHA-256 (RFC 7518 clause 3.4).
pub(crate) const ALGORITHM: &str = "ES256";

/// How a session ends.
pub(crate) struct Ending {
    pub(crate) session: SessionId,
    pub(crate) state: SessionState,
    pub(crate) problem: Option<Problem>,
    pub(crate) statement_sha256: Option<Sha256Digest>,
    pub(crate) signatures: Option<Signatures>,
    pub(crate) receipt: Option<String>,
    /// From when on the relying party may ask the person again, where this end says so.
    pub(crate) retry_at: Option<UnixTime>,
}

impl Ending {
    /// An end without anything to release.
    pub(crate) fn without_release(session: SessionId, state: SessionState, problem: Option<Problem>) -> Self {
        let retry_at = match problem {
            Some(Problem::AskedTooOften(until)) => Some(until),
            _ => None,
        };
        Self { session, state, problem, statement_sha256: None, signatures: None, receipt: None, retry_at }
    }

    /// The end of a session for a reason: failed, or expired where time was the reason.
    pub(crate) fn for_problem(session: SessionId, problem: Problem) -> Self {
        let state = match problem {
            Problem::RequestExpired(_) => SessionState::Expired,
            _ => SessionState::Failed,
        };
        Self::without_release(session, state, Some(problem))
    }
}

// ---- one function for each decision, in the order of the stories

/// Unlocks that may be answered for one statement. Further ones are judged all the same: a copy must not keep its owner from
/// being noticed by using them up.
const UNLOCKS_OF_A_STATEMENT: u32 = 3;

/// What a person is to be told of wrong PINs with a share.
pub(crate) struct Told {
    /// How many.
    pub(crate) wrong_pins: WrongPins,
    /// The last of them; none if there is none.
    pub(crate) through: Option<i64>,
    /// Whether the statement had its three unlocks before: this one is judged, and given nothing.
    pub(crate) is_one_too_many: bool,
}

/// Counts an unlock whose proof nobody has looked at, unless the PIN is locked.
pub(crate) async fn count(
    transaction: &mut Transaction,
    message: Sha256Digest,
    session: &Session,
) -> Result<Result<Told, Problem>, Error> {
    transaction.lock(store::Lock::Person(session.person)).await?;
    let (device, purpose, now) = (session.device, session.purpose, transaction.now());
    let scene = transaction.count_scene(&message, &session.id, &device).await?;
    let secret = of_purpose(scene.secrets, session)?.0;
    if !scene.is_counted {
        if let Some(until) = standing(&scene.tries, purpose, now).locked_until {
            return Ok(Err(Problem::PinLocked(until)));
        }
        let forgotten = now.minus(KEPT_SECONDS);
        if scene.tries.iter().any(|tried| tried.counted_at < forgotten) {
            transaction.forget_tries(&device, forgotten).await;
        }
        transaction.count_unlock(&message, &session.id, &device, purpose).await;
    }
    let (wrong_pins, through) = wrong_pins(&scene.tries, secret.told_through, now);
    let with_this_one = scene.of_session + u32::from(!scene.is_counted);
    let is_one_too_many = with_this_one > UNLOCKS_OF_A_STATEMENT;
    Ok(Ok(Told { wrong_pins, through, is_one_too_many }))
}

/// A wrong PIN, counted before: what the ladder has for it.
pub(crate) async fn wrong_pin(
    transaction: &mut Transaction,
    message: Sha256Digest,
    session: &Session,
) -> Result<(), Error> {
    transaction.lock(store::Lock::Person(session.person)).await?;
    if transaction.reply(&message).await?.is_some() {
        return Ok(());
    }
    let tries = transaction.pin_tries(&session.device).await?;
    let own = tries.iter().find(|tried| tried.unlock_sha256 == Some(message));
    let counted_at = own.map_or(transaction.now(), |tried| tried.counted_at);
    let (failures, step) = wrong_try(&tries, session.purpose, counted_at);
    transaction.keep_wrong_pin(&session.device, session.purpose, &message, counted_at).await;
    let (problem, locked_until) = match step {
        Lock::Open => (Problem::PinWrong { remaining: tries_before_next_lock(failures) }, None),
        Lock::Until(until) => (Problem::PinLocked(until), Some(until)),
        Lock::Revoke => (Problem::PinExhausted, None),
    };
    let leaf = leaf::WrongPin {
        device: session.device.to_string(),
        purpose: session.purpose.as_str().to_owned(),
        failures,
        locked_until,
        unlock_sha256: message,
        at: transaction.now(),
    };
    append(transaction, Leaf::WrongPin(leaf)).await?;
    if problem == Problem::PinExhausted {
        block_device(transaction, session.device, &problem, JobKind::RevokeDevice).await?;
    }
    if !matches!(problem, Problem::PinWrong { .. }) {
        // Nobody can unlock this statement any more: the relying party need not wait for its end.
        end_session(transaction, Ending::for_problem(session.id, problem.clone())).await?;
    }
    reply(transaction, message, Err(problem)).await
}

/// A right PIN: the share is let out, or a copied phone is blocked.
pub(crate) async fn right_pin(
    transaction: &mut Transaction,
    message: Sha256Digest,
    unlock: &Heard<Unlock>,
    proof: &PinProof,
    told: &Told,
    share: &UnlockReply,
) -> Result<(), Error> {
    let session = &unlock.session;
    let (device, purpose) = (session.device, session.purpose);
    transaction.lock(store::Lock::Person(session.person)).await?;
    let scene = transaction.decision_scene(&message, session).await?;
    if scene.reply.is_some() {
        return Ok(());
    }
    // 1. The PIN was right, whatever else is wrong: this try was none, nor was what nobody will compare.
    transaction.lift_uncompared(&device, purpose, &message).await;

    // 2. Blocked since the message was heard: nothing is judged any more.
    if let Some(block) = scene.block {
        return first_reply(transaction, message, Err(Problem::DeviceBlocked(block.reason))).await;
    }

    // 3. Whose unlock was answered last. Only a right PIN comes this far, and a copy hears one thing, whatever it says.
    let (secret, other) = of_purpose(scene.secrets, session)?;
    let shown = Shown { epoch: proof.epoch, name: &proof.name(), before: &proof.before };
    let line = match judge(&Line::of(&secret)?, &Line::of(&other)?, &shown) {
        Judgement::Answer(line) => line,
        Judgement::Late => return first_reply(transaction, message, Err(Problem::UnlockLate)).await,
        Judgement::Copied => return copied(transaction, message, session).await,
    };
    if let Some(outcome) = scene.outcome {
        return first_reply(transaction, message, Err(over(&outcome))).await;
    }
    if told.is_one_too_many {
        let problem = Problem::TooManyUnlocks(UNLOCKS_OF_A_STATEMENT);
        return first_reply(transaction, message, Err(problem)).await;
    }

    // 4. The shares move, whether an answer comes or not.
    let epoch = u32::try_from(proof.epoch).map_err(Error::damaged("an epoch"))?;
    let next = u32::try_from(line.epoch).map_err(Error::damaged("an epoch"))?;
    transaction.move_shares(&device, purpose, (secret.epoch, next), &line.lineage()).await?;

    // 5. The share leaves, and the log knows it.
    let left = ReleasedShare {
        unlock_sha256: message,
        session: session.id,
        epoch,
        told_through: told.through,
        created_at: transaction.now(),
    };
    transaction.insert_share(&left).await;
    let leaf = leaf::Unlock {
        session: session.id.to_string(),
        device: device.to_string(),
        purpose: purpose.as_str().to_owned(),
        unlock_sha256: message,
        at: transaction.now(),
    };
    append(transaction, Leaf::Unlock(leaf)).await?;
    let body = serde_json::to_value(share).map_err(Error::damaged("the reply to an unlock"))?;
    first_reply(transaction, message, Ok(body)).await
}

/// Two phones have the same keys: neither gets anything any more, and the certificates are to be suspended.
pub(crate) async fn copied(
    transaction: &mut Transaction,
    message: Sha256Digest,
    session: &Session,
) -> Result<(), Error> {
    let problem = Problem::PhoneCopied;
    block_device(transaction, session.device, &problem, JobKind::SuspendDevice).await?;
    end_session(transaction, Ending::for_problem(session.id, problem.clone())).await?;
    reply(transaction, message, Err(problem)).await
}

/// An answer that was found good: released, unless the certificate is not in force any more or the session is over.
pub(crate) async fn answer(
    transaction: &mut Transaction,
    message: Sha256Digest,
    release: Release,
    deeds: &Deeds,
) -> Result<(), Error> {
    let Release { answer, certificate, share, allowed, receipt, granted } = release;
    let session = &answer.session;
    transaction.lock(store::Lock::Person(session.person)).await?;
    let (scene, mut status) = transaction.release_scene(&message, session, &certificate.sha256).await?;
    if scene.reply.is_some() {
        return Ok(());
    }
    // 1. The first end wins.
    if let Some(outcome) = scene.outcome {
        return first_reply(transaction, message, Err(over(&outcome))).await;
    }

    // 2. The certificate's status and the device's, read in the transaction that releases.
    if granted.as_ref().is_some_and(|granted| may_be_frozen(&granted.wish))
        && transaction.is_frozen(certificate.issuer, &certificate.serial).await?
    {
        status = CertificateStatus::Final;
    }
    let mut judged = check_in_force(&certificate, status, transaction.now())
        .and(scene.block.map_or(Ok(()), |block| Err(Problem::DeviceBlocked(block.reason))))
        .and(allowed);

    // 3. What the person wanted, done here and now.
    if let (Ok(()), Some(granted)) = (&judged, &granted) {
        judged = granted.perform(transaction, session, &share, deeds).await?;
    }
    if let Err(problem) = judged {
        end_session(transaction, Ending::for_problem(session.id, problem.clone())).await?;
        return first_reply(transaction, message, Err(problem)).await;
    }

    // 4. The phone took the share, and so told its person of the wrong PINs that came with it.
    if let Some(through) = share.told_through {
        transaction.mark_tries_told(&session.device, through).await;
    }

    // 5. Outcome and leaf, reply.
    let ending = Ending {
        session: session.id,
        state: SessionState::Completed,
        problem: None,
        statement_sha256: Some(answer.statement.sha256()),
        signatures: Some(Signatures(answer.message.octets().map(|it| it.map(<[u8]>::to_vec)).collect())),
        receipt,
        retry_at: None,
    };
    end_session(transaction, ending).await?;
    first_reply(transaction, message, Ok(state_body(SessionState::Completed))).await
}

/// A refusal: the session ends with it, unless it has ended before.
pub(crate) async fn refusal(
    transaction: &mut Transaction,
    message: Sha256Digest,
    session: &Session,
    ending: Ending,
    policy: &Policy,
) -> Result<(), Error> {
    transaction.lock(store::Lock::Person(session.person)).await?;
    if transaction.reply(&message).await?.is_some() {
        return Ok(());
    }
    if let Some(outcome) = transaction.outcome(&session.id).await? {
        return reply(transaction, message, Err(over(&outcome))).await;
    }
    let state = ending.state;
    end_prompt(transaction, session, ending, policy).await?;
    reply(transaction, message, Ok(state_body(state))).await
}

/// A key list and its leaf.
pub(crate) async fn key_list(transaction: &mut Transaction, row: &KeyListRow) -> Result<(), Error> {
    let row = KeyListRow { created_at: transaction.now(), ..row.clone() };
    transaction.insert_key_list(&row).await?;
    append(transaction, row.leaf()).await
}

// ---- the rows that several decisions write

/// Ends a session, with its leaf; tells whether this was its end: the first terminal state wins.
pub(crate) async fn end_session(transaction: &mut Transaction, ending: Ending) -> Result<bool, Error> {
    let at = transaction.now();
    let problem = ending.problem.as_ref().map(Problem::slug);
    let outcome = Outcome {
        session: ending.session,
        state: ending.state,
        problem: problem.map(str::to_owned),
        algorithm: ending.signatures.as_ref().map(|_| ALGORITHM.to_owned()),
        signatures: ending.signatures,
        receipt: ending.receipt,
        retry_at: ending.retry_at,
        created_at: at,
    };
    Ok(transaction.insert_outcome(&outcome, &outcome.leaf(ending.statement_sha256)).await?)
}

/// Blocks the secrets of a device at once, and has its certificates suspended or revoked.
pub(crate) async fn block_device(
    transaction: &mut Transaction,
    device: DeviceId,
    reason: &Problem,
    job: JobKind,
) -> Result<(), Error> {
    if transaction.block_device(&device, reason.slug()).await? {
        tracing::warn!(%device, reason = reason.slug(), "the secrets of a device were blocked");
        let leaf = leaf::DeviceBlocked {
            device: device.to_string(),
            reason: reason.slug().to_owned(),
            at: transaction.now(),
        };
        append(transaction, Leaf::DeviceBlocked(leaf)).await?;
    }
    Ok(transaction.enqueue(job, device.as_bytes()).await?)
}

/// The secrets of the session's purpose, and those of the other one.
fn of_purpose(secrets: Vec<DeviceSecret>, session: &Session) -> Result<(DeviceSecret, DeviceSecret), Error> {
    let (mut own, mut other): (Vec<_>, Vec<_>) =
        secrets.into_iter().partition(|secret| secret.purpose == session.purpose);
    own.pop().zip(other.pop()).ok_or_else(|| missing("the secret of device", session.device))
}

pub(crate) async fn append(transaction: &mut Transaction, leaf: Leaf) -> Result<(), Error> {
    Ok(transaction.append_leaf(&leaf).await?)
}

/// Replies to a message: with what came of it, or with why nothing did. A message that was replied to keeps its reply.
pub(crate) async fn reply(
    transaction: &mut Transaction,
    message: Sha256Digest,
    answer: Result<Value, Problem>,
) -> Result<(), Error> {
    if transaction.reply(&message).await?.is_some() {
        return Ok(());
    }
    first_reply(transaction, message, answer).await
}

/// Replies to a message that was seen in this transaction to have no reply.
pub(crate) async fn first_reply(
    transaction: &mut Transaction,
    message: Sha256Digest,
    answer: Result<Value, Problem>,
) -> Result<(), Error> {
    let (verdict, body) = match answer {
        Ok(body) => (Verdict::Done, body),
        Err(problem) => (Verdict::Refused(problem.kind()), problem.told()),
    };
    let reply =
        Reply { request_sha256: message, verdict, body: body.to_string(), created_at: transaction.now() };
    Ok(transaction.insert_reply(&reply).await?)
}

/// The body of a reply that tells how far the session is.
pub(crate) fn state_body(state: SessionState) -> Value {
    json!({ "state": state.as_str() })
}

/// The problem of a session that ended before.
pub(crate) fn over(outcome: &Outcome) -> Problem {
    Problem::SessionOver(outcome.state.to_string())
}
