//! Whether a certificate is still good: changing it, the lists that tell it, and the root's own list.

pub(crate) mod change;
pub mod list;
pub mod root_list;
