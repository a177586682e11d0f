//! What phones send about sessions, and what persons say with them.

problems! { MESSAGES:
    MESSAGE_MALFORMED: Malformed = "message-malformed",
        "The message cannot be read",
        "Send a message as the phone protocol describes it.";
    SESSION_UNKNOWN: Unknown = "session-unknown",
        "No such session",
        "A relying party uses the id from its own start; a phone fetches its pending sessions again.";
    SESSION_OVER: Conflict = "session-over",
        "The session is over",
        "Nothing more can be done in this session.";
    SESSION_EXPIRED: Over = "session-expired",
        "The session has expired",
        "Ask the relying party to send its request again.";
    OTHER_DEVICE: Forbidden = "other-device",
        "Another phone",
        "Use the phone whose certificate the request names, and sign with its device key.";
    OTHER_STATEMENT: Conflict = "other-statement",
        "Another statement",
        "Fetch the pending sessions of this phone again and answer the statement that they carry.";
    TOO_MANY_MESSAGES: TooMany = "too-many-messages",
        "Too many messages about one session",
        "Ask the relying party to send its request again.";
    POLL_TIMES: Malformed = "poll-times",
        "The poll may not be sent at this time",
        "Sign a new poll; if this happens again, set the phone's clock right.";
    DEVICE_UNKNOWN: Unknown = "device-unknown",
        "No such phone is enrolled",
        "Enrol the phone with an activation code from an officer.";
    DEVICE_BLOCKED: Forbidden = "device-blocked",
        "The phone is blocked",
        "See an officer and enrol the phone anew.";
    DEVICE_ENDED: Forbidden = "device-ended",
        "The phone was ended",
        "Its certificates were revoked: enrol the phone anew with an activation from an officer.";
    WISH_TIMES: Malformed = "wish-times",
        "The wish may not be sent at this time",
        "Sign a new wish; if this happens again, set the phone's clock right.";
    LINK_UNKNOWN: Unknown = "link-unknown",
        "No such link",
        "Begin again on the page that showed the code or the link; a link works at the service that made it alone.";
    LINK_WRONG: Forbidden = "link-wrong",
        "The link is not genuine",
        "Begin again at the e-service itself, by its own address.";
    LINK_LATE: Conflict = "link-late",
        "The code is not of this moment",
        "Scan the code that the screen shows now.";
    LINK_OVER: Over = "link-over",
        "The link was used, taken back, or has expired",
        "Begin again on the page that showed the code or the link.";
    CLAIM_TIMES: Malformed = "claim-times",
        "The claim may not be sent at this time",
        "Sign a new claim; if this happens again, set the phone's clock right.";
    TOO_MANY_CLAIMS: TooMany = "too-many-claims",
        "Too many links were opened on one phone",
        "Wait, and open a link again later.";
    TOO_MANY_WISHES: TooMany = "too-many-wishes",
        "Too many wishes of one phone",
        "Wait, and send the wish again later.";
    NOT_FROZEN: Conflict = "not-frozen",
        "Nothing is frozen by the person",
        "What an officer or the service has suspended an officer alone releases.";
    PHONE_NOT_THEIRS: Unknown = "phone-not-theirs",
        "The person has no such other phone",
        "Look at the list of the person's phones again.";
    NO_FURTHER_PHONE: Forbidden = "no-further-phone",
        "This phone may not add another one",
        "Ask an officer for an activation.";
    TOO_MANY_UNLOCKS: TooMany = "too-many-unlocks",
        "Too many PINs for one statement",
        "If that was not you, somebody else has what is on this phone: see an officer. If it was, ask the relying \
         party to send its request again.";
    PIN_WRONG: Forbidden = "pin-wrong",
        "Wrong PIN",
        "Enter the PIN for this purpose; the number of tries is limited.";
    PIN_LOCKED: Locked = "pin-locked",
        "The PIN is locked",
        "Wait until the lock has ended.";
    PIN_EXHAUSTED: Forbidden = "pin-exhausted",
        "The phone's certificates are revoked",
        "See an officer and enrol the phone anew.";
    PHONE_COPIED: Forbidden = "phone-copied",
        "The phone was copied",
        "See an officer at once and enrol the phone anew.";
    UNLOCK_LATE: Conflict = "unlock-late",
        "The unlock came too late",
        "Go on with the later one; this one has no effect.";
    NOT_UNLOCKED: Forbidden = "not-unlocked",
        "Not unlocked with the PIN",
        "Unlock this statement with the PIN first.";
    SHOWN_OTHERWISE: Malformed = "shown-otherwise",
        "Something else was shown",
        "Show exactly what the statement says, and answer with that.";
    SIGNATURE_WRONG: Malformed = "signature-wrong",
        "The signature is wrong",
        "Sign exactly what the statement names, with the key of the certificate that it names.";
    DECLINED: Forbidden = "declined",
        "The person declined",
        "Do not ask again without the person's wish.";
    NOT_MINE: Forbidden = "not-mine",
        "The person did not start this",
        "Look for whoever started the session in the person's name.";
    WRONG_CODE: Forbidden = "wrong-code",
        "The verification codes differ",
        "Show the code of this session, and look for whoever showed another one.";
}
