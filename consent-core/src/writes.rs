//! What a decision writes: the rows that belong together, for the transactions of the stories.

use pki_types::{Sha256Digest, UnixTime};
use serde_json::{Value, json};
use store::{DeviceId, JobKind, Leaf, Outcome, Reply, SessionId, SessionState, Transaction};

use crate::leaves::{self, DeviceBlockedLeaf, OutcomeLeaf};
use crate::{Error, Problem};

/// The algorithm of every signature that is released: ECDSA on P-256 over SHA-256 (RFC 7518 clause 3.4).
pub(crate) const ALGORITHM: &str = "ES256";

/// How a session ends.
pub(crate) struct Ending {
    pub(crate) session: SessionId,
    pub(crate) state: SessionState,
    pub(crate) problem: Option<Problem>,
    pub(crate) statement_sha256: Option<Sha256Digest>,
    pub(crate) signature: Option<Vec<u8>>,
    pub(crate) receipt: Option<String>,
}

impl Ending {
    /// An end without anything to release.
    pub(crate) fn without_release(session: SessionId, state: SessionState, problem: Option<Problem>) -> Self {
        Self { session, state, problem, statement_sha256: None, signature: None, receipt: None }
    }
}

/// Ends a session, with its leaf; tells whether this was its end: the first terminal state wins.
pub(crate) async fn end_session(transaction: &mut Transaction, ending: Ending) -> Result<bool, Error> {
    let at = transaction.now();
    let problem = ending.problem.as_ref().map(Problem::slug);
    let leaf = OutcomeLeaf {
        session: ending.session.to_string(),
        state: ending.state.as_str(),
        problem,
        statement_sha256: ending.statement_sha256,
        receipt_sha256: ending.receipt.as_ref().map(|receipt| pki_types::sha256(receipt.as_bytes())),
        at,
    };
    let outcome = Outcome {
        session: ending.session,
        state: ending.state,
        problem: problem.map(str::to_owned),
        algorithm: ending.signature.as_ref().map(|_| ALGORITHM.to_owned()),
        signature: ending.signature,
        receipt: ending.receipt,
        created_at: at,
    };
    let leaf = Leaf { kind: leaves::kind::OUTCOME, bytes: leaves::bytes(&leaf) };
    Ok(transaction.insert_outcome(&outcome, &leaf).await?)
}

/// Blocks the secrets of a device at once, and has its certificates suspended or revoked.
pub(crate) async fn block_device(
    transaction: &mut Transaction,
    device: DeviceId,
    reason: &Problem,
    job: JobKind,
) -> Result<(), Error> {
    if transaction.block_device(&device, reason.slug()).await? {
        let leaf = DeviceBlockedLeaf { device: device.to_string(), reason: reason.slug(), at: transaction.now() };
        let leaf = Leaf { kind: leaves::kind::DEVICE_BLOCKED, bytes: leaves::bytes(&leaf) };
        transaction.append_leaf(&leaf).await?;
    }
    Ok(transaction.enqueue(job, device.as_bytes()).await?)
}

/// Replies to a message: with what came of it, or with why nothing did.
pub(crate) async fn reply(
    transaction: &mut Transaction,
    message: Sha256Digest,
    answer: Result<Value, Problem>,
) -> Result<(), Error> {
    let (status, body) = match answer {
        Ok(body) => (200, body),
        Err(problem) => (problem.status(), problem.to_json()),
    };
    let reply = Reply { request_sha256: message, status, body: body.to_string(), created_at: transaction.now() };
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

/// The earlier of two instants.
pub(crate) fn earlier(one: UnixTime, other: UnixTime) -> UnixTime {
    one.min(other)
}
