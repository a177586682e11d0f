//! One session from its prompt to its end, with a person.

use std::sync::Arc;

use phone_protocol::keys::PinKeys;
use phone_protocol::verification::VerifiedSession;
use phone_protocol::{Choice, WrongPins};
use words::problem;

use crate::enrolment::blocking;
use crate::phone::slot;
use crate::{Decision, Error, Event, Interaction, Phone, PinPrompt, Prompt};

/// How a session ended on this phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Signed; the state that the service gave.
    Signed(String),
    /// Refused.
    Refused,
    /// The person did nothing.
    Left,
}

impl Phone {
    /// Shows a session, asks, and signs or refuses.
    ///
    /// # Errors
    /// As [`Phone::sign`] and [`Phone::refuse`]; a wrong PIN is asked for again while the service compares.
    pub async fn handle(
        &mut self,
        session: &VerifiedSession,
        interaction: &Arc<dyn Interaction>,
    ) -> Result<Ending, Error> {
        if let Err(error) = self.shown(session).await {
            tracing::debug!(%error, "the service does not know that the session is shown");
        }
        let opened = match self.read(session, interaction).await {
            Err(error @ Error::OtherDocument { .. }) => {
                interaction.tell(&Event::Unacceptable { reason: error.to_string() });
                return Ok(Ending::Left);
            }
            read => read?,
        };
        let prompt = Prompt::of(session, &opened, self.now());
        let (id, purpose) = (prompt.session, prompt.purpose);
        let asked = Arc::clone(interaction);
        match blocking(move || Ok(asked.decide(&prompt))).await? {
            decision @ (Decision::Sign | Decision::SignBut(_)) => {
                let mut choice = Choice { opened, ..Choice::all(&session.statement().sign) };
                if let Decision::SignBut(struck_out) = decision {
                    choice
                        .signed
                        .iter_mut()
                        .enumerate()
                        .for_each(|(at, it)| *it &= !struck_out.contains(&at));
                }
                let signed = self.sign_with_questions(session, &choice, None, interaction).await;
                if let Some(wrong_pins) = self.take_wrong_pins().filter(WrongPins::are_new) {
                    interaction.tell(&Event::WrongPinsSince { wrong_pins });
                }
                let state = signed?;
                interaction.tell(&Event::Signed { session: id, purpose, state: state.clone() });
                if let Some(address) = self.way_back(id) {
                    interaction.tell(&Event::LedBack { address: address.to_owned() });
                }
                Ok(Ending::Signed(state))
            }
            Decision::Refuse(reason) => {
                self.refuse(session, reason).await?;
                interaction.tell(&Event::Refused { session: id, reason });
                Ok(Ending::Refused)
            }
            Decision::Later => Ok(Ending::Left),
        }
    }

    pub(crate) async fn sign_with_questions(
        &mut self,
        session: &VerifiedSession,
        choice: &Choice,
        new_pin: Option<&PinKeys>,
        interaction: &Arc<dyn Interaction>,
    ) -> Result<String, Error> {
        let purpose = session.statement().purpose;
        if self.remembered[slot(purpose)].is_some() {
            return self.sign_with(session, choice, None, new_pin).await.map(|reply| reply.state);
        }
        let mut prompt = PinPrompt { purpose, remaining: None, first: true };
        loop {
            let asked = Arc::clone(interaction);
            let pin = blocking(move || Ok(asked.pin(&prompt))).await?.ok_or(Error::Stopped)?;
            match self.sign_with(session, choice, Some(&pin), new_pin).await {
                Ok(reply) => return Ok(reply.state),
                Err(Error::Refused { problem, .. }) if problem.slug() == problem::PIN_WRONG.slug => {
                    interaction.tell(&Event::WrongPin { remaining: problem.remaining });
                    prompt = PinPrompt { purpose, remaining: problem.remaining, first: false };
                }
                Err(error) => return Err(error),
            }
        }
    }
}
