//! The command `greatseal phone`: enrol, wait, once, status, and what a person does about their own keys.

mod history;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use faces::{Catalogue, Language};
use phone_protocol::display::Line;
use phone_protocol::{
    Activation, ActivationCode, Deed, DeviceLink, KeptDevice, KeyStanding, Pin, check_pin, check_pins,
    comparison_code,
};
use pki_types::{Clock, Random, UnixTime};
use tokio::time::Instant;
use words::problem;
use words::{DeviceId, DeviceKind, Purpose, SessionId};
use zeroize::Zeroizing;

use crate::enrolment::activation_of_code;
use crate::interaction::pin_name;
use crate::listening::Ear;
use crate::pin_file::read_secret;
use crate::terminal::{ask_pin, say};
use crate::{
    Ending, Environment, Error, Event, FolderStorage, HttpDoor, Interaction, Phone, Pins,
    TerminalInteraction, read_pins,
};

/// What the person asked for.
#[derive(Clone, Debug)]
pub enum PhoneCommand {
    /// Make keys and become a device.
    Enrol {
        /// A file of mode 0600 with the activation payload; where absent, the terminal asks for it without echo.
        activation: Option<PathBuf>,
        /// The phones' API, where the person types the short code: the code does not say it.
        service: Option<String>,
        /// What this phone says it is; it must be what the officer activated.
        device_kind: DeviceKind,
    },
    /// Handle sessions until stopped.
    Wait,
    /// Handle one session, then end.
    Once,
    /// Come by a device link, and handle its request.
    Claim {
        /// The address, or the line behind its #.
        link: String,
    },
    /// Tell what this phone is.
    Status,
    /// Tell which phones and certificates the person has.
    Keys,
    /// Have something done about them.
    Have(Deed),
    /// Give an activation for another phone of the person.
    Add,
    /// Give a key of this phone another PIN.
    ChangePin {
        /// Which one.
        purpose: Purpose,
        /// A file of mode 0600 with the new PIN; where absent, the terminal asks for it without echo.
        new: Option<PathBuf>,
    },
    /// Tell what the person was asked, a page of it.
    History {
        /// Behind which session it begins; where absent with the newest.
        after: Option<SessionId>,
        /// Into which folder everything about each is written.
        save: Option<PathBuf>,
    },
    /// Give a phone of the person a name: this one, or the one named.
    Name {
        /// The name.
        name: String,
        /// Which phone.
        device: Option<DeviceId>,
    },
}

/// The command's options. None of them is a secret.
#[derive(Clone, Debug)]
pub struct PhoneOptions {
    /// The phone's folder.
    pub folder: PathBuf,
    /// PEM file with root certificates for TLS beside the system's.
    pub trust: Option<PathBuf>,
    /// PINs from a file of mode 0600 (two lines, PIN 1 and PIN 2) instead of the terminal.
    pub pin_file: Option<PathBuf>,
    /// The language that the terminal speaks.
    pub language: Language,
    /// What to do.
    pub command: PhoneCommand,
}

/// How long one poll of [`PhoneCommand::Wait`] lasts, in seconds.
const POLL_SECONDS: u8 = 25;
const PAUSE: Duration = Duration::from_secs(1);

