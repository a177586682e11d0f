//! Asks at the terminal for what nobody shall read on it.
//!
//! The terminal neither echoes nor waits for a line while an answer is typed, so Ctrl-C arrives as a character, in whatever
//! state the process is, and the terminal is as before when the process ends. (A library that only turns the echo off dies
//! of the signal with the echo off.)

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};

use anyhow::{Context, Result, bail};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::interrupts::Interrupted;

/// The longest answer, in octets.
const LONGEST: usize = 4096;
/// Ctrl-C.
const CONTROL_C: u8 = 0x03;
/// Ctrl-\.
const CONTROL_BACKSLASH: u8 = 0x1c;
/// Ctrl-D.
const END_OF_INPUT: u8 = 0x04;
/// Ctrl-U: the line is begun anew.
const ERASE_LINE: u8 = 0x15;
/// What the backspace key sends.
const ERASE: [u8; 2] = [0x08, 0x7f];

/// Asks at the process's own terminal; nothing that is typed is shown.
///
/// # Errors
/// There is no terminal, or the person at it ended the question: [`Interrupted`] for Ctrl-C, which is a character here and still
/// gives the exit code of the signal.
pub fn ask_unseen(question: &str) -> Result<SecretString> {
    let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty");
    let terminal = terminal.context("there is no terminal to ask")?;
    let (mut screen, mut keys) = (&terminal, &terminal);
    let quiet = Quiet::begin(&terminal)?;
    let answer = write!(screen, "{question}: ").and_then(|()| read_line(&mut keys));
    drop(quiet);
    writeln!(screen).context("the terminal is gone")?;
    match answer.context("the terminal is gone")? {
        Typed::Line(answer) => String::from_utf8(answer.to_vec())
            .map(SecretString::from)
            .map_err(|_| anyhow::anyhow!("what was typed is not text in UTF-8")),
        Typed::Interrupt(by) => Err(by).context("the terminal gave no answer; nothing was done"),
        Typed::End => bail!("the terminal gave no answer; nothing was done"),
    }
}

/// What came from the terminal.
#[cfg_attr(test, derive(Debug, PartialEq, Eq))]
enum Typed {
    /// Up to the end of the line.
    Line(Zeroizing<Vec<u8>>),
    /// Ctrl-C or Ctrl-\.
    Interrupt(Interrupted),
    /// Ctrl-D, or the terminal is gone.
    End,
}

fn read_line(terminal: &mut impl Read) -> std::io::Result<Typed> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut octet = [0];
    loop {
        match terminal.read(&mut octet) {
            Ok(0) => return Ok(Typed::End),
            Ok(_) => {}
            Err(problem) if problem.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(problem) => return Err(problem),
        }
        match octet[0] {
            b'\r' | b'\n' => return Ok(Typed::Line(line)),
            END_OF_INPUT => return Ok(Typed::End),
            CONTROL_C => return Ok(Typed::Interrupt(Interrupted::BY_CONTROL_C)),
            CONTROL_BACKSLASH => return Ok(Typed::Interrupt(Interrupted::BY_CONTROL_BACKSLASH)),
            ERASE_LINE => line.clear(),
            erase if ERASE.contains(&erase) => erase_character(&mut line),
            typed if line.len() < LONGEST => line.push(typed),
            _too_long => {}
        }
    }
}

/// Takes the last character of UTF-8 away, which has one to four octets.
fn erase_character(line: &mut Vec<u8>) {
    while let Some(octet) = line.pop() {
        if octet & 0xc0 != 0x80 {
            return;
        }
    }
}

/// A terminal that shows nothing; as before when this is dropped.
struct Quiet<'a> {
    terminal: &'a File,
    before: Termios,
}

impl<'a> Quiet<'a> {
    fn begin(terminal: &'a File) -> Result<Self> {
        let before =
            tcgetattr(terminal).context("the terminal cannot be asked without showing the answer")?;
        let mut quiet = before.clone();
        quiet.local_modes &= !(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG);
        quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
        quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(terminal, OptionalActions::Flush, &quiet)
            .context("the terminal cannot be asked without showing the answer")?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        let _gone = tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[u8]) -> Typed {
        read_line(&mut &*keys).expect("a slice can be read")
    }

    fn line(keys: &[u8]) -> Vec<u8> {
        let Typed::Line(line) = typed(keys) else { panic!("{keys:?} is no line") };
        line.to_vec()
    }

    #[test]
    fn a_line_is_what_was_typed_and_not_erased() {
        assert_eq!(line(b"correct horse\r"), b"correct horse");
        assert_eq!(line(b"ab\x7f\x08c\n"), b"c");
        assert_eq!(line("aé\u{7f}b\n".as_bytes()), b"ab");
        assert_eq!(line(b"wrong\x15right\n"), b"right");
        assert_eq!(line(b"\x7f\n"), b"");
        assert_eq!(line(&[&[b'x'; 5_000][..], b"\n"].concat()).len(), LONGEST);
    }

    #[test]
    fn an_interrupt_or_an_end_is_no_answer() {
        for keys in [&b"secret\x04"[..], b"secret", b""] {
            assert_eq!(typed(keys), Typed::End, "{keys:?}");
        }
        for (keys, code) in [(&b"secret\x03\n"[..], 130), (b"secret\x1c", 131)] {
            let Typed::Interrupt(by) = typed(keys) else { panic!("{keys:?} interrupts") };
            assert_eq!(by.exit_code(), code);
        }
    }
}
