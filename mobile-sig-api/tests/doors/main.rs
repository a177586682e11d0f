//! The promises of the mobile-signature doors, through their routers.

#![expect(clippy::unwrap_used, reason = "a test fails where its scene does not hold")]

mod client;
mod events;
mod lookup;
mod messages;
mod mutations;
mod openapi;
mod pending;
mod results;
mod scene;
mod sessions;
mod waking;
mod worker;
