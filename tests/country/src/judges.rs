//! Other implementations as judges.

use std::path::Path;
use std::process::{Command, Output};

/// Runs openssl in `folder`; `None`, with a line that says so, where it is not installed.
///
/// # Panics
/// If it is installed and does not run.
pub fn openssl(folder: &Path, arguments: &[&str]) -> Option<Output> {
    match Command::new("openssl").args(arguments).current_dir(folder).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: openssl, the judge of this test, is not installed");
            None
        }
        Err(error) => panic!("openssl did not run: {error}"),
    }
}

/// What a judge said, for the message of a failed assertion.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
