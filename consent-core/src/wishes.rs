//! The story of a wish: what a phone wants done about its person's own keys, done at once or stated for a PIN.
//!
//! What is done is not decided here: the certificate authority's part of the worker does it ([`Deeds`]), in the transaction that
//! grants it.

use std::sync::Arc;

use phone_protocol::message::{Message, Verified};
use phone_protocol::statement::Sign;
use phone_protocol::wish::WishGround;
use phone_protocol::{Received, Statement, Wish, WishReply};
use pki_types::{PublicKey, Sha256Digest, UnixTime, sha256};
use store::{BoxFuture, IssuedCertificate, Lock, NO_RELYING_PARTY, ReleasedShare, Session, Transaction};
use words::problem::ProblemType;
use words::profile::purpose_of;
use words::{CodeMode, Door, Nonce, PersonId, Purpose, SessionId};

use crate::admission::check_in_force;
use crate::hear::{Heard, check_standing};
use crate::lock::standing;
use crate::opening::Ready;
use crate::scene::missing;
use crate::{Consent, Error, Problem, writes};

/// How long a wish waits for its PIN, in seconds.
const WAITS_FOR_ITS_PIN: i64 = 300;

/// Why a wish that was granted cannot be done: the kind of problem, and the first sentence of what is told.
pub type Undone = (&'static ProblemType, String);

/// What came of a deed. An error gives the transaction up.
type Done = Result<Result<(), Undone>, Box<dyn std::error::Error + Send + Sync>>;

/// A wish that is granted.
#[derive(Clone, Copy)]
pub struct GrantedWish<'a> {
    /// Whose.
    pub person: PersonId,
    /// What is wanted.
    pub wish: &'a Wish,
    /// SHA-256 of its compact form.
    pub sha256: Sha256Digest,
    /// The secret of the activation that it gives, as it is kept; none where it gives none.
    pub activation_secret: Option<&'a [u8]>,
}

type Deed = dyn for<'a> Fn(&'a mut Transaction, GrantedWish<'a>) -> BoxFuture<'a, Done> + Send + Sync;

/// Does what a wish is about, in the transaction that grants it, whose person is locked; or says why it cannot be done, and then has
/// written nothing.
#[derive(Clone)]
pub struct Deeds(Arc<Deed>);

impl Deeds {
    /// Done by this.
    pub fn new<F>(deed: F) -> Self
    where
        F: for<'a> Fn(&'a mut Transaction, GrantedWish<'a>) -> BoxFuture<'a, Done> + Send + Sync + 'static,
    {
        Self(Arc::new(deed))
    }
}

/// Does a wish by these deeds.
pub(crate) async fn perform(
    deeds: &Deeds,
    transaction: &mut Transaction,
    granted: GrantedWish<'_>,
) -> Result<Result<(), Problem>, Error> {
    let done = (deeds.0)(transaction, granted).await.map_err(Error::Deed)?;
    Ok(done.map_err(|(kind, why)| Problem::Undone(kind, why)))
}

/// The wish that an answer grants, with what is made ready for it before the transaction that does it.
pub(crate) struct Granted {
    pub(crate) wish: Wish,
    pub(crate) ready: Option<Ready>,
}

impl Granted {
    /// Does it, in the transaction of the answer that grants it, which was made with this share.
    pub(crate) async fn perform(
        &self,
        transaction: &mut Transaction,
        session: &Session,
        share: &ReleasedShare,
        deeds: &Deeds,
    ) -> Result<Result<(), Problem>, Error> {
        if let Some(Ready::Pin(changed)) = &self.ready
            && !changed.follows(transaction, share).await?
        {
            return Ok(Err(Problem::UnlockLate));
        }
        let (person, sha256) = (session.person, session.request_sha256);
        let activation_secret = match &self.ready {
            Some(Ready::Activation(secret)) => Some(secret.as_slice()),
            _ => None,
        };
        let granted = GrantedWish { person, wish: &self.wish, sha256, activation_secret };
        let done = perform(deeds, transaction, granted).await?;
        if let (Ok(()), Some(Ready::Pin(changed))) = (&done, &self.ready) {
            changed.write(transaction).await?;
        }
        Ok(done)
    }
}

