//! A country for a test: a ceremony held once per test binary, installed into a store in memory for each
//! test.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ca_core::ceremony;
use ca_core::ceremony::install::{ArrivingKeys, install};
use ca_core::{Authority, AuthorityConfig, CeremonyFile, IssuerKeys, Profiles};
use hsm_adapter::{KeyStore as _, Signer, SoftwareKeyStore, labels, signer_from_pem};
use phone_protocol::activation::ActivationSecret;
use phone_protocol::enrolment::{Enrolment, EnrolmentParts};
use pki_types::jws::jws_assemble;
use pki_types::{
    Certificate, ManualClock, PublicKey, SeededRandom, Sha256Digest, SystemRandom, UnixTime, random_array,
};
use secrecy::SecretString;
use serde_json::Value;
use store::{Store, Verdict};
pub(crate) use test_country::certificate_request;
use test_country::{NewPhone, rows};
use tokio::sync::OnceCell;
use words::act::{Act, ActPayload, Activate, ConfirmAct, PersonReference, RegisterPerson, Role, Target};
use words::personal::{PersonName, PersonalCode};
use words::{ActivationId, DeviceKind, Id128};

/// When every ceremony of a test is held.
pub(crate) const BEGINNING: UnixTime = UnixTime::from_seconds(1_800_000_000);

/// The ceremony file of a country under this address.
pub(crate) fn ceremony_text(public_url: &str) -> String {
    format!(
        r#"
[country]
code = "MU"
public_url = "{public_url}"
policy_arc = "1.3.6.1.4.1.32473.1"

[organization]
name = "Example Trust Service"
identifier = "NTRMU-C00000"

[root]
common_name = "Example Root"

[[issuers]]
role = "citizens"
common_name = "Example Citizens CA"
crl_shards = 4

[[issuers]]
role = "services"
common_name = "Example Services CA"

[[officers]]
id = "first-officer"
name = "First Officer"
roles = ["registration", "revocation", "security"]

[[officers]]
id = "second-officer"
name = "Second Officer"
roles = ["security"]

[[officers]]
id = "third-officer"
name = "Third Officer"
roles = ["revocation", "security"]

[[officers]]
id = "reader"
name = "Reader"
roles = ["auditor"]

[relying_party]
id = "example-bank"
name = "Example Bank"
domain = "bank.example.org"
country = "MU"
"#
    )
}

pub(crate) const PUBLIC_URL: &str = "http://pki.example.org";

pub(crate) fn passphrase() -> SecretString {
    hsm_adapter::draw_passphrase(&SeededRandom::new(86))
}

/// Holds a ceremony in this folder.
pub(crate) async fn hold_ceremony(
    text: &str,
    directory: &Path,
) -> Result<ca_core::Transcript, ca_core::Error> {
    let file = CeremonyFile::parse(text)?;
    let clock = Arc::new(ManualClock::new(BEGINNING));
    let place = ceremony::Place::begin(directory)?;
    let keys = place.software_keys(&passphrase())?;
    ceremony::run(&file, place, &keys, clock, Arc::new(SeededRandom::new(1))).await
}

static CEREMONY: OnceCell<PathBuf> = OnceCell::const_new();

/// The keys that travel, and the country's own: opened once, because opening is slow on purpose.
static KEYS: OnceCell<(SoftwareKeyStore, SoftwareKeyStore)> = OnceCell::const_new();

async fn key_stores() -> &'static (SoftwareKeyStore, SoftwareKeyStore) {
    KEYS.get_or_init(|| async {
        let folder = tempfile::tempdir().unwrap().keep();
        let from =
            SoftwareKeyStore::open(ceremony_folder().await.join("install/keys"), &passphrase()).unwrap();
        let keys = SoftwareKeyStore::create(folder.join("keys"), &passphrase()).unwrap();
        for label in from.labels("").unwrap() {
            from.copy_to(&keys, &label).unwrap();
        }
        (from, keys)
    })
    .await
}

/// The folder of the one ceremony of this test binary.
pub(crate) async fn ceremony_folder() -> &'static Path {
    CEREMONY
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap().keep();
            hold_ceremony(&ceremony_text(PUBLIC_URL), &folder).await.unwrap();
            folder
        })
        .await
}

