//! The promises of the mobile-signature doors, through their routers.

mod authority;
mod client;
mod lookup;
mod messages;
mod mutations;
mod openapi;
mod pending;
mod results;
mod scene;
mod sessions;
mod worker;
