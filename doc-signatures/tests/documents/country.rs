//! A whole PKI for the tests: root, two issuing CAs, a citizen, OCSP signers, a time-stamping unit. Keys come from
//! fixed seeds and signatures are deterministic (RFC 6979), so every run makes the same documents.

use pki_types::crl::{CrlContents, RevokedEntry};
use pki_types::ocsp::{
    CertId, CertStatus, ResponderId, SingleResponse, assemble_response, response_to_be_signed,
};
use pki_types::tsp::{MessageImprint, TokenDraft, TstInfo};
use pki_types::{
    Certificate, HashAlgorithm, KeyKind, ObjectIdentifier, SignatureAlgorithm, UnixTime, crl, sha256,
};
use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, CustomExtension, DistinguishedName, DnType,
    DnValue, IsCa, Issuer, KeyUsagePurpose, PublicKeyData, SerialNumber,
};

/// 2026-11-01T09:00:00Z: the day of the tests.
pub(crate) const DAY: UnixTime = UnixTime::from_seconds(1_793_523_600);
/// One year of 365 days, in seconds.
pub(crate) const YEAR: i64 = 365 * 86_400;

/// A key made from its label.
pub(crate) enum Key {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

impl Key {
    pub(crate) fn new(kind: KeyKind, label: &str) -> Self {
        let seed = sha256(label.as_bytes());
        match kind {
            KeyKind::P384 => {
                let seed = [&seed.0[..16], &seed.0[..]].concat();
                Self::P384(p384::ecdsa::SigningKey::from_slice(&seed).unwrap())
            }
            _ => Self::P256(p256::ecdsa::SigningKey::from_slice(&seed.0).unwrap()),
        }
    }

    pub(crate) fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::P256(_) => SignatureAlgorithm::EcdsaSha256,
            Self::P384(_) => SignatureAlgorithm::EcdsaSha384,
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        use p256::ecdsa::signature::Signer;
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
        }
    }

    fn point(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::P384(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        }
    }
}

/// rcgen wants the key behind its own traits.
struct RcgenKey<'k>(&'k Key, Vec<u8>);

impl PublicKeyData for RcgenKey<'_> {
    fn der_bytes(&self) -> &[u8] {
        &self.1
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        match self.0 {
            Key::P256(_) => &rcgen::PKCS_ECDSA_P256_SHA256,
            Key::P384(_) => &rcgen::PKCS_ECDSA_P384_SHA384,
        }
    }
}

impl rcgen::SigningKey for RcgenKey<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.0.sign(message))
    }
}

/// Somebody with a key and a certificate.
pub(crate) struct Holder {
    pub(crate) key: Key,
    pub(crate) certificate: Certificate,
    params: CertificateParams,
}

/// What a certificate is for.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Role {
    Root,
    IssuingCa,
    Citizen,
    Authentication,
    OcspSigner,
    OcspSignerWithoutNocheck,
    OcspSignerWithoutPurpose,
    TimeStampingUnit,
    TimeStampingUnitWithMorePurposes,
}

const OCSP_SIGNING: &[u8] = &[0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 9];
const TIME_STAMPING: &[u8] = &[0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 8];
const TIME_STAMPING_AND_CLIENT: &[u8] =
    &[0x30, 0x14, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 8, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 2];

impl Holder {
    /// A certificate for `name`, by `issuer` or self-signed, valid for these years from the day before the tests on.
    pub(crate) fn new(role: Role, kind: KeyKind, name: &str, issuer: Option<&Holder>, years: i64) -> Self {
        Self::with(role, kind, name, issuer, |params| {
            params.not_after = moment(DAY.plus(years * YEAR));
        })
    }

    pub(crate) fn with(
        role: Role,
        kind: KeyKind,
        name: &str,
        issuer: Option<&Holder>,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let key = Key::new(kind, name);
        let mut params = parameters(role, name, issuer);
        change(&mut params);
        let point = key.point();
        let public = RcgenKey(&key, point);
        let certificate = match issuer {
            None => params.self_signed(&public).unwrap(),
            Some(issuer) => {
                let issuer_key = RcgenKey(&issuer.key, issuer.key.point());
                params.signed_by(&public, &Issuer::from_params(&issuer.params, &issuer_key)).unwrap()
            }
        };
        let certificate = Certificate::from_der(certificate.der()).unwrap();
        Self { key, certificate, params }
    }

