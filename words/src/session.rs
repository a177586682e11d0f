//! Words of a session: what it is for, how its code is compared, how far it is.

words!(
    /// What a key, its certificate and a signature are for. Each purpose has its own key, PIN and certificate.
    Purpose {
        /// Log in: PIN 1. The phone signs the statement itself, never bytes of a relying party.
        Authentication = "authentication",
        /// Sign a document, a text or a digest: PIN 2.
        Signature = "signature",
    }
);

words!(
    /// How the person compares the verification code.
    CodeMode {
        /// No code: the session began on the same device.
        None = "none",
        /// The relying party and the phone show the same code.
        Compare = "compare",
        /// The relying party shows the code, and the person finds it on the phone among three.
        Choose = "choose",
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
