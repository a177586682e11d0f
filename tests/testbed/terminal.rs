//! A terminal (util-linux' `script`) at which a story types.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A command line at a terminal, and what is on its screen.
pub(crate) struct Terminal {
    child: Child,
    shown: String,
}

impl Terminal {
    /// Has a shell run this line in this folder, at a terminal of its own.
    pub(crate) fn run(line: &str, folder: &Path) -> Self {
        // Whoever runs the tests in the background has its children ignore Ctrl-C; at a terminal nobody does.
        let mut command = Command::new("env");
        command.args([
            "--default-signal",
            "LC_ALL=C",
            "script",
            "--quiet",
            "--return",
            "--command",
            line,
            "/dev/null",
        ]);
        command.current_dir(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        Self { child: command.spawn().expect("util-linux has script"), shown: String::new() }
    }

    /// Waits until this is on the screen behind what was there, then types.
    pub(crate) fn answer(&mut self, question: &str, keys: &[u8]) {
        self.until(question);
        self.child.stdin.as_mut().expect("it is piped").write_all(keys).expect("it is read");
    }

    /// Waits until this is on the screen behind what was there.
    pub(crate) fn until(&mut self, words: &str) {
        let seen = self.shown.len();
        let mut octet = [0];
        while !self.shown[seen..].contains(words) {
            let screen = self.child.stdout.as_mut().expect("it is piped");
            assert_eq!(screen.read(&mut octet).expect("it can be read"), 1, "{}", self.shown);
            self.shown.push(char::from(octet[0]));
        }
    }

    /// Waits for the end of the line; gives all that was shown.
    pub(crate) fn end(mut self) -> String {
        let screen = self.child.stdout.as_mut().expect("it is piped");
        let mut rest = Vec::new();
        screen.read_to_end(&mut rest).expect("it can be read");
        self.child.wait().expect("it ends");
        std::mem::take(&mut self.shown) + &String::from_utf8_lossy(&rest)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _status = self.child.wait();
    }
}
