//! The promises of `ca-core`, tested through its public interface with a store in memory and software keys.
#![cfg(test)]

mod acts;
mod ceremony;
mod copies;
mod corrections;
mod enrolment;
mod lists;
mod preparation;
mod profiles;
mod recovery;
mod relying_parties;
mod renewal;
mod roles;
mod root_list;
mod signers;
mod status;
mod succession;
mod world;
