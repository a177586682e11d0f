//! What phones do to become a person's device: one file an endpoint.

pub(crate) mod enrol;
pub(crate) mod enrolment;
pub(crate) mod key_list;
pub(crate) mod vain;
