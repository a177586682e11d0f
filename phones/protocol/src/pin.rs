//! PINs: PIN 1 opens the authentication key, PIN 2 the signing key. The rules are the phone's: nobody else ever sees
//! a PIN.

use words::Purpose;
use zeroize::Zeroizing;

use crate::Error;

/// A PIN: digits alone. It is wiped when dropped and has neither `Debug` nor `Display`.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes what a person typed; white space around it is dropped.
    ///
    /// # Errors
    /// Not 4 to 12 decimal digits.
    pub fn new(typed: &str) -> Result<Self, Error> {
        let digits = typed.trim();
        if (4..=12).contains(&digits.len()) && digits.bytes().all(|octet| octet.is_ascii_digit()) {
            Ok(Self(Zeroizing::new(digits.to_owned())))
        } else {
            Err(Error::Pin("a PIN has 4 to 12 digits"))
        }
    }

    /// The digits in ASCII, for the derivation of keys.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Checks a newly chosen PIN. A PIN that opens a key is never checked against these rules, so that they can change.
///
/// # Errors
/// The rule that it breaks, in words for the person.
pub fn check_pin(pin: &Pin, purpose: Purpose) -> Result<(), Error> {
    let digits = pin.expose();
    if purpose == Purpose::Signature && digits.len() < 5 {
        return Err(Error::Pin("PIN 2 has at least 5 digits"));
    }
    if is_sequence(digits) {
        return Err(Error::Pin("a PIN must not be a sequence such as 12345 or 98765"));
    }
    if is_repetition(digits) {
        return Err(Error::Pin("a PIN must not repeat one digit or one group of digits"));
    }
    if is_date(digits) {
        return Err(Error::Pin("a PIN must not be a year or a date"));
    }
    Ok(())
}

/// Checks both newly chosen PINs.
///
/// # Errors
/// One breaks a rule of [`check_pin`], or one is inside the other.
pub fn check_pins(authentication: &Pin, signature: &Pin) -> Result<(), Error> {
    check_pin(authentication, Purpose::Authentication)?;
    check_pin(signature, Purpose::Signature)?;
    let (first, second) = (&authentication.0, &signature.0);
    if first.contains(second.as_str()) || second.contains(first.as_str()) {
        return Err(Error::Pin("PIN 1 and PIN 2 must differ, and neither may be inside the other"));
    }
    Ok(())
}

/// Each digit is the one before plus (or minus) one, 9 being followed by 0.
fn is_sequence(digits: &[u8]) -> bool {
    let steps = |pair: &[u8], step: u8| (pair[0] - b'0' + step) % 10 == pair[1] - b'0';
    digits.windows(2).all(|pair| steps(pair, 1)) || digits.windows(2).all(|pair| steps(pair, 9))
}

/// The digits are one shorter group, two or more times.
fn is_repetition(digits: &[u8]) -> bool {
    (1..=digits.len() / 2)
        .filter(|group| digits.len().is_multiple_of(*group))
        .any(|group| digits.chunks(group).all(|chunk| chunk == &digits[..group]))
}

/// A year of 1900 to 2099, or a date in one of the usual orders of day, month and year.
fn is_date(digits: &[u8]) -> bool {
    let number = |range: std::ops::Range<usize>| {
        digits[range].iter().fold(0_u32, |value, digit| value * 10 + u32::from(digit - b'0'))
    };
    let day_and_month = |at: usize, then: usize| {
        let (first, second) = (number(at..at + 2), number(then..then + 2));
        let valid = |day, month| (1..=31).contains(&day) && (1..=12).contains(&month);
        valid(first, second) || valid(second, first)
    };
    let century = |at: usize| (1900..=2099).contains(&number(at..at + 4));
    match digits.len() {
        4 => century(0),
        6 => day_and_month(0, 2) || day_and_month(2, 4),
        8 => (day_and_month(0, 2) && century(4)) || (day_and_month(4, 6) && century(0)),
        _ => false,
    }
}
