//! Serials and their statuses in 24 octets each, and room to grow: 29 to 36 octets in all.
//!
//! A hash table with open addressing, in segments that grow one by one, so that growing never holds everything twice. Nothing is
//! ever taken out: a serial that was issued stays issued. Serials are drawn at random by this country's authorities, and
//! nobody else's come in, so no sender can make them collide.

use pki_types::{Reason, UnixTime};
use store::{CertificateStatus, IssuerId};

const SEGMENTS: usize = 256;

/// A serial and what is known of it; no status where the place is free.
#[derive(Clone, Copy, Default)]
struct Entry {
    serial: [u64; 2],
    /// From above: what it is (4 bits), the reason (4), the issuer's place (16), since when (40 bits of seconds: beyond 9999).
    status: u64,
}

/// What an entry is.
mod kind {
    /// Its end is not known here: the store is asked.
    pub(super) const OPEN: u64 = 1;
    pub(super) const FINAL: u64 = 2;
    pub(super) const BURNT: u64 = 3;
    pub(super) const HELD: u64 = 4;
    pub(super) const REVOKED: u64 = 5;
}

#[derive(Default)]
struct Segment {
    places: Box<[Entry]>,
    taken: usize,
}

pub(super) struct Table {
    segments: Vec<Segment>,
    issuers: Vec<IssuerId>,
    count: usize,
}

impl Default for Table {
    fn default() -> Self {
        let segments = std::iter::repeat_with(Segment::default).take(SEGMENTS).collect();
        Self { segments, issuers: Vec::new(), count: 0 }
    }
}

impl Table {
    /// How many serials it has.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The status of a serial; none where the store must be asked.
    pub(super) fn status(&self, issuer: IssuerId, serial: &[u8]) -> Option<CertificateStatus> {
        let place = self.issuers.iter().position(|known| *known == issuer)?;
        let key = Key::of(place, serial)?;
        let entry = self.segments.get(key.segment)?.find(&key)?;
        let at = UnixTime::from_seconds(i64::try_from(entry.status & AT).unwrap_or(i64::MAX));
        match entry.status >> KIND {
            kind::FINAL => Some(CertificateStatus::Final),
            kind::BURNT => Some(CertificateStatus::Burnt { at }),
            kind::HELD => Some(CertificateStatus::Held { since: at }),
            kind::REVOKED => {
                let code = u8::try_from(entry.status >> REASON & 0xf).ok()?;
                Some(CertificateStatus::Revoked { at, reason: Reason::from_code(code).ok()? })
            }
            _ => None,
        }
    }

    /// From now on this is the status of the serial. A serial that no issuer of ours can have given is passed over.
    pub(super) fn set(&mut self, issuer: IssuerId, serial: &[u8], status: CertificateStatus) {
        let place = self.issuers.iter().position(|known| *known == issuer).unwrap_or_else(|| {
            self.issuers.push(issuer);
            self.issuers.len() - 1
        });
        let Some(key) = Key::of(place, serial) else { return };
        let Some(segment) = self.segments.get_mut(key.segment) else { return };
        let entry = Entry { serial: key.serial, status: key.issuer | word(status) };
        self.count += usize::from(segment.set(entry, &key));
    }
}

const KIND: u32 = 60;
const REASON: u32 = 56;
const ISSUER: u32 = 40;
const AT: u64 = (1 << ISSUER) - 1;
const WHOSE: u64 = 0xffff << ISSUER;

fn word(status: CertificateStatus) -> u64 {
    let (kind, reason, at) = match status {
        CertificateStatus::Never | CertificateStatus::Intent => (kind::OPEN, 0, None),
        CertificateStatus::Final => (kind::FINAL, 0, None),
        CertificateStatus::Burnt { at } => (kind::BURNT, 0, Some(at)),
        CertificateStatus::Held { since } => (kind::HELD, 0, Some(since)),
        CertificateStatus::Revoked { at, reason } => (kind::REVOKED, reason.code(), Some(at)),
    };
    let at = at.map_or(0, |at| u64::try_from(at.seconds()).unwrap_or(0));
    kind << KIND | u64::from(reason) << REASON | at & AT
}

/// A serial of an issuer, and where it is looked for.
struct Key {
    serial: [u64; 2],
    issuer: u64,
    segment: usize,
    hash: u64,
}

impl Key {
    /// None for a serial that is not one of ours: those have sixteen octets.
    fn of(issuer: usize, serial: &[u8]) -> Option<Self> {
        let serial = halves(u128::from_be_bytes(serial.try_into().ok()?));
        let issuer = u64::from(u16::try_from(issuer).ok()?);
        // Folded products spread whatever regularity a serial may have over all bits.
        let folded = |one: u64, other: u64| {
            let [high, low] = halves(u128::from(one) * u128::from(other));
            high ^ low
        };
        let hash = folded(serial[0] ^ 0x9e37_79b9_7f4a_7c15, serial[1] ^ 0xd1b5_4a32_d192_ed03 ^ issuer);
        let hash = folded(hash, 0xbf58_476d_1ce4_e5b9);
        let [segment, ..] = hash.to_be_bytes();
        Some(Self { serial, issuer: issuer << ISSUER, segment: segment.into(), hash: hash << 8 })
    }
}

