//! What the store promises, through its public API.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking, in its fixtures too")]

#[macro_use]
mod engines;

mod attempts;
mod country;
mod doors;
mod durability;
mod group_commit;
mod guarded;
mod issuance;
mod jobs;
mod limits;
mod looks;
mod notifications;
mod outbox;
mod plans;
mod races;
mod restores;
mod roles;
mod sessions;
mod status;
mod status_feed;
mod unlocks;
mod waiting;
mod waiting_writes;
mod wrong_clocks;
