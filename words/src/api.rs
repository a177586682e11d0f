//! Bodies of our own HTTP interfaces: the door writes what its client reads.
//!
//! What a door receives is strict; what a client receives may have members that are newer than the client.

pub mod officers;
pub mod relying_parties;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::PersonalCode;

/// Who is looked for. It travels in the body, because addresses end up in logs.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SoughtPerson {
    /// Two capital letters of ISO 3166-1.
    #[schema(min_length = 2, max_length = 2, example = "MU")]
    pub country: String,
    /// The person's code in that country's register: 3 to 32 of `A-Z 0-9 -`.
    #[schema(value_type = String, pattern = "^[A-Z0-9-]{3,32}$", example = "DEMO-1")]
    pub code: PersonalCode,
}
