//! Unlock, sign, answer, each step durable before the next; and refusing.

use phone_protocol::fixed::{ForConsent, VersionOne};
use phone_protocol::keys::{PinKeys, ProofScope, wrap_key, xor};
use phone_protocol::unlock::OpenedShare;
use phone_protocol::verification::VerifiedSession;
use phone_protocol::wire::Secret32;
use phone_protocol::{
    Answer, Choice, OutstandingUnlock, Pin, PinProof, Refusal, RefusalReason, Shown, StateReply, Unlock,
    UnlockReply, Verifier,
};
use pki_types::sha256;
use words::Purpose;
use words::problem;

use crate::enrolment::blocking;
use crate::key::WrappedKey;
use crate::phone::{MESSAGE_PATIENCE, read_reply, slot};
use crate::pin_change::check_change;
use crate::state::AnsweredState;
use crate::{Error, KeyPair, Phone};

impl Phone {
    /// Tells the service that the person sees the session.
    ///
    /// # Errors
    /// The service refuses or is away; nothing depends on it.
    pub async fn shown(&self, session: &VerifiedSession) -> Result<StateReply, Error> {
        let statement = session.statement();
        let message = self.sign_message(&Shown {
            v: VersionOne,
            aud: ForConsent,
            session: statement.session,
            device: statement.device,
            statement_sha256: statement.sha256(),
            iat: self.now(),
        })?;
        self.deliver("shown", message).await
    }

    /// Refuses a session. No PIN is needed.
    ///
    /// # Errors
    /// The service refuses the refusal, or is away.
    pub async fn refuse(
        &self,
        session: &VerifiedSession,
        reason: RefusalReason,
    ) -> Result<StateReply, Error> {
        let statement = session.statement();
        let message = self.sign_message(&Refusal {
            v: VersionOne,
            aud: ForConsent,
            session: statement.session,
            device: statement.device,
            statement_sha256: statement.sha256(),
            reason,
            iat: self.now(),
        })?;
        self.deliver("the refusal", message).await
    }

    /// Signs all that the session states, of which nothing was opened, with this PIN or, where `pin` is absent, with the
    /// remembered one.
    ///
    /// # Errors
    /// As [`sign_chosen`](Self::sign_chosen).
    pub async fn sign(&mut self, session: &VerifiedSession, pin: Option<&Pin>) -> Result<StateReply, Error> {
        self.sign_chosen(session, &Choice::all(&session.statement().sign), pin).await
    }

    /// Signs what the person chose of what the session states.
    ///
    /// # Errors
    /// A choice that does not fit, answered before, expired, a wrong PIN (see [`words::problem`]), or a share that opens
    /// nothing. Until the key has opened nothing is changed.
    pub async fn sign_chosen(
        &mut self,
        session: &VerifiedSession,
        choice: &Choice,
        pin: Option<&Pin>,
    ) -> Result<StateReply, Error> {
        self.sign_with(session, choice, pin, None).await
    }