    /// Signs as the kind of key does: ECDSA in DER.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message)
    }
}

fn moment(time: UnixTime) -> time::OffsetDateTime {
    time::OffsetDateTime::from_unix_timestamp(time.seconds()).unwrap()
}

fn parameters(role: Role, name: &str, issuer: Option<&Holder>) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, DnValue::PrintableString("MU".try_into().unwrap()));
    if let Some((surname, given_name)) = name.split_once(',') {
        subject.push(DnType::CustomDnType(vec![2, 5, 4, 4]), surname);
        subject.push(DnType::CustomDnType(vec![2, 5, 4, 42]), given_name);
        let number = DnValue::PrintableString("PNOMU-T9901011".try_into().unwrap());
        subject.push(DnType::CustomDnType(vec![2, 5, 4, 5]), number);
    } else {
        subject.push(DnType::OrganizationName, "Test Country");
    }
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.not_before = moment(DAY.minus(86_400));
    params.not_after = moment(DAY.plus(3 * YEAR));
    let mut serial = sha256(name.as_bytes()).0[..16].to_vec();
    serial[0] = serial[0] & 0x3f | 0x40;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.use_authority_key_identifier_extension = issuer.is_some();
    params.is_ca = match role {
        Role::Root => IsCa::Ca(BasicConstraints::Unconstrained),
        Role::IssuingCa => IsCa::Ca(BasicConstraints::Constrained(0)),
        _ => IsCa::ExplicitNoCa,
    };
    params.key_usages = match role {
        Role::Root | Role::IssuingCa => vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign],
        Role::Citizen => vec![KeyUsagePurpose::ContentCommitment],
        _ => vec![KeyUsagePurpose::DigitalSignature],
    };
    purposes(role, &mut params);
    if !matches!(role, Role::Root | Role::OcspSigner) {
        status_addresses(&mut params);
    }
    params
}

fn purposes(role: Role, params: &mut CertificateParams) {
    let mut add = |oid: &[u64], critical: bool, value: &[u8]| {
        let mut extension = CustomExtension::from_oid_content(oid, value.to_vec());
        extension.set_criticality(critical);
        params.custom_extensions.push(extension);
    };
    let (purpose, nocheck): (&[u64], &[u64]) = (&[2, 5, 29, 37], &[1, 3, 6, 1, 5, 5, 7, 48, 1, 5]);
    match role {
        Role::OcspSigner => {
            add(purpose, false, OCSP_SIGNING);
            add(nocheck, false, &[5, 0]);
        }
        Role::OcspSignerWithoutNocheck => add(purpose, false, OCSP_SIGNING),
        Role::OcspSignerWithoutPurpose => add(nocheck, false, &[5, 0]),
        Role::TimeStampingUnit => add(purpose, true, TIME_STAMPING),
        Role::TimeStampingUnitWithMorePurposes => add(purpose, true, TIME_STAMPING_AND_CLIENT),
        _ => {}
    }
}

/// Where status and issuer are found, as judges expect in every certificate (RFC 5280, 4.2.1.13 and 4.2.2.1).
fn status_addresses(params: &mut CertificateParams) {
    let uris = vec!["http://pki.example.org/crl/1.crl".to_string()];
    params.crl_distribution_points = vec![CrlDistributionPoint { uris }];
    let access = |method: u8, url: &str| {
        let mut value =
            vec![0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 48, method, 0x86, u8::try_from(url.len()).unwrap()];
        value.extend_from_slice(url.as_bytes());
        [vec![0x30, u8::try_from(value.len()).unwrap()], value].concat()
    };
    let both =
        [access(2, "http://pki.example.org/ca.cer"), access(1, "http://pki.example.org/ocsp")].concat();
    let value = [vec![0x30, u8::try_from(both.len()).unwrap()], both].concat();
    params.custom_extensions.push(CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], value));
}

