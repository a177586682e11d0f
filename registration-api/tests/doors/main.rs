//! The promises of the registration doors, through their routers.

#![expect(clippy::unwrap_used, reason = "a test fails where its scene does not hold")]

mod acts;
mod client;
mod enrolments;
mod limits;
mod mutations;
mod openapi;
mod persons;
mod scene;
mod waiting;