    /// The same; where the session changes the PIN, with the keys of the new one.
    pub(crate) async fn sign_with(
        &mut self,
        session: &VerifiedSession,
        choice: &Choice,
        pin: Option<&Pin>,
        new_pin: Option<&PinKeys>,
    ) -> Result<StateReply, Error> {
        let statement = session.statement();
        let purpose = statement.purpose;

        // 1. What may be signed so; never twice, never late.
        choice.check(&statement.sign)?;
        if self.state()?.has_answered(statement.session) {
            return Err(Error::AlreadyAnswered);
        }
        statement.check_time(self.now())?;

        // 2. What became of the last unlock, if this phone does not know: whatever it was, it is decided before this one.
        self.resolve_outstanding_unlock().await?;

        // 3. The PIN is proved to the inner zone, which answers with its share.
        let pin_keys = self.pin_keys(purpose, pin).await?;
        check_change(&statement.sign, new_pin, &pin_keys)?;
        let opened = self.unlock(session, &pin_keys).await.map_err(signed_elsewhere)?;

        // 4. The key opens, or no share moves.
        let mut state = self.state()?.clone();
        let key_state = state.key_mut(purpose);
        let wrap_under =
            |keys: &PinKeys, share: &[u8; 32]| wrap_key(share, &opened.share, &keys.wrap_part, purpose);
        let share = key_state.client_share.clone();
        let signing_key = key_state.open(purpose, &wrap_under(&pin_keys, share.expose()))?;
        let random = self.environment.random.as_ref();
        let under_new_pin = new_pin
            .map(|keys| WrappedKey::wrap(&signing_key, purpose, &wrap_under(keys, share.expose()), random))
            .transpose()?;

        // 5. The moved share is durable before anything is signed.
        key_state.client_share = Secret32::new(*xor(key_state.client_share.expose(), &opened.step));
        key_state.epoch = opened.next_epoch;
        state.unlocks.opened();
        self.commit(state)?;
        self.wrong_pins = Some(opened.wrong_pins);

        // 6. Sign all that was chosen, forget the key.
        let digests = session.digests_to_sign();
        let chosen =
            digests.iter().zip(&choice.signed).filter_map(|(digest, signed)| signed.then_some(digest));
        let signatures = chosen.map(|digest| signing_key.sign_digest(digest.as_bytes())).collect();
        drop(signing_key);

        // 7. The answer is durable before it is sent, and the key under the new PIN with it: after a crash the same bytes are sent
        //    again, and whichever PIN the service then knows opens the key.
        let (sha256, epoch) = (statement.sha256(), opened.next_epoch);
        let verifier = session.callback().map(|_| Verifier::draw(self.environment.random.as_ref()));
        let answer = Answer::compose(statement, sha256, choice, signatures, epoch, self.now())?;
        let answer = answer.leading_back(verifier.as_ref());
        let message = self.sign_message(&answer)?;
        let mut state = self.state()?.clone();
        if let Some(wrapped) = under_new_pin {
            state.key_mut(purpose).keep_under(wrapped);
        }
        state.forget_old_answers(self.now());
        state.answered.push(AnsweredState {
            session: statement.session,
            expires_at: statement.expires_at,
            outstanding: Some(message.clone()),
            way_back: verifier
                .zip(session.callback())
                .map(|(it, callback)| it.way_back(callback, statement.session)),
        });
        self.commit(state)?;
        let reply = self.deliver("the answer", message).await;
        self.settle(&reply, statement.session);
        reply.map_err(signed_elsewhere)
    }

    /// Where the person is led back to whose answer to this session the service has taken; none where a code was scanned, or nobody is led
    /// anywhere. It is for the browser of the person alone.
    #[must_use]
    pub fn way_back(&self, session: words::SessionId) -> Option<&str> {
        let mut answered = self.state.as_ref()?.answered.iter();
        let past = answered.find(|past| past.session == session && past.outstanding.is_none())?;
        past.way_back.as_deref()
    }

    /// Sends answers that were written down and whose confirmation never came, while their sessions last. Called when
    /// a phone starts.
    ///
    /// # Errors
    /// The service is away.
    pub async fn deliver_outstanding(&mut self) -> Result<(), Error> {
        let Ok(state) = self.state() else { return Ok(()) };
        let now = self.now();
        let outstanding: Vec<_> = state
            .answered
            .iter()
            .filter(|past| past.expires_at > now)
            .filter_map(|past| past.outstanding.clone().map(|message| (past.session, message)))
            .collect();
        for (session, message) in outstanding {
            let reply = self.deliver("the answer", message).await;
            self.settle(&reply, session);
            if let Err(error @ Error::Unreachable { .. }) = reply {
                return Err(error);
            }
        }
        Ok(())
    }

    /// Sends an unlock again of which this phone does not know what came: the same bytes count once and get their one
    /// reply. Its share cannot be opened any more, for the key to which it comes was never written down; but from now on
    /// the next unlock may name it, and cannot overtake it.
    async fn resolve_outstanding_unlock(&mut self) -> Result<(), Error> {
        let Some(message) = self.state()?.unlocks.outstanding().map(|unlock| unlock.message.clone()) else {
            return Ok(());
        };
        let was_answered = match self.send("/v1/phone/messages", Some(message), MESSAGE_PATIENCE).await {
            Ok(_) => true,
            Err(error) if is_decided(&error) => false,
            Err(error) => return Err(error),
        };
        let mut state = self.state()?.clone();
        state.unlocks.resolved(was_answered);
        self.commit(state)
    }

