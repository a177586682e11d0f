//! What the inner zone promises, through its public stories: a country in memory, relying parties that sign, and small
//! phones made of the protocol's own functions. Every negative changes one thing and finds that nothing else changed.

#![expect(clippy::unwrap_used, reason = "a test whose scene cannot be set is to fail")]

mod answering;
mod asking;
mod batch;
mod copies;
mod costs;
mod country;
mod door_attested;
mod ending;
mod interleavings;
mod keys;
mod phone;
mod pin_change;
mod prompts;
mod running_twice;
mod unlocking;
mod walks;
mod wishes;
