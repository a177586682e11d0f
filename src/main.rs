//! `greatseal`: a country's trust service in one program. Everything is in the library, so that tests use the same code.

use std::process::ExitCode;

fn main() -> ExitCode {
    greatseal::run(std::env::args_os())
}
