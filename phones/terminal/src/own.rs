//! The person's own keys: what there is, and what is to be done about them.

use std::sync::Arc;

use phone_protocol::verification::{VerifiedSession, verify_wish};
use phone_protocol::{About, Choice, Deed, Inquiry, KeysReply, Wish, WishReply};
use pki_types::sha256;
use words::Nonce;

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
        let inquiry = Inquiry::new(self.identity()?.device, About::Keys, self.now());
        let message = self.sign_message(&inquiry)?;
        let reply = self.send("/v1/phone/inquiries", Some(message), MESSAGE_PATIENCE).await?;
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
}
