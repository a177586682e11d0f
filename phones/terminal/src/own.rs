//! The person's own keys: what there is, and what is to be done about them.

use std::sync::Arc;

use phone_protocol::activation::ActivationSecret;
use phone_protocol::activation_code::activation_id;
use phone_protocol::key_list::pin_of;
use phone_protocol::verification::{VerifiedSession, verify_wish};
use phone_protocol::{About, Activation, Choice, Deed, FurtherPhone, KeptDevice, KeysReply, Wish, WishReply};
use pki_types::sha256;
use words::{DeviceKind, Nonce};

use crate::phone::{MESSAGE_PATIENCE, read_reply};
use crate::{Error, Interaction, Phone};

/// What came of a wish.
#[derive(Debug)]
pub enum Wished {
    /// It is done.
    Done,
    /// It is done when this is signed, with the PIN of its purpose.
    Stated(Box<VerifiedSession>),
}

impl Phone {
    /// The person's phones and certificates.
    ///
    /// # Errors
    /// Not enrolled, refused, or the service is away.
    pub async fn keys(&self) -> Result<KeysReply, Error> {
        let reply = self.inquire(About::Keys {}).await?;
        read_reply("the inquiry", &reply)
    }

    /// Asks for something to be done about the person's own keys. Lost on the way, it may be asked for anew: each deed is one that
    /// may be done twice.
    ///
    /// # Errors
    /// Not enrolled, refused, away, or the service states something else than was asked for.
    pub async fn wish(&mut self, deed: Deed) -> Result<Wished, Error> {
        let nonce = Nonce::draw(self.environment.random.as_ref());
        let wish = Wish::new(self.identity()?.device, deed, nonce, self.now());
        let message = self.sign_message(&wish)?;
        let hash = sha256(message.as_bytes());
        let reply = self.send("/v1/phone/wishes", Some(message), MESSAGE_PATIENCE).await?;
        let reply: WishReply = read_reply("the wish", &reply)?;
        match (reply.statement, wish.deed.purpose()) {
            (None, None) => Ok(Wished::Done),
            (Some(statement), Some(_)) => {
                let checked = self.checked(|known| verify_wish(&statement, &wish, hash, known)).await?;
                Ok(Wished::Stated(Box::new(checked)))
            }
            (None, Some(_)) | (Some(_), None) => {
                Err(Error::Unexpected { what: "the wish", reason: "it is not as its PIN demands".to_owned() })
            }
        }
    }

    /// Asks for something to be done, and for the PIN where one is needed, until it is done.
    ///
    /// # Errors
    /// As [`Phone::wish`] and [`Phone::sign`].
    pub async fn have_done(&mut self, deed: Deed, interaction: &Arc<dyn Interaction>) -> Result<(), Error> {
        match self.wish(deed).await? {
            Wished::Done => Ok(()),
            Wished::Stated(session) => {
                let all = Choice::all(&session.statement().sign);
                self.sign_with_questions(&session, &all, None, interaction).await.map(|_| ())
            }
        }
    }

    /// Gives an activation for another phone of the person, once PIN 2 grants it. It is a secret, for that phone alone, and good for
    /// minutes; of several the last one counts.
    ///
    /// # Errors
    /// As [`Phone::have_done`].
    pub async fn activate_another(
        &mut self,
        interaction: &Arc<dyn Interaction>,
    ) -> Result<Activation, Error> {
        // 1. The secret is drawn here, and told to the inner zone alone.
        let (random, device) = (self.environment.random.clone(), self.identity()?.device);
        let secret = ActivationSecret::draw(random.as_ref());
        let key_list = self.key_list.as_ref().ok_or(Error::NotEnrolled)?;
        let statement_key_sha256 = pin_of(&key_list.statement_key.0);
        let told = FurtherPhone::new(device, &secret).encrypt(&key_list.opening_key.0, random.as_ref())?;
        let id = activation_id(&secret);

        // 2. Granted, it is what an officer would hand over.
        let deed = Deed::Activate { activation_id: id, device_kind: DeviceKind::App, secret: told };
        self.have_done(deed, interaction).await?;
        Ok(Activation { id, secret, statement_key_sha256, base_url: self.state()?.base_url.clone() })
    }

    /// The person's phones that were enrolled after this one and of which its person was not told, as the service says now. They are told
    /// of once.
    ///
    /// # Errors
    /// As [`Phone::keys`], or the state cannot be written.
    pub async fn added_phones(&mut self) -> Result<Vec<KeptDevice>, Error> {
        let own = self.identity()?.device;
        let all = self.keys().await?.devices;
        let since = all.iter().find(|kept| kept.device == own).map(|kept| kept.enrolled_at);
        let mut state = self.state()?.clone();
        let told = state.told_of.clone();
        let is_new = |kept: &KeptDevice| {
            kept.device != own && Some(kept.enrolled_at) >= since && !told.contains(&kept.device)
        };
        let added: Vec<_> = all.into_iter().filter(is_new).collect();
        if !added.is_empty() {
            state.told_of.extend(added.iter().map(|kept| kept.device));
            self.commit(state)?;
        }
        Ok(added)
    }
}
