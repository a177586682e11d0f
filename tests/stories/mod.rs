//! Stories: promises of the whole program, told through its doors.

mod another_relying_party;
mod backup;
mod bad_input;
mod bad_requests;
mod broken_into;
mod copied_phone;
mod crash;
mod crooked_phone;
mod damaged_document;
mod enrolment;
mod hsm;
mod lost_reply;
mod month;
mod officers_acts;
mod on_postgres;
mod pin_lock;
mod privacy;
mod replay;
mod restore;
mod signature;
mod status;
mod zones;
