//! Officers' acts: whether one is taken, in whose name, and what becomes of one that waits.

problems! { ACTS:
    NOT_AN_OFFICER: Forbidden = "not-an-officer",
        "The client certificate is not that of an officer in office",
        "Connect with the officer's current certificate; if it has ended, another officer must appoint you anew.";
    ACT_MALFORMED: Malformed = "act-malformed",
        "The body is not an officer's signed act",
        "Send a JWS of type sign-act+jwt, signed under the officer's certificate, as the documentation describes.";
    ACT_BY_ANOTHER: Forbidden = "act-by-another",
        "The act was signed under another certificate than the connection's",
        "Sign the act with the certificate with which you connect.";
    ACT_TIMES: Malformed = "act-times",
        "The act may not be sent at this time",
        "Sign the act anew, with iat at the present and exp at most ten minutes later, by a clock that is right.";
    ACT_REPEATED: Conflict = "act-repeated",
        "The jti was used before",
        "Sign the act again with a new jti.";
    ACT_CONTENT: Malformed = "act-content",
        "A value of the act is not accepted",
        "Correct the value and sign the act again.";
    ACT_UNKNOWN: Unknown = "act-unknown",
        "No such act",
        "Send the act again: the same bytes are the same act.";
    OFFICER_CERTIFICATE: Forbidden = "officer-certificate",
        "The officer's certificate is not accepted",
        "Sign with an officer's certificate that is in force.";
    OFFICER_ROLE: Forbidden = "officer-role",
        "Not in this role",
        "Name a role that the officer has and in which this may be done, or have an officer do it who has that role.";
    ASKER_REFUSED: Forbidden = "asker-refused",
        "Who asked for the act may not any more",
        "Have an officer in force sign the act anew.";
    NO_SUCH_ACT: Unknown = "no-such-act",
        "No such act waits",
        "Look at the acts that wait, and give the hash of one of them.";
    ACT_NOT_WAITING: Conflict = "act-not-waiting",
        "The act does not wait any more",
        "Ask what became of it; sign it anew if it is still wanted.";
    ACT_EXPIRED: Over = "act-expired",
        "The act was not confirmed in time",
        "Sign the act anew, and have another officer confirm it within a day.";
    ACT_WITHDRAWN: Conflict = "act-withdrawn",
        "The act was withdrawn",
        "Sign it anew if it is still wanted.";
    SAME_OFFICER: Forbidden = "same-officer",
        "Another officer must confirm",
        "Have it confirmed by an officer who has not asked for it, has not confirmed it, and is not the one whom it \
         is about.";
    NOT_ASKER: Forbidden = "not-asker",
        "Only who asked for an act withdraws it",
        "Have it withdrawn by the officer who asked for it. If it should not be done, nobody confirms it: it ends by \
         itself, a day after its signing.";
    TOO_MANY_WAITING: Conflict = "too-many-waiting",
        "Too many acts wait",
        "Have those that wait confirmed or withdrawn first.";
    LAST_SECURITY_OFFICERS: Conflict = "last-security-officers",
        "Too few security officers would be left",
        "Appoint another officer of the role security first.";
}
