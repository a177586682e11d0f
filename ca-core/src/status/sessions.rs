//! What is open for a certificate ends with it, at once: its relying party need not wait, and its phone is shown nothing of it.

use store::{IssuedCertificate, Outcome, Transaction};
use words::{SessionState, problem};

use crate::problem::Stop;

/// Ends every open session of this certificate, in the transaction that suspends or revokes it.
pub(super) async fn end(transaction: &mut Transaction, certificate: &IssuedCertificate) -> Result<(), Stop> {
    let at = transaction.now();
    let (state, problem) = (SessionState::Failed, problem::CERTIFICATE_NOT_IN_FORCE.slug);
    for session in transaction.open_sessions_of_certificate(certificate, at).await? {
        let outcome = Outcome {
            session: session.id,
            state,
            problem: Some(problem.to_owned()),
            signatures: None,
            algorithm: None,
            receipt: None,
            retry_at: None,
            created_at: at,
        };
        transaction.insert_outcome(&outcome, &outcome.leaf(None)).await?;
    }
    Ok(())
}
