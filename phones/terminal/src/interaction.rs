//! What a phone says to its person, and what it asks.

use faces::Catalogue;
use phone_protocol::display::Line;
use phone_protocol::verification::VerifiedSession;
use phone_protocol::{Content, Displayed, Payment, Pin, RefusalReason, Way, WrongPins, WrongTries, address};
use pki_types::UnixTime;
use words::{Purpose, SessionId};

use crate::{Pins, ReadDocument};

/// A person, a test or a script. Calls may block: they run beside the runtime's threads.
pub trait Interaction: Send + Sync {
    /// Shows a session; the answer decides.
    fn decide(&self, prompt: &Prompt) -> Decision;

    /// Asks for a PIN; nothing means that the person stops.
    fn pin(&self, prompt: &PinPrompt) -> Option<Pin>;

    /// Gives the person a document to read, and says whether they can.
    fn give(&self, _document: &ReadDocument) -> bool {
        true
    }

    /// Tells what happened.
    fn tell(&self, event: &Event);
}

/// What the person wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Sign all, or log in; the PIN comes next.
    Sign,
    /// Sign all documents but these, which are struck out; counted from 0.
    SignBut(Vec<usize>),
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
    /// Name, domain, text, documents and code, as the answer will say that they were shown.
    pub displayed: Displayed,
    /// The relying party's country.
    pub country: String,
    /// Three codes, of which the other screen shows one: the person has to find it. None where they compare one.
    pub choices: Option<[String; 3]>,
    /// The host that the person is led back to, where they came from a page on this device.
    pub leads_back_to: Option<String>,
    /// What is signed, in the order of the documents; a text is to be shown in full.
    pub contents: Vec<Content>,
    /// The end of the session.
    pub expires_at: UnixTime,
    /// Seconds left when the prompt was made.
    pub seconds_left: i64,
}

impl Prompt {
    /// The prompt for a session, of whose documents these were given to the person.
    #[must_use]
    pub fn of(session: &VerifiedSession, opened: &[bool], now: UnixTime) -> Self {
        let statement = session.statement();
        Self {
            session: statement.session,
            purpose: statement.purpose,
            displayed: Displayed::of(statement, opened),
            country: statement.relying_party.as_ref().map_or("", |party| party.country.as_str()).to_owned(),
            choices: statement.code.choices().map(|choices| choices.map(str::to_owned)),
            leads_back_to: session.callback().map(|callback| address::host(callback).to_owned()),
            contents: session.contents().to_vec(),
            expires_at: statement.expires_at,
            seconds_left: statement.expires_at.since(now).max(0),
        }
    }

    /// What the person answers with yes or no: a login is never called a signature.
    #[must_use]
    pub fn question(&self, words: &Catalogue, struck_out: usize) -> String {
        let count = self.displayed.documents.len();
        if count > 1 {
            return words.say_of("terminal-question-documents", [("count", (count - struck_out).into())]);
        }
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
        fact("terminal-led-back", "host", self.leads_back_to.clone());
        let is_scanned = shown.link.is_some_and(|link| link.way == Way::Qr);
        fact(
            "terminal-scanned",
            "domain",
            shown.domain.as_ref().filter(|_| is_scanned).map(ToString::to_string),
        );
        fact("terminal-vouched", "door", shown.vouched_for_by.map(|door| door.title().to_owned()));
        for (at, content) in self.contents.iter().enumerate() {
            lines.extend(self.document_lines(words, at, content));
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

impl Prompt {
    /// What a screen shows of one document, or of what else is signed.
    fn document_lines(&self, words: &Catalogue, at: usize, content: &Content) -> Vec<String> {
        let (shown, count) = (self.displayed.documents.get(at), self.contents.len());
        let number = [("number", (at + 1).into()), ("count", count.into())];
        let mut lines: Vec<String> =
            (count > 1).then(|| words.say_of("terminal-number", number)).into_iter().collect();
        let name = shown.and_then(|document| document.document_name.as_ref()).map(ToString::to_string);
        lines.extend(name.map(|name| words.say_of("terminal-document", [("name", name.into())])));
        let digest = shown.and_then(|document| document.document_sha256).map(|digest| digest.to_string());
        lines.extend(digest.map(|it| {
            // To be compared by eye.
            let ends = format!("{} … {}", &it[..8], &it[it.len() - 8..]);
            words.say_of("terminal-digest", [("digest", ends.into())])
        }));
        let is_given = shown.is_some_and(|document| document.opened);
        match content {
            Content::Digest { .. } | Content::HeardDigest { .. } if !is_given => {
                lines.push(words.say("terminal-digest-only"));
            }
            Content::Text { text, .. } => {
                lines.push(words.say("terminal-signed-text"));
                lines.extend(text.lines().map(|line| format!("  | {line}")));
            }
            _ => {}
        }
        lines.into_iter().map(|line| format!("  {line}")).collect()
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
    /// The person may go on where they came from.
    LedBack {
        /// For their browser, and nobody else's eyes.
        address: String,
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
