//! Where this phone is woken. A terminal has no push service: this is for who tries a country by this library.

use std::time::Duration;

use phone_protocol::{PushAddress, Subscription};

use crate::{Error, Phone};

/// How long the door may take.
const PATIENCE: Duration = Duration::from_secs(10);

impl Phone {
    /// Says where it is woken when something waits, or that it is not to be any more.
    ///
    /// # Errors
    /// Not enrolled, or the service cannot be asked.
    pub async fn say_where_to_wake(&self, push: Option<PushAddress>) -> Result<(), Error> {
        let subscription = Subscription::new(self.identity()?.device, self.now(), push);
        let message = self.sign_message(&subscription)?;
        self.send("/v1/phone/subscription", Some(message), PATIENCE).await.map(|_| ())
    }
}