fn halves(number: u128) -> [u64; 2] {
    [number >> 64, number & u128::from(u64::MAX)].map(|half| u64::try_from(half).expect("64 bits"))
}

impl Segment {
    /// The places in the order in which the key is looked for.
    fn from(&self, key: &Key) -> impl Iterator<Item = usize> + use<> {
        let places = self.places.len();
        let wide = u128::from(key.hash) * u128::try_from(places).expect("64 bits");
        let first = usize::try_from(wide >> 64).expect("less than the places");
        (first..places).chain(0..first)
    }

    fn find(&self, key: &Key) -> Option<&Entry> {
        let entries = self.from(key).map(|place| &self.places[place]);
        let mut entries = entries.take_while(|entry| entry.status != 0);
        entries.find(|entry| entry.serial == key.serial && entry.status & WHOSE == key.issuer)
    }

    /// Whether it is new.
    fn set(&mut self, entry: Entry, key: &Key) -> bool {
        // Five of six places are taken at most: the way to a free one stays short.
        if self.taken * 6 >= self.places.len() * 5 {
            self.grow();
        }
        for place in self.from(key) {
            let found = &mut self.places[place];
            let is_free = found.status == 0;
            if is_free || found.serial == entry.serial && found.status & WHOSE == key.issuer {
                *found = entry;
                self.taken += usize::from(is_free);
                return is_free;
            }
        }
        unreachable!("a segment always has a free place")
    }

    fn grow(&mut self) {
        let places = self.places.len() * 5 / 4 + 8;
        let entries = std::mem::replace(&mut self.places, vec![Entry::default(); places].into_boxed_slice());
        self.taken = 0;
        for entry in entries.into_iter().filter(|entry| entry.status != 0) {
            let serial = u128::from(entry.serial[0]) << 64 | u128::from(entry.serial[1]);
            let issuer = (entry.status & WHOSE) >> ISSUER;
            let issuer = usize::try_from(issuer).expect("16 bits");
            if let Some(key) = Key::of(issuer, &serial.to_be_bytes()) {
                self.set(entry, &key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUERS: [IssuerId; 2] = [IssuerId(2), IssuerId(70_000)];

    fn serial(number: u32) -> [u8; 16] {
        pki_types::sha256(&number.to_be_bytes()).as_bytes()[..16].try_into().unwrap()
    }

    #[test]
    fn each_serial_of_each_issuer_has_the_status_that_was_set_last() {
        let mut table = Table::default();
        let last = UnixTime::from_seconds(i64::MAX);
        let statuses = [
            CertificateStatus::Final,
            CertificateStatus::Burnt { at: last },
            CertificateStatus::Held { since: UnixTime::from_seconds(0) },
            CertificateStatus::Revoked { at: last, reason: Reason::PrivilegeWithdrawn },
        ];
        let of = |number: u32| statuses[usize::try_from(number).unwrap() % statuses.len()];
        for number in 0..20_000 {
            table.set(ISSUERS[0], &serial(number), CertificateStatus::Final);
            table.set(ISSUERS[1], &serial(number), of(number + 1));
        }
        for number in 0..20_000 {
            table.set(ISSUERS[0], &serial(number), of(number));
        }
        assert_eq!(table.len(), 40_000);
        for number in 0..20_000 {
            assert_eq!(table.status(ISSUERS[0], &serial(number)), Some(of(number)), "{number}");
            assert_eq!(table.status(ISSUERS[1], &serial(number)), Some(of(number + 1)), "{number}");
        }
        for number in 20_000..40_000 {
            assert_eq!(table.status(ISSUERS[0], &serial(number)), None);
        }
    }

    #[test]
    fn what_has_not_ended_and_what_cannot_be_ours_is_asked_of_the_store() {
        let mut table = Table::default();
        table.set(ISSUERS[0], &serial(1), CertificateStatus::Intent);
        table.set(ISSUERS[0], b"short", CertificateStatus::Final);
        for asked in [&serial(1)[..], b"short", b"", &serial(2)] {
            assert_eq!(table.status(ISSUERS[0], asked), None);
            assert_eq!(table.status(IssuerId(9), asked), None);
        }
        table.set(ISSUERS[0], &serial(1), CertificateStatus::Final);
        assert_eq!(table.status(ISSUERS[0], &serial(1)), Some(CertificateStatus::Final));
        assert_eq!(table.status(ISSUERS[1], &serial(1)), None, "another issuer's of the same number");
    }

    /// At every size, right after a segment has grown too.
    #[test]
    fn a_certificate_takes_forty_octets_at_most() {
        let mut table = Table::default();
        for number in 0..300_000u32 {
            table.set(ISSUERS[0], &serial(number), CertificateStatus::Final);
            if number >= 100_000 && number % 5_000 == 0 {
                let places: usize = table.segments.iter().map(|segment| segment.places.len()).sum();
                let octets = places * size_of::<Entry>();
                assert!(octets <= 40 * table.len(), "{octets} octets for {}", table.len());
            }
        }
    }
}
