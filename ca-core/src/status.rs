//! Whether a certificate is still good: changing it, the lists that tell it, and the root's own list, with what has to be on it.

pub(crate) mod change;
pub mod list;
pub mod root_list;
pub mod root_revocations;
mod sessions;
