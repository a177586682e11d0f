//! What several tables say together, read at once and named by the story that it serves.

pub(crate) mod scenes;
pub(crate) mod status;

pub use scenes::{
    AnswerScene, ArrivalScene, CertificateScene, CountScene, DecisionScene, KeyListScene, MessageScene,
    RelyingPartyScene, RequestScene, StatementScene,
};
pub use status::{AuditedSerial, CertificateStatus};
