//! Keys and what is certified of them, whoever asks: an officer, a phone, a process of the service.

problems! { KEYS:
    CERTIFICATE_REQUEST: Malformed = "certificate-request",
        "The certificate request is not accepted",
        "Make a PKCS#10 request signed by its own key.";
    KEY_REFUSED: Malformed = "key-refused",
        "The key is not accepted",
        "Make a new P-256 key.";
    KEY_USED: Conflict = "key-used",
        "The key was certified before",
        "Make a new key for each certificate and each enrolment: a key is certified once.";
    CERTIFICATE_CONTENT: Malformed = "certificate-content",
        "No certificate can be made of this",
        "Correct the names and sign the act again.";
    SIGNER_REQUEST_MALFORMED: Malformed = "signer-request-malformed",
        "The body is not a process's signed request",
        "Sign a request of type sign-signer-request+jwt again, by a clock that is right.";
    IDENTITY_CERTIFICATE: Forbidden = "identity-certificate",
        "The identity is not accepted",
        "Sign with the identity key that the ceremony made.";
    SIGNER_NOT_ALLOWED: Forbidden = "signer-not-allowed",
        "Not for this identity",
        "Ask with the identity of the process that needs the key, for names that the configuration allows.";
}
