//! Whether a phone's message is about an open statement of this very phone: the same for all that something is decided about.

use phone_protocol::message::{Message, Received, Verified};
use phone_protocol::{Answer, Refusal, Statement, Unlock};
use pki_types::{PublicKey, Sha256Digest, UnixTime};
use store::DeviceScene;
use words::{DeviceId, SessionId};

use crate::Problem;

/// A message that a phone sends about a statement.
pub(crate) trait AboutStatement: Message {
    /// The session that it names.
    fn session(&self) -> SessionId;
    /// The device that says it sent it.
    fn device(&self) -> DeviceId;
    /// The statement that it names, where it says so in the open.
    fn statement_sha256(&self) -> Option<Sha256Digest>;
    /// Whether it is judged when the session was signed already, so that whoever comes second with the same keys is
    /// noticed; it is given nothing.
    const JUDGED_WHEN_SIGNED: bool;
}

macro_rules! about_statement {
    ($message:ty, $statement:expr, $judged:expr) => {
        impl AboutStatement for $message {
            fn session(&self) -> SessionId {
                self.session
            }
            fn device(&self) -> DeviceId {
                self.device
            }
            fn statement_sha256(&self) -> Option<Sha256Digest> {
                let statement: fn(&$message) -> Option<Sha256Digest> = $statement;
                statement(self)
            }
            const JUDGED_WHEN_SIGNED: bool = $judged;
        }
    };
}

about_statement!(Unlock, |_| None, true); // it is inside the encrypted proof
about_statement!(Answer, |answer| Some(answer.statement_sha256), false);
about_statement!(Refusal, |refusal| Some(refusal.statement_sha256), false);

/// What the store knows about the session that a message names.
pub(crate) struct Scene {
    /// The session's row.
    pub(crate) session: store::Session,
    /// The statement, verified under Rk; none if there is none yet.
    pub(crate) statement: Option<Verified<Statement>>,
    /// How the session ended, if it has.
    pub(crate) outcome: Option<words::SessionState>,
    /// The key of the session's device.
    pub(crate) device_key: PublicKey,
    /// Why the device's secrets are blocked, if they are.
    pub(crate) block: Option<String>,
}

/// A message that counts: verified, from the right phone, about an open statement.
pub(crate) struct Heard<T> {
    /// The message.
    pub(crate) message: Verified<T>,
    /// What it is about.
    pub(crate) statement: Verified<Statement>,
    /// The session's row.
    pub(crate) session: store::Session,
    /// Why the device's secrets are blocked, if they are.
    pub(crate) block: Option<String>,
}

/// Judges a message, in the order of the phone protocol: the statement is this device's open one, then the signature.
///
/// # Errors
/// The first that does not hold.
pub(crate) fn hear<T: AboutStatement>(body: &str, scene: Scene, now: UnixTime) -> Result<Heard<T>, Problem> {
    // 1. The message is of its kind.
    let message = Received::<T>::parse(body).map_err(|error| Problem::MessageMalformed(error.to_string()))?;

    // 2. It is about an open statement, and from that statement's phone.
    let statement = scene.statement.ok_or(Problem::SessionUnknown)?;
    if message.claims().session() != statement.session {
        return Err(Problem::OtherStatement);
    }
    if message.claims().device() != statement.device {
        return Err(Problem::OtherDevice);
    }
    if let Some(state) = scene.outcome
        && !(T::JUDGED_WHEN_SIGNED && state == words::SessionState::Completed)
    {
        return Err(Problem::SessionOver(state.to_string()));
    }
    if now >= statement.expires_at {
        return Err(Problem::SessionExpired(statement.expires_at));
    }

    // 3. That phone signed it.
    let message = message.verify(&scene.device_key).map_err(|_| Problem::OtherDevice)?;

    // 4. It is about this statement and no other.
    match message.statement_sha256() {
        Some(named) if named != statement.sha256() => Err(Problem::OtherStatement),
        _ => Ok(Heard { message, statement, session: scene.session, block: scene.block }),
    }
}

/// May what a phone asks for by itself be done? Its keys are not blocked, and it was not ended: no door is asked that.
pub(crate) fn check_standing(scene: &DeviceScene) -> Result<(), Problem> {
    match &scene.block {
        Some(block) => Err(Problem::DeviceBlocked(block.reason.clone())),
        None if scene.is_ended => Err(Problem::DeviceEnded),
        None => Ok(()),
    }
}
