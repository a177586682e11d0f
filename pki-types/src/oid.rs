//! Every object identifier that Great Seal writes or reads, by name.

use const_oid::ObjectIdentifier;

macro_rules! identifiers {
    ($($(#[$text:meta])* $name:ident = $dotted:literal;)*) => {
        $($(#[$text])* pub const $name: ObjectIdentifier = ObjectIdentifier::new_unwrap($dotted);)*
    };
}

/// How an identifier is called to a person: by its registered name, where it has one, and its numbers.
pub fn name(identifier: &ObjectIdentifier) -> String {
    match const_oid::db::DB.by_oid(identifier) {
        Some(name) => format!("{name} ({identifier})"),
        None => identifier.to_string(),
    }
}

// Hash functions.
identifiers! {
    /// SHA-1 (RFC 3279 §2.1).
    SHA1 = "1.3.14.3.2.26";
    /// SHA-224 (RFC 5754 §2.1).
    SHA224 = "2.16.840.1.101.3.4.2.4";
    /// SHA-256 (RFC 5754 §2).
    SHA256 = "2.16.840.1.101.3.4.2.1";
    /// SHA-384 (RFC 5754 §2).
    SHA384 = "2.16.840.1.101.3.4.2.2";
    /// SHA-512 (RFC 5754 §2).
    SHA512 = "2.16.840.1.101.3.4.2.3";
    /// SHA-512/256 (RFC 8017 appendix B.1).
    SHA512_256 = "2.16.840.1.101.3.4.2.6";
    /// SHA3-224 (RFC 9688 §2).
    SHA3_224 = "2.16.840.1.101.3.4.2.7";
    /// SHA3-256 (RFC 9688 §2).
    SHA3_256 = "2.16.840.1.101.3.4.2.8";
    /// SHA3-384 (RFC 9688 §2).
    SHA3_384 = "2.16.840.1.101.3.4.2.9";
    /// SHA3-512 (RFC 9688 §2).
    SHA3_512 = "2.16.840.1.101.3.4.2.10";
}

// Keys and signatures.
identifiers! {
    /// `id-ecPublicKey` (RFC 5480 §2.1.1).
    EC_PUBLIC_KEY = "1.2.840.10045.2.1";
    /// The curve P-256, `secp256r1` (RFC 5480 §2.1.1.1).
    P256 = "1.2.840.10045.3.1.7";
    /// The curve P-384, `secp384r1` (RFC 5480 §2.1.1.1).
    P384 = "1.3.132.0.34";
    /// The curve P-521, `secp521r1` (RFC 5480 §2.1.1.1).
    P521 = "1.3.132.0.35";
    /// The curve brainpoolP256r1 (RFC 5639 §4.1).
    BRAINPOOL_P256 = "1.3.36.3.3.2.8.1.1.7";
    /// The curve brainpoolP384r1 (RFC 5639 §4.1).
    BRAINPOOL_P384 = "1.3.36.3.3.2.8.1.1.11";
    /// `rsaEncryption` (RFC 3279 §2.3.1).
    RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
    /// `id-Ed25519` (RFC 8410 §3), both key and signature.
    ED25519 = "1.3.101.112";
    /// `ecdsa-with-SHA1` (RFC 3279 §2.2.3): recognised, never believed.
    ECDSA_WITH_SHA1 = "1.2.840.10045.4.1";
    /// `ecdsa-with-SHA224` (RFC 5758 §3.2).
    ECDSA_WITH_SHA224 = "1.2.840.10045.4.3.1";
    /// `ecdsa-with-SHA256` (RFC 5758 §3.2).
    ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    /// `ecdsa-with-SHA384` (RFC 5758 §3.2).
    ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3";
    /// `ecdsa-with-SHA512` (RFC 5758 §3.2).
    ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4";
    /// `id-ecdsa-with-sha3-224` (RFC 9688 §3.2).
    ECDSA_WITH_SHA3_224 = "2.16.840.1.101.3.4.3.9";
    /// `id-ecdsa-with-sha3-256` (RFC 9688 §3.2).
    ECDSA_WITH_SHA3_256 = "2.16.840.1.101.3.4.3.10";
    /// `id-ecdsa-with-sha3-384` (RFC 9688 §3.2).
    ECDSA_WITH_SHA3_384 = "2.16.840.1.101.3.4.3.11";
    /// `id-ecdsa-with-sha3-512` (RFC 9688 §3.2).
    ECDSA_WITH_SHA3_512 = "2.16.840.1.101.3.4.3.12";
    /// `sha1WithRSAEncryption` (RFC 3279 §2.2.1): recognised, never believed.
    SHA1_WITH_RSA = "1.2.840.113549.1.1.5";
    /// `sha224WithRSAEncryption` (RFC 4055 §5).
    SHA224_WITH_RSA = "1.2.840.113549.1.1.14";
    /// `sha256WithRSAEncryption` (RFC 4055 §5).
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
    /// `sha384WithRSAEncryption` (RFC 4055 §5).
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12";
    /// `sha512WithRSAEncryption` (RFC 4055 §5).
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13";
    /// `sha512-256WithRSAEncryption` (RFC 8017 appendix A.2.4).
    SHA512_256_WITH_RSA = "1.2.840.113549.1.1.16";
    /// `id-rsassa-pkcs1-v1-5-with-sha3-224` (RFC 9688 §3.1).
    SHA3_224_WITH_RSA = "2.16.840.1.101.3.4.3.13";
    /// `id-rsassa-pkcs1-v1-5-with-sha3-256` (RFC 9688 §3.1).
    SHA3_256_WITH_RSA = "2.16.840.1.101.3.4.3.14";
    /// `id-rsassa-pkcs1-v1-5-with-sha3-384` (RFC 9688 §3.1).
    SHA3_384_WITH_RSA = "2.16.840.1.101.3.4.3.15";
    /// `id-rsassa-pkcs1-v1-5-with-sha3-512` (RFC 9688 §3.1).
    SHA3_512_WITH_RSA = "2.16.840.1.101.3.4.3.16";
    /// `id-RSASSA-PSS` (RFC 4055 §3.1).
    RSASSA_PSS = "1.2.840.113549.1.1.10";
    /// `id-mgf1` (RFC 4055 §2.2).
    MGF1 = "1.2.840.113549.1.1.8";
}

// Attributes of names (X.520).
identifiers! {
    /// CN.
    COMMON_NAME = "2.5.4.3";
    /// SN.
    SURNAME = "2.5.4.4";
    /// The person's or organisation's number, `PNOMU-…`.
    SERIAL_NUMBER = "2.5.4.5";
    /// C.
    COUNTRY = "2.5.4.6";
    /// L.
    LOCALITY = "2.5.4.7";
    /// ST.
    STATE_OR_PROVINCE = "2.5.4.8";
    /// O.
    ORGANIZATION = "2.5.4.10";
    /// OU.
    ORGANIZATIONAL_UNIT = "2.5.4.11";
    /// GN.
    GIVEN_NAME = "2.5.4.42";
    /// A mail address inside a name (RFC 2985 §5.2.1): old certificates only.
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
    /// `NTRMU-…` (ETSI EN 319 412-1 §5.1.4).
    ORGANIZATION_IDENTIFIER = "2.5.4.97";
}

// Extensions of certificates and CRLs (RFC 5280 §4.2, §5.2, §5.3).
identifiers! {
    /// Subject key identifier.
    SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    /// Key usage.
    KEY_USAGE = "2.5.29.15";
    /// Subject alternative name.
    SUBJECT_ALT_NAME = "2.5.29.17";
    /// Basic constraints.
    BASIC_CONSTRAINTS = "2.5.29.19";
    /// Number of a CRL.
    CRL_NUMBER = "2.5.29.20";
    /// Reason of a CRL entry.
    CRL_REASON = "2.5.29.21";
    /// Since when the key was probably compromised.
    INVALIDITY_DATE = "2.5.29.24";
    /// Issuing distribution point of a CRL.
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    /// Name constraints.
    NAME_CONSTRAINTS = "2.5.29.30";
    /// CRL distribution points.
    CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    /// Certificate policies.
    CERTIFICATE_POLICIES = "2.5.29.32";
    /// Any policy, in certificates of CAs.
    ANY_POLICY = "2.5.29.32.0";
    /// Authority key identifier.
    AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    /// Extended key usage.
    EXTENDED_KEY_USAGE = "2.5.29.37";
    /// Authority information access.
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
    /// Statements of a qualified certificate (RFC 3739 §3.2.6).
    QC_STATEMENTS = "1.3.6.1.5.5.7.1.3";
    /// No revocation check for this OCSP signer (RFC 6960 §4.2.2.2.1).
    OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5";
    /// Access method: OCSP (RFC 5280 §4.2.2.1).
    ACCESS_OCSP = "1.3.6.1.5.5.7.48.1";
    /// Access method: certificate of the issuer (RFC 5280 §4.2.2.1).
    ACCESS_CA_ISSUERS = "1.3.6.1.5.5.7.48.2";
    /// Policy qualifier: certification practice statement (RFC 5280 §4.2.1.4).
    CPS_QUALIFIER = "1.3.6.1.5.5.7.2.1";
}

// Purposes of keys (RFC 5280 §4.2.1.12).
identifiers! {
    /// TLS server.
    SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    /// TLS client.
    CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    /// Time stamps (RFC 3161 §2.3).
    TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    /// OCSP answers (RFC 6960 §4.2.2.2).
    OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
}

// Certificate policies of ETSI (EN 319 411-1 §5.3, EN 319 411-2 §5.3).
identifiers! {
    /// NCP: normalised.
    NCP = "0.4.0.2042.1.1";
    /// NCP+: normalised, key in a secure device.
    NCP_PLUS = "0.4.0.2042.1.2";
    /// QCP-n: qualified, natural person.
    QCP_NATURAL = "0.4.0.194112.1.0";
    /// QCP-l: qualified, legal person.
    QCP_LEGAL = "0.4.0.194112.1.1";
    /// QCP-n-qscd: qualified, natural person, key in a qualified device.
    QCP_NATURAL_QSCD = "0.4.0.194112.1.2";
    /// QCP-l-qscd: qualified, legal person, key in a qualified device.
    QCP_LEGAL_QSCD = "0.4.0.194112.1.3";
}

// Signed messages (RFC 5652, RFC 5035) and time-stamps (RFC 3161).
identifiers! {
    /// `id-data`: the content of a detached document signature (RFC 5652 §4).
    DATA = "1.2.840.113549.1.7.1";
    /// `id-signedData` (RFC 5652 §5.1).
    SIGNED_DATA = "1.2.840.113549.1.7.2";
    /// Attribute `id-contentType` (RFC 5652 §11.1).
    CONTENT_TYPE = "1.2.840.113549.1.9.3";
    /// Attribute `id-messageDigest` (RFC 5652 §11.2).
    MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
    /// Attribute `id-signingTime`, which a PAdES signature must not have (RFC 5652 §11.3, EN 319 142-1 §6.3).
    SIGNING_TIME = "1.2.840.113549.1.9.5";
    /// Attribute `id-aa-signingCertificate`: SHA-1 by definition, read and never written (RFC 2634 §5.4).
    SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
    /// Attribute `id-aa-signingCertificateV2` (RFC 5035 §3).
    SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
    /// Unsigned attribute `id-aa-timeStampToken`: a time-stamp over the signature value (RFC 3161 appendix A).
    SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14";
    /// `id-ct-TSTInfo`: the content of a time-stamp (RFC 3161 §2.4.2).
    TST_INFO = "1.2.840.113549.1.9.16.1.4";
}

// OCSP (RFC 6960).
identifiers! {
    /// `id-pkix-ocsp-basic`, the one type of response (RFC 6960 §4.2.1).
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1";
    /// Extension nonce (RFC 9654 §2.1).
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
    /// Extension archiveCutoff (RFC 6960 §4.4.4).
    OCSP_ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6";
    /// The kinds of answers that a client understands (RFC 6960 §4.4.3).
    OCSP_ACCEPTABLE_RESPONSES = "1.3.6.1.5.5.7.48.1.4";
    /// Where the certificate's own responder is (RFC 6960 §4.4.6).
    OCSP_SERVICE_LOCATOR = "1.3.6.1.5.5.7.48.1.7";
    /// The signature algorithms that a client prefers (RFC 6960 §4.4.7).
    OCSP_PREFERRED_SIGNATURE_ALGORITHMS = "1.3.6.1.5.5.7.48.1.8";
}

// Statements of a qualified certificate (RFC 3739 §3.2.6, ETSI EN 319 412-5, EN 319 412-1 §5.1).
identifiers! {
    /// `id-qcs-pkixQCSyntax-v2`: the semantics of the subject's identifier.
    QCS_PKIX_SYNTAX_V2 = "1.3.6.1.5.5.7.11.2";
    /// Semantics: a natural person.
    SEMANTICS_NATURAL = "0.4.0.194121.1.1";
    /// Semantics: a legal person.
    SEMANTICS_LEGAL = "0.4.0.194121.1.2";
    /// `esi4-qcStatement-1`: the certificate is qualified.
    QCS_COMPLIANCE = "0.4.0.1862.1.1";
    /// `esi4-qcStatement-4`: the key is in a qualified device.
    QCS_SSCD = "0.4.0.1862.1.4";
    /// `esi4-qcStatement-5`: where the disclosure statements are.
    QCS_PDS = "0.4.0.1862.1.5";
    /// `esi4-qcStatement-6`: what the certificate is for.
    QCS_TYPE = "0.4.0.1862.1.6";
    /// `esi4-qcStatement-7`: under which countries' law it is qualified.
    QCS_LEGISLATION = "0.4.0.1862.1.7";
    /// Type: electronic signatures.
    QC_TYPE_ESIGN = "0.4.0.1862.1.6.1";
    /// Type: electronic seals.
    QC_TYPE_ESEAL = "0.4.0.1862.1.6.2";
}
