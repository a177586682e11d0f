//! What operators do with a store as a whole: look into it, copy it, bring it back, put a wrong clock right.

pub(crate) mod backup;
pub(crate) mod inspection;
pub(crate) mod integrity;
pub(crate) mod inventory;
pub(crate) mod repeats;
pub(crate) mod wrong_clocks;

pub use backup::{Restoration, back_up, look_into};
pub use inspection::{CertifiedParty, Inspection, Integrity, JobCount, LogBacklog, SchemaVersion};
pub use integrity::Depth;
pub use inventory::Inventory;
pub use repeats::ImportedLeaf;
pub use wrong_clocks::BroughtBack;