impl Consent {
    /// What an answer grants, where its statement is of a wish; or why that cannot be done. The statement pins the wish's hash.
    pub(crate) async fn granted<T>(
        &self,
        answer: &Heard<T>,
    ) -> Result<Option<Result<Granted, Problem>>, Error> {
        if !matches!(answer.statement.sign, Sign::Deed { .. }) {
            return Ok(None);
        }
        let wish = Received::<Wish>::parse(&answer.session.request).map_err(Error::damaged("a wish"))?;
        let wish = wish.claims().clone();
        let ready = self.ready(&wish).await?;
        Ok(Some(ready.map(|ready| Granted { wish, ready })))
    }

    /// Does what a phone wants done about its person's keys, or states it so that the person's PIN grants it (job `wish`).
    ///
    /// # Errors
    /// The service failed; nothing was written.
    pub async fn wish(&self, hash: Sha256Digest) -> Result<(), Error> {
        // 1. The same wish again has its reply already.
        if self.store.reply(&hash).await?.is_some() {
            return Ok(());
        }
        let row = self.store.wish(&hash).await?.ok_or_else(|| missing("wish", hash))?;

        // 2. A phone of ours signed it, a little while ago, and its keys are neither blocked nor ended.
        let found = self.store.device_scene(&row.device).await?;
        let standing = check_standing(&found);
        let device = found.device.ok_or_else(|| missing("device", row.device))?;
        let key = PublicKey::from_spki_der(&device.key_spki).map_err(Error::damaged("a device's key"))?;
        let heard = hear(&row, &key, self.clock.now()).and_then(|wish| standing.map(|()| wish));
        let wish = match heard {
            Ok(wish) => wish,
            Err(problem) => return self.reply(hash, Err(problem)).await,
        };

        // 3. What a PIN grants is stated to this phone, and done when it answers; the rest is done now.
        match wish.deed.purpose() {
            Some(purpose) => self.state_wish(wish, device.person, purpose).await,
            None => self.do_wish(wish, device.person).await,
        }
    }

    async fn do_wish(&self, wish: Verified<Wish>, person: PersonId) -> Result<(), Error> {
        let deeds = self.deeds.clone();
        self.store
            .transaction("consent: wish", move |transaction| {
                Box::pin(async move {
                    transaction.lock(Lock::Person(person)).await?;
                    let hash = wish.sha256();
                    if transaction.reply(&hash).await?.is_some() {
                        return Ok(());
                    }
                    let granted = GrantedWish { person, wish: &wish, sha256: hash, activation_secret: None };
                    let done = perform(&deeds, transaction, granted).await?;
                    writes::reply(transaction, hash, done.map(|()| body(WishReply::default()))).await
                })
            })
            .await
    }

    /// Signs the statement of a wish and gives it to the phone that asked, as the reply.
    async fn state_wish(
        &self,
        wish: Verified<Wish>,
        person: PersonId,
        purpose: Purpose,
    ) -> Result<(), Error> {
        // 1. By which key it is granted: this phone's own, in force or frozen by the person alone.
        let (hash, now) = (wish.sha256(), self.clock.now());
        let tries = self.store.pin_tries(&wish.device).await?;
        let locked = standing(&tries, purpose, now).locked_until;
        let certificate = match self.granting(&wish, purpose, now).await? {
            Ok(certificate) => certificate,
            Err(problem) => return self.reply(hash, Err(problem)).await,
        };
        if let Some(until) = locked {
            return self.reply(hash, Err(Problem::PinLocked(until))).await;
        }

        // 2. The statement, signed by Rk.
        let key_list = sha256(self.key_list().await?.as_bytes());
        let ground = WishGround {
            session: SessionId::draw(self.random.as_ref()),
            wish_sha256: hash,
            certificate_sha256: certificate.sha256,
            key_list_sha256: key_list,
            nonce: Nonce::draw(self.random.as_ref()),
            issued_at: now,
            expires_at: now.plus(WAITS_FOR_ITS_PIN),
        };
        let statement = Statement::of_wish(&wish, ground)?;
        let jws = self.keys.sign_statement(statement.draft()?).await?;

        // 3. One transaction: session, statement, its leaf, the reply.
        let session = session_of(&wish, person, &statement);
        self.store
            .transaction("consent: wish stated", move |transaction| {
                Box::pin(async move { stated(transaction, hash, &session, &statement, jws).await })
            })
            .await
    }

