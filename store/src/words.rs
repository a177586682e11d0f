//! Words that rows are written in: each is an enum here and a short text in the database, the same in JSON.

use crate::engine::sql::scalar;

/// A text that is none of the words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a {kind}")]
pub struct UnknownWord {
    /// The enum.
    pub kind: &'static str,
    /// The text.
    pub found: String,
}

macro_rules! words {
    ($(#[$documentation:meta])* $name:ident { $($(#[$meaning:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$meaning])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as it is stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(UnknownWord { kind: stringify!($name), found: text.to_owned() }),
                }
            }
        }

        scalar!($name as String, |word| word.as_str().to_owned(), |raw| {
            raw.parse().map_err(|_| format!("is `{raw}`, not a {}", stringify!($name)))
        });
    };
}

words!(
    /// What a key and its certificate are for.
    Purpose {
        /// To log in.
        Authentication = "authentication",
        /// To sign documents.
        Signature = "signature",
    }
);

words!(
    /// What is counted because it was tried in vain.
    AttemptKind {
        /// A look-up of somebody who is not there; its subject is a relying party.
        VainLookup = "vain-lookup",
        /// An enrolment that came to nothing; its subject is the network that it came from.
        VainEnrolment = "vain-enrolment",
    }
);

words!(
    /// Whether the phone shows a verification code.
    CodeMode {
        /// The person compares the code on both screens.
        Compare = "compare",
        /// No code: the person scanned or followed a link.
        None = "none",
    }
);

words!(
    /// What kind of device an officer activated; it alone selects the certificate profile.
    DeviceKind {
        /// A phone whose keys are wrapped by software.
        App = "app",
        /// A certified qualified signature creation device.
        Qscd = "qscd",
    }
);

words!(
    /// What a phone says about a session.
    MessageKind {
        /// The person sees the request.
        Shown = "shown",
        /// The PIN proof: asks for the service's share.
        Unlock = "unlock",
        /// The signature.
        Answer = "answer",
        /// The person refused.
        Refusal = "refusal",
    }
);

words!(
    /// How far a session is; the last five are final.
    SessionState {
        /// The relying party's request is stored.
        Requested = "requested",
        /// The statement for the phone is signed.
        Stated = "stated",
        /// The phone said that it shows the request.
        Shown = "shown",
        /// The phone's answer is stored, not yet checked.
        Answered = "answered",
        /// Signed, checked, released.
        Completed = "completed",
        /// The person refused.
        Refused = "refused",
        /// Nobody answered in time.
        Expired = "expired",
        /// The relying party gave up.
        Cancelled = "cancelled",
        /// It could not be done.
        Failed = "failed",
    }
);

impl SessionState {
    /// Whether nothing follows.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Refused | Self::Expired | Self::Cancelled | Self::Failed)
    }
}

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
        /// End the session if it is still open; subject: session; due when it expires.
        Expire = "expire",
        /// End the session because its relying party gave up; subject: session.
        Cancel = "cancel",
        /// Note that the phone shows the request; subject: SHA-256 of the message.
        Shown = "shown",
        /// Check a PIN proof; subject: SHA-256 of the message.
        Unlock = "unlock",
        /// Check an answer and release it; subject: SHA-256 of the message.
        Answer = "answer",
        /// Note that the person refused; subject: SHA-256 of the message.
        Refusal = "refusal",
        /// Suspend the certificates of a device; subject: device.
        SuspendDevice = "suspend-device",
        /// Revoke the certificates of a device; subject: device.
        RevokeDevice = "revoke-device",
        /// Publish a revocation list; subject: see `CrlShard`.
        Crl = "crl",
    }
);