pub(crate) fn config() -> AuthorityConfig {
    AuthorityConfig {
        country: "MU".to_owned(),
        public_url: PUBLIC_URL.to_owned(),
        policy_arc: "1.3.6.1.4.1.32473.1".to_owned(),
        disclosure_statement: Some("https://pki.example.org/pds-en".to_owned()),
        qscd: false,
        tls_names: vec!["api.example.org".to_owned()],
        blocked_keys: Vec::new(),
        further_phones: ca_core::FurtherPhones::default(),
    }
}

/// Somebody who signs with a certificate: an officer, a process.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) chain: Vec<Certificate>,
    pub(crate) signer: Arc<dyn Signer>,
}

impl Client {
    pub(crate) fn certificate(&self) -> &Certificate {
        &self.chain[0]
    }

    /// An act signed at `iat`.
    pub(crate) fn act(&self, jti: Id128, iat: UnixTime, act: Act) -> String {
        self.sign_act(&ActPayload::new(jti, iat, act))
    }

    pub(crate) fn sign_act(&self, payload: &ActPayload) -> String {
        let input = payload.signing_input(&self.chain);
        jws_assemble(&input, &self.signer.sign(&input).unwrap()).unwrap()
    }
}

pub(crate) struct World {
    pub(crate) clock: ManualClock,
    pub(crate) random: Arc<SeededRandom>,
    pub(crate) store: Store,
    pub(crate) keys: &'static SoftwareKeyStore,
    pub(crate) authority: Authority,
    /// Registers, revokes and is a security officer.
    pub(crate) officer: Client,
    /// Another security officer, and nothing else.
    pub(crate) second: Client,
    /// Revokes, and is a security officer.
    pub(crate) third: Client,
    pub(crate) opening: PublicKey,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(config()).await
    }

    pub(crate) async fn with(config: AuthorityConfig) -> Self {
        let (from, keys) = key_stores().await;
        Self::installed(ceremony_folder().await, from, keys, config).await
    }

    /// The country of another ceremony, with its own keys.
    pub(crate) async fn of(ceremony: &Path) -> Self {
        let from = SoftwareKeyStore::open(ceremony.join("install/keys"), &passphrase()).unwrap();
        let keys = SoftwareKeyStore::create(ceremony.join("keys-of-the-country"), &passphrase()).unwrap();
        Self::installed(ceremony, &from, Box::leak(Box::new(keys)), config()).await
    }

    async fn installed(
        ceremony: &Path,
        from: &SoftwareKeyStore,
        keys: &'static SoftwareKeyStore,
        config: AuthorityConfig,
    ) -> Self {
        let clock = ManualClock::new(BEGINNING);
        let random = Arc::new(SeededRandom::new(2));
        let store = Store::in_memory(Arc::new(clock.clone())).await.unwrap();
        install(ceremony, ArrivingKeys::Travelling { from, into: keys, here: &|_| true }, &store)
            .await
            .unwrap();
        let authority = authority(&store, keys, config, &clock, &random).await.unwrap();
        let opening = keys.agreement(labels::OPENING).unwrap().public_key().clone();
        let officer = |id: &str| client(&ceremony.join("officers").join(id));
        let (officer, second, third) =
            (officer("first-officer"), officer("second-officer"), officer("third-officer"));
        Self { clock, random, store, keys, authority, officer, second, third, opening }
    }

    /// An authority on the same store whose issuers sign in another way.
    pub(crate) async fn authority_signing_with(
        &self,
        way: &dyn Fn(Arc<dyn Signer>) -> Arc<dyn Signer>,
    ) -> Authority {
        authority_with(&self.store, self.keys, config(), &self.clock, &self.random, way).await.unwrap()
    }

    pub(crate) fn now(&self) -> UnixTime {
        pki_types::Clock::now(&self.clock)
    }

    pub(crate) fn id(&self) -> Id128 {
        Id128::draw(&*self.random)
    }

    pub(crate) fn activation_id(&self) -> ActivationId {
        ActivationId::draw(&*self.random)
    }

    /// Hands an act in at the door and performs it, in the role that it takes; what waits then, another officer confirms.
    /// The reply.
    pub(crate) async fn perform(&self, act: Act) -> (Verdict, Value) {
        let role = self.role_for(&act).await;
        let payload = ActPayload::new(self.id(), self.now(), act).in_role(role);
        self.perform_body(&self.officer.sign_act(&payload)).await
    }

    async fn role_for(&self, act: &Act) -> Role {
        let usual = || act.usual_role().unwrap_or(Role::Registration);
        let target = match act {
            Act::Suspend(said) => &said.target,
            Act::Release(said) => &said.target,
            Act::Revoke(said) => &said.target,
            _ => return usual(),
        };
        let Target::Certificate(sha256) = target else { return usual() };
        match self.store.certificate_by_hash(sha256).await.unwrap() {
            Some(row) if row.person.is_none() && row.relying_party.is_none() => Role::Security,
            _ => usual(),
        }
    }

    pub(crate) async fn perform_body(&self, body: &str) -> (Verdict, Value) {
        let digest = self.look_at(body).await;
        if self.store.reply(&digest).await.unwrap().is_none() {
            self.confirm_as(&self.second, digest).await;
        }
        self.reply(digest).await
    }

    /// Hands an act in at the door and has it looked at; it may wait afterwards.
    pub(crate) async fn look_at(&self, body: &str) -> Sha256Digest {
        let digest = self.hand_in_act(body).await;
        self.authority.perform_act(&digest).await.unwrap();
        digest
    }

    /// A confirmation by somebody; its reply.
    pub(crate) async fn confirm_as(&self, by: &Client, act_sha256: Sha256Digest) -> (Verdict, Value) {
        let act = Act::ConfirmAct(ConfirmAct { act_sha256 });
        let digest = self.look_at(&by.act(self.id(), self.now(), act)).await;
        self.reply(digest).await
    }

    pub(crate) async fn hand_in_act(&self, body: &str) -> Sha256Digest {
        let row = rows::act(body, self.now());
        let digest = row.sha256;
        self.store.door().insert_act(row).await.unwrap();
        digest
    }

    pub(crate) async fn reply(&self, digest: Sha256Digest) -> (Verdict, Value) {
        let reply = self.store.reply(&digest).await.unwrap().expect("there is a reply");
        (reply.verdict, serde_json::from_str(&reply.body).unwrap())
    }

    pub(crate) async fn register(&self, code: &str) -> (Verdict, Value) {
        self.perform(register_person(code)).await
    }

    /// An activation; its secret as the person gets it.
    pub(crate) async fn activate(
        &self,
        code: &str,
        kind: DeviceKind,
    ) -> ((Verdict, Value), ActivationId, ActivationSecret) {
        let (id, secret) = (self.activation_id(), ActivationSecret::new(random_array(&*self.random)));
        let act = self.activation_act(code, kind, id, &secret);
        (self.perform(act).await, id, secret)
    }

    pub(crate) fn activation_act(
        &self,
        code: &str,
        kind: DeviceKind,
        id: ActivationId,
        secret: &ActivationSecret,
    ) -> Act {
        let inside = words::act::ActivationSecret {
            activation_id: id,
            secret: secret.expose().to_vec(),
            device_kind: kind,
            person: PersonalCode::new(code).unwrap(),
        };
        let plaintext = serde_json::to_vec(&inside).unwrap();
        let typ = words::act::ACTIVATION_SECRET_TYP;
        let encrypted = pki_types::jwe::jwe_encrypt(&self.opening, typ, &plaintext, &*self.random).unwrap();
        Act::Activate(Box::new(Activate {
            person: person(code),
            device_kind: kind,
            expires_at: self.now().plus(86_400),
            phone_number: None,
            activation_id: id,
            secret: encrypted,
        }))
    }

    /// Registers, activates and enrols a person.
    pub(crate) async fn enrolled(&self, code: &str) -> (Phone, Value) {
        self.register(code).await;
        let (_, id, secret) = self.activate(code, DeviceKind::App).await;
        let phone = Phone::new(id, secret, DeviceKind::App);
        let (verdict, body) = self.enrol(&phone.message(self)).await;
        assert_eq!(verdict, Verdict::Done, "{body}");
        (phone, body)
    }

    pub(crate) async fn enrol(&self, body: &str) -> (Verdict, Value) {
        let digest = self.hand_in_enrolment(body).await;
        self.authority.enrol(&digest).await.unwrap();
        self.reply(digest).await
    }

    pub(crate) async fn hand_in_enrolment(&self, body: &str) -> Sha256Digest {
        let row = rows::enrolment(body, ActivationId::from_bytes([0; 16]), self.now());
        let digest = row.sha256;
        self.store.door().insert_enrolment(row, rows::MANY).await.unwrap();
        digest
    }

    pub(crate) async fn status_of(&self, certificate: &Certificate) -> store::CertificateStatus {
        let row = self.store.certificate_by_hash(&certificate.sha256()).await.unwrap().expect("issued here");
        self.store.status(row.issuer, row.serial.as_bytes()).await.unwrap()
    }

    pub(crate) async fn leaf_kinds(&self) -> Vec<String> {
        self.store.leaves_after(0, 10_000).await.unwrap().into_iter().map(|leaf| leaf.kind).collect()
    }
}

