//! What the store promises, through its public API.

mod country;
mod doors;
mod durability;
mod group_commit;
mod issuance;
mod jobs;
mod sessions;
mod status;
mod unlocks;
mod waiting;
