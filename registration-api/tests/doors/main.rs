//! The promises of the registration doors, through their routers.

mod acts;
mod client;
mod enrolments;
mod mutations;
mod openapi;
mod scene;
