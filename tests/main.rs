//! Promises, through the front door: one test binary, one module per kind of promise.

mod house;
mod stories;
mod testbed;
