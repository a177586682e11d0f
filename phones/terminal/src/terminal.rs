//! A person at a terminal: reads the prompt, answers, types a PIN that is not echoed.

use std::io::{BufRead, Write, stderr, stdin};
use std::path::PathBuf;

use faces::Catalogue;
use phone_protocol::{Pin, RefusalReason};
use words::Purpose;
use zeroize::Zeroizing;

use crate::interaction::pin_name;
use crate::reading::save;
use crate::{Decision, Event, Interaction, PinPrompt, Pins, Prompt, ReadDocument, wrong_pins_lines};

/// The terminal. It writes to standard error, so that standard output stays for results.
#[derive(Clone)]
pub struct TerminalInteraction {
    /// What it says.
    pub words: &'static Catalogue,
    /// PINs from a file, used instead of asking; the decision is still the person's.
    pub pins: Option<Pins>,
    /// Where documents go that the person is to read.
    pub documents: PathBuf,
}

impl Interaction for TerminalInteraction {
    fn decide(&self, prompt: &Prompt) -> Decision {
        say("");
        for line in prompt.lines(self.words) {
            say(&line);
        }
        let answers = match (&prompt.choices, &prompt.displayed.code) {
            (Some(_), _) => "terminal-answers-choose",
            (None, Some(_)) => "terminal-answers-code",
            (None, None) => "terminal-answers",
        };
        let count = prompt.displayed.documents.len();
        if count > 1 {
            say(&self.words.say("terminal-strike-out"));
        }
        let mut struck_out = Vec::new();
        loop {
            let question = prompt.question(self.words, struck_out.len());
            ask(&format!("{question} [{}] ", self.words.say(answers)));
            let mut answer = String::new();
            if !matches!(stdin().lock().read_line(&mut answer), Ok(1..)) {
                return Decision::Later;
            }
            match answer.trim() {
                "y" | "yes" if prompt.choices.is_none() => return but(struck_out),
                "n" | "no" => return Decision::Refuse(RefusalReason::Declined),
                "x" => return Decision::Refuse(RefusalReason::NotMine),
                "c" => return Decision::Refuse(RefusalReason::WrongCode),
                other => match prompt.decide_by(other) {
                    Some(Decision::Sign) => return but(struck_out),
                    Some(decision) => return decision,
                    None => struck_out = among(other, count).unwrap_or(struck_out),
                },
            }
        }
    }

    fn give(&self, document: &ReadDocument) -> bool {
        match save(&self.documents, document) {
            Ok(path) => {
                let values =
                    [("number", document.number.into()), ("path", path.display().to_string().into())];
                say(&self.words.say_of("terminal-document-saved", values));
                true
            }
            Err(error) => {
                say(&error.to_string());
                false
            }
        }
    }

    fn pin(&self, prompt: &PinPrompt) -> Option<Pin> {
        if let Some(pins) = &self.pins {
            return prompt.first.then(|| pins.of(prompt.purpose).clone());
        }
        let pin = pin_name(self.words, prompt.purpose);
        ask_pin(&match prompt.remaining {
            Some(remaining) => {
                let values = [("pin", pin.into()), ("remaining", remaining.into())];
                self.words.say_of("terminal-pin-wrong", values)
            }
            None => pin,
        })
    }

    fn tell(&self, event: &Event) {
        let words = self.words;
        match event {
            Event::Waiting => say(&words.say("terminal-waiting")),
            Event::Signed { purpose, state, .. } => {
                let done = match purpose {
                    Purpose::Authentication => "terminal-done-authentication",
                    Purpose::Signature => "terminal-done-signature",
                };
                say(&words.say_of(done, [("state", state.as_str().into())]));
            }
            Event::LedBack { address } => {
                say(&words.say_of("terminal-way-back", [("address", address.as_str().into())]));
            }
            Event::Refused { reason, .. } => {
                say(&words.say("terminal-refused"));
                if *reason == RefusalReason::NotMine {
                    say(&words.say("terminal-freeze-offer"));
                }
            }
            Event::WrongPin { .. } => say(&words.say("terminal-wrong")),
            Event::WrongPinsSince { wrong_pins } => {
                wrong_pins_lines(words, wrong_pins).iter().for_each(|line| say(line));
            }
            Event::Unacceptable { reason } => {
                say(&words.say_of("terminal-unacceptable", [("reason", reason.as_str().into())]));
            }
            Event::Failed { reason } => {
                say(&words.say_of("terminal-failed", [("reason", reason.as_str().into())]));
            }
        }
    }
}

/// Signs all but these.
fn but(struck_out: Vec<usize>) -> Decision {
    if struck_out.is_empty() { Decision::Sign } else { Decision::SignBut(struck_out) }
}

/// The documents with these numbers, counted from 0; none if something else was typed, or all were, which is a refusal.
fn among(numbers: &str, count: usize) -> Option<Vec<usize>> {
    let wanted = numbers.split([' ', ',']).filter(|number| !number.is_empty());
    let mut struck_out: Vec<usize> =
        wanted.map(|number| number.parse::<usize>().ok()?.checked_sub(1)).collect::<Option<_>>()?;
    struck_out.sort_unstable();
    struck_out.dedup();
    (struck_out.len() < count && struck_out.last().is_none_or(|last| *last < count)).then_some(struck_out)
}

/// Asks without echo; an empty line stops.
pub(crate) fn ask_pin(question: &str) -> Option<Pin> {
    loop {
        let typed = Zeroizing::new(rpassword::prompt_password(format!("{question}: ")).ok()?);
        if typed.trim().is_empty() {
            return None;
        }
        match Pin::new(&typed) {
            Ok(pin) => return Some(pin),
            Err(error) => say(&error.to_string()),
        }
    }
}

/// Writes a line; a terminal that is gone is no reason to stop. What the service says about a problem is shown here
/// too, so nothing may steer the terminal.
pub(crate) fn say(line: &str) {
    let _gone = writeln!(stderr().lock(), "{}", pki_types::display::line(line));
}

fn ask(question: &str) {
    let mut out = stderr().lock();
    let _gone = write!(out, "{question}").and_then(|()| out.flush());
}
