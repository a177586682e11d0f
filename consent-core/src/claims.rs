//! The story of a claim: a phone comes by a link to a request that names nobody, and from then on the session is its own.
//!
//! What a door says of a link is its row. That the relying party made the link, and when, is told by the secret that it encrypted to the inner
//! zone in the request that it signed; so no door makes a link, keeps one fresh, or gives it to another request.

use phone_protocol::message::Verified;
use phone_protocol::{Claim, Received, SignatureRequest};
use pki_types::{PublicKey, Sha256Digest, UnixTime};
use store::{DeviceLink, IssuedCertificate, Lock, Session, StoredStatement, Transaction};
use words::profile::purpose_of;
use words::{CodeMode, Door, PersonId, Purpose, SessionId, SessionState};

use crate::config::Policy;
use crate::consent::LEAST_SECONDS;
use crate::hear::check_standing;
use crate::prompting::{self, Prompt};
use crate::scene::missing;
use crate::writes;
use crate::{Consent, Error, Problem};

impl Consent {
    /// States the request of a link to the phone that claims it first, or says why not (job `claim`).
    ///
    /// # Errors
    /// The service failed; nothing was written.
    pub async fn claim(&self, hash: Sha256Digest) -> Result<(), Error> {
        // 1. The same claim again has its reply already.
        if self.store.reply(&hash).await?.is_some() {
            return Ok(());
        }
        let row = self.store.claim(&hash).await?.ok_or_else(|| missing("claim", hash))?;

        // 2. A phone of ours signed it, a little while ago, and its keys are neither blocked nor ended.
        let found = self.store.device_scene(&row.device).await?;
        let standing = check_standing(&found);
        let device = found.device.ok_or_else(|| missing("device", row.device))?;
        let key = PublicKey::from_spki_der(&device.key_spki).map_err(Error::damaged("a device's key"))?;
        let now = self.clock.now();
        let heard = hear(&row, &key, now).and_then(|claim| standing.map(|()| claim));
        let claim = match heard {
            Ok(claim) => claim,
            Err(problem) => return self.reply(hash, Err(problem)).await,
        };

        // 3. The relying party made the link, for this request and this moment, and it is not over.
        let (link, request) = match self.claimed_link(&claim, now).await? {
            Ok(found) => found,
            Err(problem) => return self.reply(hash, Err(problem)).await,
        };

        // 4. What it asks may be asked of this person now, as if it had named the certificate of this phone.
        let Some(certificate) = self.claiming(&claim, request.purpose, now).await? else {
            return self.reply(hash, Err(Problem::CertificateUnknown)).await;
        };
        let session = session_of(link, &request, &claim, device.person, &certificate, now);
        let (asked, relying_party, key_list) = match self.judge(&session, Some(claim.way), now).await? {
            Ok(admitted) => admitted,
            Err(problem) => return self.reply(hash, Err(problem)).await,
        };

        // 5. The statement, signed by Rk.
        let made = self.made(&asked, &session, &relying_party, key_list, Some(claim.way), now).await?;
        let row = match made {
            Ok(row) => row,
            Err(problem) => return self.reply(hash, Err(problem)).await,
        };

        // 6. One transaction: the first claim, what the person may be asked, session, statement, leaf, reply.
        let policy = self.policy.clone();
        self.store
            .transaction("consent: claim", move |transaction| {
                Box::pin(async move { claimed(transaction, hash, &session, &row, &policy).await })
            })
            .await
    }

    /// The link that a claim names and its request, if the relying party made the one for the other, and it is of now.
    async fn claimed_link(
        &self,
        claim: &Claim,
        now: UnixTime,
    ) -> Result<Result<(DeviceLink, SignatureRequest), Problem>, Error> {
        let Some(link) = self.store.device_link(&claim.session).await? else {
            return Ok(Err(Problem::LinkUnknown));
        };
        let malformed = |error: phone_protocol::Error| Problem::RequestMalformed(error.to_string());
        let request = match Received::<SignatureRequest>::parse(&link.request) {
            Ok(received) => received.claims().clone(),
            Err(error) => return Ok(Err(malformed(error))),
        };
        let Some(asked) = &request.link else { return Ok(Err(Problem::LinkUnknown)) };
        let encrypted = match asked.encrypted_secret() {
            Ok(encrypted) => encrypted,
            Err(error) => return Ok(Err(malformed(error))),
        };
        let shared = self.keys.agree(&encrypted).await?;
        let secret = match asked.open_secret(&shared, &request.iss, &request.jti) {
            Ok(secret) => secret,
            Err(error) => return Ok(Err(malformed(error))),
        };
        // Nobody who cannot make a link hears more of it than that.
        if claim.check_code(secret.expose()).is_err() {
            return Ok(Err(Problem::LinkWrong));
        }
        // What would leave the person too little time is over.
        if link.expires_at.min(request.exp) < now.plus(LEAST_SECONDS) {
            return Ok(Err(Problem::LinkOver));
        }
        if !asked.ways.contains(&claim.way) {
            return Ok(Err(Problem::LinkWrong));
        }
        let seconds = i64::from(self.policy.link_seconds);
        if !claim.is_of_now(request.iat, now, seconds) {
            return Ok(Err(Problem::LinkLate(seconds)));
        }
        Ok(Ok((link, request)))
    }

