//! Words in rows: those that only the store says, and how each is kept.

use words::act::Role;
use words::{CodeMode, DeviceKind, MessageKind, Purpose, SessionState, words};

use crate::engine::sql::scalar;

words!(
    /// What is counted because it was tried in vain, or may be done so often.
    AttemptKind {
        /// A look-up of somebody who is not there; its subject is a relying party.
        VainLookup = "vain-lookup",
        /// An enrolment that came to nothing; its subject is the network that it came from.
        VainEnrolment = "vain-enrolment",
        /// Another address at which a phone is woken; its subject is the device.
        PushAddress = "push-address",
    }
);

words!(
    /// By which way a message leaves the country.
    Channel {
        /// Web Push to a phone (RFC 8030); its recipient is a device.
        Push = "push",
    }
);

words!(
    /// What became of an act that waited for other officers.
    PendingOutcome {
        /// Enough of them confirmed it, and it was done.
        Performed = "performed",
        /// It was confirmed, and could not be done any more.
        Refused = "refused",
        /// An officer withdrew it.
        Withdrawn = "withdrawn",
        /// Too few confirmed it in time.
        Expired = "expired",
        /// The service was restored from a backup while it waited.
        Lapsed = "lapsed",
    }
);

words!(
    /// What the worker can do; the subject of each job is named in its line.
    JobKind {
        /// Verify and perform an officer's act; subject: its SHA-256.
        Act = "act",
        /// Enrol a phone; subject: SHA-256 of its message.
        Enrolment = "enrolment",
        /// Issue a certificate for an OCSP, time-stamp or TLS key; subject: SHA-256 of the request.
        SignerRequest = "signer-request",
        /// Make the statement; subject: session.
        State = "state",
        /// End the session because its relying party gave up; subject: session.
        Cancel = "cancel",
        /// Check a PIN proof; subject: SHA-256 of the message.
        Unlock = "unlock",
        /// Check an answer and release it; subject: SHA-256 of the message.
        Answer = "answer",
        /// Note that the person refused; subject: SHA-256 of the message.
        Refusal = "refusal",
        /// Do what a person wants done about their own keys, or state it; subject: SHA-256 of the wish.
        Wish = "wish",
        /// State the request of a device link to the phone that claims it; subject: SHA-256 of the claim.
        Claim = "claim",
        /// Suspend the certificates of a device; subject: device.
        SuspendDevice = "suspend-device",
        /// Revoke the certificates of a device; subject: device.
        RevokeDevice = "revoke-device",
        /// Publish a revocation list; subject: see `CrlShard`.
        Crl = "crl",
    }
);

macro_rules! stored {
    ($($name:ident),+) => {
        $(scalar!($name as String, |word| word.as_str().to_owned(), |raw| {
            raw.parse().map_err(|_| format!("is `{raw}`, not a {}", stringify!($name)))
        });)+
    };
}

stored!(
    AttemptKind,
    Channel,
    CodeMode,
    DeviceKind,
    JobKind,
    MessageKind,
    PendingOutcome,
    Purpose,
    Role,
    SessionState
);
