//! The doors through which something is asked of a person: one for each protocol of relying parties, and the person's own; and
//! those that a relying party uses.

use std::collections::BTreeSet;

use pki_types::schema::words;
use pki_types::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

words!(
    /// A door through which a person is asked. What comes through the native one its relying party has signed, through the own one
    /// the person's phone; for what comes through any other the door alone vouches.
    Door {
        /// Great Seal's own protocol, whose requests the relying party signs.
        Native = "native",
        /// The Mobile-ID REST protocol.
        MobileId = "mobile_id",
        /// The person's own: what a phone wants done about its person's keys. No relying party uses it.
        Own = "own",
    }
);

/// The doors of relying parties.
const OF_RELYING_PARTIES: [Door; 2] = [Door::Native, Door::MobileId];

impl Door {
    /// What people call it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::MobileId => "Mobile-ID",
            Self::Own => "own",
        }
    }
}

/// The doors that a relying party uses; what comes through another in its name is refused. In JSON an array of at least one
/// word, none twice; in a row words with a blank between them. By default the native one alone, so that nothing is put before
/// a person in the name of a relying party that it has not signed, unless it wished so.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Door>")]
pub struct Doors(BTreeSet<Door>);

impl Doors {
    /// Whether this is one of them.
    #[must_use]
    pub fn contains(&self, door: Door) -> bool {
        self.0.contains(&door)
    }
}

impl Default for Doors {
    fn default() -> Self {
        Self(BTreeSet::from([Door::Native]))
    }
}

impl TryFrom<Vec<Door>> for Doors {
    type Error = Error;

    fn try_from(doors: Vec<Door>) -> Result<Self> {
        let set: BTreeSet<Door> = doors.iter().copied().collect();
        if set.is_empty() || set.len() != doors.len() {
            return Err(Error::malformed("doors", "there must be at least one, and none twice"));
        }
        if set.contains(&Door::Own) {
            return Err(Error::malformed("doors", "no relying party uses the door own"));
        }
        Ok(Self(set))
    }
}

/// As people read them and rows hold them.
impl std::fmt::Display for Doors {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words: Vec<&str> = self.0.iter().map(|door| door.as_str()).collect();
        out.write_str(&words.join(" "))
    }
}

impl std::str::FromStr for Doors {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        text.split_ascii_whitespace().map(str::parse).collect::<Result<Vec<Door>>>()?.try_into()
    }
}

impl PartialSchema for Doors {
    fn schema() -> RefOr<Schema> {
        let doors = OF_RELYING_PARTIES.map(Door::as_str);
        let one = words(&doors, "A door for relying parties, one for each protocol.");
        ArrayBuilder::new()
            .items(one)
            .min_items(Some(1))
            .unique_items(true)
            .description(Some("The doors that a relying party uses."))
            .into()
    }
}

impl ToSchema for Doors {}