    /// The certificate of the phone that asks, if it may grant this.
    async fn granting(
        &self,
        wish: &Wish,
        purpose: Purpose,
        now: UnixTime,
    ) -> Result<Result<IssuedCertificate, Problem>, Error> {
        let all = self.store.certificates_of_device(&wish.device).await?;
        let Some(certificate) = all.into_iter().find(|one| purpose_of(&one.profile) == Some(purpose)) else {
            return Ok(Err(Problem::CertificateUnknown));
        };
        let (issuer, serial) = (certificate.issuer, &certificate.serial);
        let mut status = self.store.status(issuer, serial.as_bytes()).await?;
        if may_be_frozen(wish) && self.store.is_frozen(issuer, serial).await? {
            status = store::CertificateStatus::Final;
        }
        Ok(check_in_force(&certificate, status, now).map(|()| certificate))
    }
}

/// The session of a wish with its statement, its leaf and its reply.
async fn stated(
    transaction: &mut Transaction,
    hash: Sha256Digest,
    session: &Session,
    statement: &Statement,
    jws: String,
) -> Result<(), Error> {
    transaction.lock(Lock::Person(session.person)).await?;
    if transaction.reply(&hash).await?.is_some() {
        return Ok(());
    }
    let row = store::StoredStatement {
        session: session.id,
        sha256: sha256(jws.as_bytes()),
        jws: jws.clone(),
        code: None,
        expires_at: statement.expires_at,
        created_at: transaction.now(),
    };
    transaction.insert_own_session(session, &row).await?;
    writes::append(transaction, row.leaf(hash)).await?;
    let reply = WishReply { statement: Some(jws) };
    writes::first_reply(transaction, hash, Ok(body(reply))).await
}

/// Whether it is granted by a certificate that the person has frozen: what ends just that.
pub(crate) fn may_be_frozen(wish: &Wish) -> bool {
    matches!(wish.deed, phone_protocol::Deed::Unfreeze {})
}

/// A wish that counts: of its kind, signed by the phone that it names, of now.
fn hear(row: &store::WishRow, key: &PublicKey, now: UnixTime) -> Result<Verified<Wish>, Problem> {
    let malformed = |error: phone_protocol::Error| Problem::MessageMalformed(error.to_string());
    let wish = Received::<Wish>::parse(&row.body).map_err(malformed)?;
    if wish.claims().device != row.device {
        return Err(Problem::OtherDevice);
    }
    let wish = wish.verify(key).map_err(|_| Problem::OtherDevice)?;
    wish.check_time(now).map_err(|error| Problem::WishTimes(error.to_string()))?;
    Ok(wish)
}

/// The row of a session that no relying party asked for.
fn session_of(wish: &Verified<Wish>, person: PersonId, statement: &Statement) -> Session {
    Session {
        id: statement.session,
        door: Door::Own,
        relying_party: NO_RELYING_PARTY.to_owned(),
        jti: wish.sha256().to_string(),
        request_sha256: wish.sha256(),
        request: wish.compact().to_owned(),
        purpose: statement.purpose,
        certificate_sha256: statement.certificate_sha256,
        person,
        device: wish.device,
        code_mode: CodeMode::None,
        created_at: statement.issued_at,
        expires_at: statement.expires_at,
        request_expires_at: statement.expires_at,
    }
}

fn body(reply: WishReply) -> serde_json::Value {
    serde_json::to_value(reply).expect("a reply is a struct of strings, which JSON can always hold")
}
