//! What words promises, through its public interface.
#![cfg(test)]

mod acts;
#[expect(dead_code, reason = "the workshop of pki-types' tests makes more than acts need")]
#[path = "../../../pki-types/tests/promises/issuing.rs"]
mod issuing;
mod leaves;
mod never_panics;
mod personal_data;
