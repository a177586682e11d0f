//! Why what is signed could not be made, or is not what came back.

/// A profile, a request or an issuer that does not fit, a defect that lint found, a result that is another. Nothing was
/// signed, unless it says so.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A profile.
    #[error("profile {name}: {rule}")]
    Profile {
        /// Its name.
        name: String,
        /// The rule that it breaks.
        rule: String,
    },
    /// An issuing CA.
    #[error("issuer {name}: {rule}")]
    Issuer {
        /// Its name.
        name: String,
        /// The rule that it breaks.
        rule: String,
    },
    /// The request does not suit its profile.
    #[error("profile {profile} does not fit: {rule}")]
    Request {
        /// The profile.
        profile: String,
        /// The rule that the request breaks.
        rule: &'static str,
    },
    /// The key may not be certified.
    #[error("the key is refused for {profile}: {rule}")]
    Key {
        /// The profile.
        profile: String,
        /// The rule that the key breaks.
        rule: &'static str,
    },
    /// A value that the attribute's string type cannot hold; the value is not told, it may be personal.
    #[error(
        "the value of attribute {attribute} has characters that its string type does not (RFC 5280 appendix A.1)"
    )]
    Subject {
        /// The attribute's OID.
        attribute: String,
    },
    /// The certificate would outlive its issuer.
    #[error("{profile} would last until {not_after}, its issuer {issuer} ends at {issuer_not_after}")]
    OutlivesIssuer {
        /// The profile.
        profile: String,
        /// The end that it would have.
        not_after: String,
        /// The issuer.
        issuer: String,
        /// The issuer's end.
        issuer_not_after: String,
    },
    /// Lint found defects in the bytes; nothing was signed.
    #[error("lint refuses {profile}: {defects}")]
    Lint {
        /// The profile.
        profile: String,
        /// What it found, one after the other.
        defects: String,
    },
    /// The receipt is for other bytes than those that were prepared.
    #[error("the receipt is for another intent than this preparation's ({0})")]
    OtherIntent(&'static str),
    /// The signer is not the issuer's.
    #[error("the signer of {issuer} has another {what} than the issuer's certificate")]
    OtherSigner {
        /// The issuer.
        issuer: String,
        /// What differs.
        what: &'static str,
    },
    /// What came back from the signer is not the certificate or CRL that was written down.
    #[error("what was signed is not what was prepared: {0}")]
    OtherResult(&'static str),
    /// A setting of the country that a profile needs.
    #[error("configuration: {field} {rule}")]
    Setting {
        /// The field.
        field: &'static str,
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// An instant that a certificate cannot say (RFC 5280 §4.1.2.5).
    #[error("an instant beyond the year 9999")]
    BeyondCalendar,
    /// DER that could not be written or read.
    #[error("DER: {0}")]
    Der(#[from] der::Error),
    /// The certificate encoder.
    #[error("certificate encoder: {0}")]
    Encoder(#[from] rcgen::Error),
    /// Words and bytes.
    #[error(transparent)]
    Pki(#[from] pki_types::Error),
    /// Keys.
    #[error("keys: {0}")]
    Keys(#[from] hsm_adapter::Error),
}

impl Error {
    pub(crate) fn profile(name: &str, rule: &str) -> Self {
        Self::Profile { name: name.to_owned(), rule: rule.to_owned() }
    }

    pub(crate) fn issuer(name: &str, rule: &str) -> Self {
        Self::Issuer { name: name.to_owned(), rule: rule.to_owned() }
    }
}
