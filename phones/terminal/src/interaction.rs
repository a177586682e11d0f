//! What a phone says to its person, and what it asks.

use faces::Catalogue;
use phone_protocol::display::Line;
use phone_protocol::verification::VerifiedSession;
use phone_protocol::{Content, Displayed, Payment, Pin, RefusalReason, WrongPins, WrongTries};
use pki_types::UnixTime;
use words::{Purpose, SessionId};

use crate::Pins;

/// A person, a test or a script. Calls may block: they run beside the runtime's threads.
pub trait Interaction: Send + Sync {
    /// Shows a session; the answer decides.
    fn decide(&self, prompt: &Prompt) -> Decision;

    /// Asks for a PIN; nothing means that the person stops.
    fn pin(&self, prompt: &PinPrompt) -> Option<Pin>;

    /// Tells what happened.
    fn tell(&self, event: &Event);
}

/// What the person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Sign or log in; the PIN comes next.
    Sign,
    /// Refuse, and tell the service why.
    Refuse(RefusalReason),
    /// Do nothing now.
    Later,
}

/// All that a person needs to decide. Every text has passed the rules of [`phone_protocol::display`], the name and
/// domain come from the registry.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// The session.
    pub session: SessionId,
    /// What the signature is for.
    pub purpose: Purpose,
    /// Name, domain, text, document and code, as the answer will say that they were shown.
    pub displayed: Displayed,
    /// The relying party's country.
    pub country: String,
    /// Three codes, of which the other screen shows one: the person has to find it. None where they compare one.
    pub choices: Option<[String; 3]>,
    /// A text that is itself what is signed; to be shown in full.
    pub signed_text: Option<String>,
    /// The bytes behind the digest are known only to the sender.
    pub digest_only: bool,
    /// The end of the session.
    pub expires_at: UnixTime,
    /// Seconds left when the prompt was made.
    pub seconds_left: i64,
}

impl Prompt {
    /// The prompt for a session.
    #[must_use]
    pub fn of(session: &VerifiedSession, now: UnixTime) -> Self {
        let statement = session.statement();
        let signed_text = match session.content() {
            Content::Text { text, .. } => Some(text.clone()),
            _ => None,
        };
        Self {
            session: statement.session,
            purpose: statement.purpose,
            displayed: Displayed::of(statement),
            country: statement.relying_party.as_ref().map_or("", |party| party.country.as_str()).to_owned(),
            choices: statement.code.choices().map(|choices| choices.map(str::to_owned)),
            signed_text,
            digest_only: matches!(session.content(), Content::Digest { .. } | Content::HeardDigest { .. }),
            expires_at: statement.expires_at,
            seconds_left: statement.expires_at.since(now).max(0),
        }
    }

    /// What the person answers with yes or no: a login is never called a signature.
    #[must_use]
    pub fn question(&self, words: &Catalogue) -> String {
        words.say(match self.purpose {
            Purpose::Authentication => "terminal-question-authentication",
            Purpose::Signature => "terminal-question-signature",
        })
    }

    /// What choosing this code means: whoever took another one for the right one looks at another request.
    #[must_use]
    pub fn decide_by(&self, chosen: &str) -> Option<Decision> {
        let choices = self.choices.as_ref()?;
        let is_right = self.displayed.code.as_deref() == Some(chosen);
        let wrong = Decision::Refuse(RefusalReason::WrongCode);
        choices.iter().any(|code| code == chosen).then_some(if is_right { Decision::Sign } else { wrong })
    }

    /// First and last eight hexadecimal digits of the document's digest, to be compared by eye.
    #[must_use]
    pub fn document_digest(&self) -> Option<String> {
        self.displayed.document_sha256.map(|digest| {
            let text = digest.to_string();
            format!("{} … {}", &text[..8], &text[text.len() - 8..])
        })
    }

