//! Time as a value, and the one place that reads the machine's clock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use der::DateTime;
use der::asn1::{GeneralizedTime, UtcTime};
use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::strict_der::{self, Element, begin, tag};
use crate::{Error, Result};

/// 9999-12-31T23:59:59Z, the last second that RFC 5280 §4.1.2.5 can write.
const LAST_SECOND: i64 = 253_402_300_799;

/// 2050-01-01T00:00:00Z, from which on certificates and CRLs write GeneralizedTime (RFC 5280 §4.1.2.5).
const GENERALIZED_FROM: i64 = 2_524_608_000;

/// A stored time that lies further ahead of the clock than this, in seconds, is from the future: a clock was wrong when it
/// was written, or is wrong now. Clocks of one country's processes are never so far apart.
pub const FUTURE_SECONDS: i64 = 60;

/// A moment in whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Always between 1970 and the end of 9999, so that each value can be written as a certificate's date; arithmetic
/// stops at these ends. In JSON it is an integer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct UnixTime(i64);

impl PartialSchema for UnixTime {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0))
            .maximum(Some(LAST_SECOND))
            .description(Some("Seconds since 1970-01-01T00:00:00Z."))
            .into()
    }
}

impl ToSchema for UnixTime {}

impl UnixTime {
    /// The moment `seconds` after the epoch; the nearest end when outside 1970–9999.
    pub const fn from_seconds(seconds: i64) -> Self {
        if seconds < 0 {
            Self(0)
        } else if seconds > LAST_SECOND {
            Self(LAST_SECOND)
        } else {
            Self(seconds)
        }
    }

    /// Whole seconds since the epoch.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// This moment and `seconds` more.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self::from_seconds(self.0.saturating_add(seconds))
    }

    /// This moment and `seconds` less.
    #[must_use]
    pub const fn minus(self, seconds: i64) -> Self {
        Self::from_seconds(self.0.saturating_sub(seconds))
    }

    /// Seconds from `earlier` to this moment; negative when `earlier` is the later one.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// Whether it is a time that no clock can have shown yet: more than [`FUTURE_SECONDS`] after `now`.
    pub const fn is_from_the_future(self, now: Self) -> bool {
        self.since(now) > FUTURE_SECONDS
    }

    /// As `2026-11-24T06:00:00Z`.
    pub fn rfc3339(self) -> String {
        let moment =
            OffsetDateTime::from_unix_timestamp(self.0).expect("the years 1970 to 9999 are in range");
        moment.format(&Rfc3339).expect("every moment has an RFC 3339 form")
    }

    /// Reads an RFC 3339 date and time; any offset, fractions of a second are cut off.
    ///
    /// # Errors
    /// [`Error::Malformed`] for other text and for years outside 1970–9999.
    pub fn parse_rfc3339(text: &str) -> Result<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc3339)
            .map_err(|error| Error::malformed("date and time", error))?;
        Self::try_from(moment.unix_timestamp())
    }

    /// As ASN.1 GeneralizedTime, `YYYYMMDDHHMMSSZ` (RFC 5280 §4.1.2.5.2), as OCSP and TSP want it.
    pub fn generalized_time(self) -> GeneralizedTime {
        GeneralizedTime::from_date_time(self.date_time())
    }

    /// As the ASN.1 `Time` of certificates and CRLs: UTCTime through 2049, GeneralizedTime after (RFC 5280
    /// §4.1.2.5).
    pub fn x509_time(self) -> x509_cert::time::Time {
        let date_time = self.date_time();
        match UtcTime::from_date_time(date_time) {
            Ok(utc_time) => x509_cert::time::Time::UtcTime(utc_time),
            Err(_) => x509_cert::time::Time::GeneralTime(GeneralizedTime::from_date_time(date_time)),
        }
    }

    /// The content of a GeneralizedTime, `YYYYMMDDHHMMSSZ`.
    pub(crate) fn generalized_octets(self) -> [u8; 15] {
        let moment =
            OffsetDateTime::from_unix_timestamp(self.0).expect("the years 1970 to 9999 are in range");
        let year = u16::try_from(moment.year()).expect("a year of four digits");
        let [century, year] = [year / 100, year % 100].map(|part| u8::try_from(part).expect("two digits"));
        let (hour, minute, second) = moment.to_hms();
        let parts = [century, year, moment.month().into(), moment.day(), hour, minute, second];
        let mut octets = [b'Z'; 15];
        for (pair, part) in octets.chunks_exact_mut(2).zip(parts) {
            pair.copy_from_slice(&[b'0' + part / 10, b'0' + part % 10]);
        }
        octets
    }

    /// The octets that [`write_x509_time`](Self::write_x509_time) writes.
    pub(crate) fn x509_time_size(self) -> usize {
        strict_der::size(if self.0 < GENERALIZED_FROM { 13 } else { 15 })
    }

    /// Writes the element that [`x509_time`](Self::x509_time) is, into a buffer.
    pub(crate) fn write_x509_time(self, out: &mut Vec<u8>) {
        let generalized = self.generalized_octets();
        let (tag, written) = match self.0 < GENERALIZED_FROM {
            true => (tag::UTC_TIME, &generalized[2..]),
            false => (tag::GENERALIZED_TIME, &generalized[..]),
        };
        begin(out, tag, written.len());
        out.extend_from_slice(written);
    }

    /// Reads the ASN.1 `Time` of a certificate or CRL, which is strict DER; the year of a UTCTime is from 1950 to 2049 (RFC 5280
    /// §4.1.2.5.1), a fraction of a second is cut off, and what lies before 1970 is its beginning.
    pub(crate) fn from_x509_time(element: Element<'_>) -> Result<Self> {
        let damaged = || Error::malformed("date and time", "no date, or no time of the day");
        let number = |digits: &[u8]| digits.iter().fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'));
        let (century, digits) = match (element.tag, element.content) {
            (tag::UTC_TIME, content) if content.first() < Some(&b'5') => (20, content),
            (tag::UTC_TIME, content) => (19, content),
            (tag::GENERALIZED_TIME, [one, two, content @ ..]) => (number(&[*one, *two]), content),
            _ => return Err(Error::malformed("date and time", format_args!("tag {:#04x}", element.tag))),
        };
        let &[y, ear, m, onth, d, ay, h, our, mi, nute, s, econd, ..] = digits else { return Err(damaged()) };
        let pair = |one, other| u8::try_from(number(&[one, other])).map_err(|_| damaged());
        let month = Month::try_from(pair(m, onth)?).map_err(|_| damaged())?;
        let date = Date::from_calendar_date(century * 100 + number(&[y, ear]), month, pair(d, ay)?);
        let date = date.map_err(|_| damaged())?;
        let moment = date.with_hms(pair(h, our)?, pair(mi, nute)?, pair(s, econd)?).map_err(|_| damaged())?;
        Ok(Self::from_seconds(moment.assume_utc().unix_timestamp()))
    }

    /// From the date of a parsed ASN.1 time.
    pub fn from_date_time(date_time: DateTime) -> Self {
        let seconds = i64::try_from(date_time.unix_duration().as_secs()).unwrap_or(LAST_SECOND);
        Self::from_seconds(seconds)
    }

    fn date_time(self) -> DateTime {
        let seconds = u64::try_from(self.0).expect("a moment is never before 1970");
        DateTime::from_unix_duration(Duration::from_secs(seconds))
            .expect("the years 1970 to 9999 are in range")
    }
}

