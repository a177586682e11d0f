//! What a certificate is for.

use pki_types::{UnixTime, sha256};
use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, CustomExtension, DistinguishedName, DnType,
    DnValue, IsCa, KeyUsagePurpose, SerialNumber,
};

use crate::{NOW, YEAR};

/// The profiles of a country, as its rows name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The root, for 20 years.
    Root,
    /// A CA that certifies no CAs, for 10 years.
    IssuingCa,
    /// A person's for logins, for 3 years.
    Authentication,
    /// A person's for signatures, for 3 years.
    Signature,
    /// A relying party's, for 5 years, so that a test can tell whose certificate has ended.
    RelyingParty,
    /// An officer's, for 5 years.
    Officer,
    /// A delegated OCSP signer's, for 4 years.
    OcspSigner,
    /// A time-stamping unit's, for 5 years.
    TimeStampingUnit,
}

/// Extended key usage (RFC 5280 §4.2.1.12), which rcgen cannot write as critical.
pub const EXTENDED_KEY_USAGE: &[u64] = &[2, 5, 29, 37];
/// serialNumber (X.520 §6.2.9): under which number the service knows somebody.
pub const SERIAL_NUMBER: &[u64] = &[2, 5, 4, 5];
const OCSP_SIGNING: &[u8] = &[0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 9];
const TIME_STAMPING: &[u8] = &[0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 8];

impl Profile {
    /// As rows name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::IssuingCa => "issuing-ca",
            Self::Authentication => "citizen-authentication",
            Self::Signature => "citizen-signature",
            Self::RelyingParty => "relying-party",
            Self::Officer => "officer",
            Self::OcspSigner => "ocsp-signer",
            Self::TimeStampingUnit => "time-stamping-unit",
        }
    }

    fn years(self) -> i64 {
        match self {
            Self::Root => 20,
            Self::IssuingCa => 10,
            Self::OcspSigner => 4,
            Self::RelyingParty | Self::Officer | Self::TimeStampingUnit => 5,
            Self::Authentication | Self::Signature => 3,
        }
    }

    /// A certificate of this profile, from the day before [`NOW`] on.
    pub(crate) fn params(self, name: &str) -> CertificateParams {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name = subject(name);
        params.not_before = moment(NOW.minus(86_400));
        params.not_after = moment(NOW.plus(self.years() * YEAR));
        // Full length and positive, as ours are.
        let mut serial = sha256(format!("{} {name}", self.name()).as_bytes()).0[..16].to_vec();
        serial[0] = serial[0] & 0x3f | 0x40;
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        params.use_authority_key_identifier_extension = true;
        params.is_ca = match self {
            Self::Root => IsCa::Ca(BasicConstraints::Unconstrained),
            Self::IssuingCa => IsCa::Ca(BasicConstraints::Constrained(0)),
            _ => IsCa::ExplicitNoCa,
        };
        params.key_usages = match self {
            Self::Root | Self::IssuingCa => vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign],
            Self::Signature => vec![KeyUsagePurpose::ContentCommitment],
            _ => vec![KeyUsagePurpose::DigitalSignature],
        };
        params.custom_extensions = match self {
            Self::OcspSigner => vec![extension(EXTENDED_KEY_USAGE, false, OCSP_SIGNING), nocheck()],
            // RFC 3161 §2.3: this purpose alone, critical.
            Self::TimeStampingUnit => vec![extension(EXTENDED_KEY_USAGE, true, TIME_STAMPING)],
            _ => Vec::new(),
        };
        if !matches!(self, Self::Root | Self::OcspSigner) {
            status_addresses(&mut params);
        }
        params
    }
}

/// An instant as certificates are made with.
pub fn moment(time: UnixTime) -> time::OffsetDateTime {
    time::OffsetDateTime::from_unix_timestamp(time.seconds()).unwrap()
}

/// An extension with this content.
pub fn extension(oid: &[u64], critical: bool, content: &[u8]) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(oid, content.to_vec());
    extension.set_criticality(critical);
    extension
}

/// id-pkix-ocsp-nocheck, value NULL (RFC 6960 §4.2.2.2.1).
pub fn nocheck() -> CustomExtension {
    extension(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 5], false, &[5, 0])
}

/// "SURNAME,Given name" is a person, everything else an organization's.
fn subject(name: &str) -> DistinguishedName {
    let printable = |text: &str| DnValue::PrintableString(text.try_into().unwrap());
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, printable("MU"));
    if let Some((surname, given_name)) = name.split_once(',') {
        subject.push(DnType::CustomDnType(vec![2, 5, 4, 4]), surname);
        subject.push(DnType::CustomDnType(vec![2, 5, 4, 42]), given_name);
        subject.push(DnType::CustomDnType(SERIAL_NUMBER.to_vec()), printable("PNOMU-T9901011"));
    } else {
        subject.push(DnType::OrganizationName, "Test Country");
    }
    subject.push(DnType::CommonName, name);
    subject
}

/// Where status and issuer are found, as judges expect in every certificate (RFC 5280 §4.2.1.13 and §4.2.2.1).
fn status_addresses(params: &mut CertificateParams) {
    let uris = vec!["http://pki.example.org/crl/1.crl".to_owned()];
    params.crl_distribution_points = vec![CrlDistributionPoint { uris }];
    let length = |octets: &[u8]| u8::try_from(octets.len()).unwrap();
    let access = |method: u8, url: &str| {
        let oid_and_url =
            [&[0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 48, method, 0x86, length(url.as_bytes())], url.as_bytes()]
                .concat();
        [vec![0x30, length(&oid_and_url)], oid_and_url].concat()
    };
    let both =
        [access(2, "http://pki.example.org/ca.cer"), access(1, "http://pki.example.org/ocsp")].concat();
    let value = [vec![0x30, length(&both)], both].concat();
    params.custom_extensions.push(extension(&[1, 3, 6, 1, 5, 5, 7, 1, 1], false, &value));
}
