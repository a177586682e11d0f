//! The checks of an answer by name, the same in every client of ours: `tests/vectors/relying-party.json` says of each forgery
//! which one refuses it.

use std::fmt;

use crate::Error;

/// Declares the checks: variant, name, what holds when it passes.
macro_rules! checks {
    ($($(#[doc = $what:literal])+ $variant:ident = $slug:literal,)+) => {
        /// What is checked before an answer is believed, in the order of the checks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Check {
            $($(#[doc = $what])+ $variant,)+
        }

        impl Check {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in every language.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self {
                    $(Self::$variant => $slug,)+
                }
            }
        }
    };
}

checks! {
    /// A certificate of the look-up is one.
    CertificateForm = "certificate-form",
    /// The certificate is of the person who was asked for, by country and code (EN 319 412-1 §5.1.3).
    Person = "person",
    /// The look-up calls a certificate by its own SHA-256.
    CertificateId = "certificate-id",
    /// The person's certificate is for what is asked, and for nothing else.
    Purpose = "purpose",
    /// It leads to the country's root, in time and by the rules of each issuer.
    Chain = "chain",
    /// The list of keys is signed by the pinned statement key.
    KeyList = "key-list",
    /// The answer has all its members, each in its form.
    AnswerForm = "answer-form",
    /// The answer is of the certificate that was asked.
    Certificate = "certificate",
    /// The statement is a message of its kind, in its one form.
    StatementForm = "statement-form",
    /// The statement is signed by the service's statement key.
    StatementSignature = "statement-signature",
    /// The statement is of this session.
    StatementSession = "statement-session",
    /// The statement is about these very octets of the request.
    StatementRequest = "statement-request",
    /// The statement names this relying party, by id and certificate.
    StatementRelyingParty = "statement-relying-party",
    /// The statement says what the request asks: purpose, person, content, text, end.
    StatementContent = "statement-content",
    /// The code that was shown here is the one that the phone showed.
    Code = "code",
    /// There is a signature, or none where a document was struck out, for each that is stated, and at least one.
    SignatureCount = "signature-count",
    /// The person's key signed what is stated, each in its place.
    Signature = "signature",
    /// The receipt is a message of its kind, in its one form.
    ReceiptForm = "receipt-form",
    /// The receipt is signed by the service's receipt key.
    ReceiptSignature = "receipt-signature",
    /// The receipt is of this session.
    ReceiptSession = "receipt-session",
    /// The receipt is for this relying party.
    ReceiptRelyingParty = "receipt-relying-party",
    /// The receipt is about these very octets of the request.
    ReceiptRequest = "receipt-request",
    /// The receipt is about these very octets of the statement.
    ReceiptStatement = "receipt-statement",
    /// The receipt is about the person's certificate.
    ReceiptCertificate = "receipt-certificate",
    /// The receipt confirms that these signatures were made, and no others.
    ReceiptOutcome = "receipt-outcome",
    /// The browser that comes back is the one that the phone led back.
    Callback = "callback",
    /// The answer has the status of the certificate.
    StatusMissing = "status-missing",
    /// The status is an OCSP answer, in its one form.
    StatusForm = "status-form",
    /// The status is signed by the certificate's issuer, or by whom it delegated that to.
    StatusSigner = "status-signer",
    /// The status is that of the person's certificate.
    StatusCertificate = "status-certificate",
    /// The certificate is good.
    StatusGood = "status-good",
    /// The status is from after the signature, and of now.
    StatusTime = "status-time",
}

impl fmt::Display for Check {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.slug())
    }
}

impl Check {
    /// Says of an error that it is this check which failed.
    pub(crate) fn failed<E: Into<Error>>(self) -> impl FnOnce(E) -> Error {
        move |source| Error::NotBelieved { check: self, source: Box::new(source.into()) }
    }
}