    /// Is there an answer that the service has not confirmed?
    pub(crate) fn has_outstanding(&self) -> bool {
        self.state.as_ref().is_some_and(|state| state.answered.iter().any(|past| past.outstanding.is_some()))
    }

    /// An answer that the service has decided about needs no second sending. Written with the next change: sending it
    /// again would change nothing.
    fn settle(&mut self, reply: &Result<StateReply, Error>, session: words::SessionId) {
        let decided = reply.as_ref().map_or_else(is_decided, |_| true);
        if let (true, Some(state)) = (decided, &mut self.state) {
            state
                .answered
                .iter_mut()
                .filter(|past| past.session == session)
                .for_each(|past| past.outstanding = None);
        }
    }

    async fn pin_keys(&self, purpose: Purpose, pin: Option<&Pin>) -> Result<PinKeys, Error> {
        match (pin, &self.remembered[slot(purpose)]) {
            (Some(pin), _) => {
                let (pin, key_state) = (pin.clone(), self.state()?.key(purpose).clone());
                blocking(move || Ok(key_state.pin_keys(&pin))).await
            }
            (None, Some(keys)) => Ok(keys.clone()),
            (None, None) => Err(Error::Input("a PIN is needed".to_owned())),
        }
    }

    async fn unlock(&mut self, session: &VerifiedSession, pin_keys: &PinKeys) -> Result<OpenedShare, Error> {
        // 1. The proof names the unlocks before it.
        let statement = session.statement();
        let random = self.environment.random.as_ref();
        let key_list = self.key_list.as_ref().ok_or(Error::NotEnrolled)?;
        let mut state = self.state()?.clone();
        let epoch = state.key(statement.purpose).epoch;
        let ephemeral = KeyPair::draw(random);
        let scope = ProofScope {
            device: statement.device,
            purpose: statement.purpose,
            epoch,
            statement_sha256: statement.sha256(),
            ephemeral_key: ephemeral.public_key(),
            before: &state.unlocks.names(),
        };
        let proof = PinProof::new(&pin_keys.proof_key, &scope);
        let unlock = Unlock::compose(statement.session, &proof, &key_list.opening_key.0, self.now(), random)?;
        let message = self.sign_message(&unlock)?;
        let unlock_sha256 = sha256(message.as_bytes());
        let statement_key = key_list.statement_key.0.clone();

        // 2. Its own name is durable before it is sent; the ephemeral key is never written.
        state.unlocks.begin(OutstandingUnlock {
            purpose: statement.purpose,
            name: proof.name(),
            message: message.clone(),
        });
        self.commit(state)?;

        // 3. A refusal is written with the next change: if it is not, the same bytes find it again.
        let reply = match self.send("/v1/phone/messages", Some(message), MESSAGE_PATIENCE).await {
            Err(error) if is_decided(&error) => {
                if let Some(state) = &mut self.state {
                    state.unlocks.resolved(false);
                }
                return Err(error);
            }
            sent => sent?,
        };
        let reply: UnlockReply = read_reply("the unlock", &reply)?;
        let shared = ephemeral.agree(reply.encrypted_share()?.ephemeral_key())?;
        Ok(reply.open(&shared, &statement_key, &unlock_sha256, epoch)?)
    }
}

/// A session that this phone has not answered and that has its signature: a copy was faster. It may be faster each time, so
/// that no unlock of this phone is ever judged; then the person hears of it here alone.
fn signed_elsewhere(error: Error) -> Error {
    match error {
        Error::Refused { problem, .. }
            if problem.slug() == problem::SESSION_OVER.slug
                && problem.state.as_deref() == Some("completed") =>
        {
            Error::SignedElsewhere
        }
        other => other,
    }
}

/// Does this error say that the message has had its effect, or will never have one? A door that counts requests or is busy
/// has decided nothing about it, but for the two limits of a session.
fn is_decided(error: &Error) -> bool {
    match error {
        Error::Refused { status: 408 | 425 | 429, problem } => {
            [problem::TOO_MANY_UNLOCKS.slug, problem::TOO_MANY_MESSAGES.slug].contains(&problem.slug())
        }
        Error::Refused { status: 400..=499, .. } => true,
        _ => false,
    }
}
