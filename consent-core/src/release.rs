//! Whether a phone's answer may leave the inner zone.

use phone_protocol::{Answer, Displayed};
use pki_types::{Certificate, sha256};
use store::{IssuedCertificate, ReleasedShare};

use crate::Problem;
use crate::hear::Heard;
use crate::lineage::is_moved;
use crate::wishes::Granted;

/// An answer that was found good, and what its release takes.
pub(crate) struct Release {
    /// The answer.
    pub(crate) answer: Heard<Answer>,
    /// The certificate that its statement names.
    pub(crate) certificate: IssuedCertificate,
    /// The share that it was made with.
    pub(crate) share: ReleasedShare,
    /// Whether the relying party may still have it.
    pub(crate) allowed: Result<(), Problem>,
    /// The receipt, for a relying party.
    pub(crate) receipt: Option<String>,
    /// What it grants, where the person asked for it themselves.
    pub(crate) granted: Option<Granted>,
}

/// Judges an answer that was heard: unlocked with the PIN, about what was shown, signatures over exactly what was
/// stated, from the phone that was given the share. One that is wrong lets none leave.
///
/// `share` is the last one that left for this statement; it is given back.
///
/// # Errors
/// The first rule that does not hold. [`Problem::PhoneCopied`] if the signature is right and the epoch is not the one after
/// the share's: the key is in hands that never took that share. Whoever has no key learns nothing of the epoch here.
pub(crate) fn check_answer(
    answer: &Heard<Answer>,
    certificate: &Certificate,
    share: Option<ReleasedShare>,
) -> Result<ReleasedShare, Problem> {
    let (message, statement) = (&answer.message, &answer.statement);

    // 1. The person's PIN opened the key for this statement.
    let share = share.ok_or(Problem::NotUnlocked)?;

    // 2. What was asked is what was stated: the statement pins its hash and its door, and was made of nothing else.
    let asked = sha256(answer.session.request.as_bytes());
    if (asked, answer.session.door) != (statement.request_sha256, statement.door) {
        return Err(Problem::OtherStatement);
    }

    // 3. The screen showed what the statement says, and what must be opened was, of what is signed.
    let choice = message.choice();
    if message.shown != Displayed::of(statement, &choice.opened) || choice.check(&statement.sign).is_err() {
        return Err(Problem::ShownOtherwise);
    }

    // 4. All signatures are over what was stated, each in its place, by the key of the certificate that was named.
    message
        .check_against(statement, &statement.sha256(), certificate.public_key())
        .map_err(|_| Problem::SignatureWrong)?;

    // 5. The phone has moved its share by that one and no other.
    if is_moved(message.epoch, u64::from(share.epoch)) { Ok(share) } else { Err(Problem::PhoneCopied) }
}
