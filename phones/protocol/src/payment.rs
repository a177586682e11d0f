//! What a person pays by signing: an amount and who gets it, as fields of their own, so that a phone can show them large and
//! in the person's way of writing numbers. (Regulation (EU) 2018/389 Article 5: the payer is made aware of both.)

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Error;
use crate::display::NameLine;

/// Digits before the point. With three behind it the number has fifteen, which every phone can write exactly.
const MOST_WHOLE: usize = 12;
/// Digits behind the point: no currency in use has more (ISO 4217).
const MOST_FRACTION: usize = 3;

/// A payment. The relying party says so; nothing but its signature proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// How much, as decimal text, shown with exactly these digits: no sign, no needless zero before, at most 12 digits before
    /// the point and 3 behind it.
    #[schema(pattern = "^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,3})?$", max_length = 16, example = "1250.00")]
    pub amount: String,
    /// Of which currency (ISO 4217).
    #[schema(pattern = "^[A-Z]{3}$", example = "EUR")]
    pub currency: String,
    /// Who gets it, in the relying party's words.
    pub payee: NameLine,
}

impl Payment {
    /// Checks amount and currency; a payee is a line of its own.
    ///
    /// # Errors
    /// Another form: each amount has one.
    pub fn check(&self) -> Result<(), Error> {
        let (whole, fraction) = match self.amount.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (self.amount.as_str(), None),
        };
        let are_digits = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|octet| octet.is_ascii_digit())
        };
        let is_plain = are_digits(whole, MOST_WHOLE) && (whole == "0" || !whole.starts_with('0'));
        if !is_plain || !fraction.is_none_or(|fraction| are_digits(fraction, MOST_FRACTION)) {
            return Err(Error::Field {
                field: "payment.amount",
                rule: "must be decimal text such as 1250.00, at most 12 digits before the point and 3 behind it",
            });
        }
        if self.currency.len() != 3 || !self.currency.bytes().all(|octet| octet.is_ascii_uppercase()) {
            let rule = "must be three upper-case letters (ISO 4217)";
            return Err(Error::Field { field: "payment.currency", rule });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payment(amount: &str, currency: &str) -> Payment {
        let payee = NameLine::new("payee", "City Registry").unwrap();
        Payment { amount: amount.to_owned(), currency: currency.to_owned(), payee }
    }

    #[test]
    fn each_amount_has_one_form() {
        for good in ["0", "0.5", "7", "1250.00", "999999999999.999", "1000000"] {
            assert!(payment(good, "EUR").check().is_ok(), "{good}");
        }
        for wrong in [
            "",
            ".",
            ".5",
            "5.",
            "05",
            "00",
            "-1",
            "+1",
            "1,5",
            "1 000",
            "1.2345",
            "1e3",
            "٣",
            "1.2.3",
            "0x1",
            "1000000000000",
            " 1",
            "1 ",
        ] {
            assert!(payment(wrong, "EUR").check().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_currency_has_three_upper_case_letters() {
        for wrong in ["", "EU", "EURO", "eur", "E1R", "€"] {
            assert!(payment("1", wrong).check().is_err(), "{wrong}");
        }
    }
}
