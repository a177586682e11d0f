//! Replies, written in the transaction that has the effects.

use pki_types::Sha256Digest;
use serde::Serialize;
use store::{Reply, Transaction, Verdict};
use words::leaf::{self, Leaf};

use crate::problem::{Problem, Stop};

/// Answers a request with what came of it.
pub(crate) async fn answer(
    transaction: &mut Transaction,
    request_sha256: Sha256Digest,
    verdict: Verdict,
    body: &(impl Serialize + Sync),
) -> Result<(), Stop> {
    let body = serde_json::to_string(body)
        .expect("a reply is a struct of strings and integers, which JSON can always hold");
    let created_at = transaction.now();
    transaction.insert_reply(&Reply { request_sha256, verdict, body, created_at }).await?;
    Ok(())
}

/// Answers a request with a problem and nothing else: for what anybody can send.
pub(crate) async fn dismissal(
    transaction: &mut Transaction,
    request_sha256: Sha256Digest,
    problem: &Problem,
) -> Result<(), Stop> {
    answer(transaction, request_sha256, Verdict::Refused(problem.kind()), &problem.told()).await
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
