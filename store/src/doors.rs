//! What a door may do with the store: insert what came from the network, and wait for what the worker says to it.

pub(crate) mod changes;
pub(crate) mod door;
pub(crate) mod links;
pub(crate) mod waiting;

pub use changes::Change;
pub use door::{DoorStore, Insertion, LimitedInsertion, OpenLimits, RequestLimit, SessionInsertion};
pub use links::LinkInsertion;
