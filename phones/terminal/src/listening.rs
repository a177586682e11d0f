//! Hearing from the service that something waits. That is all that is heard: what waits is fetched by a poll, as it is without this.

use std::time::Duration;

use phone_protocol::Pending;
use phone_protocol::pending::MAXIMUM_SESSIONS;
use tokio::time::Instant;

use crate::door::DoorRequest;
use crate::{Error, Phone};

/// The longest silence of the service: it says something every 20 seconds.
const SILENCE: Duration = Duration::from_secs(30);
/// An answer that ends sooner is of a service that lets this phone not listen.
const SHORTEST: Duration = Duration::from_secs(5);
/// For how long such a phone polls.
const DEAF: Duration = Duration::from_secs(60);

/// What a phone that waits hears by.
#[derive(Default)]
pub(crate) struct Ear {
    deaf_until: Option<Instant>,
}

impl Ear {
    /// How long the next poll may wait, where one that does not listen waits for `otherwise` seconds.
    pub(crate) fn patience(&self, otherwise: u8) -> u8 {
        if self.is_deaf() { otherwise } else { 0 }
    }

    fn is_deaf(&self) -> bool {
        self.deaf_until.is_some_and(|until| Instant::now() < until)
    }

    /// Waits until something waits for the phone, or the service says nothing more; at once if this phone may not listen.
    pub(crate) async fn hear(&mut self, phone: &Phone) -> Result<(), Error> {
        if self.is_deaf() {
            return Ok(());
        }
        let begun = Instant::now();
        let waits = phone.listen().await?;
        if !waits && begun.elapsed() < SHORTEST {
            self.deaf_until = Some(Instant::now() + DEAF);
        }
        Ok(())
    }
}

impl Phone {
    /// Listens once; gives whether the service said that something waits.
    ///
    /// # Errors
    /// Not enrolled.
    async fn listen(&self) -> Result<bool, Error> {
        let known = self.known.iter().rev().take(MAXIMUM_SESSIONS).map(|(session, _)| *session).collect();
        let poll = Pending::new(self.identity()?.device, self.now(), 0, known);
        let request = DoorRequest {
            base_url: self.state()?.base_url.clone(),
            path: "/v1/phone/events".to_owned(),
            body: Some(self.sign_message(&poll)?),
            patience: SILENCE,
        };
        Ok(self.environment.door.listen(request).await)
    }
}
