//! The one error of this crate.

/// What the authority cannot work with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configured policy is no object identifier.
    #[error("the time-stamping policy `{policy}` is no object identifier such as 0.4.0.2023.1.1")]
    Policy {
        /// What the configuration says.
        policy: String,
    },
    /// A certificate and a key that do not make a time-stamping unit.
    #[error("this is no time-stamping unit: {problem} is {found}, expected {expected}")]
    Unit {
        /// Which property.
        problem: &'static str,
        /// What had to be there.
        expected: String,
        /// What was there.
        found: String,
    },
}
