//! A device link: a code on another screen, or a link on a page, by which this phone comes to a request that names nobody.

use std::sync::Arc;

use phone_protocol::verification::VerifiedSession;
use phone_protocol::{Claim, DeviceLink, StateReply};
use words::SessionId;

use crate::phone::{MESSAGE_PATIENCE, read_reply};
use crate::{Ending, Error, Interaction, Phone};

/// How often what was claimed is asked for, before it is taken for gone.
const LOOKS: u8 = 5;

impl Phone {
    /// Claims a link; gives the request, which waits for this phone from then on, as any other does.
    ///
    /// # Errors
    /// The service refuses ([`Error::slug`]: `link-late`, `link-over`, …), or states something else than this phone came by.
    pub async fn claim(&mut self, link: &DeviceLink) -> Result<VerifiedSession, Error> {
        let claim = Claim::new(self.identity()?.device, link, self.now());
        let message = self.sign_message(&claim)?;
        let reply = self.send("/v1/phone/claims", Some(message), MESSAGE_PATIENCE).await?;
        let _stated: StateReply = read_reply("the claim", &reply)?;
        let session = self.fetch_claimed(link.session).await?;
        let stated = session.statement().link.as_ref().map(|stated| stated.way);
        if stated == Some(link.way) {
            return Ok(session);
        }
        Err(Error::Unexpected { what: "the claim", reason: "the statement is of another link".to_owned() })
    }

    /// Claims a link and has the person decide about what it asks.
    ///
    /// # Errors
    /// As [`claim`](Self::claim) and [`handle`](Self::handle).
    pub async fn follow(
        &mut self,
        link: &DeviceLink,
        interaction: &Arc<dyn Interaction>,
    ) -> Result<Ending, Error> {
        let session = self.claim(link).await?;
        self.handle(&session, interaction).await
    }

    /// The session of this identifier, of those that wait; the others wait on.
    async fn fetch_claimed(&mut self, wanted: SessionId) -> Result<VerifiedSession, Error> {
        self.release(wanted);
        for _ in 0..LOOKS {
            let polled = self.poll(1).await?;
            let mut found = None;
            for session in polled.sessions {
                if session.statement().session == wanted {
                    found = Some(session);
                } else {
                    self.release(session.statement().session);
                }
            }
            if let Some(found) = found {
                return Ok(found);
            }
            if let Some(refused) = polled.unacceptable.into_iter().find(|one| one.session == Some(wanted)) {
                return Err(refused.reason);
            }
        }
        Err(Error::Unexpected { what: "the claim", reason: "what was claimed does not come".to_owned() })
    }
}
