//! One file per command. A command reads its arguments, calls what it needs, and says what happened and what to do next.

pub mod ceremony;
pub mod demo;
pub mod install;
pub mod log;
pub mod migrate;
pub mod person;
pub mod phone;
pub mod relying_party;
pub mod root_list;
pub mod serve;
pub mod sign;
pub mod status;
pub mod verify;
