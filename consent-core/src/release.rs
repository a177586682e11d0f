//! Whether a phone's answer may leave the inner zone.

use phone_protocol::message::Received;
use phone_protocol::{Answer, Displayed, SignatureRequest};
use pki_types::{Certificate, sha256};

use crate::Problem;
use crate::epoch::{Epoch, Grace, judge_epoch};
use crate::hear::Heard;

/// Judges an answer that was heard: unlocked with the PIN, from a phone that moved its share, about what was shown, and
/// a signature over exactly what was stated.
///
/// `unlocked` says that a right PIN proof was given for this statement; `epoch` is the one in force.
///
/// # Errors
/// The first rule that does not hold.
pub(crate) fn check_answer(
    answer: &Heard<Answer>,
    certificate: &Certificate,
    unlocked: bool,
    epoch: u64,
) -> Result<(), Problem> {
    let (message, statement) = (&answer.message, &answer.statement);

    // 1. The person's PIN opened the key for this statement, and the phone moved on with the service.
    //    An older epoch is no copy here: it belongs to an unlock that was judged before another session moved on.
    if !unlocked || judge_epoch(message.epoch, epoch, Grace::None) == Epoch::Unknown {
        return Err(Problem::NotUnlocked);
    }

    // 2. The statement still says what the relying party signed.
    check_request(answer)?;

    // 3. The screen showed what the statement says.
    if message.shown != Displayed::of(statement) {
        return Err(Problem::ShownOtherwise);
    }

    // 4. The signature is over what was stated, by the key of the certificate that was named.
    message
        .check_against(statement, &statement.sha256(), certificate.public_key())
        .map_err(|_| Problem::SignatureWrong)
}

/// Do the request in the session and the statement still belong together? Both were written by us; a difference means
/// that somebody changed a row.
fn check_request(answer: &Heard<Answer>) -> Result<(), Problem> {
    let stored = &answer.session.request;
    let unreadable = |error: phone_protocol::Error| Problem::RequestMalformed(error.to_string());
    let request = Received::<SignatureRequest>::parse(stored).map_err(unreadable)?;
    if sha256(stored.as_bytes()) != answer.statement.request_sha256 {
        return Err(Problem::OtherStatement);
    }
    answer.statement.check_against(request.claims()).map_err(|_| Problem::OtherStatement)
}