    /// The certificate of the phone that claims, for this purpose: the newest that is valid.
    async fn claiming(
        &self,
        claim: &Claim,
        purpose: Purpose,
        now: UnixTime,
    ) -> Result<Option<IssuedCertificate>, Error> {
        let all = self.store.certificates_of_device(&claim.device).await?;
        let fits = |one: &IssuedCertificate| {
            purpose_of(&one.profile) == Some(purpose) && one.not_before <= now && now <= one.not_after
        };
        Ok(all.into_iter().filter(fits).max_by_key(|one| one.not_before))
    }

    /// Whether a phone claimed a link while its relying party took it back: whoever comes second sees the other.
    pub(crate) async fn was_claimed_meanwhile(&self, session: SessionId) -> Result<bool, Error> {
        self.store
            .transaction("consent: link", move |transaction| {
                Box::pin(async move {
                    transaction.lock(Lock::Link(session)).await?;
                    Ok::<_, Error>(transaction.session(&session).await?.is_some())
                })
            })
            .await
    }
}

/// The first claim of a link becomes its session.
async fn claimed(
    transaction: &mut Transaction,
    hash: Sha256Digest,
    session: &Session,
    row: &StoredStatement,
    policy: &Policy,
) -> Result<(), Error> {
    transaction.lock(Lock::Person(session.person)).await?;
    transaction.lock(Lock::Link(session.id)).await?;
    if transaction.reply(&hash).await?.is_some() {
        return Ok(());
    }
    if transaction.session(&session.id).await?.is_some()
        || transaction.cancellation(&session.id).await?.is_some()
    {
        return writes::first_reply(transaction, hash, Err(Problem::LinkOver)).await;
    }
    let before = match prompting::prompt(transaction, session, true, policy).await? {
        Prompt::Admitted(before) => before,
        Prompt::Stated => return writes::first_reply(transaction, hash, Err(Problem::LinkOver)).await,
        Prompt::Refused(problem) => return writes::first_reply(transaction, hash, Err(problem)).await,
    };
    // The relying party used its jti for something else as well: of two sessions the first counts.
    if !transaction.insert_claimed_session(session).await? {
        return writes::first_reply(transaction, hash, Err(Problem::LinkOver)).await;
    }
    if !prompting::stated(transaction, session, row, &before, policy).await? {
        return Err(missing("the session that was just claimed", session.id));
    }
    writes::first_reply(transaction, hash, Ok(writes::state_body(SessionState::Stated))).await
}

/// A claim that counts: of its kind, signed by the phone that it names, about the link that its row names, of now.
fn hear(row: &store::ClaimRow, key: &PublicKey, now: UnixTime) -> Result<Verified<Claim>, Problem> {
    let malformed = |error: phone_protocol::Error| Problem::MessageMalformed(error.to_string());
    let claim = Received::<Claim>::parse(&row.body).map_err(malformed)?;
    if (claim.claims().device, claim.claims().session) != (row.device, row.session) {
        return Err(Problem::OtherDevice);
    }
    let claim = claim.verify(key).map_err(|_| Problem::OtherDevice)?;
    claim.check_time(now).map_err(|error| Problem::ClaimTimes(error.to_string()))?;
    Ok(claim)
}

/// The row of a session that begins with a claim.
fn session_of(
    link: DeviceLink,
    request: &SignatureRequest,
    claim: &Claim,
    person: PersonId,
    certificate: &IssuedCertificate,
    now: UnixTime,
) -> Session {
    Session {
        id: link.session,
        door: Door::Native,
        relying_party: link.relying_party,
        jti: link.jti,
        request_sha256: link.request_sha256,
        request: link.request,
        purpose: request.purpose,
        certificate_sha256: certificate.sha256,
        person,
        device: claim.device,
        code_mode: CodeMode::None,
        created_at: now,
        expires_at: link.expires_at,
        request_expires_at: request.exp,
    }
}
