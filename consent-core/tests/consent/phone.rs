//! A small phone: keys, shares and epochs in memory, made of the protocol's own functions.

use std::cell::RefCell;
use std::ops::Deref;

use phone_protocol::fixed::{ForConsent, VersionOne};
use phone_protocol::keys::{Key32, PinKeys, ProofScope, derive_pin_keys, service_share, wrap_key, xor};
use phone_protocol::message::Received;
use phone_protocol::{
    Answer, Choice, Message, OutstandingUnlock, Pin, PinProof, Refusal, RefusalReason, Shown, Statement,
    Unlock, UnlockMemory, UnlockReply, WrongPins,
};
use pki_types::{Certificate, Sha256Digest, UnixTime, random_array, sha256};
use store::Verdict;
use store::{DeviceSecret, Reply, SessionView};
use test_country::Key;
use words::{DeviceId, PersonId, Purpose};

use crate::country::Country;

pub(crate) const PIN_1: &str = "8264";
pub(crate) const PIN_2: &str = "73915";

/// What opens one key of a phone.
#[derive(Clone)]
struct Wrapping {
    salt: [u8; 32],
    client_share: Key32,
    epoch: u64,
    /// Stands for the tag of AES-GCM: the key opens under this wrap key alone.
    opens_under: Sha256Digest,
}

/// A phone. A clone is a copied phone.
#[derive(Clone)]
pub(crate) struct Phone {
    phone: test_country::Phone,
    /// Interior, because a phone remembers what it is about to send, whatever comes of it. A clone has its own.
    unlocks: RefCell<UnlockMemory>,
    authentication: Wrapping,
    signature: Wrapping,
}

impl Deref for Phone {
    type Target = test_country::Phone;

    fn deref(&self) -> &test_country::Phone {
        &self.phone
    }
}

/// What a phone got for a right PIN.
pub(crate) struct Opened {
    pub(crate) signatures: Vec<Vec<u8>>,
    pub(crate) epoch: u64,
    pub(crate) wrong_pins: WrongPins,
}

impl Phone {
    /// Enrols as an authority would have it: device, certificates, secrets.
    pub(crate) async fn enrol(country: &Country, person: PersonId) -> Self {
        Self::enrol_with(country, person, None).await
    }

    /// A phone whose row says that the database was restored from an older copy.
    pub(crate) async fn enrol_before_a_restore(country: &Country, person: PersonId) -> Self {
        Self::enrol_with(country, person, Some(country.now())).await
    }

    async fn enrol_with(country: &Country, person: PersonId, grace: Option<UnixTime>) -> Self {
        let phone = country.enrol(person).await;
        let seed = random_array::<32>(country.random.as_ref());
        let enrol =
            async |purpose, pin| Wrapping::enrol(country, phone.device, &seed, purpose, pin, grace).await;
        let authentication = enrol(Purpose::Authentication, PIN_1).await;
        let signature = enrol(Purpose::Signature, PIN_2).await;
        Self { phone, unlocks: RefCell::default(), authentication, signature }
    }

    fn wrapping(&self, purpose: Purpose) -> &Wrapping {
        match purpose {
            Purpose::Authentication => &self.authentication,
            Purpose::Signature => &self.signature,
        }
    }

    fn wrapping_mut(&mut self, purpose: Purpose) -> &mut Wrapping {
        match purpose {
            Purpose::Authentication => &mut self.authentication,
            Purpose::Signature => &mut self.signature,
        }
    }

    /// What the inner zone checks this PIN by.
    pub(crate) fn proof_key(&self, purpose: Purpose, pin: &str) -> Key32 {
        self.wrapping(purpose).pin_keys(pin).proof_key
    }

    pub(crate) fn certificate(&self, purpose: Purpose) -> &Certificate {
        &self.holder(purpose).certificate
    }

    /// What malware that reads the memory of an unlocked phone takes.
    pub(crate) fn steal_key(&self, purpose: Purpose) -> Key {
        self.holder(purpose).key.clone()
    }

    pub(crate) fn epoch(&self, purpose: Purpose) -> u64 {
        self.wrapping(purpose).epoch
    }

