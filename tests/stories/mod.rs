//! Stories: promises of the whole program, told through its doors.

mod bad_input;
mod crash;
mod month;
mod privacy;
mod signature;
mod status;
