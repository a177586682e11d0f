//! The parts of a country that one process may be, and the keys that belong to each.

use clap::ValueEnum;
use hsm_adapter::labels;

/// Which of a country's processes this one is. Each holds the keys of its part alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The doors of phones, relying parties and officers: TLS keys.
    pub api: bool,
    /// OCSP, CRLs and CA certificates: OCSP keys.
    pub status: bool,
    /// Time-stamps: the time-stamping unit's key.
    pub time: bool,
    /// What leaves the country by itself: the key that push services know. No listener.
    pub deliver: bool,
    /// The cores: keys of the CAs, of statements, opening, receipts and the log. No listener.
    pub work: bool,
}

impl Parts {
    /// None of them: the beginning of a choice.
    pub const NONE: Self = Self { api: false, status: false, time: false, deliver: false, work: false };
    /// All in one process: for a laptop, a demonstration, a small office. No separation is claimed.
    pub const ALL: Self = Self { api: true, status: true, time: true, deliver: true, work: true };

    /// The one part to which the key of this label belongs, as command lines name it; none for the root's, which no machine
    /// of the country holds.
    #[must_use]
    pub fn of_key(label: &str) -> Option<Part> {
        if label == labels::ROOT {
            return None;
        }
        [Part::Api, Part::Status, Part::Time, Part::Deliver, Part::Work]
            .into_iter()
            .find(|part| Self::from(*part).hold(label))
    }

    /// The end of a sentence about a key on a machine where it should not be: where it belongs.
    #[must_use]
    pub fn home_of_key(label: &str) -> String {
        match Self::of_key(label) {
            Some(part) => format!("belongs to the part {}", format!("{part:?}").to_lowercase()),
            None => "belongs into the safe".to_owned(),
        }
    }

    /// Whether the key of this label belongs to one of these parts.
    #[must_use]
    pub fn hold(self, label: &str) -> bool {
        match label {
            labels::IDENTITY_API => self.api,
            labels::IDENTITY_STATUS => self.status,
            labels::IDENTITY_TIME => self.time,
            labels::PUSH => self.deliver,
            _ if label.starts_with(labels::OCSP) => self.status,
            _ if label.starts_with(labels::TSU) => self.time,
            _ => self.work,
        }
    }
}

/// One part, or all of them, as command lines name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// `greatseal serve --all`
    All,
    /// `greatseal serve api`
    Api,
    /// `greatseal serve status`
    Status,
    /// `greatseal serve time`
    Time,
    /// `greatseal deliver`
    Deliver,
    /// `greatseal work`
    Work,
}

impl From<Part> for Parts {
    fn from(part: Part) -> Self {
        match part {
            Part::All => Self::ALL,
            Part::Api => Self { api: true, ..Self::NONE },
            Part::Status => Self { status: true, ..Self::NONE },
            Part::Time => Self { time: true, ..Self::NONE },
            Part::Deliver => Self { deliver: true, ..Self::NONE },
            Part::Work => Self { work: true, ..Self::NONE },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_belongs_to_one_part() {
        let parts = [Part::Api, Part::Status, Part::Time, Part::Deliver, Part::Work].map(Parts::from);
        let keys = [
            (labels::IDENTITY_API.to_owned(), Part::Api),
            (labels::IDENTITY_STATUS.to_owned(), Part::Status),
            (labels::ocsp("citizens", "20260102t030405z"), Part::Status),
            (labels::tsu("20260102t030405z"), Part::Time),
            (labels::PUSH.to_owned(), Part::Deliver),
            (labels::ca("citizens"), Part::Work),
            (labels::PROTECTION.to_owned(), Part::Work),
        ];
        assert_eq!(Parts::of_key(labels::ROOT), None);
        for (label, part) in keys {
            assert!(Parts::from(part).hold(&label) && Parts::ALL.hold(&label), "{label}");
            assert_eq!(parts.iter().filter(|part| part.hold(&label)).count(), 1, "{label}");
            assert_eq!(Parts::of_key(&label), Some(part));
        }
    }
}
