//! What several tables say together. A **scene** is what one decision reads before it is made: all of it on one connection, one read
//! after the other, each of which sees, for itself, every commit that came before it began.

pub(crate) mod certificate;
pub(crate) mod history;
pub(crate) mod log_proof;
pub(crate) mod message;
pub(crate) mod request;
pub(crate) mod status;
pub(crate) mod status_feed;

pub use certificate::{CertificateScene, RelyingPartyScene};
pub use history::HistoryPlace;
pub use message::{AnswerScene, ArrivalScene, CountScene, DecisionScene, DeviceScene, MessageScene};
pub use request::{KeyListScene, RequestScene, StatementScene};
pub use status::{AuditedSerial, CertificateStatus};
pub use status_feed::{StatusFeed, StatusNews};