impl std::fmt::Debug for UnixTime {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.rfc3339())
    }
}

impl std::fmt::Display for UnixTime {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.rfc3339())
    }
}

impl TryFrom<i64> for UnixTime {
    type Error = Error;

    fn try_from(seconds: i64) -> Result<Self> {
        let moment = Self::from_seconds(seconds);
        if moment.0 == seconds {
            Ok(moment)
        } else {
            Err(Error::malformed(
                "date and time",
                format_args!("{seconds} s is outside the years 1970 to 9999"),
            ))
        }
    }
}

impl From<UnixTime> for i64 {
    fn from(moment: UnixTime) -> i64 {
        moment.0
    }
}

/// Tells the time. Everything that needs "now" takes one as an argument.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> UnixTime;

    /// The present moment, and how much time has passed since some moment of its own choice, which setting the clock does not
    /// change.
    fn reading(&self) -> (UnixTime, Duration);

    /// The present moment for what is dated by it and given to others, unless there is a reason not to believe it.
    ///
    /// # Errors
    /// [`Uncertain`] says why. A clock that nobody watches has no doubts.
    fn certain(&self) -> std::result::Result<UnixTime, Uncertain> {
        Ok(self.now())
    }
}

/// Why nothing is to be dated by the clock for now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the clock is not believed: {0}")]
pub struct Uncertain(pub String);

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    fn now(&self) -> UnixTime {
        let since_epoch =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        UnixTime::from_seconds(i64::try_from(since_epoch.as_secs()).unwrap_or(LAST_SECOND))
    }

    fn reading(&self) -> (UnixTime, Duration) {
        let passed = rustix::time::clock_gettime(STEADY);
        let seconds = u64::try_from(passed.tv_sec).unwrap_or_default();
        let nanoseconds = u32::try_from(passed.tv_nsec).unwrap_or_default();
        (self.now(), Duration::new(seconds, nanoseconds))
    }
}

/// The kernel's clock that nobody sets; where there is one, it goes on while the machine sleeps.
#[cfg(target_os = "linux")]
const STEADY: rustix::time::ClockId = rustix::time::ClockId::Boottime;
#[cfg(not(target_os = "linux"))]
const STEADY: rustix::time::ClockId = rustix::time::ClockId::Monotonic;

/// A clock that stands until it is moved, for tests. Clones share one time.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<Mutex<(UnixTime, Duration)>>);

impl ManualClock {
    /// A clock that shows `now`.
    pub fn new(now: UnixTime) -> Self {
        Self(Arc::new(Mutex::new((now, Duration::ZERO))))
    }

    /// Moves the hands by `seconds`, backwards when negative. Forwards it is time that passes.
    pub fn advance(&self, seconds: i64) {
        let mut hands = self.hands();
        *hands = (hands.0.plus(seconds), hands.1 + passed(seconds));
    }

    /// Moves the hands to `now`; forwards it is time that passes.
    pub fn set(&self, now: UnixTime) {
        let mut hands = self.hands();
        *hands = (now, hands.1 + passed(now.since(hands.0)));
    }

    /// Sets the hands wrong, or right again, by `seconds`, while no time passes.
    pub fn jump(&self, seconds: i64) {
        let mut hands = self.hands();
        hands.0 = hands.0.plus(seconds);
    }

    fn hands(&self) -> MutexGuard<'_, (UnixTime, Duration)> {
        // The hands are whole after every line that holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn passed(seconds: i64) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}

impl Clock for ManualClock {
    fn now(&self) -> UnixTime {
        self.hands().0
    }

    fn reading(&self) -> (UnixTime, Duration) {
        *self.hands()
    }
}
