//! Personal data as types without `Debug` and `Display`: they cannot slip into a log.
//!
//! ```compile_fail
//! println!("{:?}", words::PersonalCode::new("A0101"));
//! ```
//! ```compile_fail
//! println!("{:?}", words::PersonName::new("Marie", "DUPONT"));
//! ```
//! ```compile_fail
//! println!("{:?}", words::PhoneNumber::new("+23051234567"));
//! ```

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use pki_types::visible::check_name;
use pki_types::{Error, Result, schema};

/// A person's code in the population register of a country: 3 to 32 of `A–Z`, `0–9` and `-`, not at an end.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonalCode(String);

impl PartialSchema for PersonalCode {
    fn schema() -> RefOr<Schema> {
        let form = "^[A-Z0-9][A-Z0-9-]{1,30}[A-Z0-9]$";
        schema::text(form, "A person's code in the register of a country.")
    }
}

impl ToSchema for PersonalCode {}

impl PersonalCode {
    /// Checks a code.
    ///
    /// # Errors
    /// [`Error::Malformed`]; the message does not repeat the code.
    pub fn new(code: &str) -> Result<Self> {
        let allowed = |octet: u8| octet.is_ascii_uppercase() || octet.is_ascii_digit() || octet == b'-';
        if !(3..=32).contains(&code.len())
            || !code.bytes().all(allowed)
            || code.starts_with('-')
            || code.ends_with('-')
        {
            return Err(Error::malformed("personal code", "not 3 to 32 of A-Z, 0-9 and inner hyphens"));
        }
        Ok(Self(code.to_owned()))
    }

    /// The code, for a certificate, a query or a screen; never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PersonalCode {
    type Error = Error;

    fn try_from(code: String) -> Result<Self> {
        Self::new(&code)
    }
}

impl From<PersonalCode> for String {
    fn from(code: PersonalCode) -> Self {
        code.0
    }
}

/// A telephone number in international form: `+` and 7 to 15 digits, the first not 0 (ITU-T E.164 §6).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

impl PartialSchema for PhoneNumber {
    fn schema() -> RefOr<Schema> {
        schema::text("^\\+[1-9][0-9]{6,14}$", "A telephone number in international form.")
    }
}

impl ToSchema for PhoneNumber {}

impl PhoneNumber {
    /// Checks a number.
    ///
    /// # Errors
    /// [`Error::Malformed`]; the message does not repeat the number.
    pub fn new(number: &str) -> Result<Self> {
        let digits = number.strip_prefix('+').unwrap_or_default();
        if !(7..=15).contains(&digits.len())
            || !digits.bytes().all(|octet| octet.is_ascii_digit())
            || digits.starts_with('0')
        {
            return Err(Error::malformed("telephone number", "not + and 7 to 15 digits"));
        }
        Ok(Self(number.to_owned()))
    }

    /// The number, for delivery or a query; never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = Error;

    fn try_from(number: String) -> Result<Self> {
        Self::new(&number)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

/// A person's name as the register has it. A person with one name has it as surname and no given name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "PersonNameAsWritten")]
pub struct PersonName {
    /// Empty or left out where the person has none.
    #[schema(max_length = 100, required = false)]
    given_name: String,
    /// The surname, or the one name of a person with one.
    #[schema(min_length = 1, max_length = 100)]
    surname: String,
}

/// The most characters in one part of a name (EN 319 412-2 §4.2.4 lifts the 64 of X.520).
const MAX_NAME_CHARACTERS: usize = 100;

impl PersonName {
    /// Checks both parts: at most 100 characters each that people see as they are ([`pki_types::visible`]); only the given name
    /// may be empty.
    ///
    /// # Errors
    /// [`Error::Malformed`] for the part at fault, with the character; the message does not repeat the name.
    pub fn new(given_name: &str, surname: &str) -> Result<Self> {
        if !given_name.is_empty() {
            check_name(given_name, MAX_NAME_CHARACTERS)
                .map_err(|problem| Error::malformed("given_name", problem))?;
        }
        check_name(surname, MAX_NAME_CHARACTERS).map_err(|problem| Error::malformed("surname", problem))?;
        Ok(Self { given_name: given_name.to_owned(), surname: surname.to_owned() })
    }

    /// The given name; empty when the person has none.
    pub fn given_name(&self) -> &str {
        &self.given_name
    }

    /// The surname.
    pub fn surname(&self) -> &str {
        &self.surname
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonNameAsWritten {
    #[serde(default)]
    given_name: String,
    surname: String,
}

impl TryFrom<PersonNameAsWritten> for PersonName {
    type Error = Error;

    fn try_from(written: PersonNameAsWritten) -> Result<Self> {
        Self::new(&written.given_name, &written.surname)
    }
}
