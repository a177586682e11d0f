//! `greatseal act`: what waits for another officer, and whether it is done.

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use pki_types::Sha256Digest;
use pki_types::display::shown;
use words::act::{Act, ActWithdrawn, ConfirmAct, SignedAct, WithdrawAct};
use words::api::officers::{WaitingActBody, Waits};

use super::consent::ConsentArguments;
use super::person::as_officer;
use crate::cli::OfficerArguments;
use crate::client::acts::{Asked, Officer};
use crate::output::say;

/// Arguments of `greatseal act`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    act: WaitingAct,
}

#[derive(Debug, Subcommand)]
enum WaitingAct {
    /// List the acts that wait, with what their officers signed
    Pending {
        #[command(flatten)]
        officer: OfficerArguments,
    },
    /// Confirm an act of another officer, which has it done
    Confirm {
        /// The act's SHA-256, as `pending` lists it
        #[arg(value_parser = digest)]
        act: Sha256Digest,
        #[command(flatten)]
        consent: ConsentArguments,
        #[command(flatten)]
        officer: OfficerArguments,
    },
    /// Withdraw an act that this officer asked for and that waits: it will not be done
    Withdraw {
        /// The act's SHA-256, as `pending` lists it
        #[arg(value_parser = digest)]
        act: Sha256Digest,
        #[command(flatten)]
        officer: OfficerArguments,
    },
}

pub(super) fn digest(text: &str) -> Result<Sha256Digest, String> {
    Sha256Digest::from_hex(text).map_err(|_| "an act is named by 64 lower-case hexadecimal digits".to_owned())
}

/// Lists, confirms or withdraws.
pub async fn perform(arguments: Arguments) -> Result<()> {
    match arguments.act {
        WaitingAct::Pending { officer } => {
            let acts = as_officer(&officer, async |officer| officer.waiting_acts().await).await?;
            if acts.is_empty() {
                say!("No act waits.");
            }
            for act in &acts {
                say!("{}", told(act)?);
            }
            Ok(())
        }
        WaitingAct::Confirm { act, consent, officer } => {
            as_officer(&officer, async |officer| confirm(&officer, act, consent).await).await
        }
        WaitingAct::Withdraw { act, officer } => {
            let withdraw = Act::WithdrawAct(WithdrawAct { act_sha256: act });
            let withdrawn: ActWithdrawn =
                as_officer(&officer, async |officer| officer.perform(withdraw, "withdrawing the act").await)
                    .await?;
            say!("Withdrawn at {}: it will not be done.", withdrawn.recorded_at.rfc3339());
            Ok(())
        }
    }
}

/// Confirms what the officer has seen: the act is shown from its own signed bytes, whose hash is what is confirmed.
async fn confirm(officer: &Officer<'_>, act: Sha256Digest, consent: ConsentArguments) -> Result<()> {
    let waiting = officer.waiting_acts().await?;
    let found = waiting.iter().find(|waiting| waiting.act_sha256 == act);
    let found =
        found.with_context(|| format!("no act {act} waits: `greatseal act pending` lists those that do"))?;
    consent.to(&told(found)?)?;
    let confirmation = Act::ConfirmAct(ConfirmAct { act_sha256: act });
    match officer.ask::<serde_json::Value>(confirmation, "confirming the act").await? {
        Asked::Done(answer) if answer.get("waits").is_some() => {
            say!("Confirmed; it still waits for others.");
        }
        Asked::Done(_) => say!("Confirmed, and done."),
        Asked::Waits { act, waits } => say_that_it_waits(&act, &waits),
    }
    Ok(())
}

/// Says what an officer's own act waits for.
pub(super) fn say_that_it_waits(act: &Sha256Digest, waits: &Waits) {
    say!(
        "Nothing has changed yet: the act was checked, and {} more of the role {} must confirm it.",
        waits.missing,
        waits.role
    );
    say!("It waits until {}. Next, another officer: `greatseal act confirm {act}`.", waits.until.rfc3339());
}

/// An act in words, from what its officer signed.
fn told(waiting: &WaitingActBody) -> Result<String> {
    let signed = SignedAct::parse(&waiting.act).context("an act of the list is none")?;
    if signed.sha256() != waiting.act_sha256 {
        bail!("the list gives the act {} another hash: {}", signed.sha256(), waiting.act_sha256);
    }
    let name = signed.officer_certificate().common_name().unwrap_or_default();
    let mut lines = vec![
        format!("{}", waiting.act_sha256),
        format!(
            "  asked for by {} ({}) at {}",
            shown(&waiting.officer),
            shown(name),
            signed.payload().iat.rfc3339()
        ),
        format!("  {} more of the role {} until {}", waiting.missing, waiting.role, waiting.until.rfc3339()),
        format!("  {}", signed.act().kind()),
    ];
    let members = serde_json::to_value(signed.act()).context("an act is JSON")?;
    for (name, value) in members.as_object().into_iter().flatten() {
        // A key and a secret say nothing to a reader.
        if !matches!(name.as_str(), "type" | "csr" | "secret") {
            lines.push(format!("    {name}: {}", shown(value)));
        }
    }
    Ok(lines.join("\n"))
}