    /// What this phone knows of its unlocks.
    pub(crate) fn unlocks(&self) -> UnlockMemory {
        self.unlocks.borrow().clone()
    }

    /// Pretends to have sent what another phone has sent.
    pub(crate) fn set_unlocks(&self, unlocks: UnlockMemory) {
        *self.unlocks.borrow_mut() = unlocks;
    }

    /// The service was asked what came of the last unlock.
    pub(crate) fn resolve(&self, was_answered: bool) {
        self.unlocks.borrow_mut().resolved(was_answered);
    }

    /// Pretends to stand at another epoch.
    pub(crate) fn set_epoch(&mut self, purpose: Purpose, epoch: u64) {
        self.wrapping_mut(purpose).epoch = epoch;
    }

    /// Signs a message with the device key.
    pub(crate) fn message<T: Message>(&self, message: &T) -> String {
        self.device_key.sign_message(message)
    }

    /// Proves a PIN for a statement; gives the message and the key to which the reply comes.
    pub(crate) fn unlock(&self, country: &Country, view: &SessionView, pin: &str) -> (String, Key) {
        let (statement, sha256) = read(view);
        let (message, ephemeral) = self.unlock_for(country, &statement, sha256, pin);
        (self.message(&message), ephemeral)
    }

    /// As [`Phone::unlock`], for any statement, not yet signed.
    pub(crate) fn unlock_for(
        &self,
        country: &Country,
        statement: &Statement,
        statement_sha256: Sha256Digest,
        pin: &str,
    ) -> (Unlock, Key) {
        let random = country.random.as_ref();
        let key = self.wrapping(statement.purpose);
        let ephemeral = Key::draw(random);
        let scope = ProofScope {
            device: self.device,
            purpose: statement.purpose,
            epoch: key.epoch,
            statement_sha256,
            ephemeral_key: ephemeral.public_key(),
            before: &self.unlocks.borrow().names(),
        };
        let proof = PinProof::new(&key.pin_keys(pin).proof_key, &scope);
        let opening_key = country.keys.opening.public_key().clone();
        let unlock = Unlock::compose(statement.session, &proof, &opening_key, country.now(), random).unwrap();
        self.unlocks.borrow_mut().begin(OutstandingUnlock {
            purpose: statement.purpose,
            name: proof.name(),
            message: unlock.proof.clone(),
        });
        (unlock, ephemeral)
    }

    /// Opens the reply to an unlock, moves the share and signs.
    pub(crate) fn open(
        &mut self,
        country: &Country,
        view: &SessionView,
        unlock: &str,
        ephemeral: &Key,
        reply: &Reply,
        pin: &str,
    ) -> Opened {
        assert_eq!(reply.verdict, Verdict::Done, "{}", reply.body);
        let (statement, statement_sha256) = read(view);
        let reply: UnlockReply = serde_json::from_str(&reply.body).unwrap();
        let shared = ephemeral.agree(reply.encrypted_share().unwrap().ephemeral_key());
        self.unlocks.borrow_mut().opened();
        let key = self.wrapping_mut(statement.purpose);
        let statement_key = country.keys.statement.public_key();
        let share = reply.open(&shared, statement_key, &sha256(unlock.as_bytes()), key.epoch).unwrap();
        let wrap = wrap_key(&key.client_share, &share.share, &key.pin_keys(pin).wrap_part, statement.purpose);
        assert_eq!(sha256(wrap.as_slice()), key.opens_under, "the share does not open the key");
        key.client_share = xor(&key.client_share, &share.step);
        key.epoch = share.next_epoch;
        let digests = statement.digests_to_sign(&statement_sha256);
        let signatures =
            digests.iter().map(|digest| self.holder(statement.purpose).key.sign_digest(digest.as_bytes()));
        Opened { signatures: signatures.collect(), epoch: share.next_epoch, wrong_pins: share.wrong_pins }
    }