pub(crate) async fn authority(
    store: &Store,
    keys: &SoftwareKeyStore,
    config: AuthorityConfig,
    clock: &ManualClock,
    random: &Arc<SeededRandom>,
) -> Result<Authority, ca_core::Error> {
    authority_with(store, keys, config, clock, random, &|signer| signer).await
}

async fn authority_with(
    store: &Store,
    keys: &SoftwareKeyStore,
    config: AuthorityConfig,
    clock: &ManualClock,
    random: &Arc<SeededRandom>,
    way: &dyn Fn(Arc<dyn Signer>) -> Arc<dyn Signer>,
) -> Result<Authority, ca_core::Error> {
    let rows = store.issuers().await.unwrap();
    let issuing = rows.into_iter().filter(|row| !row.is_root());
    let issuers = issuing.map(|row| {
        let signer = way(keys.signer(&labels::ca(&row.name)).unwrap());
        IssuerKeys { name: row.name, signer }
    });
    Authority::new(
        store.clone(),
        issuers.collect(),
        keys.agreement(labels::OPENING).unwrap(),
        keys.protector(labels::PROTECTION).unwrap(),
        Profiles::built_in().unwrap(),
        config,
        Arc::new(clock.clone()),
        random.clone(),
    )
    .await
}

/// What a ceremony gave to an officer or a relying party.
pub(crate) fn client(folder: &Path) -> Client {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let mut chain = Certificate::many_from_pem(&read("certificate.pem")).unwrap();
    chain.extend(Certificate::many_from_pem(&read("chain.pem")).unwrap().into_iter().take(1));
    Client { chain, signer: signer_from_pem(&read("key.pem")).unwrap() }
}

