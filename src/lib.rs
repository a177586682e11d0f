//! The program: configuration, wiring, roles, the worker's loop and one file per command.
//!
//! It is the only code that sees every crate, and it holds no rule of the domain: what may be issued is decided in
//! `ca-core`, what may be signed and released in `consent-core`. Start reading at [`cli`], then `roles/` for what a
//! running process is made of, and `worker/` for how a row that a door wrote becomes a decision.
//! To add a command, write one file in `commands/` and name it in `cli.rs`.

// Everything that is written goes through `output`, where nothing from outside steers a terminal.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod backups;
pub mod cli;
pub mod client;
pub mod clock_watch;
pub mod command_line;
pub mod commands;
pub mod config;
pub mod database;
pub mod doctor;
pub mod interrupts;
pub mod issuers;
pub mod key_places;
pub mod logging;
pub mod metrics;
pub mod narration;
pub mod output;
pub mod pages;
pub mod parts;
mod postgres_tools;
pub mod practice_statement;
pub mod roles;
pub mod secrets;
pub mod service_manager;
pub mod signers_in_use;
pub mod terminal;
pub mod worker;

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use cli::{Cli, Command};
use interrupts::Interrupted;

/// The exit code of every command whose words were wrong. Not clap's 2, which is a verdict of `verify` and `doctor`.
pub const WRONG_WORDS: u8 = 4;

/// The exit code of every command whose output could not be written: what it did or found was not said.
pub const NOT_SAID: u8 = 3;

/// How long work that blocks a thread is waited for at the end.
const LAST_WORK: Duration = Duration::from_secs(1);

/// Runs one command line and returns its exit code: 0 done, 1 refused or failed, 3 the output could not be written,
/// 4 the words were wrong, 128 and the number of a signal that ended it (130 for Ctrl-C); `verify`, `log` and `doctor` have more (see [`commands`]).
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return instead(&error),
    };
    install_crypto_provider();
    let _fail_points = fail_points();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("the operating system gives this process threads");
    let ended = runtime.block_on(perform(cli.command));
    // Who still signs ends first: libraries of modules clean up when the process ends, whoever is at work in them. A question at
    // the terminal that nobody answers must not hold the process.
    runtime.shutdown_timeout(LAST_WORK);
    let ended = ended.unwrap_or_else(|error| {
        output::complain(&format!("greatseal: {error:#}"));
        error.downcast_ref::<Interrupted>().map_or(ExitCode::FAILURE, |by| ExitCode::from(by.exit_code()))
    });
    say_all(ended)
}

/// What is said in place of a command: help, the version, or what is wrong with the words.
fn instead(answer: &clap::Error) -> ExitCode {
    if answer.use_stderr() {
        output::complain(&answer.render().to_string());
        return ExitCode::from(WRONG_WORDS);
    }
    output::text(&answer.render().to_string());
    say_all(ExitCode::SUCCESS)
}

fn say_all(ended: ExitCode) -> ExitCode {
    output::finish().map_or_else(
        |error| {
            output::complain(&format!("greatseal: {error:#}"));
            ExitCode::from(NOT_SAID)
        },
        |()| ended,
    )
}

async fn perform(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(arguments) => commands::serve::perform(arguments).await?,
        Command::Work(arguments) => commands::serve::work(arguments).await?,
        Command::Deliver(arguments) => commands::serve::deliver(arguments).await?,
        Command::Demo(arguments) => commands::demo::perform(arguments).await?,
        Command::Ceremony(arguments) => commands::ceremony::perform(arguments).await?,
        Command::Migrate(arguments) => commands::migrate::perform(arguments).await?,
        Command::Install(arguments) => commands::install::perform(arguments).await?,
        Command::Backup(arguments) => commands::backup::perform(arguments).await?,
        Command::BackupKey(arguments) => commands::backup_key::perform(&arguments)?,
        Command::Restore(arguments) => commands::restore::perform(arguments).await?,
        Command::RootList(arguments) => commands::root_list::perform(arguments).await?,
        Command::RootSigner(arguments) => commands::root_signer::perform(arguments).await?,
        Command::Person(arguments) => commands::person::perform(arguments).await?,
        Command::Suspend(arguments) => commands::status::suspend(arguments).await?,
        Command::Release(arguments) => commands::status::release(arguments).await?,
        Command::Revoke(arguments) => commands::status::revoke(arguments).await?,
        Command::Officer(arguments) => commands::officer::perform(arguments).await?,
        Command::Act(arguments) => commands::act::perform(arguments).await?,
        Command::RelyingParty(arguments) => commands::relying_party::perform(arguments).await?,
        Command::Phone(arguments) => commands::phone::perform(arguments).await?,
        Command::Sign(arguments) => commands::sign::perform(arguments).await?,
        Command::Verify(arguments) => return Ok(commands::verify::perform(&arguments)),
        Command::Doctor(arguments) => return commands::doctor::perform(arguments).await,
        Command::Log(arguments) => return commands::log::perform(arguments).await,
        Command::Config(arguments) => commands::config::perform(&arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// One provider for the whole process, chosen first thing: nothing may pick another by feature unification.
pub fn install_crypto_provider() {
    let _already_installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// Fail points are heard in builds with debug assertions only, and only when `FAILPOINTS` names some: stories kill
/// the process with them. A panic there must end the process at once, as a power cut would.
fn fail_points() -> Option<fail::FailScenario<'static>> {
    if !cfg!(debug_assertions) || std::env::var_os("FAILPOINTS").is_none() {
        return None;
    }
    std::panic::set_hook(Box::new(|_| std::process::abort()));
    Some(fail::FailScenario::setup())
}
