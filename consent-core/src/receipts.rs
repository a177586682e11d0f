//! What a relying party keeps as evidence of how a session ended.

use phone_protocol::fixed::{ForRelyingParty, VersionOne};
use phone_protocol::receipt::ReceiptState;
use phone_protocol::{Answer, Receipt, Refusal};
use pki_types::{Sha256Digest, UnixTime, sha256};

use crate::hear::Heard;

/// The receipt of signatures; none where no relying party asked.
pub(crate) fn completed(answer: &Heard<Answer>, at: UnixTime) -> Option<Receipt> {
    let signatures = answer.message.octets().map(|signature| signature.map(sha256)).collect();
    let verifier_sha256 = answer.message.verifier_sha256;
    let receipt = receipt(answer, ReceiptState::Completed, Some(signatures), at)?;
    Some(Receipt { verifier_sha256, ..receipt })
}

/// The receipt of a refusal; none where no relying party asked.
pub(crate) fn refused(refusal: &Heard<Refusal>, at: UnixTime) -> Option<Receipt> {
    receipt(refusal, ReceiptState::Refused, None, at)
}

fn receipt<T>(
    heard: &Heard<T>,
    state: ReceiptState,
    signatures_sha256: Option<Vec<Option<Sha256Digest>>>,
    at: UnixTime,
) -> Option<Receipt> {
    let relying_party = heard.statement.relying_party.as_ref()?;
    Some(Receipt {
        v: VersionOne,
        aud: ForRelyingParty,
        session: heard.statement.session,
        relying_party: relying_party.id.clone(),
        request_sha256: heard.statement.request_sha256,
        statement_sha256: heard.statement.sha256(),
        certificate_sha256: heard.statement.certificate_sha256,
        signatures_sha256,
        verifier_sha256: None,
        state,
        completed_at: at,
    })
}
