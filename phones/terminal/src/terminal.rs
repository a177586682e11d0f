//! A person at a terminal: reads the prompt, answers, types a PIN that is not echoed.

use std::io::{BufRead, Write, stderr, stdin};

use phone_protocol::{Pin, RefusalReason};
use words::Purpose;
use zeroize::Zeroizing;

use crate::{Decision, Event, Interaction, PinPrompt, Pins, Prompt, wrong_pins_lines};

/// The terminal. It writes to standard error, so that standard output stays for results.
#[derive(Clone, Default)]
pub struct TerminalInteraction {
    /// PINs from a file, used instead of asking; the decision is still the person's.
    pub pins: Option<Pins>,
}

impl Interaction for TerminalInteraction {
    fn decide(&self, prompt: &Prompt) -> Decision {
        say("");
        for line in prompt.lines() {
            say(&line);
        }
        loop {
            let compare = if prompt.displayed.code.is_some() { ", c = the codes differ" } else { "" };
            ask(&format!("{} [y = yes, n = no, x = I did not start this{compare}] ", prompt.question()));
            let mut answer = String::new();
            if !matches!(stdin().lock().read_line(&mut answer), Ok(1..)) {
                return Decision::Later;
            }
            match answer.trim() {
                "y" | "yes" => return Decision::Sign,
                "n" | "no" => return Decision::Refuse(RefusalReason::Declined),
                "x" => return Decision::Refuse(RefusalReason::NotMine),
                "c" => return Decision::Refuse(RefusalReason::WrongCode),
                _ => {}
            }
        }
    }

    fn pin(&self, prompt: &PinPrompt) -> Option<Pin> {
        if let Some(pins) = &self.pins {
            return prompt.first.then(|| pins.of(prompt.purpose).clone());
        }
        let name = pin_name(prompt.purpose);
        ask_pin(&match prompt.remaining {
            Some(remaining) => format!("{name} (wrong; {remaining} more before it is locked): "),
            None => format!("{name}: "),
        })
    }

    fn tell(&self, event: &Event) {
        match event {
            Event::Waiting => say("Waiting for requests. Stop with Ctrl-C."),
            Event::Signed { purpose, state, .. } => {
                let done = match purpose {
                    Purpose::Authentication => "Logged in",
                    Purpose::Signature => "Signed",
                };
                say(&format!("{done}. The service says: {state}."));
            }
            Event::Refused { .. } => say("Refused. The service knows."),
            Event::WrongPin { .. } => say("The PIN was wrong."),
            Event::WrongPinsSince { wrong_pins } => {
                wrong_pins_lines(wrong_pins).iter().for_each(|line| say(line));
            }
            Event::Unacceptable { reason } => {
                say(&format!("A request was not shown, because it failed a check: {reason}"))
            }
            Event::Failed { reason } => say(&format!("It did not work: {reason}")),
        }
    }
}

pub(crate) const fn pin_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Authentication => "PIN 1",
        Purpose::Signature => "PIN 2",
    }
}

/// Asks without echo; an empty line stops.
pub(crate) fn ask_pin(question: &str) -> Option<Pin> {
    loop {
        let typed = Zeroizing::new(rpassword::prompt_password(question).ok()?);
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
