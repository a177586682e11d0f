//! Replies, written in the transaction that has the effects.

use pki_types::Sha256Digest;
use serde::Serialize;
use store::{Reply, Transaction};
use words::leaf::{self, Leaf};

use crate::problem::{Problem, Stop};

/// HTTP's "OK".
pub(crate) const OK: u16 = 200;
/// HTTP's "Created".
pub(crate) const CREATED: u16 = 201;

/// Answers a request with a result.
pub(crate) async fn result(
    transaction: &mut Transaction,
    request_sha256: Sha256Digest,
    status: u16,
    body: &(impl Serialize + Sync),
) -> Result<(), Stop> {
    let body = serde_json::to_string(body)
        .expect("a reply is a struct of strings and integers, which JSON can always hold");
    let created_at = transaction.now();
    transaction.insert_reply(&Reply { request_sha256, status, body, created_at }).await?;
    Ok(())
}

/// Answers a request with a problem and nothing else: for what anybody can send.
pub(crate) async fn dismissal(
    transaction: &mut Transaction,
    request_sha256: Sha256Digest,
    problem: &Problem,
) -> Result<(), Stop> {
    result(transaction, request_sha256, problem.status(), &problem.to_json()).await
}

/// Answers a request of a known sender with a problem, and leaves its leaf.
pub(crate) async fn problem(
    transaction: &mut Transaction,
    request_sha256: Sha256Digest,
    problem: &Problem,
) -> Result<(), Stop> {
    let leaf = leaf::Refusal { request_sha256, problem: problem.slug().to_owned(), at: transaction.now() };
    transaction.append_leaf(&Leaf::Refusal(leaf)).await?;
    dismissal(transaction, request_sha256, problem).await
}
