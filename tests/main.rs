//! Promises, through the front door: one test binary, one module per kind of promise.
#![cfg(test)]

mod house;
mod stories;
mod testbed;