    /// The lines that a screen shows.
    #[must_use]
    pub fn lines(&self, words: &Catalogue) -> Vec<String> {
        let shown = &self.displayed;
        let asks = match self.purpose {
            Purpose::Authentication => "terminal-asks-authentication",
            Purpose::Signature => "terminal-asks-signature",
        };
        let who = [
            ("name", shown.name.as_ref().map_or("", Line::as_str).into()),
            ("domain", shown.domain.as_ref().map_or("", Line::as_str).into()),
            ("country", self.country.as_str().into()),
        ];
        let mut lines = vec![words.say_of(asks, who)];
        if let Some(Payment { amount, currency, payee }) = &shown.payment {
            let values = [
                ("amount", amount.as_str().into()),
                ("currency", currency.as_str().into()),
                ("payee", payee.to_string().into()),
            ];
            lines.push(format!("  {}", words.say_of("terminal-payment", values)));
        }
        let mut fact = |id: &str, name: &'static str, value: Option<String>| {
            let line = value.map(|value| format!("  {}", words.say_of(id, [(name, value.into())])));
            lines.extend(line);
        };
        fact("terminal-says", "text", shown.text.as_ref().map(ToString::to_string));
        fact("terminal-document", "name", shown.document_name.as_ref().map(ToString::to_string));
        fact("terminal-digest", "digest", self.document_digest());
        fact("terminal-vouched", "door", shown.vouched_for_by.map(|door| door.title().to_owned()));
        if self.digest_only {
            lines.push(format!("  {}", words.say("terminal-digest-only")));
        }
        if let Some(text) = &self.signed_text {
            lines.push(format!("  {}", words.say("terminal-signed-text")));
            lines.extend(text.lines().map(|line| format!("    | {line}")));
        }
        let code = match &self.choices {
            Some(choices) => Some(words.say_of("terminal-choices", [("codes", choices.join("  ").into())])),
            None => shown.code.as_deref().map(|code| words.say_of("terminal-code", [("code", code.into())])),
        };
        lines.extend(code.map(|code| format!("  {code}")));
        lines.push(format!("  {}", words.say_of("terminal-left", [("seconds", self.seconds_left.into())])));
        lines
    }
}

/// A question for a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PinPrompt {
    /// PIN 1 or PIN 2.
    pub purpose: Purpose,
    /// After a wrong PIN: how many more may be wrong before the next lock, where the service says so.
    pub remaining: Option<u32>,
    /// Is this the first question for this session?
    pub first: bool,
}

/// Something to tell.
#[derive(Clone, Debug)]
pub enum Event {
    /// The phone waits for requests.
    Waiting,
    /// The signature was made and accepted.
    Signed {
        /// The session.
        session: SessionId,
        /// Whether the person signed or logged in.
        purpose: Purpose,
        /// The state that the service gave.
        state: String,
    },
    /// The refusal was accepted.
    Refused {
        /// The session.
        session: SessionId,
        /// What the person said.
        reason: RefusalReason,
    },
    /// The PIN was wrong.
    WrongPin {
        /// How many more before the next lock, where the service says so.
        remaining: Option<u32>,
    },
    /// PINs were wrong since the person was told last: their own, or somebody else's.
    WrongPinsSince {
        /// How many.
        wrong_pins: WrongPins,
    },
    /// A session was not shown, because it failed a check.
    Unacceptable {
        /// Why.
        reason: String,
    },
    /// Something failed; the phone goes on.
    Failed {
        /// What.
        reason: String,
    },
}

/// The lines that a screen shows of wrong PINs; none for a PIN of which the person knows everything.
#[must_use]
pub fn wrong_pins_lines(words: &Catalogue, wrong_pins: &WrongPins) -> Vec<String> {
    let line = |purpose: Purpose| {
        let WrongTries { since_last_use, last_30_days } = wrong_pins.of(purpose);
        let values = [
            ("count", since_last_use.into()),
            ("month", last_30_days.into()),
            ("pin", pin_name(words, purpose).into()),
        ];
        (since_last_use > 0).then(|| words.say_of("terminal-wrong-since", values))
    };
    let lines = [line(Purpose::Authentication), line(Purpose::Signature)];
    let mut lines: Vec<String> = lines.into_iter().flatten().collect();
    if !lines.is_empty() {
        lines.push(words.say("terminal-wrong-officer"));
    }
    lines
}

/// What the person calls the PIN for this purpose.
pub(crate) fn pin_name(words: &Catalogue, purpose: Purpose) -> String {
    words.say(match purpose {
        Purpose::Authentication => "pin-authentication",
        Purpose::Signature => "pin-signature",
    })
}

/// Signs everything with given PINs, without a word: for tests, demonstrations and load.
#[derive(Clone)]
pub struct Automatic {
    /// The PINs; where absent, the phone must remember its own.
    pub pins: Option<Pins>,
}

impl Interaction for Automatic {
    fn decide(&self, _prompt: &Prompt) -> Decision {
        Decision::Sign
    }

    fn pin(&self, prompt: &PinPrompt) -> Option<Pin> {
        // The same PIN again would only count again.
        self.pins.as_ref().filter(|_| prompt.first).map(|pins| pins.of(prompt.purpose).clone())
    }

    fn tell(&self, event: &Event) {
        tracing::debug!(?event, "phone");
    }
}
