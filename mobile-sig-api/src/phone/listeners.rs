//! Who listens: each phone once, and only so many from one address, so that nobody takes the places of others, or the connections of
//! an address that unlocks and answers need.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http_kit::PeerAddress;
use tokio::sync::Notify;
use words::DeviceId;

/// How many phones may listen at once; one that may not polls.
const MOST: usize = 2_000;
/// How many of them from one address: a quarter of its connections.
const MOST_OF_AN_ADDRESS: usize = 128;

/// One who listens.
struct Listener {
    address: Option<PeerAddress>,
    ends: Arc<Notify>,
}

/// The places of those who listen. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Listeners(Arc<Mutex<HashMap<DeviceId, Listener>>>);

impl Listeners {
    /// A place for this phone; none if as many others listen as can. Who listened for it before is told to end: the page was opened
    /// anew, and nobody knows yet that the connection of the old one is gone.
    pub(crate) fn place(&self, device: DeviceId, address: Option<PeerAddress>) -> Option<Place> {
        let mut places = self.places();
        let others = places.iter().filter(|(other, _)| **other != device);
        let of_the_address =
            others.clone().filter(|(_, other)| address.is_some() && other.address == address);
        if others.count() >= MOST || of_the_address.count() >= MOST_OF_AN_ADDRESS {
            return None;
        }
        let ends = Arc::new(Notify::new());
        if let Some(earlier) = places.insert(device, Listener { address, ends: ends.clone() }) {
            earlier.ends.notify_one();
        }
        Some(Place { listeners: self.clone(), device, ends })
    }

    fn places(&self) -> MutexGuard<'_, HashMap<DeviceId, Listener>> {
        // The map is whole after every line that holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one phone, free again when it is dropped.
pub(crate) struct Place {
    listeners: Listeners,
    device: DeviceId,
    ends: Arc<Notify>,
}

impl Place {
    /// Waits until the same phone listens anew.
    pub(crate) async fn taken_over(&self) {
        self.ends.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.listeners.places();
        if places.get(&self.device).is_some_and(|listener| Arc::ptr_eq(&listener.ends, &self.ends)) {
            places.remove(&self.device);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(number: usize) -> DeviceId {
        DeviceId::from_bytes(u128::try_from(number).unwrap().to_be_bytes())
    }

    fn address(number: u8) -> Option<PeerAddress> {
        Some(std::net::IpAddr::from([192, 0, 2, number]).into())
    }

    #[tokio::test]
    async fn each_phone_has_one_place_and_no_more_phones_than_can() {
        let listeners = Listeners::default();
        let place = |number| listeners.place(device(number), None);
        let mut places: Vec<_> = (0..MOST).map(|number| place(number).unwrap()).collect();
        assert!(place(MOST).is_none());
        // Who has a place may listen anew, as often as it likes; the one before hears of it and takes nothing along.
        let again = place(7).unwrap();
        places[7].taken_over().await;
        places.swap_remove(7);
        assert!(place(MOST).is_none());
        drop(again);
        assert!(place(MOST).is_some());
    }

    #[test]
    fn an_address_has_so_many_places() {
        let listeners = Listeners::default();
        let place = |number, of| listeners.place(device(number), address(of));
        let places: Vec<_> = (0..MOST_OF_AN_ADDRESS).map(|number| place(number, 1).unwrap()).collect();
        assert!(place(MOST_OF_AN_ADDRESS, 1).is_none());
        assert!(place(MOST_OF_AN_ADDRESS, 2).is_some());
        assert!(place(0, 1).is_some(), "it has one already");
        drop(places);
    }
}