    /// Unlocks with the right PIN and signs.
    pub(crate) async fn sign(&mut self, country: &Country, view: &SessionView) -> Opened {
        let pin = match view.session.purpose {
            Purpose::Authentication => PIN_1,
            Purpose::Signature => PIN_2,
        };
        let (unlock, ephemeral) = self.unlock(country, view, pin);
        let reply = country.send(&view.session.id, words::MessageKind::Unlock, &unlock).await;
        self.open(country, view, &unlock, &ephemeral, &reply, pin)
    }

    /// The answer to a statement, not yet signed by the device key.
    pub(crate) fn answer(&self, country: &Country, view: &SessionView, opened: &Opened) -> Answer {
        let (statement, sha256) = read(view);
        let (all, signatures) = (Choice::all(&statement.sign), opened.signatures.clone());
        Answer::compose(&statement, sha256, &all, signatures, opened.epoch, country.now()).unwrap()
    }

    /// Everything a phone does with a session; gives the reply to the answer.
    pub(crate) async fn consent(&mut self, country: &Country, view: &SessionView) -> Reply {
        let opened = self.sign(country, view).await;
        let answer = self.message(&self.answer(country, view, &opened));
        country.send(&view.session.id, words::MessageKind::Answer, &answer).await
    }

    pub(crate) fn shown(&self, country: &Country, view: &SessionView) -> Shown {
        let (statement, statement_sha256) = read(view);
        Shown {
            v: VersionOne,
            aud: ForConsent,
            session: statement.session,
            device: statement.device,
            statement_sha256,
            iat: country.now(),
        }
    }

    pub(crate) fn refusal(&self, country: &Country, view: &SessionView, reason: RefusalReason) -> Refusal {
        let (statement, statement_sha256) = read(view);
        Refusal {
            v: VersionOne,
            aud: ForConsent,
            session: statement.session,
            device: statement.device,
            statement_sha256,
            reason,
            iat: country.now(),
        }
    }
}

impl Wrapping {
    async fn enrol(
        country: &Country,
        device: DeviceId,
        seed: &[u8; 32],
        purpose: Purpose,
        pin: &str,
        grace: Option<UnixTime>,
    ) -> Self {
        let random = country.random.as_ref();
        let mut key = Self {
            salt: random_array(random),
            client_share: Key32::new(random_array(random)),
            epoch: 0,
            opens_under: Sha256Digest([0; 32]),
        };
        let pin_keys = key.pin_keys(pin);
        let share = service_share(seed, purpose, 0);
        key.opens_under =
            sha256(wrap_key(&key.client_share, &share, &pin_keys.wrap_part, purpose).as_slice());

        let plaintext = [pin_keys.proof_key.as_slice(), seed].concat();
        let associated_data = [device.as_bytes().as_slice(), purpose.as_str().as_bytes()].concat();
        let secret = DeviceSecret {
            device,
            purpose: purpose.as_str().parse().unwrap(),
            ciphertext: country.keys.protector.protect(&plaintext, &associated_data).unwrap(),
            epoch: 0,
            lineage: Vec::new(),
            told_through: None,
            restore_grace_at: grace,
            updated_at: country.now(),
        };
        country.write(move |t| Box::pin(async move { t.insert_device_secret(&secret).await })).await;
        key
    }

    /// Few iterations: a test guesses no PIN.
    fn pin_keys(&self, pin: &str) -> PinKeys {
        derive_pin_keys(&Pin::new(pin).unwrap(), &self.salt, 10)
    }
}

/// The statement that a phone got, and the hash by which it names it.
pub(crate) fn read(view: &SessionView) -> (Statement, Sha256Digest) {
    let row = view.statement.as_ref().expect("the session is stated");
    let received = Received::<Statement>::parse(&row.jws).unwrap();
    assert_eq!(received.sha256(), row.sha256);
    (received.claims().clone(), received.sha256())
}

/// The key of somebody else's phone.
pub(crate) fn stranger() -> Key {
    Key::of("a stranger's phone")
}

/// An instant after the statement's end.
pub(crate) fn after(view: &SessionView) -> UnixTime {
    view.statement.as_ref().map_or(view.session.expires_at, |statement| statement.expires_at)
}
