//! What officers may be trusted with: the roles that acts, certificates and rows name.

use std::collections::BTreeSet;

use der::{Decode, Encode};
use serde::{Deserialize, Serialize};

use pki_types::{Error, Result};

words!(
    /// In which role an officer acts. Which role an act needs is a table in ca-core.
    Role {
        /// Enters persons and gives activations.
        Registration = "registration",
        /// Suspends, releases and revokes the certificates of persons and relying parties.
        Revocation = "revocation",
        /// Admits relying parties; two of this role together appoint and end officers and end the service's own
        /// certificates.
        Security = "security",
        /// Reads, and signs no act.
        Auditor = "auditor",
    }
);

impl Role {
    /// Roles of which one is needed, as people read them: with "or" between them.
    pub fn any_of(roles: &[Self]) -> String {
        roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" or ")
    }
}

/// The roles of an officer: a set, written in the order of [`Role::ALL`]. In JSON an array of at least one word, none
/// twice; in a row words with a blank between them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Role>")]
pub struct Roles(BTreeSet<Role>);

impl Roles {
    /// Whether this is one of them.
    pub fn contains(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that are also in `other`.
    #[must_use]
    pub fn both(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0).copied().collect())
    }

    /// They, in order.
    pub fn iter(&self) -> impl Iterator<Item = Role> {
        self.0.iter().copied()
    }

    /// The value of the certificate extension that names an officer's roles.
    ///
    /// ```text
    /// OfficerRoles ::= SEQUENCE SIZE (1..4) OF UTF8String
    /// ```
    pub fn to_der(&self) -> Vec<u8> {
        let words: Vec<String> = self.iter().map(|role| role.to_string()).collect();
        words.to_der().expect("four short words fit in DER")
    }

    /// Reads the value of that extension: the roles in their one order.
    ///
    /// # Errors
    /// [`Error::Malformed`] for other DER, no role, one twice or in another place, and a word that is none.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        let words =
            Vec::<String>::from_der(der).map_err(|error| Error::malformed("roles of an officer", error))?;
        let roles = words.iter().map(|word| word.parse()).collect::<Result<Vec<Role>>>()?;
        let roles = Self::try_from(roles)?;
        if roles.to_der() == der {
            return Ok(roles);
        }
        Err(Error::malformed("roles of an officer", "not in their one order"))
    }
}

impl TryFrom<Vec<Role>> for Roles {
    type Error = Error;

    fn try_from(roles: Vec<Role>) -> Result<Self> {
        let set: BTreeSet<Role> = roles.iter().copied().collect();
        if set.is_empty() || set.len() != roles.len() {
            return Err(Error::malformed("roles", "there must be at least one, and none twice"));
        }
        Ok(Self(set))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().collect())
    }
}

/// As people read them and rows hold them.
impl std::fmt::Display for Roles {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words: Vec<&str> = self.iter().map(Role::as_str).collect();
        out.write_str(&words.join(" "))
    }
}

impl std::str::FromStr for Roles {
    type Err = Error;

    /// Reads the words of a row; none is no role.
    fn from_str(text: &str) -> Result<Self> {
        text.split_ascii_whitespace().map(str::parse).collect()
    }
}