/// Everybody.
pub(crate) struct Country {
    pub(crate) root: Holder,
    pub(crate) citizens: Holder,
    pub(crate) services: Holder,
    pub(crate) citizen: Holder,
    pub(crate) citizens_ocsp: Holder,
    pub(crate) services_ocsp: Holder,
    pub(crate) unit: Holder,
}

impl Country {
    pub(crate) fn new() -> Self {
        Self::with_citizen(KeyKind::P256)
    }

    pub(crate) fn with_citizen(kind: KeyKind) -> Self {
        let root = Holder::new(Role::Root, KeyKind::P384, "Test Root", None, 20);
        let ca = |name| Holder::new(Role::IssuingCa, KeyKind::P384, name, Some(&root), 10);
        let (citizens, services) = (ca("Test Citizens CA"), ca("Test Services CA"));
        let leaf = |role, name, issuer, years| Holder::new(role, KeyKind::P256, name, Some(issuer), years);
        Self {
            citizen: Holder::new(Role::Citizen, kind, "SPECIMEN,Anjali", Some(&citizens), 3),
            citizens_ocsp: leaf(Role::OcspSigner, "Test Citizens OCSP", &citizens, 4),
            services_ocsp: leaf(Role::OcspSigner, "Test Services OCSP", &services, 6),
            unit: leaf(Role::TimeStampingUnit, "Test Time-Stamping Unit", &services, 5),
            root,
            citizens,
            services,
        }
    }

    pub(crate) fn anchors(&self) -> Vec<Certificate> {
        vec![self.root.certificate.clone()]
    }
}

/// An OCSP answer about `subject`, issued by `issuer`, signed by `signer`.
pub(crate) fn ocsp(
    subject: &Certificate,
    issuer: &Certificate,
    signer: &Holder,
    made: UnixTime,
    status: CertStatus,
) -> Vec<u8> {
    let single = SingleResponse {
        cert_id: CertId::for_certificate(subject, issuer, HashAlgorithm::Sha1),
        status,
        this_update: made,
        next_update: Some(made.plus(60)),
        archive_cutoff: None,
    };
    let responder = ResponderId::by_key(&signer.certificate);
    let to_be_signed = response_to_be_signed(responder, made, &[single], None);
    let signature = signer.sign(&to_be_signed);
    let certificates = [signer.certificate.clone()];
    assemble_response(&to_be_signed, signer.key.algorithm(), &signature, &certificates).unwrap()
}

/// A CRL of `issuer` in force for a year.
pub(crate) fn crl(issuer: &Holder, made: UnixTime, entries: Vec<RevokedEntry>) -> Vec<u8> {
    crl_until(issuer, made, made.plus(YEAR), entries)
}

pub(crate) fn crl_until(
    issuer: &Holder,
    made: UnixTime,
    next_update: UnixTime,
    entries: Vec<RevokedEntry>,
) -> Vec<u8> {
    let contents = CrlContents {
        issuer_der: issuer.certificate.subject_der().to_vec(),
        authority_key_identifier: issuer.certificate.subject_key_identifier().unwrap().to_vec(),
        number: 1,
        this_update: made,
        next_update,
        shard_url: None,
        entries,
    };
    let to_be_signed = crl::to_be_signed(&contents, issuer.key.algorithm());
    crl::assemble(&to_be_signed, issuer.key.algorithm(), &issuer.sign(&to_be_signed))
}

/// A time-stamp token over `data` at `time`, with the unit's certificate in it.
pub(crate) fn time_stamp(unit: &Holder, data: &[u8], time: UnixTime) -> Vec<u8> {
    let info = TstInfo {
        policy: ObjectIdentifier::new_unwrap("1.3.6.1.4.1.55555.1.4.1"),
        imprint: MessageImprint::of(HashAlgorithm::Sha256, data),
        serial: vec![0x42, 1],
        time,
        accuracy_seconds: Some(1),
        nonce: None,
    };
    let draft = TokenDraft::new(&info, &unit.certificate, unit.key.algorithm()).unwrap();
    let signature = unit.sign(draft.to_be_signed());
    draft.assemble(&signature, std::slice::from_ref(&unit.certificate)).unwrap()
}