/// Runs the command to its end; [`PhoneCommand::Wait`] has none but that of its process. It may be killed at any moment:
/// what the phone has written is whole.
///
/// # Errors
/// The first thing that cannot be done; while waiting, failures are told and waited out.
pub async fn run(options: PhoneOptions, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Result<(), Error> {
    let trust = options
        .trust
        .as_ref()
        .map(|path| {
            std::fs::read_to_string(path).map_err(|source| Error::Storage {
                path: path.clone(),
                action: "read",
                source,
            })
        })
        .transpose()?;
    let door = Arc::new(HttpDoor::new(trust.as_deref())?);
    let environment = Environment { door, clock, random, pause: PAUSE };
    let mut phone = Phone::open(FolderStorage::open(&options.folder)?, environment)?;
    let pins = options.pin_file.as_deref().map(read_pins).transpose()?;
    let words = Catalogue::of_terminals(options.language);
    let interaction: Arc<dyn Interaction> = Arc::new(TerminalInteraction {
        words,
        pins: pins.clone(),
        documents: options.folder.join("documents"),
    });
    if matches!(options.command, PhoneCommand::Wait | PhoneCommand::Once) {
        interaction.tell(&Event::Waiting);
        tell_of_added(&mut phone, words).await;
    }
    match options.command {
        PhoneCommand::Enrol { activation, service, device_kind } => {
            phone = phone.with_device_kind(device_kind);
            enrol(&mut phone, activation, service, pins, words).await
        }
        PhoneCommand::Wait => {
            let mut ear = Ear::default();
            loop {
                phone.handle_pending(&interaction, ear.patience(POLL_SECONDS)).await?;
                ear.hear(&phone).await?;
            }
        }
        PhoneCommand::Once => once(&mut phone, &interaction).await,
        PhoneCommand::Claim { link } => {
            phone.deliver_outstanding().await?;
            phone.follow(&DeviceLink::parse(&link)?, &interaction).await.map(|_| ())
        }
        PhoneCommand::Status => {
            status(&phone, words);
            Ok(())
        }
        PhoneCommand::Keys => keys(&phone, words).await,
        PhoneCommand::History { after, save } => {
            history::tell(&mut phone, after, save.as_deref(), words).await
        }
        PhoneCommand::Have(deed) => have_done(&mut phone, deed, &interaction, words).await,
        PhoneCommand::Add => add(&mut phone, &interaction, words).await,
        PhoneCommand::ChangePin { purpose, new } => {
            change_pin(&mut phone, purpose, new, &interaction, words).await
        }
        PhoneCommand::Name { name, device } => {
            let device = device.map_or_else(|| phone.identity().map(|own| own.device), Ok)?;
            let deed = Deed::NameDevice { device, name: Line::new("name", name)? };
            have_done(&mut phone, deed, &interaction, words).await
        }
    }
}

async fn enrol(
    phone: &mut Phone,
    activation: Option<PathBuf>,
    service: Option<String>,
    pins: Option<Pins>,
    words: &Catalogue,
) -> Result<(), Error> {
    if phone.enrolled().is_none() && phone.enrolment_is_outstanding() {
        say(&words.say("terminal-resumes"));
        phone.resume_enrolment().await?;
    } else {
        if phone.enrolled().is_some() {
            return Err(Error::AlreadyEnrolled);
        }
        let payload = match activation {
            Some(path) => read_secret(&path)?,
            None => ask_activation(words)?,
        };
        let activation = match service {
            Some(address) => {
                let code = ActivationCode::parse(&payload)?;
                activation_of_code(&phone.environment, &code, &address).await?
            }
            None => Activation::parse(&payload)?,
        };
        let pins = match pins {
            Some(pins) => pins,
            None => choose_pins(words)?,
        };
        phone.enrol(&activation, &pins).await?;
    }
    status(phone, words);
    Ok(())
}

fn ask_activation(words: &Catalogue) -> Result<Zeroizing<String>, Error> {
    rpassword::prompt_password(format!("{}: ", words.say("terminal-activation")))
        .map(Zeroizing::new)
        .map_err(|_| Error::Input("an activation is needed: give a file, or use a terminal".to_owned()))
}

/// Asks for both PINs twice, until they keep the rules.
fn choose_pins(words: &Catalogue) -> Result<Pins, Error> {
    say(&words.say("terminal-pin-rules"));
    loop {
        let authentication = choose_pin(words, Purpose::Authentication)?;
        let signature = choose_pin(words, Purpose::Signature)?;
        match check_pins(&authentication, &signature) {
            Ok(()) => return Ok(Pins { authentication, signature }),
            Err(error) => say(&error.to_string()),
        }
    }
}

fn choose_pin(words: &Catalogue, purpose: Purpose) -> Result<Pin, Error> {
    let name = pin_name(words, purpose);
    let question = |id| words.say_of(id, [("pin", name.as_str().into())]);
    loop {
        let pin = ask_pin(&question("terminal-choose")).ok_or(Error::Stopped)?;
        let again = ask_pin(&question("terminal-choose-again")).ok_or(Error::Stopped)?;
        if pin.expose() == again.expose() {
            return Ok(pin);
        }
        say(&words.say("terminal-differ"));
    }
}

/// Waits for one session and handles it to its end. What goes wrong with it is returned, so that scripts see it.
async fn once(phone: &mut Phone, interaction: &Arc<dyn Interaction>) -> Result<(), Error> {
    phone.deliver_outstanding().await?;
    loop {
        let polled = phone.poll(POLL_SECONDS).await?;
        if let Some(refused) = polled.unacceptable.into_iter().next() {
            return Err(refused.reason);
        }
        if let Some(session) = polled.sessions.first() {
            return phone.handle(session, interaction).await.map(|_| ());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

impl Phone {
    /// One poll, and every session that it brings; how many ended with a signature or a refusal. Failures of the
    /// network and of single sessions are told and not returned; the longer they last, the longer the pause after them.
    ///
    /// # Errors
    /// The phone cannot go on: not enrolled, blocked by the service, or its state cannot be written.
    pub async fn handle_pending(
        &mut self,
        interaction: &Arc<dyn Interaction>,
        wait: u8,
    ) -> Result<usize, Error> {
        if self.has_outstanding()
            && let Err(error) = self.deliver_outstanding().await
        {
            tracing::debug!(%error, "an answer is still to be confirmed");
        }
        let begun = Instant::now();
        let polled = match self.poll(wait).await {
            Ok(polled) => polled,
            Err(error) if is_final(&error) => return Err(error),
            Err(error) => {
                self.failed_polls = (self.failed_polls + 1).min(MAXIMUM_DOUBLINGS);
                interaction.tell(&Event::Failed { reason: error.to_string() });
                tokio::time::sleep(self.environment.pause * 2_u32.pow(self.failed_polls - 1)).await;
                return Ok(0);
            }
        };
        self.failed_polls = 0;
        // A door that does not wait must not make the phone ask without end.
        if polled.sessions.is_empty() && wait > 0 && begun.elapsed() < SHORTEST_WAIT {
            tokio::time::sleep(self.environment.pause).await;
        }
        for refused in &polled.unacceptable {
            interaction.tell(&Event::Unacceptable { reason: refused.reason.to_string() });
        }
        let mut ended = 0;
        for session in &polled.sessions {
            match self.handle(session, interaction).await {
                Ok(Ending::Signed(_) | Ending::Refused) => ended += 1,
                Ok(Ending::Left) => {}
                Err(error) if is_final(&error) => return Err(error),
                Err(error) => interaction.tell(&Event::Failed { reason: error.to_string() }),
            }
        }
        Ok(ended)
    }
}

/// An empty answer to a long poll that comes sooner is one of a door that does not wait.
const SHORTEST_WAIT: Duration = Duration::from_millis(500);
/// The pause after failed polls doubles up to 32 times the first.
const MAXIMUM_DOUBLINGS: u32 = 6;

/// Is there no sense in going on?
fn is_final(error: &Error) -> bool {
    const FINAL: [&str; 4] = [
        problem::DEVICE_BLOCKED.slug,
        problem::DEVICE_ENDED.slug,
        problem::PHONE_COPIED.slug,
        problem::PIN_EXHAUSTED.slug,
    ];
    matches!(error, Error::NotEnrolled | Error::Storage { .. })
        || error.slug().is_some_and(|name| FINAL.contains(&name))
}

async fn have_done(
    phone: &mut Phone,
    deed: Deed,
    interaction: &Arc<dyn Interaction>,
    words: &Catalogue,
) -> Result<(), Error> {
    let told = match &deed {
        Deed::Freeze {} => "terminal-done-freeze",
        Deed::Unfreeze {} => "terminal-done-unfreeze",
        Deed::EndDevice { .. } => "terminal-done-end-device",
        Deed::ChangePin { .. } => "terminal-done-change-pin",
        Deed::Activate { .. } => "terminal-done-activate",
        Deed::NameDevice { .. } => "terminal-done-name-device",
    };
    phone.have_done(deed, interaction).await?;
    say(&words.say(told));
    Ok(())
}

/// Shows what the other phone takes: the line, or the short code.
async fn add(phone: &mut Phone, interaction: &Arc<dyn Interaction>, words: &Catalogue) -> Result<(), Error> {
    let activation = phone.activate_another(interaction).await?;
    say(&words.say("terminal-done-activate"));
    say(&activation.to_payload());
    say(&ActivationCode::of(&activation).to_text());
    Ok(())
}

/// Tells of phones that were added. What cannot be asked now is asked the next time.
async fn tell_of_added(phone: &mut Phone, words: &Catalogue) {
    for kept in phone.added_phones().await.unwrap_or_default() {
        let values = [
            ("device", kept.device.to_string().into()),
            ("since", kept.enrolled_at.rfc3339().into()),
            ("code", comparison_of(&kept).unwrap_or_default().into()),
        ];
        say(&words.say_of("terminal-phone-added", values));
    }
}

/// The number that both phones show after an enrolment, by what the service says of the certificates.
fn comparison_of(kept: &KeptDevice) -> Option<String> {
    let of = |purpose| kept.certificates.iter().find(|one| one.purpose == purpose).map(|one| one.sha256);
    Some(comparison_code(&of(Purpose::Authentication)?, &of(Purpose::Signature)?))
}

/// Asks for the new PIN, then for the old one, and says what to do if nobody knows which of them holds.
async fn change_pin(
    phone: &mut Phone,
    purpose: Purpose,
    new: Option<PathBuf>,
    interaction: &Arc<dyn Interaction>,
    words: &Catalogue,
) -> Result<(), Error> {
    let new = match new {
        Some(path) => Pin::new(&read_secret(&path)?)?,
        None => choose_new_pin(words, purpose)?,
    };
    let pin = pin_name(words, purpose);
    say(&words.say_of("terminal-pin-before", [("pin", pin.as_str().into())]));
    let changed = phone.change_pin(purpose, &new, interaction).await;
    match &changed {
        Ok(()) => say(&words.say("terminal-done-change-pin")),
        Err(Error::Unreachable { .. }) => {
            say(&words.say_of("terminal-pin-in-doubt", [("pin", pin.into())]));
        }
        Err(_) => {}
    }
    changed
}

fn choose_new_pin(words: &Catalogue, purpose: Purpose) -> Result<Pin, Error> {
    say(&words.say("terminal-pin-rules"));
    loop {
        let pin = choose_pin(words, purpose)?;
        match check_pin(&pin, purpose) {
            Ok(()) => return Ok(pin),
            Err(error) => say(&error.to_string()),
        }
    }
}

/// Every phone of the person with its certificates, this one marked.
async fn keys(phone: &Phone, words: &Catalogue) -> Result<(), Error> {
    let own = phone.identity()?.device;
    for kept in phone.keys().await?.devices {
        let is_own = if kept.device == own { "own" } else { "other" };
        let values = [
            ("name", kept.name.as_ref().map_or("-", Line::as_str).into()),
            ("device", kept.device.to_string().into()),
            ("which", is_own.into()),
            ("since", kept.enrolled_at.rfc3339().into()),
            ("used", kept.used_at.map_or("-".to_owned(), UnixTime::rfc3339).into()),
        ];
        say(&words.say_of("terminal-phone", values));
        for certificate in kept.certificates {
            let standing = words.say(match certificate.standing {
                KeyStanding::Good => "standing-good",
                KeyStanding::Frozen => "standing-frozen",
                KeyStanding::Suspended => "standing-suspended",
                KeyStanding::Revoked => "standing-revoked",
            });
            let values = [
                ("purpose", certificate.purpose.to_string().into()),
                ("standing", standing.into()),
                ("until", certificate.not_after.rfc3339().into()),
            ];
            say(&format!("  {}", words.say_of("terminal-phone-certificate", values)));
        }
    }
    Ok(())
}

fn status(phone: &Phone, words: &Catalogue) {
    let Some(enrolled) = phone.enrolled() else {
        say(&words.say(if phone.enrolment_is_outstanding() {
            "terminal-begun"
        } else {
            "terminal-not-enrolled"
        }));
        return;
    };
    let (device, address) = (enrolled.device.to_string(), phone.base_url().unwrap_or_default());
    say(&words.say_of("terminal-device", [("device", device.into()), ("address", address.into())]));
    for (purpose, certificate) in
        [(Purpose::Authentication, &enrolled.authentication), (Purpose::Signature, &enrolled.signature)]
    {
        let values = [
            ("purpose", purpose.to_string().into()),
            ("subject", certificate.subject_display().into()),
            ("until", certificate.not_after().rfc3339().into()),
            ("id", certificate.sha256().to_string().into()),
        ];
        say(&format!("  {}", words.say_of("terminal-certificate", values)));
    }
    let code = comparison_code(&enrolled.authentication.sha256(), &enrolled.signature.sha256());
    say(&words.say_of("terminal-comparison", [("code", code.into())]));
}
