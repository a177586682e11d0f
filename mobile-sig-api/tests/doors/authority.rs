//! Keys and certificates of a small country, and their rows.

use futures_util::FutureExt as _;
use pki_types::{Certificate, PublicKey, Serial, Sha256Digest, UnixTime, sha256};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, PublicKeyData,
    SerialNumber, SigningKey,
};
use store::{Error, IssuedCertificate, IssuerId, NewIntent, Store};
use words::leaf::{self, Leaf};
use words::{DeviceId, PersonId};

/// A P-256 key of the scene.
pub(crate) struct Key(pub(crate) KeyPair);

impl Key {
    pub(crate) fn new() -> Self {
        Key(KeyPair::generate().unwrap())
    }

    pub(crate) fn public(&self) -> PublicKey {
        PublicKey::from_spki_der(&self.0.subject_public_key_info()).unwrap()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).unwrap()
    }

    /// Signs a message of the phone protocol.
    pub(crate) fn seal(&self, draft: phone_protocol::Draft) -> String {
        let signature = self.sign(draft.signing_input());
        draft.assemble(&signature).unwrap()
    }
}

/// An authority with its row in `issuers`.
pub(crate) struct Authority {
    pub(crate) id: IssuerId,
    pub(crate) certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
    key: Vec<u8>,
}

/// Whose certificate it is.
#[derive(Default, Clone)]
pub(crate) struct Holder {
    pub(crate) person: Option<PersonId>,
    pub(crate) device: Option<DeviceId>,
    pub(crate) relying_party: Option<String>,
}

impl Authority {
    /// A self-signed authority, stored.
    pub(crate) async fn root(store: &Store, id: i64, name: &'static str) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = ca_params(name, id).self_signed(&key).unwrap();
        Self::stored(store, id, name, certificate, ca_params(name, id), key).await
    }

    /// An authority under `above`, stored.
    pub(crate) async fn under(store: &Store, above: &Authority, id: i64, name: &'static str) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = ca_params(name, id).signed_by(&key, &above.issuer).unwrap();
        Self::stored(store, id, name, certificate, ca_params(name, id), key).await
    }

    async fn stored(
        store: &Store,
        id: i64,
        name: &'static str,
        certificate: rcgen::Certificate,
        params: CertificateParams,
        key: KeyPair,
    ) -> Self {
        let key_der = key.serialize_der();
        let issuer = Issuer::new(params, key);
        let certificate = Certificate::from_der(certificate.der()).unwrap();
        let row = store::Issuer {
            id: IssuerId(id),
            name: name.to_owned(),
            role: name.to_owned(),
            generation: 1,
            certificate: certificate.der().to_vec(),
            crl_shards: 1,
            created_at: certificate.not_before(),
        };
        store
            .transaction("scene: issuer", |unit| async move { unit.insert_issuer(&row).await }.boxed())
            .await
            .unwrap();
        Authority { id: IssuerId(id), certificate, issuer, key: key_der }
    }

    /// Issues and stores a certificate for a key.
    pub(crate) async fn issue(
        &self,
        store: &Store,
        profile: &str,
        key: &Key,
        holder: &Holder,
    ) -> Certificate {
        let serial = Serial::draw(&pki_types::SystemRandom);
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, profile);
        params.serial_number = Some(SerialNumber::from_slice(serial.as_bytes()));
        params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        params.not_after = rcgen::date_time_ymd(2029, 1, 1);
        let certificate = params.signed_by(&key.0, &self.issuer).unwrap();
        let certificate = Certificate::from_der(certificate.der()).unwrap();
        self.store(store, profile, serial, &certificate, holder.clone()).await;
        certificate
    }

    async fn store(
        &self,
        store: &Store,
        profile: &str,
        serial: Serial,
        certificate: &Certificate,
        holder: Holder,
    ) {
        let spki_sha256 = certificate.public_key().spki_sha256();
        let intent = NewIntent {
            issuer: self.id,
            serial,
            request_sha256: sha256(certificate.der()),
            profile: profile.to_owned(),
            tbs: certificate.tbs_der().to_vec(),
            spki_sha256,
            spki_may_repeat: true,
            profile_digest: Sha256Digest([0; 32]),
        };
        let row = IssuedCertificate {
            issuer: self.id,
            serial,
            sha256: certificate.sha256(),
            der: certificate.der().to_vec(),
            profile: profile.to_owned(),
            person: holder.person,
            device: holder.device,
            relying_party: holder.relying_party,
            subject_key_sha256: spki_sha256,
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            created_at: certificate.not_before(),
        };
        store
            .transaction("scene: certificate", move |unit| {
                async move {
                    unit.record_intent(&intent, &leaf()).await?;
                    unit.finalise_intent(&row, &leaf()).await
                }
                .boxed()
            })
            .await
            .unwrap();
    }
}

/// The key of an authority, apart from it.
#[derive(Clone)]
pub(crate) struct Signing(Vec<u8>);

impl Signing {
    pub(crate) fn of(authority: &Authority) -> Self {
        Signing(authority.key.clone())
    }

    /// ECDSA P-256 with SHA-256.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        KeyPair::try_from(self.0.as_slice()).unwrap().sign(message).unwrap()
    }
}

pub(crate) fn leaf() -> Leaf {
    Leaf::Refusal(leaf::Refusal {
        request_sha256: sha256(b"test"),
        problem: "test".to_owned(),
        at: UnixTime::from_seconds(0),
    })
}

/// Revokes a stored certificate.
pub(crate) async fn revoke(store: &Store, certificate: &Certificate, at: UnixTime) {
    let row = store.certificate_by_hash(&certificate.sha256()).await.unwrap().unwrap();
    let revocation = store::Revocation {
        issuer: row.issuer,
        serial: row.serial,
        revoked_at: at,
        reason: pki_types::Reason::KeyCompromise,
        act_sha256: None,
        created_at: at,
    };
    let revoked: Result<bool, Error> = store
        .transaction("scene: revocation", move |unit| {
            async move { unit.insert_revocation(&revocation, &leaf()).await }.boxed()
        })
        .await;
    assert!(revoked.unwrap());
}

fn ca_params(name: &str, id: i64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(SerialNumber::from_slice(&[0x40, u8::try_from(id).unwrap()]));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2036, 1, 1);
    params
}
