//! What words promises, through its public interface.
#![cfg(test)]

mod acts;
mod leaves;
mod never_panics;
mod personal_data;
mod problems;