pub(crate) fn person(code: &str) -> PersonReference {
    PersonReference { country: "MU".to_owned(), code: PersonalCode::new(code).unwrap() }
}

pub(crate) fn register_person(code: &str) -> Act {
    Act::RegisterPerson(RegisterPerson {
        country: "MU".to_owned(),
        code: PersonalCode::new(code).unwrap(),
        name: PersonName::new("Zoé-Ève", "O’Brien").unwrap(),
    })
}

pub(crate) fn new_key() -> Arc<dyn Signer> {
    hsm_adapter::generate_client_key().unwrap().1
}

/// A phone that enrols with an activation.
pub(crate) struct Phone {
    pub(crate) activation: ActivationId,
    pub(crate) secret: ActivationSecret,
    pub(crate) kind: DeviceKind,
    pub(crate) keys: NewPhone,
}

impl Phone {
    pub(crate) fn new(activation: ActivationId, secret: ActivationSecret, kind: DeviceKind) -> Self {
        Self { activation, secret, kind, keys: NewPhone::new(&SystemRandom) }
    }

    pub(crate) fn message(&self, world: &World) -> String {
        let message = Enrolment::compose(&self.parts(world), &world.opening, &*world.random).unwrap();
        self.sign(&message)
    }

    pub(crate) fn parts(&self, world: &World) -> EnrolmentParts {
        let parts = self.keys.parts(self.activation, &self.secret, world.now());
        EnrolmentParts { device_kind: self.kind, ..parts }
    }

    pub(crate) fn sign(&self, message: &Enrolment) -> String {
        self.keys.device.sign_message(message)
    }
}

/// The slug of the problem in a reply.
#[track_caller]
pub(crate) fn slug(reply: &(Verdict, Value)) -> &'static str {
    let Verdict::Refused(kind) = reply.0 else { panic!("{:?} {}", reply.0, reply.1) };
    assert!(reply.1["detail"].as_str().unwrap().ends_with(kind.remedy), "{}", reply.1);
    kind.slug
}

/// The two certificates in the reply to an enrolment.
pub(crate) fn certificates(reply: &Value) -> [Certificate; 2] {
    ["authentication", "signature"]
        .map(|purpose| Certificate::from_pem(reply["certificates"][purpose].as_str().unwrap()).unwrap())
}
